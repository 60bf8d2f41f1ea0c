"""What a verification says: one line a check, and what follows from all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

CLOSING = "closing time stamp"
"""The check of a time stamp that was added after the seal, by whomever."""
MADE = "rebuild"
"""The check whether this program makes the same bytes of the data inside."""
DATA = "data"
"""The check of a file that carries no request; it is always left open."""
LATER = "version"
"""Left open for a file of a later version, which may have what this one does not know."""
LETTERS = "letters"
"""The check whether letters look as the text that is read of them."""


class Outcome(StrEnum):
    """How a check ended; only `differs` speaks against the document."""

    AGREES = "agrees"
    DIFFERS = "differs"
    OPEN = "not checked"


class Verdict(StrEnum):
    """What follows from the checks."""

    SEALED = "genuine: sealed, and everything agrees"
    PARTLY = "genuine seal; NOT checked is what was added after it, see below"
    RECORDED = "recorded: everything agrees with the manifest; not sealed"
    UNSEALED = "consistent: its parts agree; not sealed, so this does not show who made it"
    CONTENT = (
        "consistent in what could be compared, not rebuilt; not sealed, so this does not show "
        "who made it"
    )
    NOTHING = "NOT CHECKED: there is nothing to compare it with; not sealed"
    REFUSED = "NOT GENUINE, or not shown to be"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what was compared, how it ended, in words."""

    name: str
    outcome: Outcome
    text: str


def agrees(name: str, text: str) -> Check:
    return Check(name, Outcome.AGREES, text)


def differs(name: str, text: str) -> Check:
    return Check(name, Outcome.DIFFERS, text)


def left_open(name: str, text: str) -> Check:
    return Check(name, Outcome.OPEN, text)


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of one file."""

    file: str
    checks: tuple[Check, ...]
    sealed: bool
    recorded: bool

    @property
    def passes(self) -> bool:
        """Whether it ends with the status 0."""
        return self.verdict not in (Verdict.REFUSED, Verdict.NOTHING)

    @property
    def verdict(self) -> Verdict:
        """One check that differs refuses the document, whatever else agrees."""
        if any(check.outcome is Outcome.DIFFERS for check in self.checks):
            return Verdict.REFUSED
        if self.sealed:
            added = (check for check in self.checks if check.name == CLOSING)
            partly = any(check.outcome is Outcome.OPEN for check in added)
            return Verdict.PARTLY if partly else Verdict.SEALED
        if self.recorded:
            return Verdict.RECORDED
        left = {check.name for check in self.checks if check.outcome is Outcome.OPEN}
        made = any(check.name == MADE and check.outcome is Outcome.AGREES for check in self.checks)
        if made:
            return Verdict.UNSEALED
        return Verdict.NOTHING if left & {DATA, LETTERS, LATER} else Verdict.CONTENT

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data, for `--json`."""
        return {
            "file": self.file,
            "verdict": self.verdict.name.lower(),
            "sealed": self.sealed,
            "checks": [
                {"name": check.name, "outcome": check.outcome.value, "text": check.text}
                for check in self.checks
            ],
        }


def total(reports: Iterable[Report], unread: int) -> str:
    """How many files came to which verdict, the worst first; `unread` could not be checked."""
    verdicts = [report.verdict for report in reports]
    words = {
        Verdict.REFUSED: "not genuine, or not shown to be",
        Verdict.NOTHING: "not checked, for want of anything to compare",
        Verdict.CONTENT: "consistent in what could be compared, not sealed",
        Verdict.UNSEALED: "consistent, not sealed",
        Verdict.RECORDED: "as recorded, not sealed",
        Verdict.PARTLY: "sealed, with a time stamp that was not checked",
        Verdict.SEALED: "sealed and genuine",
    }
    parts = [f"{unread:,} could not be checked"] if unread else []
    parts += [
        f"{verdicts.count(verdict):,} {phrase}"
        for verdict, phrase in words.items()
        if verdict in verdicts
    ]
    return f"{numbered(len(verdicts) + unread, 'file', 'files')}: {'; '.join(parts)}"


def reason(error: BaseException | str) -> str:
    """Why a file cannot be read: the first line of an error, without what is ours in it.

    The readers are given bytes, and name them by the place in memory.
    """
    text = str(getattr(error, "failure_message", None) or error)
    line = (_OBJECT.sub("", text).strip().splitlines() or [""])[0]
    return line[:160] or type(error).__name__


_OBJECT = re.compile(r"(?:WARNING: )?(?:stream )?<[\w.]+ object at 0x[0-9a-f]+>:? ?")


def numbered(number: int, noun: str, many: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number:,} {noun if number == 1 else many}"
