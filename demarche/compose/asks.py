"""In which order a measure is asked for, as the platform takes it, and the letter's own number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from demarche.compose.plan import Document
from demarche.model.case import Letter
from demarche.model.locale import Locale
from demarche.model.resolved_case import Matter

_LEGAL = ("withhold", "block")
"""Measures that no rule of the platform's knows: they rest on the asking state's law alone."""


def asked_in_order(matter: Matter, document: Document, measures: Iterable[str]) -> tuple[str, ...]:
    """The steps of a removal in words, in the order that the platform publishes, if it does.

    `measures` are the measures of the rows by their names in the case.
    """
    steps = [step.step for step in document.platform.sequence if step.step != "report"]
    if not document.kind.spec.acts or document.kind.spec.measures != "each" or not steps:
        return ()
    counted = Counter(measures)
    if not counted:
        return ()
    words, state = matter.locale.sequence, matter.jurisdiction.name
    own = [(name, rows) for name, rows in counted.items() if name not in _LEGAL]
    found: list[str] = []
    for step in steps:
        if step == "withhold":
            key = "withhold_first" if not found else "withhold_then"
            found.append(words[key].format(state=state, rows=counted.total()))
        elif own:
            key = "rules_first" if not found else "rules_then"
            found.append(words[key].format(measures=_measures(own, matter.locale)))
    return tuple(found)


def _measures(own: list[tuple[str, int]], locale: Locale) -> str:
    """`suspend the account (150), remove the posts listed for the row (5)`."""
    shown = []
    for name, rows in sorted(own):
        label = locale.measures[name]
        shown.append(f"{label[:1].lower()}{label[1:]} ({rows})")
    return locale.lists.between.join(shown)


def letter_key(document: Document) -> str:
    """How the case names the letter to a recipient: the platform, or platform and recipient."""
    first = document.recipient == document.platform.recipients[0]
    name = document.platform.id
    return name if first else f"{name}/{document.recipient.id}"


def letter_of(matter: Matter, document: Document) -> Letter:
    """The covering letter with the number that it has for this recipient."""
    letter = matter.case.letter
    whole = f"{document.platform.id}/{document.recipient.id}"
    number = letter.numbers.get(whole) or letter.numbers.get(letter_key(document)) or letter.number
    return letter.model_copy(update={"number": number, "numbers": {}})
