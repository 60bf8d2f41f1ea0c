"""The typesetter for tests: a page of any body, and a sample with all that could differ."""

from __future__ import annotations

import datetime as dt
import io

from PIL import Image

from demarche.render.assets import PNG, SVG, Asset
from demarche.render.pdf import Attachment, Metadata, render_pdf

CREATED = dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=5)))
METADATA = Metadata("Request 1", "The Ministry", "Takedown request", "en", CREATED)
CSS = (
    "@page{size:A4;margin:20mm} body{font:11pt 'Source Serif 4'} .m{font-family:'Noto Sans Mono'}"
    " .n{font-family:'Noto Nastaliq Urdu'} table{table-layout:fixed;width:100%}"
    " td{overflow-wrap:anywhere}"
)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>'


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>"


def render(body: str = "<p>text", head: str = "", css: str = CSS, **more: object) -> bytes:
    arguments: dict[str, object] = {"metadata": METADATA, "identifier": b"0" * 16, **more}
    return render_pdf(page(body, head), css, **arguments)  # type: ignore[arg-type]


def picture(colour: str = "red") -> Asset:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return Asset(PNG, out.getvalue())


ATTACHMENTS = [
    Attachment("case.json", b"{}", "The request as data"),
    Attachment("accounts.csv", b"a,b\r\n", "The accounts"),
    Attachment("case.yaml", b"a: b\n", "The case file", "Source"),
]


def sample() -> bytes:
    """A document with all that could differ from run to run."""
    asset, drawing = picture("blue"), Asset(SVG, DRAWING)
    body = (
        f'<h1><img alt=e width=40 src="{drawing.url}"> Request</h1><p>Text 😀 🇵🇰 <b>b</b> <i>i</i>'
        " <span class=n lang=ur>محمد علی</span> محمد <span class=m>0O1l</span> 𝓐 ★ हिन्दी"
        "<table><thead><tr><th>a</thead><tbody><tr><td>b</tbody></table>"
        f'<img alt=p src="{asset.url}">'
    )
    return render(body, assets=[asset, drawing], attachments=ATTACHMENTS)
