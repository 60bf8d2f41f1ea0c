"""An exhibit belongs to a row whichever of the two names the other: annex, data, examination."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import build_case, lay_small_case, picture

from demarche.build.prepare import Prepared, prepare
from demarche.cli.main import cli

ROWS = """\
id,url,platform,observed_at,status_checked_at,organisation,link,ground,justification,protected,\
prior_report,prior_report_on,prior_report_answer
r1,https://x.com/specimen_one,x,2026-11-22T09:30:00+05:00,2026-11-22T09:30:00+05:00,ttp,\
media-wing,propaganda,On 12 November 2026 the account published a claim of responsibility.,none,\
SPEC-1,2026-11-18,no breach of the rules found
r2,https://x.com/specimen_two,x,2026-11-22T09:31:00+05:00,2026-11-22T09:31:00+05:00,ttp,\
media-wing,propaganda,On 13 November 2026 the account published a list of the attacks.,none,\
SPEC-2,2026-11-18,no breach of the rules found
"""
CASE = """\
reference: SPEC-IRU/2026/0490
title: Accounts reported by the monitoring unit in November 2026
office: pk-specimen
date: 2026-11-23T10:00:00+05:00
prepared_by: {name: B. N. Specimen, post: Research officer}
facts: The monitoring unit recorded accounts that publish for a listed organisation.
necessity: The accounts publish claims of responsibility and are open to everyone.
alternatives: Reports of single posts were made and did not last.
defences: Reporting, research and satire were considered and excluded for each account.
requests:
  - kind: removal
accounts: accounts.csv
"""


def add(case: Path, name: str, shown: str, *rows: str) -> None:
    shot = case.parents[3] / name
    shot.write_bytes(picture() + name.encode())
    options = [part for row in rows for part in ("--account", row)]
    done = CliRunner().invoke(
        cli,
        [
            *("exhibits", "add", str(shot), "--case", str(case.parent), *options),
            *("--shows", "The post.", "--url", f"https://x.com/{shown}/status/1"),
            *("--captured-at", "2026-11-22T09:35:00+05:00", "--tool", "t 1", "--captured-by", "c"),
        ],
    )
    assert done.exit_code == 0, done.output


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Two rows, a picture of both and one of the second, all added by the command."""
    file = tmp_path / "data" / "cases" / "one" / "case.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(CASE, encoding="utf-8")
    file.with_name("accounts.csv").write_text(ROWS, encoding="utf-8")
    add(file, "a.png", "specimen_one", "r1", "r2")
    add(file, "b.png", "specimen_two", "https://x.com/specimen_two")
    return file


def screenshots_missed(case: Prepared) -> list[str]:
    return [
        finding.field
        for finding in case.findings
        if finding.code == "P02" and "capture" in finding.message
    ]


def test_what_the_command_added_stands_in_annex_and_data(case: Path) -> None:
    built = build_case(case)

    (request,) = json.loads((built.folder / "x" / "request.json").read_bytes())["requests"]
    assert [row["exhibits"] for row in request["accounts"]] == [["E1"], ["E1", "E2"]]
    text = built.pdf("x/removal").text
    assert re.search(r"\b1 T\d E1 ", text)
    assert re.search(r"\b2 T\d E1, E2 ", text)
    assert b"E1 E2" in (built.folder / "x" / "accounts.csv").read_bytes()


def test_what_the_command_added_counts_as_a_capture(case: Path) -> None:
    assert screenshots_missed(prepare(case)) == []
    table = case.with_name("exhibits.csv")
    table.write_text(table.read_text("utf-8").replace(",r1 r2,", ",r2,"), "utf-8")
    assert {place[:11] for place in screenshots_missed(prepare(case))} == {"accounts[1]"}


@pytest.mark.parametrize("side", ["account", "exhibit"])
def test_either_side_may_name_the_other(workspace: Path, side: str) -> None:
    both = prepare(lay_small_case(workspace))
    text = both.file.path.read_text(encoding="utf-8")
    lines = []
    for line in text.splitlines():
        if side == "exhibit" and line.startswith("    exhibits: ["):
            continue
        lines.append(line)
    one_sided = "\n".join(lines) + "\n"
    if side == "account":
        one_sided = _without_rows(one_sided)
    both.file.path.write_text(one_sided, encoding="utf-8")

    alone = prepare(both.file.path)

    kept = [[row.exhibits for row in request.accounts] for request in both.requests]
    assert any(kept)
    assert [[row.exhibits for row in request.accounts] for request in alone.requests] == kept
    assert sorted((finding.code, finding.field) for finding in alone.findings) == sorted(
        (finding.code, finding.field) for finding in both.findings
    )


def _without_rows(text: str) -> str:
    """The case whose exhibits name only the first of their rows."""
    found = []
    for line in text.splitlines():
        if line.startswith("    accounts: [") and line.endswith("]"):
            first = line.split("[", 1)[1].rstrip("]").split(",")[0]
            line = f"    accounts: [{first}]"
        found.append(line)
    return "\n".join(found) + "\n"
