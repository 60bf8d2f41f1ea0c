"""Deleting a data file of the program breaks only what cites it, with one clear line for each."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kit import ROOT, lay_small_case, process

SMALL, MINIMAL = "small", "minimal"
TELEGRAM = "no known platform uses t.me"

CITED = [
    ("platforms/x", {SMALL: "no known platform uses x.com"}),
    ("platforms/telegram", {SMALL: TELEGRAM, MINIMAL: TELEGRAM}),
    ("platforms/whatsapp", {SMALL: "unknown platform `whatsapp`"}),
    ("organisations/al-qaida", {SMALL: "unknown organisation 'al-qaida'"}),
    ("organisations/bras", {SMALL: "unknown organisation 'bras'"}),
    ("organisations/majeed-brigade", {SMALL: "unknown organisation 'majeed-brigade'"}),
    ("organisations/ttp", {MINIMAL: "unknown organisation 'ttp'"}),
    (
        "authorities/pk-ata-11b",
        {
            SMALL: "organisation 'bras' refers to unknown authority 'pk-ata-11b'; restore "
            "data/authorities/pk-ata-11b.yaml",
            MINIMAL: "organisation 'ttp' refers to unknown authority 'pk-ata-11b'",
        },
    ),
    (
        "authorities/us-fto",
        {
            SMALL: "organisation 'al-qaida' refers to unknown authority 'us-fto'",
            MINIMAL: "organisation 'ttp' refers to unknown authority 'us-fto'",
        },
    ),
    (
        "authorities/in-uapa",
        {SMALL: "organisation 'al-qaida' refers to unknown authority 'in-uapa'"},
    ),
    (
        "authorities/ca-cc",
        {
            SMALL: "organisation 'al-qaida' refers to unknown authority 'ca-cc'",
            MINIMAL: "organisation 'ttp' refers to unknown authority 'ca-cc'",
        },
    ),
    (
        "jurisdictions/pk",
        {SMALL: "unknown jurisdiction 'pk'", MINIMAL: "unknown jurisdiction 'pk'"},
    ),
    (
        "offices/pk-specimen",
        {SMALL: "unknown office 'pk-specimen'", MINIMAL: "unknown office 'pk-specimen'"},
    ),
    ("citations/ranking", {SMALL: "ranking.yaml: ", MINIMAL: "ranking.yaml: "}),
    ("regions", {SMALL: "regions.yaml: ", MINIMAL: "regions.yaml: "}),
    ("locale/en", {SMALL: "no language 'en'", MINIMAL: "no language 'en'"}),
    ("wording/banned", {SMALL: "banned.yaml: ", MINIMAL: "banned.yaml: "}),
    ("wording/signs", {SMALL: "signs.yaml: ", MINIMAL: "signs.yaml: "}),
]
"""A file, and what is told of the cases that cite it; the others stay as they were."""

UNCITED = [
    *("platforms/signal", "platforms/reddit", "organisations/hamas", "organisations/farc"),
    *("authorities/un-1533", "authorities/au-cc", "sources", "intake/columns"),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with its data, whose files may be deleted."""
    folder = tmp_path_factory.mktemp("program")
    for name in ("demarche", "data", "templates"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "cases")
        )
    shutil.copy(ROOT / "generate.py", folder)
    return folder


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The small case and the minimal one in an empty workspace."""
    folder = tmp_path_factory.mktemp("workspace")
    small = lay_small_case(folder)
    minimal = small.parent.with_name("minimal") / "case.yaml"
    minimal.parent.mkdir()
    shutil.copy(ROOT / "data" / "cases" / "minimal" / "case.yaml", minimal)
    return {SMALL: small, MINIMAL: minimal}


@contextmanager
def without(program: Path, name: str) -> Iterator[None]:
    """The program without one of its data files."""
    file = program / "data" / f"{name}.yaml"
    data = file.read_bytes()
    file.unlink()
    try:
        yield
    finally:
        file.write_bytes(data)


def check(program: Path, *cases: Path) -> tuple[int, list[dict[str, str]]]:
    """The status of a check and the errors it tells."""
    done = process(
        "check", "--json", *cases, program=program / "generate.py", cwd=cases[0].parents[3]
    )
    assert "Traceback" not in done.stderr, done.stderr
    problems = json.loads(done.stdout)["problems"]
    return done.returncode, [problem for problem in problems if problem["severity"] == "error"]


def test_the_copy_is_what_runs(program: Path, cases: dict[str, Path]) -> None:
    assert check(program, *cases.values()) == (0, [])
    (program / "data" / "regions.yaml").rename(program / "data" / "elsewhere.yaml")
    try:
        assert check(program, cases[MINIMAL])[0] == 2
    finally:
        (program / "data" / "elsewhere.yaml").rename(program / "data" / "regions.yaml")


QUICK = ("platforms/telegram", "authorities/pk-ata-11b", "jurisdictions/pk", "wording/banned")


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        pytest.param(*row, id=row[0], marks=() if row[0] in QUICK else pytest.mark.exhaustive)
        for row in CITED
    ],
)
def test_only_what_cites_a_file_misses_it(
    program: Path, cases: dict[str, Path], name: str, messages: dict[str, str]
) -> None:
    with without(program, name):
        for case, path in cases.items():
            status, errors = check(program, path)
            if case not in messages:
                assert (status, errors) == (0, []), case
                continue
            assert status == 2
            lines = [
                f"{Path(error['file']).name}: {error['message']}; {error['remedy']}"
                for error in errors
            ]
            assert any(messages[case] in line for line in lines), lines
            assert all("\n" not in line for line in lines)


def test_what_nobody_cites_may_go(program: Path, cases: dict[str, Path]) -> None:
    kept = {name: (program / "data" / f"{name}.yaml").read_bytes() for name in UNCITED}
    for name in UNCITED:
        (program / "data" / f"{name}.yaml").unlink()
    try:
        assert check(program, *cases.values()) == (0, [])
    finally:
        for name, data in kept.items():
            (program / "data" / f"{name}.yaml").write_bytes(data)


def test_a_broken_file_breaks_only_what_cites_it(program: Path, cases: dict[str, Path]) -> None:
    file = program / "data" / "organisations" / "bras.yaml"
    data = file.read_bytes()
    file.write_bytes(data.replace(b"status: listed", b"status: listd"))
    try:
        status, errors = check(program, cases[SMALL])
        assert check(program, cases[MINIMAL]) == (0, [])
    finally:
        file.write_bytes(data)

    assert status == 2
    assert [(Path(error["file"]).name, error["field"]) for error in errors] == [
        ("bras.yaml", "listings[1].status")
    ]
    assert "did you mean 'listed'?" in errors[0]["remedy"]


def test_an_alias_whose_primary_entry_is_gone_is_not_cited(
    program: Path, cases: dict[str, Path]
) -> None:
    with without(program, "organisations/balochistan-liberation-army"):
        done = process("check", cases[SMALL], program=program / "generate.py")

    assert done.returncode == 0
    assert "Majeed Brigade, US FTO list: is an alias of an entry that is not in the library" in (
        done.stderr
    )


def test_a_missing_template_is_named(program: Path, cases: dict[str, Path]) -> None:
    file = program / "templates" / "removal.html.j2"
    data = file.read_bytes()
    file.unlink()
    try:
        done = process("build", "-q", cases[MINIMAL], program=program / "generate.py")
    finally:
        file.write_bytes(data)

    assert done.returncode == 2
    assert "removal.html.j2" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (cases[MINIMAL].parents[3] / "reports").exists()


def test_listing_what_is_known_goes_on_without_a_file(program: Path) -> None:
    with without(program, "platforms/x"):
        done = process("list", "platforms", program=program / "generate.py", cwd=program)
    assert done.returncode == 0
    assert not any(line.startswith("x ") for line in done.stdout.splitlines())

    with without(program, "authorities/us-fto"):
        done = process("list", "organisations", program=program / "generate.py", cwd=program)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "unknown authority 'us-fto'" in done.stderr
