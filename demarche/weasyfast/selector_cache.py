"""Rules of the style sheets matched once a process for elements that stand alike.

WeasyPrint tries some hundred selectors on every element. All but a few ask for no more than what an
element and those around it are called; elements for which that is the same, in any document with
the same sheets, share what the rules say of them. A selector that looks at siblings, at what is
inside or at the language is tried on every element that it may be for.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from math import inf
from types import CodeType
from typing import Any

from cssselect2.compiler import split_whitespace
from weasyprint.css import StyleFor, declaration_precedence, find_style_attributes
from weasyprint.css.validation import preprocess_declarations

from demarche.weasyfast.patching import instead

_KEPT = 4000
"""Places kept: some megabytes. The documents of a case have a few hundred."""
_SETS = 32
"""Sets of style sheets kept: those of a page's own are others each time."""

_ABOVE = frozenset(
    {
        *("local_name", "namespace_url", "classes", "id", "in_html_document", "parent"),
        *("ancestors", "etree_element", "tag", "attrib", "get"),
        *("any", "next", "lower", "ascii_lower", "startswith", "split_whitespace"),
    }
)
"""What the test of a selector asks for that an element's place answers (cssselect2 0.10)."""

_NAMED = frozenset({"class", "id"})


@dataclass(slots=True)
class _Place:
    """Elements of one name and the same attributes, as far as selectors ask for them, that stand
    in the same kind of element."""

    inner: dict[Any, _Place] = field(default_factory=dict)
    known: tuple[Any, dict[Any, dict[str, Any]]] | None = None
    """The rules that match, and by pseudo-element what they say; None before they were tried."""
    alike: bool = False
    """Whether no selector for such an element looks elsewhere than up."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the selectors of style sheets ask of elements."""

    attributes: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    """The names of elements that a selector is for which looks elsewhere than up."""
    classes: frozenset[str] = frozenset()
    everywhere: bool = False
    """Whether there is such a selector for elements of any name."""

    def __or__(self, other: _Asked) -> _Asked:
        return _Asked(
            self.attributes | other.attributes,
            self.names | other.names,
            self.classes | other.classes,
            self.everywhere or other.everywhere,
        )


@dataclass(frozen=True, slots=True)
class _Sheets:
    """Some style sheets, and the places seen with them."""

    given: tuple[Any, ...]
    """Kept, so that what is known by its identity stays what it is."""
    asked: _Asked
    top: _Place = field(default_factory=_Place)
    places: list[_Place] = field(default_factory=list)

    def place(self, above: _Place, element: Any) -> _Place:
        """The place of an element whose parent is at `above`."""
        given = self.asked.attributes
        key = (element.tag, *(one for one in element.attrib.items() if one[0] in given))
        place = above.inner.get(key)
        if place is None:
            place = above.inner[key] = _Place()
            self.places.append(place)
            place.alike = not (
                self.asked.everywhere
                or element.tag.rpartition("}")[2].lower() in self.asked.names
                or not self.asked.classes.isdisjoint(split_whitespace(element.get("class", "")))
            )
        return place


_SEEN: dict[tuple[int, ...], _Sheets] = {}

_original = StyleFor.__init__


def matches_once() -> AbstractContextManager[None]:
    """Match rules so inside; one document at a time, under the caller's lock."""
    return instead((StyleFor, "__init__", _init))


def forget() -> None:
    """Keep nothing of what was matched so far."""
    _SEEN.clear()


def kept() -> int:
    """How many places are kept."""
    return sum(len(one.places) for one in _SEEN.values())


def _init(
    self: Any, html: Any, sheets: Any, hints: Any, font_config: Any, target_collector: Any
) -> None:
    """As WeasyPrint's, but for the places."""
    if hints:
        _original(self, html, sheets, hints, font_config, target_collector)
        return
    cascaded: dict[Any, Any] = {}
    computed: dict[Any, Any] = {}
    self._cascaded_styles, self._computed_styles = cascaded, computed
    self.initial_page_sizes = {"box": None, "area": None}
    self._sheets = sheets
    self.font_config = font_config
    own = _own_rules(html, cascaded)
    here = _sheets(sheets)
    root = html.etree_element
    places: dict[Any, _Place] = {None: here.top}
    shared: dict[Any, Any] = {}
    for element in html.wrapper_element.iter_subtree():
        node = element.etree_element
        parent = element.parent.etree_element if element.parent else None
        place = places[node] = here.place(places[parent], node)
        if place.alike and node not in own:
            if place.known is None:
                place.known = _matched(sheets, element, {})
            rules, said = place.known
        else:
            before = {None: cascaded[node, None]} if (node, None) in cascaded else {}
            rules, said = _matched(sheets, element, before)
        for pseudo, style in said.items():
            cascaded[node, pseudo] = style
        key = (id(computed[parent, None]) if element.parent else None, own.get(node), rules)
        if key in shared:
            computed[node, None] = shared[key]
            continue
        self.set_computed_styles(
            node,
            root=root,
            parent=parent,
            base_url=html.base_url,
            target_collector=target_collector,
        )
        shared[key] = computed[node, None]
    for node, pseudo in cascaded:
        if pseudo:
            self.set_computed_styles(
                *(node, node, root, pseudo),
                base_url=html.base_url,
                target_collector=target_collector,
            )
    cascaded.clear()


def _own_rules(html: Any, cascaded: dict[Any, Any]) -> dict[Any, Any]:
    """What elements say of themselves, written into `cascaded`; the rules by element."""
    own: dict[Any, Any] = {}
    for specificity, node, rules, base_url in find_style_attributes(
        html.etree_element, False, html.base_url
    ):
        own[node] = tuple(rules)
        said = preprocess_declarations(base_url, rules)
        _say(cascaded.setdefault((node, None), {}), said, "author", inf, specificity)
    return own


def _matched(
    sheets: Sequence[Any], element: Any, said: dict[Any, dict[str, Any]]
) -> tuple[Any, dict[Any, dict[str, Any]]]:
    """The rules that match an element, by their identity; what they say, added to `said`."""
    rules = []
    for sheet, origin, own_specificity in sheets:
        for specificity, _, pseudo, (declarations, layer) in sheet.matcher.match(element):
            order = inf if layer is None else sheet.layers.index(layer)
            rules.append((sheet, specificity, id(declarations), order))
            weight = own_specificity or specificity
            _say(said.setdefault(pseudo, {}), declarations, origin, order, weight)
    return tuple(rules), said


def _say(
    style: dict[str, Any], declarations: Any, origin: str, order: float, specificity: Any
) -> None:
    """Let declarations say what they have the weight for."""
    for name, values, importance in declarations:
        weight = (declaration_precedence(origin, importance), order, specificity)
        before = style.get(name, (None, None))[1]
        if before is None or before <= weight:
            style[name] = values, weight


def _sheets(given: Sequence[Any]) -> _Sheets:
    key = tuple(id(one) for sheet in given for one in (sheet[0], sheet[1], sheet[2]))
    if (key not in _SEEN and len(_SEEN) >= _SETS) or kept() >= _KEPT:
        forget()
    if key not in _SEEN:
        asked = functools.reduce(_Asked.__or__, (_asked(sheet.matcher) for sheet, *_ in given))
        _SEEN[key] = _Sheets(tuple(given), asked)
    return _SEEN[key]


@functools.lru_cache(maxsize=_SETS)
def _asked(matcher: Any) -> _Asked:
    """What the selectors of one style sheet ask for."""
    attributes, everywhere = set(_NAMED), False
    for entries in (
        *(matcher.other_selectors, matcher.lang_attr_selectors),
        *matcher.id_selectors.values(),
        *matcher.namespace_selectors.values(),
    ):
        everywhere |= _looks_elsewhere(entries, attributes)
    names, classes = (
        frozenset(
            [name for name, entries in by_name.items() if _looks_elsewhere(entries, attributes)]
        )
        for by_name in (matcher.lower_local_name_selectors, matcher.class_selectors)
    )
    return _Asked(frozenset(attributes), names, classes, everywhere)


def _looks_elsewhere(entries: Sequence[Any], attributes: set[str]) -> bool:
    """Whether a selector asks for more than a place; each text in its test may be an attribute."""
    found = False
    for test, *_ in entries:
        codes = [test.__code__]
        for code in codes:
            found |= not _ABOVE.issuperset(code.co_names)
            codes.extend(one for one in code.co_consts if isinstance(one, CodeType))
            attributes.update(one for one in code.co_consts if isinstance(one, str))
    return found
