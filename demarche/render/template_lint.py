"""What a template may not do: print text unescaped, lose parts of it, or choose files at run time.

A site's own templates are trusted to say what they like, not to drop or mis-print what the case
holds; these forms were seen to do that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from demarche.render.template_guard import AdmittingEnvironment

_REFUSED = {
    "safe": "prints text without escaping it",
    "xmlattr": "writes attributes from data",
    "urlize": "makes links out of text",
    "striptags": "loses parts of the text",
    "truncate": "loses parts of the text",
    "title": "changes the letters of names",
    "replace": "changes the text",
    "wordwrap": "changes the text",
    "default": "hides a name that does not exist",
    "d": "hides a name that does not exist",
    "attr": "reaches attributes by a computed name",
    "pprint": "prints the program's own form of a value",
}


_ADDRESS = re.compile(
    r"""\b(href|src|style|action)\s*=\s*["']?[^"'>]*?\{\{(?!-?\s*(?:pictures\[|emblem\b))""",
    re.IGNORECASE,
)
"""Data in an attribute that a viewer follows or obeys; our own pictures are named by their hash."""


_DEEPEST = 3
"""Loops within loops: accounts, their posts, and one to spare. Rows times rows times rows times
rows would keep a build busy for days, with nothing to say which template it is."""


_NAMING = (nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)
_LOOKED_AT = (nodes.Filter, nodes.EvalContextModifier, nodes.For, *_NAMING)


class LintedEnvironment(AdmittingEnvironment):
    """A sandbox that reads every template with these rules in mind."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _check(tree, name, filename)
        if found := _ADDRESS.search(source):
            raise TemplateSyntaxError(
                f"data may not stand in {found[1]}=: it would be followed; print it as text",
                source.count("\n", 0, found.start()) + 1,
                name,
                filename,
            )
        return tree


def _check(tree: nodes.Template, name: str | None, filename: str | None) -> None:
    def refuse(node: nodes.Node, message: str) -> None:
        raise TemplateSyntaxError(message, node.lineno, name, filename)

    # Once through the tree, which is large; what is told first is told first as before.
    found: dict[type[nodes.Node], list[Any]] = {kind: [] for kind in _LOOKED_AT}
    for node in tree.find_all(_LOOKED_AT):
        for kind in _LOOKED_AT:
            if isinstance(node, kind):
                found[kind].append(node)
    for node in found[nodes.Filter]:
        if node.name in _REFUSED:
            refuse(node, f"the filter |{node.name} is not allowed: it {_REFUSED[node.name]}")
    for modifier in found[nodes.EvalContextModifier]:
        refuse(modifier, "escaping may not be switched off")
    for inner in _too_deep(tree, 0) if found[nodes.For] else ():
        refuse(inner, f"a loop inside {_DEEPEST} others would not come to an end in time")
    for kind in _NAMING:
        for reference in found[kind]:
            if not isinstance(getattr(reference, "template", None), nodes.Const):
                refuse(reference, "a template is named by a fixed text, not by a computed one")


def _too_deep(node: nodes.Node, depth: int) -> Iterator[nodes.Node]:
    for child in node.iter_child_nodes():
        below = depth + isinstance(child, nodes.For)
        if below > _DEEPEST:
            yield child
        else:
            yield from _too_deep(child, below)
