"""The titles of columns and the names of elements from which a reader takes its facts.

They are data with a history: an authority renames a column overnight and announces nothing. A title
that is missing would be read as an empty cell in every row, so a missing, renamed or new one
refuses the file by its name. Letter case and white space are no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from demarche.listings.sources.list_reader import InputFile

TAUGHT = (
    "the authority changed its format: until this reader supports the new one, the list imported "
    "earlier stays in use"
)


def plain_column(title: str) -> str:
    """A title as it is compared."""
    return " ".join(title.replace("\xa0", " ").split()).casefold()


@dataclass(frozen=True)
class ListColumns:
    """What a table must have: for each fact its titles over time; and what else it may have."""

    facts: Mapping[str, Sequence[str]]
    """Name of the fact → its titles, today's first. Exactly one of them must be there."""
    maybe: Mapping[str, Sequence[str]]
    """The same for facts that a table may lack."""
    others: Sequence[str] = ()
    """Titles of columns that are known and from which nothing is taken."""

    def find(self, file: InputFile, header: Sequence[str], line: int) -> dict[str, int]:
        """Fact → place of its column. InputError names what is missing, unknown or there twice."""
        titles = [plain_column(title) for title in header]
        every = {plain_column(title): fact for fact, known in self._every() for title in known}
        found: dict[str, int] = {}
        faults = []
        for place, title in enumerate(titles):
            fact = every.get(title)
            if fact is None and title not in map(plain_column, self.others):
                faults.append(
                    f"unknown column `{header[place].strip()}`"
                    if title
                    else f"column {place + 1} has no title"
                )
            elif fact in found or (fact is None and titles.index(title) != place):
                faults.append(f"duplicate column `{header[place].strip()}`")
            elif fact is not None:
                found[fact] = place
        missing = [
            "no column " + " or ".join(f"`{title}`" for title in known)
            for fact, known in self.facts.items()
            if fact not in found
        ]
        if missing or faults:
            raise file.refuse("; ".join([*missing, *faults]), line, TAUGHT)
        return found

    def _every(self) -> Iterable[tuple[str, Sequence[str]]]:
        yield from self.facts.items()
        yield from self.maybe.items()


def titled(*titles: str) -> dict[str, Sequence[str]]:
    """Facts that have one title only, which is their name as well."""
    return {title: (title,) for title in titles}


def refuse_unknown(
    file: InputFile, found: Iterable[str], known: Iterable[str], within: str, line: int
) -> None:
    """Refuse elements or fields of an entry that no reader was taught."""
    names = {plain_column(name) for name in known}
    unknown = sorted({name for name in found if plain_column(name) not in names})
    if unknown:
        what = "elements" if len(unknown) > 1 else "element"
        verb = "are" if len(unknown) > 1 else "is"
        listed = ", ".join(f"`{name}`" for name in unknown)
        raise file.refuse(f"the {what} {listed} of {within} {verb} not known", line, TAUGHT)
