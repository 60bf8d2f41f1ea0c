"""Requests as a STIX 2.1 bundle (OASIS Standard, 10 June 2021), by the stix2 library.

A row becomes a `user-account` with the identifier that the specification computes from its account
type, number and name (section 2.9), so that two offices which name one account name one object;
an invitation link, a file or another thing that is no account becomes a `url` alone. Everything
else gets an identifier computed from the request's reference. That an account presents itself as
an organisation's is said by a relationship `related-to`, never by `attributed-to`: the request
claims no more. The library is weighed in docs/exchange.md.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from demarche.exchange import Exporter, ExportError
from demarche.model.locale import builtin_locale, english
from demarche.model.request import AccountRow, CitedOrganisation, Request
from demarche.model.target import TargetKind

_NAMESPACE = uuid.UUID("3f1d3d3e-54f6-5a4e-9d54-0d0a7c8c1f51")
_ACCOUNT_TYPES = {"x": "twitter"}
"""The specification's open vocabulary names Twitter, and the other platforms as we do."""
_NO_ACCOUNT = (TargetKind.INVITE, TargetKind.FOLDER, TargetKind.FILE, TargetKind.STICKER_SET)


def stix_bundle(
    requests: Sequence[Request],
    country: str | None = None,  # noqa: ARG001  (every exporter is called alike)
) -> bytes:
    """The bundle, the same bytes for the same requests; the asking state is not in it.

    Raises ExportError where the library is not installed.
    """
    try:
        from stix2 import v21
    except ModuleNotFoundError as error:
        remedy = "pip install 'demarche[export]'"
        raise ExportError(f"needs the package {error.name}", remedy) from None

    found: dict[str, Any] = {}
    for request in requests:
        for item in _Objects(request).all():
            found.setdefault(item.id, item)
    name = _id("bundle", *(request.reference for request in requests), *found)
    bundle = v21.Bundle(id=name, objects=list(found.values()))
    data = json.loads(bundle.serialize())
    return json.dumps(data, indent=1, sort_keys=True).encode("ascii") + b"\n"


def _id(kind: str, *parts: str) -> str:
    return f"{kind}--{uuid.uuid5(_NAMESPACE, json.dumps([kind, *parts]))}"


class _Objects:
    """The objects of one request."""

    def __init__(self, request: Request) -> None:
        from stix2 import v21

        self._request = request
        self._v21 = v21
        words = (builtin_locale(request.language) or english()).target_kinds
        self._no_account = {words[kind] for kind in _NO_ACCOUNT}
        self._times = {"created": request.issued_at, "modified": request.issued_at}
        office = request.office
        self._office = v21.Identity(
            id=_id("identity", office.name, office.email),
            **self._times,
            name=office.name,
            identity_class="organization",
            sectors=["government"],
            contact_information=office.email,
        )
        self._marking = v21.MarkingDefinition(
            id=_id("marking-definition", request.marking),
            created=request.issued_at,
            created_by_ref=self._office.id,
            definition_type="statement",
            definition=v21.StatementMarking(statement=request.marking),
        )
        marked = request.marking != "none"
        self._marks = {"object_marking_refs": [self._marking.id]} if marked else {}
        self._common = {**self._times, "created_by_ref": self._office.id, **self._marks}

    def all(self) -> Iterator[Any]:
        """The report first named last: it refers to all others."""
        yield self._office
        if self._marks:
            yield self._marking
        recipient = self._v21.Identity(
            id=_id("identity", self._request.recipient.legal_entity),
            **self._common,
            name=self._request.recipient.legal_entity,
            identity_class="organization",
            description=f"Recipient of the request, for {self._request.recipient.platform}.",
        )
        objects: list[Any] = [recipient]
        organisations = {
            organisation.key: self._organisation(organisation)
            for organisation in self._request.organisations
        }
        objects += organisations.values()
        rows = {
            account.number: account
            for account in (*self._request.accounts, *self._request.removed_before)
        }
        main = {number: list(self._row(row)) for number, row in rows.items()}
        for number, row in rows.items():
            objects += main[number]
            subject = main[number][0].id
            if row.organisation in organisations:
                text = f"The account {row.link}. {row.justification}"
                objects.append(self._related(subject, organisations[row.organisation].id, text))
            for other in main[number][1:]:
                text = f"Address of row {number}, as resolved from what was copied."
                objects.append(self._related(subject, other.id, text))
            if row.mirror_of in main and row.mirror_of is not None:
                text = f"Row {number} continues the removed account of row {row.mirror_of}."
                objects.append(self._related(subject, main[row.mirror_of][0].id, text))
        unique = {item.id: item for item in objects}
        yield from unique.values()
        yield self._report(list(unique))

    def _row(self, row: AccountRow) -> Iterator[Any]:
        if row.kind not in self._no_account:
            platform = self._request.recipient.platform_id
            # A number that nobody can change is no name to log in with.
            numbered = row.stable and not row.identifier.startswith("@")
            login = row.handle or (None if numbered else row.identifier)
            known = {
                "user_id": row.native_id or (row.identifier if numbered else None),
                "account_login": login.removeprefix("@") if login else None,
                "display_name": row.display_name,
            }
            yield self._v21.UserAccount(
                account_type=_ACCOUNT_TYPES.get(platform, platform),
                **self._marks,
                **{name: value for name, value in known.items() if value is not None},
            )
        if "://" in row.canonical:
            yield self._v21.URL(value=row.canonical, **self._marks)

    def _organisation(self, cited_organisation: CitedOrganisation) -> Any:
        references = [
            {
                "source_name": citation.authority_short,
                "description": citation.text,
                **({"external_id": citation.reference} if citation.reference else {}),
            }
            for citation in cited_organisation.citations
        ]
        return self._v21.Identity(
            id=_id("identity", self._request.reference, cited_organisation.id),
            **self._common,
            name=cited_organisation.label,
            identity_class="organization",
            description="A listed organisation; each reference is one authority's own entry.",
            **({"external_references": references} if references else {}),
        )

    def _related(self, source: str, target: str, text: str) -> Any:
        return self._v21.Relationship(
            id=_id("relationship", self._request.reference, source, target),
            **self._common,
            relationship_type="related-to",
            source_ref=source,
            target_ref=target,
            description=text,
        )

    def _report(self, refs: list[str]) -> Any:
        request = self._request
        return self._v21.Report(
            id=_id("report", request.reference),
            **self._common,
            name=request.title,
            description=request.subject,
            report_types=["identity"],
            published=request.issued_at,
            object_refs=refs,
            lang=request.language,
            external_references=[
                {"source_name": request.office.name, "external_id": request.reference}
            ],
        )


EXPORTER: Exporter = stix_bundle
