"""Whether the name, number and posts of a row belong to the account at its address."""

from __future__ import annotations

from collections.abc import Mapping

from demarche.intake.cells import looks_like_address, quoted
from demarche.intake.field_doubt import CellDoubt
from demarche.intake.import_lines import NewAccount, ReportLine, Understood
from demarche.intake.owner_column import Belief
from demarche.intake.row_identities import NAMES, Identities
from demarche.kernel.problems import Severity
from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver


class Agreement:
    """Compares what a row says of an account with its address."""

    def __init__(
        self,
        fields: Mapping[int, str],
        resolver: Resolver,
        identities: Identities,
        belief: Belief,
        done: Understood,
    ) -> None:
        self._columns = {name: column for column, name in fields.items()}
        self._resolver, self._identities = resolver, identities
        self._belief, self._done = belief, done

    def holds(self, line: ReportLine, entry: NewAccount) -> bool:
        """Whether address, name and number of a row agree; what is no identifier is left out."""
        if other := self._other_address(entry):
            line.refuse(other, "correct the one that is wrong, or give each a row")
            return False
        for fault in list(self._identities.faults(entry.target, entry.fields)):
            if not fault.contradicts:
                entry.fields.pop(fault.field, "")
                column = self._columns.get(fault.field, -1)
                doubt = CellDoubt(column, f"ignored: {fault.message}", fault.remedy, Severity.ERROR)
                self._done.doubts.append((line.row, doubt))
            elif fault.certain:
                line.refuse(
                    f"two accounts in one row: {fault.message}",
                    "correct the one that is wrong, or give each a row",
                )
                return False
            else:
                line.notes.append(fault.message)
        handle = entry.fields.get("handle", "")
        if self._belief.disputed and self._identities.agrees(handle, entry.target) is None:
            leave_out(line, entry.fields, "other rows show that the names belong to others")
        return True

    def _other_address(self, entry: NewAccount) -> str:
        """How an address in the column of names or numbers names another account than the row's.

        One that names the same is left out, since it is no name.
        """
        for name in NAMES[:2]:
            text = entry.fields.get(name, "")
            if not looks_like_address(text) or text.startswith("@"):
                continue
            try:
                other = self._resolver.resolve(text)
            except TargetError:
                continue
            if other.key == entry.target.key:
                del entry.fields[name]
            elif other.platform != entry.target.platform or (
                self._identities.belongs(other, entry.target, {}) is False
            ):
                return f"two accounts in one row: {quoted(text)} is next to the address"
        return ""


def leave_out(line: ReportLine, fields: dict[str, str], why: str) -> None:
    """Leave out the names of a row that may be those of another account."""
    lost = [name for name in (*NAMES, "display_name") if fields.pop(name, "")]
    if lost:
        line.notes.append(f"{', '.join(lost)} ignored: {why}")
