"""Exhibits: what is recorded, what is checked, what stays empty; and WACZ integrity."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from captures import warc_record
from kit import command, lay_small_case, picture, tree

from demarche.case.case_reader import read_case
from demarche.intake import wacz
from demarche.intake.add_exhibits import add, block, write
from demarche.intake.capture_facts import inspect
from demarche.intake.open_case import open_case, rows_named
from demarche.kernel.problems import InputError
from demarche.kernel.workspace import builtin
from demarche.platforms.registry import load_platforms
from demarche.platforms.resolver import Resolver

PAGES = b'{"format":"json-pages-1.0"}\n{"url":"https://t.me/specimen_a/12","ts":"2026-11-20T04:30:00.123Z"}\n'
TOLD = {
    "shows": "The post of 12 November 2026.",
    "url": "https://t.me/specimen_a/12",
    "captured_at": "2026-11-20T09:30:00+05:00",
    "tool": "specimen capture tool 1.0",
    "captured_by": "collector 1",
}


def sha256(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def package(path: Path, **changes: Any) -> Path:
    """A WACZ, intact unless a change is asked for."""
    members = {
        "archive/a.warc": warc_record("response", "https://t.me/specimen_a/12"),
        "indexes/index.cdxj": b"me,t)/specimen_a/12 20261120043000 {}\n",
        "pages/pages.jsonl": PAGES,
    }
    resources = [
        {"name": name, "path": name, "hash": sha256(data), "bytes": len(data)}
        for name, data in members.items()
    ]
    listed = {"resources": resources, "software": "specimen crawler 1.0", **changes.get("head", {})}
    head = json.dumps(listed).encode()
    digest = {"path": "datapackage.json", "hash": sha256(head), **changes.get("digest", {})}
    members |= changes.get("members", {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("datapackage.json", head)
        out.writestr("datapackage-digest.json", json.dumps(digest))
        for name, data in members.items():
            if data is not None:
                out.writestr(name, data)
    return path


def case(tmp_path: Path, text: str = "accounts: accounts.csv\n") -> Path:
    folder = tmp_path / "case"
    folder.mkdir(exist_ok=True)
    (folder / "case.yaml").write_text(text)
    (folder / "accounts.csv").write_text(
        "id,url\nr1,https://t.me/specimen_a\nr2,https://x.com/specimen_b\n"
    )
    return folder


def exhibits(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "exhibits.csv").read_text(), newline="")))


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(load_platforms(builtin("data") / "platforms"))


def test_a_picture_is_copied_hashed_and_enclosed(tmp_path: Path) -> None:
    folder = case(tmp_path)
    shot = tmp_path / "my shot (1).png"
    shot.write_bytes(picture())
    here = open_case(folder)
    write(here, add(here, [shot], "r1", TOLD))
    (row,) = exhibits(folder)
    assert row["id"] == "E1"
    assert row["file"] == "exhibits/E1-my-shot-1-.png"
    assert row["sha256"] == hashlib.sha256(picture()).hexdigest()
    assert (row["media_type"], row["size"]) == ("image/png", str(len(picture())))
    assert {name: row[name] for name in TOLD} == TOLD
    assert (folder / row["file"]).read_bytes() == picture()
    assert (folder / "case.yaml").read_text() == "accounts: accounts.csv\nexhibits: exhibits.csv\n"


def test_what_the_file_does_not_tell_stays_empty(tmp_path: Path) -> None:
    folder = case(tmp_path)
    film = tmp_path / "film.mp4"
    film.write_bytes(b"\x00\x00\x00\x18ftypmp42 and more")
    done = add(open_case(folder), [film], "r1", {})
    assert done.rows[0]["held_file"] == "exhibits/E1-film.mp4"
    assert done.rows[0]["media_type"] == "video/mp4"
    assert not {"shows", "url", "captured_at", "tool", "captured_by"} & set(done.rows[0])
    assert "left empty: shows, url, captured_at, tool, captured_by" in str(done.problems[0])


def test_a_picture_by_name_only_is_told(tmp_path: Path) -> None:
    folder = case(tmp_path)
    item = tmp_path / "page.png"
    item.write_bytes(b"no picture")

    done = command("exhibits", "add", item, "--case", folder, "--account", "r1")

    assert done.returncode == 0, done.stderr
    assert "is named .png but not a picture (text/plain); kept, not printed" in done.stderr
    assert exhibits(folder)[0]["held_file"] == "exhibits/E1-page.png"


def test_a_wacz_tells_its_page_time_and_program(tmp_path: Path) -> None:
    folder = case(tmp_path)
    item = package(tmp_path / "a.wacz")
    here = open_case(folder)
    write(here, add(here, [item], "r1", {"shows": "x", "captured_by": "collector 1"}))
    (row,) = exhibits(folder)
    assert row["url"] == "https://t.me/specimen_a/12"
    assert row["captured_at"] == "2026-11-20T04:30:00Z"
    assert row["tool"] == "specimen crawler 1.0"
    assert row["archive"] == "WACZ, intact, NOT signed"
    assert row["held_file"] == "exhibits/E1-a.wacz"


def test_what_the_officer_says_goes_first_and_the_difference_is_told(tmp_path: Path) -> None:
    item = package(tmp_path / "a.wacz")
    done = add(open_case(case(tmp_path)), [item], "r1", TOLD)
    assert done.rows[0]["captured_at"] == TOLD["captured_at"]
    assert "the file itself gives the time 2026-11-20T04:30:00Z" in str(done.problems[0])


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"members": {"archive/a.warc": warc_record("response", "https://t.me/specimen_a/13")}},
            "archive/a.warc was changed",
        ),
        ({"members": {"archive/a.warc": b"fewer bytes than before"}}, "330 are listed"),
        ({"members": {"pages/evil.jsonl": b"x"}}, "pages/evil.jsonl is not listed"),
        ({"members": {"../evil": b"x"}}, "'../evil' is outside the package"),
        ({"members": {"/etc/evil": b"x"}}, "is outside the package"),
        ({"members": {"archive/a.warc": None}}, "archive/a.warc is listed but missing"),
        ({"digest": {"hash": "sha256:" + "0" * 64}}, "datapackage.json was changed"),
        ({"head": {"resources": []}}, "lists no resources"),
        ({"head": {"resources": [{"path": "archive/a.warc"}]}}, "has no usable hash"),
        ({"members": {"bomb": b"\0" * (70 << 20)}}, "'bomb' would unpack to 73,400,320 bytes"),
    ],
)
def test_a_wacz_that_is_not_intact_is_refused(
    tmp_path: Path, changes: dict[str, Any], fault: str
) -> None:
    item = package(tmp_path / "a.wacz", **changes)
    assert fault in "\n".join(wacz.check_wacz(item).faults)
    folder = case(tmp_path)
    before = tree(folder)
    with pytest.raises(InputError, match="do not use it; find the original capture"):
        add(open_case(folder), [item], "r1", TOLD)
    assert tree(folder) == before


def test_wacz_files_that_are_none_and_signed_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    path.write_bytes(b"PK nothing")
    assert "not a complete zip file" in wacz.check_wacz(path).faults[0]
    signed = package(path, digest={"signedData": {"signature": "x"}})
    assert wacz.check_wacz(signed).summary() == "WACZ, intact, signed (signature not verified)"


def test_a_warc_tells_its_page(tmp_path: Path) -> None:
    text = warc_record("warcinfo", block=b"software: specimen tool 2\r\n")
    text += warc_record("response", "<https://t.me/specimen_a/12>", moment="2026-11-20T04:30:00Z")
    for name, data in (("a.warc", text), ("a.warc.gz", gzip.compress(text))):
        path = tmp_path / name
        path.write_bytes(data)
        item = inspect(path)
        assert item.url == "https://t.me/specimen_a/12"
        assert (item.captured_at, item.tool) == ("2026-11-20T04:30:00Z", "specimen tool 2")


def test_rows_are_named_by_id_number_or_address(tmp_path: Path, resolver: Resolver) -> None:
    here = open_case(case(tmp_path))
    assert rows_named(here, ["r2"], resolver) == "r2"
    assert rows_named(here, ["1", "https://twitter.com/Specimen_B?s=20"], resolver) == "r1 r2"
    with pytest.raises(InputError, match="unknown row 'r3'"):
        rows_named(here, ["r3"], resolver)


def test_faults_are_told_together_and_nothing_is_written(tmp_path: Path) -> None:
    folder = case(tmp_path)
    empty, broken = tmp_path / "empty.png", tmp_path / "broken.png"
    empty.touch()
    broken.write_bytes(picture()[:60])
    with pytest.raises(InputError) as caught:
        add(open_case(folder), [empty, broken, tmp_path / "none", tmp_path], "r1", TOLD)
    assert len(caught.value.problems) == 4
    with pytest.raises(InputError, match="expected date, time and zone"):
        add(open_case(folder), [], "r1", {"captured_at": "yesterday"})
    assert not (folder / "exhibits.csv").exists()
    words = ["--account", "nobody", "--captured-at", "yesterday"]
    done = command("exhibits", "add", empty, tmp_path / "none", "--case", folder, *words)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 4
    for part in ("--account: unknown row 'nobody'", "--captured-at: 'yesterday'"):
        assert part in done.stderr


def test_the_same_item_is_not_added_twice(tmp_path: Path) -> None:
    folder = case(tmp_path)
    shot = tmp_path / "a.png"
    shot.write_bytes(picture())
    here = open_case(folder)
    write(here, add(here, [shot], "r1", TOLD))
    with pytest.raises(InputError, match="is already exhibit E1: same SHA-256"):
        add(open_case(folder), [shot], "r1", TOLD)


def test_an_exhibit_of_the_archive_gets_its_file(tmp_path: Path) -> None:
    folder = case(tmp_path, "accounts: accounts.csv\nexhibits: exhibits.csv\n")
    digest = hashlib.sha256(picture()).hexdigest()
    (folder / "exhibits.csv").write_text(
        f"id,accounts,url,sha256,shows\nE7,r2,https://t.me/specimen_a/3,{digest},\nE8,r1,,,\n"
    )
    shot = tmp_path / "a.png"
    shot.write_bytes(picture())
    here = open_case(folder)
    done = add(here, [shot], "r2", TOLD)
    assert done.filled == ["E7"]
    write(here, done)
    rows = exhibits(folder)
    assert [row["id"] for row in rows] == ["E7", "E8"]
    assert rows[0]["file"] == "exhibits/E7-a.png"
    assert rows[0]["url"] == "https://t.me/specimen_a/3"


def test_inline_exhibits_are_left_alone_and_a_block_is_printed(tmp_path: Path) -> None:
    folder = case(tmp_path, "accounts: accounts.csv\nexhibits:\n  - id: E3\n    shows: x\n")
    shot = tmp_path / "a.png"
    shot.write_bytes(picture())
    text = (folder / "case.yaml").read_text()
    done = command(
        "exhibits", "add", shot, "--case", folder, "--account", "r1", "--shows", 'a: "b"'
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "case.yaml").read_text() == text
    assert (folder / "exhibits" / "E4-a.png").read_bytes() == picture()
    pasted = yaml.safe_load("exhibits:\n" + done.stdout.partition("\n")[2])
    assert pasted["exhibits"][0]["shows"] == 'a: "b"'
    assert pasted["exhibits"][0]["accounts"] == ["r1"]
    assert "captured_by:" in block(add(open_case(folder), [shot], "r1", {}))


def test_a_changed_or_missing_item_stops_the_request(tmp_path: Path) -> None:
    file = lay_small_case(tmp_path)
    text = file.read_text()
    item = package(file.parent / "a.wacz")
    digest = hashlib.sha256(item.read_bytes()).hexdigest()
    marker = next(line for line in text.splitlines() if line.strip().startswith("file: proof.png"))
    held = marker.replace("file: proof.png", "held_file: a.wacz")
    changed = text.replace(marker, held).replace(hashlib.sha256(picture()).hexdigest(), digest)
    file.write_text(changed)
    assert read_case(file).inputs["a.wacz"] == digest
    assert not read_case(file).enclosed
    item.write_bytes(item.read_bytes() + b"!")
    with pytest.raises(InputError, match=r"does not match a\.wacz \(actual SHA-256:"):
        read_case(file)
    item.unlink()
    with pytest.raises(InputError, match=r"held_file: no such file: a\.wacz"):
        read_case(file)
    file.write_text(changed.replace(held, f"{held}\n{marker}"))
    with pytest.raises(InputError, match="give either `file` or `held_file`"):
        read_case(file)
