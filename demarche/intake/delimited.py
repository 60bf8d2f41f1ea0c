"""Reading CSV of any dialect and encoding; what was found out about both is said."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from demarche.intake.formula import freed
from demarche.intake.sheet import Row, Sheet, bounded
from demarche.problems import InputError, Place

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODE_PAGES = (
    *("cp1252", "cp1256", "cp1251", "cp1254", "cp1250", "cp1253", "cp1255", "cp1257", "cp874"),
    *("gb18030", "big5", "cp932", "cp949", "utf_16_le", "utf_16_be"),
)
"""What spreadsheets save in without a mark, the most widespread first."""

_DELIMITERS = ",;\t|"
_SAMPLE = 200_000
_SAMPLE_ROWS = 200
_SAYS_DELIMITER = re.compile(r"\Asep=(.)\r?\n")
_SINGLE_QUOTED = re.compile(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|]|$)", re.MULTILINE)


def read(data: bytes, name: str, encoding: str | None = None) -> Sheet:
    """The rows of a text file. InputError where it can not be read whole."""
    text, note = decoded(data, name, encoding)
    _refuse_nul(text, name)
    sheet = Sheet(name, [])
    if said := _SAYS_DELIMITER.match(text):
        delimiter, text = said[1], text[said.end() - 1 :]  # the line stays, so that numbers agree
    else:
        delimiter = _delimiter(text)
    quote = "'" if _single_quoted(text) else '"'
    sheet.rows = bounded(_rows(text, delimiter, quote, name), name)
    if count := sum(map(_free, sheet.rows)):
        sheet.note(f"{count:,} cells: an apostrophe that guards against formulas was taken off")
    shown = {"\t": "a tab", ";": "a semicolon", ",": "a comma", "|": "a bar"}.get(delimiter, "")
    parts = f"cells are parted by {shown or repr(delimiter)}" if delimiter else "one column"
    sheet.note(f"{note}; {parts}" + ("; quoted by '" if quote == "'" else ""))
    return sheet


def _free(row: Row) -> int:
    """Take off the apostrophes that an export put before formulas; how many cells had one."""
    count = 0
    for number, cell in enumerate(row.cells):
        if cell.startswith("'") and (plain := freed(cell)) != cell:
            row.cells[number] = plain
            count += 1
    return count


def decoded(data: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """The text and what is to be said of its encoding."""
    if encoding:
        return _strictly(data, encoding, name), f"encoding {encoding}, as told"
    for mark, known in _MARKS:
        if data.startswith(mark):
            return _strictly(data, known, name), f"encoding {known.removesuffix('-sig')} (marked)"
    try:
        return data.decode("utf-8"), "encoding utf-8"
    except UnicodeDecodeError:
        pass
    guess = _guess(data)
    if guess is None:
        raise InputError.single(
            Place(name),
            "",
            "the encoding can not be told",
            "save the sheet as CSV UTF-8, or name it with `--encoding`",
        )
    return _strictly(data, guess, name), (
        f"encoding {guess}, guessed from the letters: compare names and words, and if they are "
        "wrong name another with `--encoding`"
    )


def _guess(data: bytes) -> str | None:
    """The likeliest code page. Where several fit equally well, the more widespread one."""
    from charset_normalizer import from_bytes

    found = from_bytes(data[:_SAMPLE], cp_isolation=list(_CODE_PAGES))
    best = found.best()
    if best is None:
        return None
    fitting = {best.encoding}
    for match in found:
        if (match.chaos, match.coherence) == (best.chaos, best.coherence):
            fitting.update([match.encoding, *match.could_be_from_charset])
    return next((page for page in _CODE_PAGES if page in fitting), best.encoding)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        raise InputError.single(
            Place(name),
            "--encoding",
            f"no encoding named {encoding!r}",
            "write for example utf-8, utf-16, windows-1252 or windows-1256",
        ) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError.single(
            Place(name, line),
            "",
            f"byte 0x{data[error.start]:02x} does not exist in {encoding}",
            "save the sheet as CSV UTF-8, or name its encoding with `--encoding`",
        ) from None


def _refuse_nul(text: str, name: str) -> None:
    at = text.find("\0")
    if at >= 0:
        raise InputError.single(
            Place(name, text.count("\n", 0, at) + 1),
            "",
            "a NUL byte: the file is no text, or its encoding is another",
            "save the sheet as CSV UTF-8, or name its encoding with `--encoding`",
        )


def _delimiter(text: str) -> str:
    """The sign that parts most of the first rows into the same number of cells; none for a list."""
    sample = text[:_SAMPLE]
    best, most = "", 0.0
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        try:
            rows = list(_first(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if any(row))
        width, count = max(widths.items(), key=lambda one: (one[1] * (one[0] > 1), one[0]))
        score = count / max(1, sum(widths.values())) * min(width, 12) if width > 1 else 0.0
        if score > most:
            best, most = delimiter, score
    return best


def _first(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number >= _SAMPLE_ROWS:
            return
        yield row


def _single_quoted(text: str) -> bool:
    sample = text[:_SAMPLE]
    return len(_SINGLE_QUOTED.findall(sample)) > 3 and '"' not in sample


def _rows(text: str, delimiter: str, quote: str, name: str) -> Iterator[Row]:
    csv.field_size_limit(1 << 20)
    if not delimiter:
        for number, one in enumerate(text.splitlines(), start=1):
            yield Row(number, [one.strip().strip('"')])
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote)
    line = start = 1
    last: list[str] = []
    try:
        for cells in reader:
            yield Row(line, cells)
            start, line, last = line, reader.line_num + 1, cells
    except csv.Error as error:
        raise InputError.single(
            Place(name, line), "", f"not a CSV row: {error}", "look for a quotation mark left open"
        ) from None
    if text.count(quote) % 2 and any("\n" in cell for cell in last):
        # The last row holds all lines after that mark: they would be lost in one cell.
        raise InputError.single(
            Place(name, start), "", "a quotation mark is left open", f"close it with {quote}"
        )
