"""A case of any number of accounts, made from the rows of the specimen.

Up to the specimen's own number the rows are taken from all platforms in proportion; above it they
are repeated under new names, which are as plainly fictional: `specimen`, a number, nothing else.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from benchmarks.measure import ROOT

SPECIMEN = ROOT / "data" / "cases" / "specimen"
Row = dict[str, str]
Pair = tuple[Row, Row]

_NAME = re.compile(r"specimen[._][a-z]+[._]\d{4}")
_COUNTED = re.compile(r"\d+(?= further items)")
_CHANNEL = "https://whatsapp.com/channel/0029VaSPECIMENc{0:06}"
_INVITES = (
    (re.compile(r"(t\.me/\+)SPECIMENinvite\d+"), r"\g<1>SPECIMENin{0:06}"),
    (re.compile(r"0029VaSPECIMENchan\d{4}"), "0029VaSPECIMENc{0:06}"),
    (re.compile(r"SPECIMENinvite\d{8}"), "SPECIMENinvite{0:08}"),
)


def make_case(folder: Path, accounts: int) -> Path:
    """Write a workspace with one case of so many accounts; the path of its case.yaml."""
    place = folder / "data" / "cases" / "bench"
    place.mkdir(parents=True)
    pairs = _continued(list(islice(_pairs(), accounts)))
    rows, exhibits = [row for row, _ in pairs], [exhibit for _, exhibit in pairs]
    _mend(rows)
    _write(place / "accounts.csv", rows)
    _write(place / "exhibits.csv", exhibits)
    shutil.copytree(SPECIMEN / "exhibits", place / "exhibits")
    text = (SPECIMEN / "case.yaml").read_text(encoding="utf-8")
    known = {row["id"] for row in rows}
    if not set(re.findall(r"\b[a-z]+-\d{4}\b", _indicators(text))) <= known:
        text = text.replace(_indicators(text), "")
    text = text.replace("recorded 481 accounts", f"recorded {accounts:,} accounts")
    text = _numbered(text, rows)
    (place / "case.yaml").write_text(text, encoding="utf-8")
    return place / "case.yaml"


def change_one(case: Path) -> str:
    """Change the reasons of one account; the platform that it is on."""
    file = case.parent / "accounts.csv"
    rows = _read(file)
    chosen = next(row for row in rows if row["id"].startswith("telegram"))
    chosen["justification"] += " The account was open to everyone."
    _write(file, rows)
    return "telegram"


def _pairs() -> Iterator[Pair]:
    """Accounts with their exhibits, without end."""
    accounts = _spread(_read(SPECIMEN / "accounts.csv"))
    exhibits = {row["accounts"]: row for row in _read(SPECIMEN / "exhibits.csv")}
    for number, row in enumerate(cycle(accounts), start=1):
        copy = (number - 1) // len(accounts)
        exhibit = exhibits[row["id"]]
        yield (dict(row), dict(exhibit)) if copy == 0 else _renamed(row, exhibit, copy, number)


def _spread(rows: list[Row]) -> list[Row]:
    """Rows of all platforms in proportion, whatever number is taken; their order kept in each."""
    totals: dict[str, int] = {}
    places = []
    for row in rows:
        platform = row["id"].rpartition("-")[0]
        totals[platform] = totals.get(platform, 0) + 1
        places.append((platform, totals[platform]))
    order = sorted(range(len(rows)), key=lambda i: places[i][1] / totals[places[i][0]])
    return [rows[i] for i in order]


def _renamed(row: Row, exhibit: Row, copy: int, number: int) -> Pair:
    """A row under a new name, and its exhibit."""
    new, shown = dict(row), dict(exhibit)
    for name in ("id", "mirror_of"):
        new[name] = new[name] and f"{new[name]}-{copy}"
    old = _NAME.search(row["url"])
    for name in ("url", "handle", "posts"):
        if old:
            new[name] = new[name].replace(old[0], _handle(old[0], number))
        for pattern, text in _INVITES:
            new[name] = pattern.sub(text.format(number), new[name])
    if row["url"].startswith("+"):
        # There are a thousand fictional telephone numbers; what goes beyond is a channel.
        new["url"], new["platform"] = _CHANNEL.format(number), ""
    if row["native_id"]:
        new["native_id"] = f"{row['native_id'][:-6]}{number:06}"
    # No two rows may have the same reasons; the specimen's counts are 40 at most.
    more = 41 * copy
    counted = _COUNTED.sub(lambda m: str(int(m[0]) + more), row["justification"])
    new["justification"] = f"{counted} It is one of a series ({_word(copy)})."
    for name in ("measure_reason", "imminence"):
        new[name] = new[name] and f"{new[name]} ({_word(copy)})"
    new["exhibits"] = shown["id"] = f"{exhibit['id']}-{copy}"
    shown.update(accounts=new["id"], url=new["posts"] or new["url"], file="")
    return new, shown


def _word(number: int) -> str:
    """A word for a number: texts that differ in figures only are the same."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return letters[number % 26] if number < 26 else _word(number // 26) + letters[number % 26]


def _handle(old: str, number: int) -> str:
    """A name of the same form and of at most the same length as the services allow."""
    return f"specimen.page.{number:06}" if "." in old else f"specimen_{number:06}"


def _continued(pairs: list[Pair]) -> list[Pair]:
    """The last account of the first one's platform gives place to the one that continues the first.

    Prevention rests on such a pair; a case that has one already stays as it is.
    """
    known = {row["id"] for row, _ in pairs}
    if any(row["mirror_of"] in known for row, _ in pairs):
        return pairs
    first, platform = pairs[0][0]["id"], _platform(pairs[0][0])
    place = max(i for i, (row, _) in enumerate(pairs) if _platform(row) == platform)
    if place:
        pairs[place] = next(pair for pair in _pairs() if pair[0]["mirror_of"] == first)
    return pairs


def _mend(rows: list[Row]) -> None:
    """Leave out relations to rows that are not there."""
    known = {row["id"] for row in rows}
    for row in rows:
        if row["mirror_of"] not in known:
            row["mirror_of"] = row["first_seen"] = ""
    continued = {row["mirror_of"] for row in rows}
    for row in rows:
        if row["id"] not in continued:
            row["actioned_on"] = row["actioned_ref"] = ""


def _platform(row: Row) -> str:
    return row["id"].partition("-")[0]


def _numbered(text: str, rows: list[Row]) -> str:
    """The case file without the numbers of letters to companies for which there is no row."""
    held = {_platform(row) for row in rows if row["holder_in"] not in ("", "unknown")}
    return re.sub(
        r"^    (\w+)/[\w-]+-ireland: .*\n",
        lambda line: line[0] if line[1] in held else "",
        text,
        flags=re.MULTILINE,
    )


def _indicators(text: str) -> str:
    """The indicators of the case file, which name single accounts."""
    start = text.index("indicators:")
    return text[start : text.index("accounts: accounts.csv", start)]


def _read(file: Path) -> list[Row]:
    with file.open(newline="", encoding="utf-8") as source:
        return list(csv.DictReader(source))


def _write(file: Path, rows: list[Row]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
