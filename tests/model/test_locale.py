"""The words of a language are data: complete, strict, and enough for documents in another one."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest
from kit import DATA, ROOT, command, plain, read_pdf, squeezed

from demarche.kernel.problems import InputError
from demarche.model.base import PROGRAM_LANGUAGE
from demarche.model.locale import Locale, builtin_locale, english
from demarche.model.record_reader import load

ENGLISH = DATA / "locale" / "en.yaml"
MINIMAL = DATA / "cases" / "minimal" / "case.yaml"

KEYS = [
    (group, key)
    for group, words in plain(ENGLISH).items()
    if isinstance(words, dict) and group != "languages"
    for key in words
]


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = ENGLISH.read_text(encoding="utf-8")
    assert re.search(old, text, re.MULTILINE), old
    file = tmp_path / "en.yaml"
    file.write_text(re.sub(old, new, text, count=1, flags=re.MULTILINE), encoding="utf-8")
    return file


def fault(file: Path) -> str:
    with pytest.raises(InputError) as caught:
        load(Locale, file, "data/locale/xx.yaml")
    return str(caught.value)


def test_every_language_is_whole() -> None:
    for file in (DATA / "locale").glob("*.yaml"):
        assert load(Locale, file).id == file.stem
    assert english().id == PROGRAM_LANGUAGE


@pytest.mark.parametrize(("group", "key"), KEYS, ids=lambda key: key)
def test_a_word_that_is_missing_is_named(tmp_path: Path, group: str, key: str) -> None:
    if group in ("counted", "numbers", "lists"):
        pytest.skip("written in a form of its own: see the next test")
    if group in ("severities", "plural_sections"):
        pytest.skip("which there are is data, too: a level without a label prints its code")
    if group in ("done_notes", "refusal_notes"):
        pytest.skip("only the codes that ask for more have a note")
    if group in ("severities", "plural_sections"):
        pytest.skip("the keys are data, not known to the program: see the next test")
    pattern = rf'(^{group}:\n(?:  .*\n|#.*\n)*?)  "?{re.escape(key)}"?: .*\n'
    said = fault(changed(tmp_path, pattern, r"\1"))
    assert re.search(rf"data/locale/xx\.yaml:\d+:\d+: {group}[.:]", said)
    assert key in said


def test_every_level_of_severity_has_a_label_in_every_language() -> None:
    levels = plain(DATA / "severity.yaml")["levels"]
    for file in (DATA / "locale").glob("*.yaml"):
        assert sorted(plain(file)["severities"]) == sorted(levels), file.name


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r"^titles:\n", "titles:\n  ransom: Request for a ransom\n", "ransom"),
        (r"^  R: removed\n", "  R: removed\n  X: exploded\n", "'X' is not a known name"),
        (r"^id: en$", "id: English", "id"),
        (r"^template_suffix: .*$", "template_suffix: ../fr", "template_suffix"),
        (r"January, ", "", "months"),
        (r"zero, ", "", "numbers.small"),
        (r"\{title\}, part \{number\}", "{title}, part {nummer}", "nothing fills {nummer}"),
        (r"Page \{page\}", "Page {page.__class__}", "nothing fills {page.__class__}"),
        (r"\{day\} \{month\} \{year\}", "{day} {month", "a brace is not closed"),
        (r"Return form for \{title\}", "Return form for {0}", "nothing fills {0}"),
        (r"Return form for \{title\}", "Return form for {}", "nothing fills {}"),
        (r"^months: ", "moths: ", "moths"),
        (r"^  row: .*$", '  row: {one: "{figures} row"}', "many"),
    ],
)
def test_a_file_at_fault_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in fault(changed(tmp_path, old, new))


@pytest.mark.parametrize("tag", ["../en", "en/../en", "", "xx", "e", "en.yaml", "EN\0"])
def test_a_tag_is_never_a_path(tag: str) -> None:
    assert builtin_locale(tag) is None


def test_the_words_around_numbers_fit_them() -> None:
    words = english()
    assert words.count(1, "document") == "1 document"
    assert words.count(1_200, "row") == "1,200 rows"
    assert words.when("2001-12-26") == "on 26 December 2001"
    assert words.when("2001-12") == "in December 2001"
    assert words.when("2001") == "in 2001"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.means("English (UK)")
    assert words.means("en-GB")
    assert not words.means("enga")


def french(workspace: Path) -> Path:
    """A workspace with a second language: a file of words, and templates of its suffix."""
    folder = workspace / "data" / "locale"
    folder.mkdir(parents=True)
    text = ENGLISH.read_text(encoding="utf-8")
    for old, new in (
        ("id: en\nname: English\n", "id: fr\nname: Français\n"),
        ('template_suffix: ""', "template_suffix: .fr"),
        ("removal: Request for removal of accounts", "removal: Demande de retrait de comptes"),
        ("November, December", "novembre, décembre"),
        ("November,\n    December", "novembre,\n    décembre"),
        ("Terrorism: request to remove {accounts} on", "Terrorisme : retrait de {accounts} sur"),
        ("in the name of {parties}", "au nom de {parties}"),
        ("salutation: Dear Sir or Madam,", "salutation: Madame, Monsieur,"),
        ('many: "{figures} accounts"', 'many: "{figures} comptes"'),
        ('one: "{figures} account"', 'one: "{figures} compte"'),
        ("restricted: Restricted annex for {title}", "restricted: Annexe réservée pour {title}"),
    ):
        text = text.replace(old, new)
    (folder / "fr.yaml").write_text(text, encoding="utf-8")
    templates = workspace / "templates"
    templates.mkdir()
    for file in (ROOT / "templates").glob("*.html.j2"):
        page = file.read_text(encoding="utf-8").replace(".html.j2", ".fr.html.j2")
        name = file.name.replace(".html.j2", ".fr.html.j2")
        (templates / name).write_text(page, encoding="utf-8")
    return folder / "fr.yaml"


def test_a_second_language_is_data_and_templates(workspace: Path, minimal: Path) -> None:
    french(workspace)
    with minimal.open("a", encoding="utf-8") as case:
        case.write("language: fr\n")
    done = command("build", "--quiet", minimal)
    assert done.returncode == 0, done.stderr
    (main,) = workspace.glob("reports/*/telegram/*-removal.pdf")
    page = read_pdf(main)
    assert squeezed("Terrorisme : retrait de 1 compte sur Telegram au nom de ") in page.squeezed
    assert "Madame, Monsieur," in page.text
    assert "23 novembre 2026" in page.text.replace("\u00a0", " ")
    assert page.data("request.json")["language"] == "fr"
    annex = main.with_name(main.name.replace("removal", "restricted"))
    with pikepdf.open(annex) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        assert str(pdf.docinfo["/Title"]).startswith("Annexe réservée pour Telegram")
    # An annex alone has nothing to be compared with; its manifest vouches for it.
    manifest = main.parents[1] / "internal" / "manifest.json"
    for words in ((main,), (annex, "--manifest", manifest)):
        checked = command("verify", *words)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_language_without_a_file_is_told_at_its_line(minimal: Path) -> None:
    with minimal.open("a", encoding="utf-8") as case:
        case.write("language: eng\n")
    done = command("check", minimal)
    assert done.returncode == 2
    assert re.search(r"case\.yaml:\d+:11: language: no language 'eng' in data/locale", done.stderr)
    assert "known: en" in done.stderr
