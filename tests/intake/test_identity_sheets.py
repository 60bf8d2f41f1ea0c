"""Generated sheets whose truth is kept: what an import takes is right, and nothing of it vanishes.

The generator writes the truth down beside each row, by its own small rules; no code of the product
takes part in the judgement. The sheets go through the command.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demarche.cli.main import cli

PLATFORMS = ("x", "telegram", "youtube", "instagram", "tiktok")
CALLED = {
    "x": ("X", "Twitter", "x"),
    "telegram": ("Telegram", "TG", "telegram"),
    "youtube": ("YouTube", "yt"),
    "instagram": ("Instagram", "insta"),
    "tiktok": ("TikTok", "Tik Tok"),
}
TITLES = {
    "url": ("URL", "Link", "Account link", "لنک"),
    "platform": ("Platform", "Site", "Social media"),
    "handle": ("Handle", "Username", "screen_name"),
    "number": ("User ID", "account id", "native_id"),
    "remarks": ("Remarks", "Details"),
    "junk": ("Case officer", "Seen by", "Batch"),
    "author": ("Author", "added_by", "Posted by", "Retweeted user"),
}
WRAPS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: f'="{text}"',
    lambda text: f"'{text}",
    lambda text: f'"{text}"',
    lambda text: f"\u00a0{text}\u00a0",
    lambda text: f"\u200b{text}",
    lambda text: f"{text}\u200e",
    lambda text: f" {text} ",
)
"""Wrappings that lose nothing."""

NUMBER_WRAPS: tuple[Callable[[str], str], ...] = (
    *WRAPS,
    lambda text: f"\x1f{text}",
    lambda text: f"{text}.0" if int(text) < 2**53 else text,
    lambda text: f"{int(text):,}" if int(text) > 999_999 else text,
    lambda text: f"{int(text):,}".replace(",", ".") if int(text) > 999_999 else text,
    lambda text: "".join(chr(0x660 + int(character)) for character in text),
)
LOST: tuple[Callable[[str], str], ...] = (
    lambda text: f"{text[0]}.{text[1:5]}E+{len(text) - 1}",
    lambda text: f"{text[:-3]},5",
    lambda text: f"00{text}",
    lambda text: f"abc-{text[:3]}def",
)
"""A number after which the right one cannot be known, or that is none."""


@dataclass
class Known:
    """An account as it is."""

    platform: str
    name: str
    number: str

    def address(self, rng: Random) -> str:
        """Its address by name, as people write it."""
        form = {
            "x": ("https://x.com/{}", "https://twitter.com/{}?s=20", "x.com/{}"),
            "telegram": ("https://t.me/{}", "t.me/{}", "https://t.me/s/{}"),
            "youtube": ("https://www.youtube.com/@{}", "youtube.com/@{}/videos"),
            "instagram": ("https://www.instagram.com/{}/", "instagram.com/{}?hl=en"),
            "tiktok": ("https://www.tiktok.com/@{}", "tiktok.com/@{}?lang=en"),
        }[self.platform]
        return rng.choice(form).format(self.name)

    @property
    def key(self) -> str:
        """How the oracle calls it."""
        return f"{self.platform}/{self.name}"


@dataclass
class Written:
    """A row as written, and what may be taken of it."""

    cells: dict[str, str]
    account: Known | None = None
    takes: bool = True
    """False where nothing of the row may become an account."""
    contested: bool = False
    """True where another account has its number too, so that nobody knows whose it is."""
    number_lost: bool = False
    marks: list[str] = field(default_factory=list)
    """Texts by which the row is found in the report."""


def accounts(rng: Random, count: int) -> list[Known]:
    made = []
    for number in range(count):
        platform = rng.choice(PLATFORMS)
        name = f"specimen{rng.choice('abcdef')}{number}"
        digits = {"youtube": "UC" + "".join(rng.choices("AbCdEfGh0123456789", k=22))}
        plain = str(rng.choice((10**9, 10**12, 10**17)) + rng.randrange(10**8) * 10 + number)
        if platform == "telegram":
            plain = plain[:10]
        made.append(Known(platform, name, digits.get(platform, plain)))
    return made


def rows(rng: Random, kinds: list[str]) -> list[Written]:
    """A row for each kind of row; every account has a name and a number of its own."""
    known = accounts(rng, len(kinds))
    out: list[Written] = []
    for kind, account in zip(kinds, known, strict=True):
        wrap, called = rng.choice(WRAPS), rng.choice(CALLED[account.platform])
        numbered = rng.choice(WRAPS if account.platform == "youtube" else NUMBER_WRAPS)(
            account.number
        )
        cells = {
            "platform": called,
            "author": "officer_one",
            "junk": "AB",
            "remarks": f"re {account.name}",
        }
        if kind == "heading":
            text = rng.choice((called, f"{called} channels", "Total", "Total 12"))
            out.append(Written({"url": text}, takes=False, marks=[text]))
            continue
        if kind == "heading-handle":
            text = rng.choice((called, f"{called} channels", "Total"))
            out.append(Written({"handle": text, "remarks": "sum"}, takes=False, marks=[text]))
            continue
        address = account.address(rng)
        if kind == "name":
            cells |= {"handle": wrap(rng.choice(("", "@")) + account.name)}
        elif kind == "wrong-handle":
            cells |= {"url": address, "handle": f"oth{account.name}"}
        elif kind == "address-as-handle":
            cells |= {"url": address, "handle": rng.choice((address, "https://t.me/elsewhere"))}
        elif kind == "number-lost":
            cells |= {"url": address, "number": rng.choice(LOST)("1234567890123")}
        elif kind == "number-of-another" and out and (before := out[-1].account):
            other = out[-1]
            certain = other.cells.get("number") and not (other.number_lost or other.contested)
            if not certain or before.platform != account.platform:
                cells |= {"url": address, "number": numbered}
            else:
                cells |= {"url": address, "number": before.number}
                other.takes, other.contested = False, True
                out.append(
                    Written(cells, account, takes=False, contested=True, marks=[account.name])
                )
                continue
        elif kind == "duplicate" and out and (before := out[-1].account):
            other = out[-1]
            cells |= {"platform": rng.choice(CALLED[before.platform])}
            cells |= {"url": before.address(rng)}
            takes = not other.contested
            again = Written(cells, before, takes, other.contested, marks=other.marks)
            out.append(again)
            continue
        else:
            cells |= {"url": rng.choice((address, wrap(address)))}
            if rng.random() < 0.7:
                cells["handle"] = wrap(
                    rng.choice((account.name, f"@{account.name}", account.name.upper()))
                )
            if rng.random() < 0.7:
                cells["number"] = numbered
        takes = kind != "wrong-handle"
        if kind == "address-as-handle":
            takes = cells["handle"] == address
        lost = kind == "number-lost"
        out.append(Written(cells, account, takes, number_lost=lost, marks=[account.name]))
    return out


KINDS = st.sampled_from(
    [
        *("plain", "plain", "plain", "name", "wrong-handle", "address-as-handle", "number-lost"),
        *("number-of-another", "duplicate", "heading", "heading-handle"),
    ]
)


def sheet(rng: Random, written: list[Written], *, titled: bool) -> str:
    columns = ["url", "platform", "handle", "number", "remarks", "junk", "author"]
    rng.shuffle(columns)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if titled:
        for _ in range(rng.randrange(3)):
            writer.writerow(rng.choice((["Monitoring report"], [], ["", "November 2026"])))
        writer.writerow([rng.choice(TITLES[name]) for name in columns])
    for row in written:
        writer.writerow([row.cells.get(name, "") for name in columns])
        if rng.random() < 0.1:
            writer.writerow([])
    return out.getvalue()


def imported(folder: Path, text: str) -> Result:
    (folder / "sheet.csv").write_text(text, encoding="utf-8", newline="")
    line = ["import", str(folder / "sheet.csv"), "--case", str(folder / "case"), "--ignore-unknown"]
    return CliRunner().invoke(cli, line)


def read(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def taken(row: dict[str, str]) -> str:
    """The account that a row of the case names, by the forms that the generator writes."""
    url = row["url"].strip("\u00a0\u200b\u200e\x1f '\"=@")
    for host, platform in (
        *(("x.com/", "x"), ("twitter.com/", "x"), ("t.me/s/", "telegram"), ("t.me/", "telegram")),
        *(
            ("youtube.com/@", "youtube"),
            ("instagram.com/", "instagram"),
            ("tiktok.com/@", "tiktok"),
        ),
    ):
        if host in url:
            return f"{platform}/{url.split(host)[1].split('?')[0].split('/')[0]}"
    return f"{row['platform']}/{url}"


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(KINDS, min_size=1, max_size=30), st.integers(0, 2**32), st.booleans())
def test_what_is_taken_is_right_and_the_rest_is_told(
    kinds: list[str], seed: int, titled: bool
) -> None:
    rng = Random(seed)  # noqa: S311
    written = rows(rng, kinds)
    with TemporaryDirectory() as name:
        folder = Path(name)
        done = imported(folder, sheet(rng, written, titled=titled))
        assert done.exit_code in (0, 1, 2), done.output
        assert done.exception is None or isinstance(done.exception, SystemExit), done.output
        got = read(folder / "case" / "accounts.csv")
        report = read(folder / "case" / "import-report.csv")
    said = done.output + "\n".join(" ".join(map(str, line.values())) for line in report)

    true = {line.account.key: line.account for line in written if line.account}
    right = {line.account.key for line in written if line.account and line.takes}
    for row in got:
        key = taken(row)
        assert key in right, (key, done.output)
        account = true[key]
        assert row.get("handle", "").casefold() in ("", account.name), done.output
        assert row.get("native_id", "") in ("", account.number), (row, done.output)
    assert len({taken(row) for row in got}) == len(got)
    if not titled:
        assert not got or done.exit_code == 1
    if done.exit_code == 2:
        assert not got
        assert not titled
        return
    missed = right - {taken(row) for row in got}
    for line in written:
        if line.account is None or not line.takes or line.account.key in missed:
            assert any(mark in said for mark in line.marks), (line, done.output)
            assert done.exit_code == 1, (line, done.output)
        if line.number_lost:
            assert done.exit_code == 1, (line, done.output)
    # What is well written is taken: a refusal of everything would be right as well, and no use.
    if titled and set(kinds) <= {"plain"}:
        assert not missed, done.output
