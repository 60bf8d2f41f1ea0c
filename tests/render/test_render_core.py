"""The typesetter's room: closed, complete, deterministic, with the program's fonts only."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from kit import TESTS
from typesetting import ATTACHMENTS, CREATED, CSS, DRAWING, METADATA, page, picture, render, sample

import demarche
from demarche.kernel import fonts
from demarche.render.assets import SVG, Asset, AssetError
from demarche.render.pdf import Attachment, Metadata, RenderError, render_pdf, stylesheet


def glyphs(pdf: bytes) -> list[tuple[str, float]]:
    """The characters of the first page with their left edges, from left to right."""
    with pdfium.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        found = [
            (text.get_text_range(index, 1), text.get_charbox(index)[0])
            for index in range(text.count_chars())
        ]
    return sorted(found, key=lambda item: item[1])


def embedded(pdf: bytes) -> set[str]:
    """The names of the fonts in a PDF, without their subset tags."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            str(item.FontName).partition("+")[2]
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        }


# --- nothing is fetched, nothing is dropped -------------------------------------------------

_FILE = "file:///etc/passwd"
_WEB = "http://127.0.0.1:1/x"

REFUSED = {
    "picture of the web": (f'<img alt=x src="{_WEB}">', ""),
    "picture of a file": (f'<img alt=x src="{_FILE}">', ""),
    "inline data": ('<img alt=x src="data:image/png;base64,AAAA">', ""),
    "scheme left out": ('<img alt=x src="//127.0.0.1/x.png">', ""),
    "relative": ('<img alt=x src="x.png">', ""),
    "unknown asset": (f'<img alt=x src="asset:{"0" * 64}">', ""),
    "asset traversal": ('<img alt=x src="asset:../../etc/passwd">', ""),
    "style sheet": ("x", f'<link rel=stylesheet href="{_WEB}">'),
    "import": ("x", f'<style>@import "{_WEB}";</style>'),
    "font": ("<p>x", f"<style>@font-face{{font-family:a;src:url({_FILE})}}</style>"),
    "local font": ("<p>x", "<style>@font-face{font-family:a;src:local(DejaVu Sans)}</style>"),
    "attachment": ("x", f'<link rel=attachment href="{_FILE}">'),
    "attachment by anchor": (f'<a rel=attachment href="{_FILE}">x</a>', ""),
    "object": (f'<object data="{_FILE}"></object>', ""),
    "embed": (f'<embed src="{_FILE}">', ""),
    "background": (f'<p style="background:url({_WEB})">x', ""),
    "page background": ("x", f"<style>@page{{background:url({_WEB})}}</style>"),
    "content": ("<p>x", f"<style>p::before{{content:url({_WEB})}}</style>"),
    "border picture": (f'<p style="border:1px solid;border-image:url({_WEB}) 1">x', ""),
    "colour profile": ("x", f"<style>@color-profile --x{{src:url({_FILE})}}</style>"),
    "picture in a drawing": (
        f'<svg width=9 height=9><image href="{_FILE}" width=5 height=5 />',
        "",
    ),
    "base": ('<img alt=x src="x.png">', f'<base href="{_WEB}">'),
    "unknown style": ("<p>x", "<style>p{nonsense:1}</style>"),
    "no description": (f'<img src="asset:{"0" * 64}">', ""),
    "character without a glyph": ("<p>\ue000", ""),
    "character of no font here": ("<p>中", ""),
    "too deep": ("<div>" * 3000, ""),
    "broken link": ('<a href="#nowhere">x</a>', ""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    body, head = REFUSED[name]
    with pytest.raises(RenderError) as caught:
        render(body, head)
    assert caught.value.problems
    assert all(caught.value.problems)


LOST = {
    "beyond the edge": f"<p>{'x' * 400}",
    "beyond the left edge": f'<p style="direction:rtl;white-space:nowrap">{"محمد " * 100}',
    "no line break": f'<p style="white-space:nowrap">{"xx yy " * 100}',
    "off the sheet": '<p style="position:absolute;left:250mm">x',
    "beyond the cell": f"<table><tr><td style='overflow-wrap:normal'>{'x' * 80}<td>y<td>z</table>",
    "hidden": '<p style="overflow:hidden;height:1px">x',
    "cut to lines": '<p style="max-lines:1;continue:discard">x',
}


@pytest.mark.parametrize("name", LOST)
def test_text_that_would_be_lost_is_refused(name: str) -> None:
    with pytest.raises(RenderError, match=r"does not fit|hides|lines only"):
        render(LOST[name])


def test_a_long_identifier_is_printed_whole() -> None:
    identifier = "".join(f"{number:05}" for number in range(400))
    shown = "".join(character for character, _ in glyphs(render(f"<table><tr><td>{identifier}")))
    assert sum(shown.count(digit) for digit in "0123456789") == len(identifier)


def test_every_asset_must_be_drawn() -> None:
    with pytest.raises(RenderError, match="not drawn"):
        render(assets=[picture()])


def test_assets_are_drawn() -> None:
    png, svg = picture(), Asset(SVG, DRAWING)
    body = f'<img alt=a src="{png.url}"><img alt=b width=50 src="{svg.url}">'
    with pikepdf.open(io.BytesIO(render(body, assets=[png, svg]))) as document:
        images = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]
        assert [image.Interpolate for image in images] == [False]


def test_a_failure_leaves_no_trace() -> None:
    good = render()
    for name in ("unknown style", "picture of a file"):
        with pytest.raises(RenderError):
            render(*REFUSED[name])
    assert render() == good
    assert not logging.getLogger("weasyprint").level


def test_logging_switched_off_is_noticed() -> None:
    logging.disable(logging.CRITICAL)
    try:
        with pytest.raises(RenderError, match="logging is disabled"):
            render()
    finally:
        logging.disable(logging.NOTSET)


def test_the_language_of_text_and_metadata_must_agree() -> None:
    with pytest.raises(RenderError, match="lang"):
        render_pdf("<!doctype html><p>x", CSS, metadata=METADATA, identifier=b"0" * 16)


@pytest.mark.parametrize(
    "changed",
    [
        {"identifier": b"short"},
        {"metadata": Metadata("t", "a", "s", "en", dt.datetime(2026, 1, 1))},  # noqa: DTZ001
        {"metadata": Metadata("", "a", "s", "en", CREATED)},
        {"metadata": Metadata("a\nb", "a", "s", "en", CREATED)},
        {"attachments": [Attachment("a.json", b"1", ""), Attachment("a.json", b"2", "")]},
        {"attachments": [Attachment("../a.json", b"1", "")]},
        {"attachments": [Attachment("نام.json", b"1", "")]},
        {"attachments": [Attachment("a.exe", b"1", "")]},
        {
            "attachments": [
                Attachment("a.json", b"1", "", "Data"),
                Attachment("b.json", b"1", "", "Source"),
            ]
        },
    ],
)
def test_wrong_arguments(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        render(**changed)  # type: ignore[arg-type]


_SPACE = 'xmlns="http://www.w3.org/2000/svg"'
BAD_DRAWINGS = {
    "not xml": "hello",
    "not a drawing": "<html/>",
    "entities": f'<!DOCTYPE svg [<!ENTITY a "b">]><svg {_SPACE}>&a;</svg>',
    "script": f"<svg {_SPACE}><script>1</script></svg>",
    "handler": f'<svg {_SPACE} onload="x()"/>',
    "use": f'<svg {_SPACE}><g id="a"/><use href="#a"/></svg>',
    "picture": f'<svg {_SPACE}><image href="{_FILE}"/></svg>',
    "foreign": f"<svg {_SPACE}><foreignObject/></svg>",
    "text": f"<svg {_SPACE}><text>x</text></svg>",
    "style": f"<svg {_SPACE}><style>*{{}}</style></svg>",
    "style outside": f'<svg {_SPACE}><path style="fill:url({_WEB})"/></svg>',
    "style escaped": f'<svg {_SPACE}><path style="fill:u\\72l({_WEB})"/></svg>',
    "fill outside": f'<svg {_SPACE}><path fill="url({_WEB}#a)"/></svg>',
    "gradient by link": f'<svg {_SPACE} xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<linearGradient id="a" xlink:href="#b"/></svg>',
    "clip of clip": f'<svg {_SPACE}><clipPath id="a"><g clip-path="url(#a)"/></clipPath></svg>',
    "reference to nothing": f'<svg {_SPACE}><path fill="url(#a)"/></svg>',
    "gradient and opacity": f'<svg {_SPACE}><linearGradient id="a"/><g opacity=".5"/></svg>',
    "gradient and style": f'<svg {_SPACE}><linearGradient id="a"/><g style="opacity:.5"/></svg>',
    "deep": f"<svg {_SPACE}>{'<g>' * 40}{'</g>' * 40}</svg>",
    "wide": f"<svg {_SPACE}>{'<path/>' * 6000}</svg>",
    "large": f"<svg {_SPACE}>{' ' * 600_000}</svg>",
    "other names": f'<svg {_SPACE} xmlns:x="urn:x"><x:y/></svg>',
}


@pytest.mark.parametrize("name", BAD_DRAWINGS)
def test_bad_drawings(name: str) -> None:
    with pytest.raises(AssetError):
        Asset(SVG, BAD_DRAWINGS[name].encode())


def test_a_drawing_with_gradient_and_clip_is_taken() -> None:
    drawing = (
        f'<svg {_SPACE} width="20" height="20"><defs><linearGradient id="g"><stop offset="0" '
        'stop-color="green"/></linearGradient><clipPath id="c"><rect width="9" height="9"/>'
        '</clipPath></defs><g clip-path="url(#c)"><circle r="5" style="fill:url(#g)"/></g></svg>'
    )
    asset = Asset(SVG, drawing.encode())
    assert render(f'<img alt=x src="{asset.url}">', assets=[asset])


def test_other_types_are_not_drawn() -> None:
    with pytest.raises(AssetError):
        Asset("image/jpeg", b"")


# --- fonts ----------------------------------------------------------------------------------


def test_only_our_fonts_are_embedded() -> None:
    body = (
        "<p>Text <i>i</i> <b>b</b> <code>c</code> <span class=m>m</span> <span class=n>نام</span>"
    )
    body += " محمد 😀 हिन्दी ★ 𝓐 <span style='font-family:Arial,\"DejaVu Sans\",cursive'>x</span>"
    families = {"-".join(family.split()) for family in _families()}
    for name in embedded(render(body)):
        assert any(name.startswith(family) for family in families), name


def _families() -> set[str]:
    from fontTools.ttLib import TTFont

    return {TTFont(path, lazy=True)["name"].getDebugName(16) or "" for path in fonts.files()} | {
        TTFont(path, lazy=True)["name"].getDebugName(1) for path in fonts.files()
    } - {""}


def _foreign_font(folder: Path) -> None:
    """A machine's font: one glyph, for a character that no shipped font has."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((900, 0))
    pen.lineTo((0, 900))
    pen.closePath()
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "one"])
    builder.setupCharacterMap({ord("中"): "one"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "one": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "one": (1000, 0)})
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": "Foreign", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(folder / "foreign.ttf")


_WITH_THEIRS = """
import sys, weasyprint
html = "<html lang=en><p style='font-family:Foreign'>\\u4e2d"
sys.stdout.buffer.write(weasyprint.HTML(string=html).write_pdf())
"""
_WITH_OURS = """
import sys
sys.path.insert(0, {tests!r})
from typesetting import render
from demarche.render.pdf import RenderError
sys.stdout.buffer.write(render("<p style='font-family:Foreign'>x"))
try:
    render("<p style='font-family:Foreign'>\\u4e2d")
except RenderError as error:
    sys.exit(0 if "notdef" in str(error) else 3)
sys.exit(4)
"""


def test_a_font_of_the_machine_is_never_used(tmp_path: Path) -> None:
    _foreign_font(tmp_path)
    conf = tmp_path / "machine.conf"
    conf.write_text(
        f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    env = _environment(FONTCONFIG_FILE=str(conf))
    theirs = subprocess.run([sys.executable, "-c", _WITH_THEIRS], env=env, capture_output=True)
    assert embedded(theirs.stdout) == {"Foreign"}
    program = _WITH_OURS.format(tests=str(TESTS))
    ours = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True)
    assert ours.returncode == 0, ours.stderr.decode()
    assert embedded(ours.stdout) == {"Source-Serif-4,"}


def test_a_foreign_font_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = fonts.digests()
    some = {digest: name for digest, name in ours.items() if "Emoji" not in name}
    monkeypatch.setattr(fonts, "digests", lambda: some)
    assert render("<p>x")
    with pytest.raises(RenderError, match="Noto Emoji"):
        render("<p>😀")


def test_the_serif_has_small_capitals_and_tabular_figures() -> None:
    from fontTools.ttLib import TTFont

    for style in ("Regular", "SemiBold", "Bold"):
        font = TTFont(fonts.FOLDER / f"SourceSerif4-{style}.ttf", lazy=True)
        tags = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        assert {"smcp", "c2sc", "tnum", "lnum"} <= tags


def test_an_emoji_leaves_the_digits_alone() -> None:
    body = '<p style=\'font-family:"Noto Emoji","Source Serif 4"\'>12😀34'
    positions = dict(glyphs(render(body)))
    assert positions["2"] - positions["1"] < 10
    assert positions["4"] - positions["3"] < 10


def test_uncovered() -> None:
    assert fonts.uncovered("Text 123") == ""
    assert fonts.uncovered("محمد हिन्दी Ω é 😀") == ""
    assert fonts.uncovered("a中b文中\ue000") == "中文\ue000"


def test_the_table_of_code_points_is_that_of_the_fonts() -> None:
    assert fonts.POINTS.read_text(encoding="ascii") == fonts.points()


def test_the_fonts_are_small_and_licensed() -> None:
    assert sum(path.stat().st_size for path in fonts.files()) < 8_000_000
    for text in (fonts.FOLDER / "licences").iterdir():
        assert "SIL OPEN FONT LICENSE" in text.read_text(encoding="utf-8").upper()


def test_counts_after_an_isolated_name_stay_in_their_order() -> None:
    shown = [
        character
        for character, _ in glyphs(render("<p>Name <bdi>محمد</bdi> 123, 456 posts"))
        if character in "123456p"
    ]
    assert shown == list("123456p")


# --- attachments, tags, metadata ------------------------------------------------------------


def test_attachments() -> None:
    with pikepdf.open(io.BytesIO(render(attachments=ATTACHMENTS))) as document:
        assert list(document.attachments) == ["accounts.csv", "case.json", "case.yaml"]
        assert document.attachments["case.json"].get_file().read_bytes() == b"{}"
        assert document.attachments["case.yaml"].get_file().mime_type == "application/yaml"
        assert [str(item.AFRelationship) for item in document.Root.AF] == [
            "/Data",
            "/Data",
            "/Source",
        ]
        assert str(document.Root.AF[0].EF.F.Params.CreationDate) == "D:20261120093000Z"
        assert document.check_pdf_syntax() == []


def test_metadata() -> None:
    with pikepdf.open(io.BytesIO(render())) as document:
        assert str(document.docinfo["/Title"]) == "Request 1"
        assert str(document.docinfo["/CreationDate"]) == "D:20261120143000+05'00"
        assert str(document.Root.Lang) == "en"
        with document.open_metadata() as xmp:
            assert xmp["pdfaid:part"] == "3"
            assert xmp["pdfaid:conformance"] == "A"
            assert xmp["pdfuaid:part"] == "1"
            assert xmp["xmp:CreateDate"] == "2026-11-20T14:30:00+05:00"


def test_headers_say_what_they_head() -> None:
    table = "<table><thead><tr><th>a<th>b</thead><tbody><tr><th scope=row>c<td>d</tbody></table>"
    with pikepdf.open(io.BytesIO(render(table))) as document:
        scopes = [
            str(item.A.Scope)
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TH"
        ]
    assert scopes == ["/Column", "/Column", "/Row"]


# --- the same bytes -------------------------------------------------------------------------


def test_same_bytes_in_one_process() -> None:
    first = sample()
    render("<p>something else", css="p{color:red}")
    assert sample() == first


_POOL = """
import multiprocessing, sys
from demarche.kernel import fonts

def prepare(_):
    return fonts.install_fonts().exists()

if __name__ == "__main__":
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        assert all(pool.map(prepare, range(4)))
        pool.close()
        pool.join()
    assert prepare(0)
"""


def test_the_private_folder_is_removed(tmp_path: Path) -> None:
    """At the end of the process, and of a worker of a pool."""
    script = tmp_path / "script.py"
    script.write_text(_POOL)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    for method in ("fork", "spawn"):
        env = _environment(TMPDIR=str(temporary))
        subprocess.run([sys.executable, str(script), method], env=env, check=True)
        assert list(temporary.iterdir()) == []


def test_a_stylesheet_is_parsed_once() -> None:
    assert stylesheet(CSS) is stylesheet(CSS)
    assert render_pdf(
        page("<p>x"), stylesheet(CSS), metadata=METADATA, identifier=b"0" * 16
    ) == render("<p>x")


def _environment(**changed: str) -> dict[str, str]:
    folder = str(Path(demarche.__file__).parent.parent)
    return {**os.environ, "PYTHONPATH": folder, **changed}


def test_same_bytes_everywhere(tmp_path: Path) -> None:
    """Other hash seed, time zone, locale, home, working folder and place of the program."""
    here = Path(demarche.__file__).parent
    moved = tmp_path / "moved"
    for part in ("__init__.py", "fonts", "kernel", "render", "weasyfast"):
        (moved / "demarche").mkdir(parents=True, exist_ok=True)
        source = here / part
        if source.is_dir():
            shutil.copytree(source, moved / "demarche" / part)
        else:
            shutil.copy(source, moved / "demarche" / part)
    program = (
        f"import sys; sys.path.insert(0, {str(TESTS)!r}); import hashlib;"
        "from demarche.kernel import fonts; from typesetting import sample;"
        "print(fonts.FOLDER, hashlib.sha256(sample()).hexdigest())"
    )
    variants = [
        ("0", "Asia/Karachi", "C.UTF-8", here.parent),
        ("1", "America/St_Johns", "C", here.parent),
        ("0", "America/St_Johns", "ur_PK.UTF-8", moved),
        ("1", "Asia/Karachi", "C.UTF-8", moved),
    ]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            env=_environment(
                PYTHONHASHSEED=seed, TZ=zone, LC_ALL=locale, PYTHONPATH=str(place), HOME=str(home)
            ),
            cwd=home,
            stdout=subprocess.PIPE,
            text=True,
        )
        for (seed, zone, locale, place), home in zip(
            variants, [tmp_path, here.parent, moved, tmp_path], strict=True
        )
    ]
    lines = [process.communicate()[0].split() for process in running]
    assert {Path(line[0]).parent.parent for line in lines} == {here.parent, moved}
    assert {line[1] for line in lines} == {hashlib.sha256(sample()).hexdigest()}
