"""Names and numbers without an address: which type of identifier they are, and what they name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from demarche.kernel.problems import did_you_mean, one_of
from demarche.platforms.address_rules import Rules
from demarche.platforms.errors import TargetError, as_ascii
from demarche.platforms.identifiers import Reading

NUMBER = re.compile(r"\+?[0-9 ().-]*[0-9][0-9 ().-]*")
"""What may be a telephone number."""

_ANY_NUMBER = re.compile(r"[+\uff0b]?[\d ().-]*\d[\d ().-]*")
"""The same in the digits of any script: no name, and the number's own message tells them."""


def read(text: str, rules: Rules, identifier_type: str | None) -> Reading:
    """Read a bare text as an identifier of one platform. TargetError where it is none."""
    kinds = rules.reader.kinds
    if identifier_type is not None and identifier_type not in kinds:
        raise TargetError(
            f"{rules.name} has no identifier of the type `{as_ascii(identifier_type)}`",
            did_you_mean(identifier_type, kinds) or one_of(kinds),
        )
    name = identifier_type or _type_of(text, rules)
    raw = _without_prefix(text, name, rules)
    # Digits that are called a number by their type may leave out the `+`, not the country code.
    complete = identifier_type is not None and text.isdigit() and not text.startswith("0")
    reading = rules.reader.read(name, raw, international=complete)
    if name == rules.grammar.bare and rules.is_reserved(raw):
        raise TargetError(
            f"`{as_ascii(raw)}` is reserved by {rules.name} and is not an account name",
            "enter the account's own address",
            "not-a-target",
        )
    if reading.kind.names is None:
        raise TargetError(
            f"{reading.kind.name} alone identifies nothing on {rules.name}",
            "enter the full address",
        )
    return reading


def is_one(text: str, rules: Rules, identifier_type: str) -> bool:
    """Whether the text is, by itself, an identifier of the type that was named for it."""
    known = identifier_type in rules.reader.kinds
    return known and rules.reader.fits(
        identifier_type, _without_prefix(text, identifier_type, rules)
    )


def is_evident(text: str, rules: Rules) -> bool:
    """Whether the form of a text is proof of what it is, once the platform is named."""
    kinds = rules.reader.kinds.values()
    return any(kind.evident and rules.reader.fits(kind.id, text) for kind in kinds)


def evident(text: str, all_rules: Iterable[Rules]) -> tuple[Rules, Reading]:
    """The only platform that a text without one can be of, where its form proves it."""
    for rules in all_rules:
        for kind in rules.reader.kinds.values():
            if kind.evident == "everywhere" and rules.reader.fits(kind.id, text):
                return rules, rules.reader.read(kind.id, text, international=True)
    raise TargetError(
        f"`{as_ascii(text)}` could be on any platform",
        "set `platform`, or enter the full address",
        "unknown-platform",
    )


def _without_prefix(text: str, name: str, rules: Rules) -> str:
    kind = rules.reader.kinds[name]
    if kind.prefix and kind.reads is None:
        text = text.removeprefix(kind.prefix)
    # People write `@` before any name, also where the platform does not.
    return text.removeprefix("@") if name == rules.grammar.bare else text


def _type_of(text: str, rules: Rules) -> str:
    """The type of a bare text: what `@` or a number stands for, or the only one that fits."""
    bare, kinds = rules.grammar.bare, rules.reader.kinds
    phone = next((kind.id for kind in kinds.values() if kind.reads == "phone"), None)
    if text.startswith("@") and bare:
        return bare
    digits = text.isascii() and text.isdigit()
    if phone and not digits and not text.startswith("-") and _ANY_NUMBER.fullmatch(text):
        return phone
    for kind in kinds.values():
        if kind.evident and rules.reader.fits(kind.id, text):
            return kind.id
    if bare and not digits and rules.reader.fits(bare, _without_prefix(text, bare, rules)):
        return bare
    fitting = [
        kind.id
        for kind in kinds.values()
        if (kind.names or kind.same_as)
        and rules.reader.fits(kind.id, _without_prefix(text, kind.id, rules))
    ]
    if len(fitting) > 1:
        names = ", ".join(kinds[kind].name for kind in fitting)
        raise TargetError(
            f"`{as_ascii(text)}` has several possible meanings on {rules.name}: {names}",
            f"set `identifier_type`, {one_of(fitting)}",
        )
    if fitting:
        return fitting[0]
    # None fits: the type whose description explains best why.
    return (phone if digits else None) or bare or next(iter(kinds))
