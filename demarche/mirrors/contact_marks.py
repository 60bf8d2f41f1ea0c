"""Links and numbers that an account gives, each in one form, so that equal ones are found equal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver

_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']+|(?<![\w@.])[\w-]+(?:\.[\w-]+)+/[^\s<>\"']+", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\w.])\+?\d[\d ()./-]{6,}\d(?![\w.])")
_NAME = re.compile(r"(?<![\w@./])@[A-Za-z0-9_.]{3,40}")
_PAYMENT = re.compile(
    r"(?<!\w)(?:0x[0-9a-fA-F]{40}|bc1[0-9a-z]{25,60}|[13][1-9A-HJ-NP-Za-km-z]{25,34}"
    r"|T[1-9A-HJ-NP-Za-km-z]{33})(?!\w)"
)
_FEWEST_DIGITS = 8


def marks_in(
    texts: Iterable[str], platform: str, resolver: Resolver, own: str = ""
) -> tuple[str, ...]:
    """The marks in some texts: accounts by their key, links, numbers, payment addresses.

    `platform` is where `@name` is looked for; `own` is the key of the account itself, which says
    nothing. Sorted, each once.
    """
    found: set[str] = set()
    for text in texts:
        found.update(_marks(text, platform, resolver))
    return tuple(sorted(found - {f"account:{own}"}))


def _marks(text: str, platform: str, resolver: Resolver) -> Iterator[str]:
    if not any(sign in text for sign in "@+/.0123456789"):
        return
    for payment in _PAYMENT.findall(text):
        yield f"payment:{payment}"
    for url in _URL.findall(text):
        written = url.rstrip(".,;:!?)]}")
        try:
            yield f"account:{resolver.resolve(written).key}"
        except TargetError:
            bare = re.sub(r"(?i)^(?:https?://)?(?:www\.)?", "", written).rstrip("/")
            if "/" in bare or "?" in bare:  # a host alone is everybody's
                host, _, path = bare.partition("/")
                yield f"link:{host.lower()}/{path}"
    rest = _URL.sub(" ", text)
    for name in _NAME.findall(rest):
        try:
            yield f"account:{resolver.resolve(name.rstrip('.'), platform=platform).key}"
        except TargetError:
            continue
    for number in _NUMBER.findall(_PAYMENT.sub(" ", rest)):
        digits = re.sub(r"\D", "", number)
        if len(digits) >= _FEWEST_DIGITS and not _looks_like_date(number):
            yield f"number:{digits.lstrip('0')}"


def _looks_like_date(number: str) -> bool:
    return bool(re.match(r"(?:19|20)\d\d[-./ ]\d|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d", number))


def mark_in_words(mark: str) -> str:
    """A mark as a sentence shows it: `telephone number 44…`, `t.me/+…`."""
    kind, _, value = mark.partition(":")
    names = {"account": "account", "link": "link", "number": "number", "payment": "payment address"}
    return f"{names.get(kind, kind)} {value}"
