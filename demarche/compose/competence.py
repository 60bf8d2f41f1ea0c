"""May the office direct, or only ask? The one place that decides it.

A power that is not verified, not held, not handed on or out of time is never asserted: the document
then asks. What stands in the way is told by the examination (E09, W41).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from demarche.model.case import RequestWanted
from demarche.model.jurisdiction import Body, Jurisdiction, LegalPower
from demarche.model.kinds import Kind
from demarche.model.office import Power
from demarche.model.provenance import Verification
from demarche.model.request import DirectionBasis
from demarche.model.resolved_case import Matter


@dataclass(frozen=True, slots=True)
class Competence:
    """What was decided for one request: the power to direct, or why there is none.

    `wrong` says which powers the office's file claims and the law does not give it; `doubtful`
    which are not verified; `reservation` is what the law's file leaves open of the power used.
    """

    basis: DirectionBasis | None = None
    wrong: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    reservation: str | None = None


def competence(matter: Matter, wanted: RequestWanted) -> Competence:
    """Whether a request may be worded as a direction, by the data of office and jurisdiction."""
    kind = wanted.kind
    if not kind.spec.directed or wanted.status != "new" or wanted.form == "request":
        return Competence()
    wrong: list[str] = []
    doubtful: list[str] = []
    for claim in matter.office.powers:
        if claim.form != "direction" or kind not in claim.kinds:
            continue
        found = _held(matter, kind, claim)
        if isinstance(found, LegalPower):
            return Competence(_basis(matter, claim, found), reservation=found.note)
        (doubtful if found.doubt else wrong).append(found.why)
    if wanted.form == "direction" and not (wrong or doubtful):
        wrong.append(f"{matter.office.id} has no power to direct for it")
    return Competence(None, tuple(wrong), tuple(doubtful))


@dataclass(frozen=True, slots=True)
class _Not:
    """Why a claimed power is not the office's; `doubt` where it only was not verified."""

    why: str
    doubt: bool = False


def _held(matter: Matter, kind: Kind, claim: Power) -> LegalPower | _Not:
    """The power of the law by which a claim of the office stands, or why it does not stand.

    Pakistan: only the regulator directs under s.2R, whose functions s.2D(5) keeps from delegation;
    only an officer of the investigation agency acts under s.31. The facts are the jurisdiction's.
    """
    law, office = matter.jurisdiction, matter.office
    if claim.provision is None:
        return _Not("office file gives no provision for it")
    legal = [
        power
        for power in law.powers
        if power.provision == claim.provision and kind in power.kinds and "new" in power.statuses
    ]
    sections = {
        provision.id: f"{provision.section} of the {provision.instrument}"
        for provision in law.provisions
    }
    section = sections.get(claim.provision)
    if section is None:
        return _Not(f"{law.id} has no provision {claim.provision!r}")
    if not legal:
        return _Not(f"{section} gives no power to direct for this kind")
    own = [provision for provision in legal if office.body in able(law, provision)]
    names = {body.id: body.name for body in law.bodies}
    holders = ", ".join(
        dict.fromkeys(names.get(b, b) for provision in legal for b in provision.bodies)
    )
    if not own and (unready := _unready(law, office.body, legal)):
        return _Not(f"{section}: {unready}", doubt=True)
    if not own:
        own = [provision for provision in legal if provision.delegable]
        if not own:
            return _Not(f"{section} is held by {holders} and cannot be delegated")
        by = claim.delegation.by if claim.delegation else None
        if unready := _unready(law, by, own):
            return _Not(f"{section}: {unready}", doubt=True)
        missing = _not_handed_on(law, claim, own, matter.case.date.date(), names)
        if missing:
            return _Not(f"{section} is held by {holders}; {missing}")
    verified = [provision for provision in own if provision.verification is Verification.VERIFIED]
    if not verified:
        return _Not(f"the power under {section} is not verified", doubt=True)
    if not claim.verified:
        return _Not(f"that the office holds the power under {section} is not verified", doubt=True)
    return verified[0]


def acting(law: Jurisdiction, name: str) -> str:
    """The body that performs a body's functions: itself, or another until it is established."""
    body = next((body for body in law.bodies if body.id == name), None)
    if body and body.established == "not-verified" and body.until_then:
        return body.until_then
    return name


def able(law: Jurisdiction, power: LegalPower) -> set[str]:
    """The bodies that can exercise a power today; empty where its holder is not established."""
    now = {name: acting(law, name) for name in power.bodies}
    return {body for name, body in now.items() if power.carried_on or body == name}


def _unready(law: Jurisdiction, name: str | None, legal: list[LegalPower]) -> str | None:
    """Why a body that the law gives the power to is not taken to hold it yet."""
    if name is None or not any(name in power.bodies for power in legal):
        return None
    bodies: dict[str, Body] = {body.id: body for body in law.bodies}
    now = acting(law, name)
    if now == name:
        return None
    by = bodies[name].until_then_by
    other = bodies[now].name if now in bodies else now
    why = f"{bodies[name].name} is not shown to be established, and until then"
    if not any(power.carried_on for power in legal):
        return f"{why} nobody has this power"
    return f"{why} {other} performs its functions" + (f" ({by})" if by else "")


def _not_handed_on(
    law: Jurisdiction, claim: Power, legal: list[LegalPower], day: dt.date, names: dict[str, str]
) -> str | None:
    """Why a delegation does not carry a direction of this day; None where it does."""
    handed = claim.delegation
    if handed is None:
        return "no delegation is recorded"
    if not any(handed.by in able(law, provision) for provision in legal):
        return f"{names.get(handed.by, handed.by)} does not hold it and cannot delegate it"
    if handed.on > day:
        return f"delegation takes effect only on {handed.on}"
    if handed.until and handed.until < day:
        return f"delegation ended on {handed.until}"
    return None


def _basis(matter: Matter, claim: Power, power: LegalPower) -> DirectionBasis:
    law = matter.jurisdiction
    provision = next(provision for provision in law.provisions if provision.id == power.provision)
    names = {body.id: body.name for body in law.bodies}
    own = matter.office.body in able(law, power)
    handed = None if own else claim.delegation
    holder = handed.by if handed else (matter.office.body or power.bodies[0])
    principal = next(
        (body for body in law.bodies if body.id in power.bodies and acting(law, body.id) == holder),
        None,
    )
    interim = principal is not None and principal.id != holder
    return DirectionBasis(
        instrument=provision.instrument,
        section=power.section or provision.section,
        heading=provision.heading,
        gist=provision.gist if provision.verification is Verification.VERIFIED else None,
        holder=names.get(holder, holder),
        holder_for=principal.name if principal and interim else None,
        holder_by=principal.until_then_by if principal and interim else None,
        delegated_on=handed.on if handed else None,
        delegated_until=handed.until if handed else None,
        delegation=handed.instrument if handed else None,
        time_limit=power.time_limit,
    )
