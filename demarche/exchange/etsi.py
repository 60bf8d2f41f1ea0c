"""Requests for information and for preservation under the names of ETSI TS 103 120 (HI-1, XML).

An information request becomes an AuthorisationObject with one LDTaskObject a row (lawful
disclosure), a preservation request one LPTaskObject a row (lawful preservation). The names, the
nesting and the namespaces were read in two public implementations (the mapping of the EU's
e-Evidence forms to TS 103 120, and a client of 3GPP's query interface), not in the published
schema. **Conformance with that schema is therefore not claimed**; docs/exchange.md says what to
compare first. The formats of the values and the national parameters are our own, under the owner
`Demarche`, because the dictionaries of TS 103 280 name no accounts of social networks.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from demarche.exchange import Exporter, ExportError
from demarche.model.kinds import SPECS
from demarche.model.request import AccountRow, Request

CORE = "http://uri.etsi.org/03120/common/2019/10/Core"
COMMON = "http://uri.etsi.org/03120/common/2016/02/Common"
TASK = "http://uri.etsi.org/03120/common/2020/09/Task"
AUTHORISATION = "http://uri.etsi.org/03120/common/2020/09/Authorisation"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_PREFIXES: dict[Any, str] = {
    None: CORE,
    "xsi": XSI,
    "common": COMMON,
    "task": TASK,
    "auth": AUTHORISATION,
}

VERSION = "V1.22.1"
OWNER = "Demarche"
REQUEST_TYPES = {
    "subscriber": "SubscriberData",
    "identification": "UserIdentifyingData",
    "traffic": "TrafficData",
    "content": "StoredContentData",
}
_NAMESPACE = uuid.UUID("5b8f1a60-8f0d-5f0e-8a53-64f3cbb7a9a4")
_UNKNOWN = "XX"


class NoTaskError(ExportError):
    """The standard has no task for this kind of request."""


def etsi_xml(requests: Sequence[Request], country: str | None = None) -> bytes:
    """One HI1Message for each request of a kind that the standard knows; the others are left out.

    Several messages stand in one element `Messages`, which is no part of the standard. `country` is
    the asking state by ISO 3166-1. Raises NoTaskError where nothing is left.
    """
    messages = [
        _message(request, country or _UNKNOWN) for request in requests if request.kind.spec.etsi
    ]
    if not messages:
        names = ", ".join(dict.fromkeys(request.kind.value for request in requests))
        known = " and for ".join(kind for kind, spec in SPECS.items() if spec.etsi)
        raise NoTaskError(f"TS 103 120 has tasks for {known}, not for: {names}")
    root = messages[0]
    if len(messages) > 1:
        root = etree.Element("Messages")
        root.extend(messages)
    etree.indent(root, " ")
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data + b"\n"


def _message(request: Request, country: str) -> etree._Element:
    root = etree.Element(f"{{{CORE}}}HI1Message", nsmap=_PREFIXES)
    header = _add(root, "Header")
    for name, code, unique in (
        ("SenderIdentifier", country, request.office.name),
        ("ReceiverIdentifier", _country(request.recipient.seat), request.recipient.legal_entity),
    ):
        identifier = _add(header, name)
        _add(identifier, "CountryCode", code)
        _add(identifier, "UniqueIdentifier", unique)
    _add(header, "TransactionIdentifier", _uuid("transaction", request.reference))
    _add(header, "Timestamp", _moment(request.issued_at))
    version = _add(header, "Version")
    _add(version, "ETSIVersion", VERSION)
    _add(version, "NationalProfileOwner", OWNER)
    _add(version, "NationalProfileVersion", "v1")
    actions = _add(_add(_add(root, "Payload"), "RequestPayload"), "ActionRequests")
    authorisation = _uuid("authorisation", request.reference)
    _authorisation(_create(actions, 0), request, country, authorisation)
    for number, row in enumerate(request.accounts, 1):
        _task(_create(actions, number), request, country, authorisation, row)
    return root


def _create(actions: etree._Element, number: int) -> etree._Element:
    action = _add(actions, "ActionRequest")
    _add(action, "ActionIdentifier", str(number))
    return _add(action, "CREATE")


def _object(
    parent: etree._Element, kind: str, name: str, request: Request, country: str
) -> etree._Element:
    element = _add(parent, "HI1Object")
    element.set(f"{{{XSI}}}type", kind)
    _add(element, "ObjectIdentifier", name)
    _add(element, "CountryCode", country)
    _add(element, "OwnerIdentifier", request.office.name)
    return element


def _authorisation(parent: etree._Element, request: Request, country: str, name: str) -> None:
    element = _object(parent, "auth:AuthorisationObject", name, request, country)
    _add(element, "AuthorisationReference", request.reference, AUTHORISATION)
    _entry(
        element,
        "AuthorisationLegalType",
        OWNER,
        "RequestForm",
        request.form,
        AUTHORISATION,
    )
    _entry(
        element,
        "AuthorisationDesiredStatus",
        "ETSI",
        "AuthorisationDesiredStatus",
        "SubmittedToCSP",
        AUTHORISATION,
    )
    _add(element, "AuthorisationCSPID", request.recipient.legal_entity, AUTHORISATION)
    for order in request.judicial_orders:
        approval = _add(element, "AuthorisationApprovalDetails", None, AUTHORISATION)
        _add(approval, "ApprovalType", "order of a court", AUTHORISATION)
        _add(approval, "ApprovalReference", order.number, AUTHORISATION)
        _add(approval, "ApprovalDescription", f"{order.court}, {order.date}", AUTHORISATION)
    _add(
        element,
        "AuthorisationManualInformation",
        f"{request.title}. {request.subject}. Answer requested by {request.reply_by}.",
        AUTHORISATION,
    )


def _task(
    parent: etree._Element, request: Request, country: str, authorisation: str, row: AccountRow
) -> None:
    name = request.kind.spec.etsi
    disclosed = request.kind.spec.data == "disclosed"
    identifier = _uuid("task", request.reference, str(row.number))
    element = _object(parent, f"task:{name}Object", identifier, request, country)
    _add(_add(element, "AssociatedObjects"), "AssociatedObject", authorisation)
    _add(element, "Reference", f"{request.reference}#{row.number}", TASK)
    if disclosed:
        _entry(element, "DesiredStatus", "ETSI", "LDTaskDesiredStatus", "AwaitingDisclosure", TASK)
    else:
        _entry(
            element, "DesiredStatus", "ETSI", "LPTaskDesiredStatus", "AwaitingPreservation", TASK
        )
        if request.preserve_until:
            end = f"{request.preserve_until}T23:59:59Z"
            _add(element, "DesiredPreservationExpiration", end, TASK)
    details = _add(element, "RequestDetails", None, TASK)
    for value in _types(request):
        _entry(details, "Type", "ETSI", "RequestType", value, TASK)
    first, last = _window(request, row)
    if first:
        _add(details, "StartTime", f"{first}T00:00:00Z", TASK)
    if last:
        _add(details, "EndTime", f"{last}T23:59:59Z", TASK)
    values = _add(details, "RequestValues", None, TASK)
    for kind, text in _values(request, row):
        entry = _add(values, "RequestValue", None, TASK)
        form = _add(entry, "FormatType", None, TASK)
        _add(form, "FormatOwner", OWNER, TASK)
        _add(form, "FormatName", kind, TASK)
        _add(entry, "Value", text, TASK)
    if disclosed:
        delivery = _add(element, "DeliveryDetails", None, TASK)
        destination = _add(delivery, "LDDeliveryDestination", None, TASK)
        address = _add(destination, "DeliveryAddress", None, TASK)
        _add(address, "EmailAddress", request.office.feedback_email, TASK)
    _add(element, "ManualInformation", row.justification, TASK)


def _types(request: Request) -> list[str]:
    found = [
        REQUEST_TYPES[category.tier]
        for category in request.categories
        if category.tier in REQUEST_TYPES
    ]
    return list(dict.fromkeys(found))


def _window(request: Request, row: AccountRow) -> tuple[dt.date | None, dt.date | None]:
    """The row's own period where it has one, else the request's."""
    window = request.window
    return (
        row.data_from or (window.start if window else None),
        row.data_to or (window.end if window else None),
    )


def _values(request: Request, row: AccountRow) -> Iterator[tuple[str, str]]:
    yield f"{request.recipient.platform_id}:{row.identifier_name}", row.identifier
    if row.native_id:
        yield f"{request.recipient.platform_id}:native-id", row.native_id
    yield "URL", row.canonical


def _country(code: str) -> str:
    return code if len(code) == 2 and code not in ("ZZ", "UN", "EU") else _UNKNOWN


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _uuid(*parts: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "\x00".join(parts)))


def _add(
    parent: etree._Element, name: str, text: str | None = None, namespace: str = CORE
) -> etree._Element:
    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    if text is not None:
        element.text = _printable(text)
    return element


def _entry(
    parent: etree._Element, name: str, owner: str, dictionary: str, value: str, namespace: str
) -> None:
    """A DictionaryEntry: who keeps the dictionary, its name, the value."""
    element = _add(parent, name, None, namespace)
    for tag, text in (("Owner", owner), ("Name", dictionary), ("Value", value)):
        _add(element, tag, text, COMMON)


def _printable(text: str) -> str:
    """XML has no place for control characters: they are written as on paper."""
    return "".join(
        character if _in_xml(character) else f"\\u{{{ord(character):04X}}}" for character in text
    )


def _in_xml(character: str) -> bool:
    """Whether XML 1.0 (section 2.2) has the character."""
    if character in "\t\n\r":
        return True
    return " " <= character <= "\ud7ff" or "\ue000" <= character <= "\ufffd" or character > "\uffff"


EXPORTER: Exporter = etsi_xml
