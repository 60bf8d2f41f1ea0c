"""A link that leads elsewhere than its text says, or does anything else, is found."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from typesetting import render

from demarche.trust.verify.page_links import check_links, linked_addresses
from demarche.trust.verify.page_text import check_paper
from demarche.trust.verify.paper_form import form_faults
from demarche.trust.verify.verify_report import Outcome


def account(number: int) -> dict[str, Any]:
    address = f"https://x.com/specimen_{number:02d}"
    post = f"21195256143554805{number:02d}"
    return {
        "number": number,
        "canonical": address,
        "identifier": f"specimen_{number:02d}",
        "native_id": f"99999999999999{number:02d}",
        "posts": [{"canonical": f"{address}/status/{post}", "native_id": post}],
    }


ACCOUNTS = [account(number) for number in (1, 2, 12)]
DATA = {"accounts": ACCOUNTS, "reference": "R/1", "kind": "removal", "status": "first"}


def row(item: dict[str, Any]) -> str:
    (post,) = item["posts"]
    return (
        f'<tr><th scope="row">{item["number"]}</th><td><p><a href="{item["canonical"]}">'
        f'@{item["identifier"]}</a></p><p class="m">{item["native_id"]}</p></td>'
        f'<td><a href="#org">TTP</a>: <a href="{post["canonical"]}">'
        f"{post['native_id']}</a></td></tr>"
    )


@pytest.fixture(scope="module")
def genuine() -> bytes:
    cells = "".join(f'<th scope="col">{name}</th>' for name in ("No.", "Account", "What"))
    head = f"<thead><tr>{cells}</tr></thead>"
    table = f'<table class="long">{head}<tbody>{"".join(map(row, ACCOUNTS))}</tbody></table>'
    css = (
        "@page{size:A4;margin:20mm} body{font:11pt/1.4 'Source Serif 4'} p{margin:0}"
        "table{table-layout:fixed;width:100%;border-collapse:collapse}"
        "a{color:inherit;text-decoration:none}"
    )
    return render(f'{table}<p id="org">TTP, the organisation; R/1; Page 1 of 1</p>', css=css)


def outcome(data: bytes) -> tuple[Outcome, list[str]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return check_links(data, pdf, DATA).outcome, form_faults(pdf, "main")


def test_links_that_say_what_they_do_agree(genuine: bytes) -> None:
    assert outcome(genuine) == (Outcome.AGREES, [])
    with pikepdf.open(io.BytesIO(genuine)) as pdf:
        linked = linked_addresses(genuine, pdf)
    assert {address: text.strip() for address, text in linked.items()} == {
        **{str(item["canonical"]): f"@{item['identifier']}" for item in ACCOUNTS},
        **{str(post["canonical"]): post["native_id"] for i in ACCOUNTS for post in i["posts"]},
    }


def test_a_schedule_of_linked_names_shows_its_rows(genuine: bytes) -> None:
    with pikepdf.open(io.BytesIO(genuine)) as pdf:
        linked = linked_addresses(genuine, pdf)
    text = ["R/1 Page 1 of 1" + " ".join(f"{item['native_id']}" for item in ACCOUNTS)]

    def rows(shown: dict[str, str]) -> Outcome:
        checks = check_paper(text, DATA, "0" * 64, "Page {page} of {pages}", shown)
        return next(check.outcome for check in checks if check.name == "rows")

    assert rows(linked) is Outcome.AGREES
    one, two = (str(item["canonical"]) for item in ACCOUNTS[:2])
    assert rows({**linked, one: linked[two]}) is Outcome.DIFFERS
    assert rows({address: text for address, text in linked.items() if address != two}) is (
        Outcome.DIFFERS
    )
    assert rows({}) is Outcome.DIFFERS


def note(pdf: pikepdf.Pdf, at: int = 0) -> pikepdf.Object:
    notes = [note for note in pdf.pages[0].Annots if "/A" in note]
    return notes[at]


def to(address: str, at: int = 0) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        note(pdf, at).A.URI = String(address)
        note(pdf, at).Contents = String(address)

    return change


def _set(**entries: object) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            note(pdf)[f"/{key}"] = value

    return change


def _nowhere(pdf: pikepdf.Pdf) -> None:
    link = next(note for note in pdf.pages[0].Annots if "/Dest" in note)
    link.Dest = link.Contents = String("nowhere")


def _further(pdf: pikepdf.Pdf) -> None:
    made = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String("x"))
    pdf.pages[0].Annots.append(pdf.make_indirect(made))


FORGED = {
    "another account of the data": to("https://x.com/specimen_12"),
    "an address that begins as one of the data": to("https://x.com/specimen_1"),
    "an address of nobody": to("https://example.org/"),
    "a post of another account": to("https://x.com/specimen_02/status/2119525614355480502", 1),
    "another word read aloud": _set(Contents=String("https://x.com/specimen_02")),
    "a script": _set(A=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))),
    "a program": _set(A=Dictionary(S=Name.Launch, F=String("a.exe"))),
    "a further action": _set(AA=Dictionary(E=Dictionary(S=Name.URI, URI=String("https://e.org")))),
    "a next action": lambda pdf: note(pdf).A.__setitem__("/Next", Dictionary(S=Name.Named)),
    "a picture of its own": _set(AP=Dictionary()),
    "a frame": _set(BS=Dictionary(W=2)),
    "hidden": _set(F=2),
    "two targets": _set(Dest=String("org")),
    "over another row": lambda pdf: note(pdf).__setitem__("/Rect", note(pdf, 2).Rect),
    "nowhere": _nowhere,
    "a note": _further,
    "no text below": _set(Rect=Array([0, 0, 20, 20])),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_link_is_found(genuine: bytes, name: str) -> None:
    with pikepdf.open(io.BytesIO(genuine)) as pdf:
        FORGED[name](pdf)
        out = io.BytesIO()
        pdf.save(out)
    found, faults = outcome(out.getvalue())
    assert found is Outcome.DIFFERS or faults
