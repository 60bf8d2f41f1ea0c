"""Whether a text is the address of something on the web; the least that an exhibit's must be."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

_FORBIDDEN = re.compile(r"[\s\x00-\x20\x7f<>\"]")
_NUMBER = re.compile(r"\+[0-9](?:[ ().-]{0,2}[0-9]){6,14}")
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")


def parts(text: str) -> SplitResult | None:
    """The parts of an absolute http or https address with a host; None for anything else."""
    if _FORBIDDEN.search(text):
        return None
    try:
        found = urlsplit(text)
        host, _ = found.hostname or "", found.port  # a port that is not a number raises
    except ValueError:
        return None
    if found.scheme not in ("http", "https") or not text[len(found.scheme) :].startswith("://"):
        return None
    return found if _is_host(host) else None


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute http or https address: never `dns:`, `urn:` or a bare host."""
    return parts(text) is not None


def is_number(text: str) -> bool:
    """Whether a text is written as a telephone number with its country code."""
    return _NUMBER.fullmatch(text.strip()) is not None


def digits_of(number: str) -> str:
    """The digits of a telephone number, by which two spellings are compared."""
    return "".join(sign for sign in number if sign.isdigit())


def same_address(address: str, other: str) -> bool:
    """Whether two web addresses ask a server for the same: fragment and case of the host apart."""
    a, b = parts(address), parts(other)
    if a is None or b is None:
        return address == other
    return _asked(a) == _asked(b)


def _asked(address: SplitResult) -> tuple[str, str, str, str]:
    return address.scheme, address.netloc.lower(), address.path or "/", address.query


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.removesuffix(".").split(".")
        named = len(labels) > 1 and not labels[-1].isdigit()
        return named and all(_LABEL.fullmatch(label) for label in labels)
    return True
