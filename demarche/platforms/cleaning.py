"""Cleaning what was pasted: what stands around an address goes, what hides inside is refused."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from demarche.platforms.errors import TargetError, as_ascii, code_point

MAX_LENGTH = 2048

_AROUND_LEFT = frozenset("<([{\"'`«»“”„‘’‹›")
_AROUND_RIGHT = frozenset(">)]}\"'`«»“”„‘’‹›")
_PUNCTUATION = frozenset(".,;:!?…،؛؟۔")
_DEFANGED_DOT = re.compile(r"\[\.\]|\(\.\)|\{\.\}|[\[({]dot[\])}]", re.IGNORECASE)
_DEFANGED_MARK = re.compile(r"\[(://|:|/|@)\]")
_DEFANGED_SCHEME = re.compile(r"h(?:xx|tx|xt|\*\*)p(s?)(?=\[?:)", re.IGNORECASE)
_SUSPECT = re.compile(r"[^!-~]")


@dataclass(frozen=True, slots=True)
class Pasted:
    """The text that is left, what was taken off, and what the reader should know."""

    text: str
    dropped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def is_hidden(character: str) -> bool:
    """True for a character without a picture of its own: control, format, private, unassigned."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


def clean(written: str) -> Pasted:
    """Take off quotation marks, brackets, space and invisible marks around; undo defanging.

    Raises TargetError for a text that is empty, longer than 2,048 characters, or that holds an
    invisible character inside.
    """
    if len(written) > MAX_LENGTH:
        raise TargetError(
            f"address has {len(written):,} characters (limit {MAX_LENGTH:,})",
            "remove what is not part of it",
        )
    text, dropped = _unwrap(written)
    if not text:
        raise TargetError("empty", "enter an address or an identifier")
    refuse_hidden(text)
    warnings = []
    hidden = sorted({c for c in dropped if is_hidden(c) and not c.isspace()})
    if hidden:
        removed = ", ".join(code_point(c) for c in hidden)
        warnings.append(f"invisible characters around the address were removed: {removed}")
    fanged = _refang(text)
    if fanged != text:
        warnings.append(f"written in a defanged form, read as {as_ascii(fanged)}")
    shown = tuple(code_point(c) if is_hidden(c) else c for c in dropped if not c.isspace())
    return Pasted(fanged, shown, tuple(warnings))


def _unwrap(text: str) -> tuple[str, list[str]]:
    """The text between its first and last character that belong to it, and what stood around."""
    start, end = 0, len(text)
    while start < end and _is_around(text[start], _AROUND_LEFT):
        start += 1
    while end > start and _is_around(text[end - 1], _AROUND_RIGHT):
        end -= 1
    return text[start:end], [*text[:start], *text[end:]]


def _is_around(character: str, marks: frozenset[str]) -> bool:
    """Only marks that text programs add: private or unassigned characters are refused instead."""
    if character in marks or character.isspace():
        return True
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")


def refuse_hidden(text: str) -> None:
    """Raise TargetError when a character inside has no picture, or is a space unlike U+0020."""
    for found in _SUSPECT.finditer(text):
        character = found[0]
        if character in "\r\n\u2028\u2029\x85":
            raise TargetError("contains a line break", "enter one address in each field")
        if is_hidden(character) or (character != " " and character.isspace()):
            raise TargetError(
                f"contains an invisible character: {code_point(character)} at position "
                f"{found.start() + 1} of {as_ascii(text)}",
                "copy the address again from the address bar",
            )


def without_punctuation(text: str) -> tuple[str, tuple[str, ...]]:
    """A web address without the punctuation and brackets of the sentence it was copied from."""
    end = len(text)
    while end and (text[end - 1] in _PUNCTUATION or text[end - 1] in _AROUND_RIGHT):
        end -= 1
    return text[:end], tuple(text[end:])


def _refang(text: str) -> str:
    if "[" in text or "(" in text or "{" in text:
        text = _DEFANGED_MARK.sub(r"\1", _DEFANGED_DOT.sub(".", text))
    return _DEFANGED_SCHEME.sub(r"http\1", text, count=1) if text[:1] in "hH" else text
