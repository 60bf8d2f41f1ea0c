"""What a rule and its captures name: kind, canonical form, key; without what was written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from demarche.model.target import Target, TargetKind
from demarche.platforms.address import Address
from demarche.platforms.address_rules import Rules
from demarche.platforms.cleaning import Pasted, without_punctuation
from demarche.platforms.creation_time import created, doubt
from demarche.platforms.identifiers import Reading

_KEPT_VALUE = re.compile(r"[A-Za-z0-9._~-]{1,200}")
_NOTHING = Pasted("")
_ENDS_ITS_PLACE = {ord(c): f"%{ord(c):02X}" for c in ' "%#?&+/\\<>'}
"""What would end or change an identifier in its place of an address is encoded there."""


class Named(NamedTuple):
    """A target before it is joined with the text that it was read from."""

    platform: str
    kind: TargetKind
    canonical: str
    reading: Reading
    owner: Reading | None = None
    dropped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Equal for two spellings. A number that is unique under its owner only has both."""
        kind, value = self.reading.kind, self.reading.folded
        if kind.scoped and self.owner:
            value = f"{self.owner.folded}/{value}"
        return f"{self.platform}:{kind.id}:{value}"

    def target(
        self, written: str, cleaned: Pasted = _NOTHING, now: dt.datetime | None = None
    ) -> Target:
        """The record, with what was written and what was cleaned off it."""
        kind, owner = self.reading.kind, self.owner
        moment = created(self.reading.value, kind.clock) if kind.clock else None
        doubted = doubt(moment, kind.clock, now) if moment and kind.clock else None
        warnings = (*cleaned.warnings, *self.warnings, *((doubted,) if doubted else ()))
        return Target(
            written=written,
            platform=self.platform,
            kind=self.kind,
            canonical=self.canonical,
            identifier=self.reading.shown,
            identifier_type=kind.id,
            key=self.key,
            stable=kind.stable,
            owner=owner.shown if owner else None,
            owner_key=f"{self.platform}:{owner.kind.id}:{owner.folded}" if owner else None,
            created=moment,
            dropped=(*cleaned.dropped, *self.dropped),
            warnings=tuple(dict.fromkeys(warnings)) if len(warnings) > 1 else warnings,
        )


def canonical(
    rules: Rules,
    template: str | None,
    reading: Reading,
    others: Mapping[str, Reading] = MappingProxyType({}),
) -> str:
    """The canonical URL; where the platform has none, `platform:@name` or `platform:type:value`.

    `others` are the identifiers beside the one that names the target, by their captures.
    """
    if template is None:
        front = "@" if reading.kind.id == rules.grammar.bare else f"{reading.kind.id}:"
        return f"{rules.id}:{front}{reading.in_url}"
    for name, identifier in ((reading.kind.id, reading), *others.items()):
        place = f"{{{name}}}"
        if place not in template:
            continue
        value = (
            identifier.in_url
            if identifier.value.isalnum()
            else identifier.in_url.translate(_ENDS_ITS_PLACE)
        )
        template = template.replace(place, value)
    last = template[-1]
    if not last.isalnum() and without_punctuation(last)[1]:
        # Punctuation at the end would be taken for that of a sentence.
        return template[:-1] + "".join(f"%{byte:02X}" for byte in last.encode())
    return template


def kept_query(
    address: Address, keep: Iterable[str], captured: Container[str]
) -> tuple[str, tuple[str, ...]]:
    """The query that stays beside what a rule captured, and what of it can not stay."""
    if not address.query:
        return "", ()
    stays: list[str] = []
    lost: list[str] = []
    for parameter in address.query:
        if parameter.name not in keep or parameter.name in captured:
            continue
        if _KEPT_VALUE.fullmatch(parameter.value) and not stays:
            stays.append(f"?{parameter.name}={parameter.value}")
        else:
            lost.append(f"?{parameter.raw}")
    return "".join(stays), tuple(lost)
