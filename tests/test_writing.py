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
from demarche.weasyfast import font_cache, image_cache
from demarche.weasyfast.pdf_writer import Ready, text, to_bytes, written_once

CREATED = dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=5)))
METADATA = Metadata("Request (1)", "وزارت", "Takedown request", "en", CREATED)
FONT = 'html{font:10pt "Source Serif 4"} code{font-family:"Noto Sans Mono"} '
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>'


def render(body: str, css: str = "", **more: Any) -> bytes:
    html = f'<!doctype html><html lang="en"><head><title>T</title></head><body>{body}</body></html>'
    return render_pdf(html, FONT + css, metadata=METADATA, identifier=b"0" * 16, **more)


def picture(mode: str = "RGB", size: int = 9) -> Asset:
    out = io.BytesIO()
    Image.new("RGB", (size, size), "red").convert(mode).save(out, "PNG")
    return Asset(PNG, out.getvalue())


def shown(*pictures: Asset) -> str:
    return "".join(f'<img alt="a" width="40" src="{one.url}">' for one in pictures)


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
        assert render(body, **given) == render(body, **given, shortcuts=False)


def test_many_pages() -> None:
    body = "".join(f"<p>paragraph {number}</p>" for number in range(300))
    css = "@page{size:A6} p{margin:1em 0}"
    assert render(body, css) == render(body, css, shortcuts=False)


VALUES = st.recursive(
    st.one_of(
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False, width=32),
        st.text("abc/", max_size=9),
        st.binary(max_size=9),
        st.text(max_size=9).map(pydyf.String),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(pydyf.Array),
        st.dictionaries(st.text("abcXYZ", min_size=1, max_size=5), inner, max_size=4).map(
            pydyf.Dictionary
        ),
    ),
    max_leaves=12,
)


def plainly(item: Any) -> bytes:
    """As pydyf says, which asks for the kinds in this order."""
    if isinstance(item, pydyf.Dictionary):
        pairs = [b"/" + plainly(key) + b" " + plainly(value) for key, value in item.items()]
        return b"<<" + b"".join(pairs) + b">>"
    if isinstance(item, pydyf.Array):
        return b"[" + b" ".join(map(plainly, item)) + b"]"
    if isinstance(item, bytes):
        return item
    if isinstance(item, float) and not item.is_integer():
        return f"{item:f}".rstrip("0").encode()
    if isinstance(item, int | float):
        return str(int(item)).encode()
    return bytes(item.data) if isinstance(item, pydyf.Object) else str(item).encode("ascii")


@given(VALUES)
def test_any_value_as_pydyf_writes_it(value: Any) -> None:
    assert to_bytes(value) == plainly(value)


@given(st.text())
def test_any_string_as_pydyf_writes_it(string: str) -> None:
    assert text(string) == pydyf.String(string).data


def file_of(values: list[Any], compress: bool, identifier: Any) -> bytes:
    pdf = pydyf.PDF()
    for value in values:
        pdf.add_object(pydyf.Dictionary({"V": value}))
        pdf.add_object(pydyf.Stream([b"q", b"Q"], compress=compress))
    pdf.info["Title"] = pydyf.String("é")
    out = io.BytesIO()
    pdf.write(out, b"1.7", identifier, compress)
    return out.getvalue()


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("identifier", [b"0" * 16, b"(\\)" * 7, True, False])
@pytest.mark.parametrize("count", [0, 1, 300])
def test_any_file_as_pydyf_writes_it(compress: bool, identifier: Any, count: int) -> None:
    values = list(range(count))
    plain = file_of(values, compress, identifier)
    with written_once():
        assert file_of(values, compress, identifier) == plain


def test_an_object_that_is_ready_stands_like_a_dictionary() -> None:
    def file(add: Callable[[Any], Any]) -> bytes:
        pdf, out = pydyf.PDF(), io.BytesIO()
        add(pdf)
        pdf.catalog["X"] = pdf.objects[-1].reference
        pdf.write(out, b"1.7", b"0" * 16, compress=True)
        return out.getvalue()

    plain = file(lambda pdf: pdf.add_object(pydyf.Dictionary({"A": 1})))
    assert file(lambda pdf: Ready(b"<</A 1>>").join(pdf)) == plain
    with written_once():
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
        assert render(body, css, form=form) == render(body, css, form=form, shortcuts=False)


def test_the_same_glyphs_for_other_letters() -> None:
    """A subset is kept by its glyphs, their letters are each document's."""
    bodies = ("<p>a b</p>", "<p>a\u00a0b</p>", "<p>b a</p>", "<p>b</p><p>a b</p>")
    font_cache.forget()
    for body in bodies:
        assert render(body) == render(body, shortcuts=False)


def test_fonts_are_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font_cache, "_MOST_FONTS", 3)
    monkeypatch.setattr(font_cache, "_MOST_SUBSETS", 3)
    font_cache.forget()
    body = "".join(f'<p style="font-size:{8 + size}pt">{size}</p>' for size in range(9))
    for letters in "abcdef":
        assert render(body + letters) == render(body + letters, shortcuts=False)
        assert font_cache.kept() <= (3, 3)


def test_the_fonts_of_a_file_can_be_read() -> None:
    with pikepdf.open(io.BytesIO(render("<p>text <code>code</code></p>"))) as pdf:
        found = [
            one
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
        assert len(found) == 2
        assert all(one.FontFile2.read_bytes()[:4] == b"\0\1\0\0" for one in found)


# --- pictures -------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1"])
def test_a_picture_in_two_documents(mode: str) -> None:
    image_cache.forget()
    asset = picture(mode)
    for css in ("", "img{image-rendering:pixelated}", "p{color:red}"):
        body = f"<p>{shown(asset, asset)}</p>"
        ours = render(body, css, assets=[asset])
        assert ours == render(body, css, assets=[asset], shortcuts=False)


def test_pictures_are_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    for number in range(4):
        image_cache.forget()
        render(shown(picture(size=50 + number)), assets=[picture(size=50 + number)])
        sizes.append(image_cache.kept())
    monkeypatch.setattr(image_cache, "_MOST", 2 * max(sizes))
    image_cache.forget()
    pictures = [picture(size=50 + number) for number in range(4)]
    assert render(shown(*pictures), assets=pictures)
    assert 0 < image_cache.kept() <= 2 * max(sizes) < sum(sizes)
    monkeypatch.setattr(image_cache, "_MOST", min(sizes) - 1)
    image_cache.forget()
    assert render(shown(*pictures), assets=pictures)
    assert image_cache.kept() == 0
