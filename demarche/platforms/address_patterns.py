"""The patterns of a platform's addresses as regular expressions, compiled when first tried."""

from __future__ import annotations

import re
from functools import cached_property

from demarche.model.grammar import PathRule, captures
from demarche.model.target import TargetKind

_PIECE = re.compile(r"\{([^{}]+)\}|\*")
_MAX_SEGMENTS = 2048


class _Shape:
    """A pattern of segments as a regular expression over `/a/b`; the root is the empty text."""

    def __init__(self, pattern: str) -> None:
        self.captures: list[tuple[str, str]] = []
        self._unheld = 0
        parts = [part for part in pattern.split("/") if part]
        rest = bool(parts) and parts[-1] == "**"
        expression = "".join("/" + self._segment(part) for part in parts[: -1 if rest else None])
        self.first_is_name = bool(parts) and parts[0].startswith("{")
        self.heads = _words(parts[0]) if parts and parts[0] != "**" else frozenset()
        self.shortest = len(parts) - rest
        self.longest = _MAX_SEGMENTS if rest else len(parts)
        self._source = expression + (r"(?P<rest>(?:/[^/]+)*)" if rest else "")
        self.rest = rest
        """True where a last group holds whatever follows."""
        self.held = None if self._unheld else [name for _, name in self.captures]
        """What the groups hold, in their order, where they hold the whole of the text but that."""

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Compiled when it is first tried: a case meets few of the hundreds of shapes."""
        return re.compile(self._source)

    def _segment(self, part: str) -> str:
        if not _PIECE.search(part):
            return f"(?i:{'|'.join(re.escape(word) for word in part.split('|'))})"
        found, at = "", 0
        for piece in _PIECE.finditer(part):
            found += re.escape(part[at : piece.start()])
            if piece[1]:
                group = f"held{len(self.captures)}"
                self.captures.append((group, piece[1]))
            else:
                self._unheld += 1
                group = f"any{self._unheld}"
            # What is held is as short as it can be: `*-{id}` holds what follows the last hyphen.
            found += f"(?P<{group}>[^/]+{'?' if piece[1] else ''})"
            at = piece.end()
        return found + re.escape(part[at:])

    def match(self, text: str) -> tuple[dict[str, str], list[str]] | None:
        """Captured texts by identifier, and the parts of the text that nothing holds."""
        found = self.expression.fullmatch(text)
        if found is None:
            return None
        if self.held is not None and not self.rest:
            return dict(zip(self.held, found.groups(), strict=True)), []
        groups = found.groupdict()
        left = [f"/{value}" for name, value in groups.items() if name.startswith("any")]
        if rest := groups.get("rest"):
            left.append(rest)
        return {name: groups[group] for group, name in self.captures}, left


class CompiledRule:
    """One rule, compiled."""

    def __init__(self, rule: PathRule) -> None:
        self.rule = rule
        self.path = _Shape(rule.path or "")
        self.fragment = _Shape(rule.fragment) if rule.fragment is not None else None
        self.is_target = isinstance(rule.kind, TargetKind)
        self.used = {*captures(rule.canonical), rule.identifier, rule.owner}
        """What the target is made of; what else is captured is told as dropped."""

    @cached_property
    def hosts(self) -> list[re.Pattern[str]]:
        """The patterns of the rule's own hosts."""
        return [self._host(host) for host in self.rule.hosts]

    @staticmethod
    def _host(host: str) -> re.Pattern[str]:
        pattern = re.escape(host).replace(r"\*\.", r"(?:[^/]+\.)?", 1)
        return re.compile(re.sub(r"\\\{([^{}]+)\\\}", r"(?P<name>[^.]+)", pattern))

    def host_captures(self, host: str) -> dict[str, str] | None:
        """What the host holds, or None where the rule is not for this host."""
        if not self.rule.hosts:
            return {}
        for pattern, written in zip(self.hosts, self.rule.hosts, strict=True):
            if found := pattern.fullmatch(host):
                named = _PIECE.search(written)
                return {named[1]: found["name"]} if named and named[1] else {}
        return None


def _words(part: str) -> frozenset[str]:
    """The literals that a segment of a pattern may be; none where it holds or skips something."""
    return frozenset() if "{" in part or "*" in part else frozenset(part.casefold().split("|"))
