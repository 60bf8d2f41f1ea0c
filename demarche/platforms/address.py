"""Taking a web address apart, and refusing the forms that deceive: each with its own reason."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import SplitResult, unquote_plus, unquote_to_bytes, urlsplit

from demarche.platforms.cleaning import refuse_hidden
from demarche.platforms.errors import TargetError, as_ascii, foreign_letters

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.*)", re.DOTALL)
_PORT = re.compile(r"[0-9]{1,6}(?:[/?#]|$)")
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMERIC_HOST = re.compile(r"(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}")
_COPY = "copy the address again from the address bar"
_MAX_PARAMETERS = 100
WEB = frozenset({"http", "https"})
"""The schemes of web addresses."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter: decoded name and value, and the piece as written."""

    name: str
    value: str
    raw: str


@dataclass
class Address:
    """A web address in its parts; `host` is in small letters and without `www.`.

    For an app's own scheme, `host` is the scheme with a colon (`tg:`) and what stands in the
    host's place is the first segment.
    """

    host: str
    path: str
    """As written."""
    query: tuple[Parameter, ...] = ()
    after: str = ""
    """What is written after the path, with its `?`."""
    fragment: str = ""
    inner_query: tuple[Parameter, ...] = ()
    """Parameters inside the fragment."""
    spaced: bool = False
    """True where a plain space stands inside, which only a telephone number may hold."""
    dropped: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The decoded segments of the path. TargetError for an encoded slash or a dot segment,
        which only a link that wraps another address may hold."""
        return tuple(_segment(raw) for raw in self.path.split("/") if raw)

    def continue_path(self, more: str) -> None:
        """Make the fragment a piece of the path, and its parameters those of the address."""
        self.path = self.path.rstrip("/") + more
        self.fragment = ""
        self.query, self.inner_query = (*self.query, *self.inner_query), ()
        self.__dict__.pop("segments", None)


def scheme_of(text: str) -> tuple[str, str] | None:
    """The scheme in small letters and what follows its colon; None where a port or nothing does."""
    found = _SCHEME.match(text)
    if found is None or ("." in found[1] and _PORT.match(found[2])):
        return None
    return found[1].lower(), found[2]


def parse(text: str) -> Address:
    """Take an address apart that begins with `https:`, `http:`, `//` or its host.

    Raises TargetError for user names before the host, other ports than 80 and 443, IP addresses,
    hosts in other letters than ASCII, bytes that are not UTF-8.
    """
    scheme = scheme_of(text)
    rest = scheme[1] if scheme else text
    if scheme and not rest.startswith("//"):
        raise TargetError(f"after `{scheme[0]}:` there must be `//`", _COPY)
    parts = _split("https://" + rest.removeprefix("//"))
    if "\\" in text:
        raise TargetError("contains a backslash, which programs read differently", _COPY)
    dropped: list[str] = []
    host = _host(parts, dropped)
    after = f"?{parts.query}" if parts.query else ""
    address = Address(host, parts.path, _query(parts.query), after, dropped=dropped)
    return _with_fragment(address, parts.fragment, text)


def parse_app(scheme: str, rest: str) -> Address:
    """Take an app's own address apart, such as `tg://resolve?domain=name`."""
    parts = _split("app:/" + rest.lstrip("/"))
    if "\\" in rest:
        raise TargetError("contains a backslash, which programs read differently", _COPY)
    address = Address(f"{scheme}:", parts.path, _query(parts.query))
    return _with_fragment(address, parts.fragment, rest)


def _with_fragment(address: Address, fragment: str, text: str) -> Address:
    """Add the fragment, and the parameters inside it."""
    place, mark, parameters = fragment.partition("?")
    address.fragment = _decoded(place)
    if mark:
        address.inner_query = _query(parameters)
    address.spaced = " " in text
    return address


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError as error:
        raise TargetError(f"invalid host ({as_ascii(str(error))})", _COPY) from None


def _host(parts: SplitResult, dropped: list[str]) -> str:
    if "@" in parts.netloc:
        real = parts.netloc.rpartition("@")[2]
        raise TargetError(
            "contains a user name before the host: browsers would go to "
            f"`{as_ascii(real)}`, whatever comes before the `@`",
            "enter the address without it, if that is the intended host",
        )
    try:
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise TargetError("port is not a number from 0 to 65535", _COPY) from None
    if port not in (None, 80, 443):
        raise TargetError(f"no platform uses port {port}", _COPY)
    if port is not None:
        dropped.append(f":{port}")
    return _accepted(host)


def _accepted(host: str) -> str:
    """A host in small letters, as it is looked up. TargetError for one that deceives."""
    host = host.removesuffix(".")
    if not host:
        raise TargetError("host is missing", "enter the full address")
    refuse_strange_host(host)
    return host.removeprefix("www.") or host


def refuse_strange_host(host: str) -> None:
    """Raise TargetError for IP addresses, local names, and hosts in letters other than ASCII."""
    if not host.isascii():
        raise TargetError(
            f"host has letters that only look like ASCII: {foreign_letters(host)}",
            "no known platform has such a host; check where the address was copied from",
        )
    if host.startswith("xn--") or ".xn--" in host:
        raise TargetError(
            f"host {host} is encoded and has letters of other scripts: {_from_punycode(host)}",
            "no known platform has such a host; check where the address was copied from",
        )
    if ":" in host or _NUMERIC_HOST.fullmatch(host):
        raise TargetError(_address_kind(host), "enter the address on the platform's own host")
    if host == "localhost" or "." not in host or host.endswith((".localhost", ".local")):
        raise TargetError(
            f"`{as_ascii(host)}` is a local network name, not a platform",
            "enter the address on the platform's own host",
        )
    if not _HOST.fullmatch(host):
        raise TargetError(f"`{as_ascii(host)}` is not a host name", _COPY)


def _address_kind(host: str) -> str:
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return f"`{as_ascii(host)}` is a number, not a host name"
    if number.is_loopback:
        return f"{number} is this computer itself, not a platform"
    if number.is_private:
        return f"{number} is a private network address, not a platform"
    return f"{number} is a bare IP address, not a platform"


def _from_punycode(host: str) -> str:
    labels = []
    for label in host.split("."):
        try:
            plain = label[4:].encode().decode("punycode") if label.startswith("xn--") else label
        except (UnicodeError, ValueError, OverflowError):
            plain = label
        labels.append(plain)
    return foreign_letters(".".join(labels)) or "which cannot be decoded"


def _segment(raw: str) -> str:
    text = _decoded(raw)
    if text in (".", ".."):
        raise TargetError(f"a path segment `{text}`, which goes to another page", _COPY)
    if text is not raw and ("/" in text or "\\" in text):
        raise TargetError(f"contains an encoded slash: `{as_ascii(raw)}`", _COPY)
    return text


def _decoded(raw: str) -> str:
    if "%" not in raw:
        return raw
    try:
        text = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        raise TargetError(f"`{as_ascii(raw)}` does not decode to UTF-8 text", _COPY) from None
    refuse_hidden(text)
    return text


def _query(query: str) -> tuple[Parameter, ...]:
    if not query:
        return ()
    pieces = query.split("&", _MAX_PARAMETERS)
    if len(pieces) > _MAX_PARAMETERS:
        raise TargetError(f"more than {_MAX_PARAMETERS} parameters after the `?`", _COPY)
    found = []
    for piece in pieces:
        name, _, value = piece.partition("=")
        if piece:
            found.append(Parameter(unquote_plus(name), unquote_plus(value), piece))
    return tuple(found)
