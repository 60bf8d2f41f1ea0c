"""Problems as SARIF 2.1.0 (OASIS), which editors and CI read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from demarche import __version__
from demarche.examine.engine import Rule, rules
from demarche.examine.rule_sources import citations, sources_folder
from demarche.kernel.problems import Problem

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_UNREAD = "INPUT"
"""The rule of a problem without a code: the case could not be read."""


def sarif_log(problems: Iterable[Problem]) -> dict[str, Any]:
    """One run with every rule and every problem."""
    known = rules()
    places = {one.code: number for number, one in enumerate(known)}
    described = [_rule(one) for one in known]
    described.append(
        {"id": _UNREAD, "shortDescription": {"text": "the case cannot be read as it stands"}}
    )
    places[_UNREAD] = len(known)
    driver = {"name": "demarche", "version": __version__, "rules": described}
    results = [_result(one, places) for one in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(one: Rule) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": one.code,
        "shortDescription": {"text": one.sentence},
        "fullDescription": {"text": f"{one.sentence} ({one.source})"},
        "help": {"text": one.remedy},
        "defaultConfiguration": {"level": one.severity.value},
        "properties": {"source": one.source, "checked": one.checked},
    }
    cited = citations(one.source)
    # An address must be absolute here, so it is that of the page on this machine.
    if sources_folder().is_dir():
        described["helpUri"] = next((point for point in cited if point.ours), cited[0]).uri
    return described


def _result(one: Problem, places: dict[str, int]) -> dict[str, Any]:
    code = one.code if one.code in places else _UNREAD
    message = ": ".join(part for part in (one.field, one.message) if part)
    if one.remedy:
        message = f"{message}; {one.remedy}"
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(one.place.file)}}
    if one.place.line:
        region = {"startLine": one.place.line, "startColumn": max(1, one.place.column)}
        physical["region"] = region
    return {
        "ruleId": code,
        "ruleIndex": places[code],
        "level": one.severity.value,
        "message": {"text": message},
        "locations": [{"physicalLocation": physical}],
    }


def _uri(file: str) -> str:
    """A path as a relative reference; an absolute path as a file address."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
