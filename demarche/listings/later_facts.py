"""What imported lists add to an organisation beside its listings; light, for every examination."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from demarche.model.listing import Organisation


@runtime_checkable
class HasLater(Protocol):
    """Organisations over which imported lists are laid."""

    def later(self, key: str) -> tuple[str, ...]:
        """What lists later than the case's day say against the organisation's entries."""
        ...


def later_facts(organisations: Mapping[str, Organisation], key: str) -> tuple[str, ...]:
    """What later lists say against an organisation; nothing where no lists are laid over."""
    return organisations.later(key) if isinstance(organisations, HasLater) else ()
