"""The templates: they name nobody, compute nothing, and a fault in one is told at its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from kit import DATA, ROOT, Built, build_case, command, plain

from demarche.build.prepare import prepare
from demarche.build.runner import BuildError, build

TEMPLATES = sorted((ROOT / "templates").rglob("*.j2"))
SHORTEST = 5
"""Shorter names (`X`, `ISIS`, `PIJ`) stand inside too many English words to be looked for."""

ENGLISH = {"The Base", "The Group", "The Organization", "The Front", "Signal", "Element", "Threads"}
"""Names that are English words; a template may use the words."""

OWN_WORDS = {"United Nations"}
"""The statement that an organisation has no listing of the United Nations has to name them."""


def names(value: Any) -> Iterator[str]:
    """Every name in a data file: of organisations, entries, aliases, lists, bodies, entities."""
    keys = (
        *("name", "listed_name", "original_script", "short", "list_title", "legal_entity"),
        *("body", "owner", "reference"),
    )
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in keys and isinstance(inner, str):
                yield inner
            elif key != "verification":
                yield from names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner)


def known() -> set[str]:
    """The names of all organisations, authorities and platforms, and of the specimen office."""
    found: set[str] = set()
    for kind in ("organisations", "authorities", "offices"):
        for file in (DATA / kind).glob("*.yaml"):
            found.update(names(plain(file)))
    for file in (DATA / "platforms").glob("*.yaml"):
        platform = plain(file)
        found.update([platform["name"], platform.get("owner", ""), *platform.get("hosts", [])])
        found.update(recipient["legal_entity"] for recipient in platform["recipients"])
    found |= {word.split(" (")[0] for word in found}
    return {word for word in found if len(word) >= SHORTEST} - ENGLISH - OWN_WORDS


def test_there_are_templates_and_names() -> None:
    assert len(TEMPLATES) >= 7
    assert len(known()) > 1000
    assert {"Tehrik-e Taliban Pakistan", "Telegram", "X Corp.", "US FTO list"} <= known()


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda template: str(template.name))
def test_no_template_names_an_organisation_an_authority_or_a_platform(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    folded = text.casefold()
    found = [
        name
        for name in known()
        if name.casefold() in folded
        and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    ]
    assert not found


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda template: str(template.name))
def test_no_template_switches_escaping_off(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for forbidden in (r"\|\s*safe\b", r"\bautoescape\b", r"\bMarkup\b", r"__\w+__"):
        assert not re.search(forbidden, text)
    assert not re.search(r"(href|src|style)\s*=\s*[\"'][^\"']*\{\{(?!\s*(pictures\[|emblem))", text)
    assert not re.search(r"https?://", text)


def test_no_style_sheet_fetches_or_hides() -> None:
    for file in (ROOT / "templates").rglob("*.css"):
        text = file.read_text(encoding="utf-8")
        for forbidden in ("@import", "url(", "display: none", "display:none", "overflow: hidden"):
            assert forbidden not in text


def test_no_template_prints_a_restricted_field_in_a_document() -> None:
    for file in TEMPLATES:
        if file.name != "restricted.html.j2":
            assert "request.restricted" not in file.read_text(encoding="utf-8")


def override(case: Path, name: str, text: str) -> Path:
    """Lay a template of its own into the workspace of a case."""
    folder = case.parents[3] / "templates"
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_workspaces_own_template_stands_for_the_built_in_one(minimal: Path) -> None:
    source = (ROOT / "templates" / "removal.html.j2").read_text(encoding="utf-8")
    ours = "<h2>Words of our own on {{ request.accounts|length }} account</h2>"
    override(minimal, "removal.html.j2", source.replace("<h2>Reasons</h2>", ours))

    text = build_case(minimal).pdf("telegram/removal").text

    assert "Words of our own on 1 account" in text
    assert "Reasons" not in text
    assert "Annex A1: Schedule of accounts" in text  # what it extends is built in


def test_a_workspaces_own_part_is_used_by_the_built_in_templates(minimal: Path) -> None:
    source = (ROOT / "templates" / "parts.html.j2").read_text(encoding="utf-8")
    override(
        minimal, "parts.html.j2", source.replace("<h2>Reply</h2>", "<h2>Words of our own</h2>")
    )

    text = build_case(minimal).pdf("telegram/removal").text

    assert re.search(r"Words of our own \d+\. Please reply by ", text)
    assert not re.search(r"\bReply \d+\. ", text)


def refused(case: Path) -> str:
    """What a build in this process says of a template at fault; nothing is written."""
    with ThreadPoolExecutor(1) as pool, pytest.raises(BuildError) as caught:
        build([prepare(case)], pool=pool)
    assert not (case.parents[3] / "reports").exists()
    return str(caught.value)


def test_the_command_tells_a_fault_in_a_template(minimal: Path) -> None:
    override(minimal, "removal.html.j2", '{% extends "base.html.j2" %}\n{{ case }}\n')

    done = command("build", "-q", minimal)

    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("SPEC-IRU/2026/0001/telegram/removal: ")
    assert done.stderr.endswith("no files written\n")
    assert not (minimal.parents[3] / "reports").exists()


FAULTS = {
    "undefined name": ("{{ request.hnadle }}", "hnadle"),
    "undefined variable": ("{{ case }}", "case"),
    "undefined in a branch": ("{% if request.no_such %}x{% endif %}", "no_such"),
    "nothing printed as text": ("{{ request.letter.number }}", "NoneType"),
    "record printed as text": ("{{ request.office }}", "OfficeView"),
    "method printed as text": ("{{ request.title.upper }}", ""),
    "way into the program": ("{{ ''.__class__.__mro__ }}", "unsafe"),
    "no such filter": ("{{ request.title|sfae }}", "sfae"),
    "no such template": ('{% include "/etc/passwd" %}', "passwd"),
    "unclosed": ("{% if request.title %}", ""),
    "division": ("{{ 1 // 0 }}", "zero"),
}


@pytest.mark.parametrize(("code", "says"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_a_template_is_told_at_its_line(minimal: Path, code: str, says: str) -> None:
    file = override(
        minimal,
        "removal.html.j2",
        '{% extends "base.html.j2" %}\n{% block content %}\n<p>' + code + "</p>\n{% endblock %}\n",
    )

    said = refused(minimal)

    assert says in said
    line = re.search(r"removal\.html\.j2:(\d+)", said)
    assert line
    assert line[1] in ("3", "4")
    assert file.is_file()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "removal.html.j2:1: makes no page: there is no <body>"),
        ('{% extends "removal.html.j2" %}', "removal.html.j2:1: calls itself endlessly"),
    ],
    ids=["empty", "a circle"],
)
def test_a_template_that_makes_no_page_is_told(minimal: Path, text: str, says: str) -> None:
    override(minimal, "removal.html.j2", text)

    assert says in refused(minimal)


@pytest.mark.parametrize(
    "code",
    [
        '<img src="file:///etc/passwd" alt="">',
        '<img src="https://evil.example/x.png" alt="">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<p style="background: url(https://evil.example/x)">x</p>',
        '<object data="https://evil.example/x.svg"></object>',
        "<p>a sign of no font: \U00012000</p>",
    ],
)
def test_what_a_template_may_not_draw_stops_the_build(minimal: Path, code: str) -> None:
    override(
        minimal,
        "removal.html.j2",
        '{% extends "base.html.j2" %}\n{% block content %}\n' + code + "\n{% endblock %}\n",
    )

    assert refused(minimal).startswith("SPEC-IRU/2026/0001/telegram/removal: ")


def test_every_kind_of_document_has_its_template(small: Built) -> None:
    kinds = {name.split("/")[1].split("-")[0] for name in small.documents()}
    pages = {file.name.split(".")[0] for file in TEMPLATES if "{% extends" in file.read_text()}
    assert kinds <= pages
