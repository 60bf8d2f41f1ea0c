"""The short way from the plainest addresses to their targets, which most of a case's are.

Of such an address nothing is decoded, dropped or doubted, so that what the long way works out
for each one again (rules, templates, warnings) is put together once for all of its shape. What is
not plain in every respect is left to the long way, which gives the same where both give an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from demarche.model.grammar import URL, Clock, Identifier, PathRule
from demarche.model.target import Target, TargetKind
from demarche.platforms.clock import created
from demarche.platforms.pasted import without_punctuation
from demarche.platforms.rules import COUNTED, CompiledRule, Rules

_LETTER = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class _Held:
    """What one part of the path holds: an identifier that is read by its pattern alone."""

    kind: Identifier
    front: str
    """What its keys begin with."""
    read: Callable[[str], re.Match[str] | None]
    grouped: bool
    is_name: bool
    """True where a word that is part of the service can not stand."""
    doubts: tuple[re.Pattern[str], ...]

    def folded(self, value: str) -> str:
        """As `Reading.folded`, for ASCII."""
        for meaningless in self.kind.ignores:
            value = value.replace(meaningless, "")
        return value.lower() if self.kind.folds_case else value


@dataclass(frozen=True, slots=True)
class _Way:
    """A rule made ready; `long` for one that this module can not follow."""

    shape: re.Pattern[str]
    begins_with_name: bool
    long: bool = True
    numbers: tuple[int, ...] = ()
    """What of a long one is a telephone number, which no letter is in."""
    rest: bool = False
    kind: TargetKind = TargetKind.PROFILE
    held: tuple[_Held, ...] = ()
    named: int = 0
    """Which of them names the target."""
    owner: int | None = None
    """Which of them names the account behind an item."""
    form: str = ""
    """The canonical form, for `str.format`."""
    small: bool = False
    """True where it is written in small letters."""
    warnings: tuple[str, ...] = ()
    clock: Clock | None = None


class ShortWay:
    """The short way on one host of a platform's own."""

    def __init__(self, rules: Rules, host: str) -> None:
        self._rules, self._host = rules, host
        self._ways: dict[tuple[str, int], tuple[_Way, ...]] = {}

    def target(self, written: str, path: str) -> Target | None:
        """What an address of this host names; None where only the long way can tell.

        `path` is that of `address.plain_path`, and not empty.
        """
        rules = self._rules
        head = path[1:].partition("/")[0].lower()
        key = head if head in rules.heads else "", path.count("/")
        ways = self._ways.get(key)
        if ways is None:
            ways = self._ways[key] = self._ways_of(*key)
        reserved = rules.is_reserved_head(head)
        for way in ways:
            if reserved and way.begins_with_name:
                continue
            found = way.shape.fullmatch(path)
            if found is None:
                continue
            groups = found.groups()
            if way.long:
                if any(_LETTER.search(groups[number]) for number in way.numbers):
                    continue
                return None
            if way.rest and groups[-1]:
                return None  # it is told as dropped
            values = self._values(way, groups)
            if values is None:
                continue
            escaped = "+" in path and any("+" in one for one in values)
            return None if escaped else self._made(written, way, values)
        return None

    def _values(self, way: _Way, groups: Sequence[str]) -> list[str] | None:
        """The identifiers of a path that has the shape of the rule; None where one is none."""
        values = []
        for held, raw in zip(way.held, groups, strict=False):
            found = held.read(raw)
            if found is None or (held.is_name and self._rules.is_reserved(raw)):
                return None
            values.append((found[1] or "") if held.grouped else raw)
        return values

    def _made(self, written: str, way: _Way, values: list[str]) -> Target | None:
        """The record; None where a value is doubtful, or would be written in another way."""
        form = way.form.format(*(_small(way, values) if way.small else values))
        if not form[-1].isalnum() and without_punctuation(form[-1])[1]:
            return None
        for held, value in zip(way.held, values, strict=True):
            if held.doubts and any(one.search(value) for one in held.doubts):
                return None
        main, value = way.held[way.named], values[way.named]
        kind, folded = main.kind, main.folded(value)
        owner = owner_key = None
        if way.owner is not None:
            behind, name = way.held[way.owner], values[way.owner]
            of_owner = behind.folded(name)
            owner, owner_key = behind.kind.prefix + name, behind.front + of_owner
            if kind.scoped:
                folded = f"{of_owner}/{folded}"
        return Target(
            written,
            self._rules.id,
            way.kind,
            form,
            kind.prefix + value,
            kind.id,
            main.front + folded,
            kind.stable,
            owner,
            owner_key,
            created(value, way.clock) if way.clock else None,
            warnings=way.warnings,
        )

    def _ways_of(self, head: str, count: int) -> tuple[_Way, ...]:
        """The rules that an address of this shape may fit, in their order."""
        found = []
        for compiled, names in self._rules.chosen(self._host, head, min(count, COUNTED)):
            if compiled.rule.query:
                continue  # a plain address has no parameters
            if compiled.fragment is not None and compiled.fragment.match("") is None:
                continue  # nor has it a fragment
            found.append(_way(self._rules, compiled, of_host=bool(names)))
        return tuple(found)


def _small(way: _Way, values: Sequence[str]) -> list[str]:
    """The values as the canonical form writes them."""
    pairs = zip(way.held, values, strict=True)
    return [value.lower() if held.kind.small_letters else value for held, value in pairs]


def _way(rules: Rules, compiled: CompiledRule, *, of_host: bool) -> _Way:
    """A rule made ready; `of_host` where the host holds an identifier as well."""
    rule, path, kinds = compiled.rule, compiled.path, rules.reader.kinds
    names = path.held or []
    numbers = [at for at, one in enumerate(names) if one in kinds and kinds[one].reads == "phone"]
    long = _Way(path.expression, path.first_is_name, numbers=tuple(numbers))
    if of_host or compiled.fragment is not None or not isinstance(rule.kind, TargetKind):
        return long
    if len(set(names)) < len(names) or URL in names or not compiled.used.issuperset(names):
        return long
    held = [_held(rules, name) for name in names]
    if path.held is None or rule.identifier not in names or None in held:
        return long
    main = kinds[rule.identifier]
    template = rule.canonical or main.canonical
    if template is None:
        return long
    return _Way(
        path.expression,
        path.first_is_name,
        long=False,
        rest=path.rest,
        kind=rule.kind,
        held=tuple(one for one in held if one),
        named=names.index(rule.identifier),
        owner=names.index(rule.owner) if rule.owner else None,
        form=_form(template, names),
        small=any(one.kind.small_letters for one in held if one),
        warnings=_warnings(rules, rule),
        clock=main.clock,
    )


def _held(rules: Rules, name: str) -> _Held | None:
    """How an identifier is read; None where reading it is more than looking at it."""
    kind = rules.reader.kinds[name]
    if kind.reads is not None or kind.same_as is not None:
        return None
    expression = rules.reader.expression(name)
    return _Held(
        kind,
        f"{rules.id}:{kind.id}:",
        expression.fullmatch,
        bool(expression.groups),
        name == rules.grammar.bare,
        tuple(re.compile(one.pattern) for one in kind.doubts),
    )


def _form(template: str, names: Sequence[str]) -> str:
    """A template with the identifiers by their numbers, and every other brace kept."""
    doubled = template.replace("{", "{{").replace("}", "}}")
    for number, name in enumerate(names):
        doubled = doubled.replace(f"{{{{{name}}}}}", f"{{{number}}}")
    return doubled


def _warnings(rules: Rules, rule: PathRule) -> tuple[str, ...]:
    """What is told of every address of the rule."""
    told = [rule.says] if rule.says else []
    if not rule.verified:
        told += rules.unsure("an address of this form")
    return tuple(dict.fromkeys(told))
