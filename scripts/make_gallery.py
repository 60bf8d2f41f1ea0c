"""Write docs/gallery: pictures of pages of the specimen, for the README and for reviewing a change.

Run `make demo` first; the pages are read from reports/.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "reports"
SPECIMEN, FOLLOW_UP = "SPEC-IRU-2026-0481", "SPEC-IRU-2026-0502"
GALLERY = ROOT / "docs" / "gallery"
SCALE = 1.0
"""Pixels per point."""

SHEETS = {
    "removal": [(SPECIMEN, "x", "removal", 1), (SPECIMEN, "x", "removal", 5)],
    "listings": [(SPECIMEN, "x", "removal", 21), (SPECIMEN, "x", "removal", 22)],
    "prevention": [(SPECIMEN, "x", "prevention", 1), (SPECIMEN, "x", "prevention", 2)],
    "information": [
        (SPECIMEN, "telegram", "information", 1),
        (SPECIMEN, "telegram", "information", 2),
    ],
    "preservation": [
        (SPECIMEN, "facebook", "preservation", 1),
        (SPECIMEN, "facebook", "preservation", 2),
    ],
    "restricted": [
        (SPECIMEN, "x", "restricted", 1),
        (SPECIMEN, "x", "restricted", -1),
    ],
    "emergency": [(FOLLOW_UP, "telegram", "emergency", 1), (FOLLOW_UP, "telegram", "contact", 1)],
    "follow-up": [
        (FOLLOW_UP, "x", "reminder-removal", 1),
        (FOLLOW_UP, "x", "withdrawal-removal", 1),
    ],
    "extension": [
        (FOLLOW_UP, "x", "preservation-extend", 1),
        (FOLLOW_UP, "x", "preservation-release", 1),
    ],
    "letter": [(FOLLOW_UP, "x", "letter", 1), (SPECIMEN, "x", "return-form", 1)],
}
"""Picture name to the two pages shown: case, platform, kind and page; -1 is the last."""


def page(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    """A page as a picture; numbers from 1, or from the end."""
    index = number - 1 if number > 0 else len(document) + number
    image: Image.Image = document[index].render(scale=SCALE).to_pil()
    return image.convert("RGB")


def sheet(pages: list[Image.Image]) -> Image.Image:
    """Pages side by side on grey, with few colours so that the file stays small."""
    gap = 10
    width = sum(page.width for page in pages) + gap * (len(pages) + 1)
    whole = Image.new("RGB", (width, max(page.height for page in pages) + 2 * gap), "#9a9a9a")
    left = gap
    for page in pages:
        whole.paste(page, (left, gap))
        left += page.width + gap
    return whole.quantize(48)


def main() -> None:
    """Write every picture."""
    GALLERY.mkdir(parents=True, exist_ok=True)
    for name, pages in SHEETS.items():
        shown = []
        for case, platform, kind, number in pages:
            document = pypdfium2.PdfDocument(REPORTS / case / platform / f"{case}-{kind}.pdf")
            shown.append(page(document, number))
        target = GALLERY / f"{name}.png"
        sheet(shown).save(target, optimize=True)
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
