"""The documents that the papers of a recipient lie beside, and belong to."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pikepdf

from demarche.exchange.payload import Payload, PayloadError, payload_of
from demarche.kernel.open_file import read_regular
from demarche.model.recipient_papers import papers_reference
from demarche.trust.verify.content_check import paper_of

RESTRICTED, FORM, SEALED = "-restricted", "-return-form", "-sealed"
"""How the names of a restricted annex, of a return form and of a sealed file end."""


def documents_beside(path: Path) -> tuple[Path, ...]:
    """The files of a folder that can be documents, as their names tell; sealed ones left out."""
    papers = (RESTRICTED, FORM, SEALED)
    found = (file for file in path.parent.glob("*.pdf") if not file.stem.endswith(papers))
    return tuple(sorted(file for file in found if file.is_file()))


def data_of(reference: str, beside: Sequence[Path]) -> list[Payload]:
    """The data of the documents that papers of this reference belong to.

    The reference is that of a recipient's papers, or of one document. Files that are none of ours
    or cannot be read are left out; OSError passes.
    """
    found = []
    for path in beside:
        with suppress(pikepdf.PdfError, PayloadError):
            with pikepdf.open(io.BytesIO(read_regular(path))) as pdf:
                if paper_of(pdf)[0] != "main":
                    continue
                payload = payload_of(pdf)
            if reference in (payload.data.get("reference"), papers_reference(payload.request())):
                found.append(payload)
    return found
