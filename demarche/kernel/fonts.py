"""The fonts of the package, and the wall that keeps the machine's fonts out.

Which fonts a machine has changes both the look and the bytes of a document, so `prepare` gives
fontconfig a private configuration that knows `demarche/fonts` only. It must run before WeasyPrint
asks for a font; `demarche.render.pdf` sees to that. `digests` is for the check afterwards.
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from multiprocessing.util import Finalize
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape

from demarche.kernel import scratch

FOLDER = Path(__file__).resolve().parent.parent / "fonts"
POINTS = FOLDER / "points.txt"
"""Which code points the fonts have."""

SERIF = "Source Serif 4"
MONOSPACE = "Noto Sans Mono"
NASTALIQ = "Noto Nastaliq Urdu"
NASKH = "Noto Naskh Arabic"
EMOJI = "Noto Emoji"

_FALLBACK = (
    SERIF,
    "Noto Serif",
    NASKH,
    "Noto Serif Devanagari",
    "Noto Serif Bengali",
    "Noto Serif Hebrew",
    EMOJI,
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Noto Sans Math",
)
"""Where a character is looked for that the style's own family lacks; the other scripts have one
font each, so their order does not matter."""

_DIGITS_OF_EMOJI = (0x20, 0x7F)
"""The emoji font has wide digits for keycaps; unless they are hidden, one emoji in a family list
turns every number of the document into them."""


def files() -> tuple[Path, ...]:
    """The font files, sorted by name."""
    return tuple(sorted(FOLDER.glob("*.ttf")))


@functools.cache
def digests() -> Mapping[str, str]:
    """The name of each font file by the SHA-256 (hexadecimal) of its bytes."""
    return MappingProxyType(
        {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in files()}
    )


@functools.cache
def coverage() -> frozenset[int]:
    """Every code point that a font of the package has a glyph for."""
    return _kept()[0]


@functools.cache
def emoji() -> frozenset[int]:
    """The code points of the emoji font that are pictures, not letters or digits."""
    return _kept()[1]


@functools.cache
def _kept() -> tuple[frozenset[int], frozenset[int]]:
    """Both as `scripts/make_points.py` wrote them: reading all fonts takes a quarter of a second.

    A line each, of single points and ranges in hexadecimal digits.
    """
    every, pictures = POINTS.read_text(encoding="ascii").splitlines()
    return _points(every), _points(pictures)


def _points(line: str) -> frozenset[int]:
    ends = (span.partition("-") for span in line.split())
    return frozenset(
        point
        for first, _, last in ends
        for point in range(int(first, 16), int(last or first, 16) + 1)
    )


def points() -> str:
    """The text to be kept, as the font files themselves have it."""
    every: set[int] = set()
    for path in files():
        every |= points_of(path)
    pictures = {
        code_point
        for code_point in points_of(FOLDER / "NotoEmoji-Regular.ttf")
        if code_point > 0x2190
    }
    return "".join(f"{' '.join(spans(found))}\n" for found in (every, pictures))


def spans(found: AbstractSet[int]) -> Iterator[str]:
    """Code points as ranges in hexadecimal digits: `41-5A`."""
    for first in sorted(point for point in found if point - 1 not in found):
        last = first
        while last + 1 in found:
            last += 1
        yield f"{first:X}-{last:X}" if last > first else f"{first:X}"


def uncovered(text: str) -> str:
    """The characters of `text` that no font of the package has, each once, in their order."""
    if text.isascii() and text.isprintable():
        return ""
    have = coverage()
    return "".join(character for character in dict.fromkeys(text) if ord(character) not in have)


def install_fonts() -> Path:
    """Make fontconfig see the package's fonts only; the path of the configuration written.

    Works on the environment of the process, since fontconfig has no other door. The locale is
    taken out of the choice of fonts too. May be called any number of times.
    """
    path = _configuration()
    os.environ["FONTCONFIG_FILE"] = str(path)
    # These three would move the folder, the language or the order under our feet.
    for name in ("FONTCONFIG_SYSROOT", "FONTCONFIG_PATH", "PANGO_LANGUAGE"):
        os.environ.pop(name, None)
    os.environ["FC_LANG"] = "en"
    return path


@functools.cache
def _configuration() -> Path:
    """Write the configuration into a private folder, removed when the process ends.

    A forked child shares its parent's. `Finalize` runs in the one process only that made the
    folder, and at the end of a worker too, where `atexit` does not. After a kill it goes with the
    folder that it stands in.
    """
    folder = Path(tempfile.mkdtemp(prefix="fonts-", dir=scratch.folder()))
    Finalize(None, shutil.rmtree, args=(folder,), kwargs={"ignore_errors": True}, exitpriority=0)
    path = folder / "fonts.conf"
    path.write_text(_xml(folder / "cache"), encoding="utf-8")
    return path


def _xml(cache: Path) -> str:
    """The configuration: our folder, our aliases, our order of fallback, nothing inherited."""
    first, last = _DIGITS_OF_EMOJI
    aliases = {
        "serif": SERIF,
        "sans-serif": SERIF,
        "system-ui": SERIF,
        "monospace": MONOSPACE,
        "emoji": EMOJI,
    }
    lines = [
        '<?xml version="1.0"?>',
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
        "<fontconfig>",
        f"<dir>{escape(str(FOLDER))}</dir>",
        f"<cachedir>{escape(str(cache))}</cachedir>",
        '<match target="scan"><test name="family"><string>Noto Emoji</string></test>'
        '<edit name="charset" mode="assign"><minus><name>charset</name><charset>'
        f"<range><int>{first:#x}</int><int>{last:#x}</int></range></charset></minus></edit></match>",
    ]
    for name, family in aliases.items():
        lines.append(
            f'<match target="pattern"><test name="family"><string>{name}</string></test>'
            f'<edit name="family" mode="assign" binding="strong"><string>{family}</string></edit>'
            "</match>"
        )
    families = "".join(f"<string>{family}</string>" for family in _FALLBACK)
    lines.append(
        '<match target="pattern">'
        f'<edit name="family" mode="append_last" binding="strong">{families}</edit></match>'
    )
    lines.append("<config><rescan><int>0</int></rescan></config></fontconfig>")
    return "\n".join(lines)


def points_of(path: Path) -> frozenset[int]:
    """The code points that one font file has a glyph for."""
    # Imported late: most commands print no document.
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
