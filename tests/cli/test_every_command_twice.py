"""Every command that is documented, twice in a row, from three folders, by three kinds of path.

The commands are those of the program's own help and of the documents: a new one that has no line
in `STEPS` fails here.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from kit import ROOT, picture, read_lists
from lists_kit import un_entry, un_list
from pki import PASSPHRASE, make_pki

from demarche.cli.cmd_seal import PASSPHRASE as PASSPHRASE_VARIABLE
from demarche.cli.main import cli

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
DOCUMENTS += sorted((ROOT / "demarche" / "app" / "starter").iterdir())
REFERENCE = "SPEC-IRU/2026/0490"
DOSSIER = "@reports/SPEC-IRU-2026-0490"
PDF = f"{DOSSIER}/x/SPEC-IRU-2026-0490-removal.pdf"
CAPTURED = (
    *("--shows", "The post.", "--url", "https://x.com/specimen_one/status/1"),
    *("--captured-at", "2026-11-22T09:35:00+05:00", "--tool", "t 1", "--captured-by", "c"),
)


ANY = -1


@dataclass(frozen=True)
class Step:
    """A command line; a word that begins with @ is a path of the workspace."""

    line: tuple[str, ...]
    first: int = 0
    again: int = 0
    says: str = ""
    """What the second run says."""


def step(*line: str, first: int = 0, again: int = 0, says: str = "") -> Step:
    return Step(line, first, again, says)


STEPS = [
    step("new", "@unit", again=2, says="already exists"),
    step("import", "@a.csv", "--case", "@data/cases/fresh", again=1, says="no files written"),
    step("import", "@b.csv", "--case", "@data/cases/fresh", again=1, says="no files written"),
    step("import", "@b.csv", "--case", "@data/cases/full", again=1, says="no files written"),
    *(
        step(
            *("exhibits", "add", f"@{name}", "--case", f"@data/cases/{case}"),
            *("--account", "r1", *CAPTURED),
            again=2,
            says="already",
        )
        for case in ("fresh", "one/case.yaml")
        for name in ("one.png", "two.png")
    ),
    step("check", "@data/cases/one"),
    step("check", "@data/cases/one/case.yaml"),
    step("check", "@data/cases/fresh", first=2, again=2, says="required, but empty"),
    step("build", "-q", "@data/cases/one"),
    step("watch", "@data/cases/one", "--once"),
    step("export", "@data/cases/one", again=2, says="already exists"),
    step("export", "@data/cases/fresh", "--format", "csv", again=2, says="already exists"),
    step("verify", DOSSIER),
    step("verify", PDF),
    *(
        step("copy", f"{REFERENCE}/x/removal", *option, "--reports", "@reports")
        for option in (("--holder", "r1"), ("--public",))
    ),
    step("extract", PDF),
    step("convert", PDF, "--to", "stix", "--out", "@bundle.json"),
    step("seal", PDF, "--p12", "@seal.p12", again=2, says="already has a sealed file"),
    step("verify", DOSSIER, first=1, again=1),  # no certificate is named
    step(
        *("answers", "import", "@return.csv", "--case", "@data/cases/one"),
        again=2,
        says="already imported",
    ),
    step("check", "@data/cases/one"),
    step("resolve", "https://x.com/specimen_one"),
    step("list", "platforms"),
    step("list", "offices"),
    step("trust", "@.", says="trusted"),
    step("trust"),
    step("trust", "--remove", "@.", again=2, says="is not trusted"),
    step("platforms", "list"),
    step("platforms", "show", "x"),
    step("show", "ttp"),
    step("rules"),
    step("schema"),
    step("lists", "import", "@un.xml"),
    step("lists", "status", first=1, again=1),
    step("lists", "search", "Specimen Front"),
    step("lists", "show", "QDe.901"),
    step("lists", "affected", first=ANY, again=ANY),  # by the workspace that one stands in
    step("lists", "read", "un-1267", "--on", "2026-11-05", says="unchanged against snapshot 1"),
    step("lists", "import", "@un-later.xml"),
    step("lists", "diff", "1", "2"),
    step("lists", "forget", "2", again=2, says="no snapshot"),
    step("mirrors", "observe", "@seen.csv", says="(0 new"),
    step("mirrors", "propose", "@data/cases/one"),
    step(
        *("mirrors", "decide", "F-0", "--no", "--reason", "Another holder."),
        first=2,
        again=2,
        says="unknown finding",
    ),
    step("mirrors", "annex", "@data/cases/one", "--to", "json", "--out", "@indicators.json"),
    step("mirrors", "purge", says="0 observed accounts removed"),
    step("templates", "list"),
    step("templates", "copy", "reminder.html.j2", again=2, says="already"),
    step("templates", "check"),
]
"""In the order of work, so that each step finds what those before it made."""


def leaves(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command of the program, as one types it."""
    if not isinstance(command, click.Group):
        yield words
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found
        yield from leaves(found, (*words, name))


def test_every_command_of_the_program_and_of_the_documents_has_its_steps() -> None:
    known = set(leaves(cli))
    tried = {step.line[: len(name)] for step in STEPS for name in known} & known
    assert known - tried == set()
    firsts = {name[0] for name in known}
    written: set[tuple[str, ...]] = set()
    for file in DOCUMENTS:
        text = file.read_text(encoding="utf-8")
        for found in re.finditer(
            r"(?:`|\$ |^)demarche ([a-z]+)(?: ([a-z|]+))?", text, re.MULTILINE
        ):
            for second in (found[2] or "").split("|"):
                pair = (found[1], second)
                written.add(pair if pair in known else (found[1],))
    for name in written:
        assert name in known or (len(name) == 1 and name[0] in firsts), name
    assert len(written & known) > 15


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a case that can go out, its dossier, and what comes in from outside."""
    root = tmp_path_factory.mktemp("twice") / "space"
    case = root / "data" / "cases" / "one"
    case.mkdir(parents=True)
    case.joinpath("case.yaml").write_text(CASE, encoding="utf-8")
    case.joinpath("accounts.csv").write_text(ROWS, encoding="utf-8")
    case.joinpath("exhibits.csv").write_text(EXHIBITS, encoding="utf-8")
    full = shutil.copytree(case, case.with_name("full")) / "case.yaml"
    full.write_text(CASE.replace(REFERENCE, "SPEC-IRU/2026/0491"), encoding="utf-8")
    rows = full.with_name("accounts.csv")
    rows.write_text(ROWS.replace("specimen_one", "specimen_full"), encoding="utf-8")
    root.joinpath("a.csv").write_text("url\nhttps://x.com/specimen_a\n", encoding="utf-8")
    root.joinpath("b.csv").write_text("url\nhttps://x.com/specimen_b\n", encoding="utf-8")
    root.joinpath("one.png").write_bytes(picture() + b"1")
    root.joinpath("two.png").write_bytes(picture() + b"2")
    seen = "url,first_seen\nhttps://x.com/specimen_seen,2026-11-20\n"
    root.joinpath("seen.csv").write_text(seen, encoding="utf-8")
    head = "reference,row,row_id,address,done,on,reason,told,note,ticket,received,signed"
    row = f"{REFERENCE}/x/removal,1,r1,https://x.com/specimen_one,R,2026-11-25,,,,,,"
    root.joinpath("return.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    un_list(root / "un.xml", "2026-11-01", un_entry("QDe.901", "SPECIMEN FRONT"))
    un_list(root / "un-later.xml", "2026-11-10", un_entry("QDe.901", "SPECIMEN FRONT NEW"))
    pki = make_pki(tmp_path_factory.mktemp("pki"))
    pki.server.close()
    shutil.copy(pki.file("seal.p12"), root)
    read_lists(root)
    done = CliRunner().invoke(cli, ["build", "-q", str(case)])
    assert done.exit_code == 0, done.output
    return root


@pytest.mark.parametrize(
    ("stand", "spelled"),
    [
        ("elsewhere", "relative"),
        *(
            pytest.param(*values, marks=pytest.mark.exhaustive)
            for values in (
                *(("root", "relative"), ("case", "relative")),
                *(("elsewhere", "linked"), ("root", "absolute")),
            )
        ),
    ],
)
def test_every_command_works_twice(
    start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stand: str, spelled: str
) -> None:
    root = tmp_path / "space"
    shutil.copytree(start, root)
    link = tmp_path / "link"
    link.symlink_to(root, target_is_directory=True)
    (tmp_path / "elsewhere").mkdir()
    here = {"elsewhere": tmp_path / "elsewhere", "root": root, "case": root / "data/cases/one"}
    monkeypatch.chdir(here[stand])
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)

    def path(word: str) -> str:
        if not word.startswith("@"):
            return word
        name = word[1:]
        if spelled == "relative":
            return os.path.relpath(root / name)
        return str((link if spelled == "linked" else root) / name)

    for step in STEPS:
        words = [path(word) for word in step.line]
        for number, code in enumerate((step.first, step.again)):
            done = CliRunner().invoke(cli, words)
            report = f"{' '.join(words)} ({'second' if number else 'first'} time)\n{done.output}"
            assert done.exception is None or isinstance(done.exception, SystemExit), report
            assert code == ANY or done.exit_code == code, report
            assert not number or step.says in done.output, report
    assert (root / "data/cases/one/answers.csv").is_file()


CASE = """\
reference: SPEC-IRU/2026/0490
title: Accounts reported by the monitoring unit in November 2026
office: pk-specimen
date: 2026-11-23T10:00:00+05:00
letter: {number: SPEC/1, date: 2026-11-23}
prepared_by: {name: B. N. Specimen, post: Research officer}
approved_by: {name: C. O. Specimen, post: Deputy director, on: 2026-11-23}
facts: The monitoring unit recorded accounts that publish for a listed organisation.
necessity: The accounts publish claims of responsibility and are open to everyone.
alternatives: Reports of single posts were made and did not last.
defences: Reporting, research and satire were considered and excluded for each account.
requests:
  - kind: removal
accounts: accounts.csv
exhibits: exhibits.csv
"""
ROWS = """\
id,url,platform,observed_at,status_checked_at,organisation,link,ground,justification,protected,\
prior_report,prior_report_on,prior_report_answer
r1,https://x.com/specimen_one,x,2026-11-22T09:30:00+05:00,2026-11-22T09:30:00+05:00,ttp,\
media-wing,propaganda,On 12 November 2026 the account published a claim of responsibility.,none,\
SPEC-1,2026-11-18,no breach of the rules found
"""
EXHIBITS = """\
id,accounts,shows,url,captured_at,tool,captured_by,sha256
E1,r1,The post.,https://x.com/specimen_one/status/1,2026-11-22T09:35:00+05:00,t 1,c,\
0101010101010101010101010101010101010101010101010101010101010101
"""
