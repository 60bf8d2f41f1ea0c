"""The table of kinds: one record makes a kind, and a part that is forgotten is refused."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from kit import ROOT, read_pdf

from demarche.model.kinds import COMPLETE, SPECS, Kind, KindSpec, faults_of

NOTICE = """
    Kind.NOTICE: KindSpec(
        role="request",
        directed=False,
        power=None,
        channel="removal",
        rows="schedule",
        takes="all",
        divided=True,
        most_pages=None,
        measures="none",
        data="none",
        statuses=("new",),
        urgent=False,
        needs=(Need("purpose", "why the recipient is told"),),
        reply_days=3,
        owes=COMPLETE,
        restricted="exhibits",
        return_form=True,
        encloses=False,
        lumen="Agency",
        etsi=None,
    ),
"""
PAPER = """
    "notice": PaperSpec(
        heading="form",
        asks=True,
        redress=True,
        reasons=("purpose",),
        return_form=True,
        telling="at-once",
        copies=_BOTH,
        done=("N",),
        refusals=_REFUSALS,
    ),
"""
TEMPLATE = """\
{% extends "base.html.j2" %}
{% block asked_for %}Nothing; for your information{% endblock %}
{% block content %}
{{ parts.paragraphs(request.purpose) }}
{{ parts.organisations() }}
{{ parts.redress() }}
{{ parts.reply() }}
{% endblock %}
"""
LOADED = """\
from demarche.model.locale import english
english()
import demarche.model.paper_specs
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with one kind more: two records, a template, a title."""
    root = tmp_path_factory.mktemp("copy")
    leave = shutil.ignore_patterns("__pycache__", "specimen", "followup", "lists")
    for name in ("demarche", "data", "templates"):
        shutil.copytree(ROOT / name, root / name, ignore=leave)
    table = root / "demarche" / "model" / "kinds.py"
    text = table.read_text(encoding="utf-8")
    text = text.replace(
        '    LETTER = "letter"\n', '    LETTER = "letter"\n    NOTICE = "notice"\n', 1
    )
    head = "SPECS: Mapping[Kind, KindSpec] = {"
    table.write_text(text.replace(head, head + NOTICE, 1), encoding="utf-8")
    papers = root / "demarche" / "model" / "paper_specs.py"
    text = papers.read_text(encoding="utf-8")
    head = "PAPERS: Mapping[str, PaperSpec] = {"
    papers.write_text(text.replace(head, head + PAPER, 1), encoding="utf-8")
    words = root / "data" / "locale" / "en.yaml"
    text = words.read_text(encoding="utf-8")
    title = "titles:\n  notice: Notice of accounts\n"
    text = text.replace("\nsubjects:\n", '\nsubjects:\n  notice: "Notice of {accounts}"\n', 1)
    words.write_text(text.replace("titles:\n", title, 1), encoding="utf-8")
    (root / "templates" / "notice.html.j2").write_text(TEMPLATE, encoding="utf-8")
    return root


def run(copy: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "demarche", *map(str, arguments)],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_kind_is_two_records_a_template_and_a_title(copy: Path, tmp_path: Path) -> None:
    """It is planned, composed, rendered, verified and exported without other code."""
    case = copy / "data" / "cases" / "minimal" / "case.yaml"
    text = case.read_text(encoding="utf-8").replace("kind: removal", "kind: notice")
    case.write_text(text, encoding="utf-8")
    refused = run(copy, "build", "--quiet", case, "--reports", tmp_path)
    assert refused.returncode == 1, "errors in the examination"
    assert "E30" in refused.stderr
    assert "notice: why the recipient is told" in refused.stderr
    case.write_text(text + "purpose: So that you know of the account.\n", encoding="utf-8")
    built = run(copy, "build", "--quiet", case, "--reports", tmp_path)
    assert built.returncode == 0, built.stderr
    (main,) = tmp_path.glob("*/telegram/*-notice.pdf")
    page = read_pdf(main)
    assert "Notice of accounts" in page.text
    assert "26 November 2026" in page.text, "three days to answer"
    for ending in ("restricted", "return-form"):
        assert main.with_name(main.name.replace("notice", ending)).is_file()
    done = run(copy, "verify", main.parent.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the 1 account is shown and linked" in run(copy, "verify", main).stdout.replace(
        "\n", " "
    )
    stix = run(copy, "convert", main, "--to", "stix")
    assert json.loads(stix.stdout)["type"] == "bundle", stix.stderr
    lumen = run(copy, "convert", main, "--to", "lumen")
    assert lumen.returncode == 0, lumen.stderr
    notice = json.loads(lumen.stdout)["notice"]
    assert notice["request_type"] == "Agency"
    etsi = run(copy, "convert", main, "--to", "etsi")
    assert etsi.returncode == 2
    assert "not for: notice" in etsi.stderr


@pytest.mark.parametrize("forgotten", ["record", "paper", "answer", "template", "title"])
def test_a_part_that_is_forgotten_is_refused(copy: Path, tmp_path: Path, forgotten: str) -> None:
    root = tmp_path / "copy"
    shutil.copytree(copy, root, ignore=shutil.ignore_patterns("__pycache__", "fonts", "platforms"))
    table = root / "demarche" / "model" / "kinds.py"
    words = root / "data" / "locale" / "en.yaml"
    if forgotten == "record":
        table.write_text(table.read_text(encoding="utf-8").replace(NOTICE, "\n"), encoding="utf-8")
    elif forgotten == "paper":
        papers = root / "demarche" / "model" / "paper_specs.py"
        text = papers.read_text(encoding="utf-8")
        papers.write_text(text.replace(PAPER, "\n"), encoding="utf-8")
    elif forgotten == "answer":
        text = NOTICE.replace("        encloses=False,\n", "")
        whole = table.read_text(encoding="utf-8").replace(NOTICE, text)
        table.write_text(whole, encoding="utf-8")
    elif forgotten == "template":
        (root / "templates" / "notice.html.j2").unlink()
    else:
        text = words.read_text(encoding="utf-8")
        words.write_text(text.replace("  notice: Notice of accounts\n", ""), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    said = {
        "record": "notice: no record in SPECS",
        "paper": "notice: no record in PAPERS",
        "answer": "'encloses'",
        "template": "notice: no template notice.html.j2",
        "title": "titles: 'notice' is missing",
    }[forgotten]
    assert said in done.stderr.replace("\n", " ")


def test_no_field_of_a_record_has_a_default() -> None:
    assert all(
        field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        for field in dataclasses.fields(KindSpec)
    )


@pytest.mark.parametrize(
    ("kind", "changed", "said"),
    [
        (Kind.EMERGENCY, {"power": "gossip"}, "power: no kind named 'gossip'"),
        (Kind.LETTER, {"channel": "pigeon"}, "channel: no kind named 'pigeon'"),
        (Kind.REMOVAL, {"power": None}, "rests on a power of its own"),
        (Kind.CONTACT, {"return_form": True}, "nothing to answer"),
        (Kind.REMOVAL, {"encloses": True}, "a covering letter has no rows"),
        (Kind.REMOVAL, {"takes": "waiting"}, "those of a follow-up"),
        (Kind.REMINDER, {"takes": "all"}, "those of a follow-up"),
        (Kind.EMERGENCY, {"urgent": False}, "for the rows that it names"),
        (Kind.REMOVAL, {"statuses": ("new", "extend")}, "only a preservation"),
        (Kind.PRESERVATION, {"statuses": ("extend",)}, "only a preservation"),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(
    kind: Kind, changed: dict[str, object], said: str
) -> None:
    specs = {**SPECS, kind: dataclasses.replace(SPECS[kind], **changed)}  # type: ignore[arg-type]
    assert any(said in fault for fault in faults_of(specs))
    assert not list(faults_of(SPECS))


def test_every_kind_is_asked_for_what_it_was_before() -> None:
    """The ten lists that the table replaces."""

    def kinds(**wanted: object) -> str:
        return " ".join(
            kind
            for kind, spec in SPECS.items()
            if all(getattr(spec, name) == value for name, value in wanted.items())
        )

    asking = "removal prevention information preservation emergency"
    assert kinds(role="request") == asking
    assert kinds(role="follow-up") == "reminder withdrawal"
    assert kinds(directed=True) == "removal prevention information preservation"
    assert kinds(has_rows=False) == "contact letter"
    assert kinds(rows="named") == "emergency reminder withdrawal"
    assert kinds(owes=()) == "emergency letter"
    assert kinds(owes=COMPLETE, acts=True) == "removal prevention"
    assert kinds(by_category=True) == "information preservation"
    assert kinds(divided=False) == "emergency contact letter"
    assert kinds(restricted="none") == "letter"
    assert kinds(lumen=None) == "emergency reminder withdrawal contact letter"
    assert {kind: spec.reply_days for kind, spec in SPECS.items() if spec.reply_days != 7} == {
        "emergency": 0,
        "contact": 14,
        "letter": 14,
    }
