"""Wrong office files: each fault is told at its place in the file, beside those of the case."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit import DATA
from wrong import GOOD, build_refused, changed, place_in

from demarche.app.new_workspace import make_workspace

NAME = "my-office.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a good case in a workspace with an office of its own."""
    make_workspace(tmp_path / "ws")
    (tmp_path / "ws" / "reports" / "README.md").unlink()
    folder = tmp_path / "ws" / "data" / "cases" / "first"
    (folder / "case.yaml").write_text(
        changed("office: pk-specimen", "office: my-office"), encoding="utf-8"
    )
    return folder


def break_office(folder: Path, old: str, new: str) -> str:
    """Change the office's file; its place in messages is given back."""
    file = folder.parents[1] / "offices" / NAME
    text = file.read_text(encoding="utf-8")
    assert old in text
    text, place = place_in(text.replace(old, new, 1), NAME)
    file.write_text(text, encoding="utf-8")
    return place


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("state: PK", "state: ‸ZX", "state: unknown country code 'ZX'; write its ISO 3166-1 code"),
        ("state: PK", "state: ‸UK", "state: unknown country code 'UK'; did you mean 'GB' (the"),
        ("state: PK", "state: ‸GB", "office is in GB, its jurisdiction 'pk' in PK"),
        (
            "jurisdiction: pk",
            "jurisdiction: ‸pkk",
            "unknown jurisdiction 'pkk'; did you mean 'pk'",
        ),
        ("id: my-office", "id: ‸ours", "'ours' is in a file named my-office.yaml; rename"),
        ("  removal: 3", "  removal: ‸-3", "reply_days.removal: must be"),
        ("form: request\n", "form: request\n    provision: ‸peca-99\n", "did you mean 'peca-9'?"),
        (
            "state: PK",
            "state: PK\nbody: ‸smpr",
            "jurisdiction has no body 'smpr'; did you mean 'smpra'?",
        ),
        ("specimen-emblem.svg", "‸none.svg", "emblem: no such file: none.svg"),
        ("name: Internet", "‸nam: Internet", "nam: unknown field; did you mean 'name'?"),
        ("email: requests@", "email: ‸requests at ", "expected an email address, for example"),
    ],
)
def test_fault_is_told_where_it_stands(folder: Path, old: str, new: str, says: str) -> None:
    place = break_office(folder, old, new)

    result = build_refused(folder)

    assert result.status == 2
    assert [line for line in result.errors if f"{place}: " in line and says in line], result.lines


def test_a_law_of_no_country_is_told_in_its_file(folder: Path) -> None:
    law = (DATA / "jurisdictions" / "pk.yaml").read_text(encoding="utf-8")
    file = folder.parents[1] / "jurisdictions" / "pk.yaml"
    file.parent.mkdir()
    file.write_text(law.replace("state: PK", "state: UK"), encoding="utf-8")

    result = build_refused(folder)

    assert result.status == 2
    (line,) = result.errors
    assert "pk.yaml:2:8: state: unknown country code 'UK'; did you mean 'GB'" in line


@pytest.mark.parametrize(
    ("old", "new"),
    [("email: requests@", "email: ‸requests at "), ("jurisdiction: pk", "jurisdiction: ‸qq")],
)
def test_faults_of_the_case_are_told_at_once_with_the_offices(
    folder: Path, old: str, new: str
) -> None:
    place = break_office(folder, old, new)
    case, at = place_in(
        changed(
            "organisation: ttp", "organisation: ‸tpp", changed("pk-specimen", "my-office", GOOD)
        )
    )
    (folder / "case.yaml").write_text(case, encoding="utf-8")

    result = build_refused(folder)

    assert result.status == 2
    assert len(result.errors) == 2
    result.line(f"{at}: ", "did you mean 'ttp'?")
    assert [line for line in result.errors if f"{place}: " in line]
