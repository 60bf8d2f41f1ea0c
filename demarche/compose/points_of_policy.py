"""What a document names beside its legal basis: points of policy, and decisions of other bodies."""

from __future__ import annotations

from demarche.compose.plan import Document
from demarche.model.authority import (
    Decision,
    DecisionView,
    PolicyChoice,
    PolicyPointView,
    PolicyView,
)
from demarche.model.policy import PolicyPlan
from demarche.model.provenance import Verification
from demarche.model.resolved_case import Matter


def policy_choice(matter: Matter) -> tuple[PolicyPlan | None, tuple[int, ...]]:
    """The plan and the points that the case names, or else the office, or the jurisdiction."""
    plans = matter.jurisdiction.policy_plans
    choice = matter.case.policy or matter.office.policy
    plan = plan_of(choice, plans)
    if plan is None:
        return None, ()
    return plan, choice.points if choice else plan.default_points


def plan_of(choice: PolicyChoice | None, plans: tuple[PolicyPlan, ...]) -> PolicyPlan | None:
    """The plan that is chosen; the first where none is named."""
    if choice and choice.plan:
        return next((plan for plan in plans if plan.id == choice.plan), None)
    return plans[0] if plans else None


def policy_view(matter: Matter, document: Document) -> PolicyView | None:
    """The policy, where a measure is asked for, and in the letter that states what is asked."""
    if not (document.kind.spec.acts or document.kind.spec.encloses):
        return None
    plan, numbers = policy_choice(matter)
    if plan is None:
        return None
    chosen = [point for point in plan.points if point.number in numbers]
    if not chosen:
        return None
    titles = {name: source.title for name, source in matter.jurisdiction.sources.items()}
    return PolicyView(
        title=plan.title,
        what=plan.what,
        points=tuple(
            PolicyPointView(
                number=point.number,
                words=point.words,
                checked=point.verification is Verification.VERIFIED,
            )
            for point in chosen
        ),
        read_on=plan.read_on,
        sources=tuple(dict.fromkeys(titles.get(point.source, point.source) for point in chosen)),
    )


def decisions_of(matter: Matter, document: Document) -> tuple[DecisionView, ...]:
    """The decisions that are bound to this document, each with those of its rows."""
    if not document.kind.spec.has_rows or document.wanted.status == "release":
        return ()
    mine = {row.number for row in document.listed}
    found = []
    for decision in matter.case.decisions:
        rows = tuple(sorted({matter.names[name] for name in decision.accounts} & mine))
        if _bound(decision, document) and (rows or not decision.accounts):
            found.append(
                DecisionView(
                    authority=decision.authority,
                    number=decision.number,
                    on=decision.on,
                    decided=decision.decided,
                    rows=rows,
                )
            )
    return tuple(found)


def _bound(decision: Decision, document: Document) -> bool:
    """Whether a decision is for this kind of request and this platform, and bound to something."""
    if decision.kinds and document.kind not in decision.kinds:
        return False
    if decision.platforms and document.platform.id not in decision.platforms:
        return False
    return bool(decision.accounts or decision.kinds or decision.platforms)
