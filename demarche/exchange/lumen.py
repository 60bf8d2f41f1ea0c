"""Requests as notices for the Lumen database, in the shape of its programming interface.

Names and limits are those of the database's own models and controllers
(berkmancenter/lumendatabase at 99d44c8, 29 June 2026). Two of its traps: `case_id_number` is a
whole number there, so a file number with letters goes into the subject; `state` holds two signs,
so it is left out. A notice needs at least one work and one entity. Lumen publishes what it is sent,
so a request that must not be published yet is not turned into a notice, nor is one of which no copy
is made for others; and a notice has no account, as the copy for publication has none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from demarche.exchange import Exporter, ExportError
from demarche.exchange.secret_words import secret_words
from demarche.model.kinds import SPECS
from demarche.model.request import Request

_LARGEST = 2**31 - 1
"""What an integer column holds."""


class NotPublicError(ExportError):
    """The request may not be published, or is nothing that is published."""


def lumen_notices(requests: Sequence[Request], country: str | None = None) -> bytes:
    """One notice, or a list of them for a dossier; kinds that are no notice are left out.

    Raises NotPublicError where a request must not be published, or nothing is left.
    `country` is the asking state by ISO 3166-1; a request has its name only.
    """
    refused = [request.reference for request in requests if request.publication == "not-yet"]
    if refused:
        raise NotPublicError(
            f"must not be published yet: {', '.join(refused)}; Lumen publishes what it receives"
        )
    withheld = [
        request.reference
        for request in requests
        if request.kind.spec.lumen and not _published(request)
    ]
    notices = [{"notice": _notice(request, country)} for request in requests if _published(request)]
    if not notices and withheld:
        raise NotPublicError(
            f"no copy for others is made of {', '.join(withheld)}",
            "where account holders may be informed, set `holder_may_be_told: true` and build again",
        )
    if not notices:
        names = ", ".join(dict.fromkeys(request.kind.value for request in requests))
        known = ", ".join(kind for kind, spec in SPECS.items() if spec.lumen)
        raise NotPublicError(f"a Lumen notice is made of: {known}; not of: {names}")
    data = notices[0] if len(notices) == 1 else notices
    return json.dumps(data, indent=1, sort_keys=True).encode("ascii") + b"\n"


def _notice(request: Request, country: str | None) -> dict[str, Any]:
    notice: dict[str, Any] = {
        "type": "GovernmentRequest",
        "title": request.title,
        # The reference stands here, since it has letters; see the head of this file.
        "subject": f"{request.reference}: {request.subject}",
        "body": "\n\n".join(_body(request)),
        "date_sent": request.issued_at.date().isoformat(),
        "source": "Demarche",
        "language": request.language,
        "action_taken": "Unspecified",
        "request_type": request.kind.spec.lumen,
        "jurisdiction_list": country.lower() if country else request.law.state,
        "regulation_list": ", ".join(
            # A comma parts two regulations there.
            f"{provision.instrument} {provision.section}".replace(",", "")
            for provision in request.provisions
        ),
        "tag_list": ", ".join((request.kind.value, request.recipient.platform_id)),
        "works_attributes": _works(request),
        "entity_notice_roles_attributes": [
            _role("submitter", _office(request)),
            _role("sender", _office(request)),
            _role("principal", {"name": request.law.government, "kind": "organization"}),
            _role(
                "recipient",
                {"name": request.recipient.legal_entity, "kind": "organization"},
            ),
        ],
    }
    number = request.case_reference
    if number.isascii() and number.isdecimal() and int(number) <= _LARGEST:
        notice["case_id_number"] = int(number)
    return notice


def _published(request: Request) -> bool:
    """Whether a notice is made of it."""
    return bool(request.kind.spec.lumen) and request.manner.copies


def _body(request: Request) -> Iterator[str]:
    """The reasons, without the paragraphs that name an account, an order or an officer."""
    secrets = secret_words([request], (), None)
    for text in (*request.facts, *request.necessity):
        if not secrets.in_text(text):
            yield text


def _works(request: Request) -> list[dict[str, Any]]:
    """One work an organisation and ground, with the number of its rows and no address."""
    rows = Counter((row.organisation_label, row.ground) for row in request.accounts)
    titles = {ground.id: ground.title for ground in request.grounds}
    return [
        {
            "description": f"{label}: {titles.get(ground, ground)}; "
            f"{'1 account' if count == 1 else f'{count} accounts'}, not published",
            "kind": "accounts",
        }
        for (label, ground), count in rows.items()
    ]


def _office(request: Request) -> dict[str, Any]:
    office = request.office
    return {
        "name": office.name,
        "kind": "organization",
        "address_line_1": ", ".join(office.address),
        "city": office.place,
        "email": office.email,
        "phone": office.phone,
        **({"url": office.website} if office.website else {}),
    }


def _role(name: str, entity: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "entity_attributes": entity}


EXPORTER: Exporter = lumen_notices
