"""One good case with a library of its own, and small changes of it that a rule must find, or pass.

A mark (‸) in a changed passage says where the finding is to be told.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from kit import DATA

from demarche.cli.main import cli

HERE = "‸"

GOOD = """\
reference: SPEC-IRU/2026/0007
title: Two accounts
office: pk-specimen
date: 2026-11-23T10:00:00+05:00
letter: {number: SPEC-IRU/L/2026/0007, date: 2026-11-23}
investigation:
  reference: SPEC-ENQ/2026/0007
  kind: enquiry
  agency: Investigation Agency (Specimen)
  court_permission: SPEC-COURT-P/2026/0007
  binds:
    kinds: [removal, prevention, information, preservation, preservation-extend, emergency]
    rows: all
judicial_order:
  court: Court of Sessions (Specimen)
  number: SPEC-ORD/2026/0007
  date: 2026-11-16
  concerns: The holder may be identified.
  suspect: true
  binds:
    kinds: [removal, prevention, information, preservation, preservation-extend, emergency]
    rows: all
countersigned_by:
  - {body: nccia, on: 2026-11-22}
prepared_by: {name: B. N. Specimen, post: Research officer, on: 2026-11-22}
approved_by: {name: C. N. Specimen, post: Deputy director, on: 2026-11-22}
facts: An officer recorded two accounts.
purpose: The data are needed to learn who runs the account.
necessity: Its posts come back after removal.
alternatives: Removal of single posts did not last.
defences: Reporting and research were considered.
risk_of_loss: Records of access are kept for a short time only.
formal_language_copy: Courtesy copy in Urdu
requests:
  - kind: removal
  - kind: information
    window: {start: 2026-11-01, end: 2026-11-22}
  - kind: preservation
    window: {start: 2026-09-01, end: 2026-11-22}
    formal_request_by: 2027-01-29
accounts:
  - id: old
    url: https://x.com/specimen_x_old
    native_id: "9999999999999900001"
    observed_at: 2026-10-02T08:00:00+05:00
    holder_in: US
    organisation: specimen-organisation
    link: media-wing
    ground: projection
    justification: On 2 October 2026 the account published a claim of responsibility.
    exhibits: [E1]
    protected: none
    actioned_on: 2026-10-20
    actioned_ref: SPECIMEN-ACTION-1
  - id: new
    url: https://x.com/specimen_x_new
    native_id: "9999999999999900002"
    observed_at: 2026-11-22T08:00:00+05:00
    status_checked_at: 2026-11-22T08:00:00+05:00
    holder_in: US
    organisation: specimen-organisation
    link: media-wing
    link_basis: the profile carries an emblem
    ground: projection
    justification: The channel of the earlier holder was opened anew on 3 November with its emblem.
    posts: [https://x.com/specimen_x_new/status/2117949982110646273]
    exhibits: [E2]
    protected: none
    prior_report: SPECIMEN-REPORT-2
    prior_report_on: 2026-11-05
    prior_report_answer: no breach of the rules found
exhibits:
  - id: E1
    accounts: [old]
    shows: The page with the claim.
    url: https://x.com/specimen_x_old
    captured_at: 2026-10-02T08:00:00+05:00
    tool: specimen capture tool 1.0
    captured_by: collector 1
    sha256: 0101010101010101010101010101010101010101010101010101010101010101
    corroboration: a second capture is held
  - id: E2
    accounts: [new]
    shows: The page with the emblem.
    url: https://x.com/specimen_x_new
    captured_at: 2026-11-05T08:00:00+05:00
    tool: specimen capture tool 1.0
    captured_by: collector 1
    sha256: 0202020202020202020202020202020202020202020202020202020202020202
    corroboration: a second capture is held
"""

ORGANISATION = """\
id: specimen-organisation
name: Specimen Organisation
listings:
  - authority: un-1267
    listed_name: SPECIMEN ORGANISATION
    reference: QDe.999
    date_listed: 2015-01-05
    status: listed
    as_of: 2026-11-20
    instrument: pursuant to a specimen resolution
    sources: [S-UN-20260227]
    verification: {listed_name: verified, reference: verified, date_listed: verified,
      instrument: verified, status: verified}
"""

ORGANISATION_FILE = "organisations/specimen-organisation.yaml"

Replacement = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """Passages of the good case to replace, and data files of the workspace's own.

    `files` maps a path below `data/` to replacements in the built-in file of that path (or in the
    organisation of the good case), or to a whole text.
    """

    case: tuple[Replacement, ...] = ()
    files: dict[str, tuple[Replacement, ...] | str] = field(default_factory=dict)

    def text(self) -> str:
        """The changed case file, with its mark."""
        text = GOOD
        for old, new in self.case:
            assert text.count(old) == 1, (text.count(old), old)
            text = text.replace(old, new)
        return text


def change(
    *case: Replacement, files: dict[str, tuple[Replacement, ...] | str] | None = None
) -> Change:
    """A change by its replacements."""
    return Change(tuple(case), files or {})


def both(change: Change, *case: Replacement) -> Change:
    """A change with further replacements."""
    return Change((*change.case, *case), change.files)


def lay(workspace: Path, changed: Change) -> tuple[Path, str | None]:
    """Write the case and its data; the case file, and the place of the mark in it."""
    data = workspace / "data"
    files: dict[str, tuple[Replacement, ...] | str] = {ORGANISATION_FILE: ORGANISATION}
    for name, content in {**files, **changed.files}.items():
        if isinstance(content, tuple):
            source = DATA / name
            text = ORGANISATION if name == ORGANISATION_FILE else source.read_text(encoding="utf-8")
            for old, new in content:
                assert text.count(old) >= 1, (name, old)
                text = text.replace(old, new)
        else:
            text = content
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(text, encoding="utf-8")
        if name.startswith("offices/"):
            shutil.copy(DATA / "offices" / "specimen-emblem.svg", data / "offices")
    text = changed.text()
    at = text.find(HERE)
    place = None
    if at >= 0:
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        place = f"case.yaml:{line}:{column}"
    case = data / "cases" / "one" / "case.yaml"
    case.parent.mkdir(parents=True, exist_ok=True)
    case.write_text(text.replace(HERE, ""), encoding="utf-8")
    return case, place


def check_json(case: Path, *options: str) -> Any:
    """What `check --json` tells of a case, from the case's own folder."""
    old = Path.cwd()
    os.chdir(case.parent)
    try:
        done = CliRunner().invoke(cli, ["check", *(options or ("--json",)), case.name])
    finally:
        os.chdir(old)
    assert done.exit_code in (0, 1, 2), done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return json.loads(done.stdout)


def of(problems: Iterable[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    """The problems with a code."""
    return [problem for problem in problems if problem["code"] == code]


def place_of(problem: dict[str, Any]) -> str:
    """`file:line:column`."""
    return f"{problem['file']}:{problem['line']}:{problem['column']}"
