"""Words that make an order possible which otherwise could not be, and words for what is near."""

from __future__ import annotations

import re

_NOT = r"(?<!not )(?<!never )(?<!nor )(?<!no longer )(?<!not been )(?<!never been )(?<!not yet )"

RETURNED = re.compile(
    rf"(?i){_NOT}\b(?:restored|reinstated|reappeared|re-appeared|reactivated|unsuspended"
    r"|re-?opened|came back|is back|was back|returned|lifted)\b"
)
"""A removed account that is there again: it was restored, or it reappeared."""

SHOWS_REMOVAL = re.compile(
    r"(?i)\b(?:notice of (?:the )?(?:removal|suspension)|no longer (?:available|exists?|there)"
    r"|not available|unavailable|(?:is|was|been|as) (?:suspended|removed|closed|terminated|deleted)"
    r"|archived? (?:copy|page)|from an archive)\b"
)
"""An item captured after a removal that shows the removal itself, or an older copy."""

PAST = re.compile(
    r"(?i)\b(?:has|have|had|is|are|was|were) (?:now |since |already )?"
    r"(?:passed|past|elapsed|expired|gone by|over|ended)\b"
    r"|\bpassed (?:without|before|on|by)\b|\bno longer\b|\bnot imminent\b|\bis not stated\b"
    r"|\bno (?:time|day|date|hour)s? (?:is|are|was|were) (?:stated|named|given)\b"
)
"""A threat whose time is said to be past, or to be none."""

NEAR: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(rf"(?i)\b(?:{words})\b"), days)
    for words, days in (
        (r"today|tonight|this (?:morning|afternoon|evening)|within (?:the )?hours|in (?:a few )?"
         r"hours|within (?:the )?(?:next )?(?:24|twenty-four) hours|at once|immediately", 1),
        (r"tomorrow|overnight|within (?:48|forty-eight) hours", 2),
        (r"imminent(?:ly)?|within (?:a few |some |the next |the coming )?days|in (?:a few|the next"
         r"|the coming|some) days|(?:coming|next) days|soon|shortly|time within days|near future"
         r"|days away", 3),
        (r"this week|next week|within (?:a|one|the) week|in a week|coming week", 14),
        (r"within (?:a few )?weeks|in (?:a few|the coming) weeks|next month|within a month", 31),
    )
)  # fmt: skip
"""Words that say how soon harm is expected, and for how many days after the post that can be so."""
