"""What a tool's documents are: counted in the files, not taken from what the tool says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pikepdf


@dataclass(frozen=True, slots=True)
class Outputs:
    """Counts over the PDF files of one run."""

    files: int = 0
    pages: int = 0
    megabytes: float = 0.0
    tagged: int = 0
    """Files with a tree of tags."""
    archive: int = 0
    """Files that claim PDF/A."""
    attachments: int = 0
    fields: int = 0
    """Form fields to fill in."""

    def as_dict(self) -> dict[str, float]:
        """For keeping."""
        return asdict(self)


def look(files: Iterable[Path]) -> Outputs:
    """Open every file and count."""
    found = Outputs()
    for file in files:
        with pikepdf.open(file) as pdf:
            form: Any = pdf.Root.get("/AcroForm", {})
            found = Outputs(
                found.files + 1,
                found.pages + len(pdf.pages),
                round(found.megabytes + file.stat().st_size / 1e6, 3),
                found.tagged + ("/StructTreeRoot" in pdf.Root),
                found.archive + bool(pdf.open_metadata().get("pdfaid:part")),
                found.attachments + len(pdf.attachments),
                found.fields + len(form.get("/Fields", [])),
            )
    return found
