"""From a request to HTML: Jinja in a sandbox, strict about names, escaping everything.

A template sees the request and a few filters, nothing else. Case text is data: it is escaped,
isolated from the direction of the text around it, and its invisible characters are shown.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateNotFound, Undefined
from markupsafe import Markup, escape

from demarche.kernel.safe_text import ascii_form, needs_ascii_form, segments
from demarche.model.locale import Locale, english, zone
from demarche.model.request import Request
from demarche.render.cell_filters import cell_filters
from demarche.render.template_files import read_template
from demarche.render.template_lint import LintedEnvironment
from demarche.render.template_loader import Loader
from demarche.render.text_marks import needs_mark

FULL_LINE = 78
"""Characters of an identifier that fit the width of annex A1."""

_WHOLE = 40
"""Characters that fit any column in which a reference stands."""

_TIE = "\u00a0"
"""A space where no line ends. Its glyph is that of the space, and so is what is copied."""

CONTINUES = "↵"
"""Stands where an identifier is broken; never part of it."""


_ASTRAL = re.compile("([\U00010000-\U0010ffff\u200d\ufe0f]*[\U00010000-\U0010ffff]\ufe0f?)")

_ISOLATED = {"ltr": Markup("<bdi>{}</bdi>"), "rtl": Markup('<bdi dir="rtl">{}</bdi>')}
# An escape reads from left to right, whatever the text around it.
_ESCAPED = {
    "ltr": Markup('<span class="esc">{}</span>'),
    "rtl": Markup('<span class="esc" dir="ltr">{}</span>'),
}

_FAULTS = (
    *(TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError),
    *(AssertionError, OSError),
)
"""What a template at fault can raise."""


class TemplateFaultError(Exception):
    """A template cannot be used; `file` and `line` say where."""

    def __init__(self, file: str, line: int, message: str) -> None:
        self.file, self.line, self.message = file, line, message
        super().__init__(f"{file}:{line}: {message}")


def shown(text: str) -> Markup:
    """Text of the case for reading: isolated, with invisible characters as escapes."""
    if not needs_ascii_form(text):
        return escape(text)
    way = direction(text)
    runs = [
        _ESCAPED[way].format(segment.text) if segment.escaped else _apart(segment.text)
        for segment in segments(text)
    ]
    return _ISOLATED[way].format(Markup("").join(runs))


def direction(text: str) -> str:
    """`rtl` where the first letter of a text is written from right to left, else `ltr`."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"


def _apart(text: str) -> Markup:
    """The characters that no mark of a text can hold (`render/text_marks.py`), each run apart."""
    if needs_mark(text) or not needs_mark(_ASTRAL.sub("", text)):
        return escape(text)
    parts = (
        Markup("<span>{}</span>").format(part) if _ASTRAL.match(part) else escape(part)
        for part in _ASTRAL.split(text)
    )
    return Markup("").join(parts)


def exact(text: str, width: int = FULL_LINE) -> Markup:
    """An identifier for copying: monospaced, and in code points where reading is not enough."""
    if not needs_ascii_form(text):
        return _identifier(text, width)
    return Markup("{} {}").format(shown(text), _identifier(ascii_form(text), width))


def _identifier(text: str, width: int) -> Markup:
    """On one line wherever it stands, unless it is longer than one."""
    style = "id" if len(text) <= width else "id may-break"
    return Markup('<span class="{}">{}</span>').format(style, _lines(text, width))


def bare(text: str, width: int = FULL_LINE) -> Markup:
    """An identifier for copying, inside an element that is monospaced already.

    A box of its own for each of thousands of identifiers is what a long annex costs.
    """
    return exact(text, width) if needs_ascii_form(text) else _lines(text, width)


def _lines(text: str, width: int) -> Markup:
    """An identifier in lines of at most `width` characters, each but the last with a sign."""
    if len(text) <= width:
        return escape(text)
    pieces = [escape(text[start : start + width]) for start in range(0, len(text), width)]
    return Markup("{}<br>").format(CONTINUES).join(pieces)


def _whole(text: str, before: str = "") -> Markup:
    """Text of the case that no line shall break: a number of a file, an order, a ticket.

    With what stands `before` it, such as `No. `: WeasyPrint 70 ends a line anywhere at all where a
    space that does not break meets an element.
    """
    made = Markup("{}{}").format(before, shown(text))
    return Markup('<span class="whole">{}</span>').format(made) if len(text) <= _WHOLE else made


def _tied(date: str) -> str:
    """A date whose day stays with its month, or another text beginning with a number."""
    return date.replace(" ", _TIE, 1) if date[:1].isdigit() else date


def _in_cell(words: Locale, when: dt.datetime | dt.date) -> str:
    """A day, or a time where it is known, for a cell of a table."""
    return words.short_moment(when) if isinstance(when, dt.datetime) else words.short(when)


def _capitalize_first(text: str) -> str:
    """The first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def _without_sign(identifier: str) -> str:
    """An identifier in small letters without the sign in front of it."""
    return identifier.lstrip("@+").lower()


def _finalize(value: Any) -> Any:
    """Print text and whole numbers only: `None` or a method on a page is a mistake."""
    if type(value) is str or type(value) is Markup:  # nearly always
        return value
    if isinstance(value, Undefined):
        return str(value)  # raises, with the name that does not exist
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"{type(value).__name__} would be printed; test it with `if`, or use a filter")


@functools.lru_cache(maxsize=8)
def open_templates(folders: tuple[str, ...], locale: str) -> Templates:
    """The templates of some folders; compiled once a process, and again when a file changes.

    `locale` is a `Locale` as JSON.
    """
    return Templates([Path(folder) for folder in folders], Locale.model_validate_json(locale))


class Templates:
    """The templates of a workspace laid over the built-in ones."""

    def __init__(self, folders: Sequence[Path], locale: Locale | None = None) -> None:
        """Without a locale, the English ones."""
        self._folders = tuple(folders)
        self.locale = words = locale or english()
        self._environment = LintedEnvironment(
            loader=Loader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self._environment.filters.update(cell_filters(bare, words.plural_sections))
        self._environment.filters.update(
            shown=shown,
            direction=direction,
            exact=exact,
            bare=bare,
            day=lambda day: _tied(words.day(day)),
            moment=lambda moment: _tied(words.moment(moment)),
            deadline=lambda moment: _tied(words.deadline(moment)),
            short_day=lambda day: _tied(words.short(day)),
            short_moment=lambda when: _tied(_in_cell(words, when)),
            short_partial=lambda date: _tied(words.short_partial(date)),
            zone=zone,
            partial=lambda date: _tied(words.partial(date)),
            words=words.in_words,
            language=words.language,
            whole=_whole,
            listed=words.listed,
            listed_numbers=lambda numbers: words.listed([str(number) for number in numbers]),
            label=words.label,
            capitalize_first=_capitalize_first,
            lower_first=lambda text: text[:1].lower() + text[1:],
            plural=lambda count, noun, many: (
                f"{words.in_words(count)} {noun if count == 1 else many}"
            ),
            without_sign=_without_sign,
        )

    def html(self, name: str, request: Request, extra: Mapping[str, Any] | None = None) -> str:
        """The document `name` for a request. Raises TemplateFaultError with file and line."""
        return self.page(name, {"request": request, **(extra or {})})

    def page(self, name: str, values: Mapping[str, Any]) -> str:
        """The page `name` made of these values. Raises TemplateFaultError with file and line."""
        name += self.locale.template_suffix
        try:
            template = self._environment.get_template(f"{name}.html.j2")
            text = template.render(**values)
        except TemplateNotFound as error:
            fault = self._fault(name, error)
            raise TemplateFaultError(fault.file, fault.line, str(error)) from None
        except RecursionError:
            raise TemplateFaultError(f"{name}.html.j2", 1, "calls itself endlessly") from None
        except _FAULTS as error:
            raise self._fault(name, error) from None
        if "<body" not in text:
            raise TemplateFaultError(f"{name}.html.j2", 1, "makes no page: there is no <body>")
        return text

    def style(self) -> str:
        """The style sheet: the first of the folders; that of the language before the general."""
        names = dict.fromkeys((f"style{self.locale.template_suffix}.css", "style.css"))
        for folder, name in ((folder, name) for name in names for folder in self._folders):
            file = folder / name
            if not os.path.lexists(file):
                continue
            try:
                return read_template(folder, name).decode("utf-8-sig")
            except OSError as error:
                raise TemplateFaultError(str(file), 0, error.strerror or str(error)) from None
            except UnicodeDecodeError as error:
                line = error.object.count(b"\n", 0, error.start) + 1
                raise TemplateFaultError(str(file), line, "not UTF-8") from None
        raise TemplateFaultError("style.css", 0, "style sheet not found")

    def _fault(self, name: str, error: Exception) -> TemplateFaultError:
        """The innermost line of a template in the error's trace."""
        line = getattr(error, "lineno", None) or 0
        file = getattr(error, "filename", None) or f"{name}.html.j2"
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code.co_filename
            if code.endswith((".j2", ".html")):
                file, line = code, trace.tb_lineno
            trace = trace.tb_next
        return TemplateFaultError(file, line, str(error))
