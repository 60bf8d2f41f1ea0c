"""The page of findings: both accounts side by side, the evidence, what speaks against.

One file without a script, a network or a form: pictures are inside it, every text that others
wrote is escaped and its invisible characters are shown.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from demarche.kernel.safe_text import visible
from demarche.mirrors.findings_store import MirrorFinding
from demarche.mirrors.match_shards import KINDS
from demarche.mirrors.mirror_weights import MirrorWeights

_TITLES = {
    "picture": "Picture",
    "name": "Names",
    "bio": "Self-description",
    "contact": "Links and numbers",
}
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE = """\
:root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 0 0 .6rem; } h3 { font-size: 1rem; }
article { border: 1px solid #767676; border-radius: 6px; padding: 1rem; margin: 1.5rem 0; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.side { min-width: 0; overflow-wrap: anywhere; }
.side img, .none { width: 8rem; height: 8rem; object-fit: contain; border: 1px solid #767676; }
.none { display: flex; align-items: center; justify-content: center; color: #595959; }
dl { margin: .5rem 0; } dt { font-weight: 600; } dd { margin: 0 0 .3rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 600; }
th, td { border-top: 1px solid #767676; padding: .35rem .5rem; text-align: left; }
th, td { vertical-align: top; overflow-wrap: anywhere; }
th { overflow-wrap: normal; white-space: nowrap; }
td.bits { text-align: right; white-space: nowrap; }
code { font: 14px ui-monospace, monospace; overflow-wrap: anywhere; }
.against { border-left: 4px solid #8a5a00; padding-left: .8rem; }
"""


def findings_page(
    findings: Sequence[MirrorFinding],
    pictures: Mapping[str, bytes],
    weights: MirrorWeights,
    observed: int,
) -> bytes:
    """The page of all findings that are open, most probable first."""
    wanted = [finding for finding in findings if finding.state == "proposed"]
    wanted.sort(key=lambda finding: (-finding.probability, finding.id))
    return "".join(_page(wanted, pictures, weights, observed)).encode("utf-8", "replace")


def _page(
    findings: Sequence[MirrorFinding],
    pictures: Mapping[str, bytes],
    weights: MirrorWeights,
    observed: int,
) -> Iterator[str]:
    count = f"{len(findings):,} finding{'' if len(findings) == 1 else 's'} to decide"
    yield (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Replacement accounts: {count}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>Replacement accounts: {count}</h1>"
        "<p>For the office only. Each is a proposal: nobody is named in a request until an officer "
        f"has decided it. {observed:,} observed accounts were compared. A proposal needs two kinds "
        "of evidence, and its probability rests on the prior and the weights printed with it.</p>"
    )
    for finding in findings:
        yield from _finding(finding, pictures)
    yield (
        f"<footer><p>Weights: {_text(weights.protocol)}; {_text(weights.made_by)}, "
        f"{weights.made_on}. Pictures are compared as wholes by PDQ; no face is recognised.</p>"
        "</footer></main></body></html>\n"
    )


def _finding(finding: MirrorFinding, pictures: Mapping[str, bytes]) -> Iterator[str]:
    account = finding.account
    name = _text(account.canonical)
    yield f'<article aria-labelledby="{finding.id}"><h2 id="{finding.id}">{finding.id}: {name}</h2>'
    yield (
        f"<p><strong>{_percent(finding.probability)}</strong> that it replaces "
        f"{_text(finding.removed)}, where {_percent(finding.prior)} of observed accounts are "
        f"expected to replace a removed one. {_text(finding.days[0].upper() + finding.days[1:])}."
        "</p>"
    )
    yield '<div class="sides">'
    yield from _side(
        "Removed account",
        pictures.get(finding.removed_picture),
        {
            "Address": finding.removed,
            "Names": " / ".join(finding.removed_names),
            "In the case": f"{finding.case}, row {finding.row}",
            "Removed on": finding.removed_on,
        },
    )
    yield from _side(
        "Observed account",
        pictures.get(account.picture),
        {
            "Address": account.canonical,
            "Names": " / ".join(filter(None, (account.handle, account.display_name))),
            "Self-description": account.bio,
            "Links and numbers": " ".join(account.links),
            "First seen": account.first_seen,
        },
    )
    yield "</div><table><caption>Evidence</caption><thead><tr>"
    yield '<th scope="col">Kind</th><th scope="col">What can be checked</th>'
    yield '<th scope="col">Weight</th></tr></thead><tbody>'
    for kind in KINDS:
        bits = finding.bits.get(kind, 0.0)
        if kind in finding.evidence:
            said = _text(finding.evidence[kind])
        elif bits:
            said = "Both accounts have it, and it differs."
        else:
            continue
        yield (
            f'<tr><th scope="row">{_TITLES[kind]}</th><td>{said}</td>'
            f'<td class="bits">{bits:+.1f} bits</td></tr>'
        )
    yield "</tbody></table>"
    if finding.against:
        yield '<div class="against"><h3>What speaks against, or is not known</h3><ul>'
        yield from (f"<li>{_text(sentence)}</li>" for sentence in finding.against)
        yield "</ul></div>"
    yield (
        f"<p>Decide: <code>demarche mirrors decide {finding.id} --yes --reason …</code> or "
        "<code>--no</code></p></article>"
    )


def _side(title: str, picture: bytes | None, facts: Mapping[str, str]) -> Iterator[str]:
    yield f'<section class="side"><h3>{title}</h3>'
    if picture:
        data = base64.b64encode(picture).decode("ascii")
        alt = f"Profile picture of the {title.lower()}"
        yield f'<img alt="{alt}" src="data:image/png;base64,{data}">'
    else:
        yield '<div class="none">no picture</div>'
    yield "<dl>"
    for name, value in facts.items():
        if value:
            yield f'<dt>{name}</dt><dd><bdi dir="auto">{_text(value)}</bdi></dd>'
    yield "</dl></section>"


def _text(text: str) -> str:
    """A text that others wrote: escaped, its invisible characters shown."""
    return escape(visible(" ".join(text.split("\n"))))


def _percent(share: float) -> str:
    """A share in per cent; never 100, since nothing here is certain."""
    return f"{min(share * 100, 99.9):.3g} %"
