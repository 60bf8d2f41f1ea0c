"""Return form RF to be filled in: a PDF form and a CSV file, with the rows there already.

One form serves all documents of a case to one recipient. Part A takes one answer for all rows of
what is asked, or for one tier of them, with exceptions; part B takes the rows one by one, with a
column for each thing asked. The form is tagged and claims PDF/UA-1. It is not PDF/A, on purpose: a
form's fields are drawn by whoever fills them in, and an archive's file may not change. What a
platform sends back is read by `demarche answers import`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pydyf

from demarche.model.recipient_papers import RecipientPapers, form_view
from demarche.model.request import Request
from demarche.render.annex import return_csv
from demarche.render.html import Templates
from demarche.render.pdf import render_pdf
from demarche.render.pdfa_conformance import Attachment, Metadata

MOST_ROWS = 200
"""Above this nobody fills in a form by hand, and viewers grow slow: the form has part A alone, and
the rows one by one are in the CSV file."""

_ROWS = "return-form.csv"
_TOLD = ("yes", "no")
_COMBO = 1 << 17


def return_form(
    lead: Request,
    papers: RecipientPapers,
    templates: Templates,
    metadata: Metadata,
    *,
    plain: bool | None = None,
) -> tuple[str, bytes]:
    """The form of a recipient as HTML, and as PDF with AcroForm fields; the rows lie inside as CSV.

    `lead` is what the template sees as the request.
    """
    blank = return_csv(papers)
    words = templates.locale
    html = templates.html("return-form", lead, form_values(papers, words.return_columns))
    choices = _choices(papers)
    data = render_pdf(
        html,
        templates.style(),
        metadata=metadata,
        identifier=hashlib.sha256(b"return form" + blank).digest(),
        attachments=(Attachment(_ROWS, blank, words.files["return_csv"]),),
        form=lambda pdf: _choose(pdf, choices),
        plain=plain,
    )
    return html, data


def form_values(papers: RecipientPapers, says: Mapping[str, str]) -> dict[str, object]:
    """What the template of the form sees beside the request; `says` names each column in words."""
    return {"form": form_view(papers, MOST_ROWS), "says": says}


def _choices(papers: RecipientPapers) -> dict[str, bytes]:
    """The choices of a field by the end of its name behind the row: `-removal-answer`, `-told`."""
    found: dict[str, tuple[str, ...]] = {"told": _TOLD}
    for asked in papers.asked:
        codes = tuple(code.code for code in (*asked.done, *asked.refusals))
        found |= {f"{asked.asked}-answer": codes, f"{asked.asked}-told": _TOLD}
    return {
        ending: pydyf.Array([pydyf.String(choice) for choice in ("", *choices)]).data
        for ending, choices in found.items()
    }


def _choose(pdf: Any, choices: Mapping[str, bytes]) -> None:
    """Turn the text fields of fixed answers into lists to choose from.

    Text fields cost a third of what WeasyPrint needs for `<select>`; for a reader of the finished
    form there is no difference (ISO 32000-1, 12.7.4.4).
    """
    for item in pdf.objects:
        if choose := getattr(item, "choose", None):  # a field of a table that weasyfast set
            options = choices.get(item.name.partition("-")[2])
            if options:
                choose(_COMBO, options)
        elif isinstance(item, pydyf.Dictionary) and item.get("FT") == "/Tx":
            options = choices.get(item["T"].string.partition("-")[2])
            if options:
                item["FT"] = "/Ch"
                item["Ff"] = _COMBO
                item["Opt"] = options
