"""The case file's JSON Schema, made from the models."""

from __future__ import annotations

import ast
import functools
import inspect
from typing import Any

from demarche.model import case as case_model
from demarche.model import followup as followup_model
from demarche.model.case import Case

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@functools.cache
def field_docs() -> dict[str, dict[str, str]]:
    """The text below each field of the case's models, by class and field.

    Read from the source, since the running program does not keep it.
    """
    docs: dict[str, dict[str, str]] = {}
    modules = (followup_model, case_model)
    for node in [one for it in modules for one in ast.parse(inspect.getsource(it)).body]:
        if not isinstance(node, ast.ClassDef):
            continue
        fields = docs.setdefault(node.name, {})
        for statement, after in zip(node.body, node.body[1:], strict=False):
            if not isinstance(statement, ast.AnnAssign) or not isinstance(after, ast.Expr):
                continue
            if isinstance(after.value, ast.Constant) and isinstance(statement.target, ast.Name):
                fields[statement.target.id] = inspect.cleandoc(str(after.value.value))
    return docs


def case_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a case file; accounts and exhibits may also name a CSV file."""
    schema = Case.model_json_schema(mode="validation")
    for name, definition in [("Case", schema), *schema["$defs"].items()]:
        for field, text in field_docs().get(name, {}).items():
            if field in definition.get("properties", {}):
                definition["properties"][field]["description"] = text
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
