"""What is made ready once when PDFs are written: byte for byte what pydyf and WeasyPrint write."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pydyf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from demarche.render.assets import PNG, SVG, Asset
from demarche.render.pdf import Attachment, Metadata, render_pdf
from demarche.weasyfast.deflate_streams import patch_compression as compressed_alike
from demarche.weasyfast.pdf_objects import Ready, text

CREATED = dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=5)))
METADATA = Metadata("Request (1)", "وزارت", "Takedown request", "en", CREATED)
FONT = 'html{font:10pt "Source Serif 4"} code{font-family:"Noto Sans Mono"} '
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>'


def render(body: str, css: str = "", **more: Any) -> bytes:
    html = f'<!doctype html><html lang="en"><head><title>T</title></head><body>{body}</body></html>'
    with compressed_alike():
        return render_pdf(html, FONT + css, metadata=METADATA, identifier=b"0" * 16, **more)


def picture(mode: str = "RGB", size: int = 9) -> Asset:
    out = io.BytesIO()
    Image.new("RGB", (size, size), "red").convert(mode).save(out, "PNG")
    return Asset(PNG, out.getvalue())


def shown(*pictures: Asset) -> str:
    return "".join(f'<img alt="a" width="40" src="{picture.url}">' for picture in pictures)


# --- the objects ----------------------------------------------------------------------------


def test_a_whole_document() -> None:
    drawing, photograph = Asset(SVG, DRAWING), picture()
    body = shown(drawing, photograph) + (
        "<h1>Request</h1><h2>(a) \\ b</h2><p>Text <code>0O1l</code> محمد"
        ' <span lang="ur">محمد علی</span> हिन्दी ★ 😀</p><ul><li>one</li></ul><dl><dt>a<dd>b</dl>'
        "<table><thead><tr><th>a</thead><tbody><tr><td>b</tbody></table>"
    )
    enclosed = [Attachment("a.csv", b"1,2\n", "rows (é)"), Attachment("b.json", b"{}", "data")]
    given: dict[str, Any] = {"assets": [drawing, photograph], "attachments": enclosed}
    for _ in range(2):
        assert render(body, **given) == render(body, **given, plain=True)


def test_many_pages() -> None:
    body = "".join(f"<p>paragraph {number}</p>" for number in range(300))
    css = "@page{size:A6} p{margin:1em 0}"
    assert render(body, css) == render(body, css, plain=True)


@given(st.text())
def test_any_string_as_pydyf_writes_it(string: str) -> None:
    assert text(string) == pydyf.String(string).data


def test_an_object_that_is_ready_stands_like_a_dictionary() -> None:
    def file(add: Callable[[Any], Any]) -> bytes:
        pdf, out = pydyf.PDF(), io.BytesIO()
        add(pdf)
        pdf.catalog["X"] = pdf.objects[-1].reference
        pdf.write(out, b"1.7", b"0" * 16, compress=True)
        return out.getvalue()

    plain = file(lambda pdf: pdf.add_object(pydyf.Dictionary({"A": 1})))
    assert file(lambda pdf: Ready(b"<</A 1>>").join(pdf)) == plain


# --- fonts ----------------------------------------------------------------------------------


def form(_: Any) -> None:
    """Fields to be filled in, with nothing more to be done to them."""


@pytest.mark.parametrize(
    "body",
    [
        '<form><p>name <input name="a" title="the (1) name"></p></form>',
        '<form><p>name</p><input name="a"><code><input name="b" title="é"> x</code></form>',
        '<form><input name="a"><p style="font-size:20pt">another size</p></form>',
    ],
)
def test_a_form_has_the_whole_font(body: str) -> None:
    css = "input{appearance:auto;border:1pt solid}"
    for _ in range(2):
        assert render(body, css, form=form) == render(body, css, form=form, plain=True)


def test_the_same_glyphs_for_other_letters() -> None:
    bodies = ("<p>a b</p>", "<p>a\u00a0b</p>", "<p>b a</p>", "<p>b</p><p>a b</p>")
    for body in bodies:
        assert render(body) == render(body, plain=True)


def test_the_fonts_of_a_file_can_be_read() -> None:
    with pikepdf.open(io.BytesIO(render("<p>text <code>code</code></p>"))) as pdf:
        found = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        assert len(found) == 2
        assert all(item.FontFile2.read_bytes()[:4] == b"\0\1\0\0" for item in found)
