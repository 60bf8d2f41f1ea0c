"""A restricted annex and a return form are known by a mark, in older files by their title."""

from __future__ import annotations

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.model.paper_mark import paper_mark, read_mark
from demarche.trust.verify.content_check import belongs_to


def paper(title: str, mark: str | None = None) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    with pdf.open_metadata() as metadata:
        if mark is not None:
            metadata["dc:identifier"] = mark
    pdf.docinfo["/Title"] = title
    return pdf


@given(st.sampled_from(["restricted", "return-form"]), st.text(min_size=1))
def test_a_mark_is_read_as_it_was_written(kind: str, reference: str) -> None:
    assert read_mark(paper_mark(kind, reference)) == (kind, reference)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "mark",
    ["", "demarche", "demarche:", "demarche:restricted:", "demarche:other:A", "A:restricted:B"],
)
def test_what_is_not_a_mark_is_none(mark: str) -> None:
    assert read_mark(mark) is None


@pytest.mark.parametrize(
    ("title", "mark", "reference"),
    [
        ("Annexe réservée", "demarche:restricted:A/2026/1/x/removal", "A/2026/1/x/removal"),
        ("فارم", "demarche:return-form:A:1", "A:1"),
        ("Restricted annex to Covering letter (A/1/x/removal)", None, "A/1/x/removal"),
        ("Return form for Reminder, part 1 of 2 (A(1)/x/removal)", None, "A(1)/x/removal"),
        ("Restricted annex to Covering letter (A/1)", "urn:isbn:1", "A/1"),
        ("Request for the removal of accounts (A/1)", None, ""),
        ("Return form for nobody", None, ""),
        ("A Return form for Reminder (A/1)", None, ""),
    ],
)
def test_what_a_file_belongs_to(title: str, mark: str | None, reference: str) -> None:
    assert belongs_to(paper(title, mark)) == reference


def test_a_file_with_a_request_is_the_request() -> None:
    pdf = paper("Restricted annex to it (A/1)", "demarche:restricted:A/1")
    pdf.attachments["request.json"] = pikepdf.AttachedFileSpec(pdf, b"{}", filename="request.json")
    assert belongs_to(pdf) == ""
