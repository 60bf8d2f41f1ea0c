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
from demarche.preview.screen_document import ScreenSheet, sheets_of
from demarche.render.annex import accounts_csv, request_json
from demarche.render.assets import PNG, Asset
from demarche.render.first_page import ROOMS
from demarche.render.html import Templates
from demarche.render.pictures import decode_picture
from demarche.render.recipient_files import annex_values
from demarche.render.return_form import form_values

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
    for number, sheet in enumerate(sheets_of(case), start=1):
        request = sheet.request
        part = "" if sheet.paper == "document" else f"-{sheet.template}"
        html = _page(case, templates, sheet, folder)
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


def _page(case: Prepared, templates: Templates, sheet: ScreenSheet, folder: Path) -> str:
    """A document as HTML, or the restricted annex or return form of a recipient."""
    request = sheet.request
    if sheet.papers is None:
        emblem = _EMBLEM if case.emblem else ""
        values = {"digest": "0" * 64, "emblem": emblem, **ROOMS[0].values()}
        return templates.html(sheet.template, request, values)
    if sheet.paper == "return-form":
        form = form_values(sheet.papers, templates.locale.return_columns)
        return templates.html(sheet.template, request, form)
    enclosed = case.file.enclosed
    pictures = {
        name: decode_picture(enclosed[name])
        for name in request.restricted.pictures
        if name in enclosed
    }
    html = templates.html(sheet.template, request, annex_values(sheet.papers, pictures, {}))
    for name, picture in pictures.items():
        file = f"exhibit-{name}.png"
        (folder / file).write_bytes(picture.png)
        html = html.replace(Asset(PNG, picture.png).url, file)
    return html


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
    rows = tuple(_row(row, len(head)) for row in table.findall("tbody/tr"))
    return Block("table", head=head, rows=rows)


def _row(row: HtmlElement, columns: int) -> tuple[tuple[str, ...], ...]:
    """The cells of a row; the heading of a group, which spans all columns, is the first of them."""
    cells = [_cell(cell) for cell in row]
    return (*cells, *([("",)] * (columns - len(cells))))


def _cell(cell: HtmlElement) -> tuple[str, ...]:
    paragraphs = cell.findall("p")
    return tuple(_text(paragraph) for paragraph in paragraphs) if paragraphs else (_text(cell),)


def _text(element: HtmlElement) -> str:
    """The words of an element, with one space wherever white space or a break of line stands."""
    for line in element.iter("br"):
        line.tail = f" {line.tail or ''}"
    return " ".join(str(element.text_content()).split())
