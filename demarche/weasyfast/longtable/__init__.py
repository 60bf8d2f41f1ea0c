"""Tables of many plain rows, set by ourselves on pages that WeasyPrint lays out.

Nearly all of the time that WeasyPrint needs for a long annex goes into boxes: an element of its own
for every cell, line and word of thousands of rows that look alike. A table of class `long` is
therefore taken out of the document (`placeholders`) and read (`cached_html_rows`, `html_rows`).
Its styles are measured once, by letting WeasyPrint set a few of its rows (`measured_styles`,
`row_styles`, `style_checks`). The rows are then set word by word (`shaping`, `line_breaking`,
`line_setting`, `text_operators`, `row_layout`), and an empty block of each row's height holds its
place while WeasyPrint makes the pages (`set_table`). What was set is painted on the finished pages,
with its links and named places (`paint`), and tagged as the one table that it is (`tags`,
`form_fields`).

The words are shaped by the same engine, with the same fonts and features, so the pages look the
same. A row may have links, names, languages and directions, elements within a line that have a
frame and a background, cells over several columns; rows come in several bodies and may be kept
together. What this cannot set (a picture, a float, a list, a nested table, a cell over several
rows, columns that follow their content, a row as high as a page) leaves the whole table to
WeasyPrint: slower, never poorer, and counted (`render/table_count.py`).
"""

from __future__ import annotations


class UnsupportedLayoutError(Exception):
    """The table needs more than rows set here can have; WeasyPrint sets it."""
