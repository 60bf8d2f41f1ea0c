"""Filters of templates for first pages and the cells of schedules: links, and short forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from demarche.kernel.safe_text import needs_ascii_form

_PLAIN_ADDRESS = re.compile(r"https://[A-Za-z0-9./_~%@?&=+:,;!$'()*-]+\Z", re.ASCII)
"""An address that can be followed: what it says is where it leads."""

_CUT = " …"

_TIE = "\u00a0"
"""A space where no line ends: `s.` stays with its number."""

Shown = Callable[[str, int], Markup]
"""An identifier in lines of a width."""


def cell_filters(bare: Shown, plural: Mapping[str, str]) -> Mapping[str, Callable[..., Any]]:
    """The filters by name; `bare` prints identifiers for copying, `plural` is for provisions."""

    def linked(address: str, said: str, width: int) -> Markup:
        text = bare(said, width)
        if needs_ascii_form(address) or not _PLAIN_ADDRESS.match(address):
            return text
        return Markup('<a href="{}">{}</a>').format(address, text)

    return {
        "account_link": lambda address, width: linked(address, _without_scheme(address), width),
        "full_link": lambda address, width: linked(address, address, width),
        "post_link": lambda address, account, width: linked(
            address, beyond(address, account), width
        ),
        "listing_link": lambda code: Markup('<a href="#{}"><b>{}</b></a>').format(
            listing_anchor(code), code
        ),
        "listing_anchor": listing_anchor,
        "file_link": file_link,
        "without_scheme": _without_scheme,
        "shortened": shortened,
        "cited_together": lambda provisions: cited_together(provisions, plural),
    }


def file_link(name: str, folder: str) -> Markup:
    """A file of the dossier, on the office's own page: never an address of elsewhere."""
    path = "/".join(quote(part, safe="") for part in (folder, name))
    return Markup('<a href="{}">{}</a>').format(path, name)


def _without_scheme(address: str) -> str:
    return address.removeprefix("https://").removeprefix("www.")


def beyond(address: str, account: str) -> str:
    """What an item's address adds to that of its account; all of it where they differ.

    `/status/1` for `https://x.com/a/status/1` of `https://x.com/a`.
    """
    rest = address.removeprefix(account)
    return rest if rest != address and rest.startswith("/") else _without_scheme(address)


def shortened(text: str, most: int) -> str:
    """The text up to its last clause or word within `most` characters, and the sign for more.

    Only for a summary whose whole text stands elsewhere in the document.
    """
    if len(text) <= most:
        return text
    begun = text[: most + 1]
    clause = begun.rpartition("; ")[0]
    kept = clause if len(clause) > most // 2 else begun.rpartition(" ")[0]
    return kept.rstrip(" ,;:") + _CUT


def cited_together(provisions: Iterable[str], plural: Mapping[str, str]) -> str:
    """Provisions with each Act once: `ATA 1997, ss. 11W, 11E; PECA 2016, s. 9`.

    `plural` maps the mark of a section to that of several; one without a plural is not joined.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for cited in provisions:
        act, _, section = cited.partition(", ")
        mark, _, number = section.partition(" ")
        if number and mark in plural:
            found.setdefault((act, mark), []).append(number)
        else:
            found[cited, ""] = []
    return "; ".join(_cited(act, mark, numbers, plural) for (act, mark), numbers in found.items())


def _cited(act: str, mark: str, numbers: list[str], plural: Mapping[str, str]) -> str:
    if not mark:
        return act
    sign = mark if len(numbers) == 1 else plural[mark]
    return f"{act}, {sign}{_TIE}{', '.join(numbers)}"


def listing_anchor(code: str) -> str:
    """The name of an organisation's place in annex A2: letters, digits and hyphens."""
    return "org-" + re.sub(r"[^A-Za-z0-9]", lambda found: f"-{ord(found[0]):x}", code)
