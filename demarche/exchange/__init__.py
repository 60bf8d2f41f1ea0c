"""The data that a finished document carries, given back and put into other programs' forms.

A further form is one module with an `EXPORTER` and one line in `FORMS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from demarche.model.request import Request


class ExportError(Exception):
    """The requests do not fit the other form; the message says why, `remedy` what to do."""

    def __init__(self, message: str, remedy: str = "") -> None:
        self.remedy = remedy
        super().__init__(message)


class Exporter(Protocol):
    """Puts requests into another program's form."""

    def __call__(self, requests: Sequence[Request], country: str | None = None) -> bytes:
        """The requests in this form.

        `country` is the asking state by ISO 3166-1, as far as it is known; a request has its name
        only. Raises ExportError where the requests do not fit.
        """
        ...


@dataclass(frozen=True, slots=True)
class ExportForm:
    """Another program's form, and the module that knows it."""

    title: str
    """What it is, in a few words."""
    module: str
    """Loaded when first needed: the libraries of the forms are slow to load, or not installed."""

    def exporter(self) -> Exporter:
        """The module's `EXPORTER`."""
        found: Exporter = import_module(f"{__name__}.{self.module}").EXPORTER
        return found


FORMS: Mapping[str, ExportForm] = {
    "stix": ExportForm("STIX 2.1 bundle", "stix"),
    "etsi": ExportForm("ETSI TS 103 120 names, XML", "etsi"),
    "lumen": ExportForm("Lumen notice", "lumen"),
}
"""All forms, by the name that the command line calls them by."""
