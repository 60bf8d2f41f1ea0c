"""What a paper says at its head, whom it may be given to, and which answers its form has.

A paper is a kind of request with a status: `preservation`, `preservation-extend`, `removal`. The
table is beside that of the kinds, since an extension and a release of one kind differ in this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from demarche.model.followup import Done, Refusal
from demarche.model.kinds import SPECS, Kind, KindError, template_name, templates_of

Heading = Literal["form", "notice", "reminder"]
"""The word above the title: the document's form (request, direction), NOTICE or REMINDER."""

Telling = Literal["copy", "if-said", "earlier", "after-danger", "at-once", "none"]
"""Who of the account holders may be told what.

copy: the holder of a row, by the copy for that row, once confidentiality ends; if-said: nobody,
unless the officer says so in the case; earlier: what the earlier request permits and no more;
after-danger: the holder, by the platform's own rules; at-once: the holder of a row, by the copy, as
soon as the document is there; none: it speaks to no holder.
"""

Reason = Literal["facts", "purpose", "necessity", "alternatives", "defences", "risk_of_loss"]
"""A text of the case that a request may have of its own."""

CopyKind = Literal["holder", "public"]
"""A copy for the holder of one account, or one without any account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSpec:
    """What is particular to one paper in the hands of those who receive it."""

    heading: Heading
    asks: bool
    """True where an answer is requested; a withdrawal asks where a row is to be restored."""
    deadline: bool = True
    """True where a day is set for the answer though the case names none."""
    redress: bool
    """True where it asks for something that can be appealed against."""
    reasons: tuple[Reason, ...]
    """The reasons of the case that it states; it holds no other, its data included."""
    return_form: bool
    telling: Telling
    copies: tuple[CopyKind, ...]
    """The copies that may be made of it."""
    no_copy: str = ""
    """Why one of the copies is not made, and what to do instead; for the officer."""
    done: tuple[Done, ...] = ()
    """The answers that its return form has for a row."""
    refusals: tuple[Refusal, ...] = ()

    @property
    def notice(self) -> bool:
        """Whether it informs: without salutation and close, without redress."""
        return self.heading == "notice"

    @property
    def confidential(self) -> bool:
        """Whether it carries the case's wish that holders are not informed yet."""
        return self.telling in ("copy", "if-said", "earlier", "after-danger") and self.asks


_BOTH: tuple[CopyKind, ...] = get_args(CopyKind)
_ALL_REFUSALS: tuple[Refusal, ...] = get_args(Refusal)
_REFUSALS = tuple(code for code in _ALL_REFUSALS if code != "10")
_MEASURES: tuple[Done, ...] = ("R", "S", "T", "W", "L", "O", "G", "P", "F", "N")
_DATA: tuple[Done, ...] = ("D", "P", "G", "F", "N")
_KEPT: tuple[Done, ...] = ("P", "G", "F", "N")
_UNSAID = (
    "account holders are not informed of it; where the officer decides otherwise, set "
    "`holder_may_be_told: true` for the request and build again"
)

PAPERS: Mapping[str, PaperSpec] = {
    "removal": PaperSpec(
        heading="form",
        asks=True,
        redress=True,
        reasons=("facts", "necessity", "alternatives", "defences"),
        return_form=True,
        telling="copy",
        copies=_BOTH,
        done=_MEASURES,
        refusals=_REFUSALS,
    ),
    "prevention": PaperSpec(
        heading="form",
        asks=True,
        redress=True,
        reasons=("facts", "necessity", "alternatives", "defences"),
        return_form=True,
        telling="copy",
        copies=_BOTH,
        done=_MEASURES,
        refusals=_REFUSALS,
    ),
    "information": PaperSpec(
        heading="form",
        asks=True,
        redress=True,
        reasons=("facts", "purpose", "necessity", "alternatives"),
        return_form=True,
        telling="copy",
        copies=_BOTH,
        done=_DATA,
        refusals=_REFUSALS,
    ),
    "preservation": PaperSpec(
        heading="form",
        asks=True,
        redress=True,
        reasons=("facts", "necessity", "risk_of_loss"),
        return_form=True,
        telling="if-said",
        copies=_BOTH,
        no_copy=_UNSAID,
        done=_KEPT,
        refusals=_REFUSALS,
    ),
    "preservation-extend": PaperSpec(
        heading="form",
        asks=True,
        redress=True,
        reasons=("facts", "necessity", "risk_of_loss"),
        return_form=True,
        telling="if-said",
        copies=_BOTH,
        no_copy=_UNSAID,
        done=_KEPT,
        refusals=_REFUSALS,
    ),
    "preservation-release": PaperSpec(
        heading="notice",
        asks=False,
        redress=False,
        reasons=(),
        return_form=False,
        telling="if-said",
        copies=(),
        no_copy="a release asks nothing about an account and gives no reason, so there is nothing "
        "to hand on",
    ),
    "emergency": PaperSpec(
        heading="form",
        asks=True,
        redress=True,
        reasons=(),
        return_form=True,
        telling="after-danger",
        copies=(),
        no_copy="an emergency request is for those who act on the danger; account holders are "
        "informed by the platform under its own rules",
        done=_DATA,
        refusals=_ALL_REFUSALS,
    ),
    "reminder": PaperSpec(
        heading="reminder",
        asks=True,
        redress=True,
        reasons=("facts",),
        return_form=True,
        telling="earlier",
        copies=(),
        no_copy="a reminder asks nothing new; make the copy of the earlier request",
        done=(*_MEASURES[:-1], "D", "N"),
        refusals=_ALL_REFUSALS,
    ),
    "withdrawal": PaperSpec(
        heading="notice",
        asks=True,
        deadline=False,
        redress=False,
        reasons=(),
        return_form=True,
        telling="at-once",
        copies=_BOTH,
        done=("B", "G", "F", "N"),
        refusals=("2", "3", "6", "9", "11"),
    ),
    "contact": PaperSpec(
        heading="notice",
        asks=True,
        deadline=False,
        redress=False,
        reasons=(),
        return_form=False,
        telling="none",
        copies=(),
        no_copy="a first contact is about no account and asks for no measure",
        done=get_args(Done),
        refusals=_ALL_REFUSALS,
    ),
    "letter": PaperSpec(
        heading="form",
        asks=True,
        redress=False,
        reasons=(),
        return_form=False,
        telling="none",
        copies=(),
        no_copy="a covering letter asks nothing of its own; make the copy of an enclosed request",
    ),
}


def paper_of(kind: Kind, status: str) -> PaperSpec:
    """What is particular to a document of this kind and status."""
    return PAPERS[template_name(kind, status)]


def _faults() -> Iterator[str]:
    known = {name for kind in Kind for name in templates_of(kind)}
    yield from (f"{name}: no record in PAPERS" for name in sorted(known - set(PAPERS)))
    yield from (f"{name}: not a paper" for name in sorted(set(PAPERS) - known))
    for kind, spec in SPECS.items():
        for name in templates_of(kind):
            paper = PAPERS.get(name)
            if paper is None:
                continue
            if paper.return_form and not (spec.return_form and paper.done):
                yield f"{name}: a return form needs rows, and answers for them"
            if paper.copies and not spec.has_rows:
                yield f"{name}: a copy is of a document with rows"
            if paper.notice and (paper.redress or (paper.asks and paper.deadline)):
                yield f"{name}: a notice has neither redress nor a deadline of its own"
            if len(paper.copies) < len(_BOTH) and not paper.no_copy:
                yield f"{name}: why no copy is made is not said"


if _wrong := list(_faults()):
    raise KindError("; ".join(_wrong))
