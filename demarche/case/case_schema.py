"""The JSON Schema of a case file and of the data files beside it, made from the models."""

from __future__ import annotations

from typing import Any

from demarche.model.base import Record
from demarche.model.case import Case
from demarche.model.jurisdiction import Jurisdiction
from demarche.model.listing import Authority, Organisation
from demarche.model.office import Office
from demarche.model.platform import Platform

DIALECT = "https://json-schema.org/draft/2020-12/schema"


DATA_FILES: dict[str, type[Record]] = {
    "office": Office,
    "jurisdiction": Jurisdiction,
    "authority": Authority,
    "organisation": Organisation,
    "platform": Platform,
}
"""The kinds of data file that an office adds to, with their models."""


def data_schema(name: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a data file of this kind."""
    schema = DATA_FILES[name].model_json_schema(mode="validation")
    for record in (schema, *schema.get("$defs", {}).values()):
        for field in record.get("properties", {}).values():
            _words_may_be_text(field)
    return {"$schema": DIALECT, **schema, "title": f"Demarche {name} file"}


def case_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a case file; accounts and exhibits may also name a CSV file."""
    schema = Case.model_json_schema(mode="validation")
    for field in ("accounts", "exhibits"):
        listed = schema["properties"][field]
        description = listed.pop("description", "")
        listed.pop("default", None)
        csv_file = {"type": "string", "pattern": r"\.csv$"}
        schema["properties"][field] = {"description": description, "anyOf": [listed, csv_file]}
    for definition in schema["$defs"].values():
        for field in definition.get("properties", {}).values():
            _words_may_be_text(field)
    return {"$schema": DIALECT, "title": "Demarche case file", **schema}


def _words_may_be_text(field: dict[str, Any]) -> None:
    """A list of words may be written as one text, as in a CSV cell."""
    if field.get("type") == "array" and field.get("items") == {"type": "string"}:
        listed = {key: field.pop(key) for key in ("type", "items")}
        field.pop("default", None)
        field["anyOf"] = [listed, {"type": "string"}]
