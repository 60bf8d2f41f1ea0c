"""The case file of an import: every field that the officer must fill in, empty."""

from __future__ import annotations

CASE = """\
# Made by `demarche import`. What stands empty is yours to write: nothing of it was guessed.
# `demarche check` names every line that is still open.
reference:
title:
office:
# Date and time of issue with zone, as 2026-11-23T10:00:00+05:00.
date:
prepared_by:
  name:
  post:
# What was found, why the measure is needed, what milder means and which defences were considered.
facts:
necessity:
alternatives:
defences:
# One entry for each kind of request: removal, prevention, information, preservation.
requests:
  - kind:
accounts: accounts.csv
"""

EXHIBITS = "exhibits: exhibits.csv\n"

TO_FILL = (
    *("reference", "title", "office", "date", "prepared_by", "facts", "necessity"),
    *("alternatives", "defences", "requests"),
)
