"""The command line: parse, call one function, print. Heavy modules load inside the commands."""

from __future__ import annotations

import importlib
import signal
import sys
from pathlib import Path
from typing import Any

import click

from demarche import __version__
from demarche.cli.common import (
    BAD,
    json_option,
    print_json,
    report_errors,
    workspace_of,
)
from demarche.kernel.terminal import guarded_output
from demarche.kernel.visible_text import one_line

_MODULES: dict[str, str] = {
    "seal": "demarche.cli.cmd_seal:seal",
    "verify": "demarche.cli.cmd_verify:verify",
    "build": "demarche.cli.cmd_build:build",
    "check": "demarche.cli.cmd_check:check",
    "answers": "demarche.cli.cmd_answers:answers",
    "convert": "demarche.cli.cmd_convert:convert",
    "copy": "demarche.cli.cmd_copy:copy",
    "exhibits": "demarche.cli.cmd_exhibits:exhibits",
    "export": "demarche.cli.cmd_export:export",
    "extract": "demarche.cli.cmd_extract:extract",
    "import": "demarche.cli.cmd_import:import_",
    "lists": "demarche.cli.cmd_lists:lists",
    "mirrors": "demarche.cli.cmd_mirrors:mirrors",
    "new": "demarche.cli.cmd_new:new",
    "resolve": "demarche.cli.cmd_resolve:resolve",
    "templates": "demarche.cli.cmd_templates:templates",
    "trust": "demarche.cli.cmd_trust:trust",
    "watch": "demarche.cli.cmd_watch:watch",
}
"""Commands with a module of their own: name to `module:object`, loaded when it is called."""


INTERRUPTED = 130
"""Exit status after an interrupt from the keyboard."""


class _Group(click.Group):
    """A group whose further commands are loaded when they are needed."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """As Click has it; nothing that is printed on the way steers the terminal."""
        with guarded_output():
            return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an interrupt ends with a status of its own, 1 being a finding."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            click.echo("interrupted", err=True)
            ctx.exit(INTERRUPTED)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_MODULES])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return super().get_command(ctx, cmd_name)
        module, _, name = _MODULES[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As of old, but near names are sought among all commands, loaded or not."""
        name = args[0]
        if not (name.startswith("-") or ctx.resilient_parsing or self.get_command(ctx, name)):
            from demarche.kernel.problems import did_you_mean

            near = did_you_mean(name, self.list_commands(ctx))
            ctx.fail(f"No such command {name!r}." + (f" D{near[1:]}" if near else ""))
        return super().resolve_command(ctx, args)


def _show_version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    verbose = ctx.params.get("verbose", False)
    if ctx.resilient_parsing:
        return
    if asked:
        click.echo(f"demarche, version {__version__}")
        if verbose:
            from demarche.render import speed

            click.echo(speed.state())
        ctx.exit()
    if verbose:
        raise click.UsageError("-v is for --version: demarche --version -v", ctx)


@click.group(
    cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    is_eager=True,  # read before --version, on whichever side it is written
    help="With --version: say whether the speed package is on, and why not.",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def cli(verbose: bool) -> None:
    """Turn case files into official requests that cite the relevant listing authority.

    \b
    demarche new FOLDER          a workspace with an example case
    demarche check CASE…         check a case; writes nothing
    demarche build CASE…         check and render; writes reports/REFERENCE/

    Exit status: 0 success, 1 errors found, 2 invalid input or usage.
    """


_EXTRAS = {
    "seal": ("pyhanko", "pyhanko_certvalidator", "pkcs11", "asn1crypto", "oscrypto", "requests"),
    "export": ("stix2",),
    "cluster": ("distributed", "dask"),
    "mirrors": ("numpy", "pdqhash"),
}
"""The optional parts of the program by the packages that each of them needs."""


def main() -> None:
    """Run the command line; a package that is not installed is one line, with what to run."""
    # As an exception, so that whatever is half made is removed on the way out.
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    try:
        cli(prog_name="demarche")
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in ("", "demarche"):
            raise
        extra = next((f"[{name}]" for name, needed in _EXTRAS.items() if package in needed), "")
        what = f"'demarche{extra}'" if extra else "demarche"
        remedy = f"run `pip install {what}`"
        if Path(sys.argv[0]).name == "generate.py":
            remedy = "run `make demo` once, then `.venv/bin/python generate.py …`"
        message = f"demarche: needs the package {package}, which is not installed; {remedy}"
        click.echo(message, err=True)
        sys.exit(BAD)


def _end(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


_KINDS = ("platforms", "authorities", "organisations", "offices")


@cli.command(name="list")
@click.argument("kind", type=click.Choice(_KINDS))
@json_option
@report_errors
def list_(kind: str, as_json: bool) -> None:
    """List platforms, authorities, organisations and offices."""
    from demarche.facts.lookup import table

    workspace_of(Path.cwd())
    rows = table(kind, Path.cwd())
    if as_json:
        print_json([{"id": key, "name": name, "about": about} for key, name, about in rows])
        return
    width = max((len(key) for key, _, _ in rows), default=0)
    for key, name, about in rows:
        click.echo(one_line(f"{key:<{width}}  {name}" + (f"  ({about})" if about else "")))


@cli.command()
@click.argument("name", metavar="ID")
@click.option(
    "--file", "as_file", is_flag=True, help="Show only where its data file is, to copy it."
)
@json_option
@report_errors
def show(name: str, as_file: bool, as_json: bool) -> None:
    """Show one platform, authority, organisation, office or law in full."""
    from demarche.facts.lookup import file_of, find, sources
    from demarche.facts.record_view import page

    workspace_of(Path.cwd())
    kind, record, library = find(name, Path.cwd())
    if as_file:
        click.echo(file_of(kind, record, Path.cwd()))
    elif as_json:
        print_json({"record": kind, **record.model_dump(mode="json", exclude_defaults=True)})
    else:
        click.echo(page(record, library.authorities, sources(Path.cwd())))


@cli.group()
def platforms() -> None:
    """List platforms, or show one."""


@platforms.command(name="list")
@json_option
@click.pass_context
def platforms_list(ctx: click.Context, as_json: bool) -> None:
    """List the platforms with the companies that receive."""
    ctx.invoke(list_, kind="platforms", as_json=as_json)


@platforms.command(name="show")
@click.argument("name", metavar="ID")
@json_option
@click.pass_context
@report_errors
def platforms_show(ctx: click.Context, name: str, as_json: bool) -> None:
    """Show who receives, what a request must hold, and how sure that is."""
    from demarche.facts.lookup import platform_id

    ctx.invoke(show, name=platform_id(name, Path.cwd()), as_file=False, as_json=as_json)


SCHEMAS = ("case", "office", "jurisdiction", "authority", "organisation", "platform")
"""The kinds of file that have a schema."""


@cli.command()
@click.argument("file", default="case", type=click.Choice(SCHEMAS))
def schema(file: str) -> None:
    """Print the JSON Schema of a case file, or of a data file such as an office's, for editors."""
    from demarche.case.case_schema import case_schema, data_schema

    print_json(case_schema() if file == "case" else data_schema(file))


@cli.command()
@json_option
def rules(as_json: bool) -> None:
    """List the validation rules: code, severity, sentence, source."""
    from demarche.examine.engine import rules as all_rules

    found = all_rules()
    if as_json:
        fields = ("code", "severity", "sentence", "remedy", "source", "checked")
        print_json([{name: getattr(rule, name) for name in fields} for rule in found])
        return
    for rule in found:
        click.echo(f"{rule.code}  {rule.severity.value:<7}  {rule.sentence}  [{rule.source}]")
