"""What a WARC or a WACZ says of its capture: a web page that was captured, or nothing."""

# ruff: noqa: E501  (tables of records)

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from captures import MEMBERS, PAGE, http, listed_1_0, listed_1_1, wacz, warc_record
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.cli.main import cli
from demarche.intake import warc

ONE, TWO = "https://x.com/specimen_one", "https://x.com/specimen_two"
ANSWER = warc_record("response", ONE)


def add(tmp_path: Path, item: Path, *more: str) -> tuple[Result, dict[str, str]]:
    """`demarche exhibits add` in a case of one row, and the line that it wrote."""
    folder = tmp_path / "case"
    folder.mkdir(exist_ok=True)
    (folder / "case.yaml").write_text("accounts: accounts.csv\n")
    (folder / "accounts.csv").write_text("id,url\nr1,https://x.com/specimen_one\n")
    words = ["--case", str(folder), "--account", "r1", "--shows", "x", "--captured-by", "c"]
    done = CliRunner().invoke(cli, ["exhibits", "add", str(item), *words, *more])
    assert "Traceback" not in done.output
    if not (folder / "exhibits.csv").exists():
        return done, {}
    text = (folder / "exhibits.csv").read_text(encoding="utf-8")
    return done, list(csv.DictReader(io.StringIO(text, newline="")))[-1]


def add_warc(tmp_path: Path, data: bytes, *more: str) -> tuple[Result, dict[str, str]]:
    item = tmp_path / ("a.warc.gz" if data.startswith(b"\x1f\x8b") else "a.warc")
    item.write_bytes(data)
    return add(tmp_path, item, *more)


NOT_PAGES = {
    "dns": warc_record(
        "response", "dns:x.com", b"20261122\nx.com. 300 IN A 192.0.2.1\n", content="text/dns"
    ),
    "pageinfo": warc_record("resource", f"urn:pageinfo:{ONE}", b"{}", content="application/json"),
    "text": warc_record("resource", f"urn:text:{ONE}", b"text", content="text/html"),
    "screenshot": warc_record("resource", f"screenshot:{ONE}", b"\x89PNG", content="image/png"),
    "thumbnail": warc_record("resource", f"thumbnail:{ONE}", b"\x89PNG", content="text/html"),
    "metadata": warc_record("metadata", f"metadata://{ONE}", b"seed: 1\r\n"),
    "metadata of a page": warc_record("metadata", TWO, b"via: x\r\n"),
    "request": warc_record("request", TWO, b"GET / HTTP/1.1\r\nHost: x.com\r\n\r\n"),
    "conversion": warc_record("conversion", TWO, b"<html>", content="text/html"),
    "robots": warc_record("response", "https://x.com/robots.txt"),
    "favicon": warc_record("response", "https://x.com/favicon.ico"),
    "picture": warc_record("response", "https://x.com/a.jpg", http(content="image/jpeg")),
    "data": warc_record("response", "https://x.com/api", http(content="application/json")),
    "style": warc_record("response", "https://x.com/a.css", http(content="text/css")),
    "moved": warc_record("response", "http://x.com/specimen_one", http("301 Moved Permanently")),
    "found": warc_record("response", TWO, http("302 Found")),
    "refused": warc_record("response", TWO, http("403 Forbidden")),
    "absent": warc_record("response", TWO, http("404 Not Found")),
    "unmodified": warc_record("revisit", TWO, http("304 Not Modified")),
    "file": warc_record("resource", "file:///tmp/a.html", b"<html>", content="text/html"),
    "no answer": warc_record("response", TWO, b"<html>no HTTP at all</html>"),
    "bare host": warc_record("response", "https://localhost/", PAGE),
}


@pytest.mark.parametrize("before", list(NOT_PAGES))
def test_what_is_not_a_captured_page_is_passed_over(before: str, tmp_path: Path) -> None:
    info = warc_record(
        "warcinfo", block=b"software: specimen tool 2\r\n", content="application/warc-fields"
    )

    done, row = add_warc(tmp_path, info + NOT_PAGES[before] + ANSWER + NOT_PAGES[before])

    assert done.exit_code == 0, done.output
    assert (row["url"], row["captured_at"]) == (ONE, "2026-11-22T04:30:00Z")
    assert row["tool"] == "specimen tool 2"


def test_nothing_but_other_records_leaves_the_address_empty(tmp_path: Path) -> None:
    done, row = add_warc(tmp_path, b"".join(NOT_PAGES.values()))

    assert done.exit_code == 0, done.output
    assert not row.get("url")
    assert not row.get("captured_at")
    assert "no web page was captured in it; give the address with `--url`" in done.stderr


INNER = warc_record("response", TWO)
LONE = ANSWER.partition(b"HTTP")[0].replace(b"\r", b"").replace(b"WARC-", b"warc-")
FORMS = {
    "plain": ANSWER,
    "small letters and lone line feeds": LONE + PAGE + b"\n\n",
    "version 0.17": warc_record("response", ONE, version="0.17"),
    "version 0.18": warc_record("response", ONE, version="0.18"),
    "version 1.0": warc_record("response", ONE, version="1.0"),
    "packed by record": gzip.compress(NOT_PAGES["dns"]) + gzip.compress(ANSWER),
    "packed as one": gzip.compress(NOT_PAGES["dns"] + ANSWER),
    "chunked": warc_record(
        "response", ONE, PAGE.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n")
    ),
    "revisit": warc_record("revisit", ONE, PAGE.partition(b"<html")[0]),
    "resource": warc_record("resource", ONE, b"<html></html>", content="text/html"),
    "xhtml": warc_record("response", ONE, http(content="application/xhtml+xml")),
    "no type": warc_record("response", ONE, b"HTTP/1.1 200 OK\r\n\r\n<!DOCTYPE html><html>"),
    "http 2": warc_record("response", ONE, PAGE.replace(b"HTTP/1.1 200 OK", b"HTTP/2 200")),
    "a WARC in a WARC": warc_record("response", ONE, PAGE + INNER),
    "a WARC as a download": warc_record("response", TWO, http(content="application/warc", body=INNER))
    + ANSWER,
    "a text like a head in a body": warc_record("response", ONE, PAGE + b"\r\n\r\n" + INNER),
    "twice": ANSWER + ANSWER,
}  # fmt: skip


@pytest.mark.parametrize("form", list(FORMS))
def test_every_form_of_warc_tells_its_page(form: str, tmp_path: Path) -> None:
    _, row = add_warc(tmp_path, FORMS[form])

    assert (row["url"], row["captured_at"]) == (ONE, "2026-11-22T04:30:00Z")


def test_of_several_pages_the_officer_says_which(tmp_path: Path) -> None:
    later = warc_record("response", TWO, moment="2026-11-23T05:00:00Z")

    done, row = add_warc(tmp_path, ANSWER + later)
    assert not row.get("url")
    assert f"it has 2 pages: {ONE}, {TWO}; choose one with `--url`" in done.stderr

    _, row = add_warc(tmp_path, ANSWER + later + b"\r\n", "--url", TWO)
    assert (row["url"], row["captured_at"]) == (TWO, "2026-11-23T05:00:00Z")

    done, row = add_warc(tmp_path, later + ANSWER, "--url", f"{TWO}/other")
    assert (row["url"], row.get("captured_at", "")) == (f"{TWO}/other", "")
    assert f"has no page '{TWO}/other', but {TWO}, {ONE}" in done.stderr

    done, row = add_warc(
        tmp_path, ANSWER + warc_record("response", ONE, moment="2026-11-23T05:00:00Z")
    )
    assert (row["url"], row.get("captured_at", "")) == (ONE, "")
    assert "captured 2 times (2026-11-22T04:30:00Z, 2026-11-23T05:00:00Z)" in done.stderr


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (ANSWER + warc_record("response", TWO)[:150], "it is cut off in record 2"),
        (ANSWER + warc_record("response", TWO)[:-40], "it is cut off in record 2"),
        (gzip.compress(ANSWER) + gzip.compress(INNER)[:-20], "it is damaged or cut off in record 2"),
        (ANSWER + INNER.replace(b"WARC/1.1", b"WARC/2.0"), "record 2 has the unknown version 2.0"),
        (ANSWER + warc_record("response", TWO, length="twenty"), "record 2 does not say its length"),
        (ANSWER + warc_record("response", TWO, length="-5"), "record 2 does not say its length"),
        (ANSWER + warc_record("response", TWO, length="20"), "record 2 does not end where it says"),
        (ANSWER + warc_record("response", TWO, length="9" * 15), "it is cut off in record 2"),
        (ANSWER + b"something else\r\n", "record 1 does not end where it says"),
    ],
)  # fmt: skip
def test_what_is_damaged_is_told_and_a_cut_record_is_not_a_capture(
    data: bytes, message: str, tmp_path: Path
) -> None:
    done, row = add_warc(tmp_path, data)

    assert done.exit_code == 0, done.output
    assert f"not read to the end: {message}" in done.stderr
    assert not row.get("url"), "further pages may stand in what was not read"
    assert TWO not in done.output


def test_an_option_that_is_not_a_web_address_is_refused(tmp_path: Path) -> None:
    done, row = add_warc(tmp_path, ANSWER, "--url", "dns:x.com")

    assert done.exit_code == 2
    assert "--url: 'dns:x.com' is not a web address; enter it in full, with https://" in done.stderr
    assert not row


@given(st.binary(max_size=400), st.integers(0, 300))
@settings(max_examples=150, deadline=None)
def test_whatever_bytes_there_are_reading_ends_and_invents_nothing(junk: bytes, cut: int) -> None:
    for data in (junk, b"WARC/1.0\r\n" + junk, ANSWER[:cut] + junk, gzip.compress(ANSWER)[:cut]):
        found = warc.read(io.BytesIO(data))
        assert set(found.pages) <= {ONE}


FORM_1_1 = [listed_1_1(name, data) for name, data in MEMBERS.items()]
FORM_1_0 = [listed_1_0(name, data) for name, data in MEMBERS.items()]


@pytest.mark.parametrize(
    "listed",
    [
        FORM_1_1,
        FORM_1_0,
        [{**member, "hashing": "SHA-256"} for member in FORM_1_0],
        [
            {"path": member["path"], "stats": {**member["stats"], "hashing": "sha256"}}
            for member in FORM_1_0
        ],
        [
            {"path": member["path"], "hash": member["stats"]["hash"], "hashing": "sha256"}
            for member in FORM_1_0
        ],
        [listed_1_1(name, data, "sha512") for name, data in MEMBERS.items()],
    ],
)
def test_a_whole_package_of_either_form_is_intact(listed: list[Any], tmp_path: Path) -> None:
    done, row = add(tmp_path, wacz(tmp_path / "a.wacz", MEMBERS, listed))

    assert done.exit_code == 0, done.output
    assert row["archive"] == "WACZ, intact, NOT signed"
    assert (row["url"], row["captured_at"]) == (ONE, "2026-11-22T04:30:00Z")


@pytest.mark.parametrize("form", [FORM_1_1, FORM_1_0])
def test_a_changed_member_of_either_form_is_refused(form: list[Any], tmp_path: Path) -> None:
    changed = {**MEMBERS, "archive/data.warc": MEMBERS["archive/data.warc"].replace(b"one", b"two")}

    done, row = add(tmp_path, wacz(tmp_path / "a.wacz", changed, form))

    assert done.exit_code == 2
    assert "archive/data.warc was changed: its hash differs" in done.stderr
    assert not row


@pytest.mark.parametrize(
    ("kept", "lacks"),
    [
        (
            [],
            "missing a WARC under archive/ and an index under indexes/ and pages/pages.jsonl",
        ),
        (["indexes/index.cdx", "pages/pages.jsonl"], "missing a WARC under archive/"),
    ],
)
def test_a_package_without_a_capture_is_refused(
    kept: list[str], lacks: str, tmp_path: Path
) -> None:
    members = {"README.txt": b"hello", **{name: MEMBERS[name] for name in kept}}
    listed = [listed_1_1(name, data) for name, data in members.items()]

    done, row = add(tmp_path, wacz(tmp_path / "a.wacz", members, listed))

    assert done.exit_code == 2
    assert f"it contains no capture: {lacks}; do not use it" in done.stderr
    assert not row


EMPTY = warc_record("warcinfo", block=b"software: x\r\n")
OTHER = warc_record("response", TWO)


@pytest.mark.parametrize(
    ("change", "head", "state", "message"),
    [
        ({"indexes/index.cdx": None}, {}, "NOT intact (without an index under indexes/)", "lacks"),
        ({"pages/pages.jsonl": None}, {}, "NOT intact (without pages/pages.jsonl)", "lacks"),
        ({"archive/data.warc": EMPTY}, {}, "NOT intact (without a captured item in archive/)", ""),
        ({"archive/data.warc": OTHER}, {}, "intact", f"not among the web pages captured in archive/: {ONE}"),
        ({}, {"mainPageUrl": TWO}, "intact", f"its main page '{TWO}' is not among the pages"),
        ({}, {"mainPageUrl": "urn:x"}, "intact", "its main page 'urn:x' is not a web address"),
        ({"archive/data.warc": ANSWER[:-50]}, {}, "intact", "was not read to the end: it is cut off"),
    ],
)  # fmt: skip
def test_what_a_package_lacks_or_contradicts_is_told(
    change: dict[str, bytes | None], head: dict[str, str], state: str, message: str, tmp_path: Path
) -> None:
    members = {name: data for name, data in (MEMBERS | change).items() if data is not None}
    listed = [listed_1_1(name, data) for name, data in members.items()]

    done, row = add(tmp_path, wacz(tmp_path / "a.wacz", members, listed, **head))

    assert done.exit_code == 0, done.output
    assert row["archive"] == f"WACZ, {state}, NOT signed"
    assert message in done.stderr
    assert not row["url"].startswith("urn:")


@pytest.mark.parametrize(
    ("listed", "state"),
    [
        ([listed_1_1(n, d, "md5") for n, d in MEMBERS.items()], "NOT shown to be intact (MD5 only)"),
        ([listed_1_0(n, d, "md5") for n, d in MEMBERS.items()], "NOT shown to be intact (MD5 only)"),
        ([listed_1_1(n, d, "sha1") for n, d in MEMBERS.items()], "NOT shown to be intact (SHA1 only)"),
        ([FORM_1_1[0], listed_1_1("indexes/index.cdx", MEMBERS["indexes/index.cdx"], "md5"), FORM_1_1[2]],
         "NOT shown to be intact (MD5 only)"),
        ([{**member, "hash": "blake3:" + "0" * 64} for member in FORM_1_1], "NOT checked (unknown hash format)"),
        ([{**member, "hashing": "crc32"} for member in FORM_1_0], "NOT checked (unknown hash format)"),
        ([{**member, "hash": {"sha256": "x"}} for member in FORM_1_1], "NOT checked (unknown hash format)"),
        ([{**member, "hash": "sha256:abc"} for member in FORM_1_1], "NOT checked (unknown hash format)"),
    ],
)  # fmt: skip
def test_weak_and_unknown_hashes_are_told_as_what_they_are(
    listed: list[Any], state: str, tmp_path: Path
) -> None:
    done, row = add(tmp_path, wacz(tmp_path / "a.wacz", MEMBERS, listed))

    assert done.exit_code == 0, done.output
    assert row["archive"] == f"WACZ, {state}, NOT signed"
    assert "damage" not in done.output
