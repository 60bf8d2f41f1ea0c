"""Running heads and feet: laid out once, they are byte for byte what WeasyPrint makes anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pypdfium2 as pdfium
import pytest
from weasyprint.layout import page as weasyprint_page

from demarche.render.pdf import Metadata, render_pdf
from demarche.weasyfast import margin_box_cache
from demarche.weasyfast.deflate_streams import patch_compression as compressed_alike

CREATED = dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=5)))
METADATA = Metadata("Request 1", "The Ministry", "Takedown request", "en", CREATED)
FONT = 'html{font:10pt "Source Serif 4"} section{break-before:page} h2{string-set: head content()}'
BODY = "".join(f"<section><h2>Part {n // 3}</h2><p>Text {n}.</p></section>" for n in range(8))
FEET = '@bottom-right{content:"Page " counter(page) " of " counter(pages);width:40%}'


def render(css: str, **more: Any) -> bytes:
    html = f'<!doctype html><html lang="en"><head><title>T</title></head><body>{BODY}</body></html>'
    with compressed_alike():
        return render_pdf(html, FONT + css, metadata=METADATA, identifier=b"0" * 16, **more)


@pytest.mark.parametrize(
    "css",
    [
        f"@page{{@top-left{{content:string(head);width:50%}} {FEET}}}",
        f"@page{{@top-left{{content:string(head)}} @top-right{{content:'Right'}} {FEET}}}",
        "@page{@bottom-left{content:string(head)} @bottom-right{content:counter(page)}}",
        f"@page{{{FEET}}} @page:first{{@top-center{{content:'First'}}}}",
        f"@page{{{FEET}}} @page:left{{margin-left:50mm}} @page:nth(5){{size:A5}}",
        f"@page{{@left-middle{{content:'DRAFT';transform:rotate(-90deg)}} {FEET}}}",
        "@page{@top-left-corner{content:counter(page,lower-roman)} @right-top{content:'x'}}",
        "@page{@right-middle{content:counter(page);height:20mm;vertical-align:middle}}",
        "@page{@top-left{content:string(head,last) ' ' string(head,first-except)}}",
        "@page{@top-left{content:counter(mine);counter-increment:mine;width:9mm}}",
        f"@page{{@top-right{{content:''}} {FEET}}} section:nth-child(4){{page:odd}} "
        "@page odd{@bottom-right{color:red}}",
    ],
)
def test_the_bytes_are_weasyprints(css: str) -> None:
    assert render(css) == render(css, plain=True)


def test_every_page_has_its_own_number_and_its_own_head() -> None:
    pdf = render(f"@page{{@top-left{{content:string(head);width:50%}} {FEET}}}")
    with pdfium.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    assert len(pages) == 8
    for number, text in enumerate(pages):
        assert text.count(f"Part {number // 3}") == 2
        assert f"Page {number + 1} of 8" in text


def test_few_pages_are_laid_out_by_weasyprint(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counted(*page: Any) -> Any:
        asked.append(page)
        return weasyprint_page.make_margin_boxes(*page)

    monkeypatch.setattr(margin_box_cache, "make_margin_boxes", counted)
    render(f"@page{{@top-left{{content:string(head);width:50%}} {FEET}}}")
    assert len(asked) == 3  # one for each head
