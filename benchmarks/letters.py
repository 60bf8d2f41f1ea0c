"""The letters of a case for other tools: our HTML as it is, and its text and rows without it.

A letter is written twice into a folder: `NAME.html` with our style sheet, for what prints HTML;
`NAME.json` with headings, paragraphs, tables and pictures in order, for what sets text. Both hold
the same words as our document does, so that the tools are given the same work.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import lxml.html
from lxml.html import HtmlElement

from demarche.build.prepare import Prepared
from demarche.model.kinds import Kind
from demarche.model.request import Request
from demarche.render.annex import RETURN_COLUMNS, accounts_csv, request_json
from demarche.render.html import Templates
from demarche.render.pictures import decode_picture
from demarche.render.return_form import MOST_ROWS

_EMBLEM = "emblem.svg"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a letter: `heading`, `paragraph`, `table` or `picture`."""

    kind: str
    text: str = ""
    level: int = 0
    """1 to 3, of a heading."""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, ...], ...], ...] = ()
    """Rows of cells of paragraphs."""
    file: str = ""
    """Of a picture, beside the letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The text of one document in the order of its pages."""

    title: str
    blocks: tuple[Block, ...] = field(default=())


def write_letters(case: Prepared, folder: Path) -> list[str]:
    """Write every document of a case for other tools; the names, without endings.

    Beside the letters lie the pictures, the style sheet inside each page, and the two data files
    that our documents enclose (`NAME.csv`, `NAME.data.json`), for a tool that can enclose files.
    """
    templates = Templates(case.workspace.template_folders())
    style = templates.style()
    if case.emblem:
        (folder / _EMBLEM).write_bytes(case.emblem)
    names = []
    for number, request in enumerate(case.requests, start=1):
        for part, html in _pages(case, templates, request, folder):
            name = f"{number:03}-{request.recipient.platform_id}-{request.kind}{part}"
            page = html.replace("</head>", f"<style>\n{style}</style>\n</head>", 1)
            (folder / f"{name}.html").write_text(page, encoding="utf-8")
            letter = json.dumps(asdict(read_letter(html)), ensure_ascii=False)
            (folder / f"{name}.json").write_text(letter, encoding="utf-8")
            names.append(name)
            if not part:
                (folder / f"{name}.csv").write_bytes(accounts_csv(request.accounts))
                (folder / f"{name}.data.json").write_bytes(request_json(request))
    return names


def _pages(
    case: Prepared, templates: Templates, request: Request, folder: Path
) -> Iterator[tuple[str, str]]:
    """The documents of a request as HTML: its own, the restricted annex, the return form."""
    name = str(request.kind) if request.status == "new" else f"{request.kind}-{request.status}"
    emblem = _EMBLEM if case.emblem else ""
    yield "", templates.html(name, request, {"digest": "0" * 64, "emblem": emblem})
    if request.kind is not Kind.LETTER:
        pictures = {}
        for exhibit in request.restricted.pictures:
            pictures[exhibit] = f"exhibit-{exhibit}.png"
            (folder / pictures[exhibit]).write_bytes(
                decode_picture(case.file.enclosed[exhibit]).png
            )
        yield "-restricted", templates.html("restricted", request, {"pictures": pictures})
    if request.kind.spec.return_form and len(request.accounts) <= MOST_ROWS:
        words = templates.locale.return_columns
        columns = [(name, words[name]) for name in RETURN_COLUMNS]
        yield "-form", templates.html("return-form", request, {"columns": columns})


_HEADINGS = {"h1": 1, "h2": 2, "h3": 3}
_TEXT = {"p", "li", "figcaption"}


def read_letter(html: str) -> Letter:
    """The text of a page of ours, block by block."""
    page = lxml.html.document_fromstring(html)
    body = page.find("body")
    assert body is not None  # noqa: S101  (the parser makes one)
    return Letter(page.findtext("head/title") or "", tuple(_blocks(body)))


def _blocks(parent: HtmlElement) -> Iterator[Block]:
    for element in parent:
        tag = element.tag
        if tag in _HEADINGS:
            yield Block("heading", _text(element), level=_HEADINGS[tag])
        elif tag in _TEXT:
            yield Block("paragraph", _text(element))
        elif tag == "table":
            yield _table(element)
        elif tag == "img":
            yield Block("picture", element.get("alt") or "", file=element.get("src") or "")
        elif isinstance(tag, str):
            yield from _blocks(element)


def _table(table: HtmlElement) -> Block:
    head = tuple(_text(cell) for cell in table.findall("thead/tr/th"))
    rows = tuple(tuple(_cell(cell) for cell in row) for row in table.findall("tbody/tr"))
    return Block("table", head=head, rows=rows)


def _cell(cell: HtmlElement) -> tuple[str, ...]:
    paragraphs = cell.findall("p")
    return tuple(_text(paragraph) for paragraph in paragraphs) if paragraphs else (_text(cell),)


def _text(element: HtmlElement) -> str:
    """The words of an element, with one space wherever white space or a break of line stands."""
    for line in element.iter("br"):
        line.tail = f" {line.tail or ''}"
    return " ".join(str(element.text_content()).split())
