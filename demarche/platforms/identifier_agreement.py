"""Whether the identifiers that stand beside an address are the platform's own, and agree with it.

An account has an address, a name and a number. Each that is given must have its platform's form,
and those of one kind must be one and the same. No platform is named in this code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from demarche.model.grammar import Identifier
from demarche.model.platform import Platform
from demarche.model.target import ACCOUNT_KINDS, Target, TargetKind
from demarche.platforms import identifier_wrapping
from demarche.platforms.address_rules import Rules
from demarche.platforms.errors import as_ascii
from demarche.platforms.identifiers import Reading, form_of

_NO_NAMES = frozenset(
    {TargetKind.INVITE, TargetKind.FOLDER, TargetKind.FILE, TargetKind.STICKER_SET}
)
"""Kinds whose identifiers are codes, which nobody is called by."""

_PERSONAL = frozenset({TargetKind.PROFILE, TargetKind.PAGE, TargetKind.PROFILE_OR_PAGE})
_NUMBERED_AS = {
    **dict.fromkeys(_PERSONAL, _PERSONAL),
    TargetKind.PUBLIC_NAME: frozenset(
        {*_PERSONAL, TargetKind.CHANNEL, TargetKind.GROUP, TargetKind.PUBLIC_NAME}
    ),
    TargetKind.INVITE: frozenset(
        {TargetKind.CHANNEL, TargetKind.GROUP, TargetKind.SERVER, TargetKind.COMMUNITY}
    ),
    TargetKind.NUMBER: frozenset({*_PERSONAL, TargetKind.NUMBER}),
}
"""What kinds of account a target's number may be of; else those of its own kind."""

_ANY_NUMBER = re.compile(
    r"[1-9][0-9]{0,19}"  # most services
    r"|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{24}|[0-9a-f]{40}"
    r"|[a-z][0-9]?[_-][0-9a-z]*[0-9][0-9a-z]*"  # a letter for what it is the number of
    r"|[0-9]{5,20}@[a-z]{3,12}|urn(?::[A-Za-z]+){2,3}:[0-9]{3,20}|ACoA[A-Za-z0-9_-]{10,60}"
)
"""A number where the platform's file describes none: the forms that are in use."""


class Fault(NamedTuple):
    """An identifier that is not one, or is another account's: its field, and what is wrong."""

    field: str
    message: str
    remedy: str = ""
    contradicts: bool = False
    """True where it has the right form and names another account than the address."""
    certain: bool = True
    """False where it may be right and somebody has to look."""


class Identity:
    """The names and numbers of accounts on one platform."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.rules = Rules(platform)
        self.kinds = self.rules.reader.kinds
        bare = platform.grammar.bare
        names = [kind for kind in self.kinds.values() if self._is_name(kind)]
        self.names = sorted(names, key=lambda name: name.id != bare)
        """The kinds of identifier that a handle can be, the usual one first."""

    def _is_name(self, identifier: Identifier) -> bool:
        usual = identifier.id == self.platform.grammar.bare
        named = identifier.names in ACCOUNT_KINDS and identifier.names not in _NO_NAMES
        return named and (usual or (not identifier.stable and identifier.id != "email"))

    def _of(self, identifier: Identifier) -> TargetKind | None:
        return self.kinds[identifier.same_as].names if identifier.same_as else identifier.names

    def numbers(self, target: Target) -> list[Identifier]:
        """The kinds of identifier that the number of this target can be."""
        wanted = _NUMBERED_AS.get(target.kind, frozenset({target.kind}))
        return [
            kind
            for kind in self.kinds.values()
            if kind.stable and (self._of(kind) in wanted or kind.id == target.identifier_type)
        ]

    def handles(self, text: str, target: Target | None = None) -> list[Reading]:
        """The text as each kind of name that it has the form of; empty where it is no name."""
        found = []
        for name in self.names:
            own = target is not None and name.id == target.identifier_type
            reading = self._name(name, text, international=own)
            if reading is not None:
                found.append(reading)
        return found

    def _name(self, identifier: Identifier, text: str, *, international: bool) -> Reading | None:
        raw = text
        if identifier.reads is None:
            # People write `@` before any name, also where the platform does not.
            raw = raw.removeprefix(identifier.prefix or "@")
        if identifier.id == self.platform.grammar.bare and self.rules.is_reserved(raw):
            return None
        return self.rules.reader.attempt(identifier.id, raw, international=international)

    def faults(
        self,
        target: Target,
        handle: str | None,
        native_id: str | None,
        former_handles: Sequence[str] = (),
    ) -> Iterator[Fault]:
        """What is wrong with the identifiers beside the address of a target."""
        if handle is not None:
            fault = self._not_a_name("handle", handle, target)
            yield from [fault] if fault else self._other_name(target, handle, former_handles)
        for former in former_handles:
            if fault := self._not_a_name("former_handles", former, target):
                yield fault
        if native_id is not None:
            yield from self._number(target, native_id)

    def _not_a_name(self, field: str, text: str, target: Target) -> Fault | None:
        if self.handles(text, target):
            return None
        shown = f"`{as_ascii(text)}`"
        name = self.platform.name
        if not self.names:
            return Fault(
                field, f"{shown}: {name} has no account names", "write it as `display_name`"
            )
        kind = self.names[0]
        message = f"{shown} is not a valid {kind.name} on {name}"
        if self.rules.is_reserved(text.removeprefix("@")):
            message += ", but a part of the service itself"
        elif form := form_of(kind):
            message += f" ({form})"
        bare, taken = identifier_wrapping.unwrapped(text)
        if taken and self.handles(bare, target):
            return Fault(field, message, f"write {bare}")
        return Fault(
            field, message, "write the name as the page shows it; an address belongs in `url`"
        )

    def _other_name(self, target: Target, handle: str, former: Sequence[str]) -> Iterator[Fault]:
        own = self.kinds.get(target.identifier_type)
        if own is None or all(name.id != own.id for name in self.names):
            return
        named = folded_identifier(target)
        mine = self._name(own, handle, international=True)
        if mine is not None and mine.folded == named:
            return
        earlier = (self._name(own, handle, international=True) for handle in former)
        if named in {reading.folded for reading in earlier if reading is not None}:
            return
        usual = self.names[0]
        if mine is None and own.reads:
            return  # a number and a name cannot be compared
        message = f"address identifies {target.identifier}, but the handle is {as_ascii(handle)}"
        # Names of an older form stay in addresses beside the name of today.
        older = own.id != usual.id and own.names == usual.names and not own.reads
        yield Fault("handle", message, contradicts=True, certain=not older)

    def _number(self, target: Target, text: str) -> Iterator[Fault]:
        readings, kinds = self.number(target, text)
        shown = f"`{as_ascii(text)}`"
        if readings is None:
            kind = next((kind for kind in kinds if kind.same_as is None), None)
            name = kind.name if kind else "account ID"
            form = f" ({form_of(kind)})" if kind and form_of(kind) else ""
            message = f"{shown} is not a valid {name} on {self.platform.name}{form}"
            bare, taken = identifier_wrapping.number(text)
            lossless = taken and self.number(target, bare)[0] is not None
            remedy = f"write {bare}" if lossless else "copy the ID again from the source"
            yield Fault("native_id", message, remedy)
            return
        same = [reading.folded for reading in readings if reading.kind.id == target.identifier_type]
        if same and folded_identifier(target) not in same:
            message = f"address contains the ID {target.identifier}, but `native_id` is {shown}"
            yield Fault("native_id", message, contradicts=True)

    def number(
        self, target: Target, text: str
    ) -> tuple[list[Reading] | None, Sequence[Identifier]]:
        """A number as each kind of number that it has the form of, None where it is none; and the
        kinds that there are. An empty list where the platform's file describes no numbers."""
        kinds = self.numbers(target)
        own = self.kinds.get(target.identifier_type)
        if not kinds and own is not None and own.reads == "phone" and _is_phone(text):
            kinds = [own]
        if not kinds:
            return ([] if _ANY_NUMBER.fullmatch(text) else None), kinds
        read = (self.rules.reader.attempt(kind.id, text, international=True) for kind in kinds)
        found = [reading for reading in read if reading is not None]
        return found or None, kinds

    def marks(self, target: Target, handle: str | None, native_id: str | None) -> set[str]:
        """What marks the account: equal marks on two rows are one account, or a mistake."""
        found = set()
        front = f"{self.platform.id}:"
        own = self.kinds.get(target.identifier_type)
        if own is not None and target.kind not in _NO_NAMES:
            # Numbers of accounts are not told apart by kind: a bare one does not tell it.
            found.add(f"{front}#{folded_identifier(target)}" if own.stable else target.key)
        if handle and (names := self.handles(handle, target)):
            name = next((n for n in names if n.kind.id == target.identifier_type), names[0])
            stable = "#" if name.kind.stable else f"{name.kind.id}:"
            found.add(f"{front}{stable}{name.folded}")
        if native_id:
            readings = self.number(target, native_id)[0]
            values = {reading.folded for reading in readings} if readings else {native_id}
            found.update(f"{front}#{value}" for value in values)
        return found

    def belongs(
        self,
        post: Target,
        target: Target,
        handle: str | None,
        native_id: str | None,
        former_handles: Sequence[str] = (),
    ) -> bool | None:
        """Whether an item is the account's, by the owner that its address names.

        None where that cannot be told: the address names no owner, or one by another identifier
        than those that are known of the account.
        """
        if post.kind in ACCOUNT_KINDS:
            owner_type, owner = post.identifier_type, folded_identifier(post)
        elif post.owner_key:
            owner_type, owner = post.owner_key.split(":", 2)[1:]
        else:
            return None
        kind = self.kinds.get(owner_type)
        if kind is None:
            return None
        wanted = _NUMBERED_AS.get(target.kind, frozenset({target.kind}))
        if kind.stable and self._of(kind) not in wanted:
            return None  # where an item stands, as a group, does not tell who wrote it
        front = f"{self.platform.id}:" + ("#" if kind.stable else f"{owner_type}:")
        marks = self.marks(target, handle, native_id)
        for former in former_handles:
            names = self.handles(former, target)
            marks.update(f"{self.platform.id}:{name.kind.id}:{name.folded}" for name in names)
        if f"{front}{owner}" in marks:
            return True
        return False if any(mark.startswith(front) for mark in marks) else None


def folded_identifier(target: Target) -> str:
    """The identifier of a target, equal for two spellings."""
    return target.key.split(":", 2)[2]


def _is_phone(text: str) -> bool:
    return bool(re.fullmatch(r"\+?[0-9 ().-]{5,}", text))


__all__ = ["Fault", "Identity", "folded_identifier"]
