"""The JSON Schema of request.json, made from the model of the request without its restricted part.

It is published as docs/request.schema.json, so that whoever receives a document can check the data
inside without this program.
"""

from __future__ import annotations

from typing import Any

from demarche.case.case_schema import DIALECT
from demarche.exchange.payload import SentRequest
from demarche.model import request


def request_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of request.json."""
    schema = SentRequest.model_json_schema(mode="serialization")
    schema["description"] = "One request to one recipient, as attached to its PDF."
    schema["properties"]["schema_version"] = {"const": request.SCHEMA}
    for definition in (schema, *schema["$defs"].values()):
        for value in definition.get("properties", {}).values():
            value.pop("title", None)
            if "description" in value:
                value["description"] = value["description"].replace("\n", " ")
    return {"$schema": DIALECT, **schema, "title": "Demarche request"}
