"""What official lists cost: importing a list of usual length, and searching it.

The list is made up, in the form of the United Nations' file, so that it can be made anywhere.
"""

from __future__ import annotations

import datetime as dt
import functools
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks import measure
from benchmarks.measure import COMMAND
from demarche.kernel.workspace import Workspace
from demarche.listings import curated, snapshots
from demarche.listings.file_import import import_files, readable
from demarche.listings.search import MemoryIndex, StoredIndex, search

ENTITIES, PERSONS = 300, 700
QUERIES = ("lashkar taiba", "تحریک طالبان", "JuA", "BLA", "the base")
_NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
_SYLLABLES = ("al", "ba", "da", "fi", "ha", "jam", "ka", "lash", "mu", "nur", "qa", "ra", "ta")


def lists(repeat: int) -> Iterator[dict[str, Any]]:
    """Rows of `step`, `seconds` (the least) and `median`."""
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        (place / "data").mkdir()
        file = place / "list.xml"
        file.write_text(made_up_list(), encoding="utf-8")
        yield _row(f"import of {ENTITIES + PERSONS} entries", lambda: _import(file), repeat)
        measure.must((*COMMAND, "lists", "import", file), folder=place)
        folder = place / "data" / "lists"
        rows = curated.known(Workspace(place).files("organisations"), folder)
        with closing(snapshots.connect(folder)) as db:
            memory = MemoryIndex(row.listed() for row in rows if not row.parent)
            sources = (StoredIndex(db), memory)
            for text in QUERIES:
                warm = functools.partial(search, sources, text)
                yield _row(f"search for {text}, warm", warm, 5 * repeat)
        for text in QUERIES[:1]:
            done = measure.best((*COMMAND, "lists", "search", text), repeat, folder=place)
            yield {"step": f"search for {text}, the command", "seconds": round(done.seconds, 4)}


def made_up_list() -> str:
    """A list in the United Nations' form: invented names, each with two aliases."""
    source = random.Random(481)  # noqa: S311  (a specimen, not a secret)

    def name(words: int) -> str:
        return " ".join("".join(source.choices(_SYLLABLES, k=3)).upper() for _ in range(words))

    def entry(kind: str, reference: str) -> str:
        quality = "Good" if kind == "INDIVIDUAL" else "a.k.a."
        aliases = "".join(
            f"<{kind}_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{name(2)}</ALIAS_NAME>"
            f"</{kind}_ALIAS>"
            for _ in range(2)
        )
        return (
            f"<{kind}><FIRST_NAME>{name(3)}</FIRST_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>"
            f"<REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER><LISTED_ON>2011-07-29</LISTED_ON>"
            f"<LAST_DAY_UPDATED></LAST_DAY_UPDATED>{aliases}</{kind}>"
        )

    persons = "".join(entry("INDIVIDUAL", f"QDi.{n:03}") for n in range(1, PERSONS + 1))
    entities = "".join(entry("ENTITY", f"QDe.{n:03}") for n in range(1, ENTITIES + 1))
    return (
        '<CONSOLIDATED_LIST dateGenerated="2026-11-20T23:00:00Z">'
        f"<INDIVIDUALS>{persons}</INDIVIDUALS><ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>"
    )


def _import(file: Path) -> None:
    """An import into a new folder."""
    with tempfile.TemporaryDirectory() as name, closing(snapshots.connect(Path(name))) as db:
        import_files(db, readable([file]), _NOW, None)


def _row(step: str, action: Callable[[], object], times: int) -> dict[str, Any]:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return {
        "step": step,
        "seconds": round(min(taken), 4),
        "median": round(statistics.median(taken), 4),
    }
