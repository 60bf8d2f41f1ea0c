"""Write YAML in the strict dialect that kernel.strict_yaml reads: one line for each scalar."""

from __future__ import annotations

import re
from typing import Any

WIDTH = 100

_PLAIN = re.compile(r"[\w(‘’“”][^\n\t]*", re.ASCII | re.DOTALL)
_WORD = re.compile(r"null|true|false|yes|no|on|off|y|n|[-+.\d_]*(e[-+]?\d+)?", re.IGNORECASE)
_DATE = re.compile(r"\d{4}(-\d\d){0,2}|[1-9]\d*")
_FLOW = set(",[]{}")


def scalar(text: str, *, flow: bool = False) -> str:
    """The text as a plain scalar where that is safe, and in double quotes otherwise."""
    safe = (
        _PLAIN.match(text)
        and text == text.strip()
        and ": " not in text
        and " #" not in text
        and not text.endswith(":")
        and (not _WORD.fullmatch(text) or _DATE.fullmatch(text))
        and all(char.isprintable() for char in text)
        and text[0].isascii()
        and '"' not in text
        and not (flow and _FLOW & set(text))
    )
    return text if safe else quoted(text)


def quoted(text: str) -> str:
    """The text in double quotes, with every character that is not printable escaped."""
    out = []
    for char in text:
        if char in '\\"':
            out.append("\\" + char)
        elif char.isprintable():
            out.append(char)
        else:
            out.append(f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}")
    return '"' + "".join(out) + '"'


def dump(fields: dict[str, Any]) -> str:
    """A whole document."""
    return "\n".join(_fields(fields, "")) + "\n"


def _fields(fields: dict[str, Any], indent: str) -> list[str]:
    lines = []
    for key, value in fields.items():
        name = scalar(key)
        one_line = _one_line(value)
        if one_line is not None and len(indent) + len(name) + 2 + len(one_line) <= WIDTH:
            lines.append(f"{indent}{name}: {one_line}")
        elif isinstance(value, dict):
            lines += [f"{indent}{name}:", *_fields(value, indent + "  ")]
        elif isinstance(value, list):
            lines += [f"{indent}{name}:", *_items(value, indent + "  ")]
        else:
            lines.append(f"{indent}{name}: {scalar(value)}")
    return lines


def _items(items: list[Any], indent: str) -> list[str]:
    lines = []
    for item in items:
        one_line = _one_line(item)
        if isinstance(item, str):
            lines.append(f"{indent}- {scalar(item)}")
        elif one_line is not None and len(item) <= 4:
            lines.append(f"{indent}- {one_line}")
        else:
            first, *rest = _fields(item, indent + "  ")
            lines += [f"{indent}- {first[len(indent) + 2 :]}", *rest]
    return lines


def _one_line(value: Any) -> str | None:
    """Short flow notation for a flat list of words or a flat mapping; None for anything else."""
    if isinstance(value, dict) and all(isinstance(inner, str) for inner in value.values()):
        return "{" + ", ".join(f"{k}: {scalar(v, flow=True)}" for k, v in value.items()) + "}"
    if isinstance(value, list) and all(isinstance(inner, str) for inner in value):
        if any(" " in inner for inner in value):
            return None
        return "[" + ", ".join(scalar(inner, flow=True) for inner in value) + "]"
    return None
