"""Write data/organisations/*.yaml and data/sources.yaml from the research table.

Run once, and again whenever the table changes: `python scripts/make_organisations.py [TABLE]`.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from plain_yaml import dump  # noqa: E402
from research_corrections import published  # noqa: E402
from research_table import Table  # noqa: E402

from demarche.facts.integrity import load_sources  # noqa: E402
from demarche.kernel import strict_yaml  # noqa: E402
from demarche.model.listing import Organisation  # noqa: E402
from demarche.model.record_reader import validate  # noqa: E402

SOURCES_HEAD = """\
# The documents that data/organisations and data/authorities were read from, by key.
# A `location` says what the file is and where it was read; none of them is in this repository.
"""


def main(arguments: list[str]) -> None:
    """Write all files, each validated before it is written."""
    table = Table(Path(arguments[0]) if arguments else ROOT.parent / "shared/organisations.yaml")
    folder = ROOT / "data/organisations"
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    listings = 0
    for row in table.data["organisations"]:
        text = dump(table.organisation(row))
        name = f"{row['id']}.yaml"
        record = validate(Organisation, strict_yaml.read(text.encode(), name), name)
        listings += len(record.listings)
        written[name] = text
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    sources = {"sources": {key: {**row, **published(key)} for key, row in table.sources.items()}}
    text = dump(sources)
    (ROOT / "data/sources.yaml").write_text(SOURCES_HEAD + text, encoding="utf-8", newline="\n")
    known = load_sources(ROOT / "data/sources.yaml")
    print(f"{len(written)} organisations, {listings} listings, {len(known)} sources")


if __name__ == "__main__":
    main(sys.argv[1:])
