"""What to write for an organisation that was named by an alias: this only suggests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from demarche.listings import names
from demarche.model.listing import Organisation


def called(name: str, organisations: Mapping[str, Organisation]) -> str:
    """A remedy that names the organisations which bear this name; empty where none does.

    `name` has the form of an id: `islamic-state`. Reads all records: for wrong names only.
    """
    wanted = names.normalise(name.replace("-", " "))
    bearers = [
        key
        for key, record in organisations.items()
        if wanted in {names.normalise(name) for name in _names(record)}
    ]
    if not bearers:
        return ""
    return f"it is a name of {' and of '.join(map(repr, bearers))}; write that if it is intended"


def _names(record: Organisation) -> Iterator[str]:
    yield from (record.name, record.name.partition("(")[0])
    yield from record.name.rpartition("(")[2].rstrip(")").split("/")
    for listing in record.listings:
        if listing.listed_name:
            yield listing.listed_name
        yield from (alias.name for alias in listing.aliases)
