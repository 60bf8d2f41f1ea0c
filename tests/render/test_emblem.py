"""An office's emblem: ordinary files are drawn, the others refused with what to do instead."""

from __future__ import annotations

import contextlib
import io
import shutil
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import DATA, TESTS, build_case, command
from PIL import Image

from demarche.render.assets import PNG, SVG, AssetError, check_svg
from demarche.render.emblem import PRINTED_SIDE, emblem_asset
from demarche.render.svg_shapes import plain_svg

_SPACE = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

INKSCAPE = f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with a drawing program -->
<svg {_SPACE} xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
   xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#"
   width="40mm" height="40mm" viewBox="0 0 40 40" version="1.1" id="svg8" inkscape:version="1.2">
  <sodipodi:namedview id="base" pagecolor="#ffffff" inkscape:zoom="1"/>
  <metadata id="m"><rdf:RDF><cc:Work rdf:about=""/></rdf:RDF></metadata>
  <defs id="defs2">
    <linearGradient id="colours"><stop offset="0" style="stop-color:#008000;stop-opacity:1"/>
      <stop offset="1" style="stop-color:#000080"/></linearGradient>
    <linearGradient id="across" xlink:href="#colours" x1="0" y1="0" x2="40" y2="0"
      gradientUnits="userSpaceOnUse" inkscape:collect="always"/>
    <filter id="unused"><feGaussianBlur stdDeviation="2"/></filter>
    <path id="curl" d="M0 0h8v8h-8z"/>
  </defs>
  <g inkscape:groupmode="layer" inkscape:label="Layer 1" style="opacity:1">
    <rect x="0" y="0" width="40" height="20" style="fill:url(#across);opacity:1;stroke:none"/>
    <use xlink:href="#curl" x="4" y="26" style="fill:#800000" id="u1"/>
    <use xlink:href="#u1" transform="translate(20)" width="100%" height="100%"/>
  </g>
</svg>"""

ILLUSTRATOR = f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" id="Layer_1" {_SPACE} x="0px" y="0px" width="200px" height="100px"
  style="enable-background:new 0 0 200 100;" xml:space="preserve">
<style type="text/css">
  .st0{{fill:#112233;}} /* dark */
  .st1,.st2{{fill:none;stroke:#445566;stroke-width:3;}}
  circle{{stroke:none}}
</style>
<circle class="st0" cx="100" cy="50" r="40"/><path class="st1" d="M10 10 L190 10"/>
</svg>"""

ORDINARY = {"Inkscape": INKSCAPE, "Illustrator": ILLUSTRATOR}


def drawing(body: str, *, extra: str = 'viewBox="0 0 9 9"') -> bytes:
    return f"<svg {_SPACE} {extra}>{body}</svg>".encode()


def raster(kind: str, size: tuple[int, int] = (300, 200), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    colour: tuple[int, ...] = (0, 90, 0, 128) if mode == "RGBA" else (0, 90, 0)
    Image.new(mode, size, colour).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_drawing_becomes_plain_shapes(name: str) -> None:
    plain = plain_svg(ORDINARY[name].encode())

    check_svg(plain)
    assert b"<use" not in plain
    assert b"metadata" not in plain
    assert b"<style" not in plain
    assert b"viewBox" in plain
    assert emblem_asset(ORDINARY[name].encode()).media_type == SVG


def test_what_is_used_twice_is_drawn_twice_with_its_own_colour() -> None:
    plain = plain_svg(INKSCAPE.encode()).decode()

    assert plain.count("M0 0h8v8h-8z") == 3  # the definition and the two uses
    assert plain.count("fill:#800000") == 2
    assert "unused" not in plain
    assert plain.count("stop-color:#008000") == 2


def test_the_rules_of_a_style_sheet_come_before_what_an_element_says_itself() -> None:
    body = (
        "<style>#a{fill:red} rect{fill:blue} .b{fill:green}</style>"
        '<rect id="a" class="b" style="fill:black"/>'
    )

    assert b'style="fill:blue;fill:green;fill:red;fill:black"' in plain_svg(drawing(body))


def test_a_plain_drawing_stays_byte_by_byte() -> None:
    data = (DATA / "offices" / "specimen-emblem.svg").read_bytes()

    assert plain_svg(data) is data


REFUSED = {
    "script": ("<script>1</script>", "script"),
    "handler": ('<path onload="x()"/>', "onload"),
    "text": ("<text>x</text>", "convert its text to paths"),
    "picture inside": ('<image href="https://example.org/a.png"/>', "image"),
    "use of another file": ('<use href="https://example.org/a.svg#b"/>', "points outside itself"),
    "use of nothing": ('<use href="#b"/>', "does not hold"),
    "use of itself": ('<g id="a"><use href="#a"/></g>', "inside itself"),
    "uses of uses": (
        "".join(f'<g id="a{n}">' + f'<use href="#a{n + 1}"/>' * 10 + "</g>" for n in range(7))
        + '<g id="a7"><path/></g>',
        "too often",
    ),
    "style import": ("<style>@import url(https://example.org/a.css);</style>", "simple rules"),
    "style outside": (
        "<style>path{fill:url(https://example.org/#a)}</style><path/>",
        "points outside",
    ),
    "style escaped": (
        "<style>path{fill:u\\72l(https://example.org/)}</style><path/>",
        "points outside",
    ),
    "selector": ("<style>g > path{fill:red}</style><path/>", "selector"),
    "filter in use": ('<filter id="f"/><path style="filter:url(#f)"/>', "filter"),
    "pattern in use": ('<pattern id="f"/><path fill="url(#f)"/>', "pattern"),
    "foreign object": ("<foreignObject/>", "foreignObject"),
    "link": ('<a href="https://example.org/"><path/></a>', "save it as plain SVG"),
    "gradient round": (
        '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>'
        '<path fill="url(#a)"/>',
        "gradient",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_page_cannot_have_is_refused_with_a_remedy(name: str) -> None:
    body, said = REFUSED[name]
    with pytest.raises(AssetError) as caught:
        emblem_asset(drawing(body))
    message = str(caught.value)
    assert said in message
    assert "; " in message, "no remedy"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"GIF89a....", "is a GIF"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\x1f\x8b\x08", "SVGZ"),
        (b"hello", "neither an SVG nor a PNG or JPEG"),
        (b"<html/>", "not an SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "entities"),
        (b"\x89PNG\r\n\x1a\nbroken", "save it again as PNG"),
        (raster("PNG", (40, 40)), "at least 100 pixels"),
        (raster("WEBP"), "WebP"),
        (drawing("<use href='#a'/><g id='a'/>", extra=""), "viewBox"),
        (drawing("<g>" * 40 + "</g>" * 40), "nested too deeply"),
        (drawing("<use/>" * 30_000), "too many elements"),
    ],
)  # fmt: skip
def test_other_files_are_named_for_what_they_are(data: bytes, said: str) -> None:
    with pytest.raises(AssetError, match=said):
        emblem_asset(data)


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("JPEG", "RGB")])
@pytest.mark.parametrize("size", [(300, 200), (120, 400), (2000, 1000)])
def test_a_picture_becomes_a_square_with_nothing_cut_off(
    kind: str, mode: str, size: tuple[int, int]
) -> None:
    asset = emblem_asset(raster(kind, size, mode))

    assert asset.media_type == PNG
    with Image.open(io.BytesIO(asset.data)) as image:
        assert image.size == (min(max(size), PRINTED_SIDE),) * 2
        middle = image.getpixel((image.width // 2, image.height // 2))
        corner = image.getpixel((1, 1))
    assert corner == (255, 255, 255)
    assert isinstance(middle, tuple)
    assert middle[1] > middle[0] + 30  # green, on white where it is translucent


PIECES = (
    *("<g id='a'>", "</g>", "<use href='#a'/>", "<path id='b'/>", "<style>.x{fill:red}</style>"),
    *("<defs>", "</defs>", "<use href='#b' x='3'/>", "<text/>", "<use href='#s'/>"),
    *("<linearGradient id='a' href='#b'/>", "<symbol id='s'/>"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_whatever_is_accepted_is_plain(pieces: list[str]) -> None:
    with contextlib.suppress(AssetError):
        check_svg(plain_svg(drawing("".join(pieces))))


@pytest.mark.parametrize("name", ["emblem.svg", "emblem.png", "emblem.jpg"])
def test_it_is_printed_on_the_first_page_and_verified(tmp_path: Path, name: str) -> None:
    case = with_emblem(tmp_path, name)
    shape = '<path id="a" fill="#006400" d="M0 0h9v9h-9z"/>'
    data = drawing(f'<defs>{shape}</defs><use href="#a"/>')
    if not name.endswith("svg"):
        data = raster("PNG" if name.endswith("png") else "JPEG", (400, 400))
    (tmp_path / "data" / "offices" / name).write_bytes(data)

    built = build_case(case)

    pdf = next(iter(built.documents().values()))
    page = pypdfium2.PdfDocument(pdf)[0]
    picture = page.render(scale=2).to_pil().convert("RGB")
    width, height = picture.size
    corner = picture.crop((width * 2 // 3, 0, width, height // 4))
    assert any(green > red + 40 for red, green, _ in corner.get_flattened_data()), (
        "no emblem is seen"
    )
    with pikepdf.open(pdf) as document:
        assert document.Root.MarkInfo.Marked
    alone = tmp_path / "elsewhere"
    alone.mkdir()
    done = command("verify", shutil.copy(pdf, alone), cwd=alone)
    assert "picture" not in done.stdout
    assert "differs" not in done.stdout, done.stdout


def test_a_wrong_emblem_is_reported_at_its_file(tmp_path: Path) -> None:
    case = with_emblem(tmp_path, "emblem.gif")
    (tmp_path / "data" / "offices" / "emblem.gif").write_bytes(raster("GIF"))

    done = command("check", case)

    assert done.returncode == 2
    assert "emblem.gif: emblem: is a GIF; save it as SVG, PNG or JPEG" in done.stderr


def with_emblem(root: Path, name: str) -> Path:
    """The smallest case with an office of its own that has this emblem."""
    offices = root / "data" / "offices"
    offices.mkdir(parents=True)
    office = (DATA / "offices" / "pk-specimen.yaml").read_text(encoding="utf-8")
    office = office.replace("id: pk-specimen", "id: own").replace("specimen-emblem.svg", name)
    (offices / "own.yaml").write_text(office, encoding="utf-8")
    folder = root / "data" / "cases" / "tiny"
    folder.mkdir(parents=True)
    text = (TESTS / "cases" / "tiny" / "case.yaml").read_text(encoding="utf-8")
    (folder / "case.yaml").write_text(text.replace("pk-specimen", "own"), encoding="utf-8")
    return folder / "case.yaml"
