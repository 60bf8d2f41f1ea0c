"""Proposals: removed accounts of cases against everything observed, as findings to decide."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from demarche.case import case_tables
from demarche.facts.library import open_library
from demarche.kernel.open_file import read_regular
from demarche.kernel.workspace import Workspace
from demarche.mirrors import evidence_sentences as sentences
from demarche.mirrors.findings_store import FindingsStore, MirrorFinding, finding_id
from demarche.mirrors.match_shards import KINDS
from demarche.mirrors.mirror_weights import MirrorWeights, open_mirror_weights
from demarche.mirrors.mirror_words import MirrorWords, open_mirror_words
from demarche.mirrors.observed_accounts import ObservedAccount, ObservedStore, accounts_of
from demarche.mirrors.picture_hashes import (
    LEAST_QUALITY,
    distance,
    form_hashes,
    form_names,
    opened,
)
from demarche.mirrors.propose_pairs import MirrorComparison, compare
from demarche.mirrors.removed_accounts import RemovedAccount, WrittenCase, read_written, removed_in
from demarche.mirrors.shard_features import ComparedAccount, compared, features_of, unpacked
from demarche.mirrors.weigh_pairs import WeighedPairs
from demarche.platforms.resolver import Resolver


@dataclass(slots=True)
class ProposedFindings:
    """What was found: the open findings and the decided ones, and what was compared."""

    findings: list[MirrorFinding]
    fresh: int = 0
    removed: int = 0
    observed: int = 0
    prior: float = 0.0
    known_before: int = 0
    """Pairs that were left out, because they were named or decided before."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def propose(
    cases: Sequence[Path],
    workspace: Workspace,
    *,
    prior: float | None = None,
    least: float | None = None,
    executor: Executor | None = None,
    shares_disk: bool = True,
) -> ProposedFindings:
    """Compare the removed accounts of some cases with the observed ones; nothing is written.

    Findings that were decided stay as they are. Raises InputError where the store is damaged.
    """
    store = ObservedStore.of_workspace(workspace)
    kept = FindingsStore(store)
    words, weights = open_mirror_words(workspace), open_mirror_weights(workspace)
    resolver = Resolver(open_library(workspace).platforms)
    read = [read_written(case, resolver) for case in cases]
    keys = frozenset[str]().union(*(case.keys for case in read))
    seen = {account.key: account for account in store.accounts() if account.key in keys}
    removed = [account for case in read for account in removed_in(case, seen, resolver)]
    chosen = weights.prior if prior is None else prior
    with tempfile.TemporaryDirectory() as name:
        wanted, forms = _comparison(removed, store, words, Path(name))
        pairs = compare(wanted, weights, chosen, executor, shares_disk=shares_disk)
        signs = _signs(wanted)
    named = _named(read, workspace, resolver)
    work = _Findings(removed, store, words, weights, chosen, forms, workspace)
    before = {finding.id: finding for finding in kept.read() if finding.state != "proposed"}
    found, left_out = work.made(
        pairs, weights.least_probability if least is None else least, named, kept, signs
    )
    fresh = [finding for finding in found if finding.id not in before]
    observed = sum(1 for _ in store.accounts())
    done = ProposedFindings([*fresh, *before.values()], len(fresh), len(removed), observed, chosen)
    done.known_before = left_out
    done.pictures = _pictures(done.findings, store)
    return done


def _comparison(
    removed: Sequence[RemovedAccount], store: ObservedStore, words: MirrorWords, scratch: Path
) -> tuple[MirrorComparison, list[list[tuple[bytes, int]]]]:
    """The features of both sides as files, and the hashes of every form of the removed pictures."""
    forms = [_forms_of(account, store) for account in removed]
    known = [
        ComparedAccount(
            account.key,
            account.names,
            account.bios,
            account.marks,
            [hashed for hashed, quality in made if quality >= LEAST_QUALITY],
            account.removed_on.toordinal(),
        )
        for account, made in zip(removed, forms, strict=True)
    ]
    files = []
    for shard in store.shards():
        file = scratch / f"{shard.stem}.npz"
        file.write_bytes(features_of(map(compared, accounts_of(shard)), words).packed())
        files.append(file)
    numbers: dict[str, int] = {}
    families = [numbers.setdefault(account.family, len(numbers)) for account in removed]
    families_array = np.array(families, dtype=np.int64)
    return MirrorComparison(features_of(known, words), families_array, files, scratch), forms


def _forms_of(account: RemovedAccount, store: ObservedStore) -> list[tuple[bytes, int]]:
    file = store.pictures / f"{account.picture}.png"
    if not account.picture or not file.is_file():
        return []
    return form_hashes(opened(read_regular(file)))


def _signs(wanted: MirrorComparison) -> tuple[list[int], list[int]]:
    observed: list[int] = []
    for shard in wanted.shards:
        observed += unpacked(read_regular(shard)).signs.tolist()
    return wanted.known.signs.tolist(), observed


def _named(cases: Sequence[WrittenCase], workspace: Workspace, resolver: Resolver) -> set[str]:
    """The keys of all accounts that a case of the workspace names already."""
    found: set[str] = set()
    for case in cases:
        found.update(case.keys)
        elsewhere, _ = case_tables.keys_elsewhere(case.path, workspace, resolver)
        found.update(elsewhere)
    return found


def _pictures(findings: Iterable[MirrorFinding], store: ObservedStore) -> Mapping[str, bytes]:
    """The small pictures that the page of findings shows."""
    names = {finding.removed_picture for finding in findings}
    names |= {finding.account.picture for finding in findings}
    files = {name: store.pictures / f"{name}.png" for name in sorted(names - {""})}
    return {name: read_regular(file) for name, file in files.items() if file.is_file()}


class _Findings:
    """Makes findings of weighed pairs."""

    def __init__(
        self,
        removed: Sequence[RemovedAccount],
        store: ObservedStore,
        words: MirrorWords,
        weights: MirrorWeights,
        prior: float,
        forms: Sequence[Sequence[tuple[bytes, int]]],
        workspace: Workspace,
    ) -> None:
        self._removed, self._store, self._words = removed, store, words
        self._weights, self._prior, self._forms = weights, prior, forms
        self._workspace = workspace

    def made(
        self,
        pairs: WeighedPairs,
        least: float,
        named: set[str],
        kept: FindingsStore,
        signs: tuple[list[int], list[int]],
    ) -> tuple[list[MirrorFinding], int]:
        """The findings, the best for each observed account; and how many were known before."""
        best: dict[int, int] = {}
        order = np.lexsort((pairs.removed, -pairs.bits.sum(1), -pairs.probability))
        for at in order.tolist():
            if pairs.probability[at] >= least:
                best.setdefault(int(pairs.observed[at]), at)
        wanted = self._accounts(best)
        decided = kept.decided()
        found, left_out = [], 0
        total = sum(1 for _ in self._store.accounts())
        for number, at in sorted(best.items()):
            account, removed = wanted[number], self._removed[int(pairs.removed[at])]
            hashed = kept.pair_hash(removed.family, account.key)
            if account.key in named or hashed in decided:
                left_out += 1
                continue
            bits = signs[1][number] & ~signs[0][int(pairs.removed[at])]
            found.append(self._finding(pairs, at, removed, account, bits, total))
        return found, left_out

    def _accounts(self, numbers: Iterable[int]) -> Mapping[int, ObservedAccount]:
        wanted = set(numbers)
        return {
            number: account
            for number, account in enumerate(self._store.accounts())
            if number in wanted
        }

    def _finding(
        self,
        pairs: WeighedPairs,
        at: int,
        removed: RemovedAccount,
        account: ObservedAccount,
        signs: int,
        total: int,
    ) -> MirrorFinding:
        scores = dict(zip(KINDS, pairs.scores[at].tolist(), strict=True))
        evidence: dict[str, str] = {}
        if scores["picture"]:
            forms = self._forms[int(pairs.removed[at])]
            evidence["picture"] = sentences.picture_sentence(*_nearest(forms, account))
        if scores["name"]:
            evidence["name"] = sentences.name_sentence(removed, account, self._words)
        if scores["bio"]:
            evidence["bio"] = sentences.bio_sentence(removed, account)
        if scores["contact"]:
            evidence["contact"] = sentences.contact_sentence(removed, account)
        sharing = dict(zip(KINDS, pairs.shared[at].tolist(), strict=True))
        expected = self._weights.replacements_expected
        said = sentences.against_sentences(removed, account, signs, sharing, total, expected)
        bits = dict(zip(KINDS, pairs.bits[at].tolist(), strict=True))
        return MirrorFinding(
            id=finding_id(removed, account),
            state="proposed",
            probability=round(float(pairs.probability[at]), 4),
            prior=self._prior,
            pool=total,
            case=_below(removed.case, self._workspace),
            row=removed.row,
            family=removed.family,
            removed=removed.canonical,
            removed_key=removed.key,
            removed_on=removed.removed_on.isoformat(),
            removed_names=list(dict.fromkeys(n for pair in removed.names for n in pair if n)),
            removed_picture=removed.picture,
            observed={name: value for name, value in account._asdict().items() if value},
            evidence=evidence,
            bits={kind: round(value, 1) for kind, value in bits.items() if value},
            against=list(said),
            days=sentences.days_sentence(removed, account),
            fields=dict(removed.fields),
        )


def _nearest(forms: Sequence[tuple[bytes, int]], account: ObservedAccount) -> tuple[int, str]:
    """The distance of the most alike form of the removed picture, and which form that is."""
    theirs = [bytes.fromhex(text) for text in (account.pdq, account.bare_pdq) if text]
    apart = [
        (min(distance(hashed, other) for other in theirs), number)
        for number, (hashed, quality) in enumerate(forms)
        if quality >= LEAST_QUALITY
    ]
    nearest, number = min(apart)
    return nearest, form_names()[number]


def _below(case: Path, workspace: Workspace) -> str:
    """The case file as it is seen from the workspace; one that lies elsewhere in full."""
    try:
        return case.resolve().relative_to(workspace.root.resolve()).as_posix()
    except ValueError:
        return str(case.resolve())


def today() -> dt.date:
    """The day, by this computer's clock."""
    return dt.datetime.now().astimezone().date()


def grouped(findings: Iterable[MirrorFinding]) -> Mapping[str, list[MirrorFinding]]:
    """Findings by their state."""
    found: dict[str, list[MirrorFinding]] = defaultdict(list)
    for finding in findings:
        found[finding.state].append(finding)
    return found
