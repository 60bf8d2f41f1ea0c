"""What keeps a large case small in memory: places without rows, documents composed one by one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import lay_small_case

from demarche.build.dossier_writer import Staging
from demarche.build.platform_data import Dossier
from demarche.build.prepare import Prepared, prepare
from demarche.build.runner import BuildError, build
from demarche.build.task import Made
from demarche.compose import requests
from demarche.examine.case_texts import CaseText, Lines
from demarche.kernel import csv_table
from demarche.kernel.csv_positions import Places
from demarche.kernel.strict_yaml import Mapping
from demarche.model.recipient_papers import recipient_id
from demarche.model.record_reader import place_of
from demarche.render import annex

COLUMNS = ("url", "handle", "justification")
cells = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=12
)
rows_of = st.lists(st.tuples(cells, cells, cells), max_size=6)


def table(rows: list[tuple[str, ...]], quoting: int) -> bytes:
    """A table as the standard library writes it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=quoting, lineterminator="\r\n")  # type: ignore[arg-type]
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


@settings(deadline=None, max_examples=100)
@given(rows_of, st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), st.booleans())
def test_places_are_those_that_the_rows_had(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, ...]],
    quoting: int,
    mark: bool,
) -> None:
    data = (b"\xef\xbb\xbf" if mark else b"") + table(rows, quoting)
    file = tmp_path_factory.mktemp("table") / "accounts.csv"
    file.write_bytes(data)
    found = csv_table.read(data, "accounts.csv", COLUMNS)
    before, after = Mapping(), Mapping()
    before["accounts"], after["accounts"] = found, Places(found, data, file)

    assert len(after["accounts"]) == len(found)
    for number, row in enumerate(found):
        assert isinstance(row, csv_table.CsvRow)
        again = after["accounts"][number]  # type: ignore[index]
        assert isinstance(again, csv_table.CsvRow)
        assert dict(again) == dict(row)
        assert again.keys_at == row.keys_at
        assert again.blank == row.blank
        for name in (*COLUMNS, "none"):
            steps = ("accounts", number, name)
            assert place_of(after, steps, "case.yaml") == place_of(before, steps, "case.yaml")


@pytest.mark.parametrize("now", [b"", b"url\nother\n", None])
def test_a_row_whose_file_says_something_else_by_now_keeps_its_line(
    tmp_path: Path, now: bytes | None
) -> None:
    data = b"url,handle\nu1,h1\nu2,h2\n"
    file = tmp_path / "accounts.csv"
    if now is not None:
        file.write_bytes(now)
    tree = Mapping()
    tree["accounts"] = Places(csv_table.read(data, "accounts.csv", COLUMNS), data, file)

    assert str(place_of(tree, ("accounts", 1, "handle"), "case.yaml")) == "accounts.csv:3:1"


locs = st.one_of(
    st.tuples(st.sampled_from(["title", "facts"])),
    st.tuples(st.just("emergency"), st.just("data"), st.integers(0, 9), st.just("purpose")),
    st.tuples(st.sampled_from(["accounts", "exhibits"]), st.integers(0, 60_000), st.just("shows")),
)
written = st.builds(
    lambda loc, text, of_row: CaseText(loc, text, loc[1] + 1 if of_row and len(loc) == 3 else None),
    locs,
    st.sampled_from(["one", "two  words", "two words", "three\nmore words", "نمونہ"]),
    st.booleans(),
)


@settings(deadline=None)
@given(st.lists(written, max_size=30))
def test_every_place_of_a_line_is_found_in_its_order(texts: list[CaseText]) -> None:
    lines = Lines(texts)

    wanted: dict[str, list[tuple[Any, int | None]]] = {}
    for text in texts:
        wanted.setdefault(" ".join(text.text.split()), []).append((text.loc, text.row))
    assert lines.all == "\n".join(wanted)
    found = {line: list(map(tuple, spots)) for line, spots in lines.holding(re.compile("(?m)^.+"))}
    assert found == wanted
    at = 0
    for line, spots in wanted.items():
        assert list(map(tuple, lines.at(at))) == spots
        at += len(line) + 1


class _Taken(Future[Made]):
    """A document that is there, and tells its pool once it is taken away."""

    def __init__(self, pool: Ready) -> None:
        super().__init__()
        self._pool = pool

    def result(self, timeout: float | None = None) -> Made:
        self._pool.held -= 1
        return super().result(timeout)


class Ready(Executor):
    """A pool of one worker, done at once; the document `fails_at`, from 1, cannot be made."""

    _max_workers = 1

    def __init__(self, fails_at: int | None = None) -> None:
        self.handed = self.held = self.most = 0
        self._fails_at = fails_at

    def submit(self, _: Callable[..., Any], /, *tasks: Any, **__: Any) -> Future[Any]:
        self.handed += 1
        self.held += 1
        self.most = max(self.most, self.held)
        future = _Taken(self)
        if self.handed == self._fails_at:
            reference = tasks[0].request.reference
            future.set_exception(BuildError(reference, ("the page is too small",)))
        else:
            future.set_result(Made({".pdf": b"%PDF"}, {".pdf": 1}))
        return future


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The small case, ready to be rendered."""
    return prepare(lay_small_case(tmp_path_factory.mktemp("large")))


def test_documents_are_composed_as_there_is_room_for_them(
    case: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    composed: list[int] = []
    compose = requests.compose

    def counted(*given: Any, **more: Any) -> Any:
        composed.append(pool.handed)
        return compose(*given, **more)

    monkeypatch.setattr("demarche.build.prepare.compose", counted)
    pool = Ready()
    build([case], pool=pool, reports=tmp_path / "reports", keep=False)

    assert composed == list(range(len(case.documents)))
    assert pool.most == 2
    assert pool.held == 0


def test_a_failure_of_the_last_document_leaves_nothing(case: Prepared, tmp_path: Path) -> None:
    reports = tmp_path / "above" / "reports"
    with pytest.raises(BuildError, match="the page is too small"):
        build([case], pool=Ready(len(case.documents)), reports=reports, keep=False)
    assert not list(tmp_path.iterdir())


def test_a_failure_leaves_what_was_built_before(case: Prepared, tmp_path: Path) -> None:
    (built,) = build([case], pool=Ready(), reports=tmp_path, keep=False)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert len(before) == len(built.files)
    with pytest.raises(BuildError):
        build([case], pool=Ready(len(case.documents)), reports=tmp_path, keep=False)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_a_dossier_has_each_row_as_the_first_document_has_it(
    case: Prepared, tmp_path: Path
) -> None:
    every = list(case.requests)
    with Staging(tmp_path / "out") as stage:
        dossier = Dossier(stage)
        for number in reversed(range(len(every))):
            dossier.add(number, every[number])
        dossier.write(stage, "all")
        stage.commit()

    first = {
        row.number: row
        for request in reversed(every)
        if not recipient_id(request)
        for row in (*request.removed_before, *reversed(request.accounts))
    }
    written = (tmp_path / "out" / "all" / "accounts.csv").read_bytes()
    assert written == annex.accounts_csv(first[number] for number in sorted(first))
    names = {file.name for file in (tmp_path / "out" / "all").iterdir()}
    companies = {recipient_id(request) for request in every} - {""}
    assert {"accounts.csv", "request.json"} <= names
    assert {f"accounts-{company}.csv" for company in companies} <= names
