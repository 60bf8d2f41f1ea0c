"""A request of many rows becomes several documents, and no row is lost or numbered anew."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from kit import DATA, Built, build_case, lay_small_case

PLATFORM = DATA / "platforms" / "x.yaml"
COUNT = 23
MOST = 10
WHAT = (
    "praised the bombing of a mosque",
    "published the claim of an ambush",
    "asked its readers to join camps",
    "threatened teachers by their names",
    "raised money for the fighters",
)
WHERE = (
    "in a video with the emblem of the group",
    "under the photograph of a commander",
    "in four posts of one evening",
    "in a song that it had composed",
    "beside the map of a district",
)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small case with more accounts on X, whose file takes ten in one request."""
    workspace = tmp_path_factory.mktemp("parts") / "workspace"
    workspace.mkdir()
    case = lay_small_case(workspace)
    own = workspace / "data" / "platforms"
    own.mkdir()
    text = PLATFORM.read_text(encoding="utf-8")
    limited = text.replace("stale_after_days:", f"rows_per_request: {MOST}\nstale_after_days:", 1)
    (own / "x.yaml").write_text(limited, encoding="utf-8")
    lines = case.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.startswith("  - id: x-alone"))
    end = next(n for n in range(start + 1, len(lines)) if lines[n].startswith("  - id:"))
    block = "".join(lines[start:end])
    more = ""
    for number in range(COUNT):
        block_ = block.replace("x-alone", f"x-more-{number}")
        block_ = block_.replace(
            "https://twitter.com/0123?lang=en", f"https://x.com/specimen_{number}"
        )
        block_ = block_.replace("    handle: 0123\n", f"    handle: specimen_{number}\n")
        what, where = WHAT[number % 5], WHERE[number // 5]
        deed = f"    justification: On 3 October 2026 the account {what} {where}.\n"
        more += re.sub(r"^    justification:.*\n(?:      .*\n)*", deed, block_, flags=re.MULTILINE)
    last = next(n for n, line in enumerate(lines) if line.startswith("  - id: fb-old"))
    case.write_text("".join([*lines[:last], more, *lines[last:]]), encoding="utf-8")
    return build_case(case)


def test_the_rows_are_divided_and_each_stands_once(parts: Built) -> None:
    requests = {k: v for k, v in parts.requests().items() if k.startswith("x/removal-part-")}
    assert len(requests) == 3
    rows = [row["number"] for name in sorted(requests) for row in requests[name]["accounts"]]
    assert len(rows) == len(set(rows))
    # Divided by number; within a part the gravest come first.
    each = [[row["number"] for row in requests[name]["accounts"]] for name in sorted(requests)]
    assert sum(map(sorted, each), []) == sorted(rows)
    assert [len(requests[name]["accounts"]) for name in sorted(requests)][:2] == [MOST, MOST]
    with (parts.folder / "x" / "accounts.csv").open(encoding="utf-8-sig", newline="") as source:
        numbers = {int(row["number"]) for row in csv.DictReader(source)}
    assert set(rows) <= numbers


def test_each_part_says_which_it_is(parts: Built) -> None:
    for number in (1, 2, 3):
        pdf = parts.pdf(f"x/removal-part-{number}")
        assert f"REQUEST FOR REMOVAL OF ACCOUNTS, PART {number} OF 3" in pdf.text
        assert f"/x/removal-part-{number}" in pdf.text
        assert f"x/removal-part-{number % 3 + 1}" not in pdf.text  # the others are not named


def test_a_request_of_few_rows_is_not_divided(parts: Built) -> None:
    assert "facebook/removal" in parts.documents()
    assert not any("facebook" in name and "part" in name for name in parts.documents())


def test_the_division_is_told(parts: Built) -> None:
    findings = json.loads((parts.folder / "internal" / "manifest.json").read_bytes())["findings"]
    messages = [finding["message"] for finding in findings if finding["code"] == "P14"]
    assert any("removal: 10 in one document, 3 parts" in message for message in messages)
    inside = parts.pdf("x/removal-part-2").attachments["accounts.csv"].decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(inside)))) == MOST
