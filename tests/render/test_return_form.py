"""Return form RF: one for a recipient, with fields that can be filled in, and the same as CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pikepdf
from hypothesis import given
from hypothesis import strategies as st
from kit import Built, read_pdf, squeezed

from demarche.model.locale import english
from demarche.model.recipient_papers import merged_order

DONE, REFUSALS = english().done, english().refusals


def form_of(built: Built, name: str) -> Path:
    return built.paper(name, "return-form")


def fields(pdf: pikepdf.Pdf) -> dict[str, Any]:
    root: Any = pdf.Root
    return {str(field.T): field for field in root.AcroForm.Fields}


def asked(name: str) -> str:
    """What a document asks, by its name among those of `small`."""
    return name.partition("/")[2].partition("-")[0]


def test_a_form_has_the_fields_of_all_documents_to_its_recipient(small: Built) -> None:
    expected: dict[Path, set[str]] = {}
    for name, request in small.requests().items():
        wanted = expected.setdefault(form_of(small, name), {"ticket", "received", "signed"})
        kind = asked(name)
        wanted |= {f"all-{kind}-{part}" for part in ("answer", "on", "told", "note", "except")}
        for row in request["accounts"]:
            wanted.add(f"{row['number']}-{kind}-answer")
            wanted |= {f"{row['number']}-{part}" for part in ("on", "told", "note")}
    assert set(expected) == set(small.folder.glob("*/*-return-form.pdf"))
    for file, wanted in expected.items():
        with pikepdf.open(file) as pdf:
            found = {name for name in fields(pdf) if not name.startswith("T")}
            assert found == wanted, file.name


def test_answers_are_choices_of_what_the_document_knows(small: Built) -> None:
    offers = {
        asked(name): [
            code["code"] for code in (*request["manner"]["done"], *request["manner"]["refusals"])
        ]
        for name, request in small.requests().items()
        if name.startswith("x/")
    }
    with pikepdf.open(form_of(small, "x/removal")) as pdf:
        for name, field in fields(pdf).items():
            _, _, rest = name.partition("-")
            kind, _, column = rest.rpartition("-")
            if column == "answer":
                assert [str(choice) for choice in field.Opt] == ["", *offers[kind]]
            elif column == "told":
                assert [str(choice) for choice in field.Opt] == ["", "yes", "no"]
            else:
                assert str(field.FT) == "/Tx"
            assert str(field.TU)  # what a screen reader says


def test_a_field_says_which_row_it_is(small: Built) -> None:
    with pikepdf.open(form_of(small, "x/removal")) as pdf:
        names = fields(pdf)
    assert str(names["2-removal-answer"].TU).startswith("Row 2, removal: answer")
    assert str(names["all-removal-except"].TU).startswith("All of 3 rows, removal: rows that are")


def test_what_is_filled_in_is_read_back(small: Built, tmp_path: Path) -> None:
    with pikepdf.open(form_of(small, "x/removal")) as pdf:
        names = [name for name in fields(pdf) if name.endswith("-note")]
        fields(pdf)[names[0]].V = pikepdf.String("ناپختہ = +1")
        pdf.save(tmp_path / "filled.pdf")
    with pikepdf.open(tmp_path / "filled.pdf") as pdf:
        assert str(fields(pdf)[names[0]].V) == "ناپختہ = +1"


def test_the_form_names_references_addresses_and_codes(small: Built) -> None:
    pdf = read_pdf(form_of(small, "x/removal"))

    for kind in ("removal", "prevention", "information", "preservation"):
        assert squeezed(f"SPEC-IRU/2026/0042/x/{kind}") in pdf.squeezed
    assert "https://x.com/specimen_x_new" in pdf.squeezed
    assert "Done: R removed, S suspended" in pdf.text
    assert "Refused, and why: 1 incomplete" in pdf.text
    for code in ("withheld in some countries", "referred", "gone already", "a post only", "declin"):
        assert code in pdf.text, code
    assert "by 25 November 2026 (preservation); by 26 November 2026 (removal)" in pdf.text
    assert set(pdf.attachments) == {"return-form.csv"}


def test_the_form_is_tagged_but_no_archive_file(small: Built) -> None:
    with pikepdf.open(form_of(small, "x/removal")) as pdf:
        root: Any = pdf.Root
        metadata = bytes(root.Metadata.read_bytes())
        assert b"pdfuaid:part" in metadata
        assert b"pdfaid:part" not in metadata
        assert root.MarkInfo.Marked


def test_the_csv_has_the_rows_of_the_recipient_alone_with_empty_cells(small: Built) -> None:
    requests = small.requests()
    for file in small.folder.glob("*/return-form*.csv"):
        company = file.stem.removeprefix("return-form").removeprefix("-")
        rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"), newline="")))
        mine = {
            request["reference"]: request
            for name, request in requests.items()
            if name.startswith(f"{file.parent.name}/")
            and (name.endswith(f"-{company}") if company else not name.endswith("-ireland"))
        }
        single = [row for row in rows if row["row"].isdecimal()]
        assert {(row["reference"], row["row"], row["address"]) for row in single} == {
            (reference, str(row["number"]), row["canonical"])
            for reference, request in mine.items()
            for row in request["accounts"]
        }
        assert {row["reference"] for row in rows if row["row"] == "all"} == set(mine)
        for row in rows:
            assert not any(row[name] for name in ("done", "on", "reason", "told", "note", "except"))


def test_only_notices_need_no_form(followup: Built) -> None:
    """A release asks nothing: it is in no form; the withdrawal can be answered by `restored`."""
    text = (followup.folder / "x" / "return-form.csv").read_text(encoding="utf-8")
    assert "preservation-release" not in text
    assert "withdrawal-removal" in text


@given(st.permutations(range(12)), st.lists(st.sets(st.integers(0, 11)), min_size=1, max_size=5))
def test_rows_keep_the_order_of_their_annexes(order: list[int], parts: list[set[int]]) -> None:
    lists = [[number for number in order if number in part] for part in parts]
    merged = merged_order(lists)
    assert sorted(merged) == sorted(set().union(*parts))
    longest = max(lists, key=len)
    assert [number for number in merged if number in longest] == longest
