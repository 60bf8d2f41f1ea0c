"""Whether names that should be the same are: a check beside the reference, never instead of it."""

from __future__ import annotations

from collections.abc import Iterable

from demarche.listings import names
from demarche.model.entry import WEAK, Entry


def same_name(name: str, other: str) -> bool:
    """Whether two printings differ at most in case, accents, punctuation and spaces."""
    return names.normalise(name) == names.normalise(other)


def printed_alias(entry: Entry, wanted: str) -> str | None:
    """The alias that the entry prints for a name, in its spelling; None where it prints none.

    One alias cell can hold several names: the part that is the name is taken, as it is printed. A
    weak alias, and initials that nobody printed, are no ground.
    """
    normal = names.normalise(wanted)
    for name in names.index_names(entry):
        if name.part in (names.REFERENCE, names.INITIALS) or name.strength == WEAK:
            continue
        if names.normalise(name.text) == normal:
            return name.text
    return None


def shares_a_name(entry: Entry, known: Iterable[str]) -> bool:
    """Whether the entry bears one of the names by which it is known, over all transliterations.

    A printed name may be an acronym itself (ADF); beside it, an acronym is shared by too many.
    """
    known = tuple(known)
    if any(same_name(entry.name, name) for name in known):
        return True
    has = {
        form
        for name in names.index_names(entry)
        if name.part not in (names.REFERENCE, names.INITIALS, names.ACRONYM)
        for form in _forms(name.text)
    }
    return any(form in has for name in known for form in _forms(name))


def _forms(name: str) -> set[str]:
    """A name in the forms in which two printings of it agree, with and without its acronym."""
    parts = [name, *(form.text for form in names.index_printed(name, None, iter(())))]
    kept = (part for part in parts if not names.is_acronym(part))
    return {names.folded(names.normalise(form)) for form in kept} - {""}
