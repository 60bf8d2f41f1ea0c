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
    (1, ALL, r"; new request .* R ?E ?Q ?U ?E ?S ?T "),
    (
        2,
        ALL,
        r"Reference SPEC-IRU/2026/0042/\w+/\w+.*letter No\. SPEC-IRU/L/2026/0(042|14[2-7]) dated",
    ),
    (3, ALL, r"Issued Islamabad, 23 November 2026, 10:00 \(UTC\+05:00\)"),
    (4, ALL, r"See also SPEC-IRU/2026/0042/"),
    (5, ALL, r"Enclosures .*SHA-256 of request\.json: [0-9a-f ]{64}"),
    (
        6,
        ALL,
        r"Government of Pakistan .*Block S \(Specimen\), Secretariat .*requests@iru\.specimen",
    ),
    (7, ALL, r"It asks as a public authority of Pakistan for voluntary measures, and does not its"),
    (
        8,
        ALL,
        r"Yours truly, A\. N\. Specimen Director .* Signature and stamp are blank until given",
    ),
    (
        9,
        ALL,
        r"confirm that this document is genuine.*Office hours: .*UTC\+05:00.*Languages: English",
    ),
    (10, ALL, r"answer by .* to the contact for answers, answers@iru\.specimen\.example"),
    (11, "information preservation", r"Investigation Agency \(Specimen\)"),
    (
        12,
        "information",
        r"Permission of the court: SPEC-COURT-P/2026/0042.*Order of a court: Court of",
    ),
    (12, "removal prevention", r"a second officer examined the rows"),
    (13, ALL, r" To .{5,60} (1 Meta Way|Wave|800 W Cesar Chavez|through|[A-Z])"),
    (16, ALL, r"Annex A1: schedule of accounts .*https://"),
    (21, ALL, r"the account (presents (itself|its holder) as|supports the organisation)"),
    (22, ALL, r"Ground G\d.*On \d+ \w+ 2026 the"),
    (24, ALL, r"Protected status:? none found"),
    (25, ALL, r"Annex A2: schedule of listings .* List Entry Why .* Read as of"),
    (26, ALL, r"Legal ground\. "),
    (27, "removal prevention", r"Your own rules .* R1 .* Legal basis .* section \d+"),
    (27, "information preservation", r"Legal basis .* section \d+"),
    (28, ALL, r"Provision What it covers Penalty .* imprisonment (of up to \w+ years|for life)"),
    (30, ALL, r"Officers recorded a few accounts that publish for organisations"),
    (31, ALL, r"The accounts publish nothing else, and single posts come back after removal"),
    (31, "removal prevention", r"Less intrusive means: .*Defences and exceptions considered: "),
    (32, "removal", r"Measures Rows (Suspend|Revoke|Close|Block) the "),
    (33, "removal", r"we ask for it in Pakistan only"),
    (33, "prevention", r"nothing beyond them is asked outside Pakistan"),
    (34, "removal", r"We review the rows on 23 February 2027"),
    (34, "prevention", r"The term ends on 23 February 2027"),
    (34, "preservation", r"for 90 days, to 21 February 2027"),
    (35, "removal", r"Please act in a way that can be undone\. No preservation of data"),
    (35, "information", r"Please keep the data until you have answered"),
    (36, "prevention", r"Indicators .*identical to them or essentially unchanged"),
    (37, "prevention", r"tools of your own choice.*a person review every case.*reversed on appeal"),
    (38, "information preservation", r"Tier Data .*(Subscriber data|Data for identification only)"),
    (39, "information preservation", r"from 1 September 2026 to 22 November 2026"),
    (40, "information", r"Only data that you hold already .* Nothing is to be newly collected"),
    (40, "preservation", r"No new data are to be collected"),
    (41, "preservation", r"limit of 90 days .*A request for disclosure follows by 29 January 2027"),
    (42, "information", r"Please send the data .*certificate of authenticity"),
    (45, ALL, r"We ask you not to tell the account holders of this document until 5 December 2026"),
    (46, ALL, r"For you: If you think .*For account holders: "),
    (47, ALL, r"If an entry is taken off a list, .* ask you to restore"),
    (48, "information", r"Data received are used for the stated investigation only"),
    (49, ALL, r"Certificate .*I state in good faith that"),
    (50, "removal prevention information", r"Only the copies that we make for that purpose may be"),
    (51, "removal prevention information", r"Exhibits? E-"),
    (52, ALL, r"Answer by \d+ \w+ 2026 \(requested; no time limit of law is claimed\)"),
    (53, ALL, r"Return form RF .*Reason if not.* Row Account Done On Reason if not Holder told"),
]
"""Row of the checklist, the kinds that need it, and how the pages show it."""

ABSENT = [
    (32, "information preservation", r"Asked (Suspend|Close|Revoke|Withhold|Block)|Measures Rows"),
    (36, "removal information preservation", r"\bIndicators\b"),
    (38, "removal prevention", r"Subscriber data|Traffic data|Tier Data"),
    (42, "removal prevention preservation", r"Please send the data"),
]

FITTING = [
    r"nothing in this document is such a direction",
    r"does not itself hold the power to issue directions",
    r"the enquiry named above can be directed at the persons concerned and at nobody else",
    r"no password and no message is asked for, and nothing in real time",
    r"Nothing is to be newly collected, inferred or decrypted",
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
        "The channels that you publish for this are open to authorities of the EU only, and none "
        "is used; please tell us which one is open to us."
    ) in closed
    emergency = followup.pdf("telegram/emergency").text
    assert "We know of no channel that you publish for this; please tell us which" in emergency
    assert "please tell us which one" not in small.pdf("telegram/removal").text
    assert "through https://legalrequests.x.com" in small.pdf("x/information").text


def test_an_identifier_that_never_changes_stands_beside_a_name(small: Built) -> None:
    assert "Number: 9999999999999900002" in small.pdf("x/information").text


def test_the_time_of_the_last_look_stands_in_the_row(small: Built) -> None:
    for kind in KINDS:
        text = small.pdf(f"x/{kind}").text
        assert "Observed and last seen: 22 November 2026, 08:00 (UTC+05:00)" in text


def test_the_six_threshold_answers_stand_in_a_row_on_incitement_by_name(small: Built) -> None:
    text = small.pdf("telegram/removal").text
    found = re.search(r"The six parts of the threshold test: (.*?) Exhibit", text)
    assert found
    parts = re.findall(r"(?:^|(?<=\. ))([A-Z][a-z, ]+): ", found.group(1))

    assert parts == [
        "Context",
        "Speaker",
        "Intent",
        "Content and form",
        "Extent",
        "Likelihood, including imminence",
    ]
    assert "Context: published while the school was open. Speaker: the channel calls it" in text
    assert "Intent: the item says that pupils are to be hurt. Content and form: On 13" in text
    assert "Likelihood, including imminence: the day named, 20 November 2026, has passed" in text
    # Each is told once, and only where the ground is incitement.
    assert text.count("On 13 November 2026 the channel threatened a named school") == 1
    assert text.count("threshold test") == 1


def test_why_no_lesser_measure_would_do_stands_in_the_row(small: Built) -> None:
    text = small.pdf("telegram/removal").text
    assert "Why no less: the posts come back under the same name within hours. " in text
    assert "For one row annex A1 says why no lesser measure would do." in text
    for kind in ("information", "preservation"):
        assert "Why no less" not in small.pdf(f"telegram/{kind}").text


def test_the_restricted_annex_has_the_whole_exhibit_line(small: Built) -> None:
    text = small.restricted("x/removal").squeezed
    for part in ("22 November 2026, 08:00 (UTC+05:00)", "specimen capture tool 1.0", "The page wi"):
        assert squeezed(part) in text


def test_a_shared_item_names_the_rows_of_this_document_only(small: Built) -> None:
    rows = {row["id"]: n for n, row in enumerate(plain(small.case)["accounts"], start=1)}
    shared = next(exhibit for exhibit in plain(small.case)["exhibits"] if exhibit["id"] == "E-X")
    assert {"x-alone", "x-eu"} <= set(shared["accounts"]), "rows of two entities"

    for name, mine in (("x/preservation", "x-alone"), ("x/preservation-x-ireland", "x-eu")):
        text = small.restricted(name).text
        assert re.search(rf"E-X (?:\d+, )*{rows[mine]} {shared['shows'][:12]}", text), text[-1500:]


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
        asked = len(re.findall(r"not to tell the account holders", text))
        ended = r"not to tell the account holders of this document until \d+ \w+ 20\d\d\. Reason: "
        assert asked == len(re.findall(ended, text)) == 1


def test_no_page_carries_a_mark_of_secrecy(built: Built) -> None:
    for file in built.folder.glob("*/*.pdf"):
        assert not re.search(r"\bSECRET\b|\bCONFIDENTIAL\b", read_pdf(file).text)


def test_a_listing_is_not_said_to_prove_what_an_account_did(built: Built) -> None:
    for name in built.documents():
        text = built.pdf(name).text
        assert "A listing shows who is listed, and no more. What an account did is stated" in text
        assert "This is a request. No sanction is attached to declining it" in text


def test_the_specimen_says_so_on_every_page(built: Built) -> None:
    assert built.case == SPECIMEN or built.folder.name == "SPEC-IRU-2026-0042"
    for file in built.folder.glob("*/*.pdf"):
        for page in read_pdf(file).pages:
            assert "SPECIMEN – no real office, no real account" in page
