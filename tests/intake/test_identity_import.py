"""Whose account a row of a sheet names: what speaks against it is told, and nothing is made up."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from demarche.cli.main import cli
from demarche.platforms import identifier_wrapping

INVITE = "https://t.me/+AbCdEfGhIjKlMnOp"


class Case:
    """What one import said and left."""

    def __init__(self, folder: Path, sheet: str, *options: str) -> None:
        file, self.folder = folder / "sheet.csv", folder / "case"
        file.write_text(sheet, encoding="utf-8", newline="")
        done = CliRunner().invoke(cli, ["import", str(file), "--case", str(self.folder), *options])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        self.code, self.said = done.exit_code, done.output

    def rows(self, name: str = "accounts.csv") -> list[dict[str, str]]:
        """A table of the case; none where it was not written."""
        if not (self.folder / name).exists():
            return []
        with (self.folder / name).open(encoding="utf-8-sig", newline="") as source:
            return list(csv.DictReader(source))

    @property
    def urls(self) -> list[str]:
        """The addresses that were taken."""
        return [row["url"] for row in self.rows()]


@pytest.fixture
def imported(tmp_path: Path) -> Callable[..., Case]:
    return lambda sheet, *options: Case(tmp_path, sheet, *options)


Imported = Callable[..., Case]


@pytest.mark.parametrize(
    "sheet",
    [
        "https://x.com/specimen_one,Twitter,TTP\nhttps://t.me/specimenchan,Telegram,TTP\n",
        "Facebook,https://www.facebook.com/specimenpage\nYouTube,https://www.youtube.com/@specimen\n",
        "Facebook,specimenpage,TTP\nTelegram,specimenchan,TTP\n",
        "Facebook,specimenpage,TTP\nFacebook,specimenpage2,TTP\n",
        "Facebook,specimenpage,TTP\n",
        "WhatsApp,+44 7700 900123,group\nWhatsApp,+44 7700 900124,group\n",
        "@specimen_one,user,Twitter\n@specimen_two,user,Twitter\n",
        "1234567890,user id,X\n1234567891,user id,X\n",
        "Facebook\nspecimenpage,https://www.facebook.com/specimenpage\n",
        "Name,Page,Facebook\nSpecimen,https://www.facebook.com/specimenpage,\n",
    ],
)
def test_a_row_of_data_is_never_the_row_of_titles(imported: Imported, sheet: str) -> None:
    done = imported(sheet)

    assert done.code == 2
    assert "no header row found" in done.said or "no column has" in done.said
    assert done.urls == []


def test_an_account_above_the_titles_is_told(imported: Imported) -> None:
    done = imported("Seen\nhttps://t.me/specimen_up\nurl,platform\nhttps://t.me/specimen_a,\n")

    assert done.urls == ["https://t.me/specimen_a"]
    assert "it is above the header row" in done.said
    assert done.code == 1


@pytest.mark.parametrize(
    ("sheet", "taken"),
    [
        ("Handle,Platform\nFacebook,Facebook\nspecimenpage,Facebook\n", ["specimenpage"]),
        ("url,platform\nTelegram channels,Telegram\nTotal,X\nGrand total: 12,X\n", []),
        ("url,platform\nTwitter,X\nTikTok pages (3),TikTok\nفیس بک,Facebook\n", []),
        (
            "url,platform\n'Facebook',Facebook\n\"Facebook, specimenpage\",Facebook\n",
            ["specimenpage"],
        ),
        ("Facebook\nspecimenpage\nTelegram\nspecimenchan\n", ["specimenpage"]),
        ("url\nFacebook\nhttps://t.me/specimenchan\nTotal\n", ["https://t.me/specimenchan"]),
        ("url,platform\n@Facebook,Facebook\n", ["@Facebook"]),
    ],
)
def test_no_heading_becomes_an_account(imported: Imported, sheet: str, taken: list[str]) -> None:
    done = imported(sheet)

    assert done.urls == taken
    if "@" not in sheet:
        assert done.code == 1
        assert "heading" in done.said


def test_what_stands_below_other_titles_is_not_read(imported: Imported) -> None:
    done = imported(
        "url,handle\nhttps://x.com/specimen_a,specimen_a\nhandle,url\n"
        f"specimen_b,{INVITE}\nurl,handle\nhttps://x.com/specimen_c,specimen_c\n"
    )

    assert done.urls == ["https://x.com/specimen_a", "https://x.com/specimen_c"]
    assert "it is below the different titles of row 3" in done.said


@pytest.mark.parametrize(
    ("sheet", "handle"),
    [
        ("Handle / Link,Platform\nhttps://mobile.twitter.com/abc_spec,X\n", ""),
        ("Account or link,Username\nhttps://x.com/abc_spec,https://x.com/abc_spec\n", ""),
        ("url,handle\nhttps://x.com/abc_spec,@Abc_Spec\n", "Abc_Spec"),
        ('url,handle\nhttps://x.com/abc_spec,"=""abc_spec"""\n', "abc_spec"),
    ],
)
def test_an_address_never_becomes_a_handle(imported: Imported, sheet: str, handle: str) -> None:
    if sheet.startswith("Account or"):
        sheet = sheet.replace("Account or link", "Link")
    done = imported(sheet)

    assert [row.get("handle", "") for row in done.rows()] == [handle]


@pytest.mark.parametrize(
    "row",
    [
        "https://x.com/specimen_two,X,specimen_one,",
        "https://x.com/specimen_two,X,https://x.com/specimen_one,",
        "https://x.com/specimen_two,X,https://t.me/specimen_two,",
        "https://x.com/i/user/1234567899,X,,1234567898",
        "facebook.com/profile.php?id=100064860875397,Facebook,,100099999999999",
        "https://www.youtube.com/channel/UCAbCdEfGhIjKlMnOpQrStUv,,,UCAbCdEfGhIjKlMnOpQrStUw",
        "https://wa.me/447700900123,WhatsApp,,447700900124",
        "telegram:-1001234567890,Telegram,,1234567891",
        "https://t.me/otherchan,Telegram,specimenchan,-1001234567890",
        "https://www.youtube.com/@specimen,,@specimen_too,",
    ],
)
def test_two_accounts_in_one_row_are_refused(imported: Imported, row: str) -> None:
    done = imported(f"url,platform,handle,user id\n{row}\nhttps://x.com/specimen_z,X,,\n")

    assert done.urls == ["https://x.com/specimen_z"]
    assert "two accounts in one row" in done.said
    assert done.code == 1


def test_a_former_handle_is_said_to_be_one(imported: Imported) -> None:
    done = imported(
        'url,handle,former handles\nhttps://x.com/specimen_was,specimen_is,"@older, specimen_was"\n'
    )

    assert done.rows()[0]["former_handles"] == "older specimen_was"
    assert done.code == 0


def test_a_number_of_two_rows_is_told_at_import(imported: Imported) -> None:
    sheet = "url,user id\nhttps://x.com/specimen_a,123456\nhttps://x.com/specimen_b,{}\n"
    done = imported(sheet.format("123456"))
    assert done.urls == []
    assert "'123456' is also that of row 3" in done.said

    assert imported(sheet.format("123457")).code == 0
    again = imported("url,user id\nhttps://x.com/specimen_c,123457\n")
    assert "'123457' already belongs to row r2 in the case" in again.said
    assert again.code == 1


def test_duplicates_that_contradict_each_other_are_refused(imported: Imported) -> None:
    done = imported("url,user id\nhttps://x.com/specimen_a,11111\nhttps://x.com/specimen_a,22222\n")

    assert done.urls == []
    assert "native_id is '22222' here and '11111' there" in done.said


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"=""1234567891"""', "1234567891"),
        ('"1,234,567,893"', "1234567893"),
        ('"1,23,45,67,893"', "1234567893"),
        ("1.234.567.893", "1234567893"),
        ("\u200b1234567891", "1234567891"),
        ("\u00a01234567891\u00a0", "1234567891"),
        ("\x1f1234567891", "1234567891"),
        ("'1234567891", "1234567891"),
        ("1234567890.0", "1234567890"),
        ("١٢٣٤٥٦٧٨٩٤", "1234567894"),
        ("abc-def", ""),
        ("123.000", ""),
        ("1.23E+14", ""),
        ("12345678901234567.0", ""),
        ("0001234567898", ""),
        ("hello world", ""),
        ("https://x.com/i/user/55", ""),
        ("12345٦", ""),
    ],
)
def test_a_number_without_its_wrapping_or_an_error(
    imported: Imported, written: str, read: str
) -> None:
    done = imported(f"url,user id\nhttps://x.com/specimen_a,{written}\n")

    assert done.rows()[0].get("native_id", "") == read
    assert done.code == (0 if read else 1)
    assert "sheet.csv:2:1:" in done.said


def test_a_lost_number_is_told_once(imported: Imported) -> None:
    done = imported("handle,platform\n1.00089E+14,Facebook\n")

    assert done.said.count("1.00089E+14 has lost digits") == 1


@pytest.mark.parametrize(
    ("cell", "platform", "url"),
    [
        ("254712345678.0", "WhatsApp", "+254712345678"),
        ("447700900123", "Signal", "+447700900123"),
        ("923000000000", "WhatsApp", "+923000000000"),
        ("13800138000", "WhatsApp", None),  # a mobile number as it stands in China
        ("812345678901", "WhatsApp", None),
        ("0300-0000000", "WhatsApp", None),
        (
            "profile.php?id=100064860875397",
            "FB",
            "https://facebook.com/profile.php?id=100064860875397",
        ),
    ],
)
def test_what_is_missing_is_put_back_where_that_is_certain(
    imported: Imported, cell: str, platform: str, url: str | None
) -> None:
    done = imported(f"Link,Platform\n{cell},{platform}\n")

    assert done.urls == ([url] if url else [])
    assert "read as" in done.said or not url


@pytest.mark.parametrize(
    "titles",
    [
        *(
            "user",
            "Account",
            "author",
            "Added by (username)",
            "Posted by / User",
            "user_screen_name",
        ),
        *("Retweeted user", "Reporter: username", "collected_by", "Sender (handle)"),
    ],
)
def test_an_exporters_author_is_not_the_linked_account(imported: Imported, titles: str) -> None:
    done = imported(f"{titles},url\nofficer_one,{INVITE}\n", "--ignore-unknown")

    assert done.urls == [INVITE]
    assert "handle" not in done.rows()[0]
    assert f"column {titles!r} was ignored" in done.said


def test_doubtful_names_are_believed_where_an_address_speaks_for_them(imported: Imported) -> None:
    sheet = f"User,url\nspecimen_a,https://x.com/specimen_a\nspecimen_b,{INVITE}\n"
    assert [row["handle"] for row in imported(sheet).rows()] == ["specimen_a", "specimen_b"]


def test_names_are_left_out_where_addresses_speak_against_them(imported: Imported) -> None:
    done = imported(
        f"screen_name,name,url\nspecimen_a,One,{INVITE}\nspecimen_b,Two,https://t.me/specimenchan\n"
    )

    assert done.urls == [INVITE]
    assert done.rows()[0].get("handle", "") == done.rows()[0].get("display_name", "") == ""


def test_the_owner_of_a_post_gets_the_names_that_are_its_own(imported: Imported) -> None:
    post = "https://x.com/{}/status/1988300000000000000"
    done = imported(
        "screen_name,name,user_id,url\n"
        f"specimen_a,One,1234567,{post.format('specimen_a')}\n"
        f"specimen_b,Two,1234568,{post.format('specimen_z')}\n",
        "--owners",
    )

    assert [row["handle"] for row in done.rows()] == ["specimen_a", ""]
    assert [row["native_id"] for row in done.rows()] == ["1234567", ""]


def test_posts_are_the_accounts_own_or_the_row_says_how_they_are_tied(imported: Imported) -> None:
    post = "https://x.com/innocent/status/1988300000000000000"
    done = imported(
        f"url,posts,posts_of_others\nhttps://x.com/specimen_a,{post},\n"
        f"https://x.com/specimen_b,{post},shared with praise on 20 November 2026\n"
    )

    assert [row["posts"] for row in done.rows()] == ["", post]
    assert "post of another account, @innocent" in done.said
    assert done.code == 1


def test_an_account_in_a_column_that_is_not_read_is_told(imported: Imported) -> None:
    sheet = "Handle,Platform,Mirror\nspecimen_a,X,https://t.me/specimenchan\n"
    done = imported(sheet)
    assert "an account in the column 'Mirror', which is not read" in done.said
    assert done.code == 1
    assert "Mirror' which" not in imported(sheet, "--map", "Mirror=ignore").said


def test_what_a_refused_row_says_is_kept_in_the_report(imported: Imported) -> None:
    done = imported(
        "url,remarks,platform\nhttps://x.com/specimen_a,first,X\nbad cell here,seen again,X\n"
    )

    report = done.rows("import-report.csv")
    assert "justification of the row: seen again" in report[1]["notes"]


def test_the_length_of_a_number_is_told(imported: Imported) -> None:
    done = imported("url\nhttps://www.instagram.com/stories/specimen/123\n")

    assert "(10 to 20 digits)" in done.said


@given(st.integers(1, 2**63), st.sampled_from([",", ".", "\u00a0", "'", "٬"]))
def test_no_grouping_changes_a_number(number: int, sign: str) -> None:
    written = f"{number:,}".replace(",", sign)

    read = identifier_wrapping.number(written).text

    assert read == (str(number) if number > 999_999 or number < 1000 else written)


@given(st.text(max_size=30))
def test_taking_off_is_done_once_and_invents_nothing(text: str) -> None:
    bare = identifier_wrapping.unwrapped(text).text

    assert bare in text
    assert identifier_wrapping.unwrapped(bare).text == bare
