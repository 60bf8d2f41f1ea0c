"""What a screen reader is told by documents that WeasyPrint sets alone."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from longtables import pages_text, tags
from typesetting import METADATA

from demarche.render.pdf import render_pdf

CSS = (
    "@page{size:A5;margin:15mm} body{font:10pt/1.4 'Source Serif 4'} p{margin:0}"
    "a{color:inherit;text-decoration:none} table{border-collapse:collapse;width:100%}"
)


def render(body: str) -> bytes:
    html = f'<!doctype html><html lang="en"><head><title>T</title></head><body>{body}</body></html>'
    return render_pdf(html, CSS, metadata=METADATA, identifier=b"0" * 16)


def tables(pdf: bytes) -> list[list[object]]:
    (document,) = tags(pdf)
    return [list(tag) for tag in document[-1] if tag[0] == "/Table"]


HEAD = '<thead><tr><th scope="col">No.</th><th scope="col">What it did</th></tr></thead>'


def rows(count: int, text: str = "what it did") -> str:
    return "".join(
        f'<tr><th scope="row">{number}</th><td>{text}</td></tr>' for number in range(count)
    )


def test_a_table_over_pages_is_told_as_one_with_its_head_once() -> None:
    group = '<tr><th colspan="2" scope="colgroup">Group</th></tr>'
    bodies = f"<tbody>{group}{rows(50)}</tbody><tbody>{group}{rows(50)}</tbody>"
    pdf = render(f"<p>Before.</p><table>{HEAD}{bodies}</table><p>After.</p>")
    assert len(pages_text(pdf)) > 3
    (table,) = tables(pdf)
    parts: list[tuple[object, ...]] = table[-1]  # type: ignore[assignment]
    assert [part[0] for part in parts] == ["/THead", "/TBody", "/TBody"]
    assert [len(part[-1]) for part in parts] == [1, 51, 51]  # type: ignore[arg-type]
    assert parts[1][-1][0][-1] == [("/TH", "/Column", "2", "", [])]  # type: ignore[index]
    assert [cell[1] for cell in parts[1][-1][1][-1] if cell[0] == "/TH"] == ["/Row"]  # type: ignore[index]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for number, page in enumerate(document.pages):
            content = page.Contents.read_bytes()
            artifacts = re.findall(rb"/Artifact\s+BMC(.*?)EMC", content, re.DOTALL)
            assert any(b"TJ" in artifact for artifact in artifacts) == bool(number)
            assert b"Headers" not in document.Root.StructTreeRoot.unparse()


def test_a_row_over_pages_is_told_as_one() -> None:
    text = "".join(f"<p>paragraph {number}</p>" for number in range(80))
    pdf = render(f"<table>{HEAD}<tbody>{rows(1, text)}{rows(2)}</tbody></table>")
    assert len(pages_text(pdf)) > 1
    (table,) = tables(pdf)
    (_, _, body) = table[-1][1]  # type: ignore[index]
    assert len(body) == 3
    (_, _, cells) = body[0]
    assert len(cells[1][-1]) == 80


def test_a_head_with_a_link_is_left_as_it_is() -> None:
    head = HEAD.replace("What it did", '<a href="https://x.com/">What</a>')
    pdf = render(f"<table>{head}<tbody>{rows(60)}</tbody></table>")
    assert len(tables(pdf)) == len(pages_text(pdf)) > 1


def test_a_table_on_one_page_keeps_the_headers_of_its_cells() -> None:
    with pikepdf.open(io.BytesIO(render(f"<table>{HEAD}<tbody>{rows(2)}</tbody></table>"))) as pdf:
        cells = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TD"
        ]
        assert [len(cell.A.Headers) for cell in cells] == [2, 2]


@pytest.mark.parametrize(
    "inner", ["text", "<b>bold</b>", 'a <bdi lang="ur">نمونہ</bdi> (<i>x</i>)']
)
def test_a_link_is_one_whatever_stands_in_it(inner: str) -> None:
    pdf = render(f'<p>See <a href="https://x.com/specimen_1">{inner}</a>.</p>')
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (note,) = document.pages[0].Annots
        numbers = list(document.Root.StructTreeRoot.ParentTree.Nums)
        owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        assert owners[int(note.StructParent)].S == "/Link"
