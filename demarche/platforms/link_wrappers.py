"""Links that hold another address inside: which hosts they have, and how the address is taken out.

The hosts are data: `intake/wrappers.yaml`. Links of a platform's own stand in the platform's file.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from functools import cache
from typing import Literal, NamedTuple
from urllib.parse import unquote

from pydantic import Field

from demarche.kernel.workspace import builtin, shown
from demarche.model.base import Line, Record
from demarche.model.grammar import Pattern
from demarche.model.record_reader import load
from demarche.platforms.address import Address
from demarche.platforms.errors import TargetError, as_ascii

_BEGINS = re.compile(r"(?:https?:|[a-z][a-z0-9+.-]*://)", re.IGNORECASE)
_SLASHES = re.compile(r"^(https?):/*", re.IGNORECASE)
_RUNS = {
    letter: length
    for length, letter in enumerate(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 2
    )
}
_STARS = re.compile(r"\*(\*.)?")


class Wrapper(Record):
    """One form of link: where the address inside stands, and how it is written there."""

    hosts: tuple[Line, ...] = Field(min_length=1)
    """Without `www.`; `*.` in front admits any sub-domain, `.*` at the end any country's."""
    path: Pattern = ".*"
    """Full match of the path as written; where the address stands in the path, its first group
    is the beginning of the address."""
    query: tuple[Line, ...] = ()
    """The parameters that may hold the address, in the order in which they are tried."""
    place: Literal["query", "bare-query", "path", "host", "hidden"] = "query"
    """`bare-query`: all that follows the `?`; `host`: the first label of the host and the path;
    `hidden`: the address cannot be read from the link."""
    coding: Literal["plain", "proofpoint-2", "proofpoint-3", "bing", "base64"] = "plain"
    is_copy: bool = False
    """True for a copy of the page: it is no account, and the page copied is told."""

    def is_at(self, host: str) -> bool:
        """Whether a host in small letters without `www.` is one of these."""
        return any(pattern.fullmatch(host) for pattern in _hosts(self.hosts))


class _Wrappers(Record):
    """The file `intake/wrappers.yaml`."""

    wrappers: tuple[Wrapper, ...]


class Wrapped(NamedTuple):
    """A link that wraps, with the address inside; empty where it can not be read."""

    address: str
    is_copy: bool = False


@cache
def _known() -> tuple[Wrapper, ...]:
    """Read for a foreign host only."""
    file = builtin("data") / "intake/wrappers.yaml"
    return load(_Wrappers, file, shown(file)).wrappers


@cache
def _hosts(hosts: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(
            re.escape(host)
            .replace(r"\*\.", r"(?:[a-z0-9_-]+\.)+", 1)
            .replace(r"\.\*", r"\.[a-z]{2,3}(?:\.[a-z]{2})?")
        )
        for host in hosts
    )


def wrapped(address: Address) -> Wrapped | None:
    """The address inside a link of a host that wraps addresses; None for any other link."""
    for wrapper in _known():
        if not wrapper.is_at(address.host):
            continue
        found = re.fullmatch(wrapper.path, address.path, re.ASCII)
        if found is None:
            continue
        inner = _DECODERS[wrapper.coding](_inside(wrapper, address, found)) or ""
        if _BEGINS.match(inner):
            return Wrapped(_SLASHES.sub(r"\1://", inner), wrapper.is_copy)
        # An address may be written without its scheme, but a word or a number is none.
        if re.match(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#]|$)", inner, re.IGNORECASE):
            return Wrapped(inner, wrapper.is_copy)
        return Wrapped("", wrapper.is_copy)
    return None


def _inside(wrapper: Wrapper, address: Address, found: re.Match[str]) -> str:
    """The piece of the link that holds the address, not yet decoded but for the parameters."""
    fragment = f"#{address.fragment}" if address.fragment else ""
    if wrapper.place == "query":
        for name in wrapper.query:
            values = {
                parameter.value for parameter in address.query if parameter.name.casefold() == name
            }
            if len(values) == 1 and (value := values.pop().strip(" ")):
                return value
    elif wrapper.place == "bare-query":
        inner = address.after[1:] + fragment
        return inner if _BEGINS.match(inner) and "%3a" not in inner[:12].lower() else unquote(inner)
    elif wrapper.place == "path":
        front = found[1] if found.re.groups else address.path
        if re.match(r"https?%3a", front, re.IGNORECASE):
            return unquote(front)
        return front + address.after + fragment
    elif wrapper.place == "host":
        return _of_label(address) + fragment
    return ""


def _of_label(address: Address) -> str:
    """The address whose host is the first label, `-` for a full stop and `--` for a hyphen."""
    label = address.host.partition(".")[0]
    if any(parameter.name in ("_x_tr_hp", "_x_tr_enc") for parameter in address.query):
        return ""
    host = label.replace("--", "\0").replace("-", ".").replace("\0", "-")
    kept = "&".join(
        parameter.raw for parameter in address.query if not parameter.name.startswith("_x_tr_")
    )
    return f"https://{host}{address.path}" + (f"?{kept}" if kept else "")


def _second(text: str) -> str:
    return unquote(text.translate({ord("-"): "%", ord("_"): "/"}))


def _third(text: str) -> str:
    """The form `__ADDRESS__;BYTES!…`, in which `*` stands for one of the bytes, `**X` for a run."""
    found = re.match(r"__(.+?)__;([A-Za-z0-9_=-]*)(?:!|$)", text)
    if found is None:
        return ""
    address, coded = found.groups()
    held = _bytes(coded)
    at = 0

    def replaced(star: re.Match[str]) -> str:
        nonlocal at
        length = _RUNS.get(star[1][1], 0) if star[1] else 1
        piece = held[at : at + length]
        at += length
        return piece

    plain = _STARS.sub(replaced, address)
    return plain if at == len(held) else ""


def _bytes(coded: str) -> str:
    try:
        padded = coded + "=" * (-len(coded) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""


_DECODERS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "proofpoint-2": _second,
    "proofpoint-3": _third,
    "bing": lambda text: _bytes(text[2:].rstrip("=")) if text.startswith("a1") else text,
    "base64": lambda text: _bytes(text.rstrip("=")),
}


def holds_another(address: Address) -> bool:
    """Whether a link of an unknown host looks as if another address stood inside."""
    values = [parameter.value for parameter in address.query]
    inside = unquote(address.path).lower()
    return any(_BEGINS.match(value.strip()) for value in values) or bool(
        re.search(r"/https?:/", inside)
    )


def of_app(scheme: str, rest: str) -> str | None:
    """The address inside a link that opens an app (`intent:`, `android-app:`); None for others.

    Raises TargetError where it holds none.
    """
    if scheme == "intent":
        place, _, parameters = rest.partition("#Intent;")
        named = dict(parameter.partition("=")[::2] for parameter in parameters.split(";"))
        inner = named.get("scheme", "")
        if place.startswith("//") and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", inner):
            return f"{inner}:{place}"
    elif scheme == "android-app":
        parts = rest.removeprefix("//").split("/", 2)
        if len(parts) == 3 and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", parts[1]):
            return f"{parts[1]}://{parts[2]}"
    else:
        return None
    raise TargetError(
        f"a link that opens an app and contains no address: `{as_ascii(rest)}`",
        "open it, and enter the address that the app shows for the account",
        "needs-resolution",
    )
