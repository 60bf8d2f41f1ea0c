"""Single letters with stops or spaces between them count as the word that they make."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists_kit import bring, data, un_entry, un_list

from demarche.listings import names

BLA = "Balochistan Liberation Army (BLA)"


def found(workspace: Path, text: str) -> list[tuple[str, str]]:
    hits = data(workspace, "search", text, "--limit", "40")
    assert not [hit for hit in hits if hit["decides"]], "an acronym decides nothing"
    return [(hit["authority"], hit["printed"]) for hit in hits]


@pytest.mark.parametrize(
    ("plain", "others"),
    [
        ("BLA", ["B.L.A.", "B.L.A", "B L A", "b. l. a.", "B-L-A", "B/L/A"]),
        ("TTP", ["T.T.P.", "T T P", "(T.T.P.)", "T·T·P"]),
        ("JuD", ["J.U.D.", "J-u-D", "J u D", "Ju.D"]),
        ("JuA", ["Ju.A", "J.u.A.", "J-u-A"]),
    ],
)
def test_letters_with_stops_find_what_the_word_finds(
    plain: str, others: list[str], tmp_path: Path
) -> None:
    wanted = found(tmp_path, plain)
    assert wanted
    for text in others:
        assert found(tmp_path, text) == wanted, text


def test_letters_with_stops_in_a_list_are_found_by_the_word(tmp_path: Path) -> None:
    printed = {
        "QDe.901": "SPECIMEN GROUP (Z.Q.X.)",
        "QDe.902": "X.Q.Z. FRONT",
        "QDe.903": "ز.ق.ک",
        "QDe.904": "Ж.Щ.Ю.",
        "QDe.905": "SPECIMEN TRADING S.A.",
    }
    entries = [un_entry(reference, name) for reference, name in printed.items()]
    entries.append(un_entry("QDe.906", "OTHER GROUP", ["Q Z X Q"]))
    bring(tmp_path, un_list(tmp_path / "un.xml", "2026-11-20", *entries))

    for text, name in (
        ("ZQX", "SPECIMEN GROUP (Z.Q.X.)"),
        ("XQZ", "X.Q.Z. FRONT"),
        ("زقک", "ز.ق.ک"),
        ("ЖЩЮ", "Ж.Щ.Ю."),
        ("QZXQ", "OTHER GROUP"),
        ("Q.Z.X.Q.", "OTHER GROUP"),
    ):
        assert ("un-1267", name) in found(tmp_path, text), text


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("B.L.A.", ["bla"]),
        ("T T P", ["ttp"]),
        ("J-u-D", ["jud"]),
        ("Ju.A", ["jua"]),
        ("T.T.P. Pakistan", ["ttp"]),
        ("Specimen S.A.", []),
        ("S.A.", ["sa"]),
        ("Lashkar-e-Tayyiba", []),
        ("Lashkar e T", []),
        ("Jamaat-ud-Dawa", []),
        ("Al-Qaida", []),
        ("17 N", []),
        ("1.2.3", []),
        ("A", []),
        ("", []),
    ],
)
def test_which_letters_are_joined(text: str, made: list[str]) -> None:
    assert names.joined_letters(text)[1] == made


@given(st.lists(st.sampled_from("ABCXYZТЖتقک"), min_size=3, max_size=6), st.sampled_from(". -/"))
def test_any_letters_are_joined(letters: list[str], sign: str) -> None:
    word = names.normalise("".join(letters))

    assert names.joined_letters(sign.join(letters)) == (word, [word])


@given(st.text(max_size=40))
def test_no_text_breaks_it_and_no_letter_is_lost(text: str) -> None:
    joined, _ = names.joined_letters(text)

    assert joined.replace(" ", "") == names.normalise(text).replace(" ", "")
