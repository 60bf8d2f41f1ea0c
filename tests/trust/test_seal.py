"""Seals by a local authority: nothing below them changes, and nothing is left after a failure."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result
from kit import DATA, ROOT, Built, build_case, read_pdf, tree
from pki import OFFICE, PASSPHRASE, Pki, have_openssl

from demarche.cli.cmd_seal import PASSPHRASE as PASSPHRASE_VARIABLE
from demarche.cli.cmd_seal import PIN as PIN_VARIABLE
from demarche.cli.main import cli
from demarche.trust.seal import SealError
from demarche.trust.seal.network import NamedHosts, host_of
from demarche.trust.seal.sign import Level

pytestmark = [
    pytest.mark.xdist_group("seal"),
    pytest.mark.skipif(not have_openssl(), reason="no openssl: no time-stamp authority"),
]
NAME = "SPEC-IRU-2026-0042-removal"


@pytest.fixture
def case(small: Built, tmp_path: Path) -> Path:
    """A copy of the small case's folder, with the documents of two platforms."""
    folder = tmp_path / "reports" / small.folder.name
    shutil.copytree(small.folder, folder)
    return folder


def seal(
    pki: Pki,
    *arguments: object,
    key: str = "seal.p12",
    secrets: dict[str, str | None] | None = None,
) -> Result:
    named: dict[str, str | None] = {PASSPHRASE_VARIABLE: PASSPHRASE, **(secrets or {})}
    with_key = ["--p12", pki.file(key)] if key else []
    given = ["seal", *map(str, (*arguments, *with_key))]
    return CliRunner().invoke(cli, given, env=named)


def options(pki: Pki, level: Level) -> list[object]:
    found: list[object] = ["--level", level.value, "--trust", pki.file("root.pem")]
    if level.timed:
        found += ["--tsa", pki.tsa]
    if level.lasting:
        found += ["--ask", pki.server.url]
    return found


@pytest.mark.parametrize("level", Level)
def test_every_level_keeps_the_bytes_below(case: Path, pki: Pki, level: Level) -> None:
    pdf = case / "x" / f"{NAME}.pdf"
    below = pdf.read_bytes()
    done = seal(pki, pdf, *options(pki, level))
    assert done.exit_code == 0, done.output
    sealed = pdf.with_name(f"{NAME}-sealed.pdf")
    assert done.stdout.strip().endswith(sealed.name)
    data = sealed.read_bytes()
    assert data.startswith(below)
    assert pdf.read_bytes() == below
    record = json.loads((case / "internal" / "manifest.json").read_bytes())["seals"]
    (kept,) = record.values()
    assert list(record) == [f"x/{sealed.name}"]
    assert kept["sha256"] == hashlib.sha256(data).hexdigest()
    assert kept["unsealed"] == {
        "file": f"x/{NAME}.pdf",
        "sha256": hashlib.sha256(below).hexdigest(),
        "bytes": len(below),
    }
    assert (kept["certificate"], kept["level"]) == (pki.seal.fingerprint, level.value)


PLACES = ("internal", "x")


def test_a_seal_is_recorded_for_its_recipient_as_well(
    tiny: Built, pki: Pki, tmp_path: Path
) -> None:
    """The recipient's own manifest knows its seals; that of the office has the new hash of it."""
    case = Path(shutil.copytree(tiny.folder, tmp_path / "reports" / tiny.folder.name))
    main = f"{case.name}-removal"
    assert seal(pki, case / "x" / f"{main}.pdf").exit_code == 0
    whole, mine = (json.loads((case / place / "manifest.json").read_bytes()) for place in PLACES)
    (name,) = mine["seals"]
    assert name == f"{main}-sealed.pdf"
    assert mine["seals"][name]["unsealed"]["file"] == f"{main}.pdf"
    assert mine["seals"][name]["sha256"] == whole["seals"][f"x/{name}"]["sha256"]
    named = ["--cert", pki.seal.fingerprint]
    for folder in (case, case / "x"):
        done = CliRunner().invoke(cli, ["verify", str(folder), *named])
        assert done.exit_code == 0, done.output
        assert "not recorded" not in done.output
    # Sent on its own, the folder is as good; without `internal` it can still be sealed further.
    alone = case.parent / "sent"
    shutil.copytree(case / "x", alone)
    assert CliRunner().invoke(cli, ["verify", str(alone), *named]).exit_code == 0
    (restricted,) = alone.glob("*-restricted.pdf")
    assert seal(pki, restricted).exit_code == 0
    assert CliRunner().invoke(cli, ["verify", str(alone), *named]).exit_code == 0


def test_a_folder_is_sealed_as_a_whole(case: Path, pki: Pki) -> None:
    before = tree(case)
    done = seal(pki, case / "x", case / "telegram")
    assert done.exit_code == 0, done.output
    assert "revocation not checked" in done.stderr
    after = tree(case)
    pdfs = [
        name
        for name in before
        if name.endswith(".pdf") and name[0] in "xt" and not name.endswith("-return-form.pdf")
    ]
    assert {name.removesuffix("-sealed.pdf") for name in after if name not in before} == {
        name.removesuffix(".pdf") for name in pdfs
    }
    assert {name for name in before if after[name] != before[name]} == {
        f"{room}/manifest.json" for room in ("internal", "x", "telegram")
    }
    again = seal(pki, case / "x")
    assert again.exit_code == 2
    assert "already has a sealed file" in again.stderr
    assert tree(case) == after


def refused(done: Result, case: Path, before: dict[str, str], *words: str) -> None:
    """A clear error, status 2, no traceback, nothing written."""
    assert done.exit_code == 2, done.output
    assert not isinstance(done.exception, Exception) or isinstance(done.exception, SystemExit)
    assert "Traceback" not in done.output
    for word in words:
        assert word in done.stderr, done.stderr
    assert PASSPHRASE not in done.output
    assert tree(case) == before


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("expired.p12", "is valid only from"),
        ("wrong-use.p12", "not meant for signing"),
        ("root.pem", "does not open"),
        ("none.p12", "no such file"),
    ],
)
def test_unfit_keys(case: Path, pki: Pki, key: str, word: str) -> None:
    before = tree(case)
    refused(seal(pki, case / "x", key=key), case, before, word)


@pytest.mark.parametrize("wrong", ["wrong", "", PASSPHRASE + " "])
def test_a_wrong_passphrase(case: Path, pki: Pki, wrong: str) -> None:
    before = tree(case)
    done = seal(pki, case / "x", secrets={PASSPHRASE_VARIABLE: wrong})
    assert done.exit_code == 2
    assert "the passphrase is wrong" in done.stderr
    assert tree(case) == before


def test_no_passphrase_and_nobody_to_ask(case: Path, pki: Pki) -> None:
    before = tree(case)
    done = seal(pki, case / "x", secrets={PASSPHRASE_VARIABLE: None})
    refused(done, case, before, "no passphrase", PASSPHRASE_VARIABLE)


@pytest.mark.parametrize("level", [Level.B_B, Level.B_T, Level.B_LTA])
def test_a_revoked_certificate(case: Path, pki: Pki, level: Level) -> None:
    """pyHanko alone seals with one at B-B and B-T."""
    before = tree(case)
    asked = ["--ask", pki.server.host]
    done = seal(pki, case / "x", *options(pki, level), *asked, key="revoked.p12")
    refused(done, case, before, "the certificate is revoked")


def test_a_revoked_certificate_by_a_list_at_hand(case: Path, pki: Pki) -> None:
    before = tree(case)
    asked = len(pki.server.asked)
    lists = ["--crl", pki.file("issuing.crl"), "--crl", pki.file("root.crl")]
    done = seal(pki, case / "x", *options(pki, Level.B_B), *lists, key="revoked.p12")
    refused(done, case, before, "the certificate is revoked")
    assert len(pki.server.asked) == asked, "lists at hand need no network"


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("http://127.0.0.1:9/tsa", "no connection"),
        ("{url}/nonsense", "no time stamp"),
        ("{url}/elsewhere", "status 307"),
        ("file:///etc/passwd", "not an http:// or https:// URL"),
        ("ftp://127.0.0.1/", "not an http:// or https:// URL"),
    ],
)
def test_a_dead_authority(case: Path, pki: Pki, address: str, word: str) -> None:
    """No seal without the time stamp that was asked for; no redirection is followed."""
    before = tree(case)
    asked = pki.server.asked.count("/tsa")
    done = seal(pki, case / "x", "--tsa", address.format(url=pki.server.url))
    refused(done, case, before, word)
    assert pki.server.asked.count("/tsa") == asked


def test_servers_that_were_not_named_are_not_asked(case: Path, pki: Pki) -> None:
    before = tree(case)
    asked = len([address for address in pki.server.asked if address.endswith(".crl")])
    lasting = ["--level", "b-lt", "--trust", pki.file("root.pem"), "--tsa", pki.tsa]
    done = seal(pki, case / "x", *lasting, "--ask", "127.0.0.1:9")
    refused(done, case, before, "allow it with --ask", ".crl")
    done = seal(pki, case / "x", *lasting)
    refused(done, case, before, "--ask")
    assert len([address for address in pki.server.asked if address.endswith(".crl")]) == asked


def test_another_chain(case: Path, pki: Pki) -> None:
    before = tree(case)
    done = seal(pki, case / "x", "--trust", pki.file("root.pem"), key="stranger.p12")
    refused(done, case, before, "no chain from")


def test_what_does_not_fit_together(case: Path, pki: Pki) -> None:
    before = tree(case)
    x = case / "x"
    refused(seal(pki, x, "--level", "b-t"), case, before, "needs a time-stamp authority")
    refused(seal(pki, x, "--level", "b-b", "--tsa", pki.tsa), case, before, "no time stamp")
    refused(seal(pki, x, "--level", "b-lta", "--tsa", pki.tsa), case, before, "--trust")
    refused(seal(pki, x, "--trust", pki.file("serial")), case, before, "no certificate")
    refused(seal(pki, x, "--crl", pki.file("root.pem")), case, before, "not a revocation list")
    refused(seal(pki, x, key=""), case, before, "pass one key")
    refused(seal(pki, x, "--pkcs11", "x"), case, before, "pass one key")
    refused(seal(pki, x, "--pkcs11", "x", key=""), case, before, "--token")


def test_the_page_says_whose_seal_it_is_prepared_for(case: Path, pki: Pki) -> None:
    """Before and after sealing alike; another office's certificate would make it untrue."""
    pdf = case / "x" / f"{NAME}.pdf"
    said = f"prepared for the electronic seal of the {OFFICE}"
    assert said in read_pdf(pdf).text
    before = tree(case)
    done = seal(pki, case / "x", key="other-office.p12")
    refused(done, case, before, f"names {OFFICE} as the holder", "Another office (Specimen)")
    assert seal(pki, pdf).exit_code == 0
    sealed = read_pdf(pdf.with_name(f"{NAME}-sealed.pdf"))
    assert sealed.pages == read_pdf(pdf).pages
    assert "open the signature panel of your PDF reader" in sealed.text


def test_every_document_has_a_place_for_the_seal(small: Built, followup: Built) -> None:
    for built in (small, followup):
        for name in built.documents():
            assert f"the electronic seal of the {OFFICE}" in built.pdf(name).text, name


def test_an_office_without_a_seal_has_no_place_for_it(minimal: Path) -> None:
    office = (DATA / "offices" / "pk-specimen.yaml").read_text(encoding="utf-8")
    start, end = office.index("seal:\n"), office.index("authenticity:\n")
    folder = minimal.parents[2] / "offices"
    folder.mkdir()
    shutil.copy(DATA / "offices" / "specimen-emblem.svg", folder)
    (folder / "pk-specimen.yaml").write_text(office[:start] + office[end:], encoding="utf-8")
    built = build_case(minimal)
    assert "electronic seal" not in built.pdf("telegram/removal").text
    assert built.requests()["telegram/removal"]["office"]["seal"] is None


def test_documents_that_are_not_sealed(case: Path, pki: Pki, minimal: Path) -> None:
    """Everything that stands against the documents is told at once."""
    x = case / "x"
    changed = x / f"{NAME}.pdf"
    changed.write_bytes(changed.read_bytes() + b"\n")
    (x / "text.pdf").write_text("hello")
    alone = case.parent / "alone.pdf"
    shutil.copy(x / "SPEC-IRU-2026-0042-information.pdf", alone)
    before = tree(case)
    done = seal(pki, x, alone, case / "none.pdf", case / "internal" / "manifest.json")
    refused(
        done, case, before, "does not match manifest.json", "has no manifest.json", "no such file"
    )
    assert len(done.stderr.splitlines()) == 5, done.stderr
    form = seal(pki, x / "SPEC-IRU-2026-0042-return-form.pdf")
    refused(form, case, before, "a form to be completed")
    built = CliRunner().invoke(cli, ["build", "--quiet", str(minimal)])
    assert built.exit_code == 0, built.output
    drafts = minimal.parents[3] / "reports" / "SPEC-IRU-2026-0001"
    before = tree(drafts)
    done = seal(pki, drafts)
    refused(done, drafts, before, "is a draft", "not yet approved")
    assert len(done.stderr.splitlines()) == 2, "the restricted annex is one as well"


def test_a_disk_that_fails_leaves_nothing(
    case: Path, pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    from demarche.kernel import staging

    before = tree(case)
    calls: list[object] = []

    def failing(path: Path, data: bytes | Path, mode: int | None = None) -> str:
        calls.append(path)
        if len(calls) == 3:
            raise OSError(28, "No space left on device", str(path))
        return write(path, data, mode)

    write = staging.write_synced
    monkeypatch.setattr(staging, "write_synced", failing)
    done = seal(pki, case / "x")
    assert done.exit_code == 2
    assert "no space left" in done.stderr
    assert tree(case) == before


def test_hosts() -> None:
    assert host_of("http://A.example/x") == "a.example:80"
    assert host_of("https://a.example") == "a.example:443"
    assert host_of("a.example:8080") == host_of("http://a.example:8080/y") == "a.example:8080"
    for wrong in ("", "ftp://a", "http://", "a:b", "file:///x", "http://a:99999999/"):
        with pytest.raises(SealError):
            host_of(wrong)
    hosts = NamedHosts.of(["a.example"])
    hosts.check("http://a.example/list.crl")
    for other in ("http://b.example/", "http://a.example:81/", "ldap://a.example/", "x"):
        with pytest.raises(Exception, match="not allowed: "):
            hosts.check(other)
    assert len(hosts.refused) == 4


# --- tokens ----------------------------------------------------------------------------------

_LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
LIBRARY = next((library for library in _LIBRARIES if Path(library).is_file()), "")
needs_token = pytest.mark.skipif(
    not LIBRARY or shutil.which("softhsm2-util") is None,
    reason="no SoftHSM (scripts/setup-native.sh seal)",
)
SETTINGS = "SOFTHSM2_CONF"
LABEL, TOKEN_PIN = "seal", "648219"

_PUT_CERTIFICATE = """
import sys, pkcs11
from pkcs11 import Attribute, CertificateType, ObjectClass
token = pkcs11.lib(sys.argv[1]).get_token(token_label=sys.argv[2])
with token.open(rw=True, user_pin=sys.argv[3]) as session:
    session.create_object({
        Attribute.CLASS: ObjectClass.CERTIFICATE,
        Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
        Attribute.TOKEN: True,
        Attribute.LABEL: "seal", Attribute.ID: b"\\x01",
        Attribute.SUBJECT: b"", Attribute.VALUE: open(sys.argv[4], "rb").read(),
    })
"""


@pytest.fixture(scope="module")
def token(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A SoftHSM token with the seal's key; the environment in which its library finds it.

    The library reads its settings once in a process, so each use is in a process of its own.
    """
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(
        f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    environment = {**os.environ, SETTINGS: str(settings)}
    certificate = folder / "seal.der"
    subprocess.run(
        ["openssl", "x509", "-in", pki.file("seal.pem"), "-outform", "DER", "-out", certificate],
        check=True,
    )
    util = ["softhsm2-util", "--pin", TOKEN_PIN]
    init = ["--init-token", "--free", "--label", LABEL, "--so-pin", "12345678"]
    key = ["--import", str(pki.file("seal.key")), "--token", LABEL, "--label", "seal", "--id", "01"]
    put = [sys.executable, "-c", _PUT_CERTIFICATE, LIBRARY, LABEL, TOKEN_PIN, str(certificate)]
    for command in ([*util, *init], [*util, *key], put):
        subprocess.run(command, env=environment, check=True, capture_output=True)
    return environment


def by_token(
    environment: dict[str, str], pin: str, *arguments: object
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "demarche", "seal", *map(str, arguments)],
        env={**environment, PIN_VARIABLE: pin},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@needs_token
def test_a_token_seals(case: Path, pki: Pki, token: dict[str, str]) -> None:
    pdf = case / "x" / f"{NAME}.pdf"
    key = ["--pkcs11", LIBRARY, "--token", LABEL, "--cert-label", "seal"]
    chain = ["--chain", pki.file("chain.pem")]
    done = by_token(token, TOKEN_PIN, pdf, *key, *chain, *options(pki, Level.B_LTA))
    assert done.returncode == 0, done.stderr
    sealed = pdf.with_name(f"{NAME}-sealed.pdf")
    assert sealed.read_bytes().startswith(pdf.read_bytes())
    named = ["--manifest", case / "internal" / "manifest.json", "--cert", pki.seal.fingerprint]
    trust = ["--trust", pki.file("root.pem")]
    checked = CliRunner().invoke(cli, ["verify", str(sealed), *map(str, (*named, *trust))])
    assert checked.exit_code == 0, checked.output


@needs_token
@pytest.mark.parametrize(
    ("changed", "pin", "word"),
    [
        ({}, "000000", "the PIN is wrong"),
        ({}, "", "the PIN is wrong"),
        ({"--token": "other"}, TOKEN_PIN, "cannot be opened"),
        ({"--cert-label": "other"}, TOKEN_PIN, "other"),
        ({"--pkcs11": "/none.so"}, TOKEN_PIN, "PKCS#11 library not found"),
        ({"--pkcs11": "/etc/hostname"}, TOKEN_PIN, "cannot be opened"),
    ],
)
def test_unfit_tokens(
    case: Path, token: dict[str, str], changed: dict[str, str], pin: str, word: str
) -> None:
    before = tree(case)
    key = {"--pkcs11": LIBRARY, "--token": LABEL, "--cert-label": "seal", **changed}
    given = [part for pair in key.items() for part in pair]
    done = by_token(token, pin, case / "x", *given)
    assert done.returncode == 2, done.stderr
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(case) == before


# --- conformance -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def conformance() -> ModuleType:
    """The script, with the validator in place; skips where that can't be had."""
    path = ROOT / "scripts" / "conformance.py"
    spec = importlib.util.spec_from_file_location("conformance", path)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = script
    spec.loader.exec_module(script)
    try:
        script.set_up()
    except script.SetupError as error:
        pytest.skip(f"no veraPDF: {str(error).splitlines()[0]}")
    return script


def test_sealed_documents_keep_both_standards(
    case: Path, pki: Pki, conformance: ModuleType, tmp_path: Path
) -> None:
    pdf = case / "x" / f"{NAME}.pdf"
    restricted = pdf.with_name("SPEC-IRU-2026-0042-restricted.pdf")
    sealed = []
    for level in Level:
        done = seal(pki, pdf, restricted, *options(pki, level))
        assert done.exit_code == 0, done.output
        for document in (pdf, restricted):
            path = document.with_name(f"{document.stem}-sealed.pdf")
            sealed.append(path.rename(tmp_path / f"{level}-{document.name}"))
    for outcome in conformance.check(sealed):
        assert outcome.passed, (outcome.path, outcome.failures)
