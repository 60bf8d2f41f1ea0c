"""The seven forgeries that common viewers call valid: each is told by `demarche verify`.

Measured with pdfsig 22.12 and pyHanko's command (docs/trust.md): six end with status 0 at pdfsig,
the seventh, a seal taken off, at pyHanko.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from forging import annotation, attachment, byte_flipped, extra_key, page_text, updated
from kit import Built
from pki import PASSPHRASE, Pki, have_openssl

from demarche.cli.cmd_seal import PASSPHRASE as VARIABLE
from demarche.cli.main import cli

pytestmark = [
    pytest.mark.xdist_group("seal"),
    pytest.mark.skipif(not have_openssl(), reason="no openssl: no time-stamp authority"),
]
NAME = "SPEC-IRU-2026-0043-removal"


@dataclass(frozen=True)
class Office:
    """A case of which one document was sealed by the command, and whose certificate did it."""

    folder: Path
    pki: Pki

    @property
    def unsealed(self) -> bytes:
        return (self.folder / "x" / f"{NAME}.pdf").read_bytes()

    @property
    def sealed(self) -> Path:
        return self.folder / "x" / f"{NAME}-sealed.pdf"

    @property
    def named(self) -> list[str]:
        return ["--cert", self.pki.seal.fingerprint, "--trust", str(self.pki.file("root.pem"))]


def invoke(*arguments: object) -> Result:
    done = CliRunner().invoke(cli, [*map(str, arguments)], env={VARIABLE: PASSPHRASE})
    assert "Traceback" not in done.output
    return done


@pytest.fixture(scope="module")
def office(tiny: Built, pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("reports") / tiny.folder.name
    shutil.copytree(tiny.folder, folder)
    made = Office(folder, pki)
    asked = ["--tsa", pki.tsa, "--trust", pki.file("root.pem")]
    done = invoke("seal", folder / "x" / f"{NAME}.pdf", "--p12", pki.file("seal.p12"), *asked)
    assert done.exit_code == 0, done.output
    return made


def refuses(office: Office, forged: bytes, folder: Path, *sentences: str) -> None:
    """The command refuses the forgery with status 1 and says these things of it."""
    path = folder / "received.pdf"
    path.write_bytes(forged)
    done = invoke("verify", path, *office.named)
    assert done.exit_code == 1, done.output
    lines = done.stdout.splitlines()
    assert lines[0].endswith("received.pdf: NOT GENUINE, or not shown to be")
    against = [line.strip() for line in lines if line.startswith("  differs")]
    for sentence in sentences:
        assert any(sentence in line for line in against), (sentence, against)
    assert not [line for line in lines if " object at 0x" in line]


def test_the_genuine_one_passes(office: Office) -> None:
    done = invoke("verify", office.sealed, *office.named)
    assert done.exit_code == 0, done.output
    assert "genuine: sealed, and everything agrees" in done.stdout


def test_forgery_1_a_byte_flipped(office: Office, tmp_path: Path) -> None:
    forged = byte_flipped(office.sealed.read_bytes())
    refuses(office, forged, tmp_path, "the signed bytes were changed")


def test_forgery_2_a_key_in_the_root(office: Office, tmp_path: Path) -> None:
    forged = updated(office.sealed.read_bytes(), extra_key)
    refuses(office, forged, tmp_path, "the document was changed after it was sealed")


def test_forgery_3_page_text(office: Office, tmp_path: Path) -> None:
    forged = updated(office.sealed.read_bytes(), page_text)
    refuses(office, forged, tmp_path, "the document was changed after it was sealed")


def test_forgery_4_an_annotation(office: Office, tmp_path: Path) -> None:
    forged = updated(office.sealed.read_bytes(), annotation)
    refuses(office, forged, tmp_path, "the document was changed after it was sealed", "attachments")


def test_forgery_5_an_attachment_replaced(office: Office, tmp_path: Path) -> None:
    forged = updated(office.sealed.read_bytes(), attachment)
    refuses(office, forged, tmp_path, "the document was changed after it was sealed", "attachments")


def test_forgery_6_junk_appended(office: Office, tmp_path: Path) -> None:
    forged = office.sealed.read_bytes() + b"% forged\n"
    refuses(office, forged, tmp_path, "there is data after the end of the document")


def test_forgery_7_the_seal_taken_off(office: Office, tmp_path: Path) -> None:
    refuses(office, office.unsealed, tmp_path, "there is no seal, although a certificate")


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="no pdfsig (poppler-utils)")
@pytest.mark.parametrize("change", [extra_key, page_text, annotation, attachment])
def test_pdfsig_calls_them_valid(office: Office, change: object, tmp_path: Path) -> None:
    """What makes `verify` needed: if this fails, docs/trust.md tells of an older pdfsig."""
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(updated(office.sealed.read_bytes(), change))  # type: ignore[arg-type]
    done = subprocess.run(["pdfsig", "-nocert", forged], capture_output=True, text=True)
    assert done.returncode == 0
    assert "Signature is Valid" in done.stdout


# --- the folder of a case ---------------------------------------------------------------------


@pytest.fixture
def folder(office: Office, tmp_path: Path) -> Path:
    copy = tmp_path / "reports"
    shutil.copytree(office.folder, copy)
    return copy


def test_a_folder_agrees_with_its_manifest(office: Office, folder: Path) -> None:
    done = invoke("verify", folder, *office.named)
    assert done.exit_code == 0, done.output
    pdfs = list(folder.rglob("*.pdf"))
    files = len([path for path in folder.rglob("*") if path.is_file()]) - 1
    assert f"files: {files} files are as recorded" in done.stdout
    assert "seals: 1 file is sealed" in done.stdout
    assert done.stdout.count("recorded: everything agrees with the manifest") == len(pdfs)
    assert done.stdout.count("genuine: sealed, and everything agrees") == 1
    told_as_data = json.loads(invoke("verify", "--json", folder, *office.named).stdout)
    assert len(told_as_data["reports"]) == 1 + len(pdfs)
    assert told_as_data["problems"] == []


def test_a_folder_heads_with_its_worst_finding_and_ends_with_a_total(
    office: Office, folder: Path
) -> None:
    pdfs = list(folder.rglob("*.pdf"))
    good = invoke("verify", folder, *office.named).stdout.splitlines()
    assert good[-1] == (
        f"{len(pdfs)} files: {len(pdfs) - 1} as recorded, not sealed; 1 sealed and genuine"
    )

    unnamed = invoke("verify", folder)  # no certificate to compare the seal with

    assert unnamed.exit_code == 1
    lines = unnamed.stdout.splitlines()
    assert lines[0].endswith(": NOT GENUINE, or not shown to be")
    assert "everything agrees" not in lines[0]
    sealed = next(pdf.name for pdf in pdfs if pdf.stem.endswith("-sealed"))
    assert f"  differs      documents: {sealed} is not shown to be genuine; see below" in lines
    heads = [line for line in lines if line.startswith(str(folder)[:4]) or ".pdf: " in line[:200]]
    assert sealed in next(line for line in heads if ".pdf: " in line)
    assert lines[-1] == (
        f"{len(pdfs)} files: 1 not genuine, or not shown to be; "
        f"{len(pdfs) - 1} as recorded, not sealed"
    )
    data = json.loads(invoke("verify", "--json", folder).stdout)["reports"]
    assert data[0]["verdict"] == "refused"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ("table", "x/accounts.csv is not the file that is recorded under this name"),
        ("taken", "x/request.json is recorded but missing"),
        ("seal", f"x/{NAME}-sealed.pdf is recorded but missing"),
        ("swapped", f"x/{NAME}.pdf is not the file that is recorded under this name"),
        ("added", "no file of this content is recorded"),
    ],
)
def test_a_folder_that_was_changed(folder: Path, spoil: str, sentence: str) -> None:
    x = folder / "x"
    pdf = x / f"{NAME}.pdf"
    if spoil == "table":
        table = x / "accounts.csv"
        table.write_bytes(table.read_bytes().replace(b"specimen", b"specimem", 1))
    elif spoil == "taken":
        (x / "request.json").unlink()
    elif spoil == "seal":
        (x / f"{NAME}-sealed.pdf").unlink()
    elif spoil == "swapped":
        shutil.copy(next((folder / "telegram").glob("*-removal.pdf")), pdf)
    else:
        (x / "more.pdf").write_bytes(pdf.read_bytes() + b"\n")
    done = invoke("verify", folder)
    assert done.exit_code == 1, done.output
    assert sentence in done.stdout


def test_a_folder_without_a_seal_or_a_manifest(office: Office, folder: Path) -> None:
    (folder / "x" / "notes.txt").write_text("a note")
    (folder / "x" / f"{NAME}-sealed.pdf").unlink()
    manifest = folder / "internal" / "manifest.json"
    record = json.loads(manifest.read_bytes())
    del record["seals"]
    manifest.write_text(json.dumps(record))
    done = invoke("verify", folder)
    assert done.exit_code == 0, done.output
    assert "not checked  files: x/notes.txt is not recorded" in done.stdout
    done = invoke("verify", folder, *office.named)
    assert done.exit_code == 1
    assert "no file is sealed, although a certificate was given" in done.stdout
    manifest.unlink()
    done = invoke("verify", folder)
    assert done.exit_code == 2
    assert "has no manifest.json" in done.stderr
