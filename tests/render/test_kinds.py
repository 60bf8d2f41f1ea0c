"""The letters beside the four kinds: what each page holds, and what it never does."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from kit import DATA, FOLLOWUP, Built, build_case, command, plain, read_pdf, squeezed, tree

DOCUMENTS = {
    "telegram/contact",
    "telegram/emergency",
    "telegram/letter",
    "x/reminder-removal",
    "x/withdrawal-removal",
    "x/preservation-extend",
    "x/preservation-release",
    "x/letter",
}

HOLDS = [
    (
        "x/reminder-removal",
        r"Further to our request SPEC-IRU/2026/0431/x/removal of 19 October 2026 \(your reference "
        r"SPECIMEN- ?TICKET-8841\)",
    ),
    (
        "x/reminder-removal",
        r"1\. Please tell us, for each of the 3 rows below, what was done or why",
    ),
    (
        "x/reminder-removal",
        r"adds no account, ground, measure or data to our request of 19 October",
    ),
    ("x/reminder-removal", r"our records show: 1 suspended; 1 withdrawn by us\. Please correct us"),
    ("x/reminder-removal", r"Outstanding since 19 October 2026"),
    ("x/reminder-removal", r"On row 2: You asked for the post itself"),
    ("x/reminder-removal", r"Row 5: the account has changed its display name since"),
    (
        "x/reminder-removal",
        r"Subject Terrorism: reminder of our request SPEC-IRU/2026/0431/x/removal of 19 October",
    ),
    ("x/withdrawal-removal", r"Restore what was removed, withheld or limited because of 1 row"),
    (
        "x/withdrawal-removal",
        r"The publication is protected as reporting, opinion, research or satire",
    ),
    (
        "x/withdrawal-removal",
        r"Please restore what was removed, withheld or limited because of this",
    ),
    ("x/withdrawal-removal", r"All other rows are unchanged"),
    ("x/withdrawal-removal", r"signed at the same level as the earlier request"),
    ("x/preservation-extend", r"for a further 90 days, to 17 April 2027"),
    (
        "x/preservation-extend",
        r"Court order Court of Sessions \(Specimen\), Islamabad, No\. SPEC",
    ),
    ("x/preservation-extend", r"extension is possible only by order of the Court"),
    ("x/preservation-extend", r"SPECIMEN- ?TICKET-8842"),
    (
        "x/preservation-release",
        r"you need no longer keep, because of that request, the data on 1 account",
    ),
    ("x/preservation-release", r"We do not ask you to delete anything that your own policies"),
    ("telegram/contact", r"This notice names no account and requests no measure"),
    ("telegram/contact", r"official mail comes only from iru\.specimen\.example"),
    ("telegram/contact", r"Call back\. Contact the registry of the unit"),
    ("telegram/contact", r"PDF/A-3, A4, in English"),
    ("telegram/contact", r"Done: R removed, S suspended"),
    ("telegram/contact", r"The details we hold on you .*Telegram Messenger Inc\."),
    (
        "telegram/emergency",
        r"EMERGENCY DISCLOSURE REQUEST Imminent danger to life or limb: 1 account",
    ),
    (
        "telegram/emergency",
        r"Call back: \+1 202 555 0104 ?\(duty officer, at any hour\), or \+1 202",
    ),
    (
        "telegram/emergency",
        r"Reply requested by 20 November 2026, \d\d:00 \(UTC\+05:00; \d\d:00 UTC",
    ),
    ("telegram/emergency", r"Legal process for these data will follow by 24 November 2026"),
    ("telegram/emergency", r"not being used for past conduct or for a removal"),
    ("telegram/emergency", r"1\. the IP address .{0,80}in UTC: shows in which town"),
    ("x/letter", r"No\. SPEC-IRU/L/2026/0131 Islamabad, 20 November 2026"),
    ("x/letter", r"I have the honour to enclose a reminder, a notice of withdrawal, a request for"),
    ("x/letter", r"Subject Follow-up to earlier requests: 5 accounts on X"),
    ("x/letter", r"Yours truly, .* telephone: see the restricted annexes"),
    ("x/letter", r"Enclosures: \d+ files, \d+ pages"),
    ("x/letter", r"Copy to Ministry of Foreign Affairs, for information"),
]


def test_the_case_makes_these_documents(followup: Built) -> None:
    assert set(followup.documents()) == DOCUMENTS
    for name in DOCUMENTS:
        assert followup.paper(name, "restricted").is_file()
    assert len(list(followup.folder.glob("*/*-restricted.pdf"))) == 2


@pytest.mark.parametrize(("name", "pattern"), HOLDS)
def test_a_page_holds_what_its_kind_needs(followup: Built, name: str, pattern: str) -> None:
    assert re.search(pattern, followup.pdf(name).text)


def test_an_annex_is_named_as_enclosed_only_where_there_is_one(followup: Built) -> None:
    for name in DOCUMENTS:
        text = followup.pdf(name).text
        for title in ("Annex A1: schedule of accounts", "Annex A2: schedule of listings"):
            assert text.count(title) in (0, 2), (name, title)  # in the list, and as a heading


def test_a_reminder_has_the_outstanding_rows_and_no_others(followup: Built) -> None:
    request = followup.requests()["x/reminder-removal"]
    text = followup.pdf("x/reminder-removal").everything

    # The gravest first.
    assert [row["row_id"] for row in request["accounts"]] == ["x-2", "x-1", "x-5"]
    for number in (3, 4):
        assert f"specimen_fu_{number}" not in text


def test_an_emergency_has_one_page(followup: Built) -> None:
    assert len(followup.pdf("telegram/emergency").pages) == 1


def tags(pdf: Path, name: str) -> list[Any]:
    """What every tag that has it says by `name`, in the order of reading."""
    found: list[Any] = []
    with pikepdf.open(pdf) as opened:
        stack: list[Any] = [opened.Root.StructTreeRoot.K]
        while stack:
            node = stack.pop()
            if isinstance(node, pikepdf.Array):
                stack.extend(reversed(list(node)))
            elif isinstance(node, pikepdf.Dictionary):
                if name in node:
                    found.append(str(node[name]))
                stack.append(node.get("/K"))
    return found


def test_a_name_in_another_script_is_tagged_with_its_language_and_letters(
    specimen: Built,
) -> None:
    for built, document in ((specimen, "x/prevention"),):
        request = built.requests()[document]
        names = [
            native_name for org in request["organisations"] for native_name in org["native_names"]
        ]
        file = built.documents()[document]
        assert names
        assert [name["name"] for name in names] == tags(file, "/ActualText")
        assert {name["language"] for name in names} == set(tags(file, "/Lang"))


def test_a_draft_is_marked_on_every_sheet_of_every_kind(workspace: Path) -> None:
    built = build_case(
        edited(
            workspace,
            {"SPEC-IRU/L/2026/0132}\n  date: 2026-11-20": "SPEC-IRU/L/2026/0132}"},
        )
    )
    for name in built.documents():
        for page in built.pdf(name).pages:
            assert squeezed(page).count("DRAFT") == 3, name  # head, foot, and across the margin


def test_no_line_ends_within_a_reference(followup: Built) -> None:
    """A hyphen at the end of a line is lost in copying."""
    pages = "".join(followup.pdf("x/reminder-removal").pages)
    assert followup.requests()["x/reminder-removal"]["earlier"]["ticket"] in pages


def edited(workspace: Path, changes: dict[str, str]) -> Path:
    """The built-in case of follow-ups with some text replaced."""
    folder = workspace / "data" / "cases" / "two"
    shutil.copytree(FOLLOWUP.parent, folder)
    case = folder / "case.yaml"
    text = case.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    case.write_text(text, encoding="utf-8")
    return case


def test_an_emergency_of_two_pages_is_refused(workspace: Path) -> None:
    case = edited(workspace, {"Less than four hours are left": "Less than four. " * 400})

    done = command("build", "-q", case)

    assert done.returncode == 2
    assert "emergency request does not fit on one page" in done.stderr
    assert not (workspace / "reports").exists()


WRONG = {
    "no emergency": ({"emergency:\n  threat": "x_emergency:\n  threat"}, "x_emergency"),
    "no earlier": (
        {
            "    earlier:\n      kind: removal\n      reference: SPEC-IRU/2026/0431/x/removal\n"
            "      on: 2026-10-19\n      ticket: SPECIMEN-TICKET-8841\n"
            "      accounts: [x-1, x-2, x-3, x-4, x-5]\n    clarifications": "    clarifications"
        },
        "earlier request is missing",
    ),
    "unknown row": ({"accounts: [x-1, x-2]": "accounts: [x-1, x-9]"}, "unknown account row 'x-9'"),
    "wrong status": (
        {"  - kind: reminder\n": "  - kind: reminder\n    status: extend\n"},
        "'extend' is not a valid status for reminder",
    ),
    "reason": (
        {"withdraw_reason: protected-speech": "withdraw_reason: sorry"},
        "not a valid value",
    ),
    "code": ({"    outcome: N": "    outcome: X"}, "not a valid value"),
    "no order": (
        {
            "judicial_order:\n  court: Court of Sessions (Specimen), Islamabad\n"
            "  number: SPEC-ORD/2026/0072\n  date: 2026-11-18\n  concerns: The court permits that "
            "the data preserved for rows 1 and 2 be kept for ninety more days.\n"
            "  binds: {kinds: [preservation-extend], rows: [x-1, x-2]}\n": ""
        },
        "E12",
    ),
}


@pytest.mark.parametrize(("changes", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_follow_up_is_told(workspace: Path, changes: dict[str, str], says: str) -> None:
    done = command("check", edited(workspace, changes))

    assert done.returncode in (1, 2)
    assert says in done.stderr
    assert "case.yaml:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_row_that_was_not_in_the_earlier_request_is_refused(
    workspace: Path, followup: Built
) -> None:
    """E17, by the data of the request itself: the reminder's own request.json stands for it."""
    changes = {
        "reference: SPEC-IRU/2026/0431/x/removal": "data: request.json\n      "
        "reference: SPEC-IRU/2026/0502/x/reminder-removal",
    }
    case = edited(workspace, changes)
    shutil.copy(followup.folder / "x" / "request.json", case.parent)

    done = command("check", case)

    assert done.returncode == 1
    assert "E17" in done.stderr
    assert "'x-3' was not in SPEC-IRU/2026/0502/x/reminder-removal" in done.stderr


def test_data_of_the_earlier_request_that_are_not_there_are_told_at_the_field(
    workspace: Path,
) -> None:
    stood = "      reference: SPEC-IRU/2026/0431/x/removal\n"
    case = edited(workspace, {stood: f"{stood}      data: request.json\n"})

    done = command("check", case)

    assert done.returncode == 2
    assert "case.yaml:47:13: requests[2].earlier.data: no such file: request.json" in done.stderr


def test_the_letter_lists_every_file_with_its_pages_and_hash(followup: Built) -> None:
    for platform in ("x", "telegram"):
        listed = followup.requests()[f"{platform}/letter"]["enclosed"]
        text = followup.pdf(f"{platform}/letter").squeezed
        files = {file.name for file in (followup.folder / platform).glob("*.pdf")}
        assert {entry["file"] for entry in listed} == files - {"SPEC-IRU-2026-0502-letter.pdf"}
        for entry in listed:
            file = followup.folder / platform / entry["file"]
            assert entry["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
            assert entry["pages"] == len(read_pdf(file).pages)
            assert entry["sha256"] in text
            assert squeezed(entry["file"]) in text


def test_under_directions_the_letter_says_so(workspace: Path) -> None:
    changes = {"  date: 2026-11-20\ninvest": "  date: 2026-11-20\n  under_directions: true\ninvest"}
    built = build_case(edited(workspace, changes))

    assert "I am directed to enclose" in built.pdf("x/letter").text
    assert tree(built.folder) != {}


def test_a_letter_calls_a_direction_what_it_was(workspace: Path) -> None:
    stood = "      reference: SPEC-IRU/2026/0431/x/removal\n"
    built = build_case(edited(workspace, {stood: f"{stood}      form: direction\n"}))

    reminder = built.pdf("x/reminder-removal").text
    assert "Terrorism: reminder of our direction SPEC-IRU/2026/0431/x/removal of 19" in reminder
    assert "Reminder: Direction to remove accounts" in reminder
    assert "follow-up to an earlier direction" in reminder
    assert "This document is a direction" not in reminder
    assert "withdrawal of rows of an earlier direction" in built.pdf("x/withdrawal-removal").text


def test_no_page_threatens_or_speaks_of_another_kind(followup: Built) -> None:
    for name in DOCUMENTS:
        text = followup.pdf(name).text
        assert not re.search(r"\b(you must|you are required|failure to comply)\b", text)
        assert ("Imminent danger" in text) == (name == "telegram/emergency")


def test_every_document_is_tagged_and_made_for_the_archive(followup: Built) -> None:
    for file in followup.folder.glob("*/*.pdf"):
        with pikepdf.open(file) as pdf:
            root: Any = pdf.Root
            assert root.MarkInfo.Marked
            metadata = bytes(root.Metadata.read_bytes())
            assert b"pdfuaid:part" in metadata
            assert (b"pdfaid:part" in metadata) == (not file.stem.endswith("-return-form"))


def test_the_same_case_gives_the_same_bytes(followup: Built, tmp_path: Path) -> None:
    again = build_case(FOLLOWUP, "--jobs", "1", "--reports", str(tmp_path))

    assert tree(again.folder) == tree(followup.folder)
    assert plain(DATA / "cases" / "followup" / "case.yaml")["office"] == "pk-specimen"


def test_no_line_ends_long_before_the_next_word_would_not_fit(followup: Built) -> None:
    """WeasyPrint ends a line anywhere where a space that does not break meets an element."""
    lines = followup.pdf("x/letter").pages[0].splitlines()
    numbered = [line for line in lines if re.match(r"\d+\. ", line)]
    assert len(numbered) >= 3
    assert min(map(len, numbered)) > 70, numbered
