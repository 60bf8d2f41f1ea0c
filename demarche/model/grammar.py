"""How a platform's identifiers and URLs read: patterns, and the shapes of its addresses."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from demarche.model.base import Line, Record, Slug
from demarche.model.regex_ambiguity import ambiguous
from demarche.model.target import TargetKind

URL = "url"
"""The capture of a rule that unwraps: another URL, no identifier of the platform."""

_CAPTURE = re.compile(r"\{([^{}]*)\}")


def captures(*patterns: str | None) -> set[str]:
    """The names in braces."""
    return {name for pattern in patterns if pattern for name in _CAPTURE.findall(pattern)}


def _compiles(value: str) -> str:
    try:
        re.compile(value, re.ASCII)
    except re.error as error:
        raise ValueError(f"not a regular expression ({error})") from None
    if ambiguous(value):
        raise ValueError(
            "could run endlessly: a repeated part matches the same text in two ways; write it "
            "without a repetition inside a repetition"
        )
    return value


Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression."""


class Clock(Record):
    """How an item's number holds the moment of its creation: `(number >> shift) + epoch`."""

    shift: int = Field(ge=0, le=63)
    unit: Literal["milliseconds", "seconds"]
    epoch: int = Field(ge=0)
    """Added after the shift, in the same unit, counted from 1970-01-01 UTC."""
    digits: Literal["decimal", "base64url"] = "decimal"
    take: int | None = None
    """Only so many leading characters hold the number."""
    least: int = 0
    """Numbers below were given out in plain sequence and hold no time."""
    since: dt.date | None = None
    """The first day of the service; a number that tells an earlier one is doubted."""


class Doubt(Record):
    """A form that is accepted with a warning."""

    pattern: Pattern
    """Searched for anywhere in the bare identifier."""
    says: Line


class Identifier(Record):
    """A form of identifier that the platform accepts."""

    id: Slug
    """`username`, `user-id`, `phone`, `invite-code` …"""
    name: Line
    form: Line | None = None
    """What it consists of, in words, for messages: `1 to 15 letters, digits or _`."""
    pattern: Pattern
    """A full-match regular expression of the bare identifier (ASCII flag set).

    Where it has a group, the first group is the value. For `reads: phone` it applies to the
    international digits without `+`, for `reads: base64` to the decoded text.
    """
    international: bool = False
    """True where other scripts than Latin occur (no ASCII flag; put in Unicode form NFC)."""
    stable: bool
    folds_case: bool
    ignores: str = ""
    """Characters without meaning to the platform, such as the dots of a vanity name."""
    prefix: str = ""
    """Shown in front of it, and no part of it: `@` of a name, `+` of a number."""
    small_letters: bool = False
    """True where the canonical URL writes it in small letters."""
    scoped: bool = False
    """True where it is unique only together with the owner, as a message number in a channel."""
    reads: Literal["phone", "base64"] | None = None
    same_as: Slug | None = None
    """This is another spelling of an identifier of that id, which it stands for."""
    names: TargetKind | None = None
    """What it names when it stands alone; nothing where it can not stand alone."""
    canonical: Line | None = None
    """Its canonical URL, with `{id}` for the value; nothing where there is no URL for it."""
    evident: Literal["here", "everywhere"] | None = None
    """`everywhere`: its form is proof of the platform, so that none need be named; `here`: once
    the platform is named, a bare text of this form is this and no name."""
    clock: Clock | None = None
    doubts: tuple[Doubt, ...] = ()
    example: Line
    """Plainly fictional."""
    source: str | None = None
    """Key of the file's `sources`."""
    verified: bool = False
    note: Line | None = None

    def named(self) -> set[str]:
        """The identifiers that this one refers to."""
        return captures(self.canonical) | ({self.same_as} if self.same_as else set())


class PathRule(Record):
    """One shape of a URL and what it names; the first rule that fits decides.

    `path` is a pattern of segments, as `/{username}/status|statuses/{post-id}/**`:

    * `{id}` holds an identifier of that id; text may stand around it, as in `@{username}`;
    * `a|b` is one of these literals; literals are compared without regard to case;
    * `*` is any one segment, a last `**` any rest, also none. What they cover is told as dropped.

    A rule without `path` fits the root only. `fragment` is a pattern of the same form; parameters
    after a `?` in the fragment count as those of the address then. `query` maps a parameter that
    must be there to the identifier it holds. An identifier that does not
    match its pattern means that the rule does not fit. For `unwrap`, the identifier is `url`: the
    parameter holds another URL, which is resolved in place of this one.
    """

    hosts: tuple[str, ...] = ()
    """Only for these hosts: as in `Grammar.hosts`, or `{username}.t.me`, or a scheme `tg:` (whose
    first part then counts as the first segment); empty means all web hosts of the platform."""
    path: str | None = None
    fragment: str | None = None
    query: dict[str, str] = Field(default_factory=dict)
    kind: TargetKind | Literal["not-a-target", "needs-resolution", "unwrap"]
    identifier: str | None = None
    """Which captured identifier names the target."""
    owner: str | None = None
    """Which captured identifier names the account behind an item."""
    canonical: str | None = None
    """Canonical URL with the captured identifiers in braces; else the identifier's own."""
    says: Line | None = None
    """A warning, or the reason why it is not a target."""
    verified: bool = False

    def named(self) -> set[str]:
        """The identifiers that this rule refers to, without the `url` of an unwrapping one."""
        found = captures(self.path, self.fragment, self.canonical, *self.hosts)
        found.update(self.query.values())
        found.update(name for name in (self.identifier, self.owner) if name)
        return found - {URL}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        captured = captures(self.path, self.fragment, *self.hosts) | set(self.query.values())
        used = captures(self.canonical) | {n for n in (self.identifier, self.owner) if n}
        if missing := sorted(used - captured):
            raise ValueError(f"nothing in the rule provides {{{missing[0]}}}")
        if isinstance(self.kind, TargetKind) and self.identifier is None:
            raise ValueError("a target needs `identifier`, the capture that names it")
        if self.kind == "unwrap" and self.identifier != URL:
            raise ValueError("`unwrap` needs `identifier: url`")
        return self


class Within(Record):
    """A parameter that names an item inside whatever the address names: a comment on a post.

    It is kept in the canonical URL, and the item takes the place of what holds it; of several, the
    last one listed does.
    """

    parameter: str
    kind: TargetKind
    identifier: str
    of: tuple[TargetKind, ...]
    """Only inside targets of these kinds."""
    verified: bool = False


class Grammar(Record):
    """How this platform's URLs read."""

    source: str | None = None
    """Key of the file's `sources`: where the rules that are `verified` were read."""
    hosts: tuple[str, ...]
    """Host names without `www.`; `*.` in front admits any sub-domain, `{locale}.` one such as
    `ur` or `es-la`. What else stands below one of these hosts is the platform's own as well, but
    names nobody as far as is known."""
    special_hosts: tuple[str, ...] = ()
    """Hosts of the platform that have forms of their own: only rules that name them hold there."""
    media_hosts: tuple[str, ...] = ()
    """Hosts, with all below them, of the picture and film files that the platform shows."""
    other_hosts: tuple[str, ...] = ()
    """Hosts, with all below them, of the platform's company and tools, which name nobody."""
    mirrors: tuple[str, ...] = ()
    """Hosts of others that show this platform's items; rewritten with a warning."""
    short_hosts: tuple[str, ...] = ()
    """Hosts whose links can not be resolved without a network."""
    schemes: tuple[str, ...] = ()
    """URI schemes of the app: `tg`, `whatsapp`."""
    keep: tuple[str, ...] = ()
    """Query parameters that stay in the canonical URL although no rule names them; what neither
    a rule nor this list names is dropped and told."""
    within: tuple[Within, ...] = ()
    tabs: tuple[str, ...] = ()
    """Last path segments that show another view of the same target; dropped and told."""
    fragment_matters: bool = False
    """True where a fragment is never dropped but for `anchors`: a rule must account for it."""
    hash_for_colon: Pattern | None = None
    """A fragment of this form, matched whole, continues the path: its `#` was written for `:`."""
    anchors: tuple[Pattern, ...] = ()
    """Fragments, besides plain words, that mark a place in the page and name nothing: full-match
    patterns. Any other fragment stops the address unless a rule accounts for it."""
    reserved: tuple[str, ...] = ()
    """Words that are a part of the service and never an identifier, wherever one is expected, but
    for those that are `scoped`; `*` in front admits any beginning."""
    bare: str | None = None
    """The identifier type that an `@name` or bare text stands for."""
    private: tuple[Pattern, ...] = ()
    """Addresses inside private chats and groups, whose items not everybody could see."""
    paths: tuple[PathRule, ...]
