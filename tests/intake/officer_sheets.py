"""The sheet of a day's work, 56 rows as an officer writes them, in five forms.

The accounts are invented. The same facts are in every form; what differs is how they are written:
merged cells, the order of dates, the language, numbers that a spreadsheet made floats of, and
names and addresses that are wrong.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

FORMS = ("merged", "dates", "languages", "floats", "wrong")
ROWS = 56
ZONE = "+03:00"

_ORGANISATIONS = ("TTP", "ISKP", "Al-Shabaab", "Tehrik-e Taliban Pakistan (TTP)")
_IDS = ("ttp", "isil-khorasan", "al-shabaab", "ttp")
_COUNTRIES = (("Pakistan", "PK"), ("Kenya", "KE"), ("Somalia", "SO"), ("Afghanistan", "AF"))
_PLATFORMS = (
    ("x", "Twitter", "https://x.com/specimen_{:03}"),
    ("telegram", "TG channel", "https://t.me/specimen_{:03}"),
    ("facebook", "FB page", "https://www.facebook.com/specimen.page.{:03}"),
    ("instagram", "insta", "https://www.instagram.com/specimen_{:03}/"),
    ("tiktok", "Tik Tok", "https://www.tiktok.com/@specimen_{:03}"),
    ("whatsapp", "whatsapp grp", "447700900{:03}"),
    ("youtube", "YT", "https://www.youtube.com/@specimen_{:03}"),
)
"""Platforms in the order of the sheet's blocks of eight rows, as the sheet calls them."""


@dataclass(frozen=True)
class Fact:
    """What one row is about; `wrong` where nothing of it can be taken."""

    number: int
    platform: str
    said: str
    address: str
    name: str
    organisation: str
    organisation_id: str
    country: str
    code: str
    day: dt.date
    reason: str
    wrong: bool = False
    open_fields: frozenset[str] = frozenset()
    """Fields whose cell cannot be taken although the account is."""


Form = tuple[list[tuple[Path, list[Fact]]], list[Fact]]
"""The files of a form, each with its rows; and all rows."""


def facts() -> list[Fact]:
    """The 56 rows, all of them right."""
    found = []
    for number in range(1, ROWS + 1):
        platform, said, form = _PLATFORMS[(number - 1) // 8]
        country, code = _COUNTRIES[number % 4]
        day = dt.date(2026, 11, 1) + dt.timedelta(number % 23)
        found.append(
            Fact(
                number,
                platform,
                said,
                form.format(number),
                f"Specimen {number}",
                _ORGANISATIONS[number % 4],
                _IDS[number % 4],
                country,
                code,
                day,
                f"On {day.day} November 2026 account {number} published a claim of an attack.",
            )
        )
    return found


ENGLISH = ("S. No", "Platform", "Link", "Name on account", "Banned Org", "Country", "Date seen",
           "What it does")  # fmt: skip
URDU = ("نمبر شمار", "پلیٹ فارم", "لنک", "اکاؤنٹ کا نام", "کالعدم تنظیم", "ملک", "تاریخ", "تفصیل")
FRENCH = ("N°", "Plateforme", "Lien du compte", "Nom affiché", "Groupe", "Pays", "Vu le", "Motif")
_URDU_COUNTRIES = {"PK": "پاکستان", "KE": "کینیا", "SO": "صومالیہ", "AF": "افغانستان"}
_URDU_PLATFORMS = {
    "x": "ٹویٹر", "telegram": "ٹیلی گرام چینل", "facebook": "فیس بک پیج", "instagram": "انسٹاگرام",
    "tiktok": "ٹک ٹاک", "whatsapp": "واٹس ایپ نمبر", "youtube": "یوٹیوب چینل",
}  # fmt: skip
_URDU_MONTHS = {11: "نومبر"}


def make(form: str, folder: Path) -> Form:
    """Write a form; its files, each with its rows, and all of the facts."""
    made: dict[str, Callable[[Path], Form]] = {
        "merged": _merged, "dates": _dates, "languages": _languages, "floats": _floats,
        "wrong": _wrong,
    }  # fmt: skip
    return made[form](folder)


def _cells(fact: Fact, date: str) -> list[str]:
    return [
        str(fact.number), fact.said, fact.address, fact.name, fact.organisation, fact.country,
        date, fact.reason,
    ]  # fmt: skip


def _merged(folder: Path) -> Form:
    """Two rows of titles, merged; a merged platform cell for each block; Excel's own dates."""
    path = folder / "merged.xlsx"
    rows = facts()
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("November")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.merge_range("A1:H1", "Accounts reported in November")
        for column in (0, 1, 6, 7):
            sheet.merge_range(1, column, 2, column, ENGLISH[column])
        sheet.merge_range("C2:F2", "The account")
        sheet.write_row(2, 2, ENGLISH[2:6])
        for place, fact in enumerate(rows, start=3):
            cells = _cells(fact, "")
            for column, text in enumerate(cells):
                if column not in (1, 6):
                    sheet.write_string(place, column, text)
            sheet.write_datetime(place, 6, dt.datetime.combine(fact.day, dt.time()), day)
        for start in range(0, ROWS, 8):
            sheet.merge_range(start + 3, 1, start + 10, 1, rows[start].said)
    return [(path, rows)], rows


def _dates(folder: Path) -> Form:
    """Three sheets: day first, month first, and months by name; times with and without `PM`."""
    rows = facts()
    forms = (
        lambda day, n: f"{day:%d/%m/%Y}" + (" 14:30" if n % 2 else ""),
        lambda day, n: f"{day:%m-%d-%Y}" + (" 2:30 PM" if n % 2 else ""),
        lambda day, n: (
            f"{day:%b} {day.day}, {day.year}" if n % 2 else f"{day.day}th {day:%B} {day.year}"
        ),
    )
    made = []
    for place, (start, end) in enumerate(((0, 20), (20, 40), (40, 56))):
        path = folder / f"dates-{place}.csv"
        part = rows[start:end]
        _write(path, ENGLISH, [_cells(f, forms[place](f.day, f.number)) for f in part])
        made.append((path, part))
    return made, rows


def _languages(folder: Path) -> Form:
    """Urdu titles, platforms, countries and digits; and a French sheet with semicolons."""
    rows = facts()
    half = rows[: ROWS // 2]
    arabic = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
    urdu = []
    for fact in half:
        cells = _cells(fact, f"{fact.day.day} {_URDU_MONTHS[11]} {fact.day.year}".translate(arabic))
        cells[1], cells[5] = _URDU_PLATFORMS[fact.platform], _URDU_COUNTRIES[fact.code]
        urdu.append(cells)
    first, second = folder / "urdu.csv", folder / "french.csv"
    _write(first, URDU, urdu)
    rest = rows[ROWS // 2 :]
    french = [_cells(fact, f"{fact.day.day} novembre {fact.day.year}") for fact in rest]
    _write(second, FRENCH, french, ";")
    return [(first, half), (second, rest)], rows


def _floats(folder: Path) -> Form:
    """A sheet called WHATSAPP with numbers that became floats, and the rest beside it."""
    rows = facts()
    numbers = [fact for fact in rows if fact.platform == "whatsapp"]
    others = [fact for fact in rows if fact.platform != "whatsapp"]
    first, second = folder / "numbers.xlsx", folder / "others.csv"
    with xlsxwriter.Workbook(first) as book:
        sheet = book.add_worksheet("WHATSAPP")
        titles = ("Sr", "Link", "Banned Org", "Country", "Date seen", "Remarks")
        sheet.write_row(0, 0, titles)
        for place, fact in enumerate(numbers, start=1):
            sheet.write_number(place, 0, float(fact.number))
            sheet.write_number(place, 1, float(fact.address))
            sheet.write_row(place, 2, (fact.organisation, fact.country, f"{fact.day}", fact.reason))
    _write(second, ENGLISH, [_cells(fact, f"{fact.day:%d.%m.%Y}") for fact in others])
    return [(first, numbers), (second, others)], rows


def _wrong(folder: Path) -> Form:
    """Names and addresses that are wrong, epithets, and cells that can be read in two ways."""
    rows, cells = facts(), []
    for place, fact in enumerate(rows):
        row, number = _cells(fact, f"{fact.day}"), fact.number
        lost: set[str] = set()
        wrong = False
        if number % 11 == 0:
            row[2], wrong = "specimen account (deleted)", True
        elif number % 13 == 0:
            row[2], wrong = "https://www.facebook.com/share/r/AbCdEf123", True
        elif number % 7 == 0:
            row[4] = "Fitna al Hindustan"
            lost.add("organisation")
        elif number % 5 == 0:
            row[5] = "Atlantis"
            lost.add("holder_in")
        elif number % 3 == 0:
            row[6] = "05/06/26"
            lost.add("observed_on")
        cells.append(row)
        rows[place] = Fact(**{**fact.__dict__, "wrong": wrong, "open_fields": frozenset(lost)})
    path = folder / "wrong.csv"
    _write(path, ENGLISH, cells)
    return [(path, rows)], rows


def _write(
    path: Path, titles: tuple[str, ...], rows: list[list[str]], delimiter: str = ","
) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=delimiter)
        writer.writerow(titles)
        writer.writerows(rows)
