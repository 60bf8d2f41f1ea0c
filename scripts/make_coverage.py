"""Write docs/coverage.md: element by element, where what others' forms ask for stands on our pages.

    python scripts/make_coverage.py            # builds the sample cases and writes the page
    python scripts/make_coverage.py --check    # says what is missing, and writes nothing

The table is read off finished PDFs: the small case of the tests (five platforms, four kinds) and
the built-in case of follow-ups. What to look for is data/coverage/*.yaml. Exit status 1 where an
element that a kind requires is not on a page of it.
"""

from __future__ import annotations

import argparse
import functools
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from kit import FOLLOWUP, Built, Pdf, build_case, lay_small_case, plain, read_pdf, squeezed  # noqa: E402

COVERAGE = ROOT / "data" / "coverage"
PAGE = ROOT / "docs" / "coverage.md"
# A digest changes with every change of the samples and tells a reader of the page nothing.
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_SHOWN = 60
_TAILS = (160, 96, 60, 36, 24)


@dataclass(frozen=True)
class Sample:
    """One finished document: its platform, its kind with its status, and its files."""

    platform: str
    kind: str
    document: Pdf
    restricted: Pdf | None
    form: Pdf | None

    def part(self, name: str) -> Pdf | None:
        """The file that a pattern looks into."""
        return {"document": self.document, "restricted": self.restricted, "form": self.form}[name]


def samples(cases: Sequence[Built]) -> list[Sample]:
    """Every document of the cases."""
    found = []
    for case in cases:
        for name, path in case.documents().items():
            platform, slug = name.split("/")
            kind = slug if slug.startswith("preservation-") else slug.split("-")[0]
            if slug.endswith("-ireland"):
                kind = slug.split("-")[0]

            def beside(ending: str, case: Built = case, name: str = name) -> Pdf | None:
                file = case.paper(name, ending)
                return read_pdf(file) if file.is_file() else None

            parts = (beside("restricted"), beside("return-form"))
            found.append(Sample(platform, kind, read_pdf(path), *parts))
    return found


def headings(pattern: str, files: str) -> list[str]:
    """The headings of the templates, to say where on a page something stands.

    Of a heading that a template makes: its fixed beginning, or the words that it chooses from.
    """
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "templates").glob(files)]
    found = set()
    for written in (match for text in texts for match in re.findall(pattern, text)):
        fixed = written.partition("{")[0].rstrip(" (")
        found |= {fixed} if len(fixed) >= _TELLING else set(_CHOICE.findall(written))
    return sorted(found, key=len, reverse=True)


_TELLING = 5
"""A beginning that is shorter may be that of any line."""
_CHOICE = re.compile(r'"([A-Z][^"]+)"')
_HEADINGS = headings(r"<h2[^>]*>([^<]+)</h2>", "*.j2")
_LINES = headings(r'<th scope="row">([^<{]+)</th>', "emergency.html.j2")
"""An emergency's one page has a table in place of headings."""


@dataclass(frozen=True)
class Sheet:
    """A page: its text without white space, the height of each sign, its headings by height."""

    text: str
    heights: tuple[float, ...]
    headings: tuple[tuple[float, str], ...]


@functools.cache
def sheets(path: Path) -> tuple[Sheet, ...]:
    """The pages of a document with heights: its text alone comes in the order of painting."""
    known = _LINES if "-emergency" in path.stem else _HEADINGS
    document = pypdfium2.PdfDocument(path)
    found = []
    for page in document:
        text_page = page.get_textpage()
        text, offset, heads = text_page.get_text_range(), 0, []
        for line in text.splitlines(keepends=True):
            name = next((name for name in known if _is_heading(line.strip(), name, known)), None)
            if name:
                heads.append((text_page.get_charbox(offset)[3], name))
            offset += len(line)
        signs = [(sign, at) for at, sign in enumerate(text) if squeezed(sign)]
        heights = tuple(text_page.get_charbox(at)[3] for _, at in signs)
        heads.sort(reverse=True)
        found.append(Sheet("".join(sign for sign, _ in signs), heights, tuple(heads)))
    document.close()
    return tuple(found)


def _is_heading(line: str, heading: str, known: Sequence[str]) -> bool:
    """A heading is a line of its own; the first cell of a row shares its line with the second.

    The end of a heading may be made by its template: in brackets, after a comma, or a noun.
    """
    if known is _LINES:
        return line.startswith(heading[:12])
    made = r"( organisations?| persons?| part(y|ies)|, grounds and provisions)?( \(.*\))?"
    return line.startswith(heading) and bool(re.fullmatch(made, line[len(heading) :]))


def place(pdf: Pdf, words: str) -> str:
    """Heading and page of something found in a document.

    By as many of its last signs as stand together on a page: fewer may stand elsewhere as well.
    """
    whole = squeezed(words)
    texts = [sheet.text for sheet in sheets(pdf.path)]
    tails = (whole[-length:] for length in _TAILS)
    wanted = next(
        (tail for tail in tails if any(tail in text for text in texts)), whole[-_TAILS[-1] :]
    )
    last = "head"
    for number, sheet in enumerate(sheets(pdf.path), 1):
        at = sheet.text.find(wanted)
        height = sheet.heights[at] if at >= 0 else -1.0
        for top, heading in sheet.headings:
            if top + 1 >= height:
                last = heading
        if at >= 0:
            return f"{last}, p. {number}"
    return last


def sources() -> list[dict[str, Any]]:
    """The forms and rules that our documents are laid beside, in their order."""
    found = [plain(file) for file in COVERAGE.glob("*.yaml") if file.stem != "patterns"]
    return sorted(found, key=lambda source: int(source["order"]))


def patterns() -> dict[str, dict[str, str]]:
    """What stands on our pages, by name."""
    found: dict[str, dict[str, str]] = plain(COVERAGE / "patterns.yaml")["patterns"]
    return found


def where(sample: Sample, pattern: dict[str, str]) -> tuple[str, str] | None:
    """Place and words of a pattern in a document; None where it is not there."""
    pdf = sample.part(pattern.get("in", "document"))
    found = re.search(pattern["find"], pdf.text) if pdf else None
    if pdf is None or found is None:
        return None
    said = _DIGEST.sub("(SHA-256)", found[0])
    words = said if len(said) <= _SHOWN else "…" + said[-_SHOWN:]
    annex = {"restricted": "restricted annex: ", "form": "form: "}.get(pattern.get("in", ""), "")
    return annex + place(pdf, found[0]), words.strip()


def rows(source: dict[str, Any], all_samples: Sequence[Sample]) -> Iterator[tuple[str, ...]]:
    """The rows of one source's table: reference, element, kind, place, words; empty if missing."""
    known = patterns()
    for element in source["elements"]:
        if "not_ours" in element:
            yield element["ref"], element["element"], "–", f"n/a: {element['not_ours']}", ""
            continue
        for kind in element["kinds"]:
            mine = [
                sample
                for sample in all_samples
                if sample.kind == kind
                and source.get("platform") in (None, sample.platform)
                and sample.platform in element.get("platforms", [sample.platform])
            ]
            found = [where(sample, known[element["find"]]) for sample in mine]
            good = [it for it in found if it]
            if not mine or len(good) < len(found):
                lacking = [s.platform for s, it in zip(mine, found, strict=True) if it is None]
                print(f"{source['id']}: {element['ref']}: {element['element']}: {kind}: {lacking}")
                yield element["ref"], element["element"], kind, "", ""
            else:
                yield (
                    element["ref"],
                    element["element"],
                    kind,
                    f"{good[0][0]} ({len(good)})",
                    good[0][1],
                )


def linked(text: str) -> str:
    """A text whose pages of docs/sources are links from docs/."""
    return re.sub(r"docs/(sources/[\w-]+\.md#[\w-]+)", r"[docs/\1](\1)", text)


def page(all_samples: Sequence[Sample]) -> tuple[str, int]:
    """The page, and the number of empty cells."""
    parts = [
        "# Coverage: what other forms ask for, and where it stands on our pages",
        "",
        "Made from finished documents by `scripts/make_coverage.py`; do not edit. The place is",
        "the heading and page in the first sample; the number in brackets says in how many sample",
        "documents of the kind the element was looked for and found. Kinds that an element does",
        "not name are measured by other elements: the line below each title says why. The laws of",
        "other states and of the Union are a yardstick; no document cites one as our power.",
        "",
    ]
    empty = 0
    for source in sources():
        parts += [f"## {source['title']}", "", f"Source: {linked(source['read'])}.", ""]
        parts += [f"Kinds not named: n/a; {source['elsewhere']}.", ""]
        parts += ["| reference | element | kind | where | words found |", "|---|---|---|---|---|"]
        for row in rows(source, all_samples):
            empty += not row[3]
            parts.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
        parts.append("")
    return "\n".join(parts), empty


def main() -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(description="Write docs/coverage.md from finished documents.")
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small = build_case(lay_small_case(Path(folder)))
        follow = build_case(FOLLOWUP, "--reports", f"{folder}/more")
        text, empty = page(samples([small, follow]))
    if not given.check:
        PAGE.write_text(text, encoding="utf-8")
    print(f"{empty} empty cells")
    return 1 if empty else 0


if __name__ == "__main__":
    sys.exit(main())
