"""Documents of hostile content keep PDF/A-3a and PDF/UA-1 by the reference validator's word."""

from __future__ import annotations

import datetime as dt
import html
import importlib.util
import io
import sys
from pathlib import Path
from types import ModuleType

import pytest
from kit import ROOT, Built
from PIL import Image

from demarche.kernel.safe_text import ascii_form, segments
from demarche.render import pictures
from demarche.render.assets import PNG, SVG, Asset
from demarche.render.pdf import Attachment, Metadata, render_pdf
from demarche.render.table_count import tables_counted

pytestmark = pytest.mark.conformance


def _script() -> ModuleType:
    path = ROOT / "scripts" / "conformance.py"
    spec = importlib.util.spec_from_file_location("conformance", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def conformance() -> ModuleType:
    """The script, with the validator in place; skips where that can't be had."""
    script = _script()
    try:
        script.set_up()
    except script.SetupError as error:
        pytest.skip(f"no veraPDF: {str(error).splitlines()[0]}")
    return script


HOSTILE = [
    "plain",
    "abc\u202egnp.exe",
    "\u2066a\u2069\u200b\u200e\u00ad\ufeff",
    "a" + "\u0301" * 42,
    "usеr_01",
    "ｆｕｌｌ",
    "محمد علی 123, 456",
    "می\u200cشود",
    "\ufdfd \ufdfa",
    "עברית ދިވެހި",
    "हिन्दी नमस्ते क्षेत्र",
    "বাংলা தமிழ் ไทย አማርኛ ქართული ဗမာ",
    "😀🇵🇰👨‍👩‍👧❤️👍🏽 1️⃣",
    "🏴\U000e0067\U000e0062\U000e007f",
    "𝓐𝕭𝐂 ᴀʙᴄ ⓐ 🅰 ★☪✪⚔",
    "中文 日本語 한국어",
    "\ue000\ufdd0\U0010ffff\ufffd\ufffc",
    "\x1b[31m\x07\x00\x7f\x85",
    "\ud800",
    " leading  double trailing ",
    "\u00a0\u2003\u3000\u2028\u2029",
    "</td></table><script>alert(1)</script><img src=x onerror=1>",
    "</style><style>*{display:none}</style>",
    "<link rel=attachment href=file:///etc/passwd>",
    "&lt;b&gt; &#x202e; &amp;",
    "{{ 7*7 }}{% include '/etc/passwd' %}",
    '=HYPERLINK("http://x")',
    "x" * 400,
    "محمد" * 60,
    "\\u{202E} C:\\path",
]
CSS = """
@page { size: A4; margin: 20mm; @bottom-right { content: "Page " counter(page) " of "
  counter(pages); font: 8pt "Source Serif 4" } }
body { font: 10pt/1.4 "Source Serif 4" }
h1 { font-variant-caps: small-caps }
table { table-layout: fixed; width: 100%; border-spacing: 0 }
td, th { overflow-wrap: anywhere; text-align: left; vertical-align: top; padding: 1pt }
tbody tr:nth-child(even) { background: #f2f2f2 }
.id { font: 7.5pt "Noto Sans Mono" }
.esc { font: .85em "Noto Sans Mono"; background: #e8e8e8 }
.ur { font-family: "Noto Nastaliq Urdu"; direction: rtl }
img { width: 40mm }
"""


def shown(text: str) -> str:
    """The text as a template prints it."""
    runs = (
        f'<span class="esc">{html.escape(run.text)}</span>'
        if run.escaped
        else html.escape(run.text)
        for run in segments(text)
    )
    return f"<bdi>{''.join(runs)}</bdi>"


def document() -> bytes:
    """All that a request may hold, at its worst."""
    out = io.BytesIO()
    Image.radial_gradient("L").convert("RGBA").save(out, "PNG")
    picture = Asset(PNG, pictures.decode_picture(out.getvalue()).png)
    emblem = Asset(
        SVG,
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><linearGradient id="g">'
        b'<stop offset="0" stop-color="green"/><stop offset="1" stop-color="white" '
        b'stop-opacity=".5"/></linearGradient><circle cx="4" cy="4" r="4" fill="url(#g)"/></svg>',
    )
    rows = "".join(
        f'<tr><th scope="row">{number}</th><td>{shown(text)}</td>'
        f'<td class="id">{html.escape(ascii_form(text))}</td></tr>'
        for number, text in enumerate(HOSTILE * 3)
    )
    body = f"""<!doctype html><html lang="en"><head><title>x</title></head><body>
    <h1><img alt="Emblem" src="{emblem.url}"> Ministry of the Interior</h1>
    <p>To <b>whom</b> it <i>may</i> concern, under
    <a href="https://www.un.org/">the list</a>; see <a href="#annex">the annex</a>.</p>
    <p class="ur" lang="ur">نیشنل کاؤنٹر ٹیررازم اتھارٹی، حکومتِ پاکستان ۲۰۲۶</p>
    <blockquote><p>Quoted</p></blockquote>
    <ul><li>one</li><li>two<ol><li>inner</li></ol></li></ul>
    <dl><dt>Reference</dt><dd>1</dd></dl>
    <h2 id="annex">Annex</h2>
    <table><caption>Accounts</caption><thead><tr><th scope="col">No.</th>
    <th scope="col">Name</th><th scope="col">Exact</th></tr></thead><tbody>{rows}</tbody></table>
    <figure><img alt="Screenshot" src="{picture.url}"><figcaption>Exhibit 1</figcaption></figure>
    </body></html>"""
    created = dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=5)))
    return render_pdf(
        body,
        CSS,
        metadata=Metadata("Request & <title> محمد 😀", "The Ministry", "A subject", "en", created),
        identifier=b"hostile-document",
        assets=[picture, emblem],
        attachments=[
            Attachment("request.json", b"{}", "The request as data"),
            Attachment("accounts.csv", b"a,b\r\n", "The accounts, for machines"),
        ],
    )


def test_hostile_document(conformance: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "hostile.pdf"
    path.write_bytes(document())
    (outcome,) = conformance.check([path])
    assert outcome.passed, outcome.failures
    assert outcome.checks["3a"] > 10_000
    assert outcome.checks["ua1"] > 5_000


def schedule(*, plain: bool) -> bytes:
    """A long table over pages, with all that its rows may have."""
    row = (
        '<tr id="r{0}"><th scope="row">{0} <b class="mark">T1</b></th><td><a href="#r1">@{0}</a>'
        '<bdi lang="ur" dir="rtl" class="ur">محمد علی</bdi></td><td lang="ar" dir="rtl">نموذج '
        '<a href="https://www.un.org/">https://www.un.org/ {1}</a></td></tr>'
    )
    rows = "".join(row.format(number, "and on " * 20) for number in range(60))
    body = f"""<!doctype html><html lang="en"><head><title>x</title></head><body>
    <h1>Annex</h1><p>See <a href="#r50">row <b>50</b></a>.</p>
    <table class="long"><thead><tr><th scope="col">No.</th><th scope="col">Name</th>
    <th scope="col" lang="fr">Lien</th></tr></thead><tbody><tr><th colspan="3" scope="colgroup">
    Group</th></tr>{rows}</tbody></table></body></html>"""
    css = CSS.replace("tbody tr:nth-child(even) { background: #f2f2f2 }", "")
    css += ".mark { background: #000; color: #fff; padding: 0 1mm } table { line-height: 1.3 }"
    created = dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=5)))
    metadata = Metadata("Schedule", "The Ministry", "A subject", "en", created)
    with tables_counted() as count:
        made = render_pdf(body, css, metadata=metadata, identifier=b"hostile-document", plain=plain)
    assert plain or not count.plain, count.plain
    return made


@pytest.mark.parametrize("plain", [False, True])
def test_a_table_over_pages_with_links_and_languages(
    conformance: ModuleType, tmp_path: Path, *, plain: bool
) -> None:
    path = tmp_path / "schedule.pdf"
    path.write_bytes(schedule(plain=plain))
    (outcome,) = conformance.check([path])
    assert outcome.passed, outcome.failures


def test_every_document_of_the_cases(
    conformance: ModuleType, specimen: Built, followup: Built
) -> None:
    paths = [file for case in (specimen, followup) for file in sorted(case.folder.glob("*/*.pdf"))]
    assert len(paths) >= 46
    outcomes = conformance.check(paths)
    failed = {
        str(path): outcome.failures
        for path, outcome in zip(paths, outcomes, strict=True)
        if not outcome.passed
    }
    assert not failed


def test_what_is_not_conformant_fails(conformance: ModuleType, tmp_path: Path) -> None:
    """The check is not blind: it tells a broken claim, a missing one, a non-PDF, no file."""
    whole = document()
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(whole.replace(b"%PDF-1.7", b"%PDF-9.7", 1))
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(_plain())
    text = tmp_path / "text.pdf"
    text.write_text("hello")
    outcomes = conformance.check([broken, plain, text, tmp_path / "none.pdf"])
    assert [outcome.passed for outcome in outcomes] == [False] * 4
    assert all(outcome.failures for outcome in outcomes)
    assert conformance.main([str(plain)]) == 1


def _plain() -> bytes:
    from weasyprint import HTML

    data: bytes = HTML(string="<p>x").write_pdf()
    return data
