"""The quick reading of a page: the tree of the HTML parser, or none."""

from __future__ import annotations

import copy
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
from hypothesis import given
from hypothesis import strategies as st

from demarche.build.prepare import prepare
from demarche.build.runner import _task
from demarche.build.task import render
from demarche.weasyfast import xml_parser
from demarche.weasyfast.xml_parser import parse

ROOT = Path(__file__).parent.parent

PAGE = "<!doctype html>\n<html lang='en'><head><title>a</title></head><body>{}</body></html>\n"

_TAGS = (
    "p div span b a h2 table thead tbody tr td th ul li form br img input section bdi title pre"
    " select option textarea button svg script dl dt dd caption colgroup col TD"
)
TAGS = st.sampled_from(_TAGS.split())
_PLAIN_TEXTS = ["", "", " ", "\n", "x", "x y", "&amp;", "&nbsp;", "&lt;", "&#39;", "اردو"]
_ODD_TEXTS = ["&#x41;", "&#128;", "&LT;", "&nope;", "\r\n", "\x0c", "<!-- c -->", "]]>"]
_ODD_TEXTS += ["<![CDATA[x]]>", "\u200f", "\u00a0", "'", '="', "/>"]
TEXTS = st.sampled_from([*_PLAIN_TEXTS * 12, *_ODD_TEXTS])
_PLAIN_ATTRIBUTES = ["", ' class="a b"', " class='a'", ' title="a>b"', ' value="&quot;"']
_ODD_ATTRIBUTES = [' title="a\nb"', " title='a>\tb'", " hidden", ' xml:lang="ur"', ' CLASS="a"']
_ODD_ATTRIBUTES += [' id="x" id="y"', " /", ' xmlns="x"', ' title = "a\nb"']
ATTRIBUTES = st.sampled_from([*_PLAIN_ATTRIBUTES * 24, *_ODD_ATTRIBUTES])


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> str:
    """Markup: mostly closed elements, in any place."""
    tag, attributes = draw(TAGS), draw(ATTRIBUTES)
    if tag in ("br", "img", "input", "col") or not depth:
        return f"<{tag}{attributes}>{draw(TEXTS)}"
    inner = "".join(draw(st.lists(st.one_of(TEXTS, elements(depth=depth - 1)), max_size=3)))
    end = draw(st.sampled_from([*[f"</{tag}>"] * 30, ""]))
    return f"<{tag}{attributes}>{draw(TEXTS)}{inner}{end}{draw(TEXTS)}"


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Tables as templates write them."""
    cell = st.builds("<td>{}</td>".format, elements(depth=1))
    rows = draw(st.lists(st.lists(cell, max_size=3).map("".join), max_size=3))
    return (
        f"<table><tbody>{''.join(f'<tr>{row}</tr>{draw(TEXTS)}' for row in rows)}</tbody></table>"
    )


def differs(one: Element, other: Element) -> str | None:
    """Where two trees first differ."""
    mine = (one.tag, one.attrib, one.text or "", one.tail or "", [child.tag for child in one])
    theirs = (other.tag, other.attrib, other.text or "", other.tail or "")
    if mine != (*theirs, [child.tag for child in other]):
        return f"{mine} and {theirs}"
    found = (differs(a, b) for a, b in zip(one, other, strict=True))
    return next(filter(None, found), None)


@given(st.lists(st.one_of(elements(), tables(), TEXTS), max_size=4).map("".join))
def test_the_tree_is_that_of_the_html_parser_or_there_is_none(markup: str) -> None:
    page = PAGE.format(markup)
    tree = parse(page)
    assert tree is None or not differs(tinyhtml5.parse(page, namespace_html_elements=False), tree)


@pytest.mark.parametrize(
    "markup",
    [
        '<p class="a">Some <b>text</b>,&nbsp;a line<br>and <bdi lang="ur">&#39;x&#39;</bdi>.</p>',
        "<table><caption>A</caption><colgroup><col><col></colgroup><thead><tr><th>a</th></tr>"
        "</thead>\n<tbody>\n<tr><td>b</td></tr>\n</tbody></table>\n",
        '<form><div><input type="text" name="a"></div></form><ul>\n<li>a</li>\n</ul>\n',
    ],
)
def test_what_templates_write_is_read_quickly(markup: str) -> None:
    assert parse(PAGE.format(markup)) is not None


@pytest.mark.parametrize(
    "markup",
    [
        "<p>a<p>b</p></p>",
        "<table><tr><td>no body</td></tr></table>",
        "<p><div>a</div></p>",
        "<table>moved out<tbody></tbody></table>",
        "<a>a<span><a>b</a></span></a>",
        "<p>never closed",
        "<span/>text",
        "<!-- a --><p>b</p>",
        '<p title="two\nlines">a</p>',
        "<style>p { color: red }</style>",
        "<p>&LT;b></p>",
    ],
)
def test_what_needs_the_html_parser_is_left_to_it(markup: str) -> None:
    assert parse(PAGE.format(markup)) is None


def test_the_pages_of_our_templates_are_read_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[str, Element | None]] = []

    def watched(html: str) -> Element | None:
        tree = parse(html)
        read.append((html, None if tree is None else copy.deepcopy(tree)))
        return tree

    monkeypatch.setattr(xml_parser, "parse", watched)
    prepared = prepare(ROOT / "data" / "cases" / "minimal" / "case.yaml")
    for request in prepared.requests:
        render(_task(prepared, request))
    pages = [(html, tree) for html, tree in read if "<html" in html and "</html>" in html]
    assert len(pages) >= len(prepared.requests)
    for html, tree in pages:
        assert tree is not None
        assert not differs(tinyhtml5.parse(html, namespace_html_elements=False), tree)
