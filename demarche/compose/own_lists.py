"""How long ago the asking state's own lists were read: what keeps a document a draft.

A request rests on the law of its own state, whose list the office can read on any day. How old a
reading may be is a limit of the jurisdiction; a list of another state or of the United Nations is
warned about by its own limit, and keeps nothing back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from demarche.compose.plan import Document
from demarche.listings.status import earliest_day
from demarche.model.locale import Locale
from demarche.model.request import CitedOrganisation
from demarche.model.resolved_case import Matter


@dataclass(frozen=True, slots=True)
class OldReading:
    """A list of the asking state that a document cites, and why its reading does not count."""

    authority: str
    list_title: str
    """What a table calls the list."""
    organisation: str
    """The first organisation whose citation is so old."""
    as_of: str | None
    """The oldest day of such a citation; None where one has no day."""
    limit: int

    def reason(self, locale: Locale) -> str:
        """Why the document is a draft."""
        if self.as_of is None:
            return locale.draft["reading_undated"].format(list=self.list_title)
        date = locale.when(self.as_of)
        words = locale.draft["reading_old"]
        return words.format(list=self.list_title, date=date, days=self.limit)


def old_readings(
    matter: Matter, document: Document, cited: Iterable[CitedOrganisation]
) -> tuple[OldReading, ...]:
    """The own lists of the asking state that a document cites by too old a reading.

    What takes something back, or speaks of no listing, is not kept back by the age of one.
    """
    spec = document.kind.spec
    if spec.takes == "withdrawn" or document.wanted.status == "release":
        return ()
    if not (spec.has_rows or spec.encloses):
        return ()
    law, day = matter.jurisdiction, matter.case.date.date()
    limit = law.limits.own_lists_days
    found: dict[str, OldReading] = {}
    for organisation in cited:
        for citation in organisation.citations:
            authority = matter.library.authorities[citation.authority]
            if authority.state != law.state:
                continue
            # Of a partly known day the first counts: the list may have been read so long ago.
            first = earliest_day(citation.as_of) if citation.as_of else None
            if first and (day - first).days <= limit:
                continue
            before = found.get(authority.id)
            if before is None or _older(citation.as_of, before.as_of):
                found[authority.id] = OldReading(
                    authority.id, authority.short, organisation.id, citation.as_of, limit
                )
    return tuple(found.values())


def _older(day: str | None, known: str | None) -> bool:
    if day is None or known is None:
        return known is not None
    return earliest_day(day) < earliest_day(known)
