"""The documents of the small case, read back: who gets which, with what, and without what."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kit import DATA, Built, build_case, picture, plain, squeezed
from wrong import changed

ROWS = {
    "x/removal": "x-alone x-new x-eu",  # X looks at where the authority is, for data at the holder
    "x/prevention": "x-new",
    "x/information": "x-alone x-old x-new",
    "x/preservation": "x-alone x-old x-new",
    "x/preservation-x-ireland": "x-eu",
    "facebook/removal": "fb-new",
    "facebook/prevention": "fb-new",
    "facebook/information": "fb-old fb-new",
    "facebook/preservation": "fb-old fb-new",
    "facebook/removal-meta-ireland": "fb-eu",
    "facebook/preservation-meta-ireland": "fb-eu",
    "instagram/removal": "ig-new ig-cross",
    "instagram/prevention": "ig-new",  # ig-cross continues what another company removed
    "instagram/information": "ig-old ig-new ig-cross",
    "instagram/preservation": "ig-old ig-new ig-cross",
    "telegram/removal": "tg-new tg-invite",
    "telegram/prevention": "tg-new",
    "telegram/information": "tg-new tg-old",
    "telegram/preservation": "tg-new tg-invite tg-old",
    "whatsapp/removal": "wa-new",
    "whatsapp/prevention": "wa-new",
    "whatsapp/information": "wa-old wa-new",
    "whatsapp/preservation": "wa-old wa-new",
}
"""Each document with its rows, gravest first: an account that was removed already, an invitation
link, a mirror and a holder in the European Union each go where they belong; data are not asked for
there."""

CANONICAL = {
    "x-old": "https://x.com/specimen_x_old",
    "x-new": "https://x.com/specimen_x_new",
    "x-alone": "https://x.com/0123",
    "x-eu": "https://x.com/specimen_x_eu",
    "fb-old": "https://www.facebook.com/specimen.small.old",
    "fb-new": "https://www.facebook.com/profile.php?id=100000000000042",
    "fb-eu": "https://www.facebook.com/specimen.small.eu",
    "ig-old": "https://www.instagram.com/specimen_ig_old/",
    "ig-new": "https://www.instagram.com/specimen_ig_new/",
    "ig-cross": "https://www.instagram.com/specimen_ig_cross/",
    "tg-old": "https://t.me/specimen_tg_old",
    "tg-new": "https://t.me/specimen_tg_new",
    "tg-invite": "https://t.me/+AAAAAEspecimen0042",
    "wa-old": "https://wa.me/447700900042",
    "wa-new": "https://wa.me/447700900043",
}
MIRRORS = {
    "x-new": "x-old",
    "fb-new": "fb-old",
    "ig-new": "ig-old",
    "tg-new": "tg-old",
    "wa-new": "wa-old",
}
"""A row that continues a removed account of the same platform names that one too."""

ENTITIES = {
    "x/removal": "X Corp.",
    "facebook/removal": "Meta Platforms, Inc.",
    "facebook/removal-meta-ireland": "Meta Platforms Ireland Ltd.",
    "instagram/prevention": "Meta Platforms, Inc.",
    "telegram/information": "Telegram Messenger Inc.",
    "whatsapp/preservation": "WhatsApp LLC",
}

ALONE = (
    "Cited by a list of the requesting State alone. No listing by the United Nations or by any "
    "other State is relied on."
)

every_document = pytest.mark.parametrize("name", ROWS)


def numbers(small: Built) -> dict[str, int]:
    """Row numbers by the rows' ids, as the case file has them."""
    return {row["id"]: number for number, row in enumerate(plain(small.case)["accounts"], start=1)}


def _annex_of(small: Built) -> Callable[[str], Path]:
    return lambda name: small.paper(name, "restricted")


def test_one_document_for_each_kind_and_one_annex_for_each_recipient(
    small: Built,
) -> None:
    assert set(small.documents()) == set(ROWS)
    annexes = [file for file in small.folder.glob("*/*.pdf") if file.stem.endswith("-restricted")]
    forms = [file for file in small.folder.glob("*/*.pdf") if file.stem.endswith("-return-form")]
    assert len(annexes) == len(forms) == len(set(map(str, map(_annex_of(small), ROWS)))) == 7


@every_document
def test_reference_and_page_number_stand_on_every_page(small: Built, name: str) -> None:
    company = small.paper(name, "restricted").stem.split("0042-")[1].removesuffix("restricted")
    papers = f"{name.partition('/')[0]}/{company}".rstrip("/-")
    for pdf, reference in ((small.pdf(name), name), (small.restricted(name), papers)):
        for number, page in enumerate(pdf.pages, start=1):
            assert squeezed(f"SPEC-IRU/2026/0042/{reference}") in squeezed(page)
            assert f"Page {number} of {len(pdf.pages)}" in page


@every_document
def test_names_its_own_accounts(small: Built, name: str) -> None:
    pdf, wanted = small.pdf(name), ROWS[name].split()

    assert [row["row_id"] for row in pdf.data("request.json")["accounts"]] == wanted
    assert [row["number"] for row in pdf.data("request.json")["accounts"]] == [
        numbers(small)[row] for row in wanted
    ]
    for row in wanted:
        assert pdf.squeezed.count(squeezed(CANONICAL[row])) >= 1


@every_document
def test_names_no_account_of_another_document(small: Built, name: str) -> None:
    everything = small.pdf(name).everything
    own = set(ROWS[name].split())
    own |= {MIRRORS[row] for row in own if row in MIRRORS}

    for row, address in CANONICAL.items():
        if row in own:
            continue
        last = squeezed(address).rpartition("/")[2] or squeezed(address).rsplit("/", 2)[1]
        assert squeezed(address) not in everything, row
        if last != "0123":
            assert last not in everything, row


@every_document
def test_what_the_rows_rest_on_is_explained_before_annex_a1(small: Built, name: str) -> None:
    request, head = small.requests()[name], small.pdf(name).squeezed.casefold()
    head = head[: head.index(squeezed("Annex A1: Schedule of accounts (").casefold())]
    used = {key for row in request["accounts"] for key in (row["ground"], *row["policies"])}
    known = {entry["id"] for entry in (*request["grounds"], *request["policies"])}

    assert used <= known
    for entry in (*request["grounds"], *request["policies"]):
        if entry["id"] in used:
            assert squeezed(entry["title"]).casefold() in head
    for basis in request["grounds"]:
        if not basis["rows"]:  # the ground of a removed account alone, which is no row here
            assert squeezed(f"{basis['title']} (").casefold() not in head


@every_document
def test_every_code_of_a_row_stands_in_annex_a2(small: Built, name: str) -> None:
    request, shown = small.requests()[name], small.pdf(name).text
    listings = shown[shown.rindex("Annex A2: Schedule of listings") :]
    keys = {organisation["key"] for organisation in request["organisations"]}
    for row in request["accounts"]:
        assert row["organisation"] in keys
        assert row["organisation"] in listings
        for cited in row["lists"]:
            code = next(
                entry["code"] for entry in request["lists"] if cited.startswith(entry["code"])
            )
            assert f" {code} " in listings


@every_document
def test_a_row_has_the_address_that_was_copied_where_it_differs(small: Built, name: str) -> None:
    shown = small.pdf(name).squeezed
    schedule = shown[shown.rindex(squeezed("Annex A1: Schedule of accounts (")) :]
    for row in small.requests()[name]["accounts"]:
        printed = squeezed(f"As copied: {row['written']}") in schedule
        assert printed == (row["written"] != row["canonical"]), row["number"]


PUBLISHED = {
    "x/preservation": "Your published policy (copy of 13 August 2026) is to preserve data for 90 "
    "days. On extension, it states: by a separate request at least 7 days before the period ends.",
    "facebook/preservation": "Your published policy (copy of 28 September 2025) is to preserve "
    "data for 90 days.",
    "telegram/preservation": "",
    "whatsapp/preservation": "",  # read in third-party sources only
}


@pytest.mark.parametrize(("name", "says"), PUBLISHED.items())
def test_only_a_published_period_that_was_read_is_said_to_be_published(
    small: Built, name: str, says: str
) -> None:
    text = small.pdf(name).text

    assert ("Your published policy (" in text) == bool(says)
    assert "Your published policy is" not in text
    assert says in text


def test_a_channel_that_was_not_verified_is_given_with_a_doubt(small: Built) -> None:
    doubt = "(not fully verified; please correct us if it is wrong)"

    assert f"whatsapp.com/records {doubt}" in small.pdf("whatsapp/information").text
    assert doubt not in small.pdf("x/removal").text


def test_a_channel_that_was_read_nowhere_is_not_given(small: Built) -> None:
    text = small.pdf("whatsapp/removal").text

    assert "We know of no published channel for this purpose. Please tell us which to use." in text
    assert "whatsapp.com/records" not in text


@pytest.mark.parametrize(("name", "entity"), ENTITIES.items())
def test_goes_to_the_entity_that_serves_the_holder(small: Built, name: str, entity: str) -> None:
    assert small.pdf(name).text.startswith(f"{entity} ")
    assert f"For {entity} " in small.restricted(name).text


def inside(case: Any) -> Iterator[str]:
    """What stands in the restricted annex, or nowhere at all."""
    office = plain(DATA / "offices" / "pk-specimen.yaml")
    for part in ("signatory", "authenticity", "feedback", "duty"):
        yield office[part]["phone"]
    for exhibit in case["exhibits"]:
        yield exhibit["sha256"]
        yield exhibit["captured_by"]
        yield exhibit["shows"]
    yield "evidence shelf onlyinside"
    yield case["prepared_by"]["name"]
    yield case["approved_by"]["name"]
    yield case["prepared_by"]["post"]


@every_document
def test_restricted_data_stay_out_of_the_document(small: Built, name: str) -> None:
    everything = small.passed_on(name)

    for text in inside(plain(small.case)):
        assert squeezed(text) not in everything, text
    assert "onlyinside" not in everything.casefold()


def test_restricted_data_stay_out_of_the_data_beside_the_documents(small: Built) -> None:
    for file in small.folder.rglob("*.*"):
        # What lies beside the platforms' folders, and in "internal", is the office's own record.
        own = (small.folder, small.folder / "internal")
        if file.suffix in (".json", ".csv") and file.parent not in own:
            text = squeezed(file.read_text(encoding="utf-8"))
            for secret in inside(plain(small.case)):
                assert squeezed(secret) not in text, (file, secret)


@every_document
def test_the_restricted_annex_has_contacts_exhibits_and_officers(small: Built, name: str) -> None:
    annex, case = small.restricted(name), plain(small.case)
    shown = annex.squeezed

    for phone in ("+1 202 555 0101", "+1 202 555 0102", "+1 202 555 0103", "+1 202 555 0104"):
        assert squeezed(phone) in shown
    for person in (case["prepared_by"], case["approved_by"]):
        assert squeezed(person["name"]) in shown
    wanted = {
        row
        for other, rows in ROWS.items()
        if small.paper(other, "restricted") == annex.path
        for row in rows.split()
    }
    for exhibit in case["exhibits"]:
        is_here = bool(wanted & set(exhibit["accounts"]))
        assert (exhibit["sha256"] in shown) == is_here
    assert "collectoronlyinside" not in shown  # the role of the collector is never printed
    assert "evidenceshelf" not in shown
    assert set(annex.attachments) <= {"E-PIC.png"}


def test_a_target_on_another_service_stands_in_the_restricted_annex_only(small: Built) -> None:
    assert squeezed(CANONICAL["x-old"]) in small.restricted("instagram/removal").squeezed
    assert squeezed(CANONICAL["ig-cross"]) in small.restricted("x/information").squeezed
    assert squeezed(CANONICAL["ig-cross"]) not in small.restricted("facebook/removal").squeezed


@every_document
def test_the_data_inside_equal_the_data_beside(small: Built, name: str) -> None:
    pdf = small.pdf(name)

    assert set(pdf.attachments) == {"accounts.csv", "request.json"}
    assert pdf.data("request.json") == small.requests()[name]
    assert "restricted" not in pdf.data("request.json")
    rows = list(csv.DictReader(io.StringIO(pdf.attachments["accounts.csv"].decode(), newline="")))
    beside = small.beside(name, "accounts.csv")
    with beside.open(encoding="utf-8", newline="") as file:
        assert {row["number"] for row in rows} <= {row["number"] for row in csv.DictReader(file)}
    assert [row["row_id"] for row in rows] == ROWS[name].split()
    assert pdf.attachments["request.json"].isascii()


def test_hostile_text_is_exact_in_the_data(small: Built) -> None:
    written = {row["id"]: row for row in plain(small.case)["accounts"]}
    fields = ("native_id", "handle", "display_name", "justification", "context", "link_basis")
    compared = 0

    for request in small.requests().values():
        for row in request["accounts"]:
            for field in fields:
                if field in written[row["row_id"]]:
                    assert row[field] == written[row["row_id"]][field]
                    compared += 1
            assert row["written"] == written[row["row_id"]]["url"]
    assert compared > 80
    rows = {
        row["row_id"]: row for request in small.requests().values() for row in request["accounts"]
    }
    assert rows["x-new"]["display_name"] == "no"
    assert rows["x-new"]["native_id"] == "9999999999999900002"
    assert rows["x-alone"]["handle"] == "0123"
    assert rows["x-alone"]["former_handles"] == ["1e5", "null_", "0x1F"]
    assert "\u202eexe.gnp\u202c" in rows["x-alone"]["justification"]
    assert "😀 \u200bتحریک" in rows["fb-new"]["display_name"]
    assert rows["ig-new"]["display_name"] == "x" * 400


def test_hostile_text_is_shown_and_not_interpreted(small: Built) -> None:
    shown = small.pdf("x/removal").squeezed

    assert squeezed('=HYPERLINK("http://evil.example") {{ 7*7 }} </td><script>alert(1)') in shown
    assert "&amp;" in shown
    assert r"\u{202E}exe.gnp\u{202C}{%include'/etc/passwd'%}" in shown
    assert "\u202e" not in shown
    assert "x" * 400 in small.pdf("instagram/removal").squeezed
    assert r"\u{200B}" in small.pdf("facebook/removal").squeezed
    code_points = "".join(f"\\u{{{ord(sign):04X}}}" for sign in "چینل \u200b")
    assert f"{code_points}42" in small.pdf("telegram/prevention").squeezed


def test_a_formula_is_disarmed_in_the_table_and_exact_in_the_data(small: Built) -> None:
    table = small.pdf("x/removal").attachments["accounts.csv"].decode()
    rows = {row["row_id"]: row for row in csv.DictReader(io.StringIO(table, newline=""))}

    assert rows["x-alone"]["display_name"].startswith("'=HYPERLINK(")
    assert rows["x-alone"]["identifier"] == "@0123"
    assert rows["x-alone"]["handle"] == "0123"
    assert rows["x-new"]["native_id"] == "9999999999999900002"


@every_document
def test_an_organisation_listed_by_the_asking_state_alone_gets_the_statement(
    small: Built, name: str
) -> None:
    text = small.pdf(name).text
    alone = bool({"x-alone", "fb-eu", "tg-invite"} & set(ROWS[name].split()))

    assert text.count(ALONE) == alone
    assert (
        "we cite only the requesting State's own list; this request relies on no listing by the "
        "United Nations or by any other State." in text
    ) == alone
    for organisation in small.requests()[name]["organisations"]:
        if organisation["id"] == "bras":
            assert [citation["authority"] for citation in organisation["citations"]] == [
                "pk-ata-11b"
            ]


@pytest.mark.parametrize(
    "name", ["telegram/prevention", "telegram/information", "facebook/removal"]
)
def test_an_alias_is_cited_with_its_primary_entry_only(small: Built, name: str) -> None:
    text = small.pdf(name).text
    citations = {
        citation["authority"]: citation
        for organisation in small.requests()[name]["organisations"]
        if organisation["id"] == "majeed-brigade"
        for citation in organisation["citations"]
    }

    assert set(citations) == {"pk-ata-11b", "us-fto", "us-sdgt", "au-1373"}
    assert citations["us-fto"]["printed_name"] == "Balochistan Liberation Army"
    assert citations["us-fto"]["alias"] == "Majeed Brigade"
    assert "FTO Balochistan Liberation Army †; its alias Majeed Brigade" in text
    assert "SDGT BALOCHISTAN LIBERATION ARMY; its alias MAJEED BRIGADE" in text
    assert not re.search(r"(FTO|SDGT) Majeed Brigade", text, re.IGNORECASE)
    added = citations["us-sdgt"]["alias_date"]
    assert ("its alias MAJEED BRIGADE, added " in text) == bool(added)


def test_an_organisation_of_a_removed_account_alone_is_no_row_of_a_prevention(
    workspace: Path,
) -> None:
    text = changed("kind: removal", "kind: prevention\n    term_until: 2027-02-01")
    again = text[text.index("  - id: a1") : text.index("exhibits:\n")]
    again = again.replace("id: a1", "id: a2\n    mirror_of: a1\n    first_seen: 2026-11-01")
    again = again.replace("specimen_channel", "specimen_again").replace("10000", "20000")
    again = again.replace("12 November", "13 November")
    removed = "organisation: bras\n    actioned_on: 2026-10-20\n    actioned_ref: T-1"
    text = text.replace("On 12 November 2026", "On 12 October 2026")
    exhibit = text[text.index("  - id: E1") :]
    before = exhibit.replace("E1", "E2").replace("2026-11-20T", "2026-10-13T")
    before = before.replace("claim.", "claim, before.").replace("0f1e", "1f1e", 1)
    text = text.replace(
        exhibit,
        exhibit.replace("[a1]", "[a2]").replace("specimen_channel", "specimen_again") + before,
    )
    text = text.replace("exhibits: [E1]", "exhibits: [E2]")
    text = text.replace("organisation: ttp", removed).replace("exhibits:\n", f"{again}exhibits:\n")
    case = workspace / "data" / "cases" / "one" / "case.yaml"
    case.write_text(text, encoding="utf-8")

    shown = build_case(case).pdf("telegram/prevention").text

    assert "The first page names the listed organisation." in shown
    assert "BRAS" not in shown
    assert "You have acted against 1 account that concerns this request." in shown
    assert "We saw 1 account replace it." in shown


def test_an_enclosed_picture_is_in_the_restricted_annex(small: Built) -> None:
    annex = small.restricted("x/removal")
    assert "Shown on a page of its own" in annex.text
    (page,) = [page for page in annex.pages if "Exhibit E-PIC to row 2" in page]
    digest = hashlib.sha256(picture()).hexdigest()
    for text in ("The page with the claim.", "https://x.com/specimen_x_new", digest):
        assert squeezed(text) in squeezed(page), text
    assert digest in page, "the hash is unbroken"
    assert "attached to this document as E-PIC.png" in re.sub(r"\s+", " ", page)
    assert hashlib.sha256(annex.attachments["E-PIC.png"]).hexdigest() == digest
    assert "Exhibit E" not in small.restricted("whatsapp/removal").pages[-1]
    assert "Contact sheet" not in small.pdf("x/removal").text
