"""The reasons of one document: those written for it alone, else those of the case."""

from __future__ import annotations

import re

from demarche.model.case import Case, RequestWanted
from demarche.model.paper_specs import Reason, paper_of


def reason(case: Case, wanted: RequestWanted, name: Reason) -> tuple[str, ...]:
    """The paragraphs of a reason, where a document of this kind states it."""
    if name not in paper_of(wanted.kind, wanted.status).reasons:
        return ()
    own: str | None = getattr(wanted, name)
    return paragraphs(own or getattr(case, name))


def paragraphs(text: str | None) -> tuple[str, ...]:
    """Paragraphs of running text; a line break within one is a space."""
    if not text:
        return ()
    parts = re.split(r"\n[ \t]*\n", text.strip())
    return tuple(re.sub(r"[ \t]*\n[ \t]*", " ", part).strip() for part in parts if part.strip())
