"""From a case as written to a matter: every reference found, every address resolved.

What can not be settled is bad input; all of it is told at once, at its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeVar

from demarche.compose.bindings import check_bindings
from demarche.compose.bound_names import check_bound_names
from demarche.compose.earlier import check_follow_ups
from demarche.compose.recipients import UNKNOWN, recipient_for
from demarche.kernel.problems import InputError, Place, Problem, did_you_mean, one_of
from demarche.model.base import Record
from demarche.model.case import Account, Case
from demarche.model.followup import Answer
from demarche.model.jurisdiction import Jurisdiction
from demarche.model.office import Office
from demarche.model.platform import Recipient
from demarche.model.regions import Regions
from demarche.model.resolved_case import EarlierData, Library, Matter, Row
from demarche.model.target import ACCOUNT_KINDS, Target, TargetKind
from demarche.platforms.resolver import Resolver, TargetError

_COLLECTIONS = {TargetKind.LIST, TargetKind.PLAYLIST, TargetKind.ALBUM}
"""What gathers the items of several accounts, so that it names none of them."""


class PlaceOf(Protocol):
    """Finds the place of a field of the case."""

    def __call__(self, *loc: str | int) -> Place: ...


Found = TypeVar("Found", bound=Record)


def settle(
    case: Case,
    place: PlaceOf,
    library: Library,
    resolver: Resolver,
    pictures: Iterable[str],
    answers: tuple[Answer, ...] = (),
    earlier: Mapping[str, EarlierData] | None = None,
) -> Matter:
    """Find everything the case refers to. Raises InputError with every problem."""
    problems: list[Problem] = []

    def fault(
        loc: tuple[str | int, ...], message: str, remedy: str = "", *, code: str = ""
    ) -> None:
        rows = _row_of(case, loc)
        problems.append(
            Problem(place(*loc), field_path(loc), message, remedy, code=code, rows=rows)
        )

    office: Office | None = None
    law: Jurisdiction | None = None
    try:
        office = _find(library.offices, case.office, "office", ("office",), fault)
        # A law that is missing is told in the office's file, which names it.
        law = library.jurisdictions.get(office.jurisdiction) if office else None
    except InputError as error:  # the rest of the case is read anyway
        problems.extend(error.problems)
    _check_language(case, office, library, fault)
    _check_names(case, library, law, fault)
    _check_countries(case, library.regions, fault)
    check_follow_ups(case, _numbers(case), fault)
    check_bound_names(case, law, library.platforms, _numbers(case), fault)
    check_bindings(case, library, _numbers(case), fault)
    rows: list[Row] = []
    recipients: dict[tuple[str, str], Recipient] = {}
    for index, account in enumerate(case.accounts):
        target = _resolve(account, index, resolver, fault)
        posts = _posts(account, index, target, resolver, fault)
        if target and office:
            key = target.platform, account.holder_in
            if key not in recipients:
                platform = library.platforms[target.platform]
                recipients[key] = recipient_for(platform, key[1], office.state, library.regions)
            rows.append(Row(index + 1, account, target, posts, recipients[key]))
    if problems or office is None or law is None:
        raise InputError(sorted(problems, key=lambda problem: problem.place))
    names, enclosed = _numbers(case), frozenset(pictures)
    return Matter(case, office, law, library, tuple(rows), enclosed, names, answers, earlier or {})


def _row_of(case: Case, loc: tuple[str | int, ...]) -> tuple[str, ...]:
    """What the officer calls the row of a field, where it is in one."""
    match loc:
        case ("accounts", int(index), *_) if index < len(case.accounts):
            return (case.accounts[index].id or str(index + 1),)
    return ()


def field_path(loc: tuple[str | int, ...]) -> str:
    path = ""
    for step in loc:
        path += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


Fault = Callable[..., None]


def _find(
    records: Mapping[str, Found], key: str, what: str, loc: tuple[str | int, ...], fault: Fault
) -> Found | None:
    if key in records:
        return records[key]
    remedy = did_you_mean(key, records) or one_of(records)
    fault(loc, f"unknown {what} {key!r}", remedy)
    return None


def _numbers(case: Case) -> dict[str, int]:
    numbers = {str(number): number for number in range(1, len(case.accounts) + 1)}
    numbers.update(
        {account.id: n for n, account in enumerate(case.accounts, start=1) if account.id}
    )
    return numbers


def _check_countries(case: Case, regions: Regions, fault: Fault) -> None:
    """A code that no country has would send a request to the entity for all other places."""
    for index, account in enumerate(case.accounts):
        if account.holder_in == UNKNOWN:
            continue
        if wrong := regions.unknown(account.holder_in):
            said, remedy = wrong
            hint = ", or `unknown`" if remedy.startswith("write") else ""
            fault(("accounts", index, "holder_in"), said, f"{remedy}{hint}")


def _check_authorities(case: Case, library: Library, fault: Fault) -> None:
    """Every list that the record of an organisation names is known; told once an organisation."""
    first: dict[str, int] = {}
    for index, account in enumerate(case.accounts):
        first.setdefault(account.organisation, index)
    for name, index in first.items():
        rows = library.organisations[name].listings if name in library.organisations else ()
        for missing in dict.fromkeys(row.authority for row in rows):
            if missing not in library.authorities:
                fault(
                    ("accounts", index, "organisation"),
                    f"organisation {name!r} refers to unknown authority {missing!r}",
                    f"restore data/authorities/{missing}.yaml, or correct the organisation file",
                )


def _check_names(case: Case, library: Library, law: Jurisdiction | None, fault: Fault) -> None:
    """Names in the case that must exist elsewhere in it, or in the library."""
    ids: dict[str, list[int]] = defaultdict(list)
    for index, account in enumerate(case.accounts):
        if account.id:
            ids[account.id].append(index)
    for name, places in ids.items():
        for index in places[1:]:
            fault(
                ("accounts", index, "id"),
                f"duplicate id {name!r} (already used by row {places[0] + 1})",
            )
    numbers = _numbers(case)
    exhibits: dict[str, int] = {}
    for index, exhibit in enumerate(case.exhibits):
        if exhibit.id in exhibits:
            first = exhibits[exhibit.id] + 1
            fault(
                ("exhibits", index, "id"),
                f"duplicate id {exhibit.id!r} (already used by exhibit {first})",
            )
        exhibits.setdefault(exhibit.id, index)
        for name in exhibit.accounts:
            if name not in numbers:
                remedy = did_you_mean(name, ids)
                fault(("exhibits", index, "accounts"), f"unknown account row {name!r}", remedy)
    if law:
        _check_grounds(case, law, fault)
    _check_authorities(case, library, fault)
    unknown: dict[str, str] = {}
    for index, account in enumerate(case.accounts):
        _check_account(account, index, library, numbers, exhibits, unknown, fault)
    _check_indicators_and_requests(case, library, numbers, fault)


def _check_indicators_and_requests(
    case: Case, library: Library, numbers: Mapping[str, int], fault: Fault
) -> None:
    """The rows that indicators name, and the platforms that requests name."""
    ids = [account.id for account in case.accounts if account.id]
    for index, indicator in enumerate(case.indicators):
        for name in indicator.accounts:
            if name not in numbers:
                remedy = did_you_mean(name, ids)
                fault(("indicators", index, "accounts"), f"unknown account row {name!r}", remedy)
    for index, wanted in enumerate(case.requests):
        for name in wanted.platforms:
            if name not in library.platforms:
                remedy = did_you_mean(name, library.platforms) or one_of(library.platforms)
                fault(("requests", index, "platforms"), f"unknown platform {name!r}", remedy)


def _check_grounds(case: Case, law: Jurisdiction, fault: Fault) -> None:
    """Every row's ground is one of the law's, is not refused, and names provisions of the register.

    Rule E07. Without it a document could not say which provision a row rests on.
    """
    grounds = {ground.id: ground for ground in law.grounds}
    refused = {ground.id: ground for ground in law.refused_grounds}
    register = {provision.id: provision for provision in law.provisions}
    for index, account in enumerate(case.accounts):
        at, name = ("accounts", index, "ground"), account.ground
        if name in refused:
            refusal = refused[name]
            said = (
                f"{refusal.section}, {refusal.title[:1].lower()}{refusal.title[1:]}: {refusal.why}"
            )
            fault(at, f"no request may rely on {said}", one_of(grounds), code="E07")
        elif name not in grounds:
            near = did_you_mean(name, grounds) or one_of(grounds)
            fault(at, f"unknown ground {name!r}", near, code="E07")
        else:
            for missing in [
                provision for provision in grounds[name].provisions if provision not in register
            ]:
                message = (
                    f"ground {name!r} cites provision {missing!r}, which is missing from {law.id}"
                )
                fault(at, message, "add it to the provisions in the jurisdiction file", code="E07")


def _check_account(
    account: Account,
    index: int,
    library: Library,
    numbers: Mapping[str, int],
    exhibits: Mapping[str, int],
    unknown: dict[str, str],
    fault: Fault,
) -> None:
    at: tuple[str | int, ...] = ("accounts", index)
    name = account.organisation
    # The reference of a listed person is no file, and is found all the same.
    if name not in library.organisations and library.organisations.get(name) is None:
        # One unknown name stands in many rows: the search for near names is made once.
        if name not in unknown:
            from demarche.listings.alias_hints import called  # needed for a wrong name only
            from demarche.listings.persons import remedy

            unknown[name] = (
                remedy(name, library.organisations)
                or called(name, library.organisations)
                or did_you_mean(name, library.organisations)
                or "list them with `demarche list organisations`"
            )
        fault((*at, "organisation"), f"unknown organisation {name!r}", unknown[name])
    if account.mirror_of and account.mirror_of not in numbers:
        near = did_you_mean(account.mirror_of, numbers)
        fault((*at, "mirror_of"), f"unknown account row {account.mirror_of!r}", near)
    elif account.mirror_of and numbers[account.mirror_of] == index + 1:
        fault(
            (*at, "mirror_of"), "row cannot replace itself", "give the row of the removed account"
        )
    for exhibit in account.exhibits:
        if exhibit not in exhibits:
            near = did_you_mean(exhibit, exhibits)
            fault((*at, "exhibits"), f"unknown exhibit {exhibit!r}", near)


def _check_language(case: Case, office: Office | None, library: Library, fault: Fault) -> None:
    """The documents' language has a file; that of the office is told at the case's office."""
    code = case.language or (office.document_language if office else None)
    if code and code not in library.locales:
        near = did_you_mean(code, library.locales)
        remedy = f"{near}; " if near else ""
        known = ", ".join(library.locales)
        at, whose = (("language",), "") if case.language else (("office",), f"{case.office}: ")
        fault(at, f"{whose}no language {code!r} in data/locale", f"{remedy}known: {known}")


def _resolve(account: Account, index: int, resolver: Resolver, fault: Fault) -> Target | None:
    try:
        target = resolver.resolve(
            account.url, platform=account.platform, identifier_type=account.identifier_type
        )
    except TargetError as error:
        code = "E02" if error.status in ("not-a-target", "needs-resolution") else "E01"
        fault(("accounts", index, "url"), error.message, error.remedy, code=code)
        return None
    if account.platform and account.platform != target.platform:
        fault(
            ("accounts", index, "platform"),
            f"address belongs to {target.platform}, not {account.platform}",
            "correct `platform`, or remove it",
            code="E01",
        )
        return None
    if target.kind not in ACCOUNT_KINDS:
        owner = f", for example {target.owner}" if target.owner else ""
        fault(
            ("accounts", index, "url"),
            f"address is a {target.kind}, not an account",
            f"enter the account's address here{owner}, and move this one to `posts`",
            code="E02" if target.kind in _COLLECTIONS else "E01",
        )
        return None
    return target


def _posts(
    account: Account, index: int, target: Target | None, resolver: Resolver, fault: Fault
) -> tuple[Target, ...]:
    posts = []
    for text in account.posts:
        try:
            post = resolver.resolve(text)
        except TargetError as error:
            message = f"{text}: {error.message}"
            fault(("accounts", index, "posts"), message, error.remedy, code="E01")
            continue
        if target and post.platform != target.platform:
            fault(
                ("accounts", index, "posts"),
                f"{text} is on {post.platform}, but the account is on {target.platform}",
                "list only this account's posts",
                code="E01",
            )
        posts.append(post)
    return tuple(posts)
