"""Return form RF to be filled in: a PDF form and a CSV file, with the rows there already.

The form is tagged and claims PDF/UA-1. It is not PDF/A, on purpose: a form's fields are drawn by
whoever fills them in, and an archive's file may not change. What a platform sends back is read by
`demarche answers import`.
"""

from __future__ import annotations

import hashlib
from typing import Any, get_args

import pydyf

from demarche.model.followup import Done, Refusal
from demarche.model.request import Request
from demarche.render.annex import return_csv
from demarche.render.form_rows import form_columns
from demarche.render.html import Templates
from demarche.render.pdf import render_pdf
from demarche.render.pdfa_conformance import Attachment, Metadata

CHOICES = {"done": get_args(Done), "reason": get_args(Refusal), "told": ("yes", "no")}
"""Columns with a fixed set of answers."""

_ROWS = "return-form.csv"
_COMBO = 1 << 17
_OPTIONS = {
    column: pydyf.Array([pydyf.String(choice) for choice in ("", *choices)]).data
    for column, choices in CHOICES.items()
}


def return_form(
    request: Request,
    templates: Templates,
    css: str,
    metadata: Metadata,
    *,
    plain: bool | None = None,
) -> bytes:
    """The form of one request as PDF with AcroForm fields; the blank rows lie inside as CSV."""
    blank = return_csv([request])
    words = templates.locale
    html = templates.html("return-form", request, {"columns": form_columns(words)})
    return render_pdf(
        html,
        css,
        metadata=metadata,
        identifier=hashlib.sha256(b"return form" + blank).digest(),
        attachments=(Attachment(_ROWS, blank, words.files["return_csv"]),),
        form=_choose,
        plain=plain,
    )


def _choose(pdf: Any) -> None:
    """Turn the text fields of fixed answers into lists to choose from.

    Text fields cost a third of what WeasyPrint needs for `<select>`; for a reader of the finished
    form there is no difference (ISO 32000-1, 12.7.4.4).
    """
    for item in pdf.objects:
        if choose := getattr(item, "choose", None):  # a field of a table that weasyfast set
            options = _OPTIONS.get(item.name.rpartition("-")[2])
            if options:
                choose(_COMBO, options)
        elif isinstance(item, pydyf.Dictionary) and item.get("FT") == "/Tx":
            options = _OPTIONS.get(item["T"].string.rpartition("-")[2])
            if options:
                item["FT"] = "/Ch"
                item["Ff"] = _COMBO
                item["Opt"] = options
