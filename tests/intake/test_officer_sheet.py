"""An officer's sheet in five forms: what is taken is right, the rest is in the refused sheet."""

from __future__ import annotations

import csv
import io
import shlex
import tempfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import command
from officer_sheets import ENGLISH, FORMS, ROWS, ZONE, Fact, facts, make

from demarche.intake.import_sheet import Import, ImportWanted, prepare_import
from demarche.intake.short_names import remember
from demarche.kernel.staging import write_files
from demarche.sheets.sheet_reader import read_sheet

ORGS = {"TTP": "ttp", "ISKP": "isil-khorasan"}


def taken(sheet: Path, case: Path, **more: object) -> Import:
    """Import a sheet into a case and write it."""
    given = {"organisations": ORGS, "zone": ZONE, **more}
    done = prepare_import(ImportWanted(sheet, case, {}, **given))  # type: ignore[arg-type]
    if done.files:
        write_files(done.folder, done.files)
    return done


def rows_of(case: Path) -> list[dict[str, str]]:
    text = (case / "accounts.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def refused_in(case: Path) -> list[list[str]]:
    """The rows of the newest refused sheet of a case."""
    files = sorted(case.glob("refused*"), key=lambda file: file.stat().st_mtime_ns)
    return [row.cells for row in read_sheet(files[-1]).rows[1:]] if files else []


def differences(row: dict[str, str], fact: Fact) -> list[str]:
    """The fields in which a row of the case says something else than the sheet means."""
    day = (row.get("observed_on") or row.get("observed_at") or "")[:10]
    said = {
        "organisation": row["organisation"],
        "holder_in": row.get("holder_in", ""),
        "observed_on": day,
        "justification": row["justification"],
        "display_name": row.get("display_name") or fact.name,
    }
    meant = {
        "organisation": fact.organisation_id,
        "holder_in": fact.code,
        "observed_on": str(fact.day),
        "justification": fact.reason,
        "display_name": fact.name,
    }
    meant |= dict.fromkeys(fact.open_fields, "")
    return [name for name in meant if said[name] != meant[name]]


@pytest.mark.parametrize("form", FORMS)
def test_every_row_is_taken_right_or_refused(tmp_path: Path, form: str) -> None:
    parts, whole = make(form, tmp_path)
    case = tmp_path / "data" / "cases" / form
    for path, _ in parts:
        taken(path, case)
    rows = {row["justification"]: row for row in rows_of(case)}
    right = [fact for fact in whole if not fact.wrong]
    assert len(whole) == ROWS
    assert len(rows) == len(right)
    assert {f.number: found for f in right if (found := differences(rows[f.reason], f))} == {}
    refused = " ".join(cell for cells in refused_in(case) for cell in cells)
    for fact in whole:
        assert (fact.reason in refused) is (fact.wrong or bool(fact.open_fields)), fact


def test_mended_rows_are_taken_from_the_refused_sheet(tmp_path: Path) -> None:
    parts, meant = make("wrong", tmp_path)
    case = tmp_path / "data" / "cases" / "wrong"
    taken(parts[0][0], case)
    mended = tmp_path / "mended.csv"
    by_reason = {fact.reason: fact for fact in meant}
    with (case / "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    at = {title: place for place, title in enumerate(table[0])}
    for cells in table[1:]:
        fact = by_reason[cells[at["What it does"]]]
        if fact.wrong:
            cells[at["Link"]] = f"https://x.com/specimen_m{fact.number}"
        cells[at["Platform"]] = "" if fact.wrong else cells[at["Platform"]]
        cells[at["Banned Org"]] = fact.organisation
        cells[at["Country"]] = fact.country
        cells[at["Date seen"]] = f"{fact.day}"
    with mended.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    done = taken(mended, case, update=True)
    assert [line.outcome for line in done.done.lines] == ["account"] * 9
    rows = {row["justification"]: row for row in rows_of(case)}
    assert len(rows) == ROWS
    for fact in meant:
        whole = Fact(**{**fact.__dict__, "open_fields": frozenset()})
        assert differences(rows[fact.reason], whole) == []


def test_what_a_formula_came_to_is_not_taken_from_the_refused_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("A")
        sheet.write_row(0, 0, ("url", "justification"))
        sheet.write_row(1, 0, ("https://t.me/specimen_a", "first"))
        sheet.write_formula(2, 0, '="https://t.me/"&"specimen_b"', None, "https://t.me/specimen_b")
        sheet.write_string(2, 1, "second")
    case = tmp_path / "data" / "cases" / "a"
    taken(path, case)
    taken(case / "refused.xlsx", case)
    assert [row["justification"] for row in rows_of(case)] == ["first"]
    assert refused_in(case)[0][3] == "second"


def test_a_first_import_with_unknown_columns_writes_nothing_and_says_the_command(
    tmp_path: Path,
) -> None:
    (tmp_path / "data").mkdir()
    sheet = tmp_path / "s.csv"
    sheet.write_text("url,Displayed name,Weight,Org\nhttps://t.me/specimen_a,A,5,ISKP\n")
    done = command("import", "s.csv", "--case", "c", cwd=tmp_path)
    assert done.returncode == 1
    assert not (tmp_path / "c").exists()
    last = done.stdout.strip().splitlines()[-1].strip()
    assert last == (
        "demarche import s.csv --case c --map 'Displayed name=display_name' --map Weight=ignore"
        " --org ISKP=isil-khorasan"
    )
    done = command(*shlex.split(last)[1:], cwd=tmp_path)
    assert done.returncode == 0
    row = rows_of(tmp_path / "c")[0]
    assert (row["display_name"], row["organisation"]) == ("A", "isil-khorasan")
    again = tmp_path / "t.csv"
    again.write_text("url,Org\nhttps://t.me/specimen_b,iskp\n")
    assert command("import", "t.csv", "--case", "c", cwd=tmp_path).returncode == 0
    assert rows_of(tmp_path / "c")[1]["organisation"] == "isil-khorasan"


def test_help_lists_the_fields() -> None:
    shown = command("import", "--help").stdout
    assert "observed_on" in shown
    assert "The day on which the name was observed" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Fitna al Khawarij", "an official epithet that is on no list"),
        ("Fitna-al-Hindustan", "the notification names none of them"),
        ("فتنہ الخوارج", "Ministry of Interior, Pakistan, since 2024-07-31"),
        ("ISKP", "isil-khorasan"),
    ],
)
def test_an_epithet_or_short_name_decides_nothing(tmp_path: Path, word: str, said: str) -> None:
    sheet = tmp_path / "s.csv"
    sheet.write_text(f"url,organisation\nhttps://t.me/specimen_a,{word}\n", encoding="utf-8")
    case = tmp_path / "data" / "cases" / "a"
    done = taken(sheet, case, organisations={})
    assert rows_of(case)[0]["organisation"] == ""
    assert said in "\n".join(map(str, done.problems))
    assert "isis-mozambique" not in "\n".join(map(str, done.problems))


def test_short_names_are_remembered_and_an_unknown_id_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "s.csv").write_text("url,organisation\nhttps://t.me/specimen_a,The Group\n")
    done = command("import", "s.csv", "--case", "c", "--org", "The Group=tpp", cwd=tmp_path)
    assert done.returncode == 2
    assert "unknown organisation 'tpp' (of 'The Group'); did you mean 'ttp'?" in done.stderr
    done = command("import", "s.csv", "--case", "c", "--org", "The Group=ttp", cwd=tmp_path)
    assert done.returncode == 0
    kept = (tmp_path / "data" / "intake" / "organisation-names.yaml").read_text()
    assert '"The Group": ttp' in kept


@pytest.mark.parametrize(
    ("word", "platform"),
    [
        *(("FB page", "facebook"), ("whatsapp grp", "whatsapp"), ("insta", "instagram")),
        *(
            ("Whatsapp channel", "whatsapp"),
            ("فیس بک پیج", "facebook"),
            ("قناة تيليجرام", "telegram"),
        ),
        *(("Halaman Facebook", "facebook"), ("chaneli ya telegram", "telegram")),
        *(("X / FB", None), ("Facebook Messenger", None), ("Annex X", None)),
    ],
)
def test_words_for_a_platform(tmp_path: Path, word: str, platform: str | None) -> None:
    sheet = tmp_path / "s.csv"
    sheet.write_text(f"url,platform\nhttps://example.org/none,{word}\n", encoding="utf-8")
    done = taken(sheet, tmp_path / "data" / "cases" / "a")
    known = not any("unknown platform" in str(problem) for problem in done.problems)
    assert known is (platform is not None)
    if platform:
        assert done.done.lines[0].beside["platform"] == platform


@pytest.mark.parametrize("form", ["sheet", "title", "block"])
def test_the_platform_of_a_sheet_a_title_or_a_block_holds_for_bare_names(
    tmp_path: Path, form: str
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("TELEGRAM" if form == "sheet" else "A")
        title = "Telegram channels, November 2026" if form == "title" else "Monitoring"
        sheet.write_string(0, 0, title)
        sheet.write_row(1, 0, ("Username", "Remarks"))
        if form == "block":
            sheet.write_string(2, 0, "Telegram channels")
        sheet.write_row(3, 0, ("specimen_a", "first"))
    case = tmp_path / "data" / "cases" / "a"
    done = taken(path, case)
    assert [entry.target.key for entry in done.done.entries] == ["telegram:username:specimen_a"]


def test_remember_writes_nothing_without_short_names(tmp_path: Path) -> None:
    sheet = tmp_path / "s.csv"
    sheet.write_text("url\nhttps://t.me/specimen_a\n")
    done = taken(sheet, tmp_path / "data" / "cases" / "a", organisations={})
    remember(done)
    assert not (tmp_path / "data" / "intake").exists()


DATES = {
    "right": (
        lambda day: str(day),
        lambda day: f"{day.day} {day:%b} {day.year}",
        lambda day: f"{day.day} نومبر {day.year}",
        lambda day: f"{day:%d/%m/%Y}",
    ),
    "doubtful": (
        lambda day: f"{day:%d/%m/%y}",
        lambda _: "last week",
        lambda _: "1448-05-06",
        lambda day: f"{day:%d/%m/%Y} 14:30 PKT",
    ),
}
RIGHT = st.sampled_from(["right", "right", "right", "doubtful"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(RIGHT, RIGHT, RIGHT, RIGHT), min_size=1, max_size=15), st.data())
def test_whatever_is_taken_is_right_and_nothing_vanishes(
    kinds: list[tuple[str, str, str, str]], data: st.DataObject
) -> None:
    table, meant = [ENGLISH], facts()[: len(kinds)]
    for fact, (address, organisation, country, date) in zip(meant, kinds, strict=True):
        cells = [
            *(str(fact.number), fact.said),
            fact.address if address == "right" else data.draw(st.sampled_from(BAD_ADDRESSES)),
            fact.name,
            fact.organisation if organisation == "right" else "Fitna al Khawarij",
            fact.country if country == "right" else "Atlantis",
            data.draw(st.sampled_from(DATES[date]))(fact.day),
            fact.reason,
        ]
        table.append(tuple(cells))
    with tempfile.TemporaryDirectory() as folder:
        sheet, case = Path(folder) / "s.csv", Path(folder) / "data" / "cases" / "c"
        with sheet.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
        done = taken(sheet, case)
        rows = {row["justification"]: row for row in rows_of(case)} if done.files else {}
        refused = " ".join(cell for cells in refused_in(case) for cell in cells)
        said = " ".join(cell for line in done.done.lines for cell in line.beside.values())
    for fact in meant:
        if (row := rows.get(fact.reason)) is None:
            assert fact.reason in (refused if done.files else said)
            continue
        wrong = differences(row, fact)
        values = (row["organisation"], row.get("holder_in", ""), row.get("observed_on", ""))
        assert len(wrong) == values.count("")
        assert (fact.reason in refused) is bool(wrong)


BAD_ADDRESSES = ("", "deleted", "https://x.com/home", "1.00089E+14", "https://bit.ly/abc", "FB")


def test_a_search_knows_an_epithet_too(tmp_path: Path) -> None:
    shown = command("lists", "search", "Fitna al Hindustan", cwd=tmp_path).stdout
    assert "an official epithet that is on no list" in shown
    assert "balochistan-liberation-army, balochistan-liberation-front" in shown
    assert "epithet" not in command("lists", "search", "Hindustan", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    "titles",
    [
        "Platform,Link,Name on account,Banned Org,Country,Date seen,What it does",
        "پلیٹ فارم,لنک,اکاؤنٹ کا نام,کالعدم تنظیم,ملک,تاریخ,تفصیل",
        "المنصة,رابط الحساب,اسم الصفحة,التنظيم,البلد,تاريخ الرصد,السبب",
        "Plateforme,Lien du compte,Nom affiché,Groupe terroriste,Pays,Vu le,Motif",
        "Aplikasi,Tautan akun,Nama tampilan,Organisasi,Negara,Tanggal,Alasan",
        "Mtandao,Kiungo cha akaunti,Jina la ukurasa,Kikundi,Nchi,Tarehe,Sababu",
    ],
)
def test_titles_of_six_languages(tmp_path: Path, titles: str) -> None:
    sheet = tmp_path / "s.csv"
    row = "Twitter,https://x.com/specimen_a,A,ttp,Kenya,2026-11-20,reason"
    sheet.write_text(f"{titles}\n{row}\n", encoding="utf-8")
    case = tmp_path / "data" / "cases" / "a"
    done = taken(sheet, case)
    assert done.unclear == []
    (found,) = rows_of(case)
    wanted = {
        "url": "https://x.com/specimen_a", "display_name": "A", "organisation": "ttp",
        "holder_in": "KE", "observed_on": "2026-11-20", "justification": "reason",
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == wanted


def test_a_plainer_title_goes_before_a_general_one(tmp_path: Path) -> None:
    sheet = tmp_path / "s.csv"
    sheet.write_text("Date,url,Date seen\n2026-11-01,https://t.me/specimen_a,2026-11-20\n")
    case = tmp_path / "data" / "cases" / "a"
    done = taken(sheet, case)
    assert rows_of(case)[0]["observed_on"] == "2026-11-20"
    assert [title for title, _ in done.unclear] == ["Date"]


def test_one_merged_date_or_country_holds_for_all_rows_but_one_reason_does_not(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("A")
        sheet.write_row(0, 0, ("url", "Country", "Date seen", "Remarks"))
        for row in (1, 2, 3):
            sheet.write_string(row, 0, f"https://t.me/specimen_{row}")
        sheet.merge_range("B2:B4", "Kenya")
        sheet.merge_range("C2:C4", "20/11/2026")
        sheet.merge_range("D2:D4", "The same reason for all")
    case = tmp_path / "data" / "cases" / "a"
    done = taken(path, case)
    rows = rows_of(case)
    assert [row["holder_in"] for row in rows] == ["KE"] * 3
    assert [row["observed_on"] for row in rows] == ["2026-11-20"] * 3
    assert [bool(row["justification"]) for row in rows] == [True, False, False]
    assert "D2:D4 are merged; only row 2 has the value" in "\n".join(map(str, done.problems))


def test_a_block_has_its_platform_above_its_own_titles(tmp_path: Path) -> None:
    sheet = tmp_path / "s.csv"
    sheet.write_text(
        "FACEBOOK,,\nSr,Username,Remarks\n1,specimen.page,first\n"
        "TELEGRAM CHANNELS,,\nSr,Username,Remarks\n2,specimen_b,second\n"
        "Sr,Username,Remarks\n3,specimen_c,third\n"
    )
    done = taken(sheet, tmp_path / "data" / "cases" / "a")
    keys = [entry.target.key.partition(":")[0] for entry in done.done.entries]
    assert keys == ["facebook", "telegram"]
    assert done.done.lines[-1].outcome == "not taken"
