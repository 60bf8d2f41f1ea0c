"""Which requests have a return form to be filled in, and the columns of its rows."""

from __future__ import annotations

from demarche.model.locale import Locale
from demarche.model.request import Request
from demarche.render.annex import RETURN_COLUMNS

MOST_ROWS = 200
"""Above this nobody fills in a form by hand, and viewers grow slow: the CSV file alone is made."""


def has_form(request: Request) -> bool:
    """Whether a form is made for a request, and not its CSV file alone or neither."""
    rows = len(request.accounts)
    return bool(request.manner.done) and request.kind.spec.has_rows and rows <= MOST_ROWS


def form_columns(words: Locale) -> list[tuple[str, str]]:
    """The columns to be filled in, each with what it says."""
    return [(name, words.return_columns[name]) for name in RETURN_COLUMNS]
