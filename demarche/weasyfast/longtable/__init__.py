"""Tables of many plain rows, set by ourselves on pages that WeasyPrint lays out.

Nearly all of the time that WeasyPrint needs for a long annex goes into boxes: an element of its own
for every cell, line and word of thousands of rows that look alike. A table of class `long` is
therefore cut out of the document (`cut`). Its style is measured once, by letting WeasyPrint set a
few of its rows (`styles`). The rows are then set word by word (`shape`, `lines`, `rows`), and an
empty block of each row's height stands in for it while WeasyPrint makes the pages. What was set is
painted on the finished pages (`paint`) and tagged as the table that it is (`tags`, `fields`).

The words are shaped by the same engine, with the same fonts and features, so the pages look the
same. What this cannot set (a picture, a float, a background, a nested table, a row as high as a
page) leaves the whole table to WeasyPrint: slower, never poorer.
"""

from __future__ import annotations


class UnsupportedLayoutError(Exception):
    """The table needs more than plain rows; WeasyPrint sets it."""
