"""Links, languages, badges and groups of rows: set by ourselves as WeasyPrint sets them."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from longtables import alike, links, pages_text, tags
from typesetting import METADATA

from demarche.render.pdf import RenderError, render_pdf
from demarche.render.table_count import TableCount, tables_counted

CSS = """
@page{size:A4;margin:18mm 12mm 15mm 18mm}
html{font:10pt/1.36 "Source Serif 4";color:#000} a{color:inherit;text-decoration:none}
p{margin:0} .u{text-decoration:underline} h1{font-size:13pt}
table{table-layout:fixed;width:100%;border-collapse:collapse;font-size:8.3pt;line-height:1.25;
  overflow-wrap:anywhere;margin:1mm 0 3mm}
.one{width:12mm} .two{width:45mm}
td,th{text-align:start;vertical-align:top;padding:.9mm 1.8mm .9mm 0;border-bottom:.4pt solid #777}
thead th{border-bottom:1.2pt solid #000;vertical-align:bottom}
.tier{border-top:1.2pt solid #000;border-bottom:.8pt solid #000;background:#eee}
tr.head{break-after:avoid} tbody.whole{break-inside:avoid}
.native{font:10.5pt/1.75 "Noto Nastaliq Urdu"} .native:lang(ar){font:11.5pt/1.3 "Noto Naskh Arabic"}
:lang(hi){font-family:"Noto Serif Devanagari"}
.t1{font:600 8pt/1 "Source Serif 4";white-space:nowrap;background:#000;color:#fff;padding:0 .9mm;
  border:.8pt solid #000}
.t2{font:600 8pt/1 "Source Serif 4";border:1.4pt solid #000;padding:0 .7mm;margin:0 1mm}
.t4{border:.5pt solid transparent;padding:1px 2px} .nb{white-space:nowrap}
.ib{display:inline-block} .mid{vertical-align:middle} .base{vertical-align:baseline;font-size:11pt}
"""


def page(bodies: str, rest: str = "") -> str:
    return (
        '<!doctype html><html lang="en"><head><title>T</title></head><body><main><h1>Heading</h1>'
        '<table class="x long" id="all"><colgroup><col class="one"><col class="two"><col>'
        '</colgroup><thead><tr><th scope="col">No.</th><th scope="col">Account,<br>its name</th>'
        f'<th scope="col" lang="ur" dir="rtl" id="head">کیا ہوا</th></tr></thead>{bodies}</table>'
        f"<p>After.</p>{rest}</main></body></html>"
    )


def row(number: int, what: str = "what it did", name: str = "the name") -> str:
    return (
        f'<tr id="r{number}"><th scope="row" id="n{number}">{number}</th><td>{name}</td>'
        f"<td><p>{what}</p></td></tr>"
    )


def group(title: str, rows: str, attributes: str = "") -> str:
    head = f'<tr class="head"><th colspan="3" scope="colgroup" class="tier">{title}</th></tr>'
    return f"<tbody{attributes}>{head}{rows}</tbody>"


def render(html: str, css: str = CSS, *, plain: bool = False) -> bytes:
    return render_pdf(html, css, metadata=METADATA, identifier=b"0" * 16, plain=plain)


def both(html: str, css: str = CSS) -> tuple[bytes, bytes]:
    """The document set by ourselves, which it must be, and by WeasyPrint alone."""
    with tables_counted() as count:
        ours = render(html, css)
    assert count.fast, count
    assert not count.plain
    return ours, render(html, css, plain=True)


WHATS = {
    "external": 'Told <a href="https://x.com/specimen_1">@specimen_1</a> to go',
    "internal": 'See <a href="#o1"><b>TTP:</b> the organisation</a>, and more',
    "over lines": f'Go <a class="u" href="https://x.com/a?b=c#d">{"many words " * 20}</a> after',
    "two": '<a href="https://x.com/1">first</a> <a href="https://x.com/2">second</a>',
    "underlined": 'plain <a class="u" href="https://x.com/1">first, <i>then</i></a> plain',
    "within": '<b>bold <a href="#r1">link <em>in <i>it</i></em></a> bold</b>',
    "id": 'a <span id="s1">place</span> in text, <bdi id="b1">or this</bdi>',
    "badge": '<b class="t1">T1</b> then <b class="t2">T2</b>, <span class="t4">T4</span>',
    "badge and link": '<a href="#r2"><b class="t1">T1</b> gravest</a>',
    "badge at the end": f'{"word " * 24}<b class="t1">T1</b> goes on <b class="t2">T2</b>',
    "badge over lines": f'<span class="t4">{"frame over lines " * 12}</span> end',
    "block": f'{"word " * 15}<span class="ib">/<a href="#r1">status</a>/<b>2108511539</b></span> x',
    "nowrap": f'{"word " * 14}<span class="nb">QDe. 132 (2011)</span> {"word " * 9}',
    "urdu": '<bdi lang="ur" dir="rtl" class="native">نمونہ میڈیا برائے جانچ</bdi> shown',
    "arabic": 'Name <bdi lang="ar" dir="rtl" class="native">نموذج إعلام</bdi>, then more',
    "hindi": 'Name <span lang="hi">नमूना मीडिया</span> (<i lang="fr">échantillon</i>)',
    "linked name": '<a href="https://x.com/1"><bdi lang="ur" dir="rtl">نمونہ</bdi> (user_1)</a>',
    "fallback": f"A {'نمونہ ' * 12} name in a text without a language, and Ω",
    "breaks": "one<br>two <b>three<br>four</b><br><br>six",
    "slashes": "https://x.com/<b>specimen_long_name</b>/status/<i>1234567890123456789</i>",
    "styled": '<span style="color:#a00">red</span> and <b style="margin-left:2mm">moved</b>',
}


@pytest.mark.parametrize("name", WHATS)
def test_a_row_is_set_as_weasyprint_sets_it(name: str) -> None:
    orgs = (
        '<table class="x long"><colgroup><col><col></colgroup><tbody>'
        '<tr><th scope="row" id="o1">TTP</th><td><a href="#r1">row 1</a></td></tr></tbody></table>'
    )
    other = re.sub(' id="[a-z0-9]+"', "", WHATS[name])
    body = f"<tbody>{row(1, WHATS[name])}{row(2, 'short', other)}</tbody>"
    # PDFium gives a letter of such a script the place of the text that is marked with it.
    alike(*both(page(body, orgs)), points=3 if "lang=" in WHATS[name] else 0.6)


RIGHT_TO_LEFT = (
    "یہ ایک نمونہ جملہ ہے",
    "یہ ایک <b>نمونہ</b> جملہ 123 ہے user_1 اور (قوسین)",
    'پہلے <a href="https://x.com/1">@specimen_1</a> پھر <b class="t1">T1</b> آخر',
    "Latin alone, 1 and 2.",
)


@pytest.mark.parametrize("text", RIGHT_TO_LEFT)
@pytest.mark.parametrize("where", ["td", "p", "span"])
def test_text_from_right_to_left_keeps_its_order(text: str, where: str) -> None:
    inner = f'<{where} lang="ur" dir="rtl">{text}</{where}>'
    cell = inner if where == "td" else f"<td>{inner}</td>"
    rows = f'<tr><th scope="row">1</th><td>x</td>{cell}</tr>'
    alike(*both(page(f"<tbody>{rows}{rows}</tbody>")))


def test_groups_of_rows_stand_under_their_headings_on_every_page() -> None:
    bodies = "".join(
        group(
            f'<b class="t1">T{tier}</b> Threat to life',
            "".join(row(30 * tier + at, WHATS["urdu"], WHATS["arabic"]) for at in range(25)),
            f' id="g{tier}" lang="en-GB"',
        )
        for tier in range(4)
    )
    before = f'<p><a href="#g2">group 2</a> <a href="#r50">row</a> {"text " * 30}</p>' * 3
    ours, theirs = both(page(bodies, before))
    assert len(pages_text(ours)) > 3
    alike(ours, theirs)
    (document,) = tags(ours)
    (table,) = (tag for part in document[-1] for tag in part[-1] if tag[0] == "/Table")
    kinds = [tag[0] for tag in table[-1]]
    assert kinds == ["/THead", *["/TBody"] * 4]
    heading = table[-1][1][-1][0][-1][0]
    assert heading == ("/TH", "/Column", "3", "", [])


def test_a_body_that_is_kept_whole_moves_to_the_next_page_as_a_whole() -> None:
    bodies = "".join(
        group(f"Group {at}", "".join(row(10 * at + n) for n in range(9)), ' class="whole"')
        for at in range(9)
    )
    ours, theirs = both(page(bodies))
    assert pages_text(ours) == pages_text(theirs)


def test_text_beside_paragraphs_stands_between_them() -> None:
    cell = '<td>text <b>before</b><p>a paragraph</p> and <a href="#head">text</a><p>x</p>after</td>'
    rows = f'<tr><th scope="row">1</th><td><p>one</p> two</td>{cell}</tr>'
    alike(*both(page(f"<tbody>{rows * 2}</tbody>"), f"{CSS} td p{{margin:1mm 0 2mm}}"))


def test_what_stands_lower_in_its_cell_stands_as_low() -> None:
    cells = '<td class="mid">middle</td><td class="base">base<br>line<br>three</td>'
    rows = f'<tr><th scope="row">1</th>{cells}</tr><tr><th class="base">2</th>{cells}</tr>'
    alike(*both(page(f"<tbody>{rows}</tbody>")))


@pytest.mark.parametrize("spacing", ["collapse", "separate;border-spacing:0"])
def test_borders_of_neighbours_are_as_thick(spacing: str) -> None:
    rows = "".join(row(at) for at in range(9))
    css = f"{CSS} table{{border-collapse:{spacing}}}"
    alike(*both(page(group("One", rows) + group("Two", rows.replace('id="', 'id="x'))), css))


def test_a_link_is_told_once_and_is_beside_its_text() -> None:
    pdf = render(page(f"<tbody>{row(1, WHATS['over lines'])}</tbody>"))
    assert len({target for _, target, _ in links(pdf)}) == 1
    assert len(links(pdf)) > 1
    with pikepdf.open(io.BytesIO(pdf)) as document:
        notes = [note for sheet in document.pages for note in sheet.Annots]
        numbers = list(document.Root.StructTreeRoot.ParentTree.Nums)
        owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        parents = {owners[int(note.StructParent)].objgen for note in notes}
        assert len(parents) == 1
        (link,) = (owners[int(note.StructParent)] for note in notes[:1])
        kinds = [kid.get("/Type") if hasattr(kid, "get") else "text" for kid in link.K]
        assert link.S == "/Link"
        assert kinds == ["/OBJR"] * len(notes) + ["text"]


def test_a_link_to_nowhere_stops_the_document() -> None:
    with pytest.raises(RenderError, match="nowhere"):
        render(
            page(
                f"<tbody>{row(1, '<a href=#nowhere>x</a>')}</tbody>".replace("=#", '="#').replace(
                    "where>", 'where">'
                )
            )
        )


def test_an_id_that_stands_twice_stops_the_document() -> None:
    with pytest.raises(RenderError, match="r1"):
        render(page(f"<tbody>{row(1)}{'<tr><td>x</td></tr>'}{row(1)}</tbody>"))


def test_a_page_number_of_a_row_can_be_printed() -> None:
    rest = '<p><a class="p" href="#r7">see</a></p>'
    css = CSS + ".p::after{content:' on page ' target-counter(attr(href), page)}"
    ours, theirs = both(page(f"<tbody>{''.join(map(row, range(9)))}</tbody>", rest), css)
    assert pages_text(ours) == pages_text(theirs)


def test_the_head_of_later_pages_is_shown_and_not_told() -> None:
    pdf = render(page(f"<tbody>{''.join(row(at, WHATS['fallback']) for at in range(60))}</tbody>"))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) > 2
        for number, sheet in enumerate(document.pages):
            content = sheet.Contents.read_bytes()
            artifacts = re.findall(rb"/Artifact BMC(.*?)EMC", content, re.DOTALL)
            assert any(b"TJ" in artifact for artifact in artifacts) == bool(number)


def counted(html: str, css: str = CSS) -> TableCount:
    with tables_counted() as count:
        render(html, css)
    return count


def test_what_is_left_to_weasyprint_is_counted_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "demarche")
    listed = row(1, "x").replace("<p>", "<ul><li>").replace("</p>", "</li></ul>")
    html = page(f"<tbody>{listed}</tbody>", page(f"<tbody>{row(5)}</tbody>").split("</h1>")[1])
    count = counted(html.replace('id="head"', "").replace('id="all"', "", 1))
    assert count.fast == 1
    assert count.plain == [("x long", "<ul> in text")], count
    (line,) = (record.getMessage() for record in caplog.records if "left" in record.getMessage())
    assert "x long" in line
    assert "<ul> in text" in line


def test_without_the_package_every_table_is_counted_as_plain() -> None:
    with tables_counted() as count:
        render(page(f"<tbody>{row(1)}</tbody>"), plain=True)
    assert count.fast == 0
    assert count.plain == [("every table", "the speed package is off: chosen")]


HOSTILE = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "Zs", "M"], max_codepoint=0x6FF),
    max_size=30,
).map(lambda text: re.sub(r"[<>&\"\u00ad-]", "", text))
WORDS = st.text("abc /.0123456789", min_size=1, max_size=40).filter(lambda text: text.strip())


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    openings = [
        ("<b>", "</b>"),
        ('<b class="t1">', "</b>"),
        ('<span class="t2">', "</span>"),
        ('<span class="nb">', "</span>"),
        ('<bdi lang="ur" dir="rtl" class="native">', "</bdi>"),
        ('<em lang="ar" dir="rtl">', "</em>"),
        ('<i class="u">', "</i>"),
    ]
    return st.builds(
        lambda tag, parts: f"{tag[0]}{''.join(parts)}{tag[1]}",
        st.sampled_from(openings),
        st.lists(inner, min_size=1, max_size=3),
    )


INLINE = st.recursive(WORDS | st.sampled_from(["نمونہ میڈیا", "إعلام 12"]), _wrapped, max_leaves=5)
LINKED = st.builds(
    '<a class="u" href="{}">{}</a>'.format,
    st.sampled_from(["https://x.com/specimen_1", "#all"]),
    INLINE,
)
TEXTS = st.lists(INLINE | LINKED | WORDS, min_size=1, max_size=6).map(" ".join)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=3))
def test_tables_of_any_kind_are_set_alike(groups: list[list[str]]) -> None:
    bodies = "".join(
        group(f"Group {at}", "".join(row(10 * at + n, text) for n, text in enumerate(texts)))
        for at, texts in enumerate(groups)
    )
    html = page(bodies)
    ours = render(html)
    try:
        theirs = render(html, plain=True)
    except RenderError:  # WeasyPrint moves some texts from right to left out of their cells
        return
    assert pages_text(ours) == pages_text(theirs)
    # A line may end elsewhere where a word has to be cut, and a link has a part on each line.
    assert {link[:2] for link in links(ours)} == {link[:2] for link in links(theirs)}
    assert tags(ours) == tags(theirs)


@settings(max_examples=30, deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=5))
def test_no_letter_of_a_hostile_text_is_lost(texts: list[str]) -> None:
    marked = " ".join(f"<bdi>{text}</bdi>" for text in texts)
    html = page(f"<tbody>{row(1, marked)}{row(2, ''.join(texts))}</tbody>")
    try:
        theirs = render(html, plain=True)
    except RenderError:
        with pytest.raises(RenderError):
            render(html)
        return
    assert pages_text(render(html)) == pages_text(theirs)
