"""A cell that was not taken, or not as it stands."""

from __future__ import annotations

from dataclasses import dataclass

from demarche.kernel.problems import Severity


@dataclass(frozen=True, slots=True)
class CellDoubt:
    """A cell that was not taken, or not as it stands: its column, what is wrong, what to write."""

    column: int
    message: str
    remedy: str = ""
    severity: Severity | None = Severity.WARNING
    """None for what stands in the report only."""
    lost: bool = False
    """True where the cell was not taken although another message stands for it."""

    @property
    def refused(self) -> bool:
        """Whether something of the cell is not in the case."""
        return self.lost or self.severity in (Severity.WARNING, Severity.ERROR)
