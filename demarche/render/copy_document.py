"""A copy for others as PDF: typeset as every document is, with nothing attached."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

from demarche.model.copy_view import Copy
from demarche.model.paper_mark import paper_mark
from demarche.render.document_files import page_count
from demarche.render.html import Templates
from demarche.render.pdf import render_pdf
from demarche.render.pdfa_conformance import Metadata
from demarche.render.text_check import text_of
from demarche.render.typesetter_guard import RenderError

_HOLDER_PAGES = 1


def render_copy(
    copy: Copy,
    templates: Templates,
    foreign: Callable[[str], Sequence[str]],
    *,
    plain: bool | None = None,
) -> tuple[bytes, tuple[str, ...]]:
    """Typeset a copy; its bytes, and what had to be left out for one page.

    `foreign` gives the words of others that a text holds. Raises RenderError where the page holds
    such a word or is too long, TemplateFaultError where a template is at fault.
    """
    left_out: list[str] = []
    for shorter in _shorter(copy):
        data = _typeset(shorter, templates, foreign, plain=plain)
        if copy.row is None or page_count(data) <= _HOLDER_PAGES:
            return data, tuple(left_out)
        left_out.append("posts" if not left_out else "justification")
    raise RenderError(["a copy for an account holder is one page, and the texts do not fit on it"])


def _shorter(copy: Copy) -> Iterator[Copy]:
    """The copy, then the same without posts, then without the officers' words."""
    yield copy
    if copy.row:
        row = copy.row.model_copy(update={"posts": ()})
        yield copy.model_copy(update={"row": row})
        words = {"justification": None, "withdraw_note": None}
        yield copy.model_copy(update={"row": row.model_copy(update=words)})


def _typeset(
    copy: Copy,
    templates: Templates,
    foreign: Callable[[str], Sequence[str]],
    *,
    plain: bool | None,
) -> bytes:
    html = templates.page(f"copy-{copy.copy_of}", {"copy": copy})
    words = templates.locale.files[f"{copy.copy_of}_copy"]
    metadata = Metadata(
        title=f"{words.format(title=copy.title)} ({copy.reference})",
        author=copy.office,
        subject=words.format(title=copy.title),
        language=copy.language,
        created=copy.issued_at,
        mark=paper_mark("holder-copy" if copy.row else "public-copy", copy.reference),
    )
    every = "\n".join((text_of(html), html, metadata.title, metadata.subject, metadata.author))
    problems = [f"a copy may not hold {word!r}" for word in foreign(every)]
    if problems:
        raise RenderError(problems)
    identifier = hashlib.sha256(b"copy" + copy.model_dump_json().encode()).digest()
    return render_pdf(
        html, templates.style(), metadata=metadata, identifier=identifier, plain=plain
    )
