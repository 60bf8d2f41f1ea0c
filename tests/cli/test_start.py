"""What stands in the way before anything runs: packages that are missing, no workspace."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import ROOT, Built, process
from lists_kit import un_entry, un_list

from demarche.cli.main import cli

WITHOUT = """\
import sys
class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Without())
sys.argv[0] = "demarche"
from demarche.cli.main import main
main()
"""


@pytest.mark.parametrize("words", [("build", "case.yaml"), ("check", "x"), (), ("rules",)])
def test_without_its_libraries_the_checkout_says_what_to_run(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-S", str(ROOT / "generate.py"), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(
        "generate.py: needs the package click, which is not installed; run `make"
    )
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("names", "words", "says"),
    [
        ({"pydantic"}, ("check", "CASE"), "pip install demarche`"),
        ({"yaml"}, ("check", "CASE"), "pip install demarche`"),
        ({"stix2"}, ("convert", "PDF", "--to", "stix"), "pip install 'demarche[export]'"),
        ({"pyhanko"}, ("seal", "x.pdf", "--p12", "k.p12"), "pip install 'demarche[seal]'"),
        ({"pyhanko_certvalidator"}, ("seal", "x.pdf", "--p12", "k.p12"), "demarche[seal]"),
        ({"pyhanko"}, ("verify", "x.pdf", "--crl", "CASE"), "demarche[seal]"),
        (
            {"distributed"},
            ("build", "CASE", "--cluster", "tcp://[::1]:9", "--insecure"),
            "demarche[cluster]",
        ),
    ],
)
def test_a_part_that_is_not_installed_is_one_line(
    small: Built, tmp_path: Path, names: set[str], words: tuple[str, ...], says: str
) -> None:
    program = tmp_path / "run.py"
    program.write_text(WITHOUT.format(names=names), encoding="utf-8")
    # Outside its workspace, of whose own data a line would speak.
    pdf = shutil.copy(small.documents()["x/removal"], tmp_path)
    given = {"CASE": ROOT / "data/cases/minimal/case.yaml", "PDF": pdf}
    done = process(
        *(given.get(word, word) for word in words),
        program=program,
        cwd=tmp_path,
        environment={"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert says in line
    assert next(iter(names)) in line


def test_lists_outside_a_workspace_are_not_made_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = un_list(tmp_path / "un.xml", "2026-11-01", un_entry("QDe.901", "SPECIMEN FRONT"))
    monkeypatch.chdir(tmp_path)
    first = CliRunner().invoke(cli, ["lists", "import", str(file)])
    assert first.exit_code == 0, first.output
    assert f"{tmp_path} was not a workspace; data/lists was created in it" in first.stderr
    again = CliRunner().invoke(cli, ["lists", "import", str(file)])
    assert again.exit_code == 0, again.output
    assert "was not a workspace" not in again.stderr


def test_lists_go_to_the_workspace_from_any_folder_of_it(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = un_list(workspace / "un.xml", "2026-11-01", un_entry("QDe.901", "SPECIMEN FRONT"))
    monkeypatch.chdir(workspace / "data" / "cases" / "one")
    done = CliRunner().invoke(cli, ["lists", "import", str(file)])
    assert done.exit_code == 0, done.output
    assert "was not a workspace" not in done.stderr
    assert list((workspace / "data" / "lists").iterdir())
    assert not (workspace / "data" / "cases" / "one" / "data").exists()
