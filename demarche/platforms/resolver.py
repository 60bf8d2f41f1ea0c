"""From what an officer pasted to the Target that it names. No platform is named in this code.

The grammar of every platform is data; this engine cleans the text, takes it apart, finds the rule
that fits and builds the canonical form. It needs no network, and
the clock only to doubt a number that tells a day to come.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from demarche.kernel.problems import did_you_mean, one_of
from demarche.model.platform import Platform
from demarche.model.target import Target, TargetKind
from demarche.platforms import bare_identifiers, cleaning, link_wrappers
from demarche.platforms.address import WEB, Address, parse, parse_app, scheme_of
from demarche.platforms.address_rules import Fit, Rules
from demarche.platforms.errors import Status, TargetError, as_ascii
from demarche.platforms.hosts import OPEN_IT, HostMatch, Hosts
from demarche.platforms.identifiers import Reading
from demarche.platforms.link_wrappers import Wrapped
from demarche.platforms.target_builder import Named, canonical, kept_query

_MAX_WRAPS = 3
_HOST_LIKE = re.compile(r"[^\s/@?#:]+\.[^\s/@?#:.]{2,}(?::[0-9]+)?")
_NOBODYS: dict[str, str] = {
    "media": "hosts media files of {}, whose addresses name no account or post",
    "other": "hosts pages about {} and its tools, not accounts",
    "below": "belongs to {}, but has no known account addresses",
}
"""What is said of a host of a platform's own that names nobody."""
_ITSELF = "enter the address of the account or item itself"


class Resolver:
    """Turns addresses and identifiers into targets. Build it once; `resolve` is quick and pure.

    `now` is the date of the case, to which a number that tells a day to come is compared; without
    it the clock of this computer is read. Raises InputError where two platforms claim one host.
    """

    def __init__(self, platforms: Mapping[str, Platform], now: dt.datetime | None = None) -> None:
        self._now = now
        records = {name: platforms[name] for name in platforms}
        self._hosts = Hosts(records.values())
        self._rules = {name: Rules(record) for name, record in records.items()}

    def resolve(
        self, text: str, *, platform: str | None = None, identifier_type: str | None = None
    ) -> Target:
        """The target that `text` names.

        `platform` and `identifier_type` say what a bare name or number is; an address speaks for
        itself, and it may be one of another platform. Raises TargetError and nothing else.
        """
        if platform is not None and platform not in self._rules:
            raise TargetError(
                f"unknown platform `{as_ascii(platform)}`",
                did_you_mean(platform, self._rules) or one_of(self._rules),
                "unknown-platform",
            )
        cleaned = cleaning.clean(text)
        named = self._typed(cleaned.text)
        if named is None and not self._is_of_type(cleaned.text, platform, identifier_type):
            named = self._address(cleaned.text, platform, 0)
        if named is None:
            named = self._bare(cleaned.text, platform, identifier_type)
        elif identifier_type is not None and identifier_type != named.reading.kind.id:
            wanted = as_ascii(identifier_type)
            warning = f"address contains a {named.reading.kind.name}, not a {wanted}"
            named = named._replace(warnings=(*named.warnings, warning))
        return named.target(text, cleaned, self._now)

    def _address(self, text: str, platform: str | None, depth: int) -> Named | None:
        """What a web or app address names; None where the text is no address."""
        scheme = scheme_of(text)
        if scheme and (inner := link_wrappers.of_app(*scheme)):
            return self._inside(inner, f"a link that opens an app (`{scheme[0]}:`)", depth)
        if scheme and scheme[0] in self._hosts.schemes:
            owner = self._hosts.schemes[scheme[0]]
            return self._by_rules(owner, parse_app(*scheme), depth)
        if scheme and scheme[0] not in WEB:
            raise TargetError(
                f"`{as_ascii(scheme[0])}:` does not start a web address",
                "enter the address that starts with https://",
            )
        if not scheme and not self._looks_like_address(text, platform):
            return None
        if not scheme and not text.startswith("//") and "." not in re.split(r"[/?#]", text)[0]:
            raise TargetError(
                f"`{as_ascii(text)}` does not start with a host",
                "enter one full address in each field, as https://… in the address bar",
            )
        plain, punctuation = cleaning.without_punctuation(text)
        address = parse(plain)
        address.dropped[:0] = punctuation
        if found := self._hosts.find(address.host):
            return self._at_host(found, address, depth)
        if wrapped := link_wrappers.wrapped(address):
            return self._out_of(wrapped, address, depth)
        error = self._hosts.foreign(address.host)
        if error.status == "unknown-platform" and link_wrappers.holds_another(address):
            raise TargetError(
                f"{error.message}; the link contains another address, and may lead to it",
                OPEN_IT,
                "needs-resolution",
            )
        raise error

    def _out_of(self, wrapped: Wrapped, address: Address, depth: int) -> Named | None:
        """What the address inside a link of a host that wraps addresses names."""
        if wrapped.is_copy:
            page = f" of `{as_ascii(wrapped.address)}`" if wrapped.address else " of another page"
            raise TargetError(
                f"{address.host} hosts copies of pages, and this is a copy{page}",
                "enter the address of the copied page; the copy is an exhibit",
                "not-a-target",
            )
        if not wrapped.address:
            raise _to_be_opened(address.host)
        named = self._inside(wrapped.address, f"a wrapping link on {address.host}", depth)
        return named._replace(warnings=(*address.warnings, *named.warnings))

    def _looks_like_address(self, text: str, platform: str | None) -> bool:
        """Whether text without a scheme begins with a host.

        A doubtful text does so only where no platform is named that it could be a bare name on.
        """
        if text.startswith("//"):
            return True
        if text[0] in "@#!$" or (platform is not None and bare_identifiers.NUMBER.fullmatch(text)):
            return False
        if platform is not None and bare_identifiers.is_evident(text, self._rules[platform]):
            return False
        host, slash, _ = text.partition("/")
        if slash or "?" in text or "#" in text:
            return True
        host = host.partition(":")[0].lower().removeprefix("www.").removesuffix(".")
        if "@" not in host and self._hosts.find(host):
            return True
        return platform is None and bool(_HOST_LIKE.fullmatch(text))

    def _at_host(self, found: HostMatch, address: Address, depth: int) -> Named:
        if found.role == "short" and (address.segments or address.query):
            raise TargetError(
                f"shortened link ({address.host}) cannot be resolved offline",
                OPEN_IT,
                "needs-resolution",
            )
        if found.role in _NOBODYS:
            name = self._rules[found.platform].name
            raise TargetError(
                f"{address.host} {_NOBODYS[found.role].format(name)}",
                "open it, and enter the address of the account or item it shows",
                "not-a-target",
            )
        if found.role == "mirror":
            name = self._rules[found.platform].name
            address.warnings.append(
                f"{address.host} is a third-party site for {name}; rewritten to {name}'s own"
            )
        return self._by_rules(found.platform, address, depth)

    def _by_rules(self, platform: str, address: Address, depth: int) -> Named:
        rules = self._rules[platform]
        try:
            fit = rules.find(address)
        except TargetError:
            if address.spaced:
                raise _space() from None
            raise
        rule = fit.rule
        if rule.kind == "unwrap":
            return self._unwrapped(fit, address, depth)
        if not isinstance(rule.kind, TargetKind) or rule.identifier is None:
            hidden = rule.kind == "needs-resolution"
            status: Status = "needs-resolution" if hidden else "not-a-target"
            says = rule.says or f"this address on {rules.name} identifies no account"
            raise TargetError(says, OPEN_IT if hidden else _ITSELF, status)
        reading = fit.readings[rule.identifier]
        if address.spaced and reading.kind.reads != "phone":
            raise _space()
        template = rule.canonical or reading.kind.canonical
        doubts = [doubt for reading in fit.readings.values() for doubt in reading.warnings]
        query, lost = kept_query(address, rules.grammar.keep, rule.query)
        form, kind = canonical(rules, template, reading, fit.readings) + query, rule.kind
        for inner, reading in fit.within:
            value = canonical(rules, f"{{{inner.identifier}}}", reading)
            form += f"{'&' if '?' in form else '?'}{inner.parameter}={value}"
            kind = inner.kind
        return Named(
            platform,
            kind,
            form,
            reading,
            fit.readings[rule.owner] if rule.owner else None,
            (*address.dropped, *fit.dropped, *lost),
            (
                *address.warnings,
                *([rule.says] if rule.says else []),
                *([] if rule.verified else rules.unsure("an address of this form")),
                *doubts,
            ),
        )

    def _unwrapped(self, fit: Fit, address: Address, depth: int) -> Named:
        """What the address inside a wrapping link names; it may be one of another platform."""
        inner = fit.url.strip(" ")
        if inner.startswith("/") and not inner.startswith("//"):
            inner = f"https://{address.host}{inner}"
        named = self._inside(inner, f"a wrapping link on {address.host}", depth)
        return named._replace(warnings=(*address.warnings, *named.warnings))

    def _inside(self, inner: str, link: str, depth: int) -> Named:
        """What an address names that was taken out of a link."""
        if depth >= _MAX_WRAPS:
            raise TargetError(
                f"more than {_MAX_WRAPS} nested addresses",
                "enter the innermost address alone",
            )
        cleaning.refuse_hidden(inner)
        named = self._address(inner, None, depth + 1)
        if named is None:
            raise TargetError(
                f"{link} contains no address: `{as_ascii(inner)}`",
                "enter the address it leads to",
            )
        return named._replace(warnings=(f"taken out of {link}", *named.warnings))

    def _typed(self, text: str) -> Named | None:
        """`platform:@name` and `platform:type:value`, as canonical forms and keys are written."""
        platform, colon, rest = text.partition(":")
        if not colon or platform not in self._rules or rest.startswith("//") or not rest:
            return None
        name, colon, value = rest.partition(":")
        if colon and name in self._rules[platform].reader.kinds:
            return self._bare(value, platform, name)
        return self._bare(rest, platform, None)

    def _is_of_type(self, text: str, platform: str | None, identifier_type: str | None) -> bool:
        """Whether a text is, as it stands, what its platform and type say: a name may look like a
        host, or hold a colon."""
        if platform is None or identifier_type is None:
            return False
        return bare_identifiers.is_one(text, self._rules[platform], identifier_type)

    def _bare(self, text: str, platform: str | None, identifier_type: str | None) -> Named:
        if platform is None:
            rules, reading = bare_identifiers.evident(text, self._rules.values())
        else:
            rules = self._rules[platform]
            reading = bare_identifiers.read(text, rules, identifier_type)
        return self._standing_alone(rules, reading)

    def _standing_alone(self, rules: Rules, reading: Reading) -> Named:
        """A bare identifier; where it has an address, that address decides what it names."""
        form = canonical(rules, reading.kind.canonical, reading)
        if reading.kind.canonical is None and reading.kind.names is not None:
            unsure = [] if reading.kind.verified else rules.unsure(f"a {reading.kind.name}")
            doubts = (*unsure, *reading.warnings)
            return Named(rules.id, reading.kind.names, form, reading, warnings=doubts)
        named = self._by_rules(rules.id, parse(form), 0)
        warnings = tuple(dict.fromkeys((*reading.warnings, *named.warnings)))
        return named._replace(reading=reading, dropped=(), warnings=warnings)


def _to_be_opened(host: str) -> TargetError:
    return TargetError(
        f"this link on {host} leads to another address, which it does not contain",
        OPEN_IT,
        "needs-resolution",
    )


def _space() -> TargetError:
    return TargetError("contains a space", "enter one address, copied from the address bar")


__all__ = ["Resolver", "TargetError"]
