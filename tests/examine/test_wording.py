"""The list of banned wording: every example is caught, every innocent sentence passes; and every
finished page is held to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from good_case import change, lay
from hypothesis import given
from hypothesis import strategies as st
from kit import DATA, ROOT, command
from lxml.html import document_fromstring

from demarche.facts.banned_phrases import Phrase, banned_in, fold, read_phrases
from demarche.render.text_check import text_of

PHRASES = read_phrases(DATA / "wording" / "banned.yaml")
TEMPLATE = (ROOT / "templates" / "removal.html.j2").read_text(encoding="utf-8")


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.id)
def test_examples_are_caught_and_innocent_sentences_pass(phrase: Phrase) -> None:
    for example in phrase.examples:
        assert banned_in(example, [phrase]), example
        assert banned_in(f"Before this. {example} After this.", [phrase]), example
    for sentence in phrase.innocent:
        assert not banned_in(sentence, PHRASES), sentence


def test_letters_that_are_typed_in_several_ways_are_one() -> None:
    assert banned_in("عدم تعميل كي صورت", PHRASES)  # Arabic yeh and kaf
    assert fold("مُلک") == "ملک"


def test_a_phrase_is_found_where_the_line_breaks() -> None:
    assert [phrase.words for phrase in banned_in("Please.\nYou must act.\nThanks.", PHRASES)] == [
        "You must"
    ]


LINES = [
    *(line for phrase in PHRASES for line in (*phrase.examples, *phrase.innocent)),
    *("Nothing is said here.", "A line with a word- parted, and ﬁ in one letter.", "عدم تعميل", ""),
]


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_a_line_is_judged_as_it_is_alone(lines: list[str]) -> None:
    alone = [phrase.words for line in lines for phrase in banned_in(line, PHRASES)]
    assert sorted(phrase.words for phrase in banned_in("\n".join(lines), PHRASES)) == sorted(alone)


PAGES = st.recursive(
    st.sampled_from(
        ["you", " must\n", "&amp;", "a\u2028b\u00a0", "<br>", "<!-- not said -->", "é"]
    ),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(["p", "div", "b", "span", "td", "li", "style", "script", "bdi", "section"]),
        st.lists(inner, max_size=4),
    ),
)


def walked(node: Any) -> str:
    """The text of an element with what follows it, step by step."""
    own = "" if node.tag in ("head", "style", "script") or not isinstance(node.tag, str) else None
    if own is None:
        own = (node.text or "") + "".join(map(walked, node))
        inline = ("b", "bdi", "span")
        own = f"\n{own}" if node.tag == "br" else own if node.tag in inline else f"\n{own}\n"
    return own + (node.tail or "")


@given(PAGES)
def test_the_text_of_a_page_is_that_of_its_elements(body: str) -> None:
    page = f"<html><head><title>x</title></head><body>{body}</body></html>"
    lines = [" ".join(line.split()) for line in walked(document_fromstring(page)).split("\n")]
    assert text_of(page) == "\n".join(line for line in lines if line)


def test_the_text_of_a_page_keeps_blocks_apart() -> None:
    page = "<html><head><title>x</title></head><body><p>you</p><p>must <b>a</b>ct</p></body></html>"

    assert text_of(page) == "you\nmust act"
    assert not banned_in(text_of(page), PHRASES)


def build(workspace: Path, *lines: str) -> str:
    """Build the good case, which must be refused; what was told."""
    case = workspace / "data" / "cases" / "one" / "case.yaml"
    done = command("build", "--quiet", case)
    assert done.returncode == 2, done.stderr
    assert "no files written" in done.stderr
    assert not list(workspace.glob("reports/*"))
    for line in lines:
        assert line in done.stderr, done.stderr
    return done.stderr


def test_a_template_that_orders_stops_the_build(workspace: Path) -> None:
    lay(workspace, change())
    (workspace / "templates").mkdir()
    words = TEMPLATE.replace("{{ parts.we() }} to review the", "You must immediately remove the")
    assert words != TEMPLATE
    (workspace / "templates" / "removal.html.j2").write_text(words, encoding="utf-8")

    build(workspace, 'x/removal: template removal.html.j2: E16: "You must"')


def test_an_office_that_threatens_stops_the_build(workspace: Path) -> None:
    threat = (
        "Ministry of Foreign Affairs, for information",
        "Failure to comply will lead to a fine",
    )
    lay(workspace, change(files={"offices/pk-specimen.yaml": (threat,)}))

    build(workspace, 'office.copies[1]: E16: "Failure to comply"')


def test_a_template_without_certificate_or_redress_stops_the_build(workspace: Path) -> None:
    lay(workspace, change())
    (workspace / "templates").mkdir()
    cut = TEMPLATE.replace("{{ parts.redress() }}", "") + (
        "{% block certificate %}{% endblock %}\n"
    )
    (workspace / "templates" / "removal.html.j2").write_text(cut, encoding="utf-8")

    build(workspace, "E18: the certificate", "E18: the redress of the provider is missing")


def test_what_a_holder_wrote_is_quoted_and_passes(workspace: Path) -> None:
    name = "You must comply, notorious enemy of the state \\u200b"
    case, _ = lay(
        workspace, change(("    exhibits: [E2]", f'    display_name: "{name}"\n    exhibits: [E2]'))
    )

    done = command("build", "--quiet", case)

    assert done.returncode == 0, done.stderr


def test_a_workspace_has_a_list_of_its_own(workspace: Path) -> None:
    own = """phrases:
  - id: house-word
    pattern: posts
    stems: [posts]
    why: the house says items
    instead: '"items"'
    examples: [posts]
"""
    case, _ = lay(workspace, change(files={"wording/banned.yaml": own}))

    done = command("check", case)

    assert done.returncode == 1
    assert "E16: necessity: text makes a claim" in done.stderr


def test_a_phrase_of_the_first_line_is_found_there_alone() -> None:
    first = PHRASES[0].model_copy(update={"pattern": r"^final notice\b", "stems": ("final",)})
    assert banned_in("Sir,\nfinal notice", (first,)) == []
    assert banned_in("final notice\nSir,", (first,))
