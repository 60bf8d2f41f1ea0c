"""Sentences of an office, or of its law, that speak of another state's law.

An office is often begun as a copy of another's. What names a state is taken from the data of the
other jurisdictions, so that no state is known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from demarche.examine.engine import Finding, Subject, rule
from demarche.kernel.problems import Severity
from demarche.model.jurisdiction import Jurisdiction
from demarche.model.office import Office

_SHORTEST = 4
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)$")
_ACT = re.compile(r", (?:ss?|Sch|arts?|paras?)\b")
"""Where a citation goes on from the Act to the section."""


@rule(
    "W81",
    Severity.WARNING,
    "text of the office names the law of another state",
    remedy="rewrite it for the requesting State, in the file of the office or of its law",
    source="docs/sources/principles.md#nothing-without-a-basis",
)
def foreign_law(subject: Subject) -> Iterator[Finding]:
    """A unit asks under its own law alone; a sentence left over from another office claims more."""
    matter = subject.matter
    own = _names(matter.jurisdiction)
    foreign: dict[str, str] = {}
    for law in matter.library.jurisdictions.values():
        if law.state != matter.office.state:
            foreign.update(dict.fromkeys(_names(law) - own, law.name))
    texts = {**_office_texts(matter.office), **_law_texts(matter.jurisdiction)}
    for field, text in texts.items():
        for name in sorted(foreign, key=len, reverse=True):
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                yield Finding(("office",), f"{field} names {name!r} ({foreign[name]})")
                break


def _names(law: Jurisdiction) -> set[str]:
    """What only documents of this state have: its names, the titles of its Acts, its bodies."""
    names = {law.name, law.government, law.adjective}
    names |= {name.removeprefix("the ") for name in names}
    for provision in law.provisions:
        names.add(_IN_BRACKETS.sub("", provision.instrument))
        names.add(_ACT.split(provision.cited)[0])
    names |= {_IN_BRACKETS.sub("", body.name) for body in law.bodies if len(body.name.split()) > 1}
    return {name for name in names if len(name) >= _SHORTEST and name[0].isupper()}


def _office_texts(office: Office) -> Mapping[str, str]:
    """The sentences of the office that its documents print, by field."""
    texts = {
        "letterhead": " ".join(office.letterhead),
        "name": office.name,
        "time_zone": office.time_zone,
        "capacity": office.capacity,
        "single_point": office.single_point,
        "continued_monitoring": office.continued_monitoring,
        "local_support": office.local_support,
        "review": office.review,
        "data_delivery": office.data_delivery,
        "retention": office.retention,
    }
    return {f"{office.id}: {field}": text for field, text in texts.items() if text}


def _law_texts(law: Jurisdiction) -> Mapping[str, str]:
    """The sentences of the law's file that are no citation of it, by field."""
    texts = {
        "handling": law.handling,
        "no_monitoring": law.no_monitoring,
        "protected_speech": law.protected_speech,
        "formal_route": law.formal_route,
        "no_threat": law.no_threat,
    }
    texts |= {f"redress[{n}].text": item.text for n, item in enumerate(law.redress, start=1)}
    return {f"{law.id}: {field}": text for field, text in texts.items() if text}
