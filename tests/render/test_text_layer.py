"""What is copied from a page: PDFium and Poppler give the text that is shown, in every script."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import ROOT

from demarche.render.html import shown
from demarche.render.pdf import Metadata, render_pdf
from demarche.render.text_marks import opening

TEXTS = {
    "Arabic": "حَبيبي الجيش",
    "Urdu": "تحریک طالبان پاکستان",
    "Kashmiri": "كٲشُر",
    "Sindhi": "سنڌي ٻولي",
    "Uyghur": "ئۇيغۇرچە",
    "Pashto": "پښتو ژبه",
    "Persian": "می‌خواهم",
    "Balochi": "بلۏچستان آجوییء لشکر",
    "Kurdish": "کوردی ڕۆژ",
    "Hebrew": "שלום עולם",
    "Hindi": "हिन्दी क्षत्रिय",
    "Bengali": "বাংলা ক্ষমা",
    "Tamil": "தமிழ் கொ",
    "Thai": "ภาษาไทยน้ำ",
    "emoji": "fire 🔥 ok ✅",
    "emoji after Hindi": "सत्य 🔥 शक्ति",
    "Urdu with a handle": "اکاؤنٹ @specimen_one نے لکھا۔",
    "Urdu with numbers": "حساب 2026 رقم 12 ہے",
    "Hebrew with brackets": "תנועה (א) של ישראל, בית",
    "Urdu in English": "The group تحریک طالبان (TTP) said so",
    "ligatures": "office affluent flow",
}

_DIRECTIONS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_METADATA = Metadata(
    "Title", "Author", "Subject", language="en", created=dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
)
_CSS = (ROOT / "templates" / "style.css").read_text(encoding="utf-8") + (
    "table.long { table-layout: fixed; width: 150mm } td, th { line-height: 1.3 }"
)


def _paragraphs() -> str:
    return "".join(f"<p>{name}: {shown(text)} ends</p>" for name, text in TEXTS.items())


def _table() -> str:
    columns = "".join(f'<col style="width:{mm}mm">' for mm in (30, 60, 60))
    head = "".join(f'<th scope="col">{name}</th>' for name in ("a", "b", "c"))
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td>{shown(text)}</td><td>in {shown(text)} out</td></tr>'
        for name, text in TEXTS.items()
    )
    return (
        f'<table class="long"><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", _DIRECTIONS.sub("", text)).split())


def _by_pdfium(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return _clean(" ".join(page.get_textpage().get_text_range() for page in document))


def _by_poppler(pdf: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("Poppler is not installed")
    (folder / "a.pdf").write_bytes(pdf)
    command = ["pdftotext", "-enc", "UTF-8", "a.pdf", "-"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return _clean(done.stdout.decode())


@pytest.mark.parametrize("plain", [True, False], ids=["plain", "fast"])
@pytest.mark.parametrize("body", [_paragraphs, _table])
def test_two_engines_read_what_is_shown(body: object, plain: bool, tmp_path: Path) -> None:
    assert callable(body)
    html = f'<html lang="en"><head><title>t</title></head><body>{body()}</body></html>'
    pdf = render_pdf(html, _CSS, metadata=_METADATA, identifier=b"0" * 16, plain=plain)

    read = {"PDFium": _by_pdfium(pdf), "Poppler": _by_poppler(pdf, tmp_path)}

    lost = {
        (engine, name): text
        for engine, page in read.items()
        for name, text in TEXTS.items()
        if _clean(text) not in page
    }
    assert not lost


def test_a_sentence_from_the_right_is_set_from_the_right() -> None:
    """Its first word is the rightmost, whatever the language of the paragraph around it."""
    html = (
        '<html lang="en"><head><title>t</title></head><body><p>Note: '
        f"{shown('اکاؤنٹ @specimen_one نے')} ends</p></body></html>"
    )
    pdf = render_pdf(html, _CSS, metadata=_METADATA, identifier=b"0" * 16)
    page = pypdfium2.PdfDocument(pdf)[0]
    drawn = [item for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT]
    urdu = [item.get_bounds() for item in drawn if "Naskh" in item.get_font().get_base_name()]
    middle = (min(box[0] for box in urdu) + max(box[2] for box in urdu)) / 2
    left = [box[2] - box[0] for box in urdu if box[2] < middle]
    right = [box[2] - box[0] for box in urdu if box[0] > middle]

    assert len(left) + len(right) == len(urdu)  # the handle is between the two words
    assert sum(left) < sum(right) / 2  # نے at the left, the longer اکاؤنٹ at the right


@given(st.text(st.characters(categories=["L", "N", "Zs"], max_codepoint=0x6FF), min_size=1))
def test_a_mark_holds_the_letters_and_nothing_else(text: str) -> None:
    for turned in (True, False):
        operators = opening(text, turned)
        outer, inner = (
            bytes.fromhex(found.decode()).decode("utf-16")
            for found in re.findall(rb"<([0-9a-f]+)>", operators)
        )
        assert sorted(outer.replace("\u200e", "")) == sorted(text)
        read = inner[::-1] if turned else inner
        assert read.replace("\u200e", "") == text
