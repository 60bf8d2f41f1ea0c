"""Rules of fairness: each account on its own, least intrusive, least data, a second look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

from demarche.compose.provisions import ground_of
from demarche.examine.engine import Finding, Subject, rule
from demarche.examine.word_signals import SignsSought
from demarche.kernel.problems import Severity
from demarche.model.locale import english
from demarche.model.measures import measure_for
from demarche.model.resolved_case import Row
from demarche.model.target import TargetKind

_NARROW = ("subscriber", "identification")
_NEAR = 96.0
_SEVERAL_WORDS = 6
_WHOLE = ("suspend", "close-group", "block")
"""The measures on an account or group as a whole."""

_OF_A_PERSON = ("member", "supporter")
"""Links by which the account is a person's, who also says other things with it."""

_NUMBER = "\0"
"""What stands for a number, and no text of a case can hold."""
_NAMED_DAYS = re.compile(
    r"(?<![\w\0])(january|february|march|april|may|june|july|august|september|october|november"
    r"|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?![\w\0])"
)


def _asked_to_remove(subject: Subject) -> tuple[Row, ...]:
    return subject.rows_of(lambda spec: spec.measures == "each")


@rule(
    "E32",
    Severity.ERROR,
    "ground is incitement, but the threshold test is incomplete",
    remedy="complete `context`, `link_basis`, `intent`, `reach` and `imminence` for the row",
    source="Rabat Plan of Action; ICCPR Art. 20; docs/sources/request-forms.md#rights, #element-23",
)
def threshold_unanswered(subject: Subject) -> Iterator[Finding]:
    """Where incitement is the ground, the six parts of the test are on the page."""
    for row in _asked_to_remove(subject):
        if not ground_of(subject.matter, row.account).incitement:
            continue
        for name, part in english().threshold.items():
            if not getattr(row.account, name):
                yield Finding(("accounts", row.number - 1, name), part, row.number)


@rule(
    "W04",
    Severity.WARNING,
    "whole account is targeted where removing its posts may suffice",
    remedy="say in `measure_reason` why that would not suffice, or use `remove-posts`",
    source=(
        "PECA s. 37(1); DSA Art. 9(2)(b); GC 34; "
        "docs/sources/request-forms.md#w04, #rights, #element-31"
    ),
)
def too_much(subject: Subject) -> Iterator[Finding]:
    """A person's account is not closed as a whole without the reason that the posts would not do.

    What presents itself as the listed party's own, or as its outlet, speaks for it as a whole.
    """
    for row in _asked_to_remove(subject):
        account = row.account
        measure = account.measure or measure_for(row.target.kind)
        if measure in _WHOLE and account.link in _OF_A_PERSON and not account.measure_reason:
            detail = f"{measure}, for an account of a {account.link}"
            yield Finding(("accounts", row.number - 1, "measure"), detail, row.number)


_FOR_KINDS = {
    "revoke-invite": (TargetKind.INVITE,),
    "close-group": (
        *(TargetKind.GROUP, TargetKind.CHANNEL, TargetKind.SERVER, TargetKind.COMMUNITY),
        *(TargetKind.PUBLIC_NAME, TargetKind.INVITE),
    ),
}
"""The measures that fit some kinds of target only."""


@rule(
    "E35",
    Severity.ERROR,
    "measure cannot be applied to this account",
    remedy="name posts, choose a measure that fits, or omit `measure` to use the one that fits",
    source="DSA Art. 9(2)(b); docs/sources/request-forms.md#element-32",
)
def unfit_measure(subject: Subject) -> Iterator[Finding]:
    """Posts are removed where posts are named, groups closed and links revoked where they are."""
    for row in _asked_to_remove(subject):
        measure, at = row.account.measure, ("accounts", row.number - 1, "measure")
        if measure == "remove-posts" and not row.posts:
            yield Finding(at, "`remove-posts`, but the row names no post", row.number)
        elif measure in _FOR_KINDS and row.target.kind not in _FOR_KINDS[measure]:
            yield Finding(
                at, f"{measure}, for {english().target_kinds[row.target.kind]}", row.number
            )


def _handle(row: Row) -> str:
    return row.account.handle or row.target.identifier.lstrip("@")


def _texts(row: Row) -> dict[str, str]:
    account = row.account
    named = {
        "display_name": account.display_name,
        "handle": _handle(row),
        "link_basis": account.link_basis,
    }
    return {name: text for name, text in named.items() if text}


def _signs(subject: Subject, code: Literal["W15", "W16"]) -> Iterator[Finding]:
    signs = SignsSought(subject.wording.signs, code)
    # Where the check saw something, or somebody decided, nothing is looked for.
    accounts = ((row, row.account) for row in subject.rows)
    rows = [
        row
        for row, account in accounts
        if account.protected == "none" and not account.protected_decision
    ]
    for row in rows:
        sign = signs.found_in(_texts(row))
        if sign:
            group, name, word = sign
            detail = f"{group.says} ({word!r} in {name.replace('_', ' ')})"
            yield Finding(("accounts", row.number - 1, name), detail, row.number)


@rule(
    "W15",
    Severity.WARNING,
    "account looks like reporting, satire or an archive, but `protected` is `none`",
    remedy="check again; record `protected`, or give the reason in `protected_decision`",
    source="EU 2021/784 Art. 1(3); ATA s. 11W; docs/sources/request-forms.md#w15",
)
def may_be_protected(subject: Subject) -> Iterator[Finding]:
    """No name or basis of a row has a word of reporting, satire or record-keeping."""
    return _signs(subject, "W15")


@rule(
    "W16",
    Severity.WARNING,
    "account holder may be a minor",
    remedy="consider whether another route than this request is better, and record the decision",
    source="Convention on the Rights of the Child Art. 3; docs/sources/request-forms.md#w16",
)
def minor(subject: Subject) -> Iterator[Finding]:
    """No holder was found to be a minor, or seems to be one."""
    for row in subject.rows:
        if row.account.protected == "minor":
            yield Finding(("accounts", row.number - 1, "protected"), row=row.number)
    yield from _signs(subject, "W16")


@rule(
    "W29",
    Severity.WARNING,
    "justifications of several rows are nearly the same",
    remedy="say in each row what this account did and how it differs",
    source=(
        "EU 2021/784 Annex I B; docs/sources/request-forms.md#e06; "
        "docs/sources/platform-practice.md#finding-7"
    ),
)
def near_justification(subject: Subject) -> Iterator[Finding]:
    """No two justifications differ in dates and numbers only, in a few letters or in one word."""
    patterns: dict[str, list[Row]] = {}
    known: dict[str, str] = {}
    for row in subject.rows:
        text = re.sub(r"\d+", _NUMBER, row.account.justification.casefold())
        if text not in known:  # many rows differ in numbers only
            known[text] = _pattern(text)
        patterns.setdefault(known[text], []).append(row)
    alike = {row.number for rows in patterns.values() if len(rows) > 1 for row in rows}
    near = {patterns[text][0].number for pair in _near(patterns) for text in pair} - alike
    for row in subject.rows:
        at = ("accounts", row.number - 1, "justification")
        if row.number in alike:
            yield Finding(at, "differ only in dates and numbers", row.number)
        elif row.number in near:
            yield Finding(at, "differ only in a few letters or one word", row.number)


def _pattern(text: str) -> str:
    """The words of a text, its days by name made one as its numbers were already."""
    return " ".join(re.findall(r"[\w#]+", _NAMED_DAYS.sub("#", text).replace(_NUMBER, "#")))


def _near(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs that are nearly equal, among texts that stand side by side in order.

    In the order of the letters and in that of the letters reversed, so that texts meet which differ
    at the end or at the beginning; comparing every pair would not be linear.
    """
    from rapidfuzz import fuzz  # loaded where it is needed

    once = [text for text in texts if text]
    for ordered in (sorted(once), sorted(once, key=lambda text: text[::-1])):
        for text, other in pairwise(ordered):
            if text != other and (
                fuzz.ratio(text, other, score_cutoff=_NEAR) or _one_word(text, other)
            ):
                yield text, other


def _one_word(text: str, other: str) -> bool:
    """Whether two texts of several words differ in one of them."""
    these, those = text.split(), other.split()
    if len(these) != len(those) or len(these) < _SEVERAL_WORDS:
        return False
    return sum(a != b for a, b in zip(these, those, strict=True)) == 1


@rule(
    "W30",
    Severity.WARNING,
    "purpose does not justify the data requested beyond the narrow categories",
    remedy="name the category and the reason in `purpose`, or remove the category",
    source="DSA Art. 10(2)(a)(iii); e-Evidence Art. 5; docs/sources/request-forms.md#element-38",
)
def unexplained_category(subject: Subject) -> Iterator[Finding]:
    """Every category beyond subscriber data and identification is named in the purpose."""
    purpose = (subject.matter.case.purpose or "").casefold()
    for document, request in zip(subject.documents, subject.requests, strict=True):
        if request.kind.spec.data != "disclosed":
            continue
        index = subject.matter.case.requests.index(document.wanted)
        for category in request.categories:
            named = (category.id.replace("-", " "), category.id, category.label.casefold())
            if category.tier not in _NARROW and not any(name in purpose for name in named):
                at = ("requests", index, "data_categories")
                yield Finding(at, f"{category.label} ({request.recipient.platform})")
