"""What a file says it is, where it carries no request: in every language the same.

The mark stands in the file's metadata as `dc:identifier`: `demarche:restricted:REFERENCE`.
"""

from __future__ import annotations

from typing import Literal, get_args

Paper = Literal["restricted", "return-form", "holder-copy", "public-copy"]
"""The restricted annex of a document, the form for its answer, and the copies for others."""

_PREFIX = "demarche"


def paper_mark(paper: Paper, reference: str) -> str:
    """The mark of a paper that belongs to the document of that reference."""
    return f"{_PREFIX}:{paper}:{reference}"


def read_mark(mark: str) -> tuple[str, str] | None:
    """What a paper is, and the reference that it belongs to; None where it is not a mark."""
    prefix, _, rest = mark.partition(":")
    paper, _, reference = rest.partition(":")
    if prefix != _PREFIX or paper not in get_args(Paper) or not reference:
        return None
    return paper, reference
