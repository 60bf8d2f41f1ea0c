"""What a case says of bodies, decisions, policy and letters refers to something that is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from demarche.kernel.problems import did_you_mean, one_of
from demarche.model.case import Case
from demarche.model.jurisdiction import Jurisdiction
from demarche.model.platform import Platform

Fault = Callable[..., None]


def check_bound_names(
    case: Case,
    law: Jurisdiction | None,
    platforms: Mapping[str, Platform],
    numbers: Mapping[str, int],
    fault: Fault,
) -> None:
    """Every body, row, platform, plan and point that the case names exists."""
    _check_decisions(case, platforms, numbers, fault)
    _check_letters(case, platforms, fault)
    if law:
        _check_bodies(case, law, fault)
        _check_policy(case, law, fault)


def _check_decisions(
    case: Case, platforms: Mapping[str, Platform], numbers: Mapping[str, int], fault: Fault
) -> None:
    for index, decision in enumerate(case.decisions):
        at = ("decisions", index)
        for name in decision.accounts:
            if name not in numbers:
                near = did_you_mean(name, numbers)
                fault((*at, "accounts"), f"unknown account row {name!r}", near)
        for name in decision.platforms:
            if name not in platforms:
                near = did_you_mean(name, platforms) or one_of(platforms)
                fault((*at, "platforms"), f"unknown platform {name!r}", near)
        if not (decision.accounts or decision.kinds or decision.platforms):
            fault(
                (*at, "authority"),
                "decision is bound to nothing, so no document prints it",
                "name its `accounts`, or the `kinds` or `platforms` that it concerns",
            )


def _check_letters(case: Case, platforms: Mapping[str, Platform], fault: Fault) -> None:
    for key in case.letter.numbers:
        name, _, recipient = key.partition("/")
        if name not in platforms:
            near = did_you_mean(name, platforms) or one_of(platforms)
            fault(("letter", "numbers", key), f"unknown platform {name!r}", near)
            continue
        known = {recipient.id: recipient for recipient in platforms[name].recipients}
        if recipient and recipient not in known:
            near = did_you_mean(recipient, known) or one_of(known)
            fault(("letter", "numbers", key), f"{name} has no recipient {recipient!r}", near)


def _check_bodies(case: Case, law: Jurisdiction, fault: Fault) -> None:
    bodies = {body.id: body for body in law.bodies}
    powers = {power.id: power for power in law.powers}
    for field in ("acts_for", "countersigned_by", "consulted"):
        for index, item in enumerate(getattr(case, field)):
            if item.body not in bodies:
                near = did_you_mean(item.body, bodies) or one_of(bodies)
                fault((field, index, "body"), f"jurisdiction has no body {item.body!r}", near)
    for index, wanted in enumerate(case.requests):
        for name in wanted.rests_on:
            if name not in powers:
                near = did_you_mean(name, powers) or one_of(powers)
                at = ("requests", index, "rests_on")
                fault(at, f"jurisdiction has no power {name!r}", near)


def _check_policy(case: Case, law: Jurisdiction, fault: Fault) -> None:
    choice = case.policy
    if choice is None:
        return
    plans = {plan.id: plan for plan in law.policy_plans}
    if choice.plan and choice.plan not in plans:
        near = did_you_mean(choice.plan, plans) or one_of(plans)
        fault(("policy", "plan"), f"jurisdiction has no plan {choice.plan!r}", near)
        return
    plan = plans[choice.plan] if choice.plan else next(iter(plans.values()), None)
    known = {point.number for point in plan.points} if plan else set()
    for number in choice.points:
        if number not in known:
            title = plan.title if plan else "jurisdiction"
            fault(("policy", "points"), f"{title} has no point {number}", "give its number")
