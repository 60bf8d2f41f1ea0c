"""Reading one identifier by the platform's own description of it."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from demarche.model.grammar import Identifier
from demarche.platforms import numbers
from demarche.platforms.errors import TargetError, as_ascii, foreign_letters


class Reading(NamedTuple):
    """An identifier as read: `value` is bare, without prefix; `warnings` are doubts about it."""

    kind: Identifier
    value: str
    warnings: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """As the platform shows it, with its prefix."""
        return self.kind.prefix + self.value

    @property
    def folded(self) -> str:
        """Equal for two spellings of one identifier."""
        value = self.value
        for meaningless in self.kind.ignores:
            value = value.replace(meaningless, "")
        return value.casefold() if self.kind.folds_case else value

    @property
    def in_url(self) -> str:
        """As the canonical URL writes it."""
        return self.value.lower() if self.kind.small_letters else self.value


class IdentifierReader:
    """The identifiers of one platform, their patterns compiled once."""

    def __init__(self, platform: str, identifiers: Iterable[Identifier]) -> None:
        self.platform = platform
        self.kinds = {identifier.id: identifier for identifier in identifiers}
        self._expressions: dict[str, re.Pattern[str]] = {}

    def fits(self, name: str, raw: str) -> bool:
        """Whether a bare text is an identifier of this kind."""
        return self.attempt(name, raw, international=False) is not None

    def read(self, name: str, raw: str, *, international: bool) -> Reading:
        """Read a bare identifier of the kind `name`; TargetError says why it is none.

        `international` is true where a telephone number needs no `+`, that is inside addresses.
        """
        if reading := self.attempt(name, raw, international=international):
            return reading
        raise self.misfit(name, raw, international=international)

    def attempt(self, name: str, raw: str, *, international: bool) -> Reading | None:
        """As `read`, but None where the text is no identifier of this kind."""
        kind = self.kinds[name]
        value, warning = raw, None
        if kind.reads == "phone":
            try:
                value, warning = numbers.read(raw, international=international)
            except TargetError:
                return None
        elif kind.reads == "base64":
            value = _from_base64(raw)
        elif kind.international:
            value = unicodedata.normalize("NFC", raw)
        elif not raw.isascii():
            return None
        found = (self._expressions.get(name) or self.expression(name)).fullmatch(value)
        if found is None:
            return None
        if found.re.groups:
            value = found[1] or ""
        if kind.same_as is not None:
            return self.attempt(kind.same_as, value, international=True)
        doubts: tuple[str, ...] = ()
        if kind.doubts:
            doubts = tuple(doubt.says for doubt in kind.doubts if re.search(doubt.pattern, value))
        return Reading(kind, value, (warning, *doubts) if warning else doubts)

    def expression(self, name: str) -> re.Pattern[str]:
        """The pattern of a kind, compiled when it is first tried."""
        kind = self.kinds[name]
        found = re.compile(kind.pattern, 0 if kind.international else re.ASCII)
        return self._expressions.setdefault(name, found)

    def misfit(self, name: str, raw: str, *, international: bool) -> TargetError:
        """Why a text is no identifier of this kind."""
        kind = self.kinds[name]
        if kind.reads == "phone":
            try:
                numbers.read(raw, international=international)
            except TargetError as error:
                return error
        form = f" ({expected})" if (expected := form_of(kind)) else ""
        what = f"`{as_ascii(raw)}` is not a valid {kind.name} on {self.platform}{form}"
        if not raw.isascii() and not kind.international:
            what += f"; it has {foreign_letters(raw)}"
        elif " " in raw:
            what += "; it contains a space"
        return TargetError(
            what, "copy it again from the address bar; a display name is not an address"
        )


_SHAPE = re.compile(r"(?:\(\?[^()]*\))?(\[[^\]]+\])?\[[^\]]+\]\{(\d+)(?:,(\d+))?\}")


def form_of(kind: Identifier) -> str:
    """What an identifier consists of, in words, with its length where that can be read off."""
    form = kind.form or ""
    found = _SHAPE.fullmatch(kind.pattern)
    if not found or re.search(r"\d", form.replace("-100", "")):
        return form
    first = 1 if found[1] else 0
    least, most = int(found[2]) + first, int(found[3] or found[2]) + first
    length = f"{least} to {most} characters" if most > least else f"{least} characters"
    return f"{form}, {length}" if form else length


def _from_base64(raw: str) -> str:
    """The decoded text, empty where it is none; the alphabet for URLs, padding optional."""
    try:
        padded = raw.rstrip("=") + "=" * (-len(raw.rstrip("=")) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
