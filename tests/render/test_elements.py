"""What each kind of request must hold, must not hold, and may never say.

The rows are those of the merged checklist of what a complete request contains, made from the forms
of the European Union, the United Nations Office on Drugs and Crime and Pakistan; the wording is
that which may appear in no request. Both are read off the finished pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from kit import KINDS, SPECIMEN, Built, Pdf, plain, read_pdf, squeezed

ALL = "removal prevention information preservation"

ELEMENTS = [
    (1, ALL, r"REQUEST FOR (REMOVAL|MEASURES|ACCOUNT INFORMATION|PRESERVATION) "),
    (1, "preservation", r"Type new request"),
    (
        2,
        ALL,
        r"reference SPEC-IRU/2026/0042/\w+/\w+.*letter No\. SPEC-IRU/L/2026/0(042|14[2-7]), dated",
    ),
    (3, ALL, r"Date Islamabad, 23 November 2026, 10:00 \(UTC\+05:00\)"),
    (4, ALL, r"Related SPEC-IRU/2026/0042/"),
    (5, ALL, r"What belongs to it: .*Return form RF; .*SHA-256 of request\.json: [0-9a-f ]{64}"),
    (
        6,
        ALL,
        r"Government of Pakistan .*Block S \(Specimen\), Secretariat .*requests@iru\.specimen",
    ),
    (
        7,
        ALL,
        r"As a public authority of Pakistan we ask for voluntary measures\. We have no power",
    ),
    (8, ALL, r"Yours truly, A\. N\. Specimen, Director .* prepared for the electronic seal of the"),
    (9, ALL, r"09:00 to 17:00, .{5,40}UTC\+05:00.*To verify this document, .*Languages: English"),
    (10, ALL, r"Please reply by .* to answers@iru\.specimen\.example \(contact for replies\)"),
    (11, "information preservation", r"Investigation Agency \(Specimen\)"),
    (
        12,
        "information",
        r"Court permission: SPEC-COURT-P/2026/0042.*Court order: Court of",
    ),
    (12, "removal prevention", r"a second officer examined the rows"),
    (13, ALL, r"(\bInc\.|LLC|Corp\.|Ltd\.?|Company) .{0,120}?(Via |We know of no|Your published )"),
    (16, ALL, r"The accounts? For What it did .*https://.*Annex A1: Schedule of accounts "),
    (
        21,
        ALL,
        r"Annex A1: Schedule .*(?i:organisation's own|outlet|member|supporter, no)",
    ),
    (22, "removal prevention information", r"Annex A1: Schedule .*On \d+ \w+ 2026 the"),
    (22, "preservation", r"What it did .*On \d+ \w+ 2026 the .*Annex A1: Schedule "),
    (24, ALL, r"check for protected persons: none found"),
    (25, ALL, r" Reference; instrument Listed Read Why it is cited "),
    (26, ALL, r" 20\d\d legal ground\b"),
    (27, "removal prevention", r"Your policies .* Policy Our summary .* Legal basis .* s\. \d+"),
    (27, "information preservation", r"Legal basis .* s\. \d+"),
    (28, ALL, r"Provision Scope and penalty .* imprisonment (of up to \w+ years|for life)"),
    (30, ALL, r"Officers recorded a few accounts that publish for organisations"),
    (31, ALL, r"The accounts publish nothing else, and single posts come back after removal"),
    (31, "removal prevention", r"Less intrusive means: .*Defences and exceptions considered: "),
    (32, "removal", r"Measure requested: (Suspend|Revoke|Close|Block) the "),
    (33, "removal", r"we request it in Pakistan only"),
    (33, "prevention", r"we ask nothing beyond them outside Pakistan"),
    (34, "removal", r"We will review the rows on 23 February 2027"),
    (34, "prevention", r"The term ends on 23 February 2027"),
    (34, "preservation", r"for 90 days, to 21 February 2027"),
    (
        35,
        "removal",
        r"Please act in a way that can be reversed\. This document requests no pre",
    ),
    (35, "information", r"Please preserve the data until you have replied"),
    (36, "prevention", r"identical to them or essentially unchanged.* Indicators "),
    (37, "prevention", r"means of your own choice.*a person review every case.*reversed on appeal"),
    (38, "information preservation", r"Category Data .*(Subscriber data|Identification data only)"),
    (39, "information preservation", r"Data period: 1 September 2026 to 22 November 2026"),
    (40, "information", r"only for data you already hold .* do not ask you to collect, infer or"),
    (40, "preservation", r"Please collect no new data"),
    (
        41,
        "preservation",
        r"90-day limit .*We will send a request for disclosure by 29 January",
    ),
    (42, "information", r"Please send the data .*certificate of authenticity"),
    (
        45,
        ALL,
        r"do not notify the account holders of this document until after 5 December 2026",
    ),
    (46, ALL, r"For you: If you consider .*For account holders: "),
    (47, ALL, r"If an entry is removed from a list, .* ask you to reverse"),
    (48, "information", r"Data received are used only for the stated investigation"),
    (49, ALL, r"Certification .*I confirm in good faith that"),
    (50, "removal prevention information", r"Only the copies that we make for that purpose may be"),
    (51, "removal prevention information", r"Annex A1: Schedule .* T\d E-"),
    (52, ALL, r"Reply by \d+ \w+ 2026, .{5,40}\(requested; no statutory deadline is claimed\)"),
    (53, ALL, r"If a row is incomplete, misdirected or cannot be acted on, please say so for that"),
]
"""Row of the checklist, the kinds that need it, and how the pages show it."""

ABSENT = [
    (32, "information preservation", r"Measure requested|take the measure stated for each"),
    (36, "removal information preservation", r"\bIndicators\b"),
    (38, "removal prevention", r"Subscriber data|Traffic data|Category Data|Data period"),
    (42, "removal prevention preservation", r"Please send the data"),
]

FITTING = [
    r"nothing in this document is such a direction",
    r"We have no power ourselves to issue directions",
    r"the enquiry named above can be directed at the persons concerned and at nobody else",
    r"we request no passwords, no messages and nothing in real time",
    r"We do not ask you to collect, infer or decrypt anything",
    r"no filter by keyword, name, language, origin, ethnicity, religion or region; no matching of "
    r"faces",
    r"Internet Referral Unit",
]
"""Sentences of ours in which a word of the list below says the opposite; they are taken out."""

NEVER = [
    r"\byou (must|shall|are required|are obliged|are ordered|are directed|are bound)\b",
    r"\b(we|hereby) (order|direct|require|demand|instruct)\b",
    r"\bdirect(s|ed|ion|ions|ive)?\b(?! message| report)",
    r"failure to comply|non-compliance|fail to comply|strict action|legal action against you",
    r"will result in|consequences|prosecut(e|ed|ion) (you|your|of your)",
    r"immediately (delete|remove|block)|all accounts linked|and associates|similar accounts",
    r"including,? but not limited to|any and all|all data\b|complete record|since inception",
    r"automatically (detect|block|remove)|no such account (re)?appears|ensure that no",
    r"face (matching|recognition)|biometric",
    r"\bpassword|\bdecrypt|back ?door|real[- ]time|contact list",
    r"notorious|anti-state|enem(y|ies)\b|propagandist|terrorist account|known terrorist",
    r"against (the )?ideology|fake news|defam(e|ing) (the )?institutions",
    r"confidential intelligence|intelligence confirms",
    r"international law you|pursuant to UNSCR|Security Council (requires|obliges) you",
    r"under Article 9 of (the )?(DSA|Digital Services)|under the Budapest Convention|e-Evidence",
    r"permanent(ly)? ban|ban the person",
    r"\bTOP SECRET\b|\bemergency (request|disclosure)\b",
    r"keyword filter|surname",
    r"Fitna",
]
"""Phrases that no request may hold, whatever the case of the letters."""


def of_kind(built: Built, kind: str) -> Iterator[tuple[str, Pdf]]:
    """The main documents of a kind."""
    for name in built.documents():
        if name.split("/")[1].split("-")[0] == kind:
            yield name, built.pdf(name)


MARKS = re.compile(r"DRAFT · SPECIMEN – no real office, no real account \S+ |D R A F T ")
RELATED, ALONE = 4, {"x/preservation-x-ireland"}
"""The row of related documents, and the only document to its recipient, which has none."""


def label(value: object) -> str | None:
    """A short name for a row of the checklist."""
    return str(value) if isinstance(value, int) else None


@pytest.mark.parametrize(("row", "kinds", "pattern"), ELEMENTS, ids=label)
def test_each_kind_has_what_it_must(small: Built, row: int, kinds: str, pattern: str) -> None:
    for kind in kinds.split():
        found = dict(of_kind(small, kind))
        assert found
        for name, pdf in found.items():
            if row == RELATED and name in ALONE:
                continue
            assert re.search(pattern, pdf.text), f"row {row} is not in {name}"


@pytest.mark.parametrize(("row", "kinds", "pattern"), ABSENT, ids=label)
def test_no_kind_has_what_it_must_not(small: Built, row: int, kinds: str, pattern: str) -> None:
    for kind in kinds.split():
        for name, pdf in of_kind(small, kind):
            found = re.search(pattern, pdf.text)
            assert not found, f"row {row} in {name}: {found}"


def test_the_general_telephone_number_stands_in_the_letterhead(small: Built) -> None:
    for name in small.documents():
        assert "+1 202 555 0100" in small.pdf(name).text


def test_where_no_channel_is_open_the_page_says_so(small: Built, followup: Built) -> None:
    closed = small.pdf("telegram/information").text
    assert (
        "Your published channels for this purpose are open only to authorities of the EU, so we "
        "have used none. Please tell us which channel is open to us."
    ) in closed
    emergency = followup.pdf("telegram/emergency").text
    assert "We know of no published channel for emergencies that is open to us" in emergency
    assert "Please tell us which channel" not in small.pdf("telegram/removal").text
    assert "Via https://legalrequests.x.com" in small.pdf("x/information").text


def test_an_identifier_that_never_changes_stands_beside_a_name(small: Built) -> None:
    assert "x.com/specimen_x_new 9999999999999900002" in small.pdf("x/information").text


def test_the_time_of_the_last_look_stands_in_the_row(small: Built) -> None:
    for kind in KINDS:
        text = small.pdf(f"x/{kind}").text
        assert "seen 22 Nov 2026, 08:00" in text


def test_the_six_threshold_answers_stand_in_a_row_on_incitement_by_name(small: Built) -> None:
    text = small.pdf("telegram/removal").text
    found = re.search(r"Row Context Intent Likelihood, including imminence (.*?) Annex A2", text)
    assert found
    assert found.group(1) == (
        "12 published while the school was open the item says that pupils are to be hurt the day "
        "named, 20 November 2026, has passed without harm; the school is still named"
    )
    # The other three parts are in the row itself.
    schedule = text[text.index("Annex A1: Schedule") : text.index("Annex A1, part 2")]
    assert "900 members on 22 November 2026" in schedule
    assert "Organisation's own: the channel calls itself the organisation's own" in schedule
    assert schedule.count("On 13 November 2026 the channel threatened a named school") == 1
    assert "published while the school was open" not in schedule
    assert text.count("Threshold test") == 1
    assert "Threshold test" not in small.pdf("x/removal").text


def test_why_no_lesser_measure_would_do_stands_in_the_row(small: Built) -> None:
    text = small.pdf("telegram/removal").text
    assert "Why no less: the posts come back under the same name within hours" in text
    assert "For 1 account Annex A1 says why no lesser measure would suffice." in text
    for kind in ("information", "preservation"):
        assert "Why no less" not in small.pdf(f"telegram/{kind}").text


def test_the_restricted_annex_has_the_whole_exhibit_line(small: Built) -> None:
    text = small.restricted("x/removal").squeezed
    for part in ("22 November 2026, 08:00 (UTC+05:00)", "specimen capture tool 1.0", "The page wi"):
        assert squeezed(part) in text


def test_a_shared_item_names_the_rows_of_this_recipient_only(small: Built) -> None:
    rows = {row["id"]: n for n, row in enumerate(plain(small.case)["accounts"], start=1)}
    shared = next(exhibit for exhibit in plain(small.case)["exhibits"] if exhibit["id"] == "E-X")
    assert {"x-alone", "x-eu"} <= set(shared["accounts"]), "rows of two entities"

    both = f"{rows['x-alone']}, {rows['x-eu']}"
    for name, mine in (("x/removal", both), ("x/preservation-x-ireland", rows["x-eu"])):
        text = small.restricted(name).text
        assert re.search(rf"E-X {mine} {shared['shows'][:12]}", text), text[-1500:]


@pytest.fixture(params=["small", pytest.param("specimen", marks=pytest.mark.specimen)])
def built(request: pytest.FixtureRequest) -> Built:
    """The small case, and in the slow run the specimen too."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Built)
    return found


def test_no_document_holds_wording_that_must_never_appear(built: Built) -> None:
    never = re.compile("|".join(f"({pattern})" for pattern in NEVER), re.IGNORECASE)
    fitting = re.compile("|".join(FITTING))
    found = []
    for file in sorted(built.folder.glob("*/*.pdf")):
        # Where a sentence goes on, the marks of the page before are read within it.
        text = fitting.sub("", MARKS.sub("", read_pdf(file).text))
        found += [
            f"{file.name}: …{text[max(0, hit.start() - 60) : hit.end() + 40]}…"
            for hit in never.finditer(text)
        ]
    assert not found, "\n".join(found[:20])


def test_silence_is_asked_for_with_an_end_only(built: Built) -> None:
    for name in built.documents():
        text = built.pdf(name).text
        asked = len(re.findall(r"not notify the account holders", text))
        ended = (
            r"not notify the account holders of this document until after \d+ \w+ 20\d\d\. Reason: "
        )
        assert asked == len(re.findall(ended, text)) == 1


def test_no_page_carries_a_mark_of_secrecy(built: Built) -> None:
    for file in built.folder.glob("*/*.pdf"):
        assert not re.search(r"\bSECRET\b|\bCONFIDENTIAL\b", read_pdf(file).text)


def test_a_listing_is_not_said_to_prove_what_an_account_did(built: Built) -> None:
    for name in built.documents():
        text = built.pdf(name).text
        assert "A listing shows only who is listed; Annex A1 states what each account did" in text
        assert "This is a request. Declining it carries no sanction, express or implied" in text


def test_the_specimen_says_so_on_every_page(built: Built) -> None:
    assert built.case == SPECIMEN or built.folder.name == "SPEC-IRU-2026-0042"
    for file in built.folder.glob("*/*.pdf"):
        for page in read_pdf(file).pages:
            assert "SPECIMEN – no real office, no real account" in page
