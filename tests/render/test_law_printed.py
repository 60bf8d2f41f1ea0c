"""The asking state's law in every kind of document, read back from the finished pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from kit import DATA, Built, Pdf, plain, squeezed

from demarche.render.cell_filters import cited_together

PK = plain(DATA / "jurisdictions" / "pk.yaml")
PROVISIONS = {entry["cited"]: entry for entry in PK["provisions"]}
GROUNDS = {entry["id"]: entry for entry in PK["grounds"]}
CITED = {entry["id"]: entry["cited"] for entry in PK["provisions"]}

_SECTION = re.compile(r"\b(?:[Ss]ections?|ss?\.) ?\d+[A-Z]*(?:\(\w+\))*")
_ACT = re.compile(
    r"\bActs?(?: \([A-Z]+ \d{4}\))?,? (?:of )?\d{4}|\b(?:PECA|ATA|[A-Z]{2,6}) \d{4}\b"
    r"|(?:Nationality|Powers|Prevention|Reform) (?:and \w+ )*Act\b|U\.S\.C\.|Executive Order"
    r"|(?:Criminal|Penal) Code|Regulation \(|Directive|Regulation \d"
)
_NEAR = 130


@pytest.fixture(params=["small", "followup"])
def documents(request: pytest.FixtureRequest) -> dict[str, Pdf]:
    """Every document of the two cases, which have all kinds between them."""
    built: Built = request.getfixturevalue(request.param)
    return {name: built.pdf(name) for name in built.documents()}


def bare(text: str) -> Iterator[str]:
    """Every section without an Act near it."""
    for found in _SECTION.finditer(text):
        around = text[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        if not _ACT.search(around):
            yield around


def test_no_section_is_printed_without_its_act(documents: dict[str, Pdf]) -> None:
    assert list(bare("The row rests on section 9 and on s. 10."))  # the search finds what it is for
    for name, document in documents.items():
        # The closing stands at the foot of a page, where a paragraph may go on beyond it.
        text = re.sub(r"Yours truly.{0,2000}?request\.json: [0-9a-f ]{64,70}", "", document.text)
        assert not list(bare(text)), name


def test_what_the_statutes_do_not_say_is_printed_nowhere(documents: dict[str, Pdf]) -> None:
    for name, document in documents.items():
        text = document.text
        assert "38(1)" not in text, name
        assert "2B(1)" not in text, name
        assert not re.search(r"limited to (30|thirty) days", text), name
        assert not re.search(r"\bS\.? ?R\.? ?O\b", text), name
        assert not re.search(r"First Schedule,? (entry|No|number)", text), name
        assert not re.search(r"\bs(ection|\.) 10\b", text), name
        assert "(Freezing and Seizure) Order" not in text, name
        assert not re.search(r"SMPRA|Cyber Crime Wing|cyber crime wing", text), name


def test_each_row_prints_the_act_and_the_section(documents: dict[str, Pdf], small: Built) -> None:
    if "x/removal" not in documents or "telegram/removal" not in documents:
        pytest.skip("this case has no removal")
    requests = small.requests()
    for name in ("x/removal", "telegram/removal", "x/information"):
        squeezed_text = squeezed(documents[name].text)
        for row in requests[name]["accounts"]:
            assert row["provisions"]
            printed = cited_together(row["provisions"], {"s.": "ss."})
            assert squeezed_text.count(squeezed(printed)) >= 2, (name, row["number"])
            assert set(row["provisions"]) <= set(PROVISIONS)


def test_the_table_of_offences_is_whole(documents: dict[str, Pdf], small: Built) -> None:
    if "x/removal" not in documents or "x/reminder-removal" in documents:
        pytest.skip("this case has no removal")
    for name, request in small.requests().items():
        text = squeezed(documents[name].text)
        for entry in request["provisions"]:
            data = PROVISIONS[entry["cited"]]
            for field in ("gist", "exception", "penalty"):
                if data.get(field):
                    assert squeezed(data[field]) in text, (name, entry["cited"], field)
            pages = ", ".join(data["pages"])
            assert squeezed(f"{entry['cited']}: p. {pages}") in text, (name, entry["cited"])
        grounds = {entry["id"] for entry in request["grounds"] if entry["rows"]}
        for ground in grounds:
            for provision in GROUNDS[ground]["provisions"]:
                assert CITED[provision] in {entry["cited"] for entry in request["provisions"]}


def test_threats_and_the_emergency_rest_on_the_act_that_covers_them(followup: Built) -> None:
    text = followup.pdf("telegram/emergency").text
    assert "Anti-Terrorism Act 1997, section 6 (Terrorism)" in text
    assert "Anti-Terrorism Act 1997, section 7 (Punishment for acts of terrorism)" in text
    assert "Cyber terrorism" not in text


def test_lists_that_freeze_assets_are_for_information(small: Built) -> None:
    text = small.pdf("x/removal").text
    assert "are cited for information; no measure is requested on this basis: " in text
    assert re.search(r" QDe\.004 6 Oct 2001 1 Aug 2026 for information ", text)
    request = small.requests()["x/removal"]
    for organisation in request["organisations"]:
        for entry in organisation["citations"]:
            assert entry["for_information"] == entry["authority"].startswith("un-"), entry[
                "authority"
            ]
            assert entry["legal_ground"] == (entry["authority"] == "pk-ata-11b"), entry["authority"]


def test_proscription_is_cited_as_the_governments_order(small: Built) -> None:
    citations = [
        entry["text"]
        for organisation in small.requests()["x/removal"]["organisations"]
        for entry in organisation["citations"]
        if entry["authority"] == "pk-ata-11b"
    ]
    assert citations
    for text in citations:
        assert re.search(
            r", proscribed by order of the Federal Government in the official Gazette under "
            r"section 11B of the Anti-Terrorism Act 1997 listing it in the First Schedule",
            text,
        )


def test_a_request_says_that_no_order_exists(small: Built, followup: Built) -> None:
    said = "This request is not an order, so there is nothing yet to review or appeal."
    measured = [*("x/removal", "x/prevention")]
    for name in measured:
        text = small.pdf(name).text
        assert said in text
        assert "For you and for account holders: This request is not an order" in text
        assert "(PECA 2016, s. 37(4) and (5))" in text
        assert "(PECA 2016, ss. 2W(2) and 2X)" in text
        assert "the Pakistan Telecommunication Authority continues to perform" in text
    for name, built in (
        ("x/preservation", small),
        ("x/withdrawal-removal", followup),
        ("x/preservation-release", followup),
        ("x/letter", followup),
        ("telegram/contact", followup),
    ):
        assert "37(4)" not in built.pdf(name).text, name
    assert "Your own appeals process also remains open" in small.pdf("x/preservation").text
