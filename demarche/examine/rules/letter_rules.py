"""Rules on the numbers of covering letters: a number of the register belongs to one letter."""

from __future__ import annotations

from collections.abc import Iterator

from demarche.examine.engine import Finding, Subject, rule
from demarche.kernel.problems import Severity

PAGE = "docs/sources/order-of-events.md"


def _place(subject: Subject, number: str) -> tuple[str | int, ...]:
    """Where the case writes a number."""
    letter = subject.matter.case.letter
    for name, own in letter.numbers.items():
        if own == number:
            return ("letter", "numbers", name)
    return ("letter", "number")


@rule(
    "E78",
    Severity.ERROR,
    "covering letters to several recipients have one number",
    remedy="give each its own in `letter.numbers`: `{x: …, facebook/ireland: …}`",
    source=f"{PAGE}#letters; docs/sources/request-forms.md#element-3",
)
def one_number_twice(subject: Subject) -> Iterator[Finding]:
    """Each covering letter of the case has a number of its own."""
    first: dict[str, str] = {}
    for document, request in zip(subject.documents, subject.requests, strict=True):
        number = request.letter.number
        if number is None:
            continue
        name = f"{document.platform.id}/{document.recipient.id}"
        if first.setdefault(number, name) != name:
            yield Finding(_place(subject, number), f"{number}: {first[number]} and {name}")
    platforms = {document.platform.id for document in subject.documents}
    recipients = {
        f"{document.platform.id}/{document.recipient.id}" for document in subject.documents
    }
    for name in subject.matter.case.letter.numbers:
        if name not in platforms | recipients:
            detail = f"{name!r} is not a platform or recipient of this case"
            yield Finding(("letter", "numbers", name), detail)


@rule(
    "W75",
    Severity.WARNING,
    "another case has a covering letter of the same number",
    remedy="give this letter its own number, unless one letter encloses both",
    source=f"{PAGE}#letters",
)
def number_of_another_case(subject: Subject) -> Iterator[Finding]:
    """A number stands in one case of the workspace."""
    if subject.letters_elsewhere is None:
        return
    letter = subject.matter.case.letter
    numbers = [number for number in (letter.number, *letter.numbers.values()) if number]
    for number, file in subject.letters_elsewhere(numbers).items():
        yield Finding(_place(subject, number), f"{number}, {file}")
