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
    places = {rule.code: number for number, rule in enumerate(known)}
    described = [_rule(rule) for rule in known]
    described.append(
        {"id": _UNREAD, "shortDescription": {"text": "the case cannot be read as it stands"}}
    )
    places[_UNREAD] = len(known)
    driver = {"name": "demarche", "version": __version__, "rules": described}
    results = [_result(problem, places) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": rule.code,
        "shortDescription": {"text": rule.sentence},
        "fullDescription": {"text": f"{rule.sentence} ({rule.source})"},
        "help": {"text": rule.remedy},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"source": rule.source, "checked": rule.checked},
    }
    cited = citations(rule.source)
    # An address must be absolute here, so it is that of the page on this machine.
    if sources_folder().is_dir():
        described["helpUri"] = next((point for point in cited if point.ours), cited[0]).uri
    return described


def _result(problem: Problem, places: dict[str, int]) -> dict[str, Any]:
    code = problem.code if problem.code in places else _UNREAD
    message = ": ".join(part for part in (problem.field, problem.message) if part)
    if problem.remedy:
        message = f"{message}; {problem.remedy}"
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(problem.place.file)}}
    if problem.place.line:
        region = {"startLine": problem.place.line, "startColumn": max(1, problem.place.column)}
        physical["region"] = region
    return {
        "ruleId": code,
        "ruleIndex": places[code],
        "level": problem.severity.value,
        "message": {"text": message},
        "locations": [{"physicalLocation": physical}],
    }


def _uri(file: str) -> str:
    """A path as a relative reference; an absolute path as a file address."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
