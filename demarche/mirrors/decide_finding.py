"""An officer's decision on a finding; only a yes makes a row of the case's accounts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from demarche.case import case_tables
from demarche.case.case_reader import name_inside
from demarche.intake.case_writer import appended
from demarche.kernel.problems import InputError, Place
from demarche.kernel.staging import write_files
from demarche.kernel.workspace import Workspace, shown
from demarche.mirrors.findings_store import FindingsStore, MirrorFinding
from demarche.mirrors.observed_accounts import ObservedStore
from demarche.model.base import fields_of
from demarche.model.case import Account

_LONGEST_BASIS = 2000


@dataclass(slots=True)
class FindingDecision:
    """What a decision becomes: the row, and what is left to the officer."""

    finding: MirrorFinding
    file: Path | None = None
    row: dict[str, str] = field(default_factory=dict)


def decide(name: str, yes: bool, reason: str, day: str, workspace: Workspace) -> FindingDecision:
    """Record a decision; a yes adds the row to the case. InputError where it cannot be."""
    kept = FindingsStore(ObservedStore.of_workspace(workspace))
    finding = kept.find(name)
    place = Place(shown(kept.file))
    if finding.state != "proposed":
        what = f"finding {name} was decided on {finding.decided_on}: {finding.state}"
        raise InputError.single(place, "", what, "correct the row in the case by hand")
    if not " ".join(reason.split()):
        what = "the reason is empty"
        raise InputError.single(Place("--reason"), "", what, "say why, in a sentence")
    done = replace(finding, state="yes" if yes else "no", reason=reason, decided_on=day)
    decision = FindingDecision(done)
    if yes:
        _add_row(decision, workspace)
    others = [other for other in kept.read() if other.id != name]
    # The row first: a row without its decision is seen by the officer, a decision without its row
    # would be lost.
    files = kept.files([*others, done]) | kept.decision_files(done)
    write_files(kept.store.root, dict(files))
    return decision


def _add_row(decision: FindingDecision, workspace: Workspace) -> None:
    """Append the row to the accounts of the removed account's case."""
    finding = decision.finding
    case = workspace.root / finding.case
    tree = case_tables.read_tree(case)
    table = case_tables.read_table(case, tree, "accounts")
    if table.file is None:
        raise InputError.single(
            Place(shown(case), *tree.keys_at.get("accounts", (0, 0))),
            "accounts",
            "accounts are in the case file itself, where rows cannot be added",
            "`demarche export` writes them as accounts.csv; then write `accounts: accounts.csv`",
        )
    known = {row.get("id") or str(number): row for number, row in enumerate(table.rows, start=1)}
    if finding.row not in known:
        what = f"row {finding.row} of the removed account is not in the case any more"
        raise InputError.single(Place(shown(case)), "accounts", what, "propose again")
    account = finding.account
    written = {row.get("url", "") for row in table.rows}
    if account.url in written or account.canonical in written:
        what = f"{account.canonical} is already in the case"
        raise InputError.single(Place(shown(table.file)), "url", what, "nothing is left to add")
    number = len(table.rows) + 1
    while f"r{number}" in known:
        number += 1
    bare = "://" not in account.url and "/" not in account.url
    row = {
        "id": f"r{number}",
        "url": account.url,
        "platform": account.platform if bare else "",
        "handle": account.handle,
        "display_name": account.display_name,
        "native_id": account.native_id,
        **finding.fields,
        "link_basis": finding.basis()[:_LONGEST_BASIS],
        "mirror_of": finding.row,
        "first_seen": account.first_seen,
    }
    decision.row = {name: value for name, value in row.items() if value}
    decision.file = table.file
    data = appended(table, [decision.row], fields_of(Account))
    write_files(case.parent, {name_inside(case.parent, table.file): data})
