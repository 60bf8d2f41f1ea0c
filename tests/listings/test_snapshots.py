"""Snapshots: kept whole or not at all, each once, compared by content."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import ROOT

from demarche.kernel.problems import InputError
from demarche.listings import snapshots
from demarche.listings.diff import diff
from demarche.listings.sources import InputFile
from demarche.model.entry import (
    Entry,
    EntryAlias,
    EntryKind,
    ListFile,
    changed_fields,
    content_hash,
    count,
    from_json,
    to_json,
)

LISTS = ROOT.parent / "shared" / "lists"
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = snapshots.connect(tmp_path)
    yield connection
    connection.close()


def entry(reference: str = "QDe.118", name: str = "LASHKAR-E-TAYYIBA", *aliases: str) -> Entry:
    return Entry(
        "un-1267",
        EntryKind.ENTITY,
        name,
        reference,
        "line 7",
        reference,
        original_script="لشکر طیبہ",
        date_listed="2005-05-02",
        dates_amended=("2008-12-10",),
        aliases=tuple(EntryAlias(alias, "a.k.a.") for alias in aliases),
        regime="Al-Qaida",
        native=(("COMMENTS1", "Based in  Lahore\n"),),
    )


def a_list(*entries: Entry, as_of: str | None = "2025-01-01", **changes: object) -> ListFile:
    name = f"{as_of}{entries}{changes}"
    made = ListFile("un", "test", _sha(name), entries, frozenset({"un-1267"}), as_of, as_of)
    made = replace(made, counts=count(entries))
    return replace(made, **changes)  # type: ignore[arg-type]


def _sha(text: str) -> str:
    return InputFile("x", text.encode()).sha256


def keep(
    db: sqlite3.Connection, read: ListFile, *, now: dt.datetime = NOW, as_of: dt.date | None = None
) -> snapshots.ImportReport:
    return snapshots.keep(db, InputFile("list.xml", b"x"), read, now, as_of=as_of)


def test_the_same_file_twice_is_one_snapshot(db: sqlite3.Connection) -> None:
    read = a_list(entry())
    first, second = keep(db, read), keep(db, read)
    assert (first.new, second.new) == (True, False)
    assert (first.entries_new, second.entries_new) == (1, 0)
    assert first.snapshot == second.snapshot
    assert len(snapshots.snapshots(db)) == 1


def test_an_unchanged_entry_is_stored_once(db: sqlite3.Connection) -> None:
    keep(db, a_list(entry()))
    later = keep(db, a_list(entry(), entry("QDe.132", "TTP"), as_of="2025-02-01"))
    assert later.entries_new == 1
    assert db.execute("SELECT count(*) FROM entry").fetchone() == (2,)


def everything(db: sqlite3.Connection) -> list[list[object]]:
    tables = ("snapshot", "covers", "entry", "member", "live", "name", "name_text_docsize")
    stored = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    return [
        db.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
        for table in tables
        if table in stored
    ]


def test_a_failed_import_leaves_what_was_there(
    db: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(db, a_list(entry()))
    before = everything(db)
    bad = tmp_path / "bad.xml"
    bad.write_text("<CONSOLIDATED_LIST><ENTITIES>")
    with pytest.raises(InputError, match=r"bad\.xml:1:\d+: not well-formed"):
        snapshots.import_file(db, bad, NOW)
    assert everything(db) == before

    def broken(_: object) -> str:
        raise RuntimeError("in the middle")

    monkeypatch.setattr("demarche.listings.snapshot_store.content_hash", broken)
    with pytest.raises(RuntimeError):
        keep(db, a_list(entry("QDe.132", "TTP"), as_of="2025-02-01"))
    assert everything(db) == before


def test_newest_is_by_the_lists_own_date_and_not_by_import(db: sqlite3.Connection) -> None:
    newer = keep(db, a_list(entry(), as_of="2025-08-02"))
    late = keep(db, a_list(entry(), as_of="2018-10-29"), now=NOW + dt.timedelta(days=1))
    assert newer.newest_for == ("un-1267",)
    assert late.newest_for == ()
    found = snapshots.newest(db, "un-1267")
    assert found is not None
    assert found.as_of == "2025-08-02"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_files_of_one_day_the_later_stamp_is_the_newer(
    db: sqlite3.Connection, order: tuple[int, int]
) -> None:
    """The file of the morning brought after that of the evening must not bring an entry back."""
    day = "2026-11-20"
    files = [
        a_list(entry(), entry("QDe.9", "Y"), as_of=day, stamp="2026-11-20T09:00:00+05:00"),
        a_list(entry(), as_of=day, stamp="2026-11-20T05:00:00Z"),  # an hour later
    ]
    for number, place in enumerate(order):
        keep(db, files[place], now=NOW + dt.timedelta(hours=number))
    found = snapshots.newest(db, "un-1267")
    assert found is not None
    assert found.stamp == "2026-11-20T05:00:00Z"
    assert [state is not None for _, state in snapshots.history(db, "un-1267", "QDe.9")] == [
        True,
        False,
    ]


def test_an_amendment_is_no_list(db: sqlite3.Connection) -> None:
    whole = keep(db, a_list(entry(), as_of="2025-08-02"))
    part = keep(db, a_list(entry("QDe.1", "X"), as_of="2026-08-02", partial=True))
    assert part.newest_for == ()
    assert part.snapshot.covers == ()
    with pytest.raises(InputError, match="an amendment"):
        diff(db, whole.snapshot.id, part.snapshot.id)
    assert snapshots.entries_by_reference(db, "un-1267").keys() == {"QDe.118"}


def test_a_list_that_lost_its_last_entry_still_covers_its_authority(
    db: sqlite3.Connection,
) -> None:
    a = keep(db, a_list(entry()))
    b = keep(db, a_list(as_of="2025-02-01"))
    found = diff(db, a.snapshot.id, b.snapshot.id)
    assert [e.reference for e in found.removed] == ["QDe.118"]
    assert snapshots.entries_by_reference(db, "un-1267") == {}


def test_dates_that_the_officer_states(db: sqlite3.Connection) -> None:
    undated = a_list(entry(), as_of=None)
    first = keep(db, undated)
    assert (first.snapshot.as_of, first.snapshot.as_of_from) == (None, "unknown")
    again = keep(db, undated, as_of=dt.date(2025, 8, 11))
    assert (again.new, again.snapshot.as_of, again.snapshot.as_of_from) == (
        False,
        "2025-08-11",
        "officer",
    )
    with pytest.raises(InputError, match="as of 2025-08-11; now given as 2025-08-10"):
        keep(db, undated, as_of=dt.date(2025, 8, 10))
    later = keep(db, undated, as_of=dt.date(2025, 8, 12))
    assert (later.new, later.snapshot.as_of, later.snapshot.as_of_from) == (
        False,
        "2025-08-12",
        "file again",
    )


@pytest.mark.parametrize(
    ("as_of", "stated", "message"),
    [
        ("2025-08-02", dt.date(2025, 8, 3), "the file is dated 2025-08-02"),
        (None, dt.date(2026, 11, 24), "after today"),
        (None, dt.date(2008, 12, 9), "the file has the date 2008-12-10"),
        ("2026-11-24", None, "after today"),
    ],
)
def test_impossible_dates_are_refused(
    db: sqlite3.Connection, as_of: str | None, stated: dt.date | None, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        keep(db, a_list(entry(), as_of=as_of), as_of=stated)
    assert snapshots.snapshots(db) == []


@dataclass(frozen=True)
class Limit:
    id: str
    max_age_days: int


def test_status(db: sqlite3.Connection) -> None:
    keep(db, a_list(entry(), as_of="2026-11-13"))
    limits = [Limit("un-1267", 10), Limit("un-1267", 9), Limit("us-fto", 30)]
    fresh, old, none = snapshots.status(db, limits, NOW.date())
    assert (fresh.age_days, fresh.stale, fresh.entries) == (10, False, 1)
    assert old.stale
    assert (none.snapshot, none.age_days, none.stale) == (None, None, True)


def test_status_of_an_undated_list_is_stale(db: sqlite3.Connection) -> None:
    keep(db, a_list(entry(), as_of=None))
    (found,) = snapshots.status(db, [Limit("un-1267", 9999)], NOW.date())
    assert found.snapshot is not None
    assert found.stale


def test_diff_is_by_content(db: sqlite3.Connection) -> None:
    same = entry("QDe.1", "SAME", "b", "a")
    a = keep(
        db,
        a_list(entry(), entry("QDe.137", "NUSRAH"), entry("QDe.115", "AQI"), same),
    )
    silent = entry("QDe.115", "AQI", "ISKP")
    moved = replace(
        same,
        locator="line 99",
        aliases=same.aliases[::-1],
        dates_amended=("2008-12-10", "2026-01-01"),
        native=(("COMMENTS1", " Based in Lahore"),),
    )
    b = keep(db, a_list(entry(), silent, moved, entry("QDe.168", "KTJ"), as_of="2026-02-27"))
    found = diff(db, a.snapshot.id, b.snapshot.id)
    assert [e.reference for e in found.added] == ["QDe.168"]
    assert [e.reference for e in found.removed] == ["QDe.137"]
    (change,) = found.changed
    assert (change.new.reference, change.fields) == ("QDe.115", ("aliases",))
    assert change.silent
    assert change.cited


def test_diff_passes_over_what_a_format_lacks(db: sqlite3.Connection) -> None:
    a = keep(db, a_list(entry("QDe.1", "X", "alias")))
    bare = replace(entry("QDe.1", "X"), original_script=None, regime="worded otherwise")
    b = keep(
        db,
        a_list(
            bare,
            as_of="2025-03-01",
            format="another",
            lacks=frozenset({"aliases", "original_script"}),
        ),
    )
    found = diff(db, a.snapshot.id, b.snapshot.id)
    assert found.changed == ()
    assert "aliases" in found.ignored


def test_diff_of_unlike_lists_is_refused(db: sqlite3.Connection) -> None:
    a = keep(db, a_list(entry()))
    other = replace(entry(), authority="gb-uksl")
    b = keep(db, a_list(other, as_of="2025-03-01", covers=frozenset({"gb-uksl"})))
    with pytest.raises(InputError, match="no list in common"):
        diff(db, a.snapshot.id, b.snapshot.id)
    with pytest.raises(InputError, match="there is no snapshot 77"):
        diff(db, a.snapshot.id, 77)


def test_show_gives_the_newest_state_and_the_removed(db: sqlite3.Connection) -> None:
    keep(db, a_list(entry(), entry("QDe.137", "NUSRAH")))
    keep(db, a_list(entry("QDe.118", "LASHKAR-E-TAYYIBA", "New"), as_of="2026-02-27"))
    ((shown, where),) = snapshots.show(db, "qde.118")
    assert [alias.name for alias in shown.aliases] == ["New"]
    assert where.as_of == "2026-02-27"
    ((shown, where),) = snapshots.show(db, "QDe.137")
    assert where.as_of == "2025-01-01", "it was last seen there"
    states = snapshots.history(db, "un-1267", "QDe.137")
    assert [(s.as_of, e is not None) for s, e in states] == [
        ("2025-01-01", True),
        ("2026-02-27", False),
    ]
    assert snapshots.show(db, "QDe.118", "us-fto") == []


def test_an_entry_listed_removed_and_listed_again(db: sqlite3.Connection) -> None:
    for day, present in (("2021-04-15", True), ("2021-11-07", False), ("2025-10-24", True)):
        keep(db, a_list(*([entry()] if present else []), as_of=day))
    states = snapshots.history(db, "un-1267", "QDe.118")
    assert [(s.as_of, e is not None) for s, e in states] == [
        ("2021-04-15", True),
        ("2021-11-07", False),
        ("2025-10-24", True),
    ]


def test_a_file_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / snapshots.FILE_NAME).write_bytes(b"not a database, by any means" * 40)
    with pytest.raises(InputError, match="not a database of lists"):
        snapshots.connect(tmp_path)
    with pytest.raises(InputError, match="no list has been imported yet"):
        snapshots.connect(tmp_path / "none", create=False)


def test_entries_survive_storing() -> None:
    stored = entry("QDe.118", "LASHKAR-E-TAYYIBA", "Jamaat-ud-Dawa")
    assert from_json(to_json(stored), "line 7") == stored


@given(st.lists(st.text(max_size=20), max_size=4), st.text(max_size=20))
def test_the_hash_tells_content_and_not_layout(aliases: list[str], name: str) -> None:
    first = entry("QDe.1", name, *aliases)
    other = replace(
        first, aliases=first.aliases[::-1], locator="line 8", dates_amended=("2026-01-01",)
    )
    assert content_hash(first) == content_hash(other)
    assert changed_fields(first, other) == ()
    third = replace(first, name=name + "x")
    assert content_hash(first) != content_hash(third)
    assert changed_fields(first, third) == ("name",)


def real(db: sqlite3.Connection, name: str) -> int:
    path = LISTS / name
    if not path.exists():
        pytest.skip(f"the official file {name} is not kept with the project")
    return snapshots.import_file(db, path, NOW).snapshot.id


def test_diff_of_the_real_un_lists(db: sqlite3.Connection) -> None:
    """26 added and 30 removed on the Al-Qaida and Taliban lists, in two steps of the research."""
    old = real(db, "un_consolidated_2018-10-29.xml")
    middle = real(db, "un_consolidated_2025-04-19.xml")
    new = real(db, "un_consolidated_2025-08-02.xml")
    lists = ("un-1267", "un-1988")
    found = diff(db, old, middle, lists)
    assert (len(found.added), len(found.removed)) == (16 + 10, 12 + 18)
    removed = {entry.reference for entry in found.removed}
    assert {"QDe.071", "QDe.072", "QDe.102", "QDe.103"} <= removed
    renamed = [change for change in found.changed if "aliases" in change.fields]
    assert len(renamed) == 19
    assert {"QDe.004", "QDe.012", "QDi.317"} <= {change.new.reference for change in renamed}
    found = diff(db, middle, new, lists)
    assert [entry.reference for entry in found.added] == ["QDi.436"]
    assert [entry.reference for entry in found.removed] == ["QDi.328"]


def test_a_silent_alias_change_of_the_real_un_list(db: sqlite3.Connection) -> None:
    """LYi.022 changed its aliases with no new update date; comparing dates would not see it."""
    old = real(db, "un_consolidated_2018-10-29.xml")
    new = real(db, "un_consolidated_2025-04-19.xml")
    silent = [
        change.new.reference
        for change in diff(db, old, new).changed
        if "aliases" in change.fields and change.silent
    ]
    assert silent == ["LYi.022"]


def test_a_silent_change_in_a_real_list_is_found(db: sqlite3.Connection, tmp_path: Path) -> None:
    """The real list with one alias added and no date touched."""
    old = real(db, "un_consolidated_2025-08-02.xml")
    text = (LISTS / "un_consolidated_2025-08-02.xml").read_text("utf-8")
    text = text.replace("<ALIAS_NAME>Al Qaeda<", "<ALIAS_NAME>Al Qaeda (new)<", 1)
    text = text.replace("2025-08-02T23:00:00", "2025-08-03T23:00:00", 1)
    copy = tmp_path / "un.xml"
    copy.write_text(text, "utf-8")
    new = snapshots.import_file(db, copy, NOW).snapshot.id
    (change,) = diff(db, old, new).changed
    assert (change.new.reference, change.fields, change.silent) == ("QDe.004", ("aliases",), True)
