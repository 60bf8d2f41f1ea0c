"""Copies for others: each kind with two accounts, and no word of one in a copy for the other."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from kit import Built, build_case, command, squeezed, tree

CASE = """\
reference: SPEC-IRU/2026/0777
title: Two accounts
office: pk-specimen
date: 2026-11-23T10:00:00+05:00
letter: {numbers: {x: SPEC-LETTER-777, telegram: SPEC-LETTER-778}, date: 2026-11-23}
investigation:
  reference: SPEC-ENQ/2026/0777
  kind: enquiry
  agency: Enquiring Body Onlyhere
  court_permission: SPEC-COURT-P/2026/0777
  binds: {kinds: [removal, prevention, information, preservation, emergency], rows: all}
judicial_order:
  court: Court of Onlyhere
  number: SPEC-ORD/2026/0777
  date: 2026-11-16
  concerns: The holder may be identified.
  binds: {kinds: [information, preservation-extend], rows: all}
prepared_by: {name: Preparer Onlyinside, post: Research officer, on: 2026-11-22}
approved_by: {name: Approver Onlyinside, post: Deputy director, on: 2026-11-22,
              at: 2026-11-22T18:00:00+05:00}
facts: |
  An officer recorded two accounts.

  The account @specimen_alpha repeats what @specimen_beta publishes.
purpose: The data are needed to learn who runs the accounts.
necessity: The accounts publish nothing else, as Approver Onlyinside has seen.
alternatives: Removal of single posts did not last.
defences: Reporting and research were considered.
risk_of_loss: Records of access are kept for a short time only.
requests:
  - {kind: contact, platforms: telegram}
  - {kind: removal, term_until: 2027-02-23}
  - {kind: prevention, term_until: 2027-02-23}
  - {kind: information, window: {start: 2026-11-01, end: 2026-11-22}}
  - kind: preservation
    window: {start: 2026-11-01, end: 2026-11-22}
    formal_request_by: 2027-01-29
    holder_may_be_told: true
  - kind: preservation
    status: extend
    window: {start: 2026-09-01, end: 2026-10-01}
    formal_request_by: 2027-01-29
    earlier: {kind: preservation, reference: R/1, on: 2026-10-19, accounts: [a, b],
              preserve_until: 2027-01-17}
  - kind: preservation
    status: release
    earlier: {kind: preservation, reference: R/2, on: 2026-10-18, accounts: [let],
              preserve_until: 2027-01-16}
  - kind: reminder
    earlier: {kind: removal, reference: R/3, on: 2026-10-17, accounts: [a, b], ticket: TICKET-777}
  - kind: emergency
  - kind: letter
emergency:
  threat: An attack on a named school is announced for the next morning.
  persons: the pupils of the school
  place: Islamabad
  time: 24 November 2026, 08:00
  basis: The post of row 2.
  reliability: one public post, not corroborated
  why_hours: The attack is announced for the next morning.
  accounts: [a, b]
  data: [{data: log-in addresses, purpose: to find the place of the writer}]
  supervisor_name: D. N. Specimen
  supervisor_post: Director
  process_by: 2026-11-30
accounts:
  - {id: gone, url: https://x.com/specimen_gone, native_id: "999999999999990777", organisation: ttp,
     link: media-wing, ground: propaganda, protected: none, exhibits: [E1],
     justification: On 2 October 2026 the account published a claim.,
     actioned_on: 2026-10-20, actioned_ref: ACTION-777, requests: [information]}
  - {id: a, url: https://x.com/specimen_alpha, native_id: "999999999999991111",
     display_name: Alpha Shown, observed_at: 2026-11-22T08:00:00+05:00, organisation: ttp,
     link: media-wing, link_basis: the profile says so, ground: propaganda, protected: none,
     exhibits: [E2], prior_report: REPORT-1111, prior_report_on: 2026-11-05,
     prior_report_answer: no breach, mirror_of: gone, first_seen: 2026-10-25,
     posts: [https://x.com/specimen_alpha/status/2117949982110641111],
     justification: "On 3 November 2026 the account published a claim of alphaword."}
  - {id: b, url: https://x.com/specimen_beta, native_id: "999999999999992222",
     display_name: Beta Shown, observed_at: 2026-11-22T08:00:00+05:00, organisation: ttp,
     link: media-wing, link_basis: the profile says so, ground: propaganda, protected: none,
     exhibits: [E3], prior_report: REPORT-2222, prior_report_on: 2026-11-05,
     prior_report_answer: no breach, mirror_of: gone, first_seen: 2026-10-26,
     posts: [https://x.com/specimen_beta/status/2117949982110642222],
     justification: "On 4 November 2026 the account shared betaword of https://x.com/specimen_alpha."}
  - {id: let, url: https://x.com/specimen_let, native_id: "999999999999993333",
     organisation: ttp, link: media-wing, ground: propaganda, protected: none, exhibits: [E1],
     observed_at: 2026-11-22T08:00:00+05:00, requests: [preservation-release],
     justification: On 6 November 2026 the account published a claim of releasedword.}
  - {id: tg, url: https://t.me/specimen_tele, organisation: ttp, link: media-wing,
     ground: propaganda, protected: none, exhibits: [E1], requests: [contact],
     justification: On 5 November 2026 the channel published the claim.}
exhibits:
  - id: E1
    accounts: [gone, tg]
    shows: The pages.
    url: https://x.com/specimen_gone
    captured_at: 2026-10-15T08:00:00+05:00
    tool: t 1
    captured_by: c
    sha256: "0101010101010101010101010101010101010101010101010101010101010101"
  - id: E2
    accounts: [a]
    shows: The page.
    url: https://x.com/specimen_alpha
    captured_at: 2026-11-22T08:00:00+05:00
    tool: t 1
    captured_by: c
    sha256: "0202020202020202020202020202020202020202020202020202020202020202"
  - id: E3
    accounts: [b]
    shows: The page.
    url: https://x.com/specimen_beta
    captured_at: 2026-11-22T08:00:00+05:00
    tool: t 1
    captured_by: c
    sha256: "0303030303030303030303030303030303030303030303030303030303030303"
"""
WITHDRAWN = """\
  - kind: withdrawal
    earlier: {kind: removal, reference: R/3, on: 2026-10-17, accounts: [a, b]}
"""

OWN = {
    "a": ("specimen_alpha", "999999999999991111", "Alpha Shown", "2117949982110641111"),
    "b": ("specimen_beta", "999999999999992222", "Beta Shown", "2117949982110642222"),
}
"""What names each account."""
WORDS = {"a": "alphaword", "b": "betaword"}
SECRETS = (
    *("SPEC-ENQ/2026/0777", "Enquiring Body Onlyhere", "SPEC-COURT-P/2026/0777"),
    *("SPEC-ORD/2026/0777", "Court of Onlyhere", "Onlyinside", "A. N. Specimen", "D. N. Specimen"),
    *("specimen_gone", "999999999999990777", "REPORT-1111", "REPORT-2222", "ACTION-777"),
    *("TICKET-777", "SPEC-LETTER-777", "director@iru"),
)
"""Words of the enquiry, the court, officers and of the removed account."""
MADE = ("removal", "prevention", "information", "preservation")
REFUSED = {
    "preservation-extend": "holder_may_be_told",
    "preservation-release": "gives no reason",
    "reminder-removal": "copy of the earlier request",
    "emergency": "act on the danger",
    "contact": "about no account",
    "letter": "enclosed request",
}


def everything(file: Path) -> str:
    """All text that a PDF holds: pages, attachments, metadata, bookmarks, form fields, links."""
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        found = [page.get_textpage().get_text_bounded() for page in document]
    with pikepdf.open(file) as pdf:
        found += [
            pdf.attachments[name].get_file().read_bytes().decode() for name in pdf.attachments
        ]
        found += list(pdf.attachments)
        found += [str(value) for value in pdf.docinfo.values()]
        if "/Metadata" in pdf.Root:
            found.append(pdf.Root.Metadata.read_bytes().decode())
        with pdf.open_outline() as outline:
            found += [str(item.title) for item in outline.root]
        for thing in pdf.objects:  # form fields, annotations, alternative texts, whatever else
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                found += [str(v) for v in dict(thing).values() if isinstance(v, pikepdf.String)]
    return squeezed("\n".join(found))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("copies") / "data" / "cases" / "two"
    folder.mkdir(parents=True)
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    return build_case(folder / "case.yaml")


def made(built: Built, reference: str, *options: str) -> Path:
    """A copy by the command: its file."""
    reports = built.folder.parent
    done = command("copy", f"SPEC-IRU/2026/0777/{reference}", "--reports", reports, *options)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip().splitlines()[-1])


@pytest.mark.parametrize("kind", MADE)
def test_a_copy_for_one_holder_has_no_word_of_the_other(built: Built, kind: str) -> None:
    for row, other in (("a", "b"), ("b", "a")):
        text = everything(made(built, f"x/{kind}", "--holder", row))
        assert squeezed(OWN[row][0]) in text
        for word in (*OWN[other], WORDS[other], *SECRETS):
            assert squeezed(word).casefold() not in text.casefold(), (kind, row, word)


@pytest.mark.parametrize("kind", MADE)
def test_a_copy_for_publication_names_no_account(built: Built, kind: str) -> None:
    text = everything(made(built, f"x/{kind}", "--public")).casefold()
    for word in (*OWN["a"], *OWN["b"], *WORDS.values(), *SECRETS):
        assert squeezed(word).casefold() not in text, (kind, word)
    assert squeezed("none is named in this copy") in text


def test_what_names_another_is_left_out_with_a_note(built: Built) -> None:
    reports = built.folder.parent
    done = command("copy", "SPEC-IRU/2026/0777/x/removal", "--holder", "b", "--reports", reports)
    assert "left out: row 3, justification: names" in done.stderr
    text = everything(made(built, "x/removal", "--holder", "a"))
    assert WORDS["a"] in text  # nothing is left out where nothing names another


def test_a_copy_is_one_page_made_twice_the_same_and_known(built: Built) -> None:
    first = made(built, "x/removal", "--holder", "2")
    before = tree(built.folder)
    bytes_first = first.read_bytes()
    assert made(built, "x/removal", "--holder", "a") == first
    assert first.read_bytes() == bytes_first
    assert first.parent.parent.name == "SPEC-IRU-2026-0777-copies"
    with pikepdf.open(first) as pdf:
        assert len(pdf.pages) == 1
        assert "pdfaid:part" in pdf.Root.Metadata.read_bytes().decode()
    done = command("verify", first.parent.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    again = build_case(built.case)
    assert tree(again.folder) == before
    assert first.read_bytes() == bytes_first


def test_a_copy_that_is_there_is_never_replaced(built: Built) -> None:
    file = made(built, "x/prevention", "--holder", "a")
    file.write_bytes(b"of somebody")
    second = made(built, "x/prevention", "--holder", "a")
    assert file.read_bytes() == b"of somebody"
    assert second.name.endswith("-v2.pdf")
    file.unlink()


@pytest.mark.parametrize("name", REFUSED)
def test_no_copy_of_a_kind_that_has_none(built: Built, name: str) -> None:
    reports, on = built.folder.parent, "telegram" if name == "contact" else "x"
    for option in (("--holder", "a"), ("--public",)):
        done = command("copy", f"SPEC-IRU/2026/0777/{on}/{name}", *option, "--reports", reports)
        assert done.returncode == 2
        assert REFUSED[name] in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ("SPEC-IRU/2026/0777/x/removl", "--public"),
            "did you mean 'SPEC-IRU/2026/0777/x/removal'",
        ),
        (("SPEC-IRU/2026/0777", "--public"), "is a case, not a document"),
        (("SPEC-IRU/2026/0777/x/removal", "--holder", "9"), "its rows are 2, 3"),
        (("SPEC-IRU/2026/0777/x/removal", "--holder", "gone"), "has no row 'gone'"),
        (("SPEC-IRU/2026/0777/x/removal",), "either --holder ROW or --public"),
        (("SPEC-IRU/2026/0777/x/removal", "--holder", "a", "--public"), "either --holder"),
    ],
)
def test_a_wrong_reference_or_row(built: Built, words: tuple[str, ...], says: str) -> None:
    done = command("copy", *words, "--reports", built.folder.parent)
    assert done.returncode == 2
    assert says in done.stderr


def test_the_copy_of_a_withdrawal_regrets(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "cases" / "two"
    folder.mkdir(parents=True)
    head, _, rows = CASE.partition("emergency:\n  threat")
    start, _, _ = head.partition("requests:\n")
    start = start.replace(", telegram: SPEC-LETTER-778", "")  # nothing goes to it
    start = start[: start.index("investigation:\n")] + start[start.index("prepared_by") :]
    rows = "accounts:\n" + rows.partition("\naccounts:\n")[2]
    rows = rows.replace("{id: b,", "{id: b, withdraw_reason: wrong-account,")
    rows = rows.replace("{id: a,", "{id: a, withdraw_reason: protected-speech,")
    case = folder / "case.yaml"
    case.write_text(f"{start}requests:\n{WITHDRAWN}{rows}", encoding="utf-8")
    built = build_case(case)

    text = everything(made(built, "x/withdrawal-removal", "--holder", "a"))
    assert squeezed("regret having made it") in text
    for word in OWN["b"]:
        assert squeezed(word) not in text
    text = everything(made(built, "x/withdrawal-removal", "--public"))
    for word in (*OWN["a"], *OWN["b"]):
        assert squeezed(word) not in text
