"""Rules on who is named: address, name, number, posts and exhibits of a row are one account's."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from demarche.examine.engine import Finding, Subject, once, rule
from demarche.examine.rules.character_rules import foreign, is_mangled
from demarche.kernel.problems import Severity
from demarche.model.resolved_case import Row
from demarche.model.target import Target
from demarche.platforms.errors import TargetError
from demarche.platforms.identifier_agreement import Fault, Identity
from demarche.platforms.resolver import Resolver


class _Identities:
    """What is known of names and numbers, for each platform once."""

    def __init__(self, subject: Subject) -> None:
        self._platforms = subject.matter.library.platforms
        self._made: dict[str, Identity] = {}

    def of(self, row: Row) -> Identity:
        name = row.target.platform
        if name not in self._made:
            self._made[name] = Identity(self._platforms[name])
        return self._made[name]

    def faults(self, row: Row) -> Iterator[Fault]:
        """What is wrong with the names and numbers of a row."""
        account = row.account
        if not (account.handle or account.native_id or account.former_handles):
            return
        platform = self._platforms[row.target.platform]
        reported: set[str] = set()
        if foreign(account, platform):  # E36
            reported.update(("handle", "former_handles"))
        if account.native_id and is_mangled(account.native_id, platform):  # E37
            reported.add("native_id")
        found = self.of(row).faults(
            row.target, account.handle, account.native_id, account.former_handles
        )
        yield from (fault for fault in found if fault.field not in reported)

    def belongs(self, post: Target, row: Row) -> bool | None:
        """Whether an item is the row's own; None where its address does not tell it."""
        account = row.account
        return self.of(row).belongs(
            post, row.target, account.handle, account.native_id, account.former_handles
        )


def _at(row: Row, name: str) -> tuple[str | int, ...]:
    return ("accounts", row.number - 1, name)


@once
def _faults(subject: Subject) -> list[tuple[Row, Fault]]:
    """What is wrong with the names and numbers of every row."""
    known = _Identities(subject)
    return [(row, fault) for row in subject.rows for fault in known.faults(row)]


def _said(fault: Fault) -> str:
    return f"{fault.message}; {fault.remedy}" if fault.remedy else fault.message


@rule(
    "E53",
    Severity.ERROR,
    "name or number does not have its platform's format",
    remedy="copy it again from the page or from the source, as text",
    source="the platform's own guidelines; docs/sources/platform-practice.md#finding-9",
)
def not_an_identifier(subject: Subject) -> Iterator[Finding]:
    """Every name and number of an account could be one on its platform."""
    for row, fault in _faults(subject):
        if not fault.contradicts:
            yield Finding(_at(row, fault.field), _said(fault), row.number)


@rule(
    "E54",
    Severity.ERROR,
    "address and the name or number given with it identify two different accounts",
    remedy="correct the one that is wrong; an earlier name belongs in `former_handles`",
    source="docs/sources/hostile-text.md#one-row-two-accounts; docs/sources/request-forms.md#e01",
)
def two_accounts(subject: Subject) -> Iterator[Finding]:
    """The address, name and number of a row agree."""
    for row, fault in _faults(subject):
        if fault.contradicts and fault.certain:
            yield Finding(_at(row, fault.field), fault.message, row.number)


@rule(
    "W53",
    Severity.WARNING,
    "identifier or post cannot be shown to be the account's own",
    remedy="check it; for another account's post, explain the connection in `posts_of_others`",
    source="docs/sources/hostile-text.md#one-row-two-accounts; docs/sources/request-forms.md#e01",
)
def cannot_be_compared(subject: Subject) -> Iterator[Finding]:
    """What cannot be compared with the address was looked at."""
    for row, fault in _faults(subject):
        if fault.contradicts and not fault.certain:
            yield Finding(_at(row, fault.field), fault.message, row.number)
    known = _Identities(subject)
    for row in subject.rows:
        if row.account.posts_of_others:
            continue
        for post in row.posts:
            if (post.owner or post.owner_key) and known.belongs(post, row) is None:
                detail = f"{post.written}: its address shows {post.owner}"
                yield Finding(_at(row, "posts"), detail, row.number)


@rule(
    "E55",
    Severity.ERROR,
    "post or exhibit cited as evidence belongs to another account",
    remedy="move it to the row of its account, or explain the connection in `posts_of_others`",
    source="DSA Art. 16(2)(b); docs/sources/hostile-text.md#one-row-two-accounts",
)
def proof_of_another(subject: Subject) -> Iterator[Finding]:
    """Posts and exhibits belong to the row, or the row says how they are tied to it."""
    known = _Identities(subject)
    for row in subject.rows:
        if row.account.posts_of_others:
            continue
        for post in row.posts:
            if known.belongs(post, row) is False:
                detail = f"{post.written} belongs to {post.owner or post.identifier}"
                yield Finding(_at(row, "posts"), detail, row.number)
    for index, (rows, target) in _exhibits(subject).items():
        if target is None or any(row.account.posts_of_others for row in rows):
            continue
        same = [row for row in rows if row.target.platform == target.platform]
        answers = [known.belongs(target, row) for row in same]
        if same and all(answer is False for answer in answers):
            detail = f"{target.written} belongs to {target.owner or target.identifier}"
            yield Finding(("exhibits", index, "url"), detail)


@rule(
    "W54",
    Severity.WARNING,
    "address of an exhibit is not on the platform of any account that it is evidence for",
    remedy="correct it, or explain the connection in `posts_of_others` of the row",
    source="Berkeley Protocol; DSA Art. 16(2)(b); docs/sources/request-forms.md#evidence",
)
def exhibit_of_nothing(subject: Subject) -> Iterator[Finding]:
    """The address that was captured is one on the platform of a row that it is shown for."""
    for index, (rows, target) in _exhibits(subject).items():
        if any(row.account.posts_of_others for row in rows):
            continue
        if target is None or all(row.target.platform != target.platform for row in rows):
            written = subject.matter.case.exhibits[index].url
            where = (
                f"an address on {target.platform}" if target else "identifies no account or post"
            )
            yield Finding(("exhibits", index, "url"), f"{written} ({where})")


@once
def _exhibits(subject: Subject) -> dict[int, tuple[list[Row], Target | None]]:
    """The exhibits that are shown for rows: their rows, and what their addresses name."""
    rows: dict[int, list[Row]] = {}
    for row in subject.rows:
        for index, _ in subject.exhibits_of(row):
            rows.setdefault(index, []).append(row)
    if not rows:
        return {}
    resolver = Resolver(subject.matter.library.platforms, subject.matter.case.date)
    found: dict[int, tuple[list[Row], Target | None]] = {}
    for index, shown_for in sorted(rows.items()):
        found[index] = (
            shown_for,
            _named(subject.matter.case.exhibits[index].url, shown_for, resolver),
        )
    return found


def _named(url: str, rows: list[Row], resolver: Resolver) -> Target | None:
    """What the address of an exhibit names; a bare name or number is one on a row's platform."""
    for row in rows:
        if url == row.account.url:
            return row.target
    for platform in dict.fromkeys(row.target.platform for row in rows):
        with contextlib.suppress(TargetError):
            return resolver.resolve(url, platform=platform)
    return None


@rule(
    "E56",
    Severity.ERROR,
    "name or number of this row is already used by another row",
    remedy="correct the one that is wrong, or keep one row for the account",
    source="docs/sources/hostile-text.md#one-row-two-accounts; docs/sources/request-forms.md#e22",
)
def mark_of_another_row(subject: Subject) -> Iterator[Finding]:
    """No name or number stands for two rows; what was removed may be followed by its like."""
    known = _Identities(subject)
    first: dict[str, Row] = {}
    for row in subject.rows:
        account = row.account
        for mark in sorted(known.of(row).marks(row.target, account.handle, account.native_id)):
            other = first.setdefault(mark, row)
            if other is row or other.target.key == row.target.key:
                continue  # the same address twice: E22
            if account.actioned_on or other.account.actioned_on:
                continue
            if _told_by_number(row, other):
                continue
            shown = mark.split(":", 1)[1].removeprefix("#").rpartition(":")[2]
            numbered = ":#" in mark and account.native_id
            name = "native_id" if numbered else "handle" if account.handle else "url"
            detail = f"{shown} is already used by row {other.name}"
            yield Finding(_at(row, name), detail, row.number)


def _told_by_number(row: Row, other: Row) -> bool:
    """Whether E22 tells it: the numbers as they are written are one."""
    numbers = [either.account.native_id or either.target.identifier for either in (row, other)]
    stable = all(either.account.native_id or either.target.stable for either in (row, other))
    return stable and numbers[0] == numbers[1]


@rule(
    "E57",
    Severity.ERROR,
    "name is that of a platform, not of an account",
    remedy="enter the account's address; if the account has this name, write @ before it",
    source=(
        "docs/sources/hostile-text.md#one-row-two-accounts; "
        "docs/sources/platform-practice.md#finding-9"
    ),
)
def name_of_a_platform(subject: Subject) -> Iterator[Finding]:
    """No platform is taken for an account of its own name."""
    platforms = subject.matter.library.platforms
    names = {name.casefold() for key in platforms for name in (key, platforms[key].name)}
    for row in subject.rows:
        for name in ("url", "handle"):
            text = getattr(row.account, name) or ""
            if text.strip().casefold() in names:
                yield Finding(_at(row, name), text, row.number)
