"""Fonts made ready once a process: the documents of a case are set in the same few.

WeasyPrint asks a font for all it knows anew in each document, cuts it down to the glyphs used, and
reads the whole file for a form, whose fields may show any letter. Here a font is asked once, and
the same glyphs are cut out once: of five subsets of the specimen, one is new. The bytes are those
that WeasyPrint writes without it.
"""

from __future__ import annotations

import copy
import hashlib
import io
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import pydyf
from fontTools.ttLib import TTFont
from weasyprint import pdf as generating
from weasyprint.pdf import fonts, stream
from weasyprint.pdf.fonts import Font, build_fonts_dictionary
from weasyprint.text.ffi import ffi, gobject
from weasyprint.text.fonts import get_hb_object_data

from demarche.weasyfast.patching import patched

_MOST_FONTS = 256
"""Fonts kept, in each size for itself: some hundred kilobytes. Their files are kept once."""
_MOST_SUBSETS = 192
"""Subsets kept: ten to forty kilobytes each."""

_FONTS: dict[Any, Font] = {}
"""By Pango's font, which each of them keeps from being freed, so that its address is its own."""
_FILES: dict[str, bytes] = {}
"""The files of fonts by their digest; there are no others than the package's, a few megabytes."""
_SUBSETS: dict[Any, bytes] = {}


class _Whole(NamedTuple):
    """All glyphs of a font as a form has them: their widths, the widest, their letters."""

    widths: bytes
    glyphs: int
    widest: float
    letters: bytes


_WHOLE: dict[Any, _Whole] = {}
"""As many as there are font files."""

ffi.cdef("gpointer g_object_ref (gpointer object);")
_subset = Font.subset


def patch_fonts() -> AbstractContextManager[None]:
    """Make fonts ready so inside; one document at a time, under the caller's lock."""
    return patched(
        (stream, "Font", font),
        (fonts, "ffi", _Arrays()),
        (Font, "subset", _subset_once),
        (generating, "build_fonts_dictionary", _build),
    )


class _Arrays:
    """The library's door to C, which parses the type of an array anew for every length."""

    def new(self, kind: str, *given: Any) -> Any:
        if given and kind.endswith("]"):
            kind = kind[: kind.index("[")] + "[]"  # as long as what is given
        return ffi.new(kind, *given)

    def __getattr__(self, name: str) -> Any:
        return getattr(ffi, name)


def forget() -> None:
    """Keep nothing of the fonts that were used so far."""
    for kept in (_FONTS, _FILES, _SUBSETS, _WHOLE):
        kept.clear()


def kept() -> tuple[int, int]:
    """How many fonts and how many subsets are kept."""
    return len(_FONTS), len(_SUBSETS)


def font(pango_font: Any, description: Any, size: float) -> Font:
    """WeasyPrint's font for a document, with no glyph used yet."""
    known = _FONTS.get(pango_font)
    if known is None:
        if len(_FONTS) >= _MOST_FONTS:
            _FONTS.clear()
            _FILES.clear()
        known = Font(pango_font, description, size)
        known.file_digest = hashlib.sha256(known.file_content).hexdigest()
        known.file_content = _FILES.setdefault(known.file_digest, known.file_content)
        known.held = ffi.gc(gobject.g_object_ref(pango_font), gobject.g_object_unref)
        _FONTS[pango_font] = known
    made = copy.copy(known)
    made.widths, made.to_unicode, made.missing = {}, {}, {}
    made.variations = dict(known.variations)
    return made


def digest(font: Font) -> str:
    """The SHA-256 (hexadecimal) of the file from which a font of a document comes."""
    known: str | None = getattr(font, "file_digest", None)
    return known or hashlib.sha256(get_hb_object_data(font.hb_face)).hexdigest()


def _subset_once(self: Font, to_unicode: dict[int, str], hinting: bool) -> None:
    """`Font.subset`; what is left of a font depends on the glyphs, not on their letters."""
    if not to_unicode or self.missing:
        _subset(self, to_unicode, hinting)
        return
    key = (digest(self), self.index, hinting, frozenset(to_unicode))
    known = _SUBSETS.pop(key, None)
    if known is None:
        _subset(self, to_unicode, hinting)
        known = self.file_content
        if len(_SUBSETS) >= _MOST_SUBSETS:
            del _SUBSETS[next(iter(_SUBSETS))]
    _SUBSETS[key] = self.file_content = known


def _build(pdf: Any, used: dict[Any, Font], compress: bool, subset: bool, options: Any) -> Any:
    """`build_fonts_dictionary`, the fonts of forms read once; pictures and the like are its own."""
    plain = subset and str(options["pdf_version"]) > "1.4"
    if not plain or not all(_plain(font) for font in used.values()):
        return build_fonts_dictionary(pdf, used, compress, subset, options)
    groups: dict[str, list[Font]] = {}
    for font in used.values():
        groups.setdefault(font.hash, []).append(font)
    files = {name: _file(pdf, group, compress, options) for name, group in groups.items()}
    made = pydyf.Dictionary()
    for font in used.values():
        whole = _whole(font) if font.used_in_forms else _some(font)
        letters = pydyf.Stream([whole.letters], compress=compress)
        pdf.add_object(letters)
        entry = pydyf.Dictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": font.name,
                "ToUnicode": letters.reference,
            }
        )
        _describe(pdf, font, entry, whole, files[font.hash])
        pdf.add_object(entry)
        made[font.hash] = entry.reference
    return made


def _plain(font: Font) -> bool:
    """Whether the font is of outlines in a fixed shape, and had every letter."""
    pictures = font.bitmap or font.png or font.svg or font.colr
    return font.type == "ttf" and not (pictures or font.missing or "fvar" in font.tables)


def _file(pdf: Any, group: list[Font], compress: bool, options: Any) -> bytes:
    """Add the file of fonts that share it, cut down to their glyphs; the reference."""
    font = group[0]
    letters: dict[int, str] = {}
    if not font.used_in_forms:
        for member in group:
            letters |= member.to_unicode
    font.clean(letters, options["hinting"])
    extra = pydyf.Dictionary({"Length1": len(font.file_content)})
    made = pydyf.Stream([font.file_content], extra, compress=compress)
    pdf.add_object(made)
    return bytes(made.reference)


def _describe(pdf: Any, font: Font, entry: Any, whole: _Whole, file: bytes) -> None:
    """Add the font's measures and widths, and name them in its entry."""
    fixed = whole.glyphs > 1 and len(set(font.widths.values())) == 1
    descriptor = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": font.name,
            "FontFamily": pydyf.String(font.family),
            "Flags": font.flags + fixed,
            "FontBBox": pydyf.Array((0, font.descent, whole.widest, font.ascent)),
            "ItalicAngle": font.italic_angle,
            "Ascent": font.ascent,
            "Descent": font.descent,
            "CapHeight": font.ascent,
            "StemV": font.stemv,
            "StemH": font.stemh,
            "FontFile2": file,
        }
    )
    pdf.add_object(descriptor)
    system = {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity")}
    descendant = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": font.name,
            "CIDSystemInfo": pydyf.Dictionary({**system, "Supplement": 0}),
            "CIDToGIDMap": "/Identity",
            "W": whole.widths,
            "FontDescriptor": descriptor.reference,
        }
    )
    pdf.add_object(descendant)
    entry["Encoding"] = "/Identity-H"
    entry["DescendantFonts"] = pydyf.Array([descendant.reference])


def _some(font: Font) -> _Whole:
    """The glyphs that a document uses."""
    return _listed(font.widths, font.to_unicode)


def _whole(font: Font) -> _Whole:
    """All glyphs of a font."""
    key = (digest(font), font.index)
    if key not in _WHOLE:
        read = TTFont(io.BytesIO(font.file_content), fontNumber=font.index)
        glyphs = enumerate(read.getGlyphSet().values())
        widths = {at: glyph.width * 1000 / font.upem for at, glyph in glyphs}
        letters: dict[int, str] = {}
        for letter, name in read.getBestCmap().items():
            letters.setdefault(read.getGlyphID(name), chr(letter))
        _WHOLE[key] = _listed(widths, letters)
    return _WHOLE[key]


def _listed(widths: dict[int, Any], letters: dict[int, str]) -> _Whole:
    """Widths in runs of glyphs that follow each other; letters as a character map."""
    runs: list[Any] = []
    for glyph in sorted(widths):
        if glyph - 1 not in widths:
            run = pydyf.Array()
            runs += (glyph, run)
        run.append(widths[glyph])
    widest = max(widths.values()) if widths else 0
    return _Whole(pydyf.Array(runs).data, len(widths), widest, _letters(letters))


_BEFORE = (
    b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n"
    b"<< /Registry (Adobe)\n/Ordering (UCS)\n/Supplement 0\n>> def\n"
    b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n"
    b"<0000> <ffff>\nendcodespacerange"
)
_AFTER = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


def _letters(letters: dict[int, str]) -> bytes:
    """The letters that each glyph stands for (ISO 32000-1, 9.10.3), a hundred a block."""
    lines = [
        b"<%04x> <%s>" % (glyph, text.encode("utf-16-be").hex().encode())
        for glyph, text in letters.items()
    ]
    out = [_BEFORE]
    for first in range(0, len(lines), 100):
        block = lines[first : first + 100]
        out += (b"%d beginbfchar" % len(block), *block, b"endbfchar")
    out.append(_AFTER)
    return b"\n".join(out)
