"""A small workspace for the mirrors: a case with two removed accounts, and a monitoring sheet."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from kit import ROOT, command

sys.path.insert(0, str(ROOT))  # the benchmarks draw the emblems
from benchmarks.mirror_emblems import CHANGES, emblem

CASE = """\
reference: SPEC-IRU/2026/0077
title: Two accounts
office: pk-specimen
date: 2026-11-23T10:00:00+05:00
letter: {date: 2026-11-23, number: SPEC-IRU/L/2026/0077}
countersigned_by:
  - {body: nccia, on: 2026-11-22}
prepared_by: {name: B. N. Specimen, post: Research officer, on: 2026-11-22}
approved_by: {name: C. N. Specimen, post: Deputy director, on: 2026-11-22}
facts: An officer recorded two accounts.
necessity: Their posts come back after removal.
alternatives: Removal of single posts did not last.
defences: Reporting and research were considered.
requests:
  - {kind: removal, term_until: 2027-02-23}
  - {kind: prevention, term_until: 2027-02-23}
accounts: accounts.csv
exhibits:
  - id: E1
    accounts: [old, other]
    shows: The pages with the claim.
    url: https://t.me/specimen_falcon_lantern
    captured_at: 2026-10-03T09:30:00+05:00
    tool: specimen capture tool 1.0
    captured_by: collector 1
    sha256: 0101010101010101010101010101010101010101010101010101010101010101
"""

HEAD = ("url", "platform", "handle", "display_name", "bio", "links", "picture", "first_seen")
OLD = "https://t.me/specimen_falcon_lantern"


def lay_case(workspace: Path, *, more: str = "") -> Path:
    """The good case with its accounts in a CSV file; the first of them was removed."""
    folder = workspace / "data" / "cases" / "mirrors"
    folder.mkdir(parents=True)
    rows = [
        {
            "id": "old",
            "url": OLD,
            "display_name": "Falcon Lantern Specimen",
            "observed_at": "2026-10-02T08:00:00+05:00",
            "organisation": "al-qaida",
            "link": "media-wing",
            "ground": "propaganda",
            "justification": "On 2 October 2026 the account published a claim of responsibility.",
            "exhibits": "E1",
            "protected": "none",
            "actioned_on": "2026-10-20",
            "actioned_ref": "SPECIMEN-ACTION-1",
        },
        {
            "id": "other",
            "url": "https://t.me/specimen_quartz_meadow",
            "observed_at": "2026-10-02T08:00:00+05:00",
            "organisation": "al-qaida",
            "link": "media-wing",
            "ground": "propaganda",
            "justification": "On 3 October 2026 the account published a claim of responsibility.",
            "exhibits": "E1",
            "protected": "none",
        },
    ]
    with (folder / "accounts.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    text = f"{CASE}{more}"
    case = folder / "case.yaml"
    case.write_text(text, encoding="utf-8")
    return case


def rows_of(case: Path) -> list[dict[str, str]]:
    """The accounts of the case as they are now."""
    with (case.parent / "accounts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def draw(folder: Path, name: str, seed: int, change: str = "same") -> str:
    """Draw an emblem, changed or not, into a file; its name."""
    CHANGES[change](emblem(seed)).save(folder / name)
    return name


def write_sheet(folder: Path, rows: list[dict[str, str]], name: str = "seen.csv") -> Path:
    """A monitoring sheet."""
    file = folder / name
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, HEAD)
        writer.writeheader()
        writer.writerows(rows)
    return file


BIO = "voice of the falcon lantern readers news of the northern valley every evening"


def seen_before(folder: Path) -> dict[str, str]:
    """The removed account as it was seen before its removal."""
    return {
        "url": OLD,
        "handle": "specimen_falcon_lantern",
        "display_name": "Falcon Lantern Specimen",
        "bio": BIO,
        "links": "https://t.me/+AAAAAEspecimen0042",
        "picture": draw(folder, "old.png", 5),
        "first_seen": "2026-09-01",
    }


def stranger(number: int) -> dict[str, str]:
    """An account that has nothing to do with any other."""
    words = (
        "amber",
        "cedar",
        "delta",
        "ember",
        "fjord",
        "grove",
        "heron",
        "islet",
        "jetty",
        "knoll",
    )
    first, second = words[number % 10], words[number // 10 % 10]
    return {
        "url": f"https://t.me/specimen_{first}{second}{number}",
        "display_name": f"{first} {second}",
        "bio": f"{second} letters from {first} harbour about boats {number}",
        "first_seen": "2026-10-25",
    }


def run(workspace: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """The command in a workspace; it must succeed."""
    done = command("mirrors", *words, cwd=workspace)
    assert done.returncode == 0, done.stderr
    return done
