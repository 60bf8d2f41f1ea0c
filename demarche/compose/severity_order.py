"""How grave each account is, the order of annex A1 that follows, and what its rows share."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar, get_args

from demarche.compose.provisions import ground_of
from demarche.model.case import Link
from demarche.model.request import AccountRow, CitedOrganisation, Common, SeverityCount
from demarche.model.resolved_case import Matter, Row

_TIES = get_args(Link)
"""From the organisation's own accounts to its supporters."""

Value = TypeVar("Value", bound=Hashable)


def acted_at(matter: Matter, row: Row) -> dt.datetime | dt.date | None:
    """When the newest post that the row names was made, in the zone of the case.

    Where the numbers of the posts do not tell it, what the case says.
    """
    made = [post.created for post in row.posts if post.created]
    zone = matter.case.date.tzinfo
    if made:
        return max(made).astimezone(zone).replace(microsecond=0)  # a page and a case have seconds
    said = row.account.acted_at
    return said.astimezone(zone) if isinstance(said, dt.datetime) else said


def severity_of(matter: Matter, row: Row) -> str:
    """The code of the row's level, by the rules in data/severity.yaml."""
    covers = ground_of(matter, row.account).covers
    scale = matter.library.severity
    return scale.level_of(covers, row.account.link, _age(matter, row))


def _age(matter: Matter, row: Row) -> int | None:
    """Days since the newest act named; 0 for a threat whose day is ahead, None where not known."""
    today, named = matter.case.date.date(), row.account.threat_time
    if named is not None and _day(named) >= today:
        return 0
    newest = acted_at(matter, row)
    return (today - _day(newest)).days if newest else None


def _day(when: dt.datetime | dt.date) -> dt.date:
    return when.date() if isinstance(when, dt.datetime) else when


def gravest_first(matter: Matter, rows: Iterable[Row]) -> list[Row]:
    """By level; in the gravest by time, the newest first, in the others by tie; then by number."""
    levels = matter.library.severity.levels

    def place(row: Row) -> tuple[int, int, int, int]:
        level = levels.index(severity_of(matter, row))
        if level:
            return level, _TIES.index(row.account.link), 0, row.number
        newest = acted_at(matter, row)
        if newest is None:
            return level, 0, 0, row.number
        seconds = 0
        if isinstance(newest, dt.datetime):
            seconds = newest.hour * 3600 + newest.minute * 60 + newest.second
        return level, -_day(newest).toordinal(), -seconds, row.number

    return sorted(rows, key=place)


def levels_of(matter: Matter, rows: Sequence[AccountRow]) -> tuple[SeverityCount, ...]:
    """The levels that occur among these rows, the gravest first."""
    counted = Counter(row.severity for row in rows)
    labels = matter.locale.severities
    return tuple(
        SeverityCount(code=code, label=labels.get(code, code), rows=counted[code])
        for code in matter.library.severity.levels
        if counted[code]
    )


def common_of(rows: Sequence[AccountRow]) -> Common | None:
    """What most of these rows have in common; None without rows."""
    if not rows:
        return None
    seen = [row.status_checked_at or row.observed_at for row in rows]
    days = sorted(moment.date() for moment in seen if moment)
    return Common(
        measure=_most(row.measure for row in rows),
        protected=_most(row.protected for row in rows),
        holder_in=_most(row.holder_in for row in rows),
        policies=_most(row.policies for row in rows),
        prior_report_answer=_most(row.prior_report_answer for row in rows),
        seen_from=days[0] if days else None,
        seen_to=days[-1] if days else None,
    )


def _most(values: Iterable[Value]) -> Value:
    """The commonest value; of several the first."""
    return Counter(values).most_common(1)[0][0]


def organisation_codes(matter: Matter) -> dict[str, str]:
    """The short form of each organisation of the case; its name where two would have the same."""
    used = dict.fromkeys(row.account.organisation for row in matter.rows)
    known = {name: matter.library.organisations[name] for name in used}
    codes = {name: known[name].code or known[name].name for name in used}
    shared = Counter(codes.values())
    return {name: code if shared[code] == 1 else known[name].name for name, code in codes.items()}


def lists_in_short(organisation: CitedOrganisation) -> tuple[int, tuple[str, ...]]:
    """The lists that matter to the recipient, by code, and how many of them bind it.

    Those that only support are left to annex A2.
    """
    named = [citation for citation in organisation.citations if citation.role != "supporting"]
    named.sort(key=lambda citation: citation.role != "binding")  # stable: else by rank
    return sum(citation.role == "binding" for citation in named), tuple(
        f"{each.authority_code} {_last(each.reference)}".strip() for each in named
    )


def _last(reference: str | None) -> str:
    """The number alone of `OFAC uid 12206`; annex A2 has the reference whole."""
    return (reference or "").rpartition(" ")[2]
