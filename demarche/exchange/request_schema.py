"""The JSON Schema of request.json, made from the model of the request without its restricted part.

It is published as docs/request.schema.json, so that whoever receives a document can check the data
inside without this program.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from demarche.case.case_schema import DIALECT
from demarche.exchange.payload import SentRequest
from demarche.model import base, case, jurisdiction, office, platform, request

_MODULES: tuple[ModuleType, ...] = (request, case, jurisdiction, office, platform, base)


def request_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of request.json."""
    schema = SentRequest.model_json_schema(mode="serialization")
    schema["description"] = "One request to one recipient, as attached to its PDF."
    schema["properties"]["schema_version"] = {"const": request.SCHEMA}
    texts = {(name, field): text for name, field, text in _field_texts()}
    for name, definition in [("Request", schema), *schema["$defs"].items()]:
        for field, value in definition.get("properties", {}).items():
            value.pop("title", None)
            if text := texts.get((name, field)):
                value["description"] = text
    return {"$schema": DIALECT, **schema, "title": "Demarche request"}


def _field_texts() -> Iterator[tuple[str, str, str]]:
    """Class, field and the text below the field, which the running program does not keep."""
    for module in _MODULES:
        for node in ast.parse(inspect.getsource(module)).body:
            if not isinstance(node, ast.ClassDef):
                continue
            for statement, after in zip(node.body, node.body[1:], strict=False):
                match statement, after:
                    case (
                        ast.AnnAssign(target=ast.Name(id=field)),
                        ast.Expr(value=ast.Constant(value=str(text))),
                    ):
                        yield node.name, field, inspect.cleandoc(text).replace("\n", " ")
