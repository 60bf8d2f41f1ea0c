"""On what a document rests: the power and the body that holds it, or a request that needs none.

The one place that decides it. Whose power a kind needs, who alone may exercise it and whether a
court's order comes first are facts of the jurisdiction; in whose name the office may issue and who
countersigns are facts of the office and the case. What stands in the way is told by the
examination (E90 to E93).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from demarche.compose.competence import able, acting, competence
from demarche.model.authority import (
    ActsFor,
    ActsForView,
    AuthorityView,
    CompetentBody,
    ConsultedView,
    Countersignature,
    CountersignatureView,
    PowerView,
)
from demarche.model.binding import BoundOrder
from demarche.model.case import RequestWanted
from demarche.model.jurisdiction import Body, Jurisdiction, LegalPower
from demarche.model.kinds import Kind
from demarche.model.provenance import Verification
from demarche.model.resolved_case import Matter


@dataclass(frozen=True, slots=True)
class PowerDecision:
    """What was decided for one request, and what stands in the way of it.

    `lacking`: no body that holds the power issues or countersigns it. `unordered`: powers that need
    an order of a court which the case does not name. `unsettled`: which power it rests on was not
    said, or is not one for it. `void`: what cannot carry it, such as an authorisation out of time.
    """

    view: AuthorityView
    law_enforcement: bool = False
    """Whether the body that issues or countersigns it is law enforcement."""
    lacking: tuple[str, ...] = ()
    unordered: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()
    void: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    """Who stands behind a document, as it is found."""

    body: str | None = None
    acts_for: ActsFor | None = None
    countersigned: Countersignature | None = None
    void: list[str] = field(default_factory=list)


def asked_kind(wanted: RequestWanted) -> Kind:
    """The kind whose power a document needs: a reminder asks again what was asked before."""
    earlier = wanted.earlier
    return earlier.kind if earlier and wanted.kind.spec.takes == "waiting" else wanted.kind


def authority(matter: Matter, wanted: RequestWanted, bound: Sequence[BoundOrder]) -> PowerDecision:
    """On what a request rests, by the data of jurisdiction, office and case.

    `bound`: the orders of courts that the case binds to the document.
    """
    kind, status = asked_kind(wanted), wanted.status
    every = [power for power in matter.jurisdiction.powers if kind in power.kinds]
    consulted = _consulted(matter, wanted)
    own = matter.office.kind == "law-enforcement"
    if competence(matter, wanted).basis:
        view = AuthorityView(standing="direction", consulted=consulted)
        return PowerDecision(view, law_enforcement=own)
    if kind.spec.data == "none" or not wanted.kind.spec.has_rows:
        competent = _competent(matter.jurisdiction, every) if wanted.kind.spec.acts else ()
        standing: Literal["request", "none"] = "request" if wanted.kind.spec.acts else "none"
        view = AuthorityView(standing=standing, competent=competent, consulted=consulted)
        return PowerDecision(view, law_enforcement=own)
    if status == "release":
        return _release(matter, wanted, every, consulted)
    powers, unsettled = _chosen(matter, wanted, kind, every)
    found = _behind(matter, kind, powers)
    used = [power for power in powers if power.verification is Verification.VERIFIED]
    if found.body is None or not used:
        return _without(matter, kind, status, powers or every, found, unsettled, consulted)
    needing = [power for power in used if power.needs_order]
    orders = tuple(bound) if needing else ()
    unordered = () if orders else tuple(_cited(matter, power) for power in needing)
    view = AuthorityView(
        standing="power",
        body=_name(matter.jurisdiction, found.body),
        powers=tuple(_view(matter, power) for power in used),
        acts_for=_acts_for_view(matter, found.acts_for),
        countersigned=_countersignature_view(matter, found.countersigned),
        orders=orders,
        consulted=consulted,
    )
    return PowerDecision(
        view,
        law_enforcement=own or _is_law_enforcement(matter, found.body),
        unordered=unordered,
        unsettled=unsettled,
        void=tuple(found.void),
    )


def _without(
    matter: Matter,
    kind: Kind,
    status: str,
    powers: Sequence[LegalPower],
    found: _Found,
    unsettled: tuple[str, ...],
    consulted: tuple[ConsultedView, ...],
) -> PowerDecision:
    """Nobody who holds the power stands behind it: plain and voluntary, or not at all."""
    law = matter.jurisdiction
    voluntary = status == "new" and kind in law.voluntary
    competent = _competent(law, [power for power in powers if status in power.statuses])
    view = AuthorityView(
        standing="voluntary" if voluntary else "request", competent=competent, consulted=consulted
    )
    own = matter.office.kind == "law-enforcement"
    if voluntary:
        return PowerDecision(view, law_enforcement=own, void=tuple(found.void))
    names = (
        " or ".join(body.name for body in competent)
        or "a body that is missing from the jurisdiction file"
    )
    what = kind if status == "new" else f"{kind}, {status}"
    lacking = f"{what}: the power is held by {names}"
    return PowerDecision(
        view,
        law_enforcement=own,
        lacking=(lacking,),
        unsettled=unsettled if found.body else (),
        void=tuple(found.void),
    )


def _release(
    matter: Matter,
    wanted: RequestWanted,
    every: list[LegalPower],
    consulted: tuple[ConsultedView, ...],
) -> PowerDecision:
    """The end of an earlier request exercises no power; it comes from whoever made that request."""
    kind = wanted.kind
    powers = [power for power in every if "new" in power.statuses]
    found = _behind(matter, kind, powers)
    body = found.body
    known = matter.earlier.get(wanted.earlier.reference) if wanted.earlier else None
    before = known.body if known else None
    name = _name(matter.jurisdiction, body) if body else None
    view = AuthorityView(
        standing="notice",
        body=name,
        acts_for=_acts_for_view(matter, found.acts_for),
        countersigned=_countersignature_view(matter, found.countersigned),
        consulted=consulted,
    )
    lacking = (
        (f"{kind}, release: the earlier request is one of {before}, which alone ends it",)
        if before and before != name
        else ()
    )
    own = matter.office.kind == "law-enforcement"
    return PowerDecision(
        view,
        law_enforcement=own or bool(body and _is_law_enforcement(matter, body)),
        lacking=lacking,
        void=tuple(found.void),
    )


def _chosen(
    matter: Matter, wanted: RequestWanted, kind: Kind, every: list[LegalPower]
) -> tuple[list[LegalPower], tuple[str, ...]]:
    """The powers that the request rests on, and what is not settled about them."""
    status = wanted.status
    fitting = {power.id: power for power in every if status in power.statuses}
    named = wanted.rests_on or (matter.office.rests_on.get(kind, ()) if status == "new" else ())
    wrong = [name for name in named if name not in fitting]
    if wrong:
        known = ", ".join(fitting) or "none"
        stands = f"cannot carry {kind} in {matter.jurisdiction.id}"
        message = f"{', '.join(wrong)} {stands} (use {known})"
        return list(fitting.values()), (message,)
    if named:
        return [fitting[name] for name in dict.fromkeys(named)], ()
    if len(fitting) > 1:
        return list(fitting.values()), (f"{kind} can rest on {', '.join(fitting)}",)
    return list(fitting.values()), ()


def _behind(matter: Matter, kind: Kind, powers: Sequence[LegalPower]) -> _Found:
    """Who that holds these powers issues the document, has it issued, or countersigns it."""
    found = _Found()
    if not powers:
        return found
    law, day = matter.jurisdiction, matter.case.date.date()
    able = set.intersection(*(_issuers(law, power) for power in powers))
    if matter.office.body in able:
        found.body = matter.office.body
        return found
    delegable = all(power.delegable for power in powers)
    for authorisation in _of_kind((*matter.case.acts_for, *matter.office.acts_for), kind):
        if authorisation.body not in able:
            continue
        if why := _out_of_time(authorisation, day):
            found.void.append(f"acts_for {authorisation.body}: {why}")
        elif not authorisation.verified:
            found.void.append(
                f"acts_for {authorisation.body}: {authorisation.instrument} is not verified"
            )
        elif found.acts_for is None:
            found.acts_for = authorisation
    for sign in countersignatures(matter, kind):
        if sign.body in able and sign.name:
            found.countersigned = sign
            break
    if found.countersigned:
        found.body = found.countersigned.body
        if found.acts_for and found.acts_for.body != found.body:
            found.acts_for = None
    elif found.acts_for and delegable:
        found.body = found.acts_for.body
    elif found.acts_for:
        cited = ", ".join(_cited(matter, power) for power in powers if not power.delegable)
        name = _name(law, found.acts_for.body)
        found.void.append(
            f"{found.acts_for.instrument} cannot carry it: the power under {cited} cannot be "
            f"delegated, so an officer of the {name} has to countersign"
        )
        found.acts_for = None
    return found


def countersignatures(matter: Matter, kind: Kind) -> Iterator[Countersignature]:
    """The countersignatures of a kind: those of the case, completed from the office's, first."""
    standing = list(_of_kind(matter.office.countersigned_by, kind))
    for authorisation in _of_kind(matter.case.countersigned_by, kind):
        usual = next((other for other in standing if other.body == authorisation.body), None)
        if usual is None or authorisation.name:
            yield authorisation
        else:
            filled = {
                name: getattr(authorisation, name) or getattr(usual, name) for name in _PARTICULARS
            }
            yield authorisation.model_copy(update=filled)
    yield from standing


_PARTICULARS = ("name", "post", "office", "badge", "on")


_Either = TypeVar("_Either", ActsFor, Countersignature)


def _of_kind(items: Iterable[_Either], kind: Kind) -> Iterator[_Either]:
    return (item for item in items if not item.kinds or kind in item.kinds)


def _issuers(law: Jurisdiction, power: LegalPower) -> set[str]:
    """The bodies that may issue a document under a power: who holds it, or applies to the court."""
    return {acting(law, name) for name in power.applicants or power.bodies}


def _out_of_time(authorisation: ActsFor, day: dt.date) -> str | None:
    if authorisation.on > day:
        return f"takes effect only on {authorisation.on}"
    if authorisation.until and authorisation.until < day:
        return f"ended on {authorisation.until}"
    return None


def _body(law: Jurisdiction, name: str) -> Body | None:
    return next((body for body in law.bodies if body.id == name), None)


def _name(law: Jurisdiction, name: str) -> str:
    found = _body(law, name)
    return found.name if found else name


def _is_law_enforcement(matter: Matter, name: str) -> bool:
    found = _body(matter.jurisdiction, name)
    return found is not None and found.kind == "law-enforcement"


def _section(matter: Matter, power: LegalPower) -> tuple[str, str, str]:
    """Section, instrument and heading of a power."""
    for provision in matter.jurisdiction.provisions:
        if provision.id == power.provision:
            return power.section or provision.section, provision.instrument, provision.heading
    return power.section or power.provision, matter.jurisdiction.name, ""


def _cited(matter: Matter, power: LegalPower) -> str:
    section, instrument, _ = _section(matter, power)
    return f"{section} of the {instrument}"


def _view(matter: Matter, power: LegalPower) -> PowerView:
    section, instrument, heading = _section(matter, power)
    return PowerView(
        id=power.id,
        section=section,
        instrument=instrument,
        heading=heading,
        says=power.says if power.verification is Verification.VERIFIED else None,
        holder=_name(matter.jurisdiction, acting(matter.jurisdiction, power.bodies[0])),
        needs_order=power.needs_order,
    )


def _competent(law: Jurisdiction, powers: Iterable[LegalPower]) -> tuple[CompetentBody, ...]:
    """Who may issue under these powers, each once, with the sections; a body not shown to be
    established is named with the one that performs its functions."""
    sections: dict[str, list[str]] = {}
    cited = {
        provision.id: (provision.section, provision.instrument) for provision in law.provisions
    }
    for power in powers:
        section, instrument = cited.get(power.provision, ("", law.name))
        if not able(law, power):
            continue
        for name in power.applicants or power.bodies:
            sections.setdefault(name, []).append(f"{power.section or section} of the {instrument}")
    found = []
    for name, items in sections.items():
        now = acting(law, name)
        body = _body(law, name)
        found.append(
            CompetentBody(
                name=_name(law, now),
                sections=tuple(dict.fromkeys(items)),
                for_body=_name(law, name) if now != name else None,
                by=body.until_then_by if body and now != name else None,
            )
        )
    return tuple(found)


def _consulted(matter: Matter, wanted: RequestWanted) -> tuple[ConsultedView, ...]:
    law = matter.jurisdiction
    return tuple(
        ConsultedView(
            body=_name(law, consultation.body),
            how=consultation.how,
            on=consultation.on,
            reference=consultation.reference,
        )
        for consultation in matter.case.consulted
        if not consultation.kinds or wanted.kind in consultation.kinds
    )


def _acts_for_view(matter: Matter, authorisation: ActsFor | None) -> ActsForView | None:
    if authorisation is None:
        return None
    name = _name(matter.jurisdiction, authorisation.body)
    return ActsForView(
        body=name,
        instrument=authorisation.instrument,
        on=authorisation.on,
        until=authorisation.until,
    )


def _countersignature_view(
    matter: Matter, signature: Countersignature | None
) -> CountersignatureView | None:
    if signature is None or signature.name is None:
        return None
    return CountersignatureView(
        body=_name(matter.jurisdiction, signature.body),
        name=signature.name,
        post=signature.post,
        office=signature.office,
        badge=signature.badge,
        on=signature.on,
    )


def named_copies(matter: Matter) -> tuple[str, ...]:
    """Who gets a copy, with the bodies that the office's file names by their ids."""
    law = matter.jurisdiction
    names = {body.id: _name(law, acting(law, body.id)) for body in law.bodies}
    return tuple(_filled(line, names.get) for line in matter.office.copies)


def _filled(line: str, name_of: Callable[[str], str | None]) -> str:
    """A line with each `{id}` replaced by the body's name."""
    parts = line.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        key, closed, rest = part.partition("}")
        filled.append(f"{name_of(key) or key}{rest}" if closed else part)
    return "".join(filled)
