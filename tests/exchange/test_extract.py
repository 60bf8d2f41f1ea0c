"""The data inside a PDF come back as they were put in, and fit the published schema."""

from __future__ import annotations

import io
import json
import zlib
from pathlib import Path

import jsonschema
import pikepdf
import pytest
from click.testing import CliRunner, Result
from kit import ROOT, Built

from demarche.cli.main import cli
from demarche.exchange import payload
from demarche.exchange.payload import PayloadError, load_json, read_payload, request_bytes
from demarche.kernel.problems import InputError

SCHEMA = json.loads((ROOT / "docs" / "request.schema.json").read_text(encoding="utf-8"))


def mains(small: Built) -> dict[str, Path]:
    """The documents with data inside, by `platform/slug`."""
    found = small.documents()
    return {name: path for name, path in found.items() if "-return-form" not in path.stem}


def extract(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["extract", *map(str, arguments)])


def test_every_document_fits_the_published_schema(small: Built) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    documents = mains(small)
    assert len(documents) > 15
    for name in documents:
        assert list(validator.iter_errors(small.pdf(name).data("request.json"))) == [], name


def test_the_schema_is_not_blind(small: Built) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    data = small.pdf("x/removal").data("request.json")
    assert "restricted" not in SCHEMA["properties"]
    assert not validator.is_valid({**data, "restricted": {}})
    assert not validator.is_valid({**data, "schema_version": "demarche-request/1"})
    assert not validator.is_valid({key: data[key] for key in data if key != "accounts"})
    assert not validator.is_valid({**data, "accounts": [{"number": "1"}]})


def test_extract_gives_the_attached_bytes(small: Built, tmp_path: Path) -> None:
    pdfs = [small.documents()["x/removal"], small.documents()["facebook/information"]]
    done = extract(*pdfs, "--out", tmp_path)
    assert done.exit_code == 0, done.output
    assert len(done.output.splitlines()) == 4
    for name, pdf in zip(("x/removal", "facebook/information"), pdfs, strict=True):
        for file in ("request.json", "accounts.csv"):
            assert (tmp_path / pdf.stem / file).read_bytes() == small.pdf(name).attachments[file]
    assert extract(*pdfs, "--out", tmp_path).exit_code == 0, "a second run changes nothing"


def test_the_record_read_back_writes_the_same_bytes(small: Built) -> None:
    for path in mains(small).values():
        found = read_payload(path)
        assert request_bytes(found.request()) == found.request_json
        assert not hasattr(found.request(), "restricted")


def test_nothing_is_written_where_one_file_is_not_ours(small: Built, tmp_path: Path) -> None:
    good = small.documents()["x/removal"]
    restricted = small.paper("x/removal", "restricted")
    text = tmp_path / "text.pdf"
    text.write_text("hello")
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(good) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    out = tmp_path / "out"
    done = extract(good, restricted, text, locked, tmp_path / "none.pdf", "--out", out)
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 4, done.stderr
    for words in ("has no request.json", "cannot be read as a PDF", "encrypted", "no such file"):
        assert words in done.stderr
    assert not out.exists()


def test_other_content_is_not_overwritten(small: Built, tmp_path: Path) -> None:
    pdf = small.documents()["x/removal"]
    folder = tmp_path / pdf.stem
    folder.mkdir()
    (folder / "request.json").write_text("mine")
    done = extract(pdf, "--out", tmp_path)
    assert done.exit_code == 2
    assert "already exists with different content" in done.stderr
    assert [path.name for path in folder.iterdir()] == ["request.json"]


def with_attachment(source: Path, data: bytes, packed: bool) -> bytes:
    """A PDF whose request.json is replaced."""
    out = io.BytesIO()
    with pikepdf.open(source) as pdf:
        stream = pdf.attachments["request.json"].obj.EF.F
        if packed:
            stream.write(zlib.compress(data), filter=pikepdf.Name.FlateDecode)
        else:
            stream.write(data)
        pdf.save(out, compress_streams=False)
    return out.getvalue()


def test_an_attachment_that_unpacks_too_far_is_refused(
    small: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payload, "LIMIT", 1_000_000)
    bomb = tmp_path / "bomb.pdf"
    bomb.write_bytes(with_attachment(small.documents()["x/removal"], bytes(2_000_000), True))
    with pytest.raises(InputError, match="too large"):
        read_payload(bomb)


BROKEN = {
    "not json": b"{",
    "not a request": b"[]",
    "other thing": b'{"schema_version": "demarche-dossier/1"}',
    "no version": b'{"schema_version": 1}',
    "key twice": b'{"schema_version": "demarche-request/1", "a": 1, "a": 2}',
    "deep": b"[" * 100_000,
    "not text": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_data(name: str, small: Built, tmp_path: Path) -> None:
    file = tmp_path / "broken.pdf"
    file.write_bytes(with_attachment(small.documents()["x/removal"], BROKEN[name], False))
    done = extract(file, "--out", tmp_path / "out")
    assert done.exit_code == 2, done.output
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(PayloadError, match="duplicate key"):
        load_json(b'{"a": {"b": 1, "b": 2}}')
