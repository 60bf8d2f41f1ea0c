"""The case file's JSON Schema, made from the models."""

from __future__ import annotations

from typing import Any

from demarche.model.case import Case

DIALECT = "https://json-schema.org/draft/2020-12/schema"


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
