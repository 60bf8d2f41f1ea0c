"""The mirrors by their commands: observe, propose, decide, purge; nothing without a decision."""

from __future__ import annotations

import csv
import json
import random
import re
import stat
from pathlib import Path

import pytest
from kit import command
from worlds import (
    BIO,
    draw,
    lay_case,
    rows_of,
    run,
    seen_before,
    stranger,
    write_sheet,
)

pytest.importorskip("pdqhash", reason="the extra `mirrors` is not installed")

LINK = "https://t.me/+AAAAAEspecimen0042"


def replacement(folder: Path, **changes: str) -> dict[str, str]:
    """An account that replaces the removed one: name, picture, text and link."""
    row = {
        "url": "https://t.me/specimen_falcon_lantern2",
        "display_name": "Falcon Lantern Specimen backup",
        "bio": f"{BIO} backup",
        "links": LINK,
        "picture": draw(folder, "new.png", 5, "round crop on black"),
        "first_seen": "2026-10-22",
    }
    return row | changes


def proposed(workspace: Path, case: Path, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        run(workspace, "propose", "--json", *words, case).stdout
    )
    return found


def test_a_replacement_is_proposed_decided_and_becomes_a_row(tmp_path: Path) -> None:
    case = lay_case(tmp_path)
    rows = [seen_before(tmp_path), replacement(tmp_path), *map(stranger, range(40))]
    run(tmp_path, "observe", write_sheet(tmp_path, rows))
    before = rows_of(case)

    (finding,) = proposed(tmp_path, case)

    assert finding["observed"] == "https://t.me/specimen_falcon_lantern2"
    evidence = finding["evidence"]
    assert isinstance(evidence, dict)
    assert set(evidence) == {"picture", "name", "bio", "contact"}
    assert "a round crop on black" in evidence["picture"]
    assert "AAAAAEspecimen0042" in evidence["contact"]
    assert rows_of(case) == before
    name = str(finding["finding"])

    run(tmp_path, "decide", name, "--yes", "--reason", "Same emblem and same link.")

    *old, row = rows_of(case)
    assert [kept["id"] for kept in old] == [kept["id"] for kept in before]
    assert (row["mirror_of"], row["first_seen"]) == ("old", "2026-10-22")
    assert row["organisation"] == "al-qaida"
    assert evidence["picture"] in row["link_basis"]
    assert "2 days after the removal" in row["link_basis"]
    assert not row.get("justification")
    assert not row.get("protected")
    assert proposed(tmp_path, case) == []
    again = command("mirrors", "decide", name, "--no", "--reason", "x", cwd=tmp_path)
    assert again.returncode == 2
    assert "was decided" in again.stderr


def test_a_no_adds_nothing_and_is_remembered_after_a_purge(tmp_path: Path) -> None:
    case = lay_case(tmp_path)
    sheet = write_sheet(tmp_path, [seen_before(tmp_path), replacement(tmp_path)])
    run(tmp_path, "observe", sheet)
    (finding,) = proposed(tmp_path, case)
    before = rows_of(case)

    run(tmp_path, "decide", str(finding["finding"]), "--no", "--reason", "A relay of news.")

    assert rows_of(case) == before
    run(tmp_path, "purge")
    private = tmp_path / "private" / "mirrors"
    kept = b"".join(file.read_bytes() for file in private.rglob("*") if file.is_file())
    assert b"falcon" not in kept
    run(tmp_path, "observe", sheet)
    assert proposed(tmp_path, case) == []


@pytest.mark.parametrize("kept", ["display_name", "picture", "bio", "links"])
def test_one_kind_of_evidence_is_never_proposed(tmp_path: Path, kept: str) -> None:
    case = lay_case(tmp_path)
    row = replacement(tmp_path)
    mine = {
        "url": "https://t.me/specimen_" + ("falcon_lantern2" if kept == "display_name" else "zyx"),
        "first_seen": row["first_seen"],
        kept: row[kept],
    }
    run(tmp_path, "observe", write_sheet(tmp_path, [seen_before(tmp_path), mine]))

    assert proposed(tmp_path, case, "--least", "0.000001", "--prior", "0.5") == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"first_seen": "2026-10-19"}, "seen before the removal"),
        (
            {"display_name": "Falcon Lantern Specimen fans", "bio": "fan page", "links": ""},
            "a fan account copies name and picture",
        ),
        (
            {"bio": "parody of the falcon lantern", "links": ""},
            "a parody copies name and picture",
        ),
        (
            {"bio": "reporting on @specimen_falcon_lantern", "links": "", "picture": ""},
            "a reporter names the account",
        ),
    ],
)
def test_what_is_not_a_replacement_is_not_proposed(
    tmp_path: Path, changes: dict[str, str], why: str
) -> None:
    case = lay_case(tmp_path)
    rows = [seen_before(tmp_path), replacement(tmp_path, **changes)]
    run(tmp_path, "observe", write_sheet(tmp_path, rows))

    assert proposed(tmp_path, case) == [], why


def test_an_emblem_that_many_carry_weighs_less_and_that_is_said(tmp_path: Path) -> None:
    case = lay_case(tmp_path)
    rows = [seen_before(tmp_path), replacement(tmp_path)]
    rows += [stranger(number) | {"picture": "new.png"} for number in range(40)]
    run(tmp_path, "observe", write_sheet(tmp_path, rows))

    (finding,) = proposed(tmp_path, case)

    assert any("have a picture as like" in str(it) for it in finding["against"])  # type: ignore[attr-defined]


def test_what_is_observed_is_private_and_in_no_document(tmp_path: Path) -> None:
    case = lay_case(tmp_path)
    row = replacement(
        tmp_path,
        bio="onlyinsidethestore and some other words here",
        url=("https://t.me/specimen_onlyinside"),
    )
    run(tmp_path, "observe", write_sheet(tmp_path, [row]))

    mode = stat.S_IMODE((tmp_path / "private").stat().st_mode)
    assert mode == 0o700
    done = command("check", "--json", case, cwd=tmp_path)
    assert "onlyinside" not in done.stdout + done.stderr


def test_a_row_without_its_first_day_is_refused_with_its_place(tmp_path: Path) -> None:
    sheet = write_sheet(tmp_path, [stranger(1) | {"first_seen": ""}])
    (tmp_path / "data").mkdir()

    done = command("mirrors", "observe", sheet, cwd=tmp_path)

    assert "first_seen" in done.stderr
    assert re.search(r"seen\.csv:2:1: ", done.stderr)
    assert "0 accounts observed" in done.stdout
    with_day = run(tmp_path, "observe", "--seen", "2026-11-01", sheet)
    assert "1 account observed (1 new" in with_day.stdout
    assert "(0 new" in run(tmp_path, "observe", "--seen", "2026-11-02", sheet).stdout


@pytest.mark.parametrize("name", ["../outside.png", "missing.png", "broken.png"])
def test_a_picture_that_cannot_be_used_is_told_and_the_account_kept(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "work"
    (folder / "data").mkdir(parents=True)
    draw(tmp_path, "outside.png", 3)
    (folder / "broken.png").write_bytes((tmp_path / "outside.png").read_bytes()[:900])
    sheet = write_sheet(folder, [stranger(1) | {"picture": name}])

    done = run(folder, "observe", sheet)

    assert "picture" in done.stderr
    assert "1 account observed (1 new, 0 with a picture)" in done.stdout


def test_hostile_texts_stay_texts_on_the_page_and_in_the_table(tmp_path: Path) -> None:
    case = lay_case(tmp_path)
    evil = (
        '=HYPERLINK("http://evil.example") </dd><script>alert(1)</script> \u202eexe falcon lantern'
    )
    rows = [seen_before(tmp_path), replacement(tmp_path, display_name=evil)]
    run(tmp_path, "observe", write_sheet(tmp_path, rows))
    run(tmp_path, "propose", case)

    private = tmp_path / "private" / "mirrors"
    page = (private / "findings.html").read_text("utf-8")
    assert "<script" not in page
    assert "\u202e" not in page
    assert "\\u{202E}" in page
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=(?!\"data:)", page)
    with (private / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not any(cell.startswith("=") for cell in cells)


@pytest.mark.parametrize("seed", range(6))
def test_in_any_order_of_commands_only_a_yes_makes_a_row(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    case = lay_case(tmp_path)
    first = {row["url"] for row in rows_of(case)}
    said_yes: set[str] = set()
    said_no: set[str] = set()
    open_now: dict[str, str] = {}
    for step in range(10):
        action = dice.choice(["observe", "propose", "yes", "no", "wrong", "purge"])
        if action == "observe":
            number = dice.randrange(4)
            changes = {"url": f"https://t.me/specimen_falcon_lantern{number}"}
            for name in dice.sample(["picture", "bio", "links", "display_name"], 2):
                changes[name] = ""
            rows = [seen_before(tmp_path), replacement(tmp_path, **changes), stranger(step)]
            run(tmp_path, "observe", write_sheet(tmp_path, rows))
        elif action == "propose":
            found = proposed(tmp_path, case)
            open_now = {str(it["finding"]): str(it["observed"]) for it in found}
            assert all(len(it["evidence"]) >= 2 for it in found)  # type: ignore[arg-type]
            assert not set(open_now.values()) & (said_yes | said_no)
        elif action in ("yes", "no") and open_now:
            name, address = open_now.popitem()
            done = command("mirrors", "decide", name, f"--{action}", "--reason", "r", cwd=tmp_path)
            if done.returncode == 0:
                (said_yes if action == "yes" else said_no).add(address)
        elif action == "purge":
            run(tmp_path, "purge")
        else:
            wrong = command("mirrors", "decide", "F-0", "--yes", "--reason", "r", cwd=tmp_path)
            assert wrong.returncode == 2
        assert {row["url"] for row in rows_of(case)} - first == said_yes
    assert all(row["mirror_of"] == "old" for row in rows_of(case) if row["url"] in said_yes)
