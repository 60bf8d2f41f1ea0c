"""What verification accepts, what it refuses, and that no changed byte of a sealed file passes."""

from __future__ import annotations

import hashlib
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner, Result
from forging import annotation, attachment, byte_flipped, extra_key, page_text, updated
from kit import KINDS, Built
from pki import PASSPHRASE, Pki, have_openssl

from demarche.cli.main import cli
from demarche.kernel.problems import InputError
from demarche.trust.seal.sign import Level, Plan, seal
from demarche.trust.seal.signing_keys import open_p12, read_certificates
from demarche.trust.verify.container import _canonical
from demarche.trust.verify.content_check import check_content
from demarche.trust.verify.verify_document import Expected, check_manifest, verify
from demarche.trust.verify.verify_report import Outcome, Verdict

pytestmark = [
    pytest.mark.xdist_group("seal"),
    pytest.mark.skipif(not have_openssl(), reason="no openssl: no time-stamp authority"),
]
DOCUMENT = "telegram/removal"


@pytest.fixture(scope="module")
def below(small: Built) -> bytes:
    """The unsealed document."""
    return small.documents()[DOCUMENT].read_bytes()


@dataclass(frozen=True)
class Sealed:
    """The document sealed at every level, and the manifest that an office would have."""

    files: dict[Level, bytes]
    manifest: dict[str, Any]
    pki: Pki

    @property
    def wanted(self) -> Expected:
        return Expected(None, *self.wanted_parts())

    def wanted_parts(self) -> tuple[str, tuple[Path, ...]]:
        return self.pki.seal.fingerprint, self.roots()

    def roots(self) -> tuple[Path, ...]:
        return (self.pki.file("root.pem"),)


@pytest.fixture(scope="module")
def sealed(below: bytes, pki: Pki) -> Sealed:
    signer = open_p12(pki.file("seal.p12"), PASSPHRASE, [])
    roots = read_certificates([pki.file("root.pem")])
    files = {}
    for level in Level:
        authority = pki.tsa if level.timed else None
        asked = (pki.server.url,) if level.lasting else ()
        files[level] = seal(below, signer, Plan(level, authority, roots, (), (), asked))
    record = {"sha256": hashlib.sha256(below).hexdigest(), "bytes": len(below)}
    manifest = {
        "schema": "demarche-manifest/1",
        "outputs": {"telegram/a.pdf": record},
        "seals": {
            f"telegram/a-{level}-sealed.pdf": {
                "sha256": hashlib.sha256(data).hexdigest(),
                "bytes": len(data),
                "unsealed": {"file": "telegram/a.pdf", **record},
                "certificate": pki.seal.fingerprint,
                "level": level.value,
            }
            for level, data in files.items()
        },
    }
    return Sealed(files, manifest, pki)


def check(folder: Path, data: bytes, wanted: Expected) -> tuple[Verdict, dict[str, str]]:
    """The verdict, and what differs by the name of the check."""
    path = folder / "checked.pdf"
    path.write_bytes(data)
    try:
        report = verify(path, wanted)
    except InputError as error:  # no PDF any more, which is a report as well
        return Verdict.REFUSED, {"file": str(error)}
    return report.verdict, {
        check.name: check.text for check in report.checks if check.outcome is Outcome.DIFFERS
    }


# --- genuine documents -----------------------------------------------------------------------


def test_every_kind_of_document_agrees_with_itself(small: Built) -> None:
    """One document of each kind; those of a whole dossier are in `test_unsealed`."""
    manifest = json.loads((small.folder / "internal" / "manifest.json").read_bytes())
    for kind in KINDS:
        path = small.documents()[f"telegram/{kind}"]
        report = verify(path, Expected(manifest))
        assert report.verdict is Verdict.RECORDED, (path.name, report.checks)
        assert not report.sealed
        assert verify(path, Expected()).verdict is Verdict.UNSEALED


@pytest.mark.parametrize("level", Level)
def test_sealed_documents(sealed: Sealed, level: Level, tmp_path: Path) -> None:
    wanted = Expected(sealed.manifest, *sealed.wanted_parts())
    assert check(tmp_path, sealed.files[level], wanted) == (Verdict.SEALED, {})


def test_the_hash_of_the_bytes_below_is_told(sealed: Sealed, below: bytes, tmp_path: Path) -> None:
    """A covering letter names that one, since it is written before anything is sealed."""
    path = tmp_path / "a.pdf"
    path.write_bytes(sealed.files[Level.B_LTA])
    (line,) = [
        check.text for check in verify(path, sealed.wanted).checks if check.name.startswith("bel")
    ]
    assert line.endswith(hashlib.sha256(below).hexdigest())
    assert f"{len(below):,} bytes" in line


@pytest.mark.parametrize("level", Level)
def test_a_fingerprint_or_a_root_is_enough(sealed: Sealed, level: Level, tmp_path: Path) -> None:
    fingerprint, roots = sealed.wanted_parts()
    assert check(tmp_path, sealed.files[level], Expected(None, None, roots)) == (Verdict.SEALED, {})
    # A fingerprint says nothing of who made a time stamp that was added after the seal.
    partly = Verdict.PARTLY if level is Level.B_LTA else Verdict.SEALED
    assert check(tmp_path, sealed.files[level], Expected(None, fingerprint)) == (partly, {})


def test_a_seal_of_nobody_named_is_not_genuine(sealed: Sealed, tmp_path: Path) -> None:
    verdict, faults = check(tmp_path, sealed.files[Level.B_LTA], Expected())
    assert verdict is Verdict.REFUSED
    assert set(faults) == {"signer", "chain"}


def test_what_is_left_open_is_said(sealed: Sealed, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(sealed.files[Level.B_B])
    left = {
        check.name for check in verify(path, sealed.wanted).checks if check.outcome is Outcome.OPEN
    }
    assert left == {"time", "revocation"}
    path.write_bytes(sealed.files[Level.B_LTA])
    assert not [
        check for check in verify(path, sealed.wanted).checks if check.outcome is Outcome.OPEN
    ]


# --- the seven forgeries that common viewers call valid ----------------------------------------


FORGERIES: dict[str, Callable[[bytes, bytes], bytes]] = {
    "byte flipped": lambda data, _: byte_flipped(data),
    "key in the root": lambda data, _: updated(data, extra_key),
    "page text": lambda data, _: updated(data, page_text),
    "annotation": lambda data, _: updated(data, annotation),
    "attachment replaced": lambda data, _: updated(data, attachment),
    "junk appended": lambda data, _: data + b"% forged\n",
    "seal stripped": lambda _, below: below,
    "seal cut off": lambda data, _: data[:-1000],
    "sealed twice over": lambda data, _: data + data,
    "another way to an end": lambda data, _: data + b"\n%%EOF\n",
}


@pytest.mark.parametrize("level", [Level.B_T, Level.B_LTA])
@pytest.mark.parametrize("name", FORGERIES)
def test_forgeries(sealed: Sealed, below: bytes, level: Level, name: str, tmp_path: Path) -> None:
    forged = FORGERIES[name](sealed.files[level], below)
    verdict, faults = check(tmp_path, forged, sealed.wanted)
    assert verdict is Verdict.REFUSED
    assert faults


def test_a_stripped_seal_is_never_called_one(sealed: Sealed, below: bytes, tmp_path: Path) -> None:
    assert check(tmp_path, below, Expected()) == (Verdict.UNSEALED, {})
    assert check(tmp_path, below, Expected(sealed.manifest))[0] is Verdict.RECORDED
    for wanted in (
        Expected(None, sealed.pki.seal.fingerprint),
        Expected(None, None, sealed.roots()),
    ):
        verdict, faults = check(tmp_path, below, wanted)
        assert (verdict, set(faults)) == (Verdict.REFUSED, {"seal"})


def test_the_forgeries_without_a_seal(below: bytes, tmp_path: Path) -> None:
    for change in (extra_key, page_text, annotation, attachment):
        verdict, faults = check(tmp_path, updated(below, change), Expected())
        assert verdict is Verdict.REFUSED
        assert "revisions" in faults
    assert check(tmp_path, below + b"% junk", Expected())[0] is Verdict.REFUSED


# --- one changed byte ------------------------------------------------------------------------


def gaps(data: bytes) -> list[tuple[int, int]]:
    """Where the signatures themselves stand: what no signature covers."""
    from demarche.trust.verify.pdf_reader import StrictReader

    found = []
    for embedded_signature in StrictReader(data).embedded_signatures:
        _, first, second, _ = (
            int(number) for number in embedded_signature.sig_object["/ByteRange"]
        )
        found.append((first, second))
    return found


def offsets(data: bytes, number: int, in_gaps: int) -> list[int]:
    """Places all over the file, the ends among them, and more within what no signature covers."""
    draw = random.Random(20261123)  # noqa: S311  (a sample, the same in every run)
    found = {
        0,
        5,
        len(data) - 1,
        len(data) - 2,
        *(draw.randrange(len(data)) for _ in range(number)),
    }
    for first, second in gaps(data):
        end = data.index(b"0000000000000000", first)  # where the filling begins
        found |= {first, second - 1, second - 2, end + 9, (end + second) // 2}
        found |= {draw.randrange(first, end) for _ in range(in_gaps)}
    return sorted(found)


@pytest.mark.parametrize("each", [8, pytest.param(1, marks=pytest.mark.exhaustive)])
def test_a_changed_byte_anywhere_is_reported(sealed: Sealed, each: int, tmp_path: Path) -> None:
    """Some 200 places of the B-LTA file, half of them in the gaps; a bit or all of them changed."""
    data = sealed.files[Level.B_LTA]
    missed = []
    places = offsets(data, 100, 50)
    assert len(places) > 190
    for number, place in list(enumerate(places))[::each]:
        mask = (0x01, 0x20, 0xFF, 0x80)[(number // each) % 4]
        changed = data[:place] + bytes([data[place] ^ mask]) + data[place + 1 :]
        if check(tmp_path, changed, sealed.wanted)[0] is not Verdict.REFUSED:
            missed.append((place, mask))
    assert missed == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("level", [Level.B_B, Level.B_T, Level.B_LT])
def test_a_changed_byte_at_the_other_levels(sealed: Sealed, level: Level, tmp_path: Path) -> None:
    data = sealed.files[level]
    missed = []
    for place in offsets(data, 80, 120):
        for mask in (0x01, 0x10):
            changed = data[:place] + bytes([data[place] ^ mask]) + data[place + 1 :]
            if check(tmp_path, changed, sealed.wanted)[0] is not Verdict.REFUSED:
                missed.append((place, mask))
    assert missed == []


def test_a_manifest_reports_every_byte(sealed: Sealed, below: bytes) -> None:
    """With the manifest a hash decides; nothing can be missed."""
    for data in (below, *sealed.files.values()):
        for place in (0, len(data) // 2, len(data) - 1):
            changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
            assert any(
                check.outcome is Outcome.DIFFERS
                for check in check_manifest(changed, sealed.manifest, None)
            )


# --- whose seal ------------------------------------------------------------------------------


def by(pki: Pki, key: str, data: bytes) -> bytes:
    return seal(data, open_p12(pki.file(key), PASSPHRASE, []), Plan(Level.B_B))


def test_a_seal_by_another(sealed: Sealed, below: bytes, tmp_path: Path) -> None:
    """The stranger's certificate bears the same names as the office's."""
    forged = by(sealed.pki, "stranger.p12", below)
    verdict, faults = check(tmp_path, forged, sealed.wanted)
    assert verdict is Verdict.REFUSED
    assert {"signer", "chain"} <= set(faults)
    assert check(tmp_path, forged, Expected(None, None, sealed.roots()))[0] is Verdict.REFUSED
    fingerprint = Expected(None, sealed.pki.seal.fingerprint)
    assert check(tmp_path, forged, fingerprint)[0] is Verdict.REFUSED


def test_a_seal_by_another_than_the_page_names(
    sealed: Sealed, below: bytes, tmp_path: Path
) -> None:
    """The same authority issued it; the command would not have sealed with it."""
    forged = by(sealed.pki, "other-office.p12", below)
    verdict, faults = check(tmp_path, forged, Expected(None, None, sealed.roots()))
    assert (verdict, set(faults)) == (Verdict.REFUSED, {"holder"})
    assert "Another office (Specimen)" in faults["holder"]


def test_a_revoked_seal(sealed: Sealed, below: bytes, tmp_path: Path) -> None:
    forged = by(sealed.pki, "revoked.p12", below)
    lists = tuple(sealed.pki.file(name).read_bytes() for name in ("issuing.crl", "root.crl"))
    assert check(tmp_path, forged, sealed.wanted)[0] is Verdict.REFUSED, "another certificate"
    known = Expected(None, None, sealed.roots(), lists)
    verdict, faults = check(tmp_path, forged, known)
    assert verdict is Verdict.REFUSED
    assert "revoked" in faults["chain"]


def test_a_second_seal(sealed: Sealed, tmp_path: Path) -> None:
    from demarche.trust.seal import SealError

    with pytest.raises(SealError):
        by(sealed.pki, "stranger.p12", sealed.files[Level.B_B])


def test_a_seal_that_the_manifest_does_not_know(
    sealed: Sealed, below: bytes, tmp_path: Path
) -> None:
    again = by(sealed.pki, "seal.p12", below)
    wanted = Expected(sealed.manifest, *sealed.wanted_parts())
    verdict, faults = check(tmp_path, again, wanted)
    assert (verdict, set(faults)) == (Verdict.REFUSED, {"manifest"})
    other = {**sealed.manifest, "outputs": {}}
    verdict, faults = check(
        tmp_path, sealed.files[Level.B_T], Expected(other, *sealed.wanted_parts())
    )
    assert (verdict, set(faults)) == (Verdict.REFUSED, {"manifest"})


# --- pages and data --------------------------------------------------------------------------


def rewritten(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The document written anew by another program, without a trace of an update."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out, static_id=False)
    return out.getvalue()


def faults_of(data: bytes) -> set[str]:
    return {check.name for check in check_content(data) if check.outcome is Outcome.DIFFERS}


def replace(pdf: pikepdf.Pdf, name: str, data: bytes) -> None:
    pdf.attachments[name].obj.EF.F.write(data)


def test_another_program_may_write_the_file_anew(below: bytes) -> None:
    assert faults_of(rewritten(below, lambda pdf: None)) == set()


def test_changed_data(small: Built, below: bytes) -> None:
    """Each lie in the data shows against the page, the hash or the other file."""
    data = small.pdf(DOCUMENT).data("request.json")

    def with_request(change: Callable[[dict[str, Any]], None]) -> set[str]:
        changed = json.loads(json.dumps(data))
        change(changed)
        text = json.dumps(changed, ensure_ascii=True, sort_keys=True, indent=1)
        raw = text.encode() + b"\n"
        return faults_of(rewritten(below, lambda pdf: replace(pdf, "request.json", raw)))

    hashed = {"printed hash", "identifier"}
    assert with_request(lambda data: data.update(subject="other")) == hashed
    assert with_request(lambda data: data["accounts"].pop()) >= {*hashed, "accounts"}
    # The schedule stands by severity and links its rows: their order is in the data and the hash.
    assert with_request(lambda data: data["accounts"].reverse()) >= {*hashed, "accounts"}
    assert with_request(
        lambda data: data["accounts"][0].update(canonical="https://t.me/another")
    ) >= {*hashed, "accounts", "rows"}
    assert with_request(lambda data: data.update(reference="OTHER/1")) >= {*hashed, "reference"}
    assert with_request(lambda data: data.update(unknown=1)) == hashed


def test_changed_accounts(below: bytes) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        table = pdf.attachments["accounts.csv"].get_file().read_bytes()
        replace(pdf, "accounts.csv", table.replace(b"specimen_tg_new", b"specimen_tg_old"))

    assert faults_of(rewritten(below, change)) == {"accounts"}


def test_files_added_or_taken_away(below: bytes) -> None:
    def added(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["other.json"] = pikepdf.AttachedFileSpec(pdf, b"{}", filename="other.json")

    def taken(pdf: pikepdf.Pdf) -> None:
        del pdf.attachments["request.json"]

    def on_a_page(pdf: pikepdf.Pdf) -> None:
        spec = pikepdf.AttachedFileSpec(pdf, b"{}", filename="x.json").obj
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment)
        note.FS, note.Rect = spec, [0, 0, 9, 9]
        pdf.pages[0].obj["/Annots"] = pdf.make_indirect(pikepdf.Array([note]))

    for change in (added, taken, on_a_page):
        assert "attachments" in faults_of(rewritten(below, change))


def test_pages_added_taken_or_moved(below: bytes) -> None:
    def taken(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[1]

    def moved(pdf: pikepdf.Pdf) -> None:
        pdf.pages.append(pdf.pages[0])
        del pdf.pages[0]

    def added(pdf: pikepdf.Pdf) -> None:
        pdf.add_blank_page()

    for change in (taken, moved, added):
        assert "pages" in faults_of(rewritten(below, change))


def test_a_row_on_paper_only(below: bytes) -> None:
    """An address that was put on a page and is not in the data."""

    def change(pdf: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page = pdf.pages[0]
        name = page.add_resource(font, pikepdf.Name.Font)
        text = f"q BT {name} 9 Tf 60 60 Td (9 https://t.me/forged_channel) Tj ET Q".encode()
        page.contents_add(text, prepend=True)

    assert faults_of(rewritten(below, change)) == {"addresses"}


def test_data_of_an_older_program(small: Built, below: bytes) -> None:
    """A field that this version does not know leaves the form open, and refuses nothing."""
    data = small.pdf(DOCUMENT).data("request.json")
    raw = json.dumps({**data, "field_of_old": 1}, sort_keys=True).encode()
    found = list(check_content(rewritten(below, lambda pdf: replace(pdf, "request.json", raw))))
    outcomes = {check.name: check.outcome for check in found}
    assert outcomes["form"] is Outcome.OPEN
    assert outcomes["accounts"] is Outcome.AGREES
    assert outcomes["rows"] is Outcome.AGREES


# --- the container ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("der", "good"),
    [
        (b"\x30\x03\x02\x01\x05", True),
        (b"\x30\x81\x03\x02\x01\x05", False),
        (b"\x30\x80\x02\x01\x05\x00\x00", False),
        (b"\x30\x04\x02\x02\x00\x05", False),
        (b"\x30\x04\x02\x02\x00\x85", True),
        (b"\x24\x03\x04\x01\x05", False),
        (b"\x10\x00", False),
        (b"\x05\x00", True),
        (b"\x05\x01\x00", False),
        (b"\x01\x01\xff", True),
        (b"\x01\x01\x01", False),
        (b"\xa0\x03\x02\x01\x05", True),
        (b"\x30\x05\x02\x01\x05\x00\x00", False),
    ],
)
def test_one_way_of_writing(der: bytes, good: bool) -> None:
    assert _canonical(der) is good


# --- the command -----------------------------------------------------------------------------


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["verify", *map(str, arguments)])


def test_the_command(sealed: Sealed, below: bytes, tmp_path: Path) -> None:
    pki = sealed.pki
    good, forged, plain = (tmp_path / f"{name}.pdf" for name in ("good", "forged", "plain"))
    good.write_bytes(sealed.files[Level.B_LTA])
    forged.write_bytes(updated(sealed.files[Level.B_LTA], annotation))
    plain.write_bytes(below)
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(sealed.manifest))
    trust = ["--trust", pki.file("root.pem"), "--manifest", manifest]
    colons = ":".join(pki.seal.fingerprint[i : i + 2] for i in range(0, 64, 2)).upper()
    done = run(good, "--cert", colons, *trust)
    assert done.exit_code == 0, done.output
    assert "genuine: sealed" in done.stdout
    done = run(forged, *trust)
    assert done.exit_code == 1
    assert "NOT GENUINE" in done.stdout
    done = run(plain)
    assert done.exit_code == 0
    assert "not sealed" in done.stdout
    assert "genuine" not in done.stdout
    assert run(plain, "--cert", pki.seal.fingerprint).exit_code == 1
    done = run(good, forged, "--json", *trust)
    assert done.exit_code == 1
    reports = json.loads(done.stdout)["reports"]
    assert [report["verdict"] for report in reports] == ["sealed", "refused"]


def test_bad_input(sealed: Sealed, below: bytes, tmp_path: Path) -> None:
    text, pdf = tmp_path / "text.pdf", tmp_path / "a.pdf"
    text.write_text("hello")
    pdf.write_bytes(below)
    done = run(text, tmp_path / "none.pdf", pdf)
    assert done.exit_code == 2
    assert "is not a PDF" in done.stderr
    assert "no such file" in done.stderr
    assert "consistent" in done.stdout, "the others are checked all the same"
    for wrong in (["--manifest", text], ["--cert", "abc"], ["--crl", text]):
        assert run(pdf, *wrong).exit_code == 2
    pdf.write_bytes(sealed.files[Level.B_B])
    assert run(pdf, "--trust", text).exit_code == 2


BROKEN = {
    "empty": b"%PDF-1.7\n",
    "no end": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "noise": b"%PDF-1.7\n" + random.Random(1).randbytes(5000),  # noqa: S311
    "claims a signature": b"%PDF-1.7\n/ByteRange [0 1 2 3]\n%%EOF\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files(sealed: Sealed, name: str, tmp_path: Path) -> None:
    verdict, faults = check(tmp_path, BROKEN[name], sealed.wanted)
    assert verdict is Verdict.REFUSED
    assert "syntax" in faults


def test_a_control_character_does_not_reach_the_terminal(small: Built, tmp_path: Path) -> None:
    data = small.pdf(DOCUMENT).data("request.json")
    data["accounts"][0]["canonical"] = "https://t.me/\x1b[2Jx"
    raw = json.dumps(data).encode()
    source = small.documents()[DOCUMENT].read_bytes()
    path = tmp_path / "a.pdf"
    path.write_bytes(rewritten(source, lambda pdf: replace(pdf, "request.json", raw)))
    done = run(path)
    assert done.exit_code == 1
    assert "\x1b" not in done.output
