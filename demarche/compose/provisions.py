"""Which provisions of its ground reach an account, and how a provision is printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from demarche.model.case import Account
from demarche.model.jurisdiction import Ground, Jurisdiction, Provision
from demarche.model.provenance import Verification
from demarche.model.request import CitedOrganisation, ProvisionRef
from demarche.model.resolved_case import Matter, Row


def ground_of(matter: Matter, account: Account) -> Ground:
    """The account's ground in the jurisdiction's data; KeyError where it has none."""
    for ground in matter.jurisdiction.grounds:
        if ground.id == account.ground:
            return ground
    raise KeyError(account.ground)


Reached = Mapping[tuple[str, str], tuple[Provision, ...]]
"""The provisions that reach an account, by its ground and its organisation."""


def reached(
    matter: Matter, rows: Iterable[Row], organisations: Mapping[str, CitedOrganisation]
) -> Reached:
    """For each pair of ground and organisation, the provisions of the ground that reach it.

    One that presupposes a list reaches it only where the organisation is cited from that list.
    """
    register = {provision.id: provision for provision in matter.jurisdiction.provisions}
    found: dict[tuple[str, str], tuple[Provision, ...]] = {}
    for row in rows:
        key = row.account.ground, row.account.organisation
        if key in found:  # a few pairs, whatever the number of rows
            continue
        lists = {citation.authority for citation in organisations[key[1]].citations}
        named = [register[name] for name in ground_of(matter, row.account).provisions]
        found[key] = tuple(
            provision for provision in named if presupposed(provision.presupposes, lists)
        )
    return found


def presupposed(needed: tuple[str, ...], lists: Set[str]) -> bool:
    """Whether an organisation on these lists is on one of those that are needed."""
    return not needed or not lists.isdisjoint(needed)


def provision_ref(matter: Matter, provision: Provision) -> ProvisionRef:
    """A provision as a document prints it: what was not verified is left out."""
    sure = provision.verification is Verification.VERIFIED
    source = (
        matter.jurisdiction.sources.get(provision.sources[0])
        if sure and provision.sources
        else None
    )
    dated = matter.locale.partial(source.copy_date) if source and source.copy_date else None
    return ProvisionRef(
        id=provision.id,
        instrument=provision.instrument,
        section=provision.section,
        cited=provision.cited,
        heading=provision.title,
        gist=provision.gist if sure else None,
        exception=provision.exception if sure else None,
        penalty=provision.penalty if sure else None,
        offence=provision.offence,
        pages=provision.pages if sure else (),
        source=f"{source.title}, {dated}" if source and dated else None,
    )


def provision_cited(law: Jurisdiction, name: str) -> str:
    """How a provision of the register is cited, or its id where it has none."""
    provision = law.provision(name)
    return provision.cited if provision else name
