"""Lines, lengths and styles worked out once: byte for byte what WeasyPrint makes anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.render.html import shown
from demarche.render.pdf import Metadata, RenderError, render_pdf
from demarche.weasyfast import glyph_run_cache, shaping_cache
from demarche.weasyfast.deflate_streams import patch_compression as compressed_alike

CREATED = dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=5)))
METADATA = Metadata("Request 1", "The Ministry", "Takedown request", "en", CREATED)
FONT = 'html{font:10pt/1.4 "Source Serif 4"} '
LONG = "The officer asks for a review of what the account published in these days. " * 6
URDU = "نمونہ میڈیا برائے جانچ"


def render(body: str, css: str = "", **more: Any) -> bytes:
    html = f'<!doctype html><html lang="en"><head><title>T</title></head><body>{body}</body></html>'
    with compressed_alike():
        return render_pdf(html, FONT + css, metadata=METADATA, identifier=b"0" * 16, **more)


@pytest.mark.parametrize(
    ("body", "css"),
    [
        (f"<p>{LONG}</p>" * 3, ""),
        (f"<p>{LONG}</p><p>{LONG}</p>", "p{text-align:justify}"),
        (f"<p>{LONG}</p><h2>{LONG}</h2>", "h2{letter-spacing:0.2em;word-spacing:3pt}"),
        (f"<p>{LONG}</p>", "p{hyphens:auto;width:40mm} p{hyphenate-character:'='}"),
        (f"<p>{LONG}<u>{LONG}</u></p>", "u{text-decoration:underline wavy red}"),
        (f"<p>{LONG}</p>", "p{font-variant-caps:small-caps;font-variant-numeric:tabular-nums}"),
        (f"<p>{URDU} and {URDU}</p><p dir=rtl>{URDU} 123, 456</p>", ""),
        ("<p>a b</p><p>a\u00a0b</p><p>a\u00a0b a b</p>", ""),
        ("<p>fi ffi fl Office</p><p>ﬁ of one letter</p>", ""),
        ("<p>same words</p><h2>same words</h2><p>same words</p>", "h2{font-size:9.7pt;color:#123}"),
        ("<pre>a\tb\nc</pre>", "pre{font:10pt 'Noto Sans Mono';tab-size:4}"),
        ("<p>x<span>in a box</span>y</p>", "span{display:inline-block;width:30%;padding:1mm}"),
        (
            "<div><p>half</p></div>",
            "div{width:50%;margin:2% auto} p{box-sizing:border-box;padding:5%;max-width:80%}",
        ),
        (
            "<table><tr><th>a<td>b<tr><td colspan=2>c</table>",
            "table{border-collapse:collapse;width:60%} td{border:2pt solid} th{border:1pt dotted}",
        ),
        ("<table><tr><td>a<td>b</table>", "table{border-spacing:3mm} td{height:9mm;width:20%}"),
        ("<ol><li>one<li>two</ol><ul><li>three</ul>", "ul{list-style-position:inside}"),
        (f"<p>{LONG}<i>at the foot</i></p>", "i{float:footnote}"),
        ('<p>one<i style="float: footnote">at the foot</i></p>', ""),
        (f"<p>{LONG}</p>", "p::first-line{font-weight:600} p::first-letter{font-size:2em}"),
        ("<div>a<p>calc</p></div>", "p{width:calc(50% - 3mm);margin-left:calc(2mm + 1mm)}"),
        (
            "<div><p>one<b>two</b><i>three</i><u>four</u></div><h2>five</h2>",
            "div{background:#eee;border-radius:2mm} b{background:#ccc;border-radius:10% 0 0 5px}"
            "i{visibility:hidden;background:red} u{box-shadow:1px 1px red}"
            "h2{background:linear-gradient(#fff,#ccc)} html{background:#fefefe}",
        ),
        ("<p>a<b>b</b></p>", "b{position:absolute;background:#ccc;left:9mm} p{border-radius:1mm}"),
        (f"<p>{LONG}</p>" * 40, "p{orphans:3;widows:3}"),
        (f"<div>aside</div><p>{LONG}</p>" * 4, "div{float:right;width:30mm;height:15mm}"),
        (
            f"<p>{LONG}<b>high</b>{LONG}<i>low</i></p>",
            "b{vertical-align:top} i{vertical-align:3pt}",
        ),
        (f"<p>{LONG}<b>moved</b></p>", "b{position:relative;left:2mm;top:1mm}"),
        (f"<p>one<span>{LONG}</span><b>a<span>b</span></b></p>", "span{display:inline-block}"),
        (f"<p>{LONG}<b>over two lines {LONG}</b></p>", "b{border:1pt solid;padding:0 2mm}"),
        (f"<p>{LONG}<a id=there href='#there'>{LONG}</a></p>", ""),
        (
            f"<p>{LONG}<b>said above</b></p>",
            "b{string-set:b content()} @page{@top-left{content:string(b)}}",
        ),
        (f"<p>{LONG}</p><p>{LONG}</p>", "p{text-indent:9mm;text-align:right;direction:rtl}"),
        (
            f"<p>{LONG}</p>",
            "p{counter-increment:p} p::before{content:counter(p);display:inline-block;width:9mm}",
        ),
        (f"<div>{'x' * 400} {LONG}</div>", "div{display:inline-block;overflow-wrap:anywhere}"),
        ("<p>edged</p><h2>on one side</h2>", "p{border:1pt solid red} h2{border-top:2pt dashed}"),
        ("<p>hidden</p><h2>outlined</h2>", "p{border:1pt solid;visibility:hidden} h2{outline:1pt}"),
        ("<div>" + "<p>in columns</p>" * 9 + "</div>", "div{columns:3;column-rule:1pt solid}"),
        ("<p>a <b>b</b> c</p>", "p{color:rgb(1 2 3/50%)} b{color:lab(50% 20 30)}"),
        ("<p>a<sup>2</sup> é x̣̄ 1⁄2 १</p><p>★ 𝓐 😀 🇵🇰</p>", ""),
        ('<p><a href="https://x.com/(1)">link</a> <a href="#x">to</a></p><h1 id=x>(é\\)</h1>', ""),
    ],
)
def test_the_bytes_are_weasyprints(body: str, css: str) -> None:
    assert render(body, css) == render(body, css, plain=True)
    assert render(body, css) == render(body, css, plain=True)  # with what is kept by now


def test_a_link_leads_where_its_own_document_says() -> None:
    """The boxes of a line may be those of an earlier document; what they point to may not."""
    paragraph = "<p>as the <a href='#{}'>law</a> has it</p><p id=one>one</p><p id=two>two</p>"
    for target in ("one", "two"):
        body = paragraph.format(target)
        assert render(body) == render(body, plain=True)
    with pytest.raises(RenderError, match="nowhere"):
        render(paragraph.format("nowhere"))


SHEET = """
div > p{margin:1mm} div p + p{color:#00f} p:first-child{color:#f00} p:last-child{font-size:12pt}
p:nth-child(2n){letter-spacing:1pt} p:not(.a) b{color:#0a0} div:has(i) p{font-weight:600}
[data-x] p{padding-left:2mm} [data-x="2"]{margin-left:5mm} [data-y^=no]{color:#999}
p:lang(fr){text-indent:4mm} .a.c{text-align:right} .a::before{content:"* "} #one p{color:#808}
p:empty{height:3mm} b ~ b{font-size:8pt} :is(section, div) > .c{margin-top:2mm}
"""
PIECES = st.recursive(
    st.sampled_from(["<p>one</p>", "<p class=a>two</p>", '<p class="a c">three</p>', "<p></p>"]),
    lambda inner: st.builds(
        lambda opening, parts: f"<{opening}>{''.join(parts)}</{opening.split()[0]}>",
        st.sampled_from(
            [
                *("div", "section", "div data-x=1", "div data-x=2", "div data-y=none"),
                *("div lang=fr", "div class=c", "div style='color:#f80'", "div data-z=3"),
            ]
        ),
        st.lists(
            inner | st.sampled_from(["<p>a <b>b</b> <b>b</b></p>", "<p><i>i</i></p>"]), max_size=3
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=4), st.booleans())
def test_elements_that_stand_alike_are_ruled_alike(parts: list[str], named: bool) -> None:
    body = f"<div id=one>{''.join(parts)}</div>" if named else "".join(parts)
    assert render(body, SHEET) == render(body, SHEET, plain=True)


def test_what_was_set_before_does_not_matter() -> None:
    """A glyph stands for the letters of the document at hand, whatever another one had for it."""
    first, second = "<p>a b</p>", "<p>a\u00a0b</p><p>a b</p>"
    shaping_cache.forget()
    glyph_run_cache.forget()
    alone = render(second)
    shaping_cache.forget()
    glyph_run_cache.forget()
    render(first)
    assert render(second) == alone == render(second, plain=True)


def test_many_lines_are_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (shaping_cache, glyph_run_cache):
        monkeypatch.setattr(module, "_KEPT", 5)
        module.forget()
    body = "".join(f"<p>paragraph {number}</p>" for number in range(30))
    assert render(body) == render(body, plain=True)
    assert 0 < shaping_cache.kept() <= 5
    assert 0 < glyph_run_cache.kept() <= 5


def test_a_letter_without_a_glyph_is_told_every_time() -> None:
    for _ in range(2):
        with pytest.raises(RenderError, match="U\\+E000"):
            render("<p>private \ue000 use</p>")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.text(st.characters(codec="utf-8", max_codepoint=0x24F), max_size=60), max_size=4)
)
def test_any_text(texts: list[str]) -> None:
    body = "".join(f"<p>{shown(text)}</p><h3>{shown(text)}</h3>" for text in texts)
    plain = render(f"<p>x</p>{body}", plain=True)
    assert render(f"<p>x</p>{body}") == plain == render(f"<p>x</p>{body}")
