"""Which platform a host belongs to, and which hosts only look as if they did."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple

from demarche.kernel.problems import InputError, Place, Problem
from demarche.kernel.workspace import builtin, shown
from demarche.model.base import Record
from demarche.model.platform import Platform
from demarche.model.record_reader import load
from demarche.platforms.errors import TargetError

OPEN_IT = "open it, enter the address it leads to, and keep a capture of both"
"""What to do where an address hides another."""

_LOOK_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "3": "e", "5": "s", "-": "", "_": ""})
_LOCALE = re.compile(r"[a-z]{2}(?:-[a-z]{2})?")
_NEAR_FROM = 7
"""Shorter hosts have too many honest neighbours one letter away."""


Role = Literal["own", "mirror", "short", "media", "other", "below"]
"""`below`: below a host of the platform's own, and nothing is known of it."""

_LEFT_TO: dict[Role, Role | None] = {
    "own": "below",
    "short": "below",
    "below": "below",
    "media": "media",
    "other": "other",
    "mirror": None,
}
"""What a host is that stands below one of a role."""


class HostMatch(NamedTuple):
    """The platform of a host, and what the host is to it."""

    platform: str
    role: Role


class Hosts:
    """The hosts and app schemes of all platforms. InputError where two platforms claim one."""

    def __init__(self, platforms: Iterable[Platform]) -> None:
        self._exact: dict[str, HostMatch] = {}
        self._below: dict[str, HostMatch] = {}
        self._locales: dict[str, HostMatch] = {}
        self.schemes: dict[str, str] = {}
        claims: dict[str, str] = {}
        problems: list[Problem] = []
        for platform in platforms:
            grammar = platform.grammar
            groups: tuple[tuple[Role, tuple[str, ...]], ...] = (
                ("own", grammar.hosts),
                ("own", grammar.special_hosts),
                ("mirror", grammar.mirrors),
                ("short", grammar.short_hosts),
                ("media", grammar.media_hosts),
                ("other", grammar.other_hosts),
            )
            for role, hosts in groups:
                for host in hosts:
                    self._claim(host, HostMatch(platform.id, role), claims, problems)
            for scheme in grammar.schemes:
                _once(f"{scheme}:", platform.id, claims, problems)
                self.schemes[scheme] = platform.id
        if problems:
            raise InputError(problems)
        shown = [
            host for host, found in self._exact.items() if found.role not in ("media", "other")
        ]
        self._skeletons = {_skeleton(host): host for host in shown}
        # One letter beside `m.x.com` is an honest neighbour, one beside `facebook.com` is not.
        tops = [host for host in shown if host.partition(".")[2] not in self._exact]
        self._long = [host for host in tops if len(host) >= _NEAR_FROM]
        known = "|".join(re.escape(host) for host in sorted(self._exact, key=len, reverse=True))
        self._inside = re.compile(rf"(?:^|\.)({known or '$.'})[.-]")

    def _claim(
        self, host: str, found: HostMatch, claims: dict[str, str], problems: list[Problem]
    ) -> None:
        if _once(host, found.platform, claims, problems):
            front, _, rest = host.partition(".")
            table = {"*": self._below, "{locale}": self._locales}.get(front)
            if table is None:
                self._exact[host] = found
            else:
                table[rest] = found

    def find(self, host: str) -> HostMatch | None:
        """The platform of a host in small letters without `www.`; None for a foreign one.

        Whatever stands below a host of a platform's own is the platform's own too.
        """
        if found := self._exact.get(host):
            return found
        label, _, parent = host.partition(".")
        if (found := self._locales.get(parent)) and _LOCALE.fullmatch(label):
            return found
        while parent:
            if found := self._below.get(parent):
                return found
            if found := self._exact.get(parent):
                left = _LEFT_TO[found.role]
                return HostMatch(found.platform, left) if left else None
            parent = parent.partition(".")[2]
        return None

    def foreign(self, host: str) -> TargetError:
        """Why a host of nobody's is refused; a look-alike is told as such."""
        shared = _shared()
        if host in shared.hosts:
            return TargetError(
                f"shortened link ({host}) cannot be resolved offline",
                OPEN_IT,
                "needs-resolution",
            )
        if host in shared.link_pages:
            return TargetError(
                f"{host} hosts pages of links, which list accounts but are not accounts",
                "open it, and enter the address of each account it lists",
                "needs-resolution",
            )
        if real := self._looks_like(host):
            return TargetError(
                f"look-alike host: {host} is not {real}",
                "check where the address was copied from",
            )
        return TargetError(
            f"no known platform uses {host}",
            "correct the address, or add a platform file",
            "unknown-platform",
        )

    def _looks_like(self, host: str) -> str | None:
        if inside := self._inside.search(host):
            return inside[1]
        if real := self._skeletons.get(_skeleton(host)):
            return real
        if len(host) < _NEAR_FROM:
            return None
        # Imported here: only a foreign host needs it.
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extractOne(host, self._long, scorer=OSA.distance, score_cutoff=1)
        return near[0] if near else None


class _Shared(Record):
    """Hosts of nobody's that lead to the accounts of others: `intake/shorteners.yaml`."""

    hosts: frozenset[str]
    link_pages: frozenset[str]


@cache
def _shared() -> _Shared:
    """Read for a foreign host only."""
    file = builtin("data") / "intake/shorteners.yaml"
    return load(_Shared, file, shown(file))


def _skeleton(host: str) -> str:
    return host.replace("rn", "m").replace("vv", "w").translate(_LOOK_ALIKE)


def _once(name: str, platform: str, claims: dict[str, str], problems: list[Problem]) -> bool:
    first = claims.setdefault(name, platform)
    if first == platform:
        return True
    problems.append(
        Problem(
            Place(f"{platform}.yaml"),
            "grammar.hosts",
            f"{name} is already claimed by {first}",
            "a host can belong to one platform only",
        )
    )
    return False
