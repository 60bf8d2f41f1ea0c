"""The pages around the documents: the officer's page of the case, and the frame of a paper."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from demarche.build.recipient_lines import (
    DocumentLine,
    by_recipient,
    recipient_key,
    severities_of,
)
from demarche.preview.finding_groups import FindingGroup, order_findings
from demarche.preview.preview_state import State
from demarche.preview.screen_document import FONTS, Page
from demarche.preview.screen_fonts import font_faces
from demarche.render.html import shown

_HERE = Path(__file__).resolve().parent
_MOST = 3
"""Places of one rule that are shown before the others are unfolded."""


@functools.cache
def static_file(name: str) -> bytes:
    """A file that the pages load: `look.css`, `look.js` or `fonts.css`."""
    if name == "fonts.css":
        return font_faces(FONTS).encode()
    return (_HERE / "static" / name).read_bytes()


STATIC = {"look.css": "text/css", "look.js": "text/javascript", "fonts.css": "text/css"}


def case_page(name: str, state: State) -> str:
    """The officer's page: errors, what is asked of whom, warnings."""
    head = state.head
    # Rows of a file that cannot be read may not be those of the last check.
    found = order_findings(state.problems, head.row_ids if head and state.prepared else ())
    recipients = by_recipient(state.lines)
    papers = {(page.owner, page.paper): page for page in state.pages}
    drafts = [line for line in state.lines if line.draft]
    grades = severities_of(state.lines)
    return _page(
        "case.html.j2",
        name=name,
        folder=_folder(name),
        version=state.version,
        stale=state.stale,
        case=head,
        lines=state.lines,
        recipients=recipients,
        total=len({number for line in state.lines for number in line.graded}),
        paper_of=lambda owner, paper: papers.get((owner, paper)),
        drafts=len(drafts),
        reasons=list(dict.fromkeys(reason for line in drafts for reason in line.draft)),
        grades=grades if any(count.code for count in grades) else (),
        found=found,
        counts=_counts(*found.counts),
        most=_MOST,
        day=head.locale.day if head else str,
    )


def paper_page(state: State, page: Page) -> str:
    """The page around one paper, with the way back and to the papers beside it."""
    names = {line.reference: " ".join((line.name, line.part)).strip() for line in state.lines}
    beside = [
        (other, _label(other, names)) for other in state.pages if other.recipient == page.recipient
    ]
    at = state.pages.index(page)
    line = next((line for line in state.lines if _received(line) == page.recipient), None)
    return _page(
        "paper.html.j2",
        page=page,
        version=state.version,
        stale=state.stale,
        beside=beside,
        before=state.pages[at - 1] if at else None,
        after=state.pages[at + 1] if at + 1 < len(state.pages) else None,
        recipient=f"{line.platform}, {line.legal_entity}" if line else "",
    )


def _received(line: DocumentLine) -> str:
    return recipient_key(line.platform_id, line.legal_entity)


def _label(page: Page, names: Mapping[str, str]) -> str:
    """What a paper is, beside the others of its recipient."""
    name = names.get(page.owner, "")
    if page.paper == "document":
        return name
    label = "Restricted annex" if page.paper == "restricted" else "Return form"
    return f"{label} of {name}" if name else label


def _counts(errors: int, warnings: int, notes: int) -> str:
    """`1 error, 2 warnings`; what was overridden is named where there is any."""
    parts = [
        f"{count:,} {noun}{'' if count == 1 else 's'}"
        for count, noun in ((errors, "error"), (warnings, "warning"))
    ]
    return ", ".join([*parts, *([f"{notes:,} overridden"] if notes else [])])


def _folder(name: str) -> str:
    """What `build` is given for the case file of this name."""
    return name.removesuffix("/case.yaml")


def _anchor(group: FindingGroup) -> str:
    """The name of a group on the page: the same as long as what it says is the same."""
    said = f"{group.severity}/{group.code}/{group.sentence}/{group.remedy}"
    if not group.code:
        said += f"/{group.findings[0].problem.field}"
    return f"f-{hashlib.sha256(said.encode()).hexdigest()[:10]}"


def _stopped(text: str) -> str:
    """A sentence with its end."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def _page(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(values).lstrip()


@functools.cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = {
        "shown": shown,
        "anchor": _anchor,
        "stopped": _stopped,
        "without_scheme": lambda address: address.removeprefix("https://"),
    }
    made.filters.update(filters)
    return made
