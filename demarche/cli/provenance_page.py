"""The page of provenance: list by list, where each field was read, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from demarche.facts.field_readings import FieldReading, readings, when
from demarche.model.listing import Authority, Listing, Organisation
from demarche.model.provenance import Source, Verification

_HEAD = """\
# Where the listings were read

Generated from `data/` by `make docs`; do not edit. `demarche show ID` prints the same of one
organisation, with what imported lists say of it. A number names the source at the end of the page;
`1/2` means one of the two, and which was not recorded. A field without a number was read nowhere:
it is from memory and no document prints it. † is a spelling read in a reproduction, ? a value that
is still to check; neither is printed without saying so.
"""
_MARKS = {Verification.SPELLING_TO_CHECK: "†", Verification.TO_CHECK: "?"}
_COUNTED = ("listed_name", "date_listed", "status")


def provenance_lines(
    authorities: Mapping[str, Authority],
    organisations: Mapping[str, Organisation],
    sources: Mapping[str, Source],
) -> Iterator[str]:
    """The lines of the page."""
    numbers = {key: number for number, key in enumerate(sources, start=1)}
    yield _HEAD
    yield "| list | listings | read on, oldest to newest | verified: name, date, status |"
    yield "|---|---:|---|---|"
    rows = {key: _listings(key, organisations) for key in sorted(authorities)}
    for key, found in rows.items():
        yield _summary(key, authorities[key], [listing for _, listing in found])
    for key, found in rows.items():
        if found:
            yield from _table(f"{authorities[key].name} ({key})", found, numbers)
    yield from ("", "## Sources", "")
    yield "| no. | source | speaks for | grade | how it was read |"
    yield "|---:|---|---|---|---|"
    for key, source in sources.items():
        cells = (source.title, when(source), source.grade or "", source.how_read or "")
        yield f"| {numbers[key]} | {' | '.join(map(_cell, cells))} |"


def _listings(
    authority: str, organisations: Mapping[str, Organisation]
) -> list[tuple[str, Listing]]:
    return [
        (name, listing)
        for name, organisation in organisations.items()
        for listing in organisation.listings
        if listing.authority == authority
    ]


def _summary(key: str, authority: Authority, found: list[Listing]) -> str:
    days = sorted(listing.as_of for listing in found if listing.as_of)
    undated = sum(listing.as_of is None for listing in found)
    span = " to ".join(dict.fromkeys((days[0], days[-1]))) if days else "not recorded"
    if days and undated:
        span += f"; {undated} not recorded"
    verified = Counter(
        field
        for listing in found
        for field in _COUNTED
        if listing.grade(field) is Verification.VERIFIED
    )
    counts = ", ".join(str(verified[field]) for field in _COUNTED)
    return f"| {authority.short} (`{key}`) | {len(found)} | {span} | {counts} |"


def _table(
    title: str, found: list[tuple[str, Listing]], numbers: Mapping[str, int]
) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield "| organisation | list read on | fields and where they were read |"
    yield "|---|---|---|"
    for name, listing in found:
        fields = "; ".join(_field(reading, numbers) for reading in readings(listing))
        status = "" if listing.status == "listed" else f" ({listing.status})"
        yield f"| `{name}`{status} | {listing.as_of or 'not recorded'} | {fields} |"


def _field(reading: FieldReading, numbers: Mapping[str, int]) -> str:
    mark = _MARKS.get(reading.grade, "") if reading.grade else ""
    read = "/".join(str(numbers[key]) for key in reading.sources if key in numbers)
    return f"{reading.label}{mark} {read}".rstrip()


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
