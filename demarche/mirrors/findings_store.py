"""Findings and decisions: kept in the private folder, with what was decided and why.

A decision outlives the observed accounts: it is kept by a hash of the pair, so that what was once
decided is not proposed again after the accounts themselves were purged.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from demarche.kernel.formula_guard import formula_guarded
from demarche.kernel.open_file import read_bytes
from demarche.kernel.problems import InputError, Place, did_you_mean
from demarche.kernel.staging import write_files
from demarche.kernel.workspace import shown
from demarche.mirrors.match_shards import KINDS
from demarche.mirrors.observed_accounts import ObservedAccount, ObservedStore
from demarche.mirrors.removed_accounts import RemovedAccount

COLUMNS = (
    *("finding", "state", "probability", "removed", "removed_in", "observed", "first_seen"),
    *("handle", "display_name", *KINDS, "against", "reason", "decided_on"),
)


@dataclass(slots=True)
class MirrorFinding:
    """One proposal, or what became of it."""

    id: str
    state: str
    """proposed, yes or no."""
    probability: float
    prior: float
    pool: int
    """How many observed accounts it was found among."""
    case: str
    """The case file of the removed account, below the workspace."""
    row: str
    family: str
    removed: str
    removed_key: str
    removed_on: str
    removed_names: list[str]
    removed_picture: str
    observed: dict[str, Any]
    evidence: dict[str, str]
    """A sentence for each kind of evidence."""
    bits: dict[str, float]
    against: list[str]
    days: str
    fields: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    decided_on: str = ""

    @property
    def account(self) -> ObservedAccount:
        """The observed account as it was when this was proposed."""
        fields = dict(self.observed)
        for name in ("links", "marks"):
            fields[name] = tuple(fields.get(name, ()))
        return ObservedAccount(**fields)

    def basis(self) -> str:
        """The basis of the tie, as the row of the case states it."""
        said = "; ".join(self.evidence[kind] for kind in KINDS if kind in self.evidence)
        return f"{said}; {self.days}"


@dataclass(frozen=True, slots=True)
class FindingsStore:
    """The findings of a workspace."""

    store: ObservedStore

    @property
    def file(self) -> Path:
        """All findings, proposed and decided."""
        return self.store.root / "findings.jsonl"

    def read(self) -> list[MirrorFinding]:
        """The findings in order; InputError where the file was damaged."""
        if not self.file.exists():
            return []
        name = shown(self.file)
        found = []
        for number, line in enumerate(read_bytes(self.file, name).splitlines(), start=1):
            try:
                found.append(MirrorFinding(**json.loads(line)))
            except (ValueError, TypeError):
                place = Place(name, number)
                raise InputError.single(place, "", "line is damaged", "remove the line") from None
        return found

    def files(self, findings: Iterable[MirrorFinding]) -> dict[str, bytes]:
        """The findings as files of the private folder: for the program, for a spreadsheet."""
        ordered = sorted(findings, key=lambda it: (it.state != "proposed", -it.probability, it.id))
        lines = (json.dumps(asdict(it), ensure_ascii=False, sort_keys=True) for it in ordered)
        return {
            "findings.jsonl": "".join(f"{line}\n" for line in lines).encode("utf-8", "replace"),
            "findings.csv": findings_csv(ordered),
        }

    def purge(self, *, decided: bool) -> None:
        """Remove the findings and their page; the decided ones only where that is wished."""
        kept = [] if decided else [it for it in self.read() if it.state != "proposed"]
        (self.store.root / "findings.html").unlink(missing_ok=True)
        if kept:
            write_files(self.store.root, dict(self.files(kept)))
            return
        for name in ("findings.jsonl", "findings.csv"):
            (self.store.root / name).unlink(missing_ok=True)

    def find(self, name: str) -> MirrorFinding:
        """The finding of that name. InputError where there is none."""
        known = {finding.id: finding for finding in self.read()}
        if name not in known:
            remedy = did_you_mean(name, known) or "`demarche mirrors propose` lists the findings"
            raise InputError.single(
                Place(shown(self.file)), "", f"unknown finding {name!r}", remedy
            )
        return known[name]

    def decided(self) -> frozenset[str]:
        """The hashes of the pairs that were decided, also of those that were purged since."""
        file = self.store.root / "decisions.txt"
        if not file.exists():
            return frozenset()
        return frozenset(read_bytes(file, shown(file)).decode("ascii", "replace").split())

    def pair_hash(self, family: str, observed_key: str) -> str:
        """The hash by which a decision on a pair is remembered; salted, so that nobody guesses."""
        return hashlib.blake2b(
            f"{family}\0{observed_key}".encode(), key=self._salt(), digest_size=16
        ).hexdigest()

    def _salt(self) -> bytes:
        file = self.store.root / "salt"
        if not file.exists():
            self.store.make()
            write_files(self.store.root, {"salt": secrets.token_hex(16).encode()})
        return read_bytes(file, shown(file))

    def decision_files(self, finding: MirrorFinding) -> dict[str, bytes]:
        """The file of decided pairs with one more."""
        every = self.decided() | {self.pair_hash(finding.family, finding.account.key)}
        return {"decisions.txt": "".join(f"{it}\n" for it in sorted(every)).encode()}


def finding_id(removed: RemovedAccount, observed: ObservedAccount) -> str:
    """The name of a finding: the same pair always has the same."""
    text = f"{removed.family}\0{removed.key}\0{observed.key}".encode("utf-8", "replace")
    return f"F-{hashlib.sha256(text).hexdigest()[:10]}"


def findings_csv(findings: Iterable[MirrorFinding]) -> bytes:
    """The findings for a spreadsheet; nothing in it can run as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for finding in findings:
        account = finding.account
        cells = (
            *(finding.id, finding.state, f"{finding.probability:.4f}", finding.removed),
            *(f"{finding.case}, row {finding.row}", account.canonical, account.first_seen),
            *(account.handle, account.display_name),
            *(finding.evidence.get(kind, "") for kind in KINDS),
            *("; ".join(finding.against), finding.reason, finding.decided_on),
        )
        writer.writerow(map(formula_guarded, cells))
    return out.getvalue().encode("utf-8-sig", "replace")
