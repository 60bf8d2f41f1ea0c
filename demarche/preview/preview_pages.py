"""The pages around the documents: problems with their places, the list, the frame."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from demarche.kernel.problems import Problem
from demarche.preview.preview_state import State

_MAX_SHOWN = 500

STYLE = """\
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem; }
h1 { font-size: 1.2rem; margin: 0 0 .3rem; } h2 { font-size: 1rem; margin: 1.6rem 0 .4rem; }
li { margin: .25rem 0; } ul { padding-left: 1.2rem; }
code { font: 13px ui-monospace, monospace; }
.error::marker { color: #b3261e; } .warning::marker { color: #a36a00; }
.error .kind { color: #b3261e; } .warning .kind { color: #a36a00; } .kind { font-weight: 600; }
.stale { border-left: 4px solid #b3261e; padding-left: .8rem; }
body.frame { max-width: none; padding: 0; display: flex; flex-direction: column; height: 100vh; }
body.frame nav { padding: .5rem 1rem; border-bottom: 1px solid #8886; }
iframe { flex: 1; width: 100%; border: 0; background: #fff; }
"""

SCRIPT = """\
"use strict";
const version = document.body.dataset.version;
const base = document.currentScript.src;
async function look() {
  try {
    const answer = await fetch(new URL("version", base), {cache: "no-store"});
    const now = await answer.json();
    if (String(now.version) !== version) { location.reload(); return; }
    document.body.classList.remove("gone");
  } catch (error) { document.body.classList.add("gone"); }
  setTimeout(look, 700);
}
setTimeout(look, 700);
"""


def index(name: str, state: State) -> str:
    """The page of problems and documents."""
    return _page(name, state, "".join(_index(name, state)))


def _index(name: str, state: State) -> Iterator[str]:
    errors = sum(problem.severity == "error" for problem in state.problems)
    warnings = sum(problem.severity == "warning" for problem in state.problems)
    yield f"<h1>{escape(name)}</h1>"
    counts = (
        f"{n} {what}{'' if n == 1 else 's'}"
        for n, what in ((errors, "error"), (warnings, "warning"))
    )
    yield f'<p id="counts">{", ".join(counts)}</p>'
    if state.stale:
        yield (
            '<p class="stale">The files cannot be read now; the documents are those of the last '
            "successful check.</p>"
        )
    yield "<h2>Documents</h2>"
    if state.pages:
        yield "<ul>"
        for number, page in enumerate(state.pages):
            title = f"{escape(page.name)}</a> – {escape(page.title)}"
            yield f'<li><a href="view/{number}">{title}</li>'
        yield "</ul>"
    else:
        yield "<p>None yet.</p>"
    yield "<h2>Problems</h2><ul>"
    for problem in state.problems[:_MAX_SHOWN]:
        yield _problem(problem)
    yield "</ul>"
    if len(state.problems) > _MAX_SHOWN:
        yield f"<p>… and {len(state.problems) - _MAX_SHOWN:,} more</p>"
    if not state.problems:
        yield "<p>None.</p>"


def _problem(problem: Problem) -> str:
    kind = problem.severity.value
    code = f" {escape(problem.code)}" if problem.code else ""
    field = f"<code>{escape(problem.field)}</code>: " if problem.field else ""
    remedy = f"; {escape(problem.remedy)}" if problem.remedy else ""
    return (
        f'<li class="{kind}"><code>{escape(str(problem.place))}</code> '
        f'<span class="kind">{kind}{code}</span> {field}{escape(problem.message)}{remedy}</li>'
    )


def frame(state: State, number: int) -> str:
    """The page around one document; it loads anew when something changes."""
    page = state.pages[number]
    links = ['<a href="../">problems and documents</a>']
    if number:
        links.append(f'<a href="{number - 1}">before</a>')
    if number + 1 < len(state.pages):
        links.append(f'<a href="{number + 1}">next</a>')
    body = (
        f"<nav>{' · '.join(links)} · {escape(page.name)}</nav>"
        f'<iframe sandbox title="{escape(page.title)}" src="../document/{number}"></iframe>'
    )
    return _page(page.name, state, body, "frame")


def _page(title: str, state: State, body: str, kind: str = "") -> str:
    """A whole page. Addresses are relative: the secret part of the address stays in front."""
    up = "../" if kind else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        f'<link rel="stylesheet" href="{up}look.css">'
        f'<script src="{up}look.js" defer></script></head>'
        f'<body class="{kind}" data-version="{state.version}">{body}</body></html>'
    )
