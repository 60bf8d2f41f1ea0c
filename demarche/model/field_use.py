"""Whose words a field of an account holds, who may see it, and whether it is exported.

Declared once, at the field: `justification: Annotated[Line, OFFICE]`. The search for banned
wording, the quotations that pass it and the columns of accounts.csv are made from these
declarations. A field without one is refused when its module is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from demarche.model.base import fields_of


@dataclass(frozen=True, slots=True)
class FieldUse:
    """What may be done with a field."""

    voice: Literal["office", "holder", "other", "none"]
    """Whose words they are.

    The office's own are searched for wording that no document may have. The holder's (names,
    addresses, posts) are shown, never said: they pass as quotations. Others' (a platform's answer)
    pass as quotations too, and are looked at when the case is examined, since the office chose to
    print them. A choice, number or day is nobody's words.
    """
    printed: bool = True
    """True where the recipient may see it."""
    column: bool = False
    """True for a column of accounts.csv."""


OFFICE = FieldUse("office")
HOLDER = FieldUse("holder")
OTHER = FieldUse("other")
PLAIN = FieldUse("none")
INTERNAL = FieldUse("none", printed=False)
"""For the office and this program alone."""


def exported(use: FieldUse) -> FieldUse:
    """The same, and a column of accounts.csv."""
    return replace(use, column=True)


def uses_of(model: type) -> dict[str, FieldUse]:
    """The declarations of a record's fields. Raises TypeError for a field without one, or with two.

    A field that only repeats another record's is not declared again: see `inherited`.
    """
    found = _declared(model)
    if missing := [name for name in fields_of(model) if name not in found]:
        raise TypeError(f"{model.__name__}: who may see {', '.join(missing)}? declare a FieldUse")
    return found


def inherited(model: type, origin: Mapping[str, FieldUse]) -> dict[str, FieldUse]:
    """The declarations of a record that is made from another one, whose printed fields it has.

    Raises TypeError for a field that neither declares, and for one of the other record that is to
    be printed and is not here, or is not to be printed and is here.
    """
    own, fields = _declared(model), fields_of(model)
    found = {
        name: own[name] if name in own else origin[name]
        for name in fields
        if name in own or name in origin
    }
    faults = [f"{name} is not declared" for name in fields if name not in found]
    faults += [f"{name} may not be printed" for name, use in found.items() if not use.printed]
    faults += [
        f"{name} is lost" for name, use in origin.items() if use.printed and name not in fields
    ]
    if faults:
        raise TypeError(f"{model.__name__}: {'; '.join(faults)}")
    return found


def _declared(model: type) -> dict[str, FieldUse]:
    found: dict[str, FieldUse] = {}
    for name, info in fields_of(model).items():
        uses = [use for use in info.metadata if isinstance(use, FieldUse)]
        if len(uses) > 1:
            raise TypeError(f"{model.__name__}.{name}: two FieldUses")
        if uses:
            found[name] = uses[0]
    return found
