"""The words that docs/glossary.md refuses: in messages, rules, help texts and pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import click
import pytest
from kit import ROOT

from demarche.cli.main import cli
from demarche.examine.engine import rules

REFUSED = re.compile(
    r"\bcan not\b|\banew\b|\bwhoever\b|\basking state\b|\bparted by\b|\bdrop the row\b"
    r"|\b(?:is|are) no (?!longer\b|more\b)[a-z]|\b(?:is|are|be) told\b|\bcannot be told\b"
    r"|\bgoes back to nothing\b|\bstands? (?:in|on|twice|beside|behind|below|above|there)\b"
    r"|\bstands for nothing\b|\blies (?:after|before)\b|\bday of issue\b"
    r"|\bbrings? (?:back|its)\b"
    r"|\bin words of (?:its|their) own\b|\bmay be a slip\b|\bgiven twice\b|\bthere twice\b"
    r"|\bcannot be meant\b|\bsmall (?:hexadecimal|letters|digits)\b|\bexclude each other\b"
    r"|\bname it by\b|\bnot taken over\b|\bof its own accord\b|\bby its own force\b"
    r"|\bwhat (?:is|was) (?:told|asked)\b|\bin vain\b|\bno (?:\w+ )?is (?:named|called)\b"
)
"""What was written before there was a guide, and what nobody would say aloud."""

ALLOWED = {
    "there is no": "plain English: the subject is `there`",
    "there are no": "plain English: the subject is `there`",
    "is no one": "plain English",
}

_ROOMS = sorted(
    path.name
    for path in (ROOT / "demarche").iterdir()
    if (path / "__init__.py").is_file() and path.name not in ("weasyfast", "render")
)
"""The rooms whose messages an officer sees; `render` speaks to those who write templates."""

_PAGES = (
    "adding.md",
    "exchange.md",
    "lists.md",
    "mirrors.md",
    "scale.md",
    "trust.md",
    "tutorial.md",
)
"""The pages written by hand; the generated ones come from rules, records and data."""


def refused(text: str) -> list[str]:
    """The refused words of a text, those of the allow-list taken out."""
    for allowed in ALLOWED:
        text = re.sub(rf"(?i)\b{allowed}\b", "", text)
    return [found[0] for found in REFUSED.finditer(" ".join(text.split()))]


def literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text of a module with its line, without docstrings and regular expressions."""
    scopes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, scopes))
    apart = {id(line.value) for body in bodies for line in body if isinstance(line, ast.Expr)}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in ("compile", "search"):
            apart |= {id(part) for part in ast.walk(call)}
    for node in ast.walk(tree):
        if id(node) in apart:
            continue
        if isinstance(node, ast.JoinedStr):
            parts = [p.value if isinstance(p, ast.Constant) else "…" for p in node.values]
            apart |= {id(part) for part in node.values}
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize("room", _ROOMS)
def test_no_message_has_a_refused_word(room: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {found}: {text[:90]}"
        for path in sorted((ROOT / "demarche" / room).rglob("*.py"))
        for line, text in literals(ast.parse(path.read_text(encoding="utf-8")))
        if " " in text
        for found in refused(text)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_rule_is_a_fact_and_a_remedy() -> None:
    for rule in rules():
        for text in (rule.sentence, rule.remedy):
            assert not refused(text), f"{rule.code}: {text}"
            assert not text.endswith("."), rule.code
        assert not re.match(r"(?:an?|the) (?!same\b)", rule.sentence), f"{rule.code}: no article"
        assert not rule.sentence[0].isupper() or rule.sentence.startswith("DRAFT"), rule.code


def commands(command: click.Command, name: str = "demarche") -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, by what is typed."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from commands(found, f"{name} {below}")


def test_no_help_text_has_a_refused_word() -> None:
    for name, command in commands(cli):
        texts = [command.help or ""]
        texts += [getattr(option, "help", None) or "" for option in command.params]
        for text in texts:
            assert not refused(text), f"{name}: {text}"


@pytest.mark.parametrize("page", _PAGES)
def test_no_page_has_a_refused_word(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    wrong = [
        f"{n}: {refused(line)}" for n, line in enumerate(text.splitlines(), 1) if refused(line)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "old",
    [
        "'TTP' is no name of the library",
        "a row can not continue itself",
        "build the case anew",
        "it must lie after it; it lies after the day of issue",
        "the asking state",
        "a key stands twice",
        "a column is there twice",
        "64 small hexadecimal digits",
        "--json and --sarif exclude each other",
        "no platform is named X",
    ],
)
def test_the_old_words_are_refused(old: str) -> None:
    assert refused(old)


@pytest.mark.parametrize(
    "good",
    [
        "row is no longer on the list",
        "there is no seal",
        "key is already used by row 4",
        "unknown platform 'x'",
        "date is out of order: must be after the date of issue",
    ],
)
def test_plain_words_are_not_refused(good: str) -> None:
    assert not refused(good)


NOTHING_SAID = ("one", "told")


@pytest.mark.parametrize("room", ["demarche", "benchmarks", "scripts"])
def test_a_variable_is_named_for_what_it_holds(room: str) -> None:
    """`one` and `told` can be anything: an account, a rule, a message."""
    found = []
    for file in sorted((ROOT / room).rglob("*.py")):
        public = file.name in ("locale.py", "followup.py")  # the fields of data files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.arg):
                name = node.arg
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                name = node.id
            else:
                continue
            if name in NOTHING_SAID and not public:
                found.append(f"{file.relative_to(ROOT)}:{node.lineno}: {name}")
    assert found == []
