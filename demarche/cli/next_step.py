"""The last line of a command: the one to type next."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator
from pathlib import Path

import click
from click.core import ParameterSource

from demarche.kernel.terminal import coloured
from demarche.kernel.workspace import shown


class NextStep:
    """Printed when the command ends, below whatever else it says then."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        # The first to be registered is the last to be called.
        click.get_current_context().find_root().call_on_close(self._print)

    def say(self, *lines: str) -> None:
        """Set what to do; the last line is the command."""
        self.lines = list(lines)

    def _print(self) -> None:
        for line in self.lines:
            coloured(line, None, bold=True, err=True)


def command_line(*words: str | Path) -> str:
    """A command of this program, as it is typed in a shell."""
    return shlex.join(["demarche", *(shown(w) if isinstance(w, Path) else w for w in words)])


def same_command(without: Collection[str] = (), more: Collection[str] = ()) -> str:
    """The command that runs, as it was typed, without some of its options and with others."""
    context = click.get_current_context()
    words = [*context.command_path.split()[1:]]
    for parameter in context.command.params:
        name = parameter.name or ""
        typed = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if typed and name not in without:
            words += _typed(parameter, context.params[name])
    return shlex.join(["demarche", *words, *more])


def _typed(parameter: click.Parameter, value: object) -> Iterator[str]:
    values = value if isinstance(value, tuple) else (value,)
    for part in values:
        if isinstance(parameter, click.Argument):
            yield str(part)
        elif isinstance(parameter, click.Option) and parameter.is_flag:
            yield parameter.opts[0]
        else:
            yield from (parameter.opts[0], str(part))
