"""The pages of docs/ that are made from the program, so that they cannot part from it."""

from __future__ import annotations

import json
from typing import Any

from demarche.case.case_schema import case_schema
from demarche.examine.engine import EXAMINED, READ, RENDERED, rules
from demarche.examine.rule_sources import citations
from demarche.exchange.request_schema import request_schema
from demarche.model.base import Line, Record
from demarche.model.record_reader import load


def case_file_page() -> str:
    """docs/case-file.md: every field of the case file, from the models."""
    schema = case_schema()
    definitions: dict[str, Any] = schema["$defs"]
    parts = [
        "# The case file",
        "",
        "Generated from the models by `make docs`; do not edit. A field in **bold** is required.",
        "Dates are written `2026-11-20`, times `2026-11-20T14:30:00+05:00`. A list of names may be",
        "written as one text with spaces. `accounts` and `exhibits` may name a CSV file next to",
        "the case, whose columns are the fields of one row. Comments go on lines of their own.",
        "",
        *_table("Case", schema),
    ]
    for name in _order(schema, definitions):
        parts += _table(name, definitions[name])
    return "\n".join(parts)


def _order(schema: dict[str, Any], definitions: dict[str, Any]) -> list[str]:
    """The records in the order in which the fields first need them."""
    seen: list[str] = []

    def walk(definition: dict[str, Any]) -> None:
        for field in definition.get("properties", {}).values():
            for name in _references(field):
                if name not in seen and "properties" in definitions[name]:
                    seen.append(name)
                    walk(definitions[name])

    walk(schema)
    return seen


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"].rsplit("/", 1)[1]] if "$ref" in value else []
        return own + [name for inner in value.values() for name in _references(inner)]
    if isinstance(value, list):
        return [name for inner in value for name in _references(inner)]
    return []


def _table(name: str, definition: dict[str, Any]) -> list[str]:
    required = set(definition.get("required", ()))
    rows = [f"## {name}", "", str(definition.get("description", "")), ""]
    rows += ["| field | value | meaning |", "|---|---|---|"]
    for field, value in definition["properties"].items():
        label = f"**`{field}`**" if field in required else f"`{field}`"
        text = str(value.get("description", "")).replace("\n", " ").replace("|", "\\|")
        rows.append(f"| {label} | {_kind(value)} | {text} |")
    return [*rows, ""]


def _kind(value: dict[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[1]
        return "kind of request" if name == "Kind" else f"[{name}](#{name.lower()})"
    if "enum" in value:
        return ", ".join(f"`{value}`" for value in value["enum"])
    if "const" in value:
        return f"`{value['const']}`"
    if "anyOf" in value:
        kinds = [_kind(value) for value in value["anyOf"] if value.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if value.get("type") == "array":
        return f"list of {_kind(value['items'])}"
    if value.get("pattern") == r"\.csv$":
        return "name of a CSV file"
    named = _NAMED.get(str(value.get("format"))) or _NAMED.get(str(value.get("type")))
    return named or "text"


def rules_page() -> str:
    """docs/rules.md: the rules of the examination."""
    parts = [
        "# Validation rules",
        "",
        "Generated from the rules by `make docs`; do not edit. `demarche rules` lists the same.",
        "",
        "An error stops the request. A warning is printed, and may be overridden in the case file:",
        "",
        "```yaml",
        "overrides:",
        "  - code: W05",
        "    reason: The exhibits of both rows show the releases themselves.",
        "    reviewer: {name: C. N. Specimen, post: Deputy director}",
        "    rows: [x-0007, x-0016]",
        "```",
        "",
        "The reviewer is another officer than the one who prepared the case; without `rows` the",
        "override covers every place of the warning. What is overridden is printed as a note and",
        "recorded in `office-record.json`, never in what a platform receives.",
        "",
        "E01 to E24 and W01 to W17 come from a comparison of official forms, P are the rules fed",
        "by the platforms' files; the others are ours. Each source links to what was read of it:",
        "[sources](sources/README.md). A rule is checked when the case is examined; `read` in the",
        "last column: when the case is read; `page`: on the finished text as well.",
        "",
        "| code | severity | problem | fix | source | checked |",
        "|---|---|---|---|---|---|",
    ]
    short = {EXAMINED: "", READ: "read", RENDERED: "page"}
    for rule in rules():
        links = [f"[{it.text}](sources/{it.page}#{it.anchor})" for it in citations(rule.source)]
        cells = (rule.code, rule.severity.value, rule.sentence, rule.remedy, "; ".join(links))
        escaped = [cell.replace("|", "\\|") for cell in (*cells, short[rule.checked])]
        parts.append("| " + " | ".join(escaped) + " |")
    return "\n".join([*parts, ""])


def specimen_page() -> str:
    """docs/specimen-warnings.md: every warning of the specimen case, explained."""
    from demarche.build.prepare import prepare
    from demarche.kernel.workspace import Workspace, builtin

    folder = builtin("data") / "cases" / "specimen"
    findings = prepare(folder / "case.yaml", Workspace(builtin("data").parent)).findings
    found = {finding.code for finding in findings}
    sentences = {rule.code: rule.sentence for rule in rules()}
    why = {
        warning.code: warning.why for warning in load(Explained, folder / "warnings.yaml").warnings
    }
    if found != why.keys():
        raise ValueError(f"specimen warnings to explain: {sorted(found ^ why.keys())}")
    parts = [
        "# The warnings of the specimen case",
        "",
        "Generated by `make docs` from the check of `data/cases/specimen` and from its",
        "`warnings.yaml`; do not edit. The specimen passes with no error. Its warnings stay, since",
        "most of them are what an officer would have to settle before issue.",
        "",
        "| code | message | why the specimen triggers it |",
        "|---|---|---|",
    ]
    parts += [f"| {code} | {sentences[code]} | {why[code]} |" for code in sorted(found)]
    return "\n".join([*parts, ""])


class Explanation(Record):
    """Why the specimen has a warning."""

    code: Line
    why: Line


class Explained(Record):
    """The file of explanations."""

    warnings: tuple[Explanation, ...]


def request_schema_page() -> str:
    """docs/request.schema.json: the JSON Schema of the data inside a PDF."""
    return json.dumps(request_schema(), indent=1, ensure_ascii=False) + "\n"


_NAMED = {
    "date": "day",
    "date-time": "time with zone",
    "integer": "whole number",
    "boolean": "true or false",
}


def provenance_page() -> str:
    """docs/provenance.md: where each field of each listing was read, and when."""
    from demarche.cli.provenance_page import provenance_lines
    from demarche.facts.integrity import load_authorities, load_organisations, load_sources
    from demarche.kernel.workspace import builtin

    data = builtin("data")
    lines = provenance_lines(
        load_authorities(data / "authorities"),
        load_organisations(data / "organisations"),
        load_sources(data / "sources.yaml"),
    )
    return "\n".join([*lines, ""])


PAGES = {
    "provenance.md": provenance_page,
    "case-file.md": case_file_page,
    "rules.md": rules_page,
    "specimen-warnings.md": specimen_page,
    "request.schema.json": request_schema_page,
}
