"""The text of a file and its encoding: by its mark, as UTF-8, as told, or guessed with care.

A file in which words are UTF-8 is UTF-8: bytes that do not fit are told, each at its place, and
never change the letters of the rest. A guess is made only where no word is UTF-8, and only at a
code page in which every word has letters of one script.
"""

from __future__ import annotations

import codecs
import itertools
import re
import unicodedata
from collections.abc import Iterator

from demarche.kernel.problems import InputError, Place, Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LATIN = frozenset({"cp1252", "cp1254", "cp1250", "cp1257"})
_CODE_PAGES = (
    *("cp1252", "cp1256", "cp1251", "cp1254", "cp1250", "cp1253", "cp1255", "cp1257", "cp874"),
    *("gb18030", "big5", "cp932", "cp949"),
)
"""What spreadsheets save in without a mark, the most widespread first."""

_ENOUGH = 12
"""Letters of another script than the addresses' below which its code page is not guessed."""

_SAMPLE = 200_000
_TOLD = 20
"""Faults of one file that are listed; more are counted."""

_HIGH = re.compile(rb"[\x80-\xff]+")
_LINE_END = re.compile("\r\n|\r|\n")
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = frozenset("’‘'`´·.-–—…\xad\u200c\u200d\u200e\u200f")
"""Signs that stand between letters of one word, or join two."""

_SAVE = "save the sheet as CSV UTF-8, or give its encoding with `--encoding`"


def decoded(data: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """The text and what is to be said of its encoding. InputError naming every byte that is wrong.

    `encoding` is what the officer says; it decides.
    """
    if encoding:
        text, said = _strictly(data, encoding, name), f"encoding {encoding}, as named"
    else:
        text, said = _found(data, name)
    _refuse_nul(text, name)
    return text, said


def _found(data: bytes, name: str) -> tuple[str, str]:
    for mark, known in _MARKS:
        if data.startswith(mark):
            return _strictly(data, known, name), f"encoding {known.removesuffix('-sig')} (marked)"
    if wide := _wide(data):
        return _strictly(data, wide, name), f"encoding {wide}, detected by its zero bytes"
    try:
        return data.decode("utf-8"), "encoding utf-8"
    except UnicodeDecodeError:
        pass
    if _has_utf8(data):
        return _strictly(data, "utf-8", name), ""  # which tells the bytes that are not
    guess = _guess(data)
    if guess is None:
        unclear = "is not UTF-8, and its encoding is unclear"
        raise InputError(_faults(data, "utf-8", name, unclear))
    return _strictly(data, guess, name), (
        f"encoding {guess}, guessed from the letters: check names and words, and if they are "
        "wrong, give another with `--encoding`"
    )


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of its separators and line ends is zero."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or max(even, odd) < len(sample) / 20 or min(even, odd) * 50 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _has_utf8(data: bytes) -> bool:
    """Whether some word is UTF-8 as a whole, or most bytes that are not ASCII are.

    In a code page two letters may look like UTF-8 by chance; seldom does a whole word.
    """
    fitting = total = 0
    for found in _HIGH.finditer(data):
        valid = len(found[0].decode("utf-8", "ignore").encode())
        if valid == len(found[0]):
            return True
        total += len(found[0])
        fitting += valid
    return fitting * 2 >= total


def _guess(data: bytes) -> str | None:
    """The likeliest code page. Where several fit equally well, the more widespread one."""
    from charset_normalizer import from_bytes

    # Reading is measured on the lines that are not ASCII: the addresses say nothing.
    lines = b"\n".join(line for line in re.split(rb"[\r\n]+", data) if not line.isascii())
    fitting = {page: _foreign(lines, page) for page in _CODE_PAGES if _readable(lines, page)}
    fitting = {page: count for page, count in fitting.items() if count or page in _LATIN}
    if not fitting or (any(fitting.values()) and max(fitting.values()) < _ENOUGH):
        return None
    if len({lines.decode(page) for page in fitting}) == 1 or fitting.keys() <= _LATIN:
        return next(iter(fitting))
    found = from_bytes(lines[:_SAMPLE], cp_isolation=[*fitting])
    best = found.best()
    if best is None:
        return None
    likely = {best.encoding}
    for match in found:
        if (match.chaos, match.coherence) == (best.chaos, best.coherence):
            likely.update([match.encoding, *match.could_be_from_charset])
    return next((page for page in fitting if page in likely), None)


def _readable(data: bytes, page: str) -> bool:
    """Whether the text is of words in this code page: one script each, no sign in the middle."""
    try:
        text = data.decode(page)
    except UnicodeDecodeError:
        return False
    if any(unicodedata.category(sign) in ("Cc", "Co", "Cn") for sign in set(text) - set("\t\n")):
        return False
    for before, sign, after in zip(text, text[1:], text[2:], strict=False):
        if sign.isascii() or sign.isalpha() or unicodedata.category(sign)[0] == "M":
            continue
        if before.isalpha() and after.isalpha() and sign not in _BETWEEN:
            return False
    return all(map(_one_script, set(_WORD.findall(text))))


def _foreign(data: bytes, page: str) -> int:
    """How many letters are not Latin in this code page."""
    text = data.decode(page)
    return sum(
        character.isalpha() and "LATIN" not in unicodedata.name(character, "") for character in text
    )


def _one_script(word: str) -> bool:
    if word.isascii():
        return True
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in word} - {"MODIFIER"}
    if "LATIN" not in scripts:
        return True
    if len(scripts) > 1:
        return False
    if len(word) > 2 and not any(map(str.isascii, word)):
        return False  # no language of Europe writes words of accented letters alone
    pairs = itertools.pairwise(word)
    return not any(a.islower() and b.isupper() and not (a + b).isascii() for a, b in pairs)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        raise InputError.single(
            Place(name),
            "--encoding",
            f"unknown encoding {encoding!r}",
            "use for example utf-8, utf-16, windows-1252 or windows-1256",
        ) from None
    except UnicodeDecodeError:
        unfit = f"does not exist in {encoding.removesuffix('-sig')}"
        raise InputError(_faults(data, encoding, name, unfit)) from None


def _faults(data: bytes, encoding: str, name: str, message: str) -> list[Problem]:
    """A problem for every byte that does not fit the encoding."""
    found = (
        Problem(Place(name, *where), "", f"byte 0x{byte:02x} {message}", _SAVE)
        for where, byte in _wrong(data, encoding)
    )
    return _listed(found, name)


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Put half a surrogate pair, which no text has, in the place of a byte that does not fit."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return chr(0xDC00 + error.object[error.start]), max(error.end, error.start + 1)


codecs.register_error("demarche-mark", _mark)


def _wrong(data: bytes, encoding: str) -> Iterator[tuple[tuple[int, int], int]]:
    """The line and column (characters, from 1) of every byte that does not fit, and the byte."""
    text = data.decode(encoding, "demarche-mark")
    for found in re.finditer("[\udc00-\udcff]", text):
        yield place(text, found.start()), ord(found[0]) - 0xDC00


def _listed(problems: Iterator[Problem], name: str) -> list[Problem]:
    shown = list(itertools.islice(problems, _TOLD))
    if len(shown) == _TOLD and (more := sum(1 for _ in itertools.islice(problems, 1000))):
        count = f"{more:,}" if more < 1000 else "1,000 or"
        shown.append(Problem(Place(name), "", f"{count} more bytes like these"))
    return shown


def _refuse_nul(text: str, name: str) -> None:
    places = (found.start() for found in re.finditer("\0", text))
    faults = (
        Problem(Place(name, *place(text, at)), "", "a NUL byte: the file is not text", _SAVE)
        for at in places
    )
    if problems := _listed(faults, name):
        raise InputError(problems)


def place(text: str, at: int) -> tuple[int, int]:
    """The line and column, both from 1, of a character; a line ends with \\n, \\r or both."""
    line, start = 1, 0
    for found in _LINE_END.finditer(text, 0, at):
        line, start = line + 1, found.end()
    return line, at - start + 1
