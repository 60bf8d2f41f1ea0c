"""What every command shares: exit status, telling problems, printing data."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from demarche.kernel.terminal import at_work, coloured
from demarche.kernel.visible_text import in_json, one_line

if TYPE_CHECKING:
    from demarche.build.prepare import Prepared
    from demarche.kernel.problems import Problem
    from demarche.kernel.workspace import Workspace

DONE, FOUND, BAD = 0, 1, 2
"""Exit status: done; the examination found errors; bad input or usage."""

Given = ParamSpec("Given")
Back = TypeVar("Back")


class _CaseFile(click.Path):
    """A case file, or the folder that it stands in."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:
        given: Path = super().convert(value, param, ctx)  # type: ignore[assignment]
        inside = given / "case.yaml"
        return inside if inside.is_file() else given


CASE = _CaseFile(path_type=Path)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


plain_option = click.option(
    "--plain",
    is_flag=True,
    help="Typeset by WeasyPrint alone, without the speed package; slower.",
)


def tell_slow(plain: bool) -> None:
    """Say once, before the work, that an untested library switched the speed package off."""
    from demarche.render import speed

    if not plain and (note := speed.note()):
        click.echo(f"note: {note}", err=True)


def report_errors(function: Callable[Given, Back]) -> Callable[Given, Back]:
    """Tell bad input in one line each and end with status 2; no traceback reaches an officer."""

    @wraps(function)
    def guarded(*args: Given.args, **kwargs: Given.kwargs) -> Back:
        from demarche.kernel.problems import InputError

        try:
            return function(*args, **kwargs)
        except InputError as error:
            _print_bad(error.problems)
        except BrokenPipeError:
            raise  # click ends quietly where the reader has gone
        except OSError as error:
            name = f"{error.filename}: " if error.filename else ""
            text = f"{name}{(error.strerror or str(error)).lower()}"
            click.echo(one_line(text), err=True)
        sys.exit(BAD)

    return guarded


def _print_bad(problems: Sequence[Problem]) -> None:
    from demarche.cli.todo_print import print_unreadable, unfilled

    if unfilled(problems):
        print_unreadable(problems)
    else:
        print_problems(problems)


def print_problems(problems: Iterable[Problem]) -> None:
    """One line each, to the standard error, coloured by weight on a terminal."""
    from demarche.cli.findings_print import COLOURS

    for problem in problems:
        coloured(str(problem), COLOURS[problem.severity], err=True)


def summary(findings: Iterable[Problem]) -> str:
    """`2 errors, 1 warning`; what was overridden is counted too."""
    kinds = [problem.severity.value for problem in findings]
    parts = []
    for kind in ("error", "warning"):
        count = kinds.count(kind)
        parts.append(f"{count} {kind}" + ("" if count == 1 else "s"))
    if "note" in kinds:
        parts.append(f"{kinds.count('note')} overridden")
    return ", ".join(parts)


def workspace_of(path: Path, *, now: bool = False) -> Workspace:
    """The workspace around a path; it is named if it has data or templates of its own.

    Every command that reads a workspace comes by here. The line is the command's last, where it is
    not lost above a hundred warnings; with `now` it comes at once. A command told to be quiet says
    it only of what it did. Raises InputError for a workspace that may not be used.
    """
    from demarche.kernel.workspace import Workspace

    found = Workspace.around(path)
    quiet = click.get_current_context().params.get("quiet", False)
    context = click.get_current_context().find_root()
    named = context.meta.setdefault("demarche.named", set())
    if found.root not in named:
        named.add(found.root)
        if line := _whose(found):

            def tell() -> None:
                failed = sys.exc_info()[0] is not None
                if not (quiet and failed):
                    click.echo(line, err=True)

            if now:
                tell()
            else:
                context.call_on_close(tell)
    return found


_NAMED = 4
"""Own files of one kind that are named one by one."""


def _whose(workspace: Workspace) -> str:
    """`workspace ../unit: 1 own data file (offices/a.yaml), 1 own template (style.css)`, or empty.

    A small thing of what is used that is not built in, so that nobody builds with it unawares.
    """
    from demarche.kernel.workspace import shown

    parts = []
    for what, names in zip(("data file", "template"), workspace.own_files(), strict=True):
        if names:
            named = ", ".join(names[:_NAMED])
            named += f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
            parts.append(f"{len(names):,} own {what}{'' if len(names) == 1 else 's'} ({named})")
    name = shown(workspace.root)
    name = str(workspace.root) if name == "." else name
    return one_line(f"workspace {name}: {', '.join(parts)}") if parts else ""


def prepare_all(cases: Iterable[Path]) -> list[Prepared]:
    """Prepare every case; the problems of all of them are told together."""
    from demarche.build.prepare import prepare
    from demarche.case.duplicate_references import within
    from demarche.kernel import limits
    from demarche.kernel.problems import InputError, Place, Problem
    from demarche.kernel.workspace import shown

    prepared: list[Prepared] = []
    problems: list[Problem] = []
    for path in cases:
        try:
            with (
                at_work(f"checking {shown(path)}"),
                limits.bounded(limits.for_case(path.parent), kill=False),
            ):
                prepared.append(prepare(path, workspace_of(path.parent)))
        except InputError as error:
            problems.extend(error.problems)
        except limits.LimitError as error:
            problems.append(Problem(Place(shown(path)), "", str(error)))
    problems += within(case.file for case in prepared)
    if problems:
        raise InputError(problems)
    return prepared


@contextlib.contextmanager
def bounded_by(*files: Path) -> Iterator[None]:
    """Bound the time and memory of reading files from elsewhere; InputError names the first."""
    from demarche.kernel import limits
    from demarche.kernel.problems import InputError, Place
    from demarche.kernel.workspace import shown

    size = sum(file.stat().st_size for file in files if file.is_file())
    try:
        with limits.bounded(limits.for_file(size), kill=False):
            yield
    except limits.LimitError as error:
        raise InputError.single(Place(shown(files[0])), "", str(error)) from None


def print_json(data: Any) -> None:
    """Data for a program to read."""
    click.echo(in_json(json.dumps(data, indent=1, ensure_ascii=False)))
