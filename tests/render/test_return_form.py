"""Return form RF: fields that can be filled in and read back, and the same as CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pikepdf
from kit import Built, read_pdf, squeezed

from demarche.model.locale import english
from demarche.render.form_rows import MOST_ROWS

DONE, REFUSALS = english().done, english().refusals


def form_of(built: Built, name: str) -> Path:
    main = built.documents()[name]
    return main.with_name(f"{main.stem}-return-form.pdf")


def fields(pdf: pikepdf.Pdf) -> dict[str, Any]:
    root: Any = pdf.Root
    return {str(field.T): field for field in root.AcroForm.Fields}


def test_every_row_of_every_document_has_its_fields(small: Built) -> None:
    for name, request in small.requests().items():
        with pikepdf.open(form_of(small, name)) as pdf:
            found = fields(pdf)
        expected = {"ticket", "received", "signed"}
        for row in request["accounts"]:
            expected |= {
                f"{row['number']}-{column}" for column in ("done", "on", "reason", "told", "note")
            }
        assert set(found) == expected


def test_codes_are_choices_and_the_rest_is_text(small: Built) -> None:
    with pikepdf.open(form_of(small, "x/removal")) as pdf:
        for name, field in fields(pdf).items():
            column = name.partition("-")[2]
            choices = {"done": list(DONE), "reason": list(REFUSALS), "told": ["yes", "no"]}
            if column in choices:
                assert str(field.FT) == "/Ch"
                assert [str(choice) for choice in field.Opt] == ["", *choices[column]]
            else:
                assert str(field.FT) == "/Tx"
            assert str(field.TU)  # what a screen reader says


def test_a_field_says_which_row_it_is(small: Built) -> None:
    with pikepdf.open(form_of(small, "x/removal")) as pdf:
        names = fields(pdf)
        number = next(name.partition("-")[0] for name in names if name.endswith("-done"))
        assert str(names[f"{number}-done"].TU).startswith(f"Row {number}: done")


def test_what_is_filled_in_is_read_back(small: Built, tmp_path: Path) -> None:
    with pikepdf.open(form_of(small, "x/removal")) as pdf:
        names = [name for name in fields(pdf) if name.endswith("-note")]
        fields(pdf)[names[0]].V = pikepdf.String("ناپختہ = +1")
        pdf.save(tmp_path / "filled.pdf")
    with pikepdf.open(tmp_path / "filled.pdf") as pdf:
        assert str(fields(pdf)[names[0]].V) == "ناپختہ = +1"


def test_the_form_names_reference_address_and_codes(small: Built) -> None:
    pdf = read_pdf(form_of(small, "x/removal"))

    assert squeezed("SPEC-IRU/2026/0042/x/removal") in pdf.squeezed
    assert "https://x.com/specimen_x_new" in pdf.squeezed
    assert "Done: R removed, S suspended" in pdf.text
    assert "Reason if not: 1 incomplete" in pdf.text
    assert set(pdf.attachments) == {"return-form.csv"}


def test_the_form_is_tagged_but_no_archive_file(small: Built) -> None:
    with pikepdf.open(form_of(small, "x/removal")) as pdf:
        root: Any = pdf.Root
        metadata = bytes(root.Metadata.read_bytes())
        assert b"pdfuaid:part" in metadata
        assert b"pdfaid:part" not in metadata
        assert root.MarkInfo.Marked


def test_the_csv_has_the_rows_of_all_documents_with_empty_cells(small: Built) -> None:
    text = (small.folder / "x" / "return-form.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))

    requests = {key: request for key, request in small.requests().items() if key.startswith("x/")}
    assert [(row["reference"], row["row"], row["address"]) for row in rows] == [
        (request["reference"], str(row["number"]), row["canonical"])
        for request in sorted(
            requests.values(), key=lambda request: text.index(request["reference"])
        )
        for row in request["accounts"]
    ]
    for row in rows:
        assert not any(row[name] for name in ("done", "on", "reason", "told", "note", "ticket"))


def test_a_form_is_made_up_to_a_number_of_rows(specimen: Built) -> None:
    for name, request in specimen.requests().items():
        assert form_of(specimen, name).is_file() == (len(request["accounts"]) <= MOST_ROWS)
