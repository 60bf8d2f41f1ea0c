"""What a rule rests on: instruments with their articles, and pages of docs/sources.

A source is one text with its parts separated by semicolons, such as
`DSA Art. 9(2)(b); docs/sources/request-forms.md#w03`.
Several points of one page follow each other: `docs/sources/platform-practice.md#check-4, #check-5`.
Each part leads to a heading of a page in docs/sources, which travels in the wheel.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from demarche.kernel.workspace import builtin

FOLDER = "docs/sources/"
_INSTRUMENTS = "instruments.md"

INSTRUMENTS = (
    "ATA",
    "Berkeley Protocol",
    "CJEU C-18/18",
    "Convention on the Rights of the Child",
    "DSA",
    "EU 2021/784",
    "GC 34",
    "ICCPR",
    "ISO/IEC 27037",
    "Manila Principles",
    "PDF/A",
    "PECA",
    "RFC 3986",
    "Rabat Plan of Action",
    "SIRIUS",
    "Second Additional Protocol",
    "Tech Against Terrorism",
    "Terrorism Act 2006",
    "The platform's own guidelines",
    "UNSC Act",
    "e-Evidence",
)
"""The short names that a source may begin with: the headings of docs/sources/instruments.md."""


@dataclass(frozen=True, slots=True)
class RuleSource:
    """One thing that a rule rests on, and where the reader finds what stands behind it."""

    text: str
    """As the rule writes it: `PECA s. 38(1)`, or `request-forms.md#e01` for a page of ours."""
    page: str
    """A file of docs/sources."""
    anchor: str

    @property
    def ours(self) -> bool:
        """True for a page of ours, False for an instrument."""
        return self.text.startswith(f"{self.page}#")

    @property
    def uri(self) -> str:
        """The heading on this machine, as a file address."""
        return f"{sources_folder().joinpath(self.page).as_uri()}#{self.anchor}"


def citations(source: str) -> tuple[RuleSource, ...]:
    """The parts of a source. Raises ValueError for one that leads nowhere."""
    return tuple(cited for part in source.split("; ") for cited in _part(part))


def sources_folder() -> Path:
    """Where the pages are: in the wheel, or in the checkout."""
    return builtin("docs") / "sources"


def anchor(heading: str) -> str:
    """The anchor of a heading, as MkDocs and the common hosts of repositories make it."""
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


def _part(part: str) -> list[RuleSource]:
    if part.startswith(FOLDER):
        page, _, first = part.removeprefix(FOLDER).partition("#")
        anchors = first.split(", #")
        if not all(anchors):
            raise ValueError(f"a source names a page without an anchor: {part!r}")
        return [RuleSource(f"{page}#{name}", page, name) for name in anchors]
    known = part[:1].upper() + part[1:] if part.startswith("the ") else part
    for name in INSTRUMENTS:
        if known == name or known.startswith(f"{name} "):
            return [RuleSource(part, _INSTRUMENTS, anchor(name))]
    raise ValueError(f"a source is neither a known instrument nor a page of {FOLDER}: {part!r}")
