"""Which of a platform's rules an address fits, and what the rule captures of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from demarche.model.grammar import URL, PathRule, Within
from demarche.model.platform import Platform
from demarche.platforms.address import Address, Parameter
from demarche.platforms.address_patterns import CompiledRule
from demarche.platforms.errors import TargetError, as_ascii
from demarche.platforms.identifiers import IdentifierReader, Reading

_MAX_TABS = 3
_ANCHORS = (
    r"[A-Za-z][A-Za-z_-]{0,40}",
    r"_=_",
    r":~:text=.*",
    r"t=[0-9hms.:]+",
    r"utm_[a-z]+=[^/@!]*",
)
"""Fragments that name nothing anywhere: a place in the page, a moment, a mark of tracking."""
_RESERVED = "!reserved"
"""Stands for an identifier where a word of the service fits its pattern."""
COUNTED = 20
"""No rule has so many segments, so more need not be told apart."""


@dataclass(slots=True)
class Fit:
    """A rule that an address has the shape of, with what it captured and what it left over."""

    rule: PathRule
    readings: dict[str, Reading]
    url: str = ""
    """The wrapped URL, for a rule that unwraps."""
    dropped: list[str] = field(default_factory=list)
    within: list[tuple[Within, Reading]] = field(default_factory=list)
    """The item inside that parameters name, from the outermost."""


class Rules:
    """All rules of one platform."""

    def __init__(self, platform: Platform) -> None:
        grammar = platform.grammar
        self.grammar = grammar
        self.id = platform.id
        self.reader = IdentifierReader(platform.name, platform.identifiers)
        self.name = platform.name
        self._rules = [CompiledRule(rule) for rule in grammar.paths]
        self.chosen = lru_cache(maxsize=1024)(self._select)
        """The rules that an address may fit, by its host, head and number of segments."""
        self.heads = frozenset(head for rule in self._rules for head in rule.path.heads)
        """The first segments, folded, that are literals of some rule."""
        self._reserved = frozenset(w.casefold() for w in grammar.reserved if w[0] != "*")
        self._endings = tuple(w[1:].casefold() for w in grammar.reserved if w[0] == "*")
        self._special = frozenset(grammar.special_hosts)
        anchors = grammar.anchors if grammar.fragment_matters else (*_ANCHORS, *grammar.anchors)
        self._anchors = [re.compile(anchor, re.ASCII) for anchor in anchors]
        self._tabs = frozenset(tab.casefold() for tab in grammar.tabs)

    def unsure(self, what: str) -> list[str]:
        """A warning of what was not verified; none where nothing of the platform's addresses was,
        which the examination tells once."""
        if not any(rule.rule.verified for rule in self._rules):
            return []
        return [f"not verified that {self.name} has {what}; check it against the screen"]

    def is_reserved(self, word: str) -> bool:
        """Whether this first segment is a part of the service and never a name."""
        return self.is_reserved_head(word.casefold())

    def is_reserved_head(self, folded: str) -> bool:
        """As `is_reserved`, of a first segment that was folded already."""
        return folded in self._reserved or (bool(self._endings) and folded.endswith(self._endings))

    def find(self, address: Address) -> Fit:
        """The first rule that fits. TargetError where none does."""
        misses: list[tuple[str, str]] = []
        self._join_fragment(address)
        segments = address.segments
        tabs: list[str] = []
        for _ in range(_MAX_TABS):
            if fit := self._first(address, segments, misses):
                fit.dropped[:0] = tabs
                return fit
            if len(segments) < 2 or segments[-1].casefold() not in self._tabs:
                break
            tabs.insert(0, f"/{segments[-1]}")
            segments = segments[:-1]
        raise self._nothing_fits(address, misses)

    def _join_fragment(self, address: Address) -> None:
        """Put a fragment back into the path whose `#` was an older way to write `:`."""
        form = self.grammar.hash_for_colon
        if form is None or not re.fullmatch(form, address.fragment, re.ASCII):
            return
        address.warnings.append("`#` was read as the older way to write `:`; check the address")
        address.continue_path(f":{address.fragment.replace('#', ':')}")

    def _select(
        self, host: str, head: str, count: int
    ) -> list[tuple[CompiledRule, dict[str, str]]]:
        """The rules for a host, for a first segment that is a literal of some rule (else ""), and
        for a number of segments, in their order."""
        named = self._has_forms_of_its_own(host)
        chosen = [
            (rule, rule.host_captures(host))
            for rule in self._rules
            if (rule.rule.hosts or not named)
            and rule.path.shortest <= count <= rule.path.longest
            and (not rule.path.heads or head in rule.path.heads)
        ]
        return [(rule, names) for rule, names in chosen if names is not None]

    def _has_forms_of_its_own(self, host: str) -> bool:
        """Whether only rules that name a host hold there: an app's scheme, a name below a host."""
        if host.endswith(":") or host in self._special:
            return True
        return host not in self.grammar.hosts and any(
            "{" in written and pattern.fullmatch(host)
            for rule in self._rules
            for pattern, written in zip(rule.hosts, rule.rule.hosts, strict=True)
        )

    def _first(
        self, address: Address, segments: tuple[str, ...], misses: list[tuple[str, str]]
    ) -> Fit | None:
        path = f"/{'/'.join(segments)}" if segments else ""
        fragment = "/" + address.fragment.strip("/") if address.fragment else ""
        head = segments[0].casefold() if segments else ""
        reserved = bool(segments) and self.is_reserved_head(head)
        known = head if head in self.heads else ""
        harmless = self.is_harmless(address)
        for rule, names in self.chosen(address.host, known, min(len(segments), COUNTED)):
            if reserved and rule.path.first_is_name:
                continue
            if rule.fragment is None and rule.is_target and not harmless:
                continue
            shape = rule.path.match(path)
            if shape is None:
                continue
            captured, dropped = {**names, **shape[0]} if names else shape[0], shape[1]
            if rule.fragment is not None:
                inner = rule.fragment.match(fragment)
                if inner is None:
                    continue
                captured.update(inner[0])
                dropped += [f"#{part}" for part in inner[1]]
            if fit := self._read(rule, captured, dropped, address, misses):
                return fit
        return None

    def is_harmless(self, address: Address) -> bool:
        """Whether the fragment is known to name nothing."""
        if address.inner_query:
            return False
        fragment = address.fragment
        if not fragment or fragment.strip("/") == "":
            return True
        return any(anchor.fullmatch(fragment) for anchor in self._anchors)

    def _read(
        self,
        rule: CompiledRule,
        captured: dict[str, str],
        dropped: list[str],
        address: Address,
        misses: list[tuple[str, str]],
    ) -> Fit | None:
        inner = address.inner_query if rule.fragment is not None else ()
        for parameter, name in rule.rule.query.items():
            value = _only((*address.query, *inner), parameter)
            if not value:
                return None
            captured[name] = value
        url = captured.pop(URL, "")
        readings: dict[str, Reading] = {}
        for name, raw in captured.items():
            reserved = self.is_reserved(raw)
            if reserved and name == self.grammar.bare:
                return None
            reading = self.reader.attempt(name, raw, international=True)
            if reading is None:
                misses.append((name, raw))
                return None
            if reserved and not reading.kind.scoped:
                misses.append((_RESERVED, raw))
                return None
            readings[name] = reading
        fit = Fit(rule.rule, readings, url, dropped)
        if address.query:
            fit.within = list(self._within(rule.rule, address))
        self._tell_left_over(fit, rule, captured, address)
        return fit

    def _within(self, rule: PathRule, address: Address) -> Iterator[tuple[Within, Reading]]:
        """What parameters name inside the target. TargetError where one can not be read: without
        it, the address would name what holds the item, and all of it."""
        for inner in self.grammar.within:
            if rule.kind in inner.of and (value := _only(address.query, inner.parameter)):
                yield inner, self.reader.read(inner.identifier, value, international=True)

    def _tell_left_over(
        self, fit: Fit, rule: CompiledRule, captured: dict[str, str], address: Address
    ) -> None:
        """Record what of the address is not part of the target."""
        if address.query:
            kept = {
                *rule.rule.query,
                *self.grammar.keep,
                *(parameter.parameter for parameter, _ in fit.within),
            }
            fit.dropped += [
                f"?{parameter.raw}" for parameter in address.query if parameter.name not in kept
            ]
        if address.fragment and rule.fragment is None:
            fit.dropped.append(f"#{address.fragment}")
        fit.dropped += [
            f"#?{parameter.raw}"
            for parameter in address.inner_query
            if parameter.name not in rule.rule.query
        ]
        fit.dropped += [f"/{raw}" for name, raw in captured.items() if name not in rule.used]

    def _nothing_fits(self, address: Address, misses: list[tuple[str, str]]) -> TargetError:
        if misses and not any(name == _RESERVED for name, _ in misses):
            return self.reader.misfit(*self._closest(misses), international=True)
        if not self.is_harmless(address):
            written = address.fragment or f"?{address.inner_query[0].raw}"
            return TargetError(
                f"what `#{as_ascii(written)}` names at the end of an address on {self.name} is "
                "unknown",
                "enter the address of the account or item itself, as the address bar shows it "
                "without `#`",
            )
        if not address.segments:
            what = f"this is the home page of {self.name}, which names no account"
        else:
            path = as_ascii("/" + "/".join(address.segments))
            what = f"`{path}` on {self.name} names no account or item, as far as is known"
        return TargetError(what, "enter the address of the account or item itself", "not-a-target")

    def _closest(self, misses: list[tuple[str, str]]) -> tuple[str, str]:
        """The identifier whose description explains best why an address is none: that of a name,
        unless a mark in front of it makes it something else."""
        names = [miss for miss in misses if miss[0] == self.grammar.bare]
        if not names:
            return misses[-1]
        written = names[0][1]
        marked = [miss for miss in misses if miss[1] != written and written.endswith(miss[1])]
        return (marked or names[:1])[-1]


def _only(query: tuple[Parameter, ...], name: str) -> str:
    """The value of a parameter; TargetError where two values stand side by side."""
    values = {parameter.value for parameter in query if parameter.name == name}
    if len(values) > 1:
        raise TargetError(
            f"the parameter `{as_ascii(name)}` appears twice with different values",
            "copy the address again from the address bar",
        )
    return values.pop() if values else ""
