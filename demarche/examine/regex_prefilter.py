"""What a text must hold for a regular expression to be found in it: looked for far sooner.

Python's expressions know no such thing for most of our patterns, which are written in data. Only
what is plain in a pattern is understood; of any other nothing is said to be needed.
"""

from __future__ import annotations

import functools
import re

_PIECE = re.compile(
    r"""(?P<group>\((?:\?:|(?!\?)))      # a group that neither looks around nor sets a flag
      | (?P<end>\))
      | (?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])
      | (?P<kind>\\[AbBdDsSwWZ]|[.^$])   # a kind of character, or a place between two
      | \\(?P<escaped>[^A-Za-z0-9])
      | (?P<or>\|)
      | (?P<sign>[^\\()\[\]{}*+?|.^$])""",
    re.VERBOSE | re.DOTALL,
)
_REPEAT = re.compile(r"(?:(?P<plus>\+)|\*|\?|\{(?P<least>[0-9]+)(?:,[0-9]*)?\})[?+]?")
_FLAG = re.compile(r"\(\?i\)")


class Needed:
    """Tells of texts, without regard to letter case, that a pattern is surely not found in them."""

    def __init__(self, pattern: str) -> None:
        self._alternatives = _alternatives(pattern)

    def may_be_in(self, text: str) -> bool:
        """False where the pattern is not found in the text; it may have any flag but VERBOSE."""
        if not self._alternatives or not text.isascii():
            return True  # beyond ASCII a small letter can stand for several
        low = text.lower()
        return any(all(one in low for one in runs) for runs in self._alternatives)


@functools.cache
def needed(pattern: str) -> Needed:
    """What a pattern needs, understood once."""
    return Needed(pattern)


def _alternatives(pattern: str) -> tuple[tuple[str, ...], ...]:
    """The alternatives of a pattern, each as texts in small letters that it needs all of.

    Empty where an alternative needs nothing, or where the pattern is not understood.
    """
    if not pattern.isascii():
        return ()  # a foreign letter may stand for one of ASCII
    flag = _FLAG.match(pattern)
    at, depth = flag.end() if flag else 0, 0
    found: list[list[str]] = [[""]]
    while at < len(pattern):
        piece = _PIECE.match(pattern, at)
        if piece is None:
            return ()
        at = piece.end()
        depth += (piece["group"] is not None) - (piece["end"] is not None)
        repeat = _REPEAT.match(pattern, at) if piece["group"] is None else None
        at = repeat.end() if repeat else at
        runs = found[-1]
        sign = piece["sign"] or piece["escaped"]
        if depth or piece["end"]:
            runs.append("")  # what groups hold is not looked into
        elif piece["or"]:
            found.append([""])
        elif sign is None or repeat:
            if sign and repeat and (repeat["plus"] or int(repeat["least"] or 0) > 0):
                runs[-1] += sign.lower()
            runs.append("")
        else:
            runs[-1] += sign.lower()
    needs = [tuple(dict.fromkeys(filter(None, runs))) for runs in found]
    return tuple(needs) if depth == 0 and all(needs) else ()
