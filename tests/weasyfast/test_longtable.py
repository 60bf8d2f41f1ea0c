"""Long tables: what our own setting prints is what WeasyPrint would have printed."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import ROOT
from PIL import ImageChops

from demarche.render.pdf import Metadata, RenderError, render_pdf, stylesheet
from demarche.weasyfast.deflate_streams import patch_compression as compressed_alike
from demarche.weasyfast.longtable import UnsupportedLayoutError, html_rows
from demarche.weasyfast.longtable.cached_html_rows import tables

CREATED = dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=5)))
METADATA = Metadata("Request 1", "The Ministry", "Takedown request", "en", CREATED)
CSS = (ROOT / "templates" / "style.css").read_text(encoding="utf-8")
URDU = "نمونہ میڈیا برائے جانچ"


def page(rows: str, *, name: str = "fixed a1 long", around: str = "{}") -> str:
    table = (
        f'<table class="{name}"><colgroup><col class="c-no"><col></colgroup><thead><tr>'
        '<th scope="col">Row</th><th scope="col">Account, and why</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    return (
        '<!doctype html><html lang="en"><head><title>T</title></head>'
        '<body data-reference="R/1" data-mark="M"><main><h1>Heading</h1>'
        f"<p>Before the table.</p>{around.format(table)}<p>After the table.</p>"
        "</main></body></html>"
    )


def row(number: int, text: str = "why it is named", cell: str = "") -> str:
    url = f"https://x.com/specimen_{number:04d}"
    return (
        f'<tr><th scope="row">{number}</th><td>{cell}<p class="id target">{url}</p>'
        f"<p>Shown as <strong>bold</strong> and <bdi>{URDU}</bdi>, {text}.</p></td></tr>"
    )


def rows(count: int, text: str = "why it is named") -> str:
    return "".join(row(number, text) for number in range(1, count + 1))


def render(html: str, css: str = CSS, **more: Any) -> bytes:
    with compressed_alike():
        return render_pdf(html, css, metadata=METADATA, identifier=b"0" * 16, **more)


def text_of(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return " ".join(page.get_textpage().get_text_bounded() for page in document)


def words(pdf: bytes) -> list[str]:
    """The words in ASCII; what becomes of Nastaliq on copying is not our doing."""
    return re.sub(r"[^!-~\s]+", " ", text_of(pdf)).split()


def picture(pdf: bytes, number: int = 0) -> Any:
    with pdfium.PdfDocument(pdf) as document:
        return document[number].render(scale=1).to_pil().convert("L")


def elements(pdf: bytes, kind: str) -> list[Any]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found: list[Any] = []
        stack = [document.Root.StructTreeRoot.K]
        while stack:
            node = stack.pop()
            if isinstance(node, pikepdf.Array):
                stack.extend(reversed(list(node)))
            elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
                if kind == node.S:
                    found.append(len(node.get("/K", [])))
                if "/K" in node:
                    stack.append(node.K)
        return found


LONG = "a justification of many words that runs over several lines of the column, " * 4


@pytest.mark.parametrize("count", [1, 2, 12, 60])
def test_the_words_are_those_that_weasyprint_prints_in_the_same_order(count: int) -> None:
    html = page(rows(count, LONG))
    # A repeated head may stand on another page; its words aside, all words agree.
    ours, theirs = words(render(html)), words(render(html, plain=True))
    heads = {"Row", "Account,", "and", "why", "R/1", "M", "Page", "of", *map(str, range(61))}
    assert [word for word in ours if word not in heads] == [
        word for word in theirs if word not in heads
    ]
    assert ours.index("Before") < ours.index("https://x.com/specimen_0001") < ours.index("After")


def test_it_is_ours_and_looks_the_same() -> None:
    html = page(rows(9))
    ours, theirs = render(html), render(html, plain=True)
    assert ours != theirs
    first, second = picture(ours), picture(theirs)
    # Every letter's place to the pixel would be too much; the grey of each region is not.
    small = [image.reduce(12) for image in (first, second)]
    assert max(ImageChops.difference(*small).tobytes()) < 90
    assert min(small[0].tobytes()) < 200  # there is something to compare


def test_every_row_and_cell_is_tagged() -> None:
    pdf = render(page(rows(40, LONG)))
    assert len(pdfium.PdfDocument(pdf)) > 2
    assert elements(pdf, "/Table") == [2]
    assert len(elements(pdf, "/TR")) == 40 + 1
    assert len(elements(pdf, "/TH")) == 40 + 2
    assert len(elements(pdf, "/TD")) == 40
    assert elements(pdf, "/THead") == [1]
    assert elements(pdf, "/TBody") == [40]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        numbers = document.Root.StructTreeRoot.ParentTree.Nums
        for index, sheet in enumerate(document.pages):
            content = b"".join(stream.read_bytes() for stream in [sheet.Contents])
            used = sorted(int(n) for n in re.findall(rb"/MCID (\d+)", content))
            assert used == list(range(len(used)))
            assert len(numbers[2 * index + 1]) == len(used)


def test_two_tables_side_by_side_and_text_between_keep_their_order() -> None:
    table = page(rows(2)).split("<p>Before the table.</p>")[1].split("<p>After")[0]
    other = table.replace("specimen_", "second_")
    html = page(rows(2), around="{}" + other + "<p>Between.</p>" + table)
    found = words(render(html))
    order = ["Before", "https://x.com/specimen_0001", "https://x.com/second_0001", "Between."]
    places = [found.index(word) for word in order]
    assert places == sorted(places)
    assert found.count("https://x.com/specimen_0001") == 2


@pytest.mark.parametrize(
    ("cell", "name", "css"),
    [
        ('<img src="urn:x" alt="a">', "fixed a1 long", ""),
        ("<ul><li>x</li></ul>", "fixed a1 long", ""),
        ("", "a1 long", ""),
        ("", "fixed a1 long", ".a1 tr{background:#eee}"),
        ("", "fixed a1 long", ".a1 tbody tr:nth-child(even) td{color:#333}"),
        ("", "fixed a1 long", ".a1 tbody tr:last-child td{border-bottom:0}"),
        ("<p>a</p><p>b</p>", "fixed a1 long", ".a1 p + p{margin-top:1mm}"),
        ("", "fixed a1 long", ".a1 col{background:#eee}"),
        ("", "fixed a1 long", ".a1 col{border-left:1px solid}"),
        ("", "fixed a1 long", "table.a1{border-top:1px solid}"),
        ("", "fixed a1 long", ".a1 td::before{content:'x'}"),
        ("", "fixed a1 long", ".a1 strong::after{content:'x'}"),
        ("", "fixed a1 long", ".a1 tr{counter-increment:paragraph}"),
        ("", "fixed a1 long", ".a1 thead{display:table-row-group}"),
        ("", "fixed a1 long", ".a1 p{text-decoration:underline wavy}"),
        ("", "fixed a1 long", ".a1 p{white-space:pre-wrap}"),
        ("", "fixed a1 long", ".a1 strong{vertical-align:super}"),
        ("", "fixed a1 long", ".a1 strong{border:1px solid;border-radius:2px}"),
        ("", "fixed a1 long", ".a1 p{border:1px solid}"),
        ("", "fixed a1 long", ".a1 td{border-left:1px dotted red}"),
        ("", "fixed a1 long", ".a1 p{text-align:justify}"),
        ('<p data-x="y">x</p>', "fixed a1 long", ""),
        ("<p><b></b></p>", "fixed a1 long", ".a1 b{padding:0 1px}"),
    ],
)
def test_what_is_more_than_plain_rows_is_left_to_weasyprint(cell: str, name: str, css: str) -> None:
    html = page("".join(row(n, cell=cell) for n in range(1, 5)), name=name)
    if "<img" in cell:
        with pytest.raises(RenderError, match="refused to fetch"):
            render(html, CSS + css)
        return
    assert render(html, CSS + css) == render(html, CSS + css, plain=True)


def test_a_row_as_high_as_a_page_is_broken_by_weasyprint_and_loses_nothing() -> None:
    text = " ".join(f"word{n}" for n in range(3000))
    html = page(rows(1, text))
    pdf = render(html)
    assert pdf == render(html, plain=True)
    assert {f"word{n}" for n in range(3000)} <= {word.strip(".") for word in words(pdf)}


def test_a_word_wider_than_its_column_is_cut_and_stays_on_the_sheet() -> None:
    text = "x" * 400
    pdf = render(page(rows(2, text)))
    assert "".join(words(pdf)).count(text) == 2
    with pdfium.PdfDocument(pdf) as document:
        page_ = document[0]
        found = page_.get_textpage()
        edges = [found.get_charbox(n)[2] for n in range(found.count_chars())]
        assert max(edges) < page_.get_width() - 20 / 25.4 * 72 + 3


def test_a_character_that_no_font_has_stops_the_document() -> None:
    with pytest.raises(RenderError, match=r"U\+12345|12345"):
        render(page(rows(3, "\U00012345")))


def test_what_was_set_before_does_not_change_the_bytes() -> None:
    html = page(rows(5))
    first = render(html)
    render(page(rows(7, f"other letters ÄÖÜ 0123456789 {URDU} fi ffl")))
    assert render(html) == first


def test_a_sheet_of_its_own_is_measured_anew() -> None:
    small, large = (render(page(rows(40)), CSS + f"table.a1{{font-size:{n}pt}}") for n in (7, 20))
    assert len(pdfium.PdfDocument(small)) < len(pdfium.PdfDocument(large))


def test_a_style_sheet_that_is_parsed_already_will_do() -> None:
    assert render_pdf(
        page(rows(3)), stylesheet(CSS), metadata=METADATA, identifier=b"0" * 16
    ) == render(page(rows(3)))


FIELDS = (
    '<!doctype html><html lang="en"><head><title>T</title></head>'
    '<body data-reference="R/1" data-mark="M"><form><table class="form"><tbody><tr><td>Name</td>'
    '<td><input type="text" name="signed" title="Name"></td></tr></tbody></table>'
    '<table class="form long"><colgroup><col class="c-no"><col><col class="c-note"></colgroup>'
    '<thead><tr><th scope="col">Row</th><th scope="col">Account</th><th scope="col">Note</th></tr>'
    "</thead><tbody>{}</tbody></table></form></body></html>"
)


def test_fields_stand_in_their_rows() -> None:
    body = "".join(
        f'<tr><th scope="row">{n}</th><td class="id">specimen_{n}</td>'
        f'<td><input type="text" name="{n}-note" title="Row {n}: note"></td></tr>'
        for n in range(1, 71)
    )
    seen = []
    pdf = render(FIELDS.format(body), form=lambda field: seen.append(field))
    assert seen
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fields = {str(field.T): field for field in document.Root.AcroForm.Fields}
        assert set(fields) == {"signed", *(f"{n}-note" for n in range(1, 71))}
        assert str(fields["7-note"].TU) == "Row 7: note"
        on_pages = [str(annot.T) for sheet in document.pages for annot in sheet.Annots]
        assert sorted(on_pages) == sorted(fields)
        heights = [float(fields[f"{n}-note"].Rect[1]) for n in range(1, 20)]
        assert heights == sorted(heights, reverse=True)
        numbers = list(document.Root.StructTreeRoot.ParentTree.Nums)
        owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        for field in fields.values():
            assert owners[int(field.StructParent)].S == "/Form"


# A reader of PDF drops the hyphen at the end of a line, so none is drawn here.
WORDS = st.text(
    st.characters(codec="ascii", categories=["L", "N", "P"], exclude_characters="<>&-"),
    min_size=1,
    max_size=60,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=40))
def test_no_letter_is_lost_between_lines(texts: list[str]) -> None:
    text = " ".join(texts)
    pdf = render(page(rows(1, text)))
    assert "".join(texts) in "".join(words(pdf))


ROWS = (
    row(1),
    row(2, "why &amp; <strong>how</strong>"),
    row(3, "a row that ends with a space") + "\n",
    '<tr class="x"><th scope="row">4</th><td>short</td></tr>',
    '<tr><th scope="row">5</th><td>a line<br>and another</td></tr>\n\n',
    '<tr><th scope="row">6<td><p>not closed<p>twice</tr>',
    '<tr><th scope="row">7</th><td><span>left open</td></tr>',
)
STRANGE = (
    '<!-- <tr> --><tr><th scope="row">8</th><td>after a comment</td></tr>',
    '<tr><th scope="row">9</th><td>in capitals</td></TR>' + row(10),
    "between rows" + row(11),
    '<tr><th scope="row">12</th><td>open' + row(13),
    row(14) + '</tbody><tbody class="more" id="b">' + row(15),
    "</tbody><tbody>",
    "</tbody>" + row(15) + "<tbody>",
    row(16, '<img alt="no row">'),
)


def read_as_a_whole(html: str) -> list[Any]:
    found = []
    for match in re.finditer('<table class="[^"]*long[^"]*">.*?</table>', html, re.DOTALL):
        with contextlib.suppress(UnsupportedLayoutError):
            found.append(html_rows.read(match.group(), ("<html>", "<body>", "<main>")).rows)
    return [rows for rows in found if rows]


@given(st.lists(st.sampled_from(ROWS + STRANGE), min_size=1, max_size=6))
def test_rows_read_one_by_one_are_those_of_the_table_read_as_a_whole(texts: list[str]) -> None:
    html = page("".join(texts))
    one_by_one = [found.table.rows for found in tables(html) if found.table]
    assert one_by_one == read_as_a_whole(html)


def test_a_row_that_is_written_alike_is_read_once() -> None:
    pages = page(row(1) + row(2)), page(row(2) + row(3))
    first, second = (found.table for html in pages for found in tables(html))
    assert first
    assert second
    assert first.rows[1] is second.rows[0] is not second.rows[1]


def test_what_encloses_each_table_is_known_of_all_of_them() -> None:
    table = re.findall("<table.*</table>", page(row(1)))[0]
    inner = f'<section class="annex" data-row="1"><div>{{}}</div></section>{table}'
    found = tables(page(row(2), around=inner))
    around = [item.table.around for item in found if item.table]
    assert around[0][2:] == ("<main>", '<section class="annex">', "<div>")
    assert around[1][2:] == ("<main>",)
