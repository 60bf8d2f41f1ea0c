"""Every field of an account says whose words it holds, who may see it and where it is exported."""

from __future__ import annotations

from typing import Annotated

import pytest

from demarche.examine import case_texts
from demarche.model.base import Record, fields_of
from demarche.model.case import ACCOUNT_USES, Account
from demarche.model.field_use import HOLDER, INTERNAL, OFFICE, PLAIN, inherited, uses_of
from demarche.model.request import ROW_USES, AccountRow
from demarche.render import annex, text_check


def test_every_field_is_declared() -> None:
    assert set(ACCOUNT_USES) == set(fields_of(Account))
    assert set(ROW_USES) == set(fields_of(AccountRow))


def test_a_field_without_a_declaration_is_refused() -> None:
    class Loose(Record):
        name: Annotated[str, HOLDER]
        secret: str

    with pytest.raises(TypeError, match="who may see secret"):
        uses_of(Loose)


def test_a_field_with_two_declarations_is_refused() -> None:
    class Twice(Record):
        name: Annotated[str, HOLDER, OFFICE]

    with pytest.raises(TypeError, match="two"):
        uses_of(Twice)


def test_a_row_has_what_may_be_printed_and_nothing_else() -> None:
    class Row(Record):
        name: str
        secret: str
        extra: str

    origin = {"name": HOLDER, "secret": INTERNAL, "lost": PLAIN}
    with pytest.raises(TypeError) as caught:
        inherited(Row, origin)
    said = str(caught.value)
    assert "extra is not declared" in said
    assert "secret may not be printed" in said
    assert "lost is lost" in said


def test_what_is_searched_quoted_and_exported_follows() -> None:
    searched = {name for name, use in ACCOUNT_USES.items() if use.voice == "office"}
    assert searched == set(case_texts._ROW)
    assert {"justification", "intent", "withdraw_note", "clarification"} <= searched
    quoted = set(text_check._QUOTED)
    assert {"display_name", "handle", "former_handles", "posts", "prior_report_answer"} <= quoted
    assert not quoted & searched
    assert annex._COLUMNS[:7] == (
        *("number", "row_id", "canonical", "written", "kind", "identifier_name", "identifier"),
    )
    assert "context" not in annex._COLUMNS
