"""The words of documents in one language: labels, dates, numbers and fixed words, all of them data.

A language is one file of `data/locale/`, and the templates whose names end in its suffix. A label
that is missing or one too many is refused when the file is read, and so is a blank to fill in that
nothing fills.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from demarche.kernel.problems import InputError, Place, Problem
from demarche.kernel.workspace import builtin, shown
from demarche.model.base import PROGRAM_LANGUAGE, Language, Line, Record
from demarche.model.case import Indicator, Investigation, Link, Measure, Protected
from demarche.model.followup import Done, Refusal, Status, WithdrawReason
from demarche.model.kinds import SPECS, Kind, missing_templates, templates_of
from demarche.model.platform import Tier
from demarche.model.record_reader import load
from demarche.model.target import TargetKind

Labels = dict[str, Line]
Form = Literal["request", "direction"]


class Counted(Record):
    """A number of things, in figures and words."""

    one: Line
    many: Line


class Numbers(Record):
    """Numbers in words: those below a hundred as a list, the others put together of them."""

    small: tuple[Line, ...] = Field(min_length=100, max_length=100)
    hundreds: Line
    hundreds_and: Line
    thousands: Line
    thousands_and: Line
    thousands_and_small: Line
    """Where fewer than a hundred follow the thousands."""

    def words(self, number: int) -> str:
        """`481` is `four hundred and eighty-one`; from a million on the figures are kept."""
        if not 0 <= number < 1_000_000:
            return f"{number:,}"
        if number < 100:
            return self.small[number]
        if number < 1000:
            count, rest = divmod(number, 100)
            hundreds = self.hundreds.format(count=self.small[count])
            if not rest:
                return hundreds
            return self.hundreds_and.format(hundreds=hundreds, rest=self.small[rest])
        count, rest = divmod(number, 1000)
        thousands = self.thousands.format(count=self.words(count))
        if not rest:
            return thousands
        form = self.thousands_and_small if rest < 100 else self.thousands_and
        return form.format(thousands=thousands, rest=self.words(rest))


class Dates(Record):
    """How a date is written."""

    day: Line
    month: Line
    moment: Line
    deadline: Line
    """An hour by which something is asked, in the zone of the case and in UTC."""
    short: Line
    short_moment: Line


class Separators(Record):
    """How a list of things is written: `a, b and c`."""

    between: str
    last: str


def _choices(model: type[Record], field: str) -> tuple[str, ...]:
    return get_args(model.model_fields[field].annotation)


_FIRST = [kind for kind, spec in SPECS.items() if spec.role == "request"]
_LATER = [status for status in get_args(Status) if status != "new"]

_KEYS: Mapping[str, Iterable[str]] = {
    "titles": tuple(Kind),
    "direction_titles": [kind for kind, spec in SPECS.items() if spec.directed],
    "status_titles": _LATER,
    "natures": ["new", "direction", *_LATER, *(kind for kind in Kind if kind not in _FIRST)],
    "forms": get_args(Form),
    "subjects": [
        *(name for kind, spec in SPECS.items() if not spec.encloses for name in templates_of(kind)),
        *("enclosing", "enclosing_follow_ups", "enclosing_nothing"),
    ],
    "direction_subjects": [kind for kind, spec in SPECS.items() if spec.directed],
    "subject_parties": ["presented", "support", "both"],
    "counted": [
        *("row", "account", "replacement", "document"),
        *("other_organisation", "other_person", "other_party"),
    ],
    "correspondence": ["salutation", "opening", "opening_directed", "close"],
    "files": [
        *("restricted", "return_form", "accounts_csv", "request_json", "return_csv"),
        *("original", "holder_copy", "public_copy"),
    ],
    "enclosures": [*("a1", "a2", "return_form", "contacts", "exhibits", "data_of_rows", "data")],
    "draft": ["approval", "letter", "countersignature", "reading_old", "reading_undated"],
    "answered": ["withdrawn", "refused"],
    "relations": ["continues", "continued"],
    "sequence": ["withhold_first", "withhold_then", "rules_first", "rules_then"],
    "holders": ["unknown", "served", "requesters", "area", "others", "other_requesters"],
    "citation": ["alias", "alias_added", "covered", "on_day", "in_month", "as_of", "undated"],
    "threshold": ["context", "link_basis", "intent", "justification", "reach", "imminence"],
    "return_columns": ["answer", "on", "told", "note", "except"],
    "headings": ["notice", "reminder"],
    "done": get_args(Done),
    "refusals": get_args(Refusal),
    "withdrawals": get_args(WithdrawReason),
    "measures": get_args(Measure),
    "links": get_args(Link),
    "links_to_person": get_args(Link),
    "ties": get_args(Link),
    "ties_to_person": get_args(Link),
    "protected": get_args(Protected),
    "target_kinds": tuple(TargetKind),
    "indicators": _choices(Indicator, "kind"),
    "investigations": _choices(Investigation, "kind"),
    "tiers": get_args(Tier),
}
"""The keys that each group of words has, no more and no fewer."""

_SUBJECT = {
    *("platform", "accounts", "replacements", "about"),
    *("earlier", "reference", "date"),
}

_BLANKS: Mapping[str, set[str]] = {
    "titles": {"earlier", "earlier_title"},
    "status_titles": {"earlier"},
    "natures": {"earlier"},
    "part": {"title", "number", "parts"},
    "subjects": _SUBJECT,
    "direction_subjects": _SUBJECT,
    "subject_parties": {"parties"},
    "counted": {"figures", "words"},
    "files": {"title"},
    "draft": {"list", "date", "days"},
    "answered": {"reason"},
    "holders": {"places", "place"},
    "sequence": {"state", "rows", "measures"},
    "citation": {"alias", "entry", "when", "date", "rule"},
    "page": {"page", "pages"},
    "dates": {"day", "month", "year", "clock", "zone", "utc"},
    "numbers": {"count", "hundreds", "thousands", "rest"},
}
"""What may stand in braces, by group."""


def _wrong_keys(group: str, value: Any) -> Iterator[str]:
    if group not in _KEYS:
        return
    have, want = set(value), set(map(str, _KEYS[group]))
    yield from (f"{name!r} is missing" for name in sorted(want - have))
    yield from (f"{name!r} is not a known name" for name in sorted(have - want))


def _wrong_blanks(group: str, value: Any) -> Iterator[str]:
    allowed = _BLANKS.get(group, set())
    fill = f"; write {', '.join(f'{{{blank}}}' for blank in sorted(allowed))}" if allowed else ""
    for text in _texts(value):
        try:
            blanks = [blank for _, blank, _, _ in string.Formatter().parse(text)]
        except ValueError:
            yield f"a brace is not closed: {text!r}"
            continue
        for blank in blanks:
            if blank is not None and blank not in allowed:
                yield f"nothing fills {{{blank}}} in {text!r}{fill}"


class Locale(Record):
    """The words of one language."""

    id: Language
    name: Line
    """The language, in itself."""
    template_suffix: Annotated[str, StringConstraints(pattern=r"^(\.[a-z0-9-]+)?$")] = ""
    """What stands behind the name of each template in this language: `.fr` for
    `removal.fr.html.j2`."""
    called: tuple[Line, ...] = ()
    """What officers call it in the field `language` of an exhibit, beside its tag."""
    titles: Labels
    direction_titles: Labels
    """The titles where the office holds the power to direct; no other kind can be a direction."""
    status_titles: Labels
    natures: Labels
    """Kind and status in words."""
    forms: Labels
    part: Line
    subjects: Labels
    """Subject lines by the names of the templates, and those of the covering letter: for requests,
    for follow-ups alone, and for neither."""
    direction_subjects: Labels
    subject_parties: Labels
    """What the accounts of a subject line have to do with the listed parties."""
    correspondence: Labels
    """Salutation, opening and complimentary close, where the office has none of its own."""
    counted: dict[str, Counted]
    files: Labels
    """Titles of the files beside a document, and what the files inside it hold."""
    enclosures: Labels
    draft: Labels
    answered: Labels
    relations: Labels
    sequence: Labels
    """What is asked first and what then, where the platform publishes an order."""
    holders: Labels
    citation: Labels
    threshold: Labels
    """The six parts of the threshold test (Rabat Plan of Action, 29) by the field that answers."""
    return_columns: Labels
    page: Line
    """How the style sheet numbers a page."""
    dates: Dates
    months: tuple[Line, ...] = Field(min_length=12, max_length=12)
    short_months: tuple[Line, ...] = Field(min_length=12, max_length=12)
    """For dates in the cells of a table."""
    numbers: Numbers
    lists: Separators
    languages: Labels
    """Names of languages by their tag."""
    headings: Labels
    """The words above the titles of papers that are neither requests nor directions."""
    done: Labels
    done_notes: Labels
    """What an answer by a code of `done` is to add, where it is to add something."""
    refusals: Labels
    refusal_notes: Labels
    withdrawals: Labels
    measures: Labels
    links: Labels
    links_to_person: Labels
    ties: Labels
    """The same as `links`, in a word or two for a cell of a table."""
    ties_to_person: Labels
    protected: Labels
    plural_sections: Labels
    """The mark of several sections of an Act, by that of one: `ss.` for `s.`."""
    severities: Labels
    """What a level of severity stands for, by its code in data/severity.yaml."""
    target_kinds: Labels
    indicators: Labels
    investigations: Labels
    tiers: Labels

    @field_validator("*", mode="after")
    @classmethod
    def _complete(cls, value: Any, info: ValidationInfo) -> Any:
        name = str(info.field_name)
        faults = [*_wrong_keys(name, value), *_wrong_blanks(name, value)]
        if faults:
            raise ValueError("; ".join(faults))
        return value

    # --- dates, numbers and lists as official letters print them ---------------------------------

    def day(self, day: dt.date) -> str:
        """`20 November 2026`; `05/06` means two days, so a month is never a number."""
        return self.dates.day.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def moment(self, moment: dt.datetime) -> str:
        """`20 November 2026, 14:30 (UTC+05:00)`."""
        return self.dates.moment.format(
            day=self.day(moment.date()), clock=f"{moment:%H:%M}", zone=zone(moment)
        )

    def deadline(self, moment: dt.datetime) -> str:
        """`26 November 2026, 17:00 (UTC+05:00; 12:00 UTC)`; the day too where UTC has another."""
        utc = moment.astimezone(dt.UTC)
        clock = f"{utc:%H:%M}"
        if utc.date() != moment.date():
            clock = f"{self.short(utc.date())}, {clock}"
        return self.dates.deadline.format(
            day=self.day(moment.date()), clock=f"{moment:%H:%M}", zone=zone(moment), utc=clock
        )

    def short(self, day: dt.date) -> str:
        """`20 Nov 2026`, for a cell of a table."""
        month = self.short_months[day.month - 1]
        return self.dates.short.format(day=day.day, month=month, year=day.year)

    def short_moment(self, moment: dt.datetime) -> str:
        """`20 Nov 2026, 14:30`, for a cell of a table whose head names the zone."""
        return self.dates.short_moment.format(
            day=self.short(moment.date()), clock=f"{moment:%H:%M}"
        )

    def short_partial(self, date: str) -> str:
        """A date known to the year, month or day, for a cell: `2001-12` is `Dec 2001`."""
        return self._as_known(date, self.short, self.short_months)

    def partial(self, date: str) -> str:
        """A date known to the year, month or day, in words: `2001-12` is `December 2001`."""
        return self._as_known(date, self.day, self.months)

    def _as_known(self, date: str, whole: Callable[[dt.date], str], months: Sequence[str]) -> str:
        parts = [int(part) for part in date.split("-")]
        if len(parts) == 3:
            return whole(dt.date(*parts))
        if len(parts) == 2:
            return self.dates.month.format(month=months[parts[1] - 1], year=parts[0])
        return str(parts[0])

    def when(self, date: str) -> str:
        """`on 26 December 2001`, `in December 2001`, `in 2001`."""
        whole = len(date) == len("2001-12-26")
        form = self.citation["on_day" if whole else "in_month"]
        return form.format(date=self.partial(date))

    def in_words(self, number: int) -> str:
        """`481` is `four hundred and eighty-one`; from a million on the figures are kept."""
        return self.numbers.words(number)

    def count(self, number: int, noun: str) -> str:
        """`12 rows`; the nouns are those of `counted`."""
        form = self.counted[noun]
        text = form.one if number == 1 else form.many
        return text.format(figures=f"{number:,}", words=self.in_words(number))

    def language(self, code: str) -> str:
        """`Urdu` for `ur`; a code that is not known here stays a code, in capitals."""
        return self.languages.get(code.lower(), code.upper())

    def means(self, language: str) -> bool:
        """Whether a language, as officers write it, is this one: `English`, `en-GB`, `eng`."""
        names = "|".join(re.escape(name) for name in (self.id, self.name, *self.called))
        return re.match(rf"(?i)({names})\b", language.strip()) is not None

    def listed(self, items: Sequence[str]) -> str:
        """`a, b and c`."""
        if len(items) < 2:
            return "".join(items)
        return f"{self.lists.between.join(items[:-1])}{self.lists.last}{items[-1]}"

    # --- labels ----------------------------------------------------------------------------------

    def label(self, choice: str) -> str:
        """The words for a choice of the case file; KeyError where there are none."""
        for group in (self.indicators, self.investigations, self.tiers, self.withdrawals):
            if choice in group:
                return group[choice]
        raise KeyError(choice)

    def title(
        self,
        kind: Kind,
        form: str = "request",
        status: str = "new",
        before: str = "",
        earlier: Kind | None = None,
    ) -> str:
        """The title of a document; `before` and `earlier` are form and kind of the earlier one."""
        if form == "direction":
            return self.direction_titles[kind]
        title = self.status_titles[status] if status != "new" else self.titles[kind]
        return title.format(
            earlier=self.forms[before or "request"],
            earlier_title=self.title_of_earlier(earlier, before) if earlier else "",
        )

    def title_of_earlier(self, kind: Kind, form: str) -> str:
        """The title of a document that another goes back to."""
        directed = form == "direction" and kind in self.direction_titles
        return self.title(kind, "direction" if directed else "request")

    def nature(self, kind: Kind, form: str, status: str, before: str) -> str:
        """What a document is: `new request`, `follow-up to an earlier request` …"""
        name = kind if kind in self.natures else status
        return self.natures["direction" if form == "direction" else name].format(
            earlier=self.forms[before]
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))


_TAG = re.compile(r"[A-Za-z0-9-]{2,35}")


def zone(moment: dt.datetime) -> str:
    """`UTC` or `UTC+05:00`."""
    offset = moment.strftime("%z")
    return "UTC" if offset in ("", "+0000") else f"UTC{offset[:3]}:{offset[3:]}"


def _file(language: str) -> Path:
    return builtin("data") / "locale" / f"{language}.yaml"


@functools.cache
def builtin_locale(language: str) -> Locale | None:
    """The built-in words of a language; None where there are none. Raises InputError."""
    if not _TAG.fullmatch(language):
        return None
    file = _file(language)
    return load(Locale, file, shown(file)) if file.is_file() else None


def english() -> Locale:
    """The words of the program's own language.

    Raises InputError, also where a kind has a word and no template.
    """
    if missing := missing_templates():
        raise InputError(
            Problem(
                Place(f"templates/{file}"),
                "",
                f"{kind}: no template {file}",
                "restore the built-in template",
            )
            for kind, file in missing
        )
    file = _file(PROGRAM_LANGUAGE)
    return builtin_locale(PROGRAM_LANGUAGE) or load(Locale, file, shown(file))
