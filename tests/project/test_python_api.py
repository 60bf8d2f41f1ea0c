"""The public interface, used from outside: what docs/python.md says, typed, and quick to import."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from kit import ROOT, command

import demarche
from demarche import InputError, Verdict, build, check, prepare, read_requests, resolve, verify
from demarche.app import public_api

MINIMAL = ROOT / "data" / "cases" / "minimal" / "case.yaml"
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "tests" / "samples" / "use_the_api.py"


def public() -> set[str]:
    return set(demarche.__all__) - {"__version__"}


def in_the_stub() -> set[str]:
    text = (ROOT / "demarche" / "__init__.pyi").read_text(encoding="utf-8")
    imports = [
        statement for statement in ast.parse(text).body if isinstance(statement, ast.ImportFrom)
    ]
    return {name.asname or name.name for statement in imports for name in statement.names}


def test_the_stub_has_every_public_name_and_no_other() -> None:
    assert in_the_stub() == public()


@pytest.mark.parametrize("name", sorted(demarche.__all__))
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(demarche, name)
    assert name in dir(demarche)


@pytest.mark.parametrize(
    "name", ["prepare", "check", "build", "verify", "resolve", "read_requests", "rules"]
)
def test_the_page_names_each_function_with_its_arguments(name: str) -> None:
    signature = re.search(rf"^\| `{name}\((.*?)\)` \|", PAGE, re.MULTILINE)
    assert signature, name
    taken = ast.parse(f"def f({signature[1]}): pass").body[0]
    assert isinstance(taken, ast.FunctionDef)
    written = [arg.arg for arg in taken.args.args]
    function = getattr(public_api, name)
    code = function.__code__
    assert written == list(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


def test_a_name_that_is_not_public_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'prepared'"):
        demarche.prepared  # type: ignore[attr-defined]  # noqa: B018


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, demarche; print([m for m in sys.modules if m.startswith('demarche.')])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "words",
    [
        "import demarche; f = demarche.build",
        "from demarche import build as f",
        "import demarche.build.runner; from demarche import build as f",
        "from demarche import prepare, build as f",
        "from demarche.build.runner import build as _; import demarche; f = demarche.build",
    ],
)
def test_build_can_be_called_however_it_is_imported(words: str) -> None:
    """Its package has the same name, and takes the name over when a module of it is imported."""
    code = f"{words}\ntry: f('nowhere.yaml')\nexcept Exception as error: print(error)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "nowhere.yaml: is not a file; name a case file\n"


def test_a_sample_program_runs_from_another_folder(tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "mine.py")
    done = subprocess.run(
        [sys.executable, "mine.py", str(MINIMAL), "out"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert re.fullmatch(r"\d+ warnings, \d+ rules, 1 requests", lines[0])
    assert lines[1:] == [
        "4 checked, 0 refused",
        "SPEC-IRU/2026/0001/telegram/removal: removal",
        "https://x.com/specimen_01",
        "not-a-target",
    ]


def test_the_example_of_the_page_runs(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    shutil.copytree(MINIMAL.parent, tmp_path, dirs_exist_ok=True)
    (tmp_path / "mine.py").write_text(example, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "mine.py"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "case.yaml:3:1: warning: W14: " in done.stdout
    assert "recorded: everything agrees with the manifest; not sealed" in done.stdout
    assert list((tmp_path / "out").glob("*/*/*-removal.pdf"))


@pytest.mark.exhaustive
def test_a_sample_program_is_typed(tmp_path: Path) -> None:
    """With mypy's strict mode and no configuration of ours; a wrong use is found."""
    shutil.copy(SAMPLE, tmp_path / "mine.py")
    (tmp_path / "wrong.py").write_text(
        "from demarche import build, check\ncheck(1)\nbuild('a.yaml', report='out')\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "mine.py", "wrong.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    found = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert [line.split(": error")[0] for line in found] == ["wrong.py:2", "wrong.py:3"], done.stdout


def test_a_case_with_an_error_is_not_built(tmp_path: Path) -> None:
    text = MINIMAL.read_text(encoding="utf-8")
    assert "protected: none" in text or "protected" not in text
    case = tmp_path / "case.yaml"
    case.write_text(
        text.replace("prepared_by:", "confidentiality: {until: 2027-11-20}\nprepared_by:")
    )
    try:
        errors = [finding for finding in check(case) if finding.severity == "error"]
    except InputError as error:
        errors = list(error.problems)
    assert errors
    with pytest.raises(InputError) as raised:
        build([MINIMAL, case], reports=tmp_path / "out")
    assert raised.value.problems == tuple(errors)
    assert not (tmp_path / "out").exists()


def test_all_faults_of_all_cases_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("reference: 1\n")
    with pytest.raises(InputError) as raised:
        build([tmp_path / "a.yaml", str(tmp_path / "b.yaml")], reports=tmp_path / "out")
    files = {Path(problem.place.file).name for problem in raised.value.problems}
    assert files == {"a.yaml", "b.yaml"}


def test_what_cannot_be_used_is_an_error_with_a_place(tmp_path: Path) -> None:
    (tmp_path / "text.pdf").write_text("text")
    for attempt in (
        lambda: prepare(tmp_path),
        lambda: prepare(MINIMAL, workspace=tmp_path),
        lambda: verify(tmp_path),
        lambda: verify(tmp_path / "text.pdf"),
        lambda: read_requests(tmp_path / "text.pdf"),
        lambda: resolve("specimen_01", platform="nowhere"),
        lambda: resolve("specimen_01", workspace=tmp_path / "none"),
    ):
        with pytest.raises(InputError) as raised:
            attempt()
        assert all(problem.place.file and problem.message for problem in raised.value.problems)
    with pytest.raises(ValueError, match="64 hex digits"):
        verify(tmp_path / "text.pdf", fingerprint="abc")


def test_the_functions_say_what_the_commands_say(tmp_path: Path) -> None:
    twice: list[Path | str] = [MINIMAL, f"{MINIMAL.parent}/./{MINIMAL.name}"]
    (built,) = build(twice, reports=tmp_path / "ours", jobs=1)
    result = command("build", "--reports", tmp_path / "theirs", MINIMAL, "--quiet")
    assert result.returncode == 0
    theirs = tmp_path / "theirs" / built.folder.name
    names = sorted(path.relative_to(theirs) for path in theirs.rglob("*") if path.is_file())
    assert names == sorted(map(Path, built.files))
    for name in names:
        assert (built.folder / name).read_bytes() == (theirs / name).read_bytes(), name
    verdicts = {report.verdict for report in verify(built.folder)}
    assert verdicts == {Verdict.RECORDED}


@pytest.mark.exhaustive
def test_the_wheel_has_types_sources_and_one_version(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="the extra `build` is not installed")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.startswith(f"demarche-{demarche.__version__}-")
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        (metadata,) = [name for name in names if name.endswith("/METADATA")]
        text = packed.read(metadata).decode()
    assert {"demarche/py.typed", "demarche/__init__.pyi"} <= names
    assert "demarche/builtin/docs/sources/request-forms.md" in names
    assert f"\nVersion: {demarche.__version__}\n" in text
    assert "\nAuthor: The Demarche developers\n" in text
    assert "Classifier: Typing :: Typed" in text
    assert "Project-URL" not in text
