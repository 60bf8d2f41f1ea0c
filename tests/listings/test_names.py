"""What is the same name, what sounds alike, and what can never decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.listings import names
from demarche.model.entry import Entry, EntryAlias, EntryKind


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("LASHKAR-E-TAYYIBA", "Lashkar-e-Tayyiba"),
        ("Al Qa’ida", "AL QA'IDA"),
        ("Jama`at al-Tawhid", "Jamaat al Tawhid"),
        ("Büyük Doğu Akıncılar", "buyuk dogu akincilar"),
        ("“The Base”", "the base"),
        ("Ahl  al\u00a0Sunnah", "ahl al-sunnah"),
        ("جيش محمد", "جیش محمد"),
        ("كتائب", "کتائب"),
        ("جماعة الأحرار", "جماعه الاحرار"),
        ("لشکر\u200cطیبہ", "لشکرطیبه"),
        ("مُحَمَّد", "محمد"),
        ("٣١٣ بریگیڈ", "313 بریگیڈ"),
        ("Jalal\u200fabad", "Jalalabad"),
    ],
)
def test_the_same_name(name: str, other: str) -> None:
    assert names.normalise(name) == names.normalise(other) != ""


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Lashkar-e-Tayyiba", "Lashkar-e-Taiba"),
        ("Jamaat-ud-Dawa", "Jama'at ul Dawa al-Qu'ran"),
        ("Tehreek-e-Islami", "Islami Tehreek"),
        ("United Baloch Army", "Balochistan United Army"),
        ("Al-Rehmat Trust", "Al-Rahmah Trust"),
        ("Tehrik-e-Taliban", "Taliban"),
        ("Mohammed", "Muhammad"),
        ("कि", "कु"),
        ("طالبان", "طالب"),
    ],
)
def test_not_the_same_name(name: str, other: str) -> None:
    assert names.normalise(name) != names.normalise(other)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Muhammad", "Mohammed", "Mohammad", "Mohamed", "محمد", "Мухаммад"),
        ("Tayyiba", "Taiba", "Toiba", "Tayyaba", "Taibah", "طیبہ", "Тайба"),
        ("Tehrik", "Tehreek", "Tahrik", "تحریک", "Техрик"),
        ("Balochistan", "Baluchistan", "بلوچستان"),
        ("Khorasan", "Khurasan", "خراسان"),
        ("Taliban", "Taleban", "طالبان", "Талибан"),
        ("Haqqani", "Haqani", "حقانی"),
        ("Jaish", "Jaysh", "جیش"),
        ("Jhangvi", "Jhangwi", "جھنگوی"),
        ("Lashkar", "Lashker", "لشکر", "Лашкар"),
        ("Ahrar", "احرار"),
        ("Islam", "اسلام"),
        ("Hizb", "Hizbul", "حزب", "Хизб"),
        ("Jamaat", "Jama'at", "جماعت", "Джамаат"),
        ("Emarat", "Эмарат", "Имарат"),
    ],
)
def test_transliterations_meet(spellings: tuple[str, ...]) -> None:
    made = {names.skeleton(names.normalise(spelling)) for spelling in spellings}
    assert len(made) == 1, made


def test_link_words_drop_out() -> None:
    assert names.folded("lashkar e tayyiba") == names.folded("lashkar i taiba")
    assert names.words("jamaat ul ahrar") == ["jamaat", "ahrar"]
    assert names.words("al e") == ["al", "e"], "a name of link words only keeps them"


@pytest.mark.parametrize(
    ("text", "strength", "primary", "why"),
    [
        ("LASHKAR-E-TAYYIBA", "strong", True, ""),
        ("HAMAS", "strong", True, ""),
        ("Jamaat-ud-Dawa", "strong", False, ""),
        ("Boko Haram", "strong", True, ""),
        ("Boko Haram", "weak", False, "a weak alias"),
        ("JuA", "strong", False, "an acronym"),
        ("BLA", "strong", True, "an acronym"),
        ("ASWJ", "strong", False, "an acronym"),
        ("TTP-JuA", "strong", False, "an acronym"),
        ("IS-K", "strong", False, "an acronym"),
        ("The Base", "strong", True, "generic words only"),
        ("National Liberation Army", "strong", True, "generic words only"),
        ("Islamic Jihad", "strong", False, "generic words only"),
        ("The Students", "strong", False, "generic words only"),
        ("KADEK", "strong", False, "a short alias"),
        ("القاعدة", "strong", True, ""),
    ],
)
def test_what_can_decide(text: str, strength: str, primary: bool, why: str) -> None:
    assert names.cannot_decide(text, strength, primary=primary) == why


def entry(name: str, *aliases: tuple[str, str], kind: EntryKind = EntryKind.ENTITY) -> Entry:
    given_ = tuple(EntryAlias(text, "a.k.a.", strength) for text, strength in aliases)
    return Entry("un-1267", kind, name, "QDe.1", "line 1", "QDe.1", aliases=given_)


def indexed(record: Entry) -> dict[str, tuple[str, bool]]:
    found: dict[str, tuple[str, bool]] = {}
    for name in names.index_names(record):
        found.setdefault(name.text, (name.part, name.decides))
    return found


def test_an_acronym_in_parentheses_may_be_left_off_and_is_itself_weak() -> None:
    found = indexed(entry("TEHRIK-E TALIBAN PAKISTAN (TTP)"))
    assert found["TEHRIK-E TALIBAN PAKISTAN"] == ("without its acronym", True)
    assert found["TTP"] == ("acronym", False)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Balwaristan National Front (Abdul Hameed Khan Group)", "Balwaristan National Front"),
        ("Harakat-ul-Jihad-ul-Islami (Bangladesh)", "Harakat-ul-Jihad-ul-Islami"),
        ("ISIS (formerly al-Qa’ida in Iraq)", "ISIS"),
    ],
)
def test_a_faction_or_place_in_parentheses_may_not_be_left_off(name: str, stem: str) -> None:
    assert indexed(entry(name))[stem] == ("part of", False)


def test_the_pieces_of_a_cell_of_many_names_only_suggest() -> None:
    cell = "جبهة النصرة (the Victory Front; Jabhat al-Nusrah)"
    found = indexed(entry("AL-NUSRAH FRONT FOR THE PEOPLE OF THE LEVANT", (cell, "strong")))
    assert found[cell] == ("", True)
    assert found["Jabhat al-Nusrah"] == ("part of", False)


def test_a_person_is_found_in_both_orders() -> None:
    found = indexed(entry("SAEED, Muhammad", kind=EntryKind.INDIVIDUAL))
    assert found["Muhammad SAEED"] == ("surname first", True)


def test_initials_only_suggest() -> None:
    found = indexed(entry("Jamiat-ul-Ansar"))
    assert found["JUA"] == ("initials", False)


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = names.normalise(text)
    assert names.normalise(once) == once
    assert once == " ".join(once.split())


@given(st.text(max_size=80))
def test_case_does_not_count(text: str) -> None:
    assert names.normalise(text.casefold()) == names.normalise(text)


@given(st.text("abcdefghijklmnopqrstuvwxyz'’-. ", max_size=40))
def test_the_fast_path_of_plain_letters_agrees_with_the_other(text: str) -> None:
    assert names.normalise(text) == names.normalise(text + "’")


@given(st.text(max_size=40))
def test_a_name_with_letters_has_a_skeleton(text: str) -> None:
    for word in names.normalise(text).split():
        assert names.skeleton(word)
        assert 0 < names.weight(word) <= 1
    names.is_acronym(text)
    list(names.index_names(entry(text or "x")))
