"""Pages that a browser saved into one file: what they say, and what is not believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.intake.capture_facts import inspect
from demarche.intake.saved_pages import saved_page

ADDRESS = "https://t.me/specimen_a/12"
SINGLE_FILE = f"""<!DOCTYPE html> <html lang="en" data-x="a > b"><!--
 Page saved with SingleFile
 url: {ADDRESS}
 saved date: Fri Nov 20 2026 09:30:05 GMT+0500 (Pakistan Standard Time)
--><head><meta charset="utf-8"><title>Specimen &amp; more</title></head><body>x</body></html>"""

MHTML = f"""From: <Saved by Blink>\r
Snapshot-Content-Location: {ADDRESS}\r
Subject: =?utf-8?Q?Specimen=20=E2=80=93=20page?=\r
Date: Fri, 20 Nov 2026 04:30:05 -0000\r
MIME-Version: 1.0\r
Content-Type: multipart/related;\r
\ttype="text/html";\r
\tboundary="----MultipartBoundary--x----"\r
\r
------MultipartBoundary--x----\r
Content-Type: text/html\r
Content-Location: {ADDRESS}\r
\r
<html></html>\r
------MultipartBoundary--x------\r
"""


def file(tmp_path: Path, text: str, name: str = "page.html") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


def test_a_page_of_singlefile_says_address_time_tool_and_title(tmp_path: Path) -> None:
    item = inspect(file(tmp_path, SINGLE_FILE))

    assert (item.media_type, item.url) == ("text/html", ADDRESS)
    assert item.captured_at == "2026-11-20T09:30:05+05:00"
    assert item.tool == "SingleFile"
    assert item.notes == ["page title: 'Specimen & more'"]
    assert not item.doubts


def test_an_archive_of_a_browser_says_address_time_tool_and_title(tmp_path: Path) -> None:
    item = inspect(file(tmp_path, MHTML, "page.mhtml"))

    assert (item.media_type, item.url) == ("multipart/related", ADDRESS)
    assert item.captured_at == "2026-11-20T04:30:05Z"
    assert item.tool == "browser, MHTML (saved by Blink)"
    assert item.notes == ["page title: 'Specimen – page'"]


def test_an_older_archive_gives_the_address_in_its_first_part(tmp_path: Path) -> None:
    text = MHTML.replace(f"Snapshot-Content-Location: {ADDRESS}\r\n", "")
    text = text.replace("<Saved by Blink>", '"Saved by a browser 8"').replace("-0000", "+0500")

    item = inspect(file(tmp_path, text))

    assert (item.url, item.captured_at) == (ADDRESS, "2026-11-20T04:30:05+05:00")


NOT_BELIEVED = {
    "a comment further down": SINGLE_FILE.replace('<html lang="en" data-x="a > b">', "<html><p>"),
    "a comment in the body": "<html><body>" + SINGLE_FILE[SINGLE_FILE.index("<!--") :],
    "another comment": SINGLE_FILE.replace("Page saved with SingleFile", "Page saved with care"),
    "two addresses": SINGLE_FILE.replace(
        " saved date", " url: https://t.me/specimen_b/1\n saved date"
    ),
    "no web address": SINGLE_FILE.replace(ADDRESS, "file:///C:/Users/a.html"),
    "a script": SINGLE_FILE.replace(ADDRESS, "javascript:alert(1)"),
}


@pytest.mark.parametrize("name", NOT_BELIEVED)
def test_what_the_page_says_itself_is_not_believed(tmp_path: Path, name: str) -> None:
    assert inspect(file(tmp_path, NOT_BELIEVED[name])).url == ""


@pytest.mark.parametrize(
    "date",
    ["Fri Nov 20 2026 09:30:05", "2026-11-20", "Fri Nov 31 2026 09:30:05 GMT+0500", "yesterday"],
)
def test_a_time_without_a_zone_is_named_and_not_used(tmp_path: Path, date: str) -> None:
    text = SINGLE_FILE.replace("Fri Nov 20 2026 09:30:05 GMT+0500 (Pakistan Standard Time)", date)

    item = inspect(file(tmp_path, text))

    assert (item.url, item.captured_at) == (ADDRESS, "")
    assert item.doubts == [f"its time {date!r} has no zone or is unreadable"]


def test_a_message_with_pictures_is_not_a_page(tmp_path: Path) -> None:
    text = MHTML.replace("<Saved by Blink>", "someone@example.org")
    text = text.replace(f"Snapshot-Content-Location: {ADDRESS}\r\n", "")

    assert inspect(file(tmp_path, text, "mail.eml")).url == ""


def test_a_doubled_field_is_a_doubt(tmp_path: Path) -> None:
    text = MHTML.replace("MIME-Version", f"Snapshot-Content-Location: {ADDRESS}1\r\nMIME-Version")

    item = inspect(file(tmp_path, text))

    assert item.url == ""
    assert item.doubts == ["it gives its Snapshot-Content-Location twice"]


@given(st.binary(max_size=400), st.sampled_from([SINGLE_FILE, MHTML]), st.integers(0, 400))
def test_no_file_breaks_the_reading(noise: bytes, text: str, where: int) -> None:
    data = text.encode()
    saved_page(data[:where] + noise + data[where:])


@pytest.mark.parametrize(
    "text", ["<html " + 'a="' * 60_000, "<html>" + "<!--" * 60_000, "<html" + " a" * 90_000]
)
def test_an_endless_beginning_takes_no_time(text: str) -> None:
    assert saved_page(text.encode()) is None
