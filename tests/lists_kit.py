"""What the tests of official lists share: the real files, made-up ones, and the command."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from click.testing import CliRunner, Result
from kit import ROOT

from demarche.cli.main import cli
from demarche.listings import snapshots
from demarche.listings.file_import import Imported, import_files, readable

LISTS = ROOT.parent / "shared" / "lists"
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
UN_2018, UN_2025 = "un_consolidated_2018-10-29.xml", "un_consolidated_2025-08-02.xml"
UN_2026 = "un_consolidated_2026-08-01.xml"
UK_2025 = "uk_fcdo_sl_2025-08-11.ods"


def official(name: str) -> Path:
    """A real file; skips where it is not beside the checkout."""
    path = LISTS / name
    if not path.is_file():
        pytest.skip(f"the official file {name} is not beside this checkout (../shared/lists)")
    return path


def redated(
    target: Path, day: str, drop: Iterable[str] = (), swap: Iterable[tuple[str, str]] = ()
) -> Path:
    """The real UN list of August 2025 as if made on another day, some entries out or reworded."""
    text = official(UN_2025).read_text(encoding="utf-8")
    text = re.sub(r'dateGenerated="[^"]*"', f'dateGenerated="{day}T23:00:00Z"', text, count=1)
    for reference in drop:
        for kind in ("ENTITY", "INDIVIDUAL"):
            whole = rf"<{kind}>(?:(?!</{kind}>).)*?<REFERENCE_NUMBER>{re.escape(reference)}<"
            text, found = re.subn(rf"{whole}.*?</{kind}>", "", text, flags=re.DOTALL)
            if found:
                break
        else:
            raise AssertionError(reference)
    for old, new in swap:
        assert old in text, old
        text = text.replace(old, new)
    target.write_text(text, encoding="utf-8")
    return target


def un_entry(
    reference: str,
    name: str,
    aliases: Iterable[str] = (),
    *,
    listed: str = "2011-07-29",
    updated: Iterable[str] = (),
) -> str:
    """One entry of the UN's form; an `i` in the reference makes it a person."""
    person = reference[2] == "i"
    kind = "INDIVIDUAL" if person else "ENTITY"
    quality = "Good" if person else "a.k.a."
    regime = {"QD": "Al-Qaida", "TA": "Taliban", "SD": "Sudan", "CD": "DRC"}[reference[:2]]
    more = "".join(
        f"<{kind}_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{escape(alias)}</ALIAS_NAME>"
        f"</{kind}_ALIAS>"
        for alias in aliases
    )
    days = "".join(f"<VALUE>{day}</VALUE>" for day in updated)
    return (
        f"<{kind}><FIRST_NAME>{escape(name)}</FIRST_NAME><UN_LIST_TYPE>{regime}</UN_LIST_TYPE>"
        f"<REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER><LISTED_ON>{listed}</LISTED_ON>"
        f"<LAST_DAY_UPDATED>{days}</LAST_DAY_UPDATED>{more}</{kind}>"
    )


TTP = un_entry("QDe.132", "TEHRIK-E TALIBAN PAKISTAN (TTP)", ["Tehrik-e-Taliban"])
LET = un_entry("QDe.118", "LASHKAR-E-TAYYIBA", ["Jamaat-ud-Dawa", "Lashkar-i-Taiba"])
NOOR = un_entry("QDi.427", "NOOR WALI MEHSUD", ["Mufti Noor Wali"], listed="2020-07-16")


def un_list(target: Path, day: str, *entries: str) -> Path:
    """A made-up UN list with these entries and as many others as a whole list needs."""
    fill = [un_entry(f"SDi.{n:03}", f"FILLING PERSON {n}") for n in range(1, 521)]
    persons = "".join(e for e in [*entries, *fill] if e.startswith("<INDIVIDUAL>"))
    entities = "".join(e for e in entries if e.startswith("<ENTITY>"))
    target.write_text(
        f'<CONSOLIDATED_LIST dateGenerated="{day}T23:00:00Z"><INDIVIDUALS>{persons}</INDIVIDUALS>'
        f"<ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>",
        encoding="utf-8",
    )
    return target


def bring(workspace: Path, *files: Path, as_of: dt.date | None = None) -> list[Imported]:
    """Import files into a workspace, as the command does."""
    with closing(snapshots.connect(workspace / "data" / "lists")) as db:
        return import_files(db, readable(files), NOW, as_of)


def run(workspace: Path, *words: str | Path, exit_code: int = 0) -> Result:
    """`demarche lists …` in a workspace; the status it must end with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(workspace)
        done = CliRunner().invoke(cli, ["lists", *map(str, words)])
    assert done.exit_code == exit_code, (done.output, done.exception)
    assert "Traceback" not in done.output
    return done


def data(workspace: Path, *words: str | Path, exit_code: int = 0) -> Any:
    """What `demarche lists … --json` says."""
    return json.loads(run(workspace, *words, "--json", exit_code=exit_code).stdout)
