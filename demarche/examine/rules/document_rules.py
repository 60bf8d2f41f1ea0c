"""Rules on the requests as a whole: powers, periods, four eyes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from demarche.compose.bindings import ordered_rows
from demarche.examine.engine import Finding, Subject, rule
from demarche.examine.rules.override_rules import same_person
from demarche.kernel.problems import Severity, did_you_mean
from demarche.model.locale import english

_ROWS = 50


@rule(
    "E10",
    Severity.ERROR,
    "traffic or content data requested without a court order for every row",
    remedy="record `judicial_order` (court, number, date, binds), or remove the category",
    source="PECA ss. 32 and 34; docs/sources/request-forms.md#e10",
)
def needs_order(subject: Subject) -> Iterator[Finding]:
    """Traffic and content rest on a court's order, by its number, court and date."""
    case = subject.matter.case
    for document, request in zip(subject.documents, subject.requests, strict=True):
        if document.asks.spec.data != "disclosed":
            continue
        at = ("requests", case.requests.index(document.wanted), "data_categories")
        unordered = len(ordered_rows(subject.matter, document)) < len(document.rows)
        for category in request.categories:
            if category.tier in ("traffic", "content") and unordered:
                yield Finding(at, f"{category.label} ({request.recipient.platform})")


@rule(
    "E31",
    Severity.ERROR,
    "request produces no document",
    remedy="remove the request, or add accounts it applies to",
    source="docs/sources/request-forms.md#element-1",
)
def no_document(subject: Subject) -> Iterator[Finding]:
    """Every request wanted makes at least one document."""
    made = {id(document.wanted) for document in subject.documents}
    for index, wanted in enumerate(subject.matter.case.requests):
        if id(wanted) not in made:
            yield Finding(("requests", index, "kind"), str(wanted.kind))


@rule(
    "E38",
    Severity.ERROR,
    "two requests would produce the same document, and one would replace the other",
    remedy="merge them, give each its own `platforms`, or move one to a separate case",
    source="docs/sources/platform-practice.md#finding-1, #finding-2",
)
def one_document_twice(subject: Subject) -> Iterator[Finding]:
    """No two documents of a case have the same reference, and so the same file."""
    first: dict[str, int] = {}
    wanted = {id(request): index for index, request in enumerate(subject.matter.case.requests)}
    for document, request in zip(subject.documents, subject.requests, strict=True):
        index = wanted[id(document.wanted)]
        if first.setdefault(request.reference, index) != index:
            yield Finding(("requests", index, "kind"), request.reference)


@rule(
    "E25",
    Severity.ERROR,
    "the same person prepared and approved the case",
    remedy="have a second officer approve it",
    source="docs/sources/principles.md#four-eyes; docs/sources/request-forms.md#rights",
)
def four_eyes(subject: Subject) -> Iterator[Finding]:
    """Preparer and approver are two people."""
    case = subject.matter.case
    if case.approved_by is None:
        return
    if same_person(case.prepared_by.name, case.approved_by.name):
        yield Finding(("approved_by", "name"), case.approved_by.name)


@rule(
    "E29",
    Severity.ERROR,
    "reference does not match the office's format",
    remedy="follow `reference_form` in the office file",
    source="docs/sources/request-forms.md#element-2",
)
def reference_form(subject: Subject) -> Iterator[Finding]:
    """The reference follows the office's pattern."""
    pattern = subject.matter.office.reference_form
    reference = subject.matter.case.reference
    if pattern and not re.fullmatch(pattern, reference):
        yield Finding(("reference",), f"{reference!r} does not match {pattern}")


@rule(
    "E30",
    Severity.ERROR,
    "required part of this kind of request is missing",
    remedy="add it",
    source=(
        "docs/sources/request-forms.md#element-30, #element-31, #element-33, #element-34, "
        "#element-41"
    ),
)
def missing_part(subject: Subject) -> Iterator[Finding]:
    """Each kind of request has the parts that only it needs."""
    case = subject.matter.case
    for index, wanted in enumerate(case.requests):
        for need in wanted.kind.spec.needs if wanted.status != "release" else ():
            own, ours = hasattr(wanted, need.field), hasattr(case, need.field)
            if not any(getattr(part, need.field, None) for part in (wanted, case)):
                at = ("requests", index, need.field) if own and not ours else (need.field,)
                yield Finding(at, f"{wanted.kind}: {need.what}")
        if wanted.scope == "global" and not wanted.scope_reason:
            yield Finding(("requests", index, "scope"), "global scope: why it is necessary")


@rule(
    "E34",
    Severity.ERROR,
    "no platform in the request has a data category of this name",
    remedy="run `demarche show PLATFORM` to list its categories",
    source="DSA Art. 10(2)(a)(ii); docs/sources/request-forms.md#element-38",
)
def unknown_category(subject: Subject) -> Iterator[Finding]:
    """Every category named in the case is one that a recipient can look up."""
    for index, wanted in enumerate(subject.matter.case.requests):
        documents = [document for document in subject.documents if document.wanted is wanted]
        known = {
            data_category.id for doc in documents for data_category in doc.platform.data_categories
        }
        for name in wanted.data_categories:
            if documents and name not in known:
                near = did_you_mean(name, known)
                detail = f"{name!r} ({near})" if near else repr(name)
                yield Finding(("requests", index, "data_categories"), detail)


@rule(
    "W03",
    Severity.WARNING,
    "global measure requested",
    remedy="limit it to the requesting state, or have a second officer weigh the printed reason",
    source="DSA Art. 9(2)(b); docs/sources/request-forms.md#w03",
)
def global_scope(subject: Subject) -> Iterator[Finding]:
    """A measure under the asking state's law stays within it, or says why not."""
    for index, wanted in enumerate(subject.matter.case.requests):
        if wanted.scope == "global":
            yield Finding(("requests", index, "scope"))


@rule(
    "W12",
    Severity.WARNING,
    "request has more than 50 rows",
    remedy="check a sample of the rows, or split the case",
    source="DSA Art. 23; docs/sources/request-forms.md#w12",
)
def large_batch(subject: Subject) -> Iterator[Finding]:
    """Batches stay small enough to be checked with care."""
    large: dict[str, list[int]] = {}
    for document in subject.documents:
        if len(document.listed) > _ROWS:
            large.setdefault(f"{document.platform.name} {document.kind}", []).append(
                len(document.listed)
            )
    if large:
        sizes = (
            f"{name} {sum(rows):,}" + (f" in {len(rows)} documents" if len(rows) > 1 else "")
            for name, rows in large.items()
        )
        yield Finding(("accounts",), "; ".join(sizes))


@rule(
    "W14",
    Severity.WARNING,
    "no copy in another language of the requesting state is enclosed",
    remedy="name the copy in `formal_language_copy`",
    source="docs/sources/request-forms.md#w14",
)
def no_other_language(subject: Subject) -> Iterator[Finding]:
    """A courtesy copy in the state's other language goes along."""
    several = len(subject.matter.jurisdiction.languages) > 1
    if several and not subject.matter.case.formal_language_copy:
        yield Finding(("formal_language_copy",))


@rule(
    "W25",
    Severity.WARNING,
    "every page is marked DRAFT",
    remedy="complete the case before issue",
    source="docs/sources/principles.md#four-eyes; docs/sources/request-forms.md#official-letter",
)
def still_a_draft(subject: Subject) -> Iterator[Finding]:
    """Approval, letter number and letter date stand."""
    case, words = subject.matter.case, subject.matter.locale.draft
    for reason in subject.requests[0].draft if subject.requests else ():
        if reason not in (words["approval"], words["letter"]):
            continue  # W59 reports the reading of a list
        at = ("approved_by",) if reason == words["approval"] else ("letter",)
        if at == ("approved_by",) and case.approved_by:
            # The officer looks for what is missing, not for what stands there.
            yield Finding(at, "approval has no date and so does not count; add `on`")
        elif at == ("letter",) and case.letter.number:
            yield Finding((*at, "number"), "covering letter has no date yet")
        elif at == ("letter",) and case.letter.date:
            yield Finding((*at, "date"), "covering letter has no number yet")
        else:
            name = "approval" if at == ("approved_by",) else "letter"
            yield Finding(at, english().draft[name])
