"""What `verify` says of a document without a seal: forged, of another version, or of today."""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import KINDS, Built, build_case, command
from unsealed_forgeries import FURTHER, REVIEWED, one_more_sentence, rewritten

from demarche.exchange import payload
from demarche.kernel.problems import InputError
from demarche.model.request import AccountRow, Request
from demarche.render import annex
from demarche.trust.verify import content_check
from demarche.trust.verify.made_again import trusted_workspace
from demarche.trust.verify.page_addresses import check_addresses
from demarche.trust.verify.paper_check import check_form, check_sight
from demarche.trust.verify.paper_form import Paper
from demarche.trust.verify.verify_document import Expected, verify
from demarche.trust.verify.verify_report import MADE, Outcome, Report, Verdict

SAMPLES = Path(__file__).parent / "samples"
SAMPLE = SAMPLES / "0.2.0-withdrawal.pdf"
"""A document of 0.2.0: this program may make other bytes of its data, and has to do without."""
FORGERIES = {**REVIEWED, **FURTHER}


def checked(folder: Path, data: bytes) -> Report:
    path = folder / "received.pdf"
    path.write_bytes(data)
    return verify(path, Expected())


def against(report: Report) -> list[str]:
    """What speaks against a file, line by line."""
    return [
        f"differs {check.name}: {check.text}"
        for check in report.checks
        if check.outcome is Outcome.DIFFERS
    ]


def outcome(report: Report, name: str) -> Outcome | None:
    return next((check.outcome for check in report.checks if check.name == name), None)


# --- forgeries --------------------------------------------------------------------------------


def test_there_are_as_many_forgeries_as_were_asked_for() -> None:
    assert len(REVIEWED) == 31
    assert len(FURTHER) >= 30


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_and_named(name: str, tmp_path: Path) -> None:
    forge, words = FORGERIES[name]
    report = checked(tmp_path, forge(SAMPLE.read_bytes()))
    assert report.verdict is Verdict.REFUSED
    assert any(words in line for line in against(report)), against(report)


def test_words_that_nothing_contradicts_show_when_it_is_rebuilt(
    tiny: Built, tmp_path: Path
) -> None:
    """Only the document rebuilt knows every word that belongs on its pages."""
    made = tiny.documents()["x/removal"].read_bytes()
    assert against(checked(tmp_path, made)) == []
    report = checked(tmp_path, one_more_sentence(made))
    assert report.verdict is Verdict.REFUSED
    assert {line.partition(":")[0] for line in against(report)} == {f"differs {MADE}"}


def test_a_file_rewritten_by_another_program_is_not_the_one_that_was_made(
    tiny: Built, tmp_path: Path
) -> None:
    made = tiny.documents()["x/removal"].read_bytes()
    report = checked(tmp_path, rewritten(made, lambda pdf: None))
    assert [line.partition(":")[0] for line in against(report)] == [f"differs {MADE}"]
    assert "was changed after it was made" in against(report)[0]


# --- documents of this and of other versions --------------------------------------------------


@pytest.mark.parametrize("name", ["tiny", "followup"])
def test_a_dossier_is_rebuilt(name: str, request: pytest.FixtureRequest) -> None:
    """Every document and every return form; nothing but the annexes is left to the manifest."""
    built: Built = request.getfixturevalue(name)
    done = command("verify", "--json", built.folder)
    assert done.returncode == 0, done.stdout
    for report in json.loads(done.stdout)["reports"][1:]:
        outcomes = {check["name"]: check["outcome"] for check in report["checks"]}
        assert report["verdict"] == "recorded"
        assert outcomes.get(MADE) == (None if "-restricted" in report["file"] else "agrees")


def test_a_document_without_the_speed_package_is_rebuilt_without_it(minimal: Path) -> None:
    built = build_case(minimal, "--plain", "--no-cache")
    done = command("verify", "--json", built.folder)
    assert done.returncode == 0, done.stdout
    found = [
        check["outcome"]
        for report in json.loads(done.stdout)["reports"]
        for check in report["checks"]
        if check["name"] == MADE
    ]
    assert found == ["agrees", "agrees"]


@pytest.mark.parametrize("name", ["0.2.0-withdrawal", "0.2.0-removal", "0.1-removal"])
def test_a_document_of_a_released_version_is_consistent(name: str) -> None:
    report = verify(SAMPLES / f"{name}.pdf", Expected())
    assert against(report) == []
    assert report.verdict in (Verdict.CONTENT, Verdict.UNSEALED)
    if report.verdict is Verdict.CONTENT:
        assert outcome(report, MADE) is Outcome.OPEN
        for looked_at in ("form of the file", "drawing", "letters", "sight", "metadata"):
            assert outcome(report, looked_at) is Outcome.AGREES


def test_another_version_alone_is_no_forgery(tiny: Built, tmp_path: Path) -> None:
    """The same document, by a program that this one is not: nothing speaks against it."""

    def by_another(pdf: pikepdf.Pdf) -> None:
        stream = pdf.Root.Metadata
        mark = rb"demarche:made:[^:<]+:[0-9a-f]{16}"
        other, found = re.subn(mark, b"demarche:made:9.9.9:" + b"0" * 16, stream.read_bytes())
        assert found == 1
        stream.write(other)

    made = tiny.documents()["x/removal"].read_bytes()
    report = checked(tmp_path, rewritten(made, by_another))
    assert against(report) == []
    assert report.verdict is Verdict.CONTENT
    (line,) = [check.text for check in report.checks if check.name == MADE]
    assert line.startswith("made by another version, or on another kind of machine (Demarche ")


@pytest.mark.parametrize("kind", [*KINDS, "restricted", "return-form"])
def test_each_kind_of_paper_has_nothing_but_what_is_known(kind: str, small: Built) -> None:
    """Pictures, names in other scripts, fields: looked at as a file of another version is."""
    main = f"telegram/{kind if kind in KINDS else 'removal'}"
    request = small.pdf(main).data("request.json")
    paper: Paper = "main" if kind in KINDS else "restricted" if kind[-1] == "d" else "return-form"
    file = small.documents()[main] if paper == "main" else small.paper(main, paper)
    own, data = request if paper == "main" else None, file.read_bytes()
    reference = request["reference"] if own else "SPEC-IRU/2026/0042/telegram"
    found = [*check_form(data, paper, reference, own), *check_sight(data, paper)]
    assert [check.name for check in found if check.outcome is not Outcome.AGREES] == []
    assert len({check.name for check in found}) == len(found) == 7


def test_a_later_version_may_hold_what_this_one_does_not_know(tmp_path: Path) -> None:
    """It is not called a forgery, and does not pass either."""
    forge, _ = FURTHER["data of another program"]

    def by_a_later(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Creator"] = "Demarche 99.0.0"
        stream = pdf.Root.Metadata
        stream.write(re.sub(rb"Demarche [0-9.]+", b"Demarche 99.0.0", stream.read_bytes()))

    report = checked(tmp_path, rewritten(forge(SAMPLE.read_bytes()), by_a_later))
    assert against(report) == []
    assert report.verdict is Verdict.NOTHING
    assert any("verify it with that one" in check.text for check in report.checks)


def test_a_field_and_a_column_that_came_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a later version adds to the data is not missed in the papers of an earlier one."""
    whole, table = payload.request_bytes, annex.accounts_csv

    def more(request: Request) -> bytes:
        data = {**json.loads(whole(request)), "came_later": None}
        text = json.dumps(data, sort_keys=True, indent=1) + "\n"
        return text.encode()

    def column(rows: Iterable[AccountRow]) -> bytes:
        return table(tuple(rows)).replace(b"\r\n", b',"more"\r\n', 1)

    data = SAMPLE.read_bytes()
    for name, change in (("request_bytes", more), ("annex.accounts_csv", column)):
        with monkeypatch.context() as patch:
            patch.setattr(f"demarche.trust.verify.content_check.{name}", change)
            found = list(content_check.check_content(data))
            assert [check.name for check in found if check.outcome is Outcome.DIFFERS] == []
            assert any(check.name == "accounts" for check in found)


# --- files without a request ------------------------------------------------------------------


def test_a_file_that_nothing_was_compared_with_does_not_pass(tiny: Built) -> None:
    """An annex and a form alone: the status says so, and their manifest is what helps."""
    main = tiny.documents()["x/removal"]
    for ending in ("restricted", "return-form"):
        file = tiny.paper("x/removal", ending)
        alone = command("verify", file)
        assert alone.returncode == 1
        assert "NOT CHECKED: there is nothing to compare it with" in alone.stdout
        recorded = command("verify", file, "--manifest", main.parent / "manifest.json")
        assert recorded.returncode == 0
        assert "recorded: everything agrees" in recorded.stdout
    assert verify(SAMPLES / "0.2.0-removal-restricted.pdf", Expected()).verdict is Verdict.NOTHING


def test_a_changed_form_beside_its_document(tiny: Built, tmp_path: Path) -> None:
    """Without the true manifest, the document beside it shows what its form must be."""
    folder = tmp_path / "x"
    shutil.copytree(tiny.folder / "x", folder)
    form = next(folder.glob("*-return-form.pdf"))
    form.write_bytes(rewritten(form.read_bytes(), lambda pdf: None))
    manifest = folder / "manifest.json"
    record = json.loads(manifest.read_bytes())
    digest = hashlib.sha256(form.read_bytes()).hexdigest()
    record["outputs"][form.name] = {"sha256": digest, "bytes": form.stat().st_size}
    manifest.write_text(json.dumps(record))
    done = command("verify", folder)
    assert done.returncode == 1
    assert f"differs      {MADE}: " in done.stdout


# --- whose templates --------------------------------------------------------------------------


def test_templates_that_came_with_a_document_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a workspace that its user trusts by name says how a document is made."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    workspace = tmp_path / "received"
    for name in ("data", "templates"):
        (workspace / name).mkdir(parents=True)
    (workspace / "templates" / "withdrawal.html.j2").write_text("{{ 1 // 0 }}")
    shutil.copy(SAMPLE, workspace / "paper.pdf")
    monkeypatch.chdir(workspace)
    assert trusted_workspace() is None
    done = command("verify", "paper.pdf", cwd=workspace)
    assert done.returncode == 0
    assert "consistent" in done.stdout
    assert command("trust", workspace).returncode == 0
    assert trusted_workspace() == workspace.resolve()


# --- addresses --------------------------------------------------------------------------------

KNOWN = {"accounts": [{"canonical": "https://x.com/user_01", "note": "see t.me/a, and more"}]}


@pytest.mark.parametrize(
    "text",
    [
        "1 https://x.com/user_01",
        "(https://x.com/user_01).",
        "HTTPS://X.com/USER_01 was",
        "https://x.com/us↵\r\ner_01 was",
        "x.com/user_01",
        "Seehttps://x.com/user_01, then",
        "t.me/a",
        "and/or, 1/2, yes/no, e.g./",
        "write to unit@agency.example",
    ],
)
def test_an_address_of_the_data(text: str) -> None:
    assert check_addresses([text], KNOWN).outcome is Outcome.AGREES


@pytest.mark.parametrize(
    "text",
    [
        "https://x.com/user_01x",
        "https://x.com/user_0",
        "https://x.com/user_01/status/1",
        "https://x.com/user_01?x",
        "HTTPS://X.COM/OTHER",
        "hxxp://x.com/other",
        "x.com/other",
        "X.Com/Other",
        "(x.com/other)",
        "m.x.com/user_01",
        "x.com/user_01x",
        "x.com/us↵\r\ner_01x",
        "https://x.com/user_01 https://x.com/user_02",
    ],
)
def test_an_address_that_is_not_of_the_data(text: str) -> None:
    assert check_addresses([text], KNOWN).outcome is Outcome.DIFFERS


@given(st.text(alphabet="abcXYZ019._-/", min_size=1, max_size=12))
def test_an_address_ends_where_it_ends(more: str) -> None:
    """Whatever is written on, right behind it, makes another address of it."""
    found = check_addresses([f"https://x.com/user_01{more}"], KNOWN).outcome
    assert found is (Outcome.AGREES if set(more) <= {"."} else Outcome.DIFFERS)


# --- damaged files ----------------------------------------------------------------------------


def damaged(data: bytes, seed: int) -> bytes:
    """The bytes with something changed, taken out or put in at one to four places."""
    draw = random.Random(seed)  # noqa: S311  (the same in every run)
    found = bytearray(data)
    for _ in range(draw.randrange(1, 5)):
        place, size = draw.randrange(len(found)), draw.randrange(1, 40)
        match draw.randrange(4):
            case 0:
                found[place] ^= 1 << draw.randrange(8)
            case 1:
                del found[place : place + size]
            case 2:
                found[place:place] = draw.randbytes(size)
            case _:
                found[place : place + size] = found[draw.randrange(len(found)) :][:size]
    return bytes(found)


def survives(data: bytes, folder: Path) -> None:
    """There is a report, or a sentence that the file is no PDF; never anything else."""
    if b"%PDF-" not in data[:1024]:
        with pytest.raises(InputError, match="is not a PDF"):
            checked(folder, data)
    else:
        assert checked(folder, data).checks


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_file_ends_in_a_report(seed: int, tmp_path: Path) -> None:
    survives(damaged(SAMPLE.read_bytes(), seed), tmp_path)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["0.2.0-withdrawal", "0.2.0-removal-restricted"])
def test_260_damaged_files_end_in_a_report(name: str, tmp_path: Path) -> None:
    data = (SAMPLES / f"{name}.pdf").read_bytes()
    for seed in range(260):
        survives(damaged(data, seed), tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["received.pdf"]
