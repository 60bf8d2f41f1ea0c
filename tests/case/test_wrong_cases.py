"""Wrong case files: each is told in one line at its place, and nothing is written.

Each is the good case with one passage changed; ‸ marks where the fault is to be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from wrong import GOOD, build_refused, changed, place_in, printed

URL = "url: https://t.me/specimen_channel\n"
ORG = "organisation: ttp"
FIELD = "accounts[1].holder_in"
DATE = "date: 2026-11-23T10:00:00"
PRESERVATION = """kind: removal
  - kind: preservation
    window: {start: 2026-09-01, end: 2026-11-22}
    formal_request_by: 2027-01-29"""


@dataclass(frozen=True)
class Wrong:
    """One wrong case: the passage changed, the field named, what must be said, the status."""

    name: str
    old: str
    new: str
    field: str
    says: str
    status: int = 2


def url(name: str, address: str, says: str) -> Wrong:
    """An account with another address."""
    return Wrong(name, URL, f"url: ‸{address}\n", "accounts[1].url", says)


YAML_FAULTS = [
    Wrong("tab", "  - id: a1", "‸\t- id: a1", "", "a tab in the indentation; YAML indents with"),
    Wrong(
        "duplicate key",
        "facts: An",
        "‸title: x\nfacts: An",
        "title",
        "duplicate field (first on line 2)",
    ),
    Wrong("anchor", "title: One", "title: ‸&a One", "title", "an anchor (&a) is not allowed"),
    Wrong("alias", "title: One account", "title: ‸*a", "title", "an alias (*a) is not allowed"),
    Wrong(
        "cyclic alias",
        "exhibits: [E1]",
        "exhibits: ‸&e [E1, *e]",
        "accounts[1].exhibits",
        "an anchor (&e) is not allowed; write it out",
    ),
    Wrong("merge key", "title: One", "‸<<: {a: b}\ntitle: One", "", "a merge key (<<)"),
    Wrong("tag", "title: One", "title: ‸!!python/name:os.system One", "title", "a tag ("),
    Wrong(
        "comment eats text",
        "title: One account",
        "title: ‸One account #jihad",
        "title",
        "everything after ` #` would be dropped as a comment ('#jihad')",
    ),
    Wrong(
        "folded text",
        "facts: An",
        "facts: ‸>\n  An",
        "facts",
        "folded text (>) is not allowed: it changes line",
    ),
    Wrong("text over lines", "facts: An", "facts: ‸An\n  old", "facts", "text runs over several"),
    Wrong("two documents", "title: One", "‸---\ntitle: One", "", "a second document (---)"),
    Wrong("null", "title: One account", "title: ‸null", "title", "'null' is ambiguous; quote it"),
    Wrong("tilde", "id: a1\n", "id: a1\n    handle: ‸~\n", "accounts[1].handle", "'~' is amb"),
    Wrong("second colon", "title: One", "title: One‸: two", "", "a second `: ` in one value"),
    Wrong("bare at sign", URL, "url: ‸@specimen\n", "", "quote the whole value"),
    Wrong("bare per cent", "title: One", "title: ‸%One", "", "quote the whole value"),
    Wrong(
        "deep nesting",
        "title: One account",
        f"title: {'[' * 20}‸{'[' * 200_000}",
        "",
        "nested deeper",
    ),
    Wrong(
        "open quote", "title: One", 'title: "One', "", "bracket, brace or quote above is not clo"
    ),
    Wrong(
        "open bracket",
        "exhibits: [E1]\n    protected",
        'exhibits: ["E1"\n    ‸protected',
        "",
        "a bracket, brace or quote above is not closed",
    ),
    Wrong("indentation", URL, f"{URL}   ‸handle: x\n", "", "indent it like the lines around it"),
    Wrong("raw control", "title: One", "title: One‸\u2028", "", "U+2028"),
]

FIELDS = [
    Wrong("unknown key", "id: a1\n", "id: a1\n    ‸hnadle: x\n", "accounts[1].hnadle", "'handle'?"),
    Wrong("missing url", f"- id: a1\n    {URL}", "- ‸id: a1\n", "accounts[1].url", "but missing"),
    Wrong("empty url", URL, "‸url:\n", "accounts[1].url", "required, but empty"),
    Wrong("blank title", "title: One account", 'title: ‸" "', "title", "must not be empty"),
    Wrong("wrong type", "title: One account", "title: ‸[One]", "title", "expected text, found a"),
    Wrong(
        "accounts a mapping",
        "accounts:\n  - id: a1",
        "accounts:\n    ‸id: a1",
        "accounts",
        "expected a list, found fields",
    ),
    Wrong(
        "date without zone",
        f"{DATE}+05:00",
        f"date: ‸{DATE[6:]}",
        "date",
        "expected date, time and zone",
    ),
    Wrong(
        "date only", f"{DATE}+05:00", "date: ‸2026-11-23", "date", "expected date, time and zone"
    ),
    Wrong(
        "30 February", "date: 2026-11-23", "date: ‸2026-02-30", "date", "not a valid date or time"
    ),
    Wrong(
        "end of the calendar",
        "date: 2026-11-23",
        "date: ‸9999-12-31",
        "date",
        "year 9999 is out of range; use 1900 to 2199",
    ),
    Wrong(
        "year one",
        "kind: removal",
        "kind: removal\n    reply_by: ‸0001-01-01",
        "requests[1].reply_by",
        "year 0001 is out of range",
    ),
    Wrong(
        "period without an end",
        "kind: removal",
        "kind: removal\n    period_days: ‸999999999",
        "requests[1].period_days",
        "must be less than or equal to 3650",
    ),
    Wrong(
        "American date",
        "kind: removal",
        "kind: removal\n    reply_by: ‸11/26/2026",
        "requests[1].reply_by",
        "expected a date as YYYY-MM-DD",
    ),
    Wrong("unknown kind", "kind: removal", "kind: ‸removel", "requests[1].kind", "mean 'removal'?"),
    Wrong(
        "days in words",
        "kind: removal",
        "kind: removal\n    period_days: ‸ninety",
        "requests[1].period_days",
        "'ninety' is not a whole number; write digits only",
    ),
    Wrong("path in reference", "SPEC-IRU/2026/0007", "‸../../etc/x", "reference", "file name"),
    Wrong("dots in reference", "SPEC-IRU/2026/0007", "‸SPEC/../x", "reference", "file name"),
    Wrong("long title", "title: One", f"title: ‸{'x' * 3000}", "title", "longer than"),
    Wrong(
        "hash too short",
        "sha256: 0f1e",
        "sha256: ‸f1e",
        "exhibits[1].sha256",
        "64 lowercase hex",
    ),
    Wrong(
        "holder in a name", "id: a1\n", "id: a1\n    holder_in: ‸Germany\n", "", "for example PK"
    ),
]

NAMES = [
    *(
        Wrong(f"holder in {code}", "id: a1\n", f"id: a1\n    holder_in: ‸{code}\n", FIELD, says)
        for code, says in (
            ("ZZ", "unknown country code 'ZZ'; write its ISO 3166-1 code, for example PK"),
            ("UK", "unknown country code 'UK'; did you mean 'GB' (the United Kingdom)?"),
            ("EU", "EU is the European Union, not a country; write the country's code"),
        )
    ),
    Wrong(
        "organisation", ORG, "organisation: ‸tpp", "accounts[1].organisation", "did you mean 'ttp'?"
    ),
    Wrong("office", "pk-specimen", "‸pk-specimn", "office", "did you mean 'pk-specimen'?"),
    Wrong("ground", "propaganda", "‸propagnda", "accounts[1].ground", "mean 'propaganda'?"),
    Wrong("exhibit", "[E1]", "‸[E2]", "accounts[1].exhibits", "unknown exhibit 'E2'"),
    Wrong(
        "row of exhibit",
        "accounts: [a1]",
        "accounts: ‸[b1]",
        "exhibits[1].accounts",
        "unknown account row 'b1'",
    ),
    Wrong(
        "mirror of nothing",
        "id: a1\n",
        "id: a1\n    mirror_of: ‸a2\n",
        "accounts[1].mirror_of",
        "unknown account row 'a2'",
    ),
    Wrong(
        "mirror of itself",
        "id: a1\n",
        "id: a1\n    mirror_of: ‸a1\n",
        "accounts[1].mirror_of",
        "row cannot replace itself",
    ),
    Wrong(
        "platform of request",
        "kind: removal",
        "kind: removal\n    platforms: ‸[telegramm]",
        "requests[1].platforms",
        "did you mean 'telegram'?",
    ),
]

ADDRESSES = [
    url("bare digits", "0123", "platform"),
    url("search", "https://x.com/search?q=ttp", "search"),
    url("hashtag", "https://x.com/hashtag/ttp", "hashtag"),
    url(
        "post", "https://x.com/a_b/status/1990000000000000001", "address is a post, not an account"
    ),
    url(
        "post of a channel", "https://t.me/specimen_channel/12", "address is a post, not an account"
    ),
    url("look-alike host", "https://x.com.evil.example/a_b", "x.com.evil.example"),
    url("user before host", "https://x.com@evil.example/a_b", "evil.example"),
    url("homoglyph host", "https://х.com/a_b", "0445"),
    url("script", "javascript:alert(1)", "javascript"),
    url("a file", "file:///etc/passwd", "file"),
    url("a reserved word", "https://x.com/home", "home"),
    url("too long a name", f"https://x.com/{'a' * 16}", "15"),
    Wrong(
        "other platform",
        "id: a1\n",
        "id: a1\n    platform: ‸x\n",
        "accounts[1].platform",
        "telegram",
    ),
]

EXAMINED = [
    Wrong(
        "one person",
        "{name: C. N. Specimen,",
        "{name: ‸b n SPECIMEN,",
        "approved_by.name",
        "E25: approved_by.name: the same person prepared and approved the case",
        1,
    ),
    Wrong(
        "organisation removed",
        ORG,
        "organisation: ‸mek",
        "accounts[1].organisation",
        "E03: row a1: organisation: organisation has no listing in force",
        1,
    ),
    Wrong(
        "under observation only",
        ORG,
        "organisation: ‸obs-ghulaman-e-sahaba",
        "accounts[1].organisation",
        "observation under section 11D is not a proscription",
        1,
    ),
    Wrong(
        "listed abroad only",
        ORG,
        "organisation: ‸real-ira",
        "accounts[1].organisation",
        "E04: row a1: organisation: organisation is not on any list that the requesting "
        "state gives effect to",
        1,
    ),
    Wrong(
        "answer before the request",
        "kind: removal",
        "kind: removal\n    reply_by: ‸2026-11-23",
        "requests[1].reply_by",
        "E28: requests[1].reply_by: date is out of order: must be after the date of issue",
        1,
    ),
    Wrong(
        "preservation of 120 days",
        "kind: removal",
        f"{PRESERVATION}\n    period_days: ‸120",
        "requests[2].period_days",
        "E12: requests[2].period_days: preservation period exceeds the legal limit: "
        "120 days (limit 90",
        1,
    ),
    Wrong(
        "long confidentiality",
        "requests:",
        "confidentiality: {until: ‸2026-12-08, reason: Harm.}\nrequests:",
        "confidentiality.until",
        "15 days (limit 14",
        1,
    ),
    Wrong(
        "no exhibit",
        GOOD[GOOD.index("    exhibits: [E1]") :],
        "    exhibits: ‸[]\n    protected: none\n",
        "accounts[1].exhibits",
        "E05: row a1: exhibits: no exhibit shows what the account did",
        1,
    ),
    Wrong(
        "prevention without a mirror",
        "kind: removal",
        "kind: removal\n  - kind: ‸prevention\n    term_until: 2027-02-01",
        "requests[2].kind",
        "E31: requests[2].kind: request produces no document",
        1,
    ),
    Wrong(
        "prevention alone without a mirror",  # says nothing of the organisation, which is listed
        "kind: removal",
        "kind: ‸prevention\n    term_until: 2027-02-01",
        "requests[1].kind",
        "E31: requests[1].kind: request produces no document",
        1,
    ),
    Wrong(
        "seen after issue",
        "captured_at: 2026-11-20",
        "captured_at: ‸2027-11-20",
        "exhibits[1].captured_at",
        "E27: exhibits[1].captured_at: observation or capture is later than the time",
        1,
    ),
    Wrong(
        "journalist",
        "protected: none",
        "protected: ‸journalist",
        "accounts[1].protected",
        "E08: row a1: protected: account may be protected",
        1,
    ),
    Wrong(
        "foreign form of reference",
        "SPEC-IRU/2026/0007",
        "‸OTHER/7",
        "reference",
        "E29: reference: reference does not match the office's format",
        1,
    ),
]

ALL = [*YAML_FAULTS, *FIELDS, *NAMES, *ADDRESSES, *EXAMINED]


@pytest.mark.parametrize("wrong", ALL, ids=lambda wrong: wrong.name)
def test_is_told_in_one_line_at_its_place(wrong: Wrong, workspace: Path) -> None:
    folder = workspace / "data" / "cases" / "one"
    text, place = place_in(changed(wrong.old, wrong.new))
    (folder / "case.yaml").write_text(text, encoding="utf-8")

    result = build_refused(folder)

    assert result.status == wrong.status
    assert len(result.errors) == 1 + result.lines[-1].endswith("; no files written")
    row = not any(
        sign in wrong.says for sign in ("an anchor", "'~' is amb")
    )  # before rows are read
    field = printed(wrong.field) if row else wrong.field
    result.line(f"{place}:", f"{field}: " if field else "", wrong.says)
