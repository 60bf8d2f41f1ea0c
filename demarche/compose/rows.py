"""Rows of annex A1: an account with its target, reasons and evidence, ready to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from demarche.compose.earlier import Period, outcome_of
from demarche.compose.provisions import ground_of
from demarche.compose.recipients import open_to
from demarche.compose.severity_order import acted_at, lists_in_short, severity_of
from demarche.model.case import Account
from demarche.model.kinds import Kind
from demarche.model.locale import Locale
from demarche.model.measures import measure_for
from demarche.model.platform import Platform, PolicyLine
from demarche.model.request import AccountRow, Answered, CitedOrganisation, Post
from demarche.model.resolved_case import Matter, Row
from demarche.model.target import Target

_COVERED_BY_LINK = {"official": "affiliation", "media-wing": "affiliation", "member": "affiliation"}


def policies_for(matter: Matter, platform: Platform, row: Row) -> list[PolicyLine]:
    """The platform's rules that forbid what this account did, in the platform's order.

    A rule for channels does not bind a telephone number, and a rule for the EU no other place.
    """
    account, ground = row.account, ground_of(matter, row.account)
    asking, regions = matter.office.state, matter.library.regions
    covered = {*ground.covers, _COVERED_BY_LINK.get(account.link, "promotion")}
    if account.mirror_of:
        covered.add("evasion")
    return [
        policy
        for policy in platform.policies
        if covered & set(policy.covers)
        and (not policy.target_kinds or row.target.kind in policy.target_kinds)
        and open_to(policy.requesters, asking, regions)
    ]


@dataclass(frozen=True, slots=True)
class Keys:
    """What annex A1 refers to by a short key, by identifier."""

    organisations: Mapping[str, CitedOrganisation]
    provisions: Mapping[tuple[str, str], tuple[str, ...]]
    """By ground and organisation."""


def compose_row(
    matter: Matter,
    row: Row,
    kind: Kind,
    keys: Keys,
    period: Period = (None, None),
    reference: str | None = None,
) -> AccountRow:
    """One row of annex A1 for a document of this kind; with the answer to an earlier request."""
    account, spec, words = row.account, kind.spec, matter.locale
    platform = matter.library.platforms[row.target.platform]
    ground = ground_of(matter, account)
    original = matter.row_named(account.mirror_of) if account.mirror_of else None
    organisation = keys.organisations[account.organisation]
    measure = account.measure or measure_for(row.target.kind)
    outcome = outcome_of(matter, row, reference) if reference else None
    each, withdrawn = spec.measures == "each", spec.takes == "withdrawn"
    binding, lists = lists_in_short(organisation)
    policies = policies_for(matter, platform, row)
    first, last = period if spec.data != "none" else (None, None)
    return AccountRow(
        number=row.number,
        severity=severity_of(matter, row),
        acted_at=acted_at(matter, row),
        row_id=account.id,
        written=row.target.written,
        canonical=row.target.canonical,
        kind=words.target_kinds[row.target.kind],
        identifier=row.target.identifier,
        identifier_name=_identifier_name(platform, row.target),
        stable=row.target.stable,
        native_id=account.native_id,
        handle=account.handle,
        display_name=account.display_name,
        former_handles=account.former_handles,
        observed_at=account.observed_at,
        observed_on=None if account.observed_at else account.observed_on,
        status_checked_at=account.status_checked_at,
        holder_in=_holder(matter, account),
        language=account.language,
        organisation=organisation.key,
        organisation_label=organisation.label,
        link=(words.links_to_person if organisation.person else words.links)[account.link],
        tie=(words.ties_to_person if organisation.person else words.ties)[account.link],
        link_basis=account.link_basis,
        lists=lists,
        binding=binding,
        ground=ground.id,
        ground_title=ground.title,
        provisions=keys.provisions[ground.id, organisation.id],
        policies=tuple(policy.id for policy in policies),
        rules=tuple(policy.title for policy in policies),
        justification=account.justification,
        posts=tuple(_post(post, words) for post in row.posts),
        posts_of_others=account.posts_of_others,
        exhibits=tuple(exhibit.id for exhibit in matter.exhibits_of(row)),
        measure=platform.measure_labels.get(measure, words.measures[measure]) if each else None,
        measure_reason=account.measure_reason if each else None,
        protected=words.protected[account.protected],
        protected_decision=account.protected_decision,
        context=account.context,
        intent=account.intent,
        reach=account.reach,
        imminence=account.imminence,
        threshold=_threshold(account, words) if ground.incitement else (),
        prior_report=account.prior_report,
        prior_report_on=account.prior_report_on,
        prior_report_answer=account.prior_report_answer,
        preservation_ref=account.preservation_ref,
        data_from=first,
        data_to=last,
        actioned_on=account.actioned_on,
        actioned_ref=account.actioned_ref,
        mirror_of=original.number if original else None,
        mirror_of_canonical=_same_platform(original, row),
        first_seen=account.first_seen,
        interval_days=_interval(original, account),
        outcome=words.done[outcome.done] if outcome and outcome.done else None,
        outcome_on=outcome.on if outcome else None,
        outcome_reason=words.refusals[outcome.reason] if outcome and outcome.reason else None,
        clarification=account.clarification if outcome else None,
        change=account.change if outcome else None,
        withdraw_reason=account.withdraw_reason if withdrawn else None,
        withdraw_note=account.withdraw_note if withdrawn else None,
        restore=account.restore,
    )


THRESHOLD = ("context", "link_basis", "intent", "justification", "reach", "imminence")
"""The fields that answer the six parts of the threshold test (Rabat Plan of Action, 29)."""


_OF_THE_TEST = ("context", "intent", "imminence")
"""The answers that are given for the test alone."""


def _threshold(account: Account, words: Locale) -> tuple[Answered, ...]:
    if not any(getattr(account, name) for name in _OF_THE_TEST):
        return ()
    answers = ((words.threshold[name], getattr(account, name)) for name in THRESHOLD)
    return tuple(Answered(part=part, answer=answer) for part, answer in answers if answer)


def _same_platform(original: Row | None, row: Row) -> str | None:
    """The removed account's address; one on another platform belongs in the restricted annex."""
    if original is None or original.target.platform != row.target.platform:
        return None
    return original.target.canonical


def _interval(original: Row | None, account: Account) -> int | None:
    if original is None or original.account.actioned_on is None or account.first_seen is None:
        return None
    return (account.first_seen - original.account.actioned_on).days


def _holder(matter: Matter, account: Account) -> str:
    if account.holder_in == "unknown":
        return matter.locale.holders["unknown"]
    return matter.library.regions.name(account.holder_in)


def _identifier_name(platform: Platform, target: Target) -> str:
    for identifier in platform.identifiers:
        if identifier.id == target.identifier_type:
            return identifier.name
    return target.identifier_type


def _post(post: Target, words: Locale) -> Post:
    return Post(
        written=post.written,
        canonical=post.canonical,
        kind=words.target_kinds[post.kind],
        created=post.created,
    )
