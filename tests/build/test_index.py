"""index.html of a dossier: what goes to whom, plain, closed and the same twice."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pypdfium2
from kit import Built, build_case, lay_tiny_case
from lxml import html


def page(built: Built) -> str:
    return (built.folder / "index.html").read_text(encoding="utf-8")


def test_every_file_for_a_recipient_is_linked_with_its_pages(small: Built) -> None:
    tree = html.document_fromstring(page(small))
    links = {unquote(link.get("href") or "") for link in tree.iter("a")}
    wanted = {
        file.relative_to(small.folder).as_posix()
        for file in small.folder.glob("*/*")
        if file.parent.name != "internal" and file.suffix in (".pdf", ".csv", ".txt")
    }
    assert wanted <= links
    assert all((small.folder / link).is_file() for link in links)
    for row in tree.iter("tr"):
        cells = ["".join(map(str, cell.itertext())).strip() for cell in row]
        link = row.find(".//a")
        target = unquote(link.get("href") or "") if link is not None else ""
        if target.endswith(".pdf"):
            with pypdfium2.PdfDocument(small.folder / target) as pdf:
                assert cells[3] == str(len(pdf))


def test_what_is_due_first_goes_first(small: Built) -> None:
    days = re.findall(r"First answer requested by <strong>(\d+)", page(small))
    assert days == sorted(days, key=int)
    assert "What to do first" in page(small)


def test_the_page_is_closed(small: Built) -> None:
    text = page(small)
    assert "<script" not in text
    assert not re.search(r"""(src|href)=["']?(https?:|//|data:)|@import|url\(""", text)
    tree = html.document_fromstring(text)
    assert tree.get("lang") == "en"
    assert [head.tag for head in tree.iter("h1")] == ["h1"]
    assert all(cell.get("scope") for cell in tree.iter("th"))


def test_it_is_recorded_and_the_same_twice(workspace: Path) -> None:
    case = lay_tiny_case(workspace)
    text = case.read_text(encoding="utf-8")
    title = re.search(r"^title: .*$", text, re.MULTILINE)
    assert title
    hostile = 'title: "A <script>alert(1)</script> title"'
    case.write_text(text.replace(title[0], hostile), encoding="utf-8")
    built = build_case(case)
    first = (built.folder / "index.html").read_bytes()
    assert b"<script" not in first
    assert b"A &lt;script&gt;" in first
    record = json.loads((built.folder / "internal" / "manifest.json").read_bytes())
    assert "index.html" in record["outputs"]
    build_case(case)
    assert (built.folder / "index.html").read_bytes() == first
