"""Names compared: what is the same name, what only sounds alike, and what can never decide.

Two layers, which are kept apart because a wrong citation is the worst fault:

- `normalise` is exact comparison: case, accents, apostrophes, punctuation, and those letters of
  Arabic script that differ between keyboards only. Two names equal under it are the same name.
- `skeleton` is transliteration: consonants only, so that Tayyiba, Taiba and طیبہ meet. It finds
  suggestions and decides nothing.

Even an equal name decides nothing when it is a weak alias, an acronym, or made of generic words:
`cannot_decide` says why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from demarche.model.entry import STRONG, WEAK, Entry, EntryKind

_ARABIC_LETTERS = {
    **dict.fromkeys("يىۍېﻱ", "ی"),
    **dict.fromkeys("كڪ", "ک"),
    **dict.fromkeys("ةۃہەۀۂ", "ه"),
    **dict.fromkeys("أإآٱ", "ا"),
    "ؤ": "و",
    "ئ": "ی",
    "ۓ": "ے",
    "ء": "",
    "ـ": "",
    "ı": "i",
}
_APOSTROPHES = "'’‘ʼʻʾʿ`´′\"“”„«»‹›″"
_TABLE = str.maketrans(
    {
        **_ARABIC_LETTERS,
        **dict.fromkeys(_APOSTROPHES, ""),
        **{chr(0x660 + n): str(n) for n in range(10)},
        **{chr(0x6F0 + n): str(n) for n in range(10)},
    }
)
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)
"""Accents and vowel points; marks of Indian scripts are letters and stay."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LINKS = _words(
    "e i o y al el ul ud ur us un uz uj ut ush as ar an ad ash az wa wal va fi li lil il la le "
    "de du des der die of the and for in on at to und et"
)
"""Words between words: articles, izafat, prepositions."""

GENERIC = _words(
    "army armies base battalion battalions brigade brigades command committee council defence "
    "defense first force forces foundation fighters front general group groups holy international "
    "islam islamic islami jihad league liberation media movement mujahideen mujahidin muslim "
    "national network new organisation organization party people peoples popular province red "
    "republican resistance revolution revolutionary society state student students supporters "
    "trust union united unity victory welfare wing youth"
)
"""Words that many groups have in their names: alone they point to none."""

_COMMON = _words(
    "ansar ansarul ahl ahle brigade faction harakat harkat harakatul hizb hizbul jaish jaysh "
    "jamaat jamaah jamaatul jamiat jund lashkar millat sipah tanzeem tanzim tehreek tehrik "
    "abu abd abdul bin ibn haji mohammed muhammad mohammad company limited ltd"
)
"""Frequent in names; they weigh less when suggestions are ranked."""

_LATIN = (
    ("kh", "k"), ("gh", "g"), ("sh", "s"), ("th", "t"), ("dh", "d"), ("zh", "z"), ("ph", "f"),
    ("bh", "b"), ("jh", "j"), ("ck", "k"), ("ch", "9"), ("q", "k"), ("c", "k"), ("x", "ks"),
    ("9", "c"),
)  # fmt: skip
_FROM_ARABIC = str.maketrans(
    {
        "ا": "a", "ع": "a", "ب": "b", "پ": "p", "ت": "t", "ٹ": "t", "ث": "s", "ج": "j", "چ": "c",
        "ح": "h", "خ": "k", "د": "d", "ڈ": "d", "ذ": "z", "ر": "r", "ڑ": "r", "ز": "z", "ژ": "z",
        "س": "s", "ش": "s", "ص": "s", "ض": "z", "ط": "t", "ظ": "z", "غ": "g", "ف": "f", "ق": "k",
        "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ں": "n", "و": "w", "ه": "h", "ی": "y",
        "ے": "y", "ښ": "s", "ځ": "z", "څ": "s", "ړ": "r", "ڼ": "n", "ټ": "t", "ډ": "d", "ھ": "h",
    }
)  # fmt: skip
_FROM_CYRILLIC = str.maketrans(
    dict(zip("абвгдезиклмнопрстуфхэыңөүәқғҳұ", "abvgdeziklmnoprstufheynouakghu", strict=True))
    | {"ж": "j", "ц": "ts", "ч": "ch", "ш": "s", "щ": "s", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
)
_ASPIRATE = re.compile("(?<=[بپتٹجچدڈکگ])ھ")
_ASCII_APOSTROPHES = re.compile("['\"`]")
_NOT_ASCII_WORD = re.compile("[^a-z0-9]+")
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiouyvw]+")
_JOINED = re.compile("(?<=..[a-z]{2})(?:ul|ud)$")
_ARABIC = re.compile("[\u0600-\u06ff]")


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """The form in which names are compared exactly; words parted by single spaces."""
    if text.isascii():
        return _NOT_ASCII_WORD.sub(" ", _ASCII_APOSTROPHES.sub("", text.lower())).strip()
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = _MARKS.sub("", text).translate(_TABLE)
    kept = (_kept(character) for character in text)
    return " ".join("".join(kept).split())


def _kept(character: str) -> str:
    if character.isalnum():
        return character
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    return character if category[0] == "M" else " "


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a normalised word over all its transliterations; for suggestions only.

    Muhammad, Mohammed and محمد are `mhmd`; Tehrik, Tehreek and تحریک `thrk`. A word of which
    nothing would be left keeps its letters.
    """
    arabic = bool(_ARABIC.search(word))
    if arabic:
        bare = word.removeprefix("ال") if len(word) > 4 else word
        latin = _ASPIRATE.sub("", bare).translate(_FROM_ARABIC)
    else:
        latin = _JOINED.sub("", word.replace("дж", "ж").translate(_FROM_CYRILLIC))
        for old, new in _LATIN:
            latin = latin.replace(old, new)
    latin = _DOUBLE.sub(r"\1", latin)
    first, rest = latin[:1], latin[1:]
    if first in "aeiou":
        first = "a"
    elif first == "w":
        first = "v"
    rest = _VOWELS.sub("", rest)
    if rest.endswith("h") and len(first + rest) > 2:
        rest = rest[:-1]
    made = first + rest
    return made if len(made) > 1 else _DOUBLE.sub(r"\1", latin)


def words(normal: str) -> list[str]:
    """The words of a normalised name without link words; all of them if nothing else is left."""
    every = normal.split()
    return [word for word in every if word not in LINKS] or every


def folded(normal: str) -> str:
    """The skeletons of a normalised name's words, parted by spaces."""
    return " ".join(skeleton(word) for word in words(normal))


@lru_cache(maxsize=1)
def _common_skeletons() -> frozenset[str]:
    return frozenset(made for word in _COMMON if len(made := skeleton(word)) > 2)


def weight(word: str) -> float:
    """How much a normalised word tells, to 1: generic and common words tell little."""
    if word in GENERIC or word in _COMMON or skeleton(word) in _common_skeletons():
        return 0.35
    return 0.6 if len(word) <= 2 else 1.0


def is_acronym(text: str) -> bool:
    """Whether a name is, or looks like, an acronym: `JuA`, `TTP-JuA`, `IS-K`, `BLA`."""
    parts = normalise(text).split()
    if not parts or _ARABIC.search(text):
        return bool(parts) and all(len(part) <= 2 for part in parts)
    if all(len(part) <= 3 for part in parts):
        return True
    return len(parts) == 1 and len(parts[0]) <= 4


def cannot_decide(text: str, strength: str, *, primary: bool) -> str:
    """Why an equal name does not decide which entry is meant; empty where it does."""
    if strength == WEAK:
        return "a weak alias"
    if is_acronym(text):
        return "an acronym"
    telling = [word for word in words(normalise(text)) if word not in GENERIC]
    if not telling:
        return "generic words only"
    if not primary and len(telling) == 1 and len(telling[0]) <= 5 and telling[0].isascii():
        return "a short alias"
    return ""


_JOINTS = r"[.\-/·‐‑–]"
_DOTTED = re.compile(
    rf"(?<![^\W_])(?<!{_JOINTS})[^\W\d_]{{1,2}}(?:{_JOINTS}[^\W\d_]{{1,2}})+(?!{_JOINTS}?[^\W_])"
)
_FEWEST_LETTERS = 3
"""Two letters with stops (S.A., Co.) are seldom the short name of a body."""


def joined_letters(text: str) -> tuple[str, list[str]]:
    """A normalised name whose single letters are joined, and the words that they make.

    `B.L.A.`, `B L A` and `b-l-a` make `bla`, `Ju.A` makes `jua`. There are three letters at least,
    or the letters are the whole name; where none are joined there are no words.
    """
    made: list[str] = []
    every = normalise(_DOTTED.sub(_joined_pieces, unicodedata.normalize("NFC", text))).split()
    done: list[str] = []
    run: list[str] = []
    for word in [*every, ""]:
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        if len(run) >= _FEWEST_LETTERS or len(run) == len(every) > 1:
            run = ["".join(run)]
            made += run
        done += [*run, word]
        run = []
    before = normalise(text).split()
    made += [word for word in every if len(word) >= _FEWEST_LETTERS and word not in before]
    return " ".join(done).strip(), made


def _joined_pieces(found: re.Match[str]) -> str:
    pieces = re.split(_JOINTS, found[0])
    joined = "".join(pieces)
    single = any(len(piece) == 1 for piece in pieces)
    return joined if single and len(joined) >= _FEWEST_LETTERS else found[0]


REFERENCE = "reference"
ACRONYM = "acronym"
INITIALS = "initials"


class IndexName(NamedTuple):
    """One name under which an entry is found.

    `part` says how the text was taken out of what the list prints, empty where it is as printed;
    a part never decides unless `decides`.
    """

    text: str
    strength: str = STRONG
    primary: bool = False
    part: str = ""
    decides: bool = True


_LAST_PARENTHESES = re.compile(r"\s*\(([^()]*)\)\s*$")
_PIECES = re.compile(r"[();]|\s/\s")


def index_names(entry: Entry) -> Iterator[IndexName]:
    """Every name under which an entry is to be found, printed ones first, and its reference."""
    if entry.reference:
        yield IndexName(entry.reference, part=REFERENCE)
    yield from index_printed(
        entry.name,
        entry.original_script,
        ((alias.name, alias.strength) for alias in entry.aliases),
        individual=entry.kind is EntryKind.INDIVIDUAL,
        entity=entry.kind is EntryKind.ENTITY,
    )


def index_printed(
    name: str,
    script: str | None,
    aliases: Iterator[tuple[str, str]],
    *,
    individual: bool = False,
    entity: bool = True,
) -> Iterator[IndexName]:
    """The names of an entry by its parts; `aliases` are (name, strength)."""
    if name:
        yield IndexName(name, primary=True)
        yield from _parts(name, STRONG, primary=True, individual=individual)
    if script:
        yield IndexName(script, primary=True)
    for alias, strength in aliases:
        yield IndexName(alias, strength)
        yield from _parts(alias, strength, primary=False, individual=individual)
        if not individual:
            yield from _letters(alias)
    if not individual:
        yield from _letters(name)
    if entity and name:
        yield from _initials(name)


def _letters(text: str) -> Iterator[IndexName]:
    """The words that single letters with stops between them make, as acronyms."""
    for word in joined_letters(text)[1]:
        yield IndexName(word.upper(), WEAK, part=ACRONYM, decides=False)


def _parts(text: str, strength: str, *, primary: bool, individual: bool) -> Iterator[IndexName]:
    """What can be taken out of a printed name: its acronym, its stem, its turned order."""
    if individual and text.count(",") == 1:
        last, first = text.split(",")
        yield IndexName(f"{first.strip()} {last.strip()}", strength, primary, "surname first")
        return
    if not individual and (last_one := _LAST_PARENTHESES.search(text)):
        inner, stem = last_one[1], text[: last_one.start()]
        short = " " not in inner.replace("- ", "-").strip() and is_acronym_case(inner)
        if short and not _PIECES.search(stem):
            # The printed name with its acronym left off is still that name; with any other
            # parentheses left off (a faction, a place) it can be another body's.
            yield IndexName(stem, strength, primary, "without its acronym")
            yield IndexName(inner, WEAK, part=ACRONYM, decides=False)
            return
    if _PIECES.search(text):
        for piece in _PIECES.split(text):
            if len(normalise(piece)) > 1:
                yield IndexName(piece.strip(" ,"), strength, part="part of", decides=False)


def is_acronym_case(text: str) -> bool:
    """Whether a word in parentheses is written as an acronym: short, with two capitals at least."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) <= 8 and sum(c.isupper() for c in letters) >= 2


def _initials(name: str) -> Iterator[IndexName]:
    """The initials of an organisation's words, with and without link words, as a suggestion."""
    every = normalise(_LAST_PARENTHESES.sub("", name)).split()
    made = {"".join(w[0] for w in every), "".join(w[0] for w in words(" ".join(every)))}
    for letters in sorted(made):
        if 3 <= len(letters) <= 5 and letters.isascii() and len(every) > 1:
            yield IndexName(letters.upper(), WEAK, part=INITIALS, decides=False)
