"""Computed styles worked out once a process, for elements of all documents that have the same.

The documents of a case have one style sheet. WeasyPrint works the styles of each document out from
nothing; here an element whose rules, and whose parent's style, are those of an element of an
earlier document gets that one's style, with all that was worked out for it since. What WeasyPrint
writes into a style afterwards depends on the style alone, but for the overflow of the root.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from weasyprint.css import StyleFor

from demarche.weasyfast.patching import instead

_KEPT = 4000
"""Styles kept: some megabytes. A template has a few hundred."""

_STYLES: dict[Any, Any] = {}
"""By what a style follows from. A kept style keeps the values and the parent that its key names by
their identity."""

_OWN = frozenset({"anchor", "link"})
"""What one element has for itself."""
_ROOTS = frozenset({"html", "body"})
"""Where WeasyPrint takes `overflow` from, and takes it away."""

_original = StyleFor.set_computed_styles


def styles_once() -> AbstractContextManager[None]:
    """Share styles inside; one document at a time, under the caller's lock.

    No length may follow from the size of the page (`has_rare`), which is kept with each document.
    """
    return instead((StyleFor, "set_computed_styles", _set))


def is_shared(style: Any) -> bool:
    """Whether a style is that of elements of several documents, as one object."""
    return getattr(style, "shared", False)


def _set(
    self: Any,
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: str | None = None,
    base_url: str | None = None,
    target_collector: Any = None,
) -> None:
    if isinstance(element, tuple):  # a page, whose styles are few
        _original(self, element, parent, root, pseudo_type, base_url, target_collector)
        return
    cascaded = self._cascaded_styles.get((element, pseudo_type), {})
    computed = self._computed_styles
    key = (
        None if parent is None else id(computed[parent, None]),
        *(id(self.font_config), pseudo_type, base_url),
        # The values of the style sheet are the same objects each time; a language is parsed anew.
        tuple(
            [
                (name, value if name == "lang" or type(value) is str else id(value), weight)
                for name, (value, weight) in cascaded.items()
            ]
        ),
    )
    known = _STYLES.get(key)
    if known is None:
        _original(self, element, parent, root, pseudo_type, base_url, target_collector)
        if not _OWN.isdisjoint(cascaded) or ("overflow" in cascaded and element.tag in _ROOTS):
            return  # and its children, whose parent this is, share none either
        if len(_STYLES) >= _KEPT:
            _STYLES.clear()
        _STYLES[key] = made = computed[element, pseudo_type]
        made.shared = True
        return
    computed[element, pseudo_type] = known
