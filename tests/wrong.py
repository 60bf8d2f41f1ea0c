"""A good case and the running of a changed one, for the tests of wrong case files."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner
from kit import tree

from demarche.cli.main import cli

GOOD = """\
reference: SPEC-IRU/2026/0007
title: One account
office: pk-specimen
date: 2026-11-23T10:00:00+05:00
prepared_by: {name: B. N. Specimen, post: Research officer}
approved_by: {name: C. N. Specimen, post: Deputy director}
facts: An officer recorded one channel.
necessity: Its posts come back after removal.
alternatives: Removal of single posts did not last.
defences: Reporting and research were considered.
risk_of_loss: Records are kept for a short time.
requests:
  - kind: removal
accounts:
  - id: a1
    url: https://t.me/specimen_channel
    native_id: 1000000001
    organisation: ttp
    link: media-wing
    ground: propaganda
    justification: On 12 November 2026 the channel published a claim.
    exhibits: [E1]
    protected: none
exhibits:
  - id: E1
    accounts: [a1]
    shows: The claim.
    url: https://t.me/specimen_channel/12
    captured_at: 2026-11-20T09:30:00+05:00
    tool: capture tool 1.0
    captured_by: collector 1
    sha256: 0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0
"""

HERE = "‸"
"""Marks in a changed case where the fault is to be told; it is taken out before writing."""


@dataclass(frozen=True)
class Told:
    """What the command said of a case."""

    status: int
    lines: tuple[str, ...]

    @property
    def errors(self) -> tuple[str, ...]:
        """The lines of errors: no warnings, headings, workspace in use or command to type next."""
        other = r"workspace |next: |each on its own line: |[a-z][^/]* \([^)]*\):$|.*: warning: "
        return tuple(line for line in self.lines if not re.match(other, line))

    def line(self, *parts: str) -> str:
        """The one line that begins with the first part and holds the others."""
        start, *inside = parts
        found = [
            line
            for line in self.lines
            if line.startswith(start) and all(part in line for part in inside)
        ]
        assert len(found) == 1, "\n".join((f"wanted one line {parts}, of:", *self.lines))
        return found[0]


def printed(field: str, row: str = "a1") -> str:
    """A field as it is printed: a row by the officer's name for it."""
    return re.sub(r"^accounts\[[0-9]+\](\.|$)", rf"row {row}: ", field).removesuffix(": ")


def changed(old: str, new: str, base: str = GOOD) -> str:
    """The good case with one passage replaced, which stands in it exactly once."""
    assert base.count(old) == 1, old
    return base.replace(old, new)


def place_in(text: str, file: str = "case.yaml") -> tuple[str, str]:
    """The text without its mark, and the `file:line:column` of the mark (the bare file without)."""
    at = text.find(HERE)
    if at < 0:
        return text, file
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return text.replace(HERE, ""), f"{file}:{line}:{column}"


def build_refused(folder: Path, *cases: str | Path) -> Told:
    """Run `build` in the folder on cases that must be refused: nothing written, no traceback."""
    before = tree(folder)
    old = Path.cwd()
    os.chdir(folder)
    try:
        done = CliRunner().invoke(cli, ["build", *map(str, cases or ["case.yaml"])])
    finally:
        os.chdir(old)
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code in (1, 2), done.stderr
    assert "Traceback" not in done.output
    assert tree(folder) == before, "something was written"
    assert not done.stdout
    assert not list(folder.parents[2].glob("reports/**/*"))
    return Told(done.exit_code, tuple(done.stderr.splitlines()))
