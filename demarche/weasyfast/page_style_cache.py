"""The styles of pages and of their margin boxes, worked out once for all pages that are alike.

WeasyPrint does so for every page, and looks through those of all earlier pages each time. Pages of
one document differ in their side, in being the first or blank, and in their name; where no rule of
the style sheet counts pages, those that agree in these have the same styles.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from weasyprint.layout import page
from weasyprint.layout.page import set_page_type_computed_styles

from demarche.weasyfast.patching import instead


def page_styles_once() -> AbstractContextManager[None]:
    """Work styles of pages out so inside; one document at a time, under the caller's lock."""
    return instead((page, "set_page_type_computed_styles", _set))


def _set(page_type: Any, html: Any, style_for: Any) -> None:
    try:
        known = style_for.page_types
    except AttributeError:
        known = style_for.page_types = None if _counts(style_for) else {}
    if known is None:
        set_page_type_computed_styles(page_type, html, style_for)
        return
    alike = (page_type.side, page_type.blank, page_type.name, page_type.index == 0)
    cascaded, computed = style_for.get_cascaded_styles(), style_for.get_computed_styles()
    if alike not in known:
        set_page_type_computed_styles(page_type, html, style_for)
        names = [name for element, name in cascaded if element == page_type]
        ruled = {name: cascaded[page_type, name] for name in names}
        known[alike] = ruled, {name: computed[page_type, name] for name in {None, *names}}
        return
    for kept, styles in zip(known[alike], (cascaded, computed), strict=True):
        styles.update({(page_type, name): style for name, style in kept.items()})


def _counts(style_for: Any) -> bool:
    """Whether a rule is for pages of certain numbers."""
    return any(
        selector.index is not None
        for sheet, _, _ in style_for._sheets
        for _, selectors, _ in sheet.page_rules
        for _, _, selector in selectors
    )
