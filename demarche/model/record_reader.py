"""From a YAML tree to a record: every fault told at once, at its line, in plain words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from demarche.kernel import strict_yaml
from demarche.kernel.open_file import read_regular
from demarche.kernel.problems import InputError, Place, Problem, did_you_mean, one_of
from demarche.kernel.strict_yaml import Mapping, Node, Sequence, Text
from demarche.model.base import NOT_BLANK, fields_of, is_record, made_of

Model = TypeVar("Model")
"""A record, or a lean one."""

_CHOICE = re.compile(r"'([^']*)'")
_FORMS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "lowercase letters, digits and single hyphens, "
    "for example lashkar-e-tayyiba",
    r"^[A-Z]{2}$": "two capital letters, for example PK",
    r"^([A-Z]{2}|unknown)$": "two capital letters, for example PK, or `unknown`",
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$": "at most 40 letters, digits, full stops, underscores "
    "and hyphens, starting with a letter or digit",
    "^(strong|weak)$": "`strong` or `weak`",
    r"^[EWP][0-9]{2}$": "the code of a rule, for example W12; `demarche rules` lists them",
    r"^[A-Z][0-9]$": "the code of a level, for example T2; data/severity.yaml names them",
    r"^[0-9a-f]{64}$": "a SHA-256: 64 lowercase hex digits",
    r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$": "a language tag, for example ur or zh-Hans",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "a language tag, for example ur or zh-Hans",
    r"^(\.[a-z0-9-]+)?$": "a full stop and lowercase letters, digits or hyphens, for example .fr",
    NOT_BLANK: "a text",
}
"""What a pattern of the models asks for, in words."""

_EXPECTED = {
    "string_type": "text",
    "dataclass_type": "fields (`name: value`)",
    "model_type": "fields (`name: value`)",
    "model_attributes_type": "fields (`name: value`)",
    "dict_type": "fields (`name: value`)",
    "mapping_type": "fields (`name: value`)",
    "tuple_type": "a list",
    "list_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
}
_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
"""A field that a record does not have, and one that a lean record does not have."""
_PLAIN = {
    "int_parsing": ("not a whole number", "write digits only"),
    "int_from_float": ("not a whole number", "write digits only"),
    "float_parsing": ("not a number", "write digits, with a point for the fraction"),
    "bool_parsing": ("neither true nor false", "write true or false"),
}


def load(model: type[Model], path: Path, shown: str | None = None) -> Model:
    """Read one YAML file as a record; `shown` is the file's name in the problems."""
    name = shown if shown is not None else str(path)
    kind: Any = model
    made: Model = _made(kind, read_bytes(path, name), name)
    return made


@functools.lru_cache(maxsize=512)
def _made(model: type[Any], data: bytes, name: str) -> Any:
    """The record of a file's bytes; `watch` and several cases of one run ask for the same again."""
    return validate(model, strict_yaml.read(data, name), name)


def read_bytes(path: Path, shown: str) -> bytes:
    """The file's bytes, or InputError in plain words."""
    try:
        return read_regular(path, strict_yaml.MAX_BYTES)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError.single(Place(shown), "", f"cannot be read: {reason}") from None


def validate(model: type[Model], node: Node, file: str) -> Model:
    """Turn a tree into a record, or raise InputError with every fault of it.

    `file` names the file that the tree was read from; a mapping or list inside the tree that has
    a file of its own is told under that name.
    """
    try:
        return made_of(model, node)
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems = _in_order(_problem(model, node, file, detail) for detail in details[:_MOST_TOLD])
        if (left := len(details) - _MOST_TOLD) > 0:
            message = f"{left:,} more errors are not listed"
            problems.append(Problem(Place(file), "", message, "correct these first"))
        raise InputError(problems) from None


_MOST_TOLD = 2_000
"""Faults of one file that are told: nobody reads more of them at once."""


def _in_order(problems: Iterable[Problem | None]) -> list[Problem]:
    """By place, each once: a field that may be of several kinds fails once for each kind."""
    found = dict.fromkeys(problem for problem in problems if problem is not None)
    return sorted(found, key=lambda problem: problem.place)


def _problem(model: type, root: Node, file: str, detail: Any) -> Problem | None:
    """One of pydantic's errors in our words; None for one that only follows from another."""
    kind: str = detail["type"]
    loc: tuple[int | str, ...] = detail["loc"]
    at_key = kind in ("missing", *_UNKNOWN)
    node, place, path = _find(root, file, loc, at_key=at_key)
    if kind == "too_short" and len(node) >= detail["ctx"]["min_length"]:
        return None  # only the entries without a fault were counted
    message, remedy = _words(kind, detail, node)
    if kind in _UNKNOWN:
        fields = _fields(model, loc[:-1])
        remedy = did_you_mean(str(loc[-1]), fields) or (one_of(fields) if fields else "")
    elif kind == "missing" and isinstance(node, Mapping) and loc[-1] in node.blank:
        message = "required, but empty"
    return Problem(place, path, message, remedy)


def _find(
    root: Node, file: str, loc: tuple[int | str, ...], *, at_key: bool
) -> tuple[Node, Place, str]:
    """Walk the tree by pydantic's `loc`: the node reached, its place, the field's path.

    With `at_key` the last part is a field name: the place is where that name stands, or, for a
    missing field, the mapping that lacks it. Parts of `loc` that the tree does not have (a union's
    branch) are passed over.
    """
    node: Node = root
    file = getattr(root, "file", "") or file
    steps = loc[:-1] if at_key else loc
    path = ""
    for step in steps:
        below: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            below = node.at(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node):
            below = node[step]
        if below is None:
            continue
        path = f"{path}[{step + 1}]" if isinstance(step, int) else _join(path, step)
        node, file = below, getattr(below, "file", "") or file
    line, column = node.line, node.column
    if at_key:
        key = str(loc[-1])
        path = _join(path, key)
        if isinstance(node, Mapping):
            line, column = node.keys_at.get(key, (line, column))
    return node, Place(file, line, column), path


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _words(kind: str, detail: Any, node: Node) -> tuple[str, str]:
    """The message and the remedy for one of pydantic's errors."""
    context: dict[str, Any] = detail.get("ctx") or {}
    if kind == "missing":
        return "required, but missing", ""
    if kind in _UNKNOWN:
        return "unknown field", ""
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, found {_found(node)}", ""
    if kind in _PLAIN:
        return f"{_quoted(node)} is {_PLAIN[kind][0]}", _PLAIN[kind][1]
    if kind in ("enum", "literal_error"):
        choices = _CHOICE.findall(str(context.get("expected", "")))
        remedy = one_of(choices)
        near = did_you_mean(node, choices) if isinstance(node, Text) else ""
        return f"{_quoted(node)} is not a valid value", f"{near} ({remedy})" if near else remedy
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern"))
        if pattern == NOT_BLANK:
            return "must not be empty", ""
        form = _FORMS.get(pattern, f"text that matches {pattern}")
        return f"{_quoted(node)} does not have the expected format", f"write {form}"
    if kind == "string_too_long":
        return f"longer than {context.get('max_length'):,} characters", "shorten it"
    if kind in ("too_short", "string_too_short"):
        least = context.get("min_length")
        unit = "characters" if kind.startswith("string") else "entries"
        return ("must not be empty" if least == 1 else f"fewer than {least} {unit}"), ""
    return _sentence(str(detail["msg"])), ""


def _sentence(message: str) -> str:
    """A message of our own validators as it was written; one of pydantic's in our manner."""
    for prefix in ("Value error, ", "Assertion failed, "):
        if message.startswith(prefix):
            return message.removeprefix(prefix)
    return message.replace("Input should be", "must be", 1)


def _found(node: Node) -> str:
    if isinstance(node, Mapping):
        return "fields"
    return "a list" if isinstance(node, Sequence) else f"text ({_quoted(node)})"


def _quoted(node: Node) -> str:
    if not isinstance(node, Text):
        return _found(node)
    return repr(str(node) if len(node) <= 60 else node[:57] + "…")


def _fields(model: type, loc: tuple[int | str, ...]) -> list[str]:
    """The field names that the models reached by `loc` have."""
    reached = [model]
    for step in loc:
        if isinstance(step, int):
            continue
        inner = [
            found
            for model in reached
            if step in fields_of(model)
            for found in _models(fields_of(model)[step].annotation)
        ]
        if inner:
            reached = inner
    return [name for model in reached for name in fields_of(model)]


def _models(annotation: Any) -> list[type]:
    """The record types inside an annotation: of `tuple[Account, ...] | None`, Account."""
    if isinstance(annotation, type) and is_record(annotation):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models(part)]


def place_of(root: Node, loc: Iterable[int | str], file: str) -> Place:
    """The place of a field by its steps, rows counted from 0; of what holds it, if it is absent."""
    return _find(root, file, tuple(loc), at_key=False)[1]
