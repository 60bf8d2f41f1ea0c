"""The hostile inputs that the program was designed against, as rows of data, numbered 1 to 133.

Each says what goes in, where, and what has to come of it. Where the program decides otherwise than
the list that it was designed by, `instead` says so and why.
"""

# ruff: noqa: E501  (a table; look-alike letters are what it is about)

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kit import picture
from pictures import animated, bomb, made
from wrong import GOOD, changed

URL = "url: https://t.me/specimen_channel\n"
NUMBER = "native_id: 1000000001\n"
WHEN = "captured_at: 2026-11-20T09:30:00+05:00"
HASH = "sha256: 0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
SHARP = hashlib.sha256(picture()).hexdigest()

Lay = Callable[[Path], None]


def nothing(_: Path) -> None:
    """No file beside the case."""


@dataclass(frozen=True)
class Refused:
    """A case that `check` refuses. ‸ marks where; `says` are words of the message."""

    number: int
    what: str
    case: str | bytes
    says: str
    status: int = 2
    lay: Lay = nothing
    instead: str = ""


@dataclass(frozen=True)
class Kept:
    """A value that arrives exactly as written. All of these are rows of one case, built once."""

    number: int
    what: str
    field: str
    yaml: str
    text: str
    printed: str | None = None
    """As the page shows it, where that is not the text itself; empty where it shows no handle, or a
    reader gives back joined letters otherwise."""
    warned: bool = False
    """Whether the examination names it at its place (W44)."""
    instead: str = ""


@dataclass(frozen=True)
class Accepted:
    """A case that is read like the good one."""

    number: int
    what: str
    case: str | bytes
    lay: Lay = nothing


@dataclass(frozen=True)
class Elsewhere:
    """Run elsewhere: the file and the function."""

    number: int
    what: str
    where: str


@dataclass(frozen=True)
class Later:
    """Belongs to a part that is not there yet; the row fails as soon as the part comes."""

    number: int
    what: str
    part: str


def row(new: str, old: str = NUMBER) -> str:
    """The good case with further fields of the account."""
    return changed(old, f"{old}    {new}\n")


def url(number: int, what: str, address: str, says: str) -> Refused:
    return Refused(number, what, changed(URL, f"url: ‸{address}\n"), says)


def when(number: int, what: str, time: str, says: str, status: int = 2) -> Refused:
    return Refused(number, what, changed(WHEN, f"captured_at: ‸{time}"), says, status)


def shot(
    number: int,
    what: str,
    data: bytes | Lay,
    says: str,
    name: str = "proof.png",
    column: str = "file",
) -> Refused:
    """An exhibit whose file is not what it should be."""

    def lay(folder: Path) -> None:
        if isinstance(data, bytes):
            (folder / "proof.png").write_bytes(data)
        else:
            data(folder)

    digest = hashlib.sha256(data).hexdigest() if isinstance(data, bytes) else SHARP
    marks = ("‸", "") if column == "sha256" else ("", "‸")
    new = f"sha256: {marks[0]}{digest}\n    file: {marks[1]}{name}"
    return Refused(number, what, changed(HASH, new), says, lay=lay)


def _link(folder: Path) -> None:
    outside = folder.parent / "outside.png"
    outside.write_bytes(picture())
    (folder / "proof.png").symlink_to(outside)


def _folder(folder: Path) -> None:
    (folder / "proof.png").mkdir()


def _picture(folder: Path) -> None:
    (folder / "proof.png").write_bytes(picture())


SECOND = GOOD[GOOD.index("  - id: a1") : GOOD.index("exhibits:\n")]


def twice(address: str) -> str:
    """The good case with its account a second time, under another name of the row."""
    again = SECOND.replace("id: a1", "id: a2").replace("https://t.me/specimen_channel", address)
    again = again.replace("url: ", "url: ‸").replace("12 November", "13 November")
    return changed("exhibits:\n  - id", f"{again}exhibits:\n  - id")


HANDLES = [
    Kept(number, f"display_name: {word}", "display_name", word, word, word)
    for number, word in (
        *((1, "no"), (2, "off"), (5, "0123"), (6, "1e5"), (7, "0x1F"), (8, "12_30")),
        *((9, "1_000"), (10, "true"), (11, "123456")),
    )
]

NAMES = [
    Kept(number, what, "display_name", f'"{yaml}"', text, printed, warned, instead)
    for number, what, yaml, text, printed, warned, instead in (
        (
            50,
            "right-to-left override",
            "abc\\u202exyz",
            "abc\u202exyz",
            "abc\\u{202E}xyz",
            True,
            "",
        ),
        (
            51,
            "zero-width space",
            "zero\\u200bwidth",
            "zero\u200bwidth",
            "zero\\u{200B}width",
            True,
            "",
        ),
        (
            52,
            "tag characters",
            "tag\\U000E0041\\U000E0042",
            "tag\U000e0041\U000e0042",
            "tag\\u{E0041}\\u{E0042}",
            True,
            "",
        ),
        (53, "private use", "private\\ue000", "private\ue000", "private\\u{E000}", True, ""),
        (
            54,
            "unassigned",
            "unassigned\\u0378",
            "unassigned\u0378",
            "unassigned\\u{0378}",
            True,
            "",
        ),
        (
            55,
            "30 marks on a letter",
            "zalgo" + "\\u0301" * 30,
            "zalgo" + "\u0301" * 30,
            "\\u{0301}" * 28,
            True,
            "",
        ),
        (
            56,
            "script element",
            "</td><script>alert(1)</script>",
            "</td><script>alert(1)</script>",
            None,
            False,
            "",
        ),
        (
            57,
            "Jinja",
            "{{ 7*7 }}{% include '/etc/passwd' %}",
            "{{ 7*7 }}{% include '/etc/passwd' %}",
            None,
            False,
            "",
        ),
        (
            58,
            "style sheet",
            "</style><style>@import 'http://evil.example/x.css';",
            "</style><style>@import 'http://evil.example/x.css';",
            None,
            False,
            "",
        ),
        (
            59,
            "formula",
            '=HYPERLINK(\\"http://evil.example\\")',
            '=HYPERLINK("http://evil.example")',
            None,
            False,
            "",
        ),
        (60, "Urdu", "نمونہ اکاؤنٹ", "نمونہ اکاؤنٹ", "", False, ""),
        (
            61,
            "family and flag",
            "👨\\u200d👩\\u200d👧 🇵🇰",
            "👨\u200d👩\u200d👧 🇵🇰",
            "",
            False,
            "",
        ),
        (
            62,
            "terminal escape",
            "red\\u001b[31mword",
            "red\u001b[31mword",
            "red\\u{001B}[31mword",
            True,
            "kept, warned of and shown as an escape, like every other control character that YAML can write",
        ),
        (
            63,
            "600 characters",
            "n" * 600,
            "n" * 600,
            None,
            False,
            "the limit of a line is 2,000; all are printed",
        ),
        (64, "leading space", " lead", " lead", "\\u{0020}lead", False, ""),
    )
]

KEPT: list[Kept] = [
    *HANDLES,
    Kept(12, "20 digits", "display_name", "98765432109876543210", "98765432109876543210"),
    Kept(13, "19 digits", "display_name", "9876543210987654321", "9876543210987654321"),
    Kept(
        39,
        "@user quoted",
        "handle",
        '"@specimen_at"',
        "@specimen_at",
        "",
        instead="the sign is the platform's own way of writing a name, kept as written",
    ),
    *NAMES,
    Kept(
        71,
        "hxxps",
        "url",
        "hxxps://t.me/specimen_defanged",
        "hxxps://t.me/specimen_defanged",
        "https://t.me/specimen_defanged",
        instead="as written it stays in the data, and the address that it defangs stands beside it",
    ),
    Kept(
        72,
        "dot in brackets",
        "url",
        '"https://t[.]me/specimen_bracket"',
        "https://t[.]me/specimen_bracket",
        "https://t.me/specimen_bracket",
        instead="as number 71",
    ),
    Kept(
        80,
        "no scheme",
        "url",
        "t.me/specimen_scheme",
        "t.me/specimen_scheme",
        "https://t.me/specimen_scheme",
        instead="the host is known, so it can mean one address only",
    ),
    Kept(
        85,
        "query, escapes, fragment",
        "url",
        "https://t.me/specimen_query?a=b%20c&d=%D8%A7#frag",
        "https://t.me/specimen_query?a=b%20c&d=%D8%A7#frag",
        "https://t.me/specimen_query",
    ),
]
"""Rows of one case. `url` stands in the data as `written`."""

FACTS = "An officer recorded one channel.\n\n  {{ 7*7 }} {% raw %} </td><script>alert(1)</script> &amp; #jihad"
"""Number 29: a literal block, whose lines are text whatever they look like."""

REFUSED: list[Refused] = [
    Refused(3, "handle: null", row("handle: ‸null"), "'null' is ambiguous; quote it"),
    Refused(4, "handle: ~", row("handle: ‸~"), "'~' is ambiguous"),
    *(
        Refused(
            n,
            f"native_id: {text}",
            changed(NUMBER, f"native_id: ‸{text}\n"),
            "E37: row a1: native_id: account number was altered",
            1,
        )
        for n, text in ((14, "00123"), (15, "1.5e18"), (16, "-0"), (17, "685230.15"))
    ),
    Refused(
        18,
        "duplicate key",
        changed("facts: An", "‸title: x\nfacts: An"),
        "duplicate field (first on line 2)",
    ),
    Refused(
        19,
        "same account twice",
        twice("https://t.me/specimen_channel"),
        "already in row a1",
        1,
    ),
    Refused(
        20,
        "same account, other letter case",
        twice("https://T.ME/Specimen_Channel"),
        "already in row a1",
        1,
    ),
    Refused(
        21,
        "alias bomb",
        "a: ‸&a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n" + GOOD,
        "an anchor (&a) is not allowed",
    ),
    Refused(22, "merge key", changed("title: One", "‸<<: {a: b}\ntitle: One"), "a merge key (<<)"),
    Refused(
        23,
        "Python tag",
        changed("title: One account", "title: ‸!!python/object/apply:os.system [x]"),
        "",
    ),
    Refused(
        24,
        "200,000 brackets",
        changed("title: One account", f"title: {'[' * 20}‸{'[' * 200_000}"),
        "nested deeper",
    ),
    Refused(
        25, "second document", changed("title: One", "‸---\ntitle: One"), "a second document (---)"
    ),
    Refused(
        26,
        "comment eats text",
        changed("title: One account", "title: ‸One account #jihad"),
        "dropped as a comment ('#jihad')",
    ),
    Refused(27, "folded text", changed("facts: An", "facts: ‸>\n  An"), "folded text (>)"),
    Refused(
        28, "text over lines", changed("facts: An", "facts: ‸An\n  old"), "text runs over several"
    ),
    Refused(30, "Windows code page", GOOD.replace("One", "“One”").encode("cp1252"), "is not UTF-8"),
    Refused(31, "UTF-16", GOOD.encode("utf-16"), "byte 0xff is not UTF-8"),
    Refused(33, "raw next line", changed("title: One", "title: One‸\x85"), "U+0085"),
    Refused(34, "raw line separator", changed("title: One", "title: One‸\u2028"), "U+2028"),
    Refused(
        35,
        "escaped NUL",
        row('display_name: ‸"a\\0b"'),
        "NUL or half a surrogate pair is not a character",
    ),
    Refused(36, "escaped surrogate", row('display_name: "a\\ud800b"'), "invalid Unicode character"),
    Refused(37, "tab", changed("  - id: a1", "‸\t- id: a1"), "a tab in the indentation"),
    Refused(38, "@user", row("handle: ‸@specimen"), "quote the whole value"),
    Refused(
        40,
        "second colon",
        changed("title: One", "title: note‸: this One"),
        "a second `: ` in one value",
    ),
    Refused(41, "braces", row("handle: ‸{a}"), "expected text, found fields"),
    Refused(42, "unknown field", row("‸hnadle: x"), "did you mean 'handle'?"),
    Refused(43, "no url", changed(f"- id: a1\n    {URL}", "- ‸id: a1\n"), "required, but missing"),
    Refused(44, "empty handle", row('handle: ‸""'), "must not be empty"),
    Refused(
        45,
        "accounts a mapping",
        changed("accounts:\n  - id: a1", "accounts:\n    ‸id: a1"),
        "expected a list, found fields",
    ),
    Refused(46, "empty file", b"", "the file is empty"),
    Refused(
        47,
        "unknown platform",
        changed(URL, f"{URL}    platform: nosuch\n"),
        "unknown platform `nosuch`",
    ),
    Refused(
        48,
        "path in the reference",
        changed("SPEC-IRU/2026/0007", "‸../../etc/x"),
        "it becomes a file name",
    ),
    Refused(
        49,
        "line break in the reference",
        changed("SPEC-IRU/2026/0007", '‸"SPEC-IRU/2026/0007\\nx"'),
        "it becomes a file name",
    ),
    Refused(
        63, "2,001 characters", row(f"display_name: ‸{'n' * 2001}"), "longer than 2,000 characters"
    ),
    *(
        Refused(
            n,
            what,
            row(f"handle: ‸{text}"),
            f"E36: row a1: handle: handle contains a character that the platform does not allow in handles: U+{point}",
            1,
        )
        for n, what, text, point in (
            (65, "Cyrillic letter", "usеr_01", "0435 CYRILLIC SMALL LETTER IE"),
            (66, "zero-width space", '"spec\\u200bimen"', "200B ZERO WIDTH SPACE"),
            (67, "full-width letters", "ｆｕｌｌ", "FF46 FULLWIDTH LATIN SMALL LETTER F"),
        )
    ),
    url(68, "script", "javascript:alert(1)", "`javascript:` does not start a web address"),
    url(69, "file", "file:///etc/passwd", "`file:` does not start a web address"),
    url(70, "data", "data:text/html,<b>x</b>", "`data:` does not start a web address"),
    url(
        73,
        "host behind a name",
        "https://x.com@evil.example/a_b",
        "browsers would go to `evil.example`",
    ),
    url(
        74,
        "name and password",
        "https://user:word@t.me/specimen_channel",
        "a user name before the host",
    ),
    url(75, "look-alike host", "https://x.com.evil.example/a_b", "is not x.com"),
    url(76, "loopback", "http://127.0.0.1/specimen", "this computer itself"),
    url(77, "space", '"https://t.me/spe cimen"', "contains a space"),
    url(
        78,
        "right-to-left override",
        '"https://t.me/spe\\u202ecimen"',
        "U+202E RIGHT-TO-LEFT OVERRIDE",
    ),
    url(79, "homoglyph host", "https://х.com/a_b", "U+0445 CYRILLIC SMALL LETTER HA"),
    url(81, "line break", '"https://t.me/specimen\\nhttps://t.me/b"', "contains a line break"),
    url(82, "3,000 characters", f"https://t.me/{'a' * 3000}", "longer than 2,000 characters"),
    url(83, "port", "https://t.me:99999/specimen", "port is not a number from 0 to 65535"),
    url(84, "broken IPv6", '"https://[::1/specimen"', "invalid host"),
    when(86, "day only", "2026-11-20", "expected date, time and zone"),
    when(87, "no zone", "2026-11-20T10:00:00", "expected date, time and zone"),
    when(88, "American", "11/20/2026", "expected date, time and zone"),
    when(89, "30 February", "2026-02-30T10:00:00+05:00", "not a valid date or time"),
    when(90, "in five years", "2031-01-01T10:00:00+05:00", "is later than the time of issue", 1),
    when(91, "time only", "10:30:00", "expected date, time and zone"),
    shot(92, "truncated", made()[:-200], "damaged or cut off"),
    shot(93, "400 megapixels", bomb(20_000, 20_000), "too large"),
    shot(
        94,
        "SVG by the name of PNG",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        "unsupported image format",
    ),
    shot(
        95,
        "EPS by the name of PNG",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "unsupported image format",
    ),
    shot(96, "empty", b"", "empty"),
    shot(97, "animated", animated("PNG"), "animated"),
    shot(98, "link", _link, "is a link to a place outside the case folder"),
    shot(99, "absolute", nothing, "is outside the case folder", "/etc/passwd"),
    shot(100, "above", _picture, "is outside the case folder", "../proof.png"),
    shot(101, "missing", nothing, "no such file: nothing.png", "nothing.png"),
    shot(102, "a folder", _folder, "is a folder"),
    shot(103, "backslash", _picture, "is outside the case folder", "a\\b.png"),
    shot(104, "address", nothing, "", "https://evil.example/x.png"),
    Refused(
        105,
        "wrong hash",
        changed(HASH, f"sha256: ‸{'0' * 64}\n    file: proof.png"),
        f"(actual SHA-256: {SHARP}",
        lay=_picture,
    ),
    Refused(
        107,
        "hash in capitals",
        changed(HASH, f"sha256: ‸{SHARP.upper()}\n    file: proof.png"),
        "64 lowercase hex digits",
        lay=_picture,
        instead="an error that says how to write it, since the hash is printed and compared as written",
    ),
]

ACCEPTED: list[Accepted] = [
    Accepted(32, "byte order mark", b"\xef\xbb\xbf" + GOOD.encode()),
    Accepted(106, "right hash", changed(HASH, f"sha256: {SHARP}\n    file: proof.png"), _picture),
]

_RENDER, _TEMPLATES = "tests/render/test_render_core.py", "tests/render/test_templates.py"
_LAYERS, _FORGED, _SEAL = (
    "tests/hostile/test_layers.py",
    "tests/trust/test_forgeries.py",
    "tests/trust/test_seal.py",
)

ELSEWHERE: list[Elsewhere] = [
    Elsewhere(
        29,
        "literal block with Jinja and HTML",
        "tests/hostile/test_corpus.py::test_29_a_literal_block_is_text",
    ),
    Elsewhere(
        108, "a page that wants everything", f"{_LAYERS}::test_a_template_that_wants_everything"
    ),
    Elsewhere(108, "each resource alone", f"{_RENDER}::test_refused"),
    Elsewhere(
        108,
        "a template that fetches",
        f"{_TEMPLATES}::test_what_a_template_may_not_draw_stops_the_build",
    ),
    Elsewhere(109, "forms that are not allowed", f"{_LAYERS}::test_a_form_that_is_not_allowed"),
    Elsewhere(
        109,
        "told by the command",
        "tests/app/test_template_commands.py::test_fault_is_told_at_its_line",
    ),
    Elsewhere(
        110,
        "a name that does not exist",
        f"{_TEMPLATES}::test_a_fault_in_a_template_is_told_at_its_line",
    ),
    Elsewhere(
        111,
        "nothing, a record, a method",
        f"{_TEMPLATES}::test_a_fault_in_a_template_is_told_at_its_line",
    ),
    Elsewhere(112, "text times a thousand million", f"{_LAYERS}::test_a_form_that_is_not_allowed"),
    Elsewhere(112, "loops within loops", f"{_LAYERS}::test_a_form_that_is_not_allowed"),
    Elsewhere(112, "a drawing that unfolds", f"{_RENDER}::test_bad_drawings"),
    Elsewhere(
        112,
        "more rows than a case may have",
        "tests/case/test_wrong_files.py::test_a_hundred_thousand_accounts",
    ),
    Elsewhere(113, "case URL in href", f"{_LAYERS}::test_a_form_that_is_not_allowed"),
    Elsewhere(114, "overflow, nowrap", f"{_RENDER}::test_text_that_would_be_lost_is_refused"),
    Elsewhere(114, "display: none", f"{_LAYERS}::test_a_style_that_hides_rows_is_told"),
    Elsewhere(115, "long identifiers", f"{_RENDER}::test_a_long_identifier_is_printed_whole"),
    Elsewhere(
        116,
        "Urdu before counts",
        f"{_RENDER}::test_counts_after_an_isolated_name_stay_in_their_order",
    ),
    Elsewhere(
        117,
        "other environments",
        "tests/build/test_reproducible.py::test_another_environment_gives_the_same_bytes",
    ),
    Elsewhere(
        118,
        "a comment, another order of keys",
        f"{_LAYERS}::test_a_comment_and_the_order_of_keys_change_no_request",
    ),
    Elsewhere(120, "disk full at sealing", f"{_SEAL}::test_a_disk_that_fails_leaves_nothing"),
    Elsewhere(
        120,
        "a document that cannot be made",
        "tests/build/test_reproducible.py::test_a_document_that_cannot_be_made_leaves_the_old_ones",
    ),
    Elsewhere(
        120, "a folder that cannot be written", f"{_LAYERS}::test_reports_that_cannot_be_written"
    ),
    Elsewhere(122, "a byte flipped", f"{_FORGED}::test_forgery_1_a_byte_flipped"),
    Elsewhere(123, "a key in the root", f"{_FORGED}::test_forgery_2_a_key_in_the_root"),
    Elsewhere(124, "page text", f"{_FORGED}::test_forgery_3_page_text"),
    Elsewhere(125, "an annotation", f"{_FORGED}::test_forgery_4_an_annotation"),
    Elsewhere(126, "an attachment", f"{_FORGED}::test_forgery_5_an_attachment_replaced"),
    Elsewhere(127, "junk", f"{_FORGED}::test_forgery_6_junk_appended"),
    Elsewhere(128, "the seal taken off", f"{_FORGED}::test_forgery_7_the_seal_taken_off"),
    Elsewhere(129, "revoked certificate", f"{_SEAL}::test_a_revoked_certificate"),
    Elsewhere(129, "expired certificate", f"{_SEAL}::test_unfit_keys"),
    Elsewhere(129, "wrong PIN, no token", f"{_SEAL}::test_unfit_tokens"),
    Elsewhere(129, "no time-stamp authority", f"{_SEAL}::test_a_dead_authority"),
    Elsewhere(
        130, "nasty cells", "tests/intake/test_export.py::test_nasty_cells_come_back_unchanged"
    ),
    Elsewhere(
        130, "in LibreOffice", "tests/intake/test_export.py::test_libreoffice_keeps_all_cells"
    ),
    Elsewhere(
        131,
        "WACZ that is not intact",
        "tests/intake/test_exhibits.py::test_a_wacz_that_is_not_intact_is_refused",
    ),
    Elsewhere(
        131,
        "WACZ re-hashed",
        "tests/intake/test_exhibits.py::test_wacz_files_that_are_none_and_signed_ones",
    ),
    Elsewhere(
        132,
        "sheet of the auto-archiver",
        "tests/intake/test_import_rows.py::test_the_sheet_of_the_auto_archiver_becomes_exhibits",
    ),
    Elsewhere(
        133, "64 MB and a byte; a million values", f"{_LAYERS}::test_a_file_beyond_the_limits"
    ),
    Elsewhere(
        133,
        "a hundred thousand accounts",
        "tests/case/test_wrong_files.py::test_a_hundred_thousand_accounts",
    ),
]

LATER: list[Later] = [
    Later(119, "the same reference, another case", "demarche/register"),
    Later(120, "eight runs, kill -9, a clock set back: numbers", "demarche/register"),
    Later(121, "a record edited, deleted, cut, chained anew", "demarche/register"),
]
