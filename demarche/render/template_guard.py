"""What a template may reach: the fields of records, and a few methods of plain values.

A template may come from a colleague, so it is handed data and no objects. Jinja's sandbox admits
whatever does not begin with an underscore, which lets a template call every public method of a
record; here nothing is admitted that does not stand in these tables.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from jinja2 import Undefined
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS, _GroupTuple
from jinja2.runtime import BlockReference, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from pydantic import BaseModel

_OF_TEXT = (
    "casefold count endswith find index isalnum isalpha isascii isdecimal isdigit islower isspace "
    "isupper join lower lstrip partition removeprefix removesuffix rfind rpartition rsplit rstrip "
    "split splitlines startswith strip upper"
)
_OF_LOOP = "depth depth0 first index index0 last length nextitem previtem revindex revindex0"

_METHODS: dict[type, frozenset[str]] = {
    str: frozenset(_OF_TEXT.split()),
    tuple: frozenset({"count", "index"}),
    list: frozenset({"count", "index"}),
    dict: frozenset({"get", "items", "keys", "values"}),
    dt.datetime: frozenset({"date", "isoformat", "weekday", "isoweekday"}),
    dt.date: frozenset({"isoformat", "weekday", "isoweekday"}),
    dt.timedelta: frozenset({"total_seconds"}),
    LoopContext: frozenset({"changed", "cycle"}),
}
"""The methods that may be called. None of them makes text longer than what it is given, or changes
what it is called on."""

_PARTS: dict[type, frozenset[str]] = {
    dt.datetime: frozenset({"year", "month", "day", "hour", "minute", "second"}),
    dt.date: frozenset({"year", "month", "day"}),
    Enum: frozenset({"name", "value"}),
    _GroupTuple: frozenset({"grouper", "list"}),
    LoopContext: frozenset(_OF_LOOP.split()),
    BlockReference: frozenset({"super"}),
}
"""The attributes of what is not a record that may be read."""

_FILTERS = (
    "abs capitalize count dictsort e escape first float groupby int items join last length list "
    "lower map max min reject rejectattr reverse round select selectattr sort string sum trim "
    "unique upper wordcount"
)
_TESTS = (
    "!= < <= == > >= boolean defined divisibleby eq equalto even false float ge greaterthan gt in "
    "integer iterable le lessthan lower lt mapping ne none number odd sameas sequence string true "
    "undefined upper"
)

_LARGEST = 2**63
"""No number of a document is larger; one that multiplies itself would never be done."""


@functools.lru_cache(maxsize=256)
def _fields(kind: type) -> frozenset[str]:
    """The fields of a kind of record; none of anything else."""
    if issubclass(kind, BaseModel):
        return frozenset(
            model_field for model_field in kind.model_fields if not model_field.startswith("_")
        )
    if not kind.__module__.startswith("demarche."):
        return frozenset()
    names: tuple[str, ...] = ()
    if is_dataclass(kind):
        names = tuple(field.name for field in fields(kind))
    elif issubclass(kind, tuple):
        names = getattr(kind, "_fields", ())  # a named tuple
    return frozenset(name for name in names if not name.startswith("_"))


@functools.lru_cache(maxsize=256)
def _methods(kind: type) -> frozenset[str]:
    if _fields(kind):  # not even where a record is a named tuple
        return frozenset()
    return next((names for base, names in _METHODS.items() if issubclass(kind, base)), frozenset())


@functools.lru_cache(maxsize=256)
def _parts(kind: type) -> frozenset[str]:
    found = (names for base, names in _PARTS.items() if issubclass(kind, base))
    return frozenset[str]().union(*found)


class AdmittingEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox that admits what the tables above name, and nothing else."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.globals.clear()
        self.filters = {name: FILTERS[name] for name in _FILTERS.split()}
        self.tests = {name: TESTS[name] for name in _TESTS.split()}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a record at once, which is nearly all that is asked; the rest is examined."""
        kind: Any = type(obj)
        if attribute in _fields(kind):
            return getattr(obj, attribute)
        if isinstance(obj, Undefined):
            return obj[attribute]  # raises, with the name that does not exist
        if attribute.startswith("_"):
            return self.unsafe_undefined(obj, attribute)
        if attribute in _methods(kind) or attribute in _parts(kind):
            return getattr(obj, attribute)
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, TemplateReference):
            return obj[attribute]
        if type(obj) is TemplateModule and attribute in vars(obj):
            return vars(obj)[attribute]
        if hasattr(kind, attribute):
            return self.unsafe_undefined(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A member of a list, a text or a mapping; else as an attribute of that name."""
        if isinstance(obj, Mapping) or (
            isinstance(obj, (str, list, tuple)) and isinstance(argument, (int, slice))
        ):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                return self.undefined(obj=obj, name=argument)
        if isinstance(argument, str):
            return self.getattr(obj, str(argument))
        return self.undefined(obj=obj, name=argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002  (Jinja's)
        """Whether an attribute stands in the tables."""
        kind: Any = type(obj)
        return attr in _fields(kind) or attr in _methods(kind) or attr in _parts(kind)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """What raises an error with the reason as soon as it is used."""
        said = (
            f"{attribute!r} of {type(obj).__name__!r} is unsafe: a template sees fields, and the "
            "methods that the documentation lists"
        )
        return self.undefined(said, name=attribute, obj=obj, exc=SecurityError)

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether it is a macro, a block, or a method that stands in the tables."""
        if isinstance(obj, Undefined):
            return True  # the call raises, with the name that does not exist
        if type(obj) in (Macro, BlockReference, LoopContext):
            return True
        name, owner = getattr(obj, "__name__", ""), getattr(obj, "__self__", None)
        kind: Any = type(owner)
        return owner is not None and name in _methods(kind)

    def call(__self, __context: Any, __obj: Any, *given: Any, **named: Any) -> Any:  # noqa: N805
        """Call what may be called."""
        if not __self.is_safe_callable(__obj):
            raise SecurityError(f"a template cannot call a {type(__obj).__name__}")
        return __context.call(__obj, *given, **named)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Multiply small numbers only: a text times a number fills the memory."""
        if operator == "**":
            raise SecurityError("`**` has no use in a template")
        if not all(isinstance(operand, (int, float)) for operand in (left, right)):
            raise SecurityError(f"`{operator}` is for numbers, not to repeat or fill in a text")
        if operator == "*" and not -_LARGEST < left * right < _LARGEST:
            raise SecurityError("the product is larger than any number of a document")
        return super().call_binop(context, operator, left, right)
