"""The search: exact against brute force, and the same however it is divided."""

from __future__ import annotations

import datetime as dt
import random
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from kit import ROOT

np = pytest.importorskip("numpy")
pytest.importorskip("pdqhash")

from demarche.kernel.workspace import Workspace  # noqa: E402
from demarche.mirrors.gram_search import GroupNumbers, alike, lengths, rarity  # noqa: E402
from demarche.mirrors.hash_search import near_hashes  # noqa: E402
from demarche.mirrors.mirror_weights import open_mirror_weights  # noqa: E402
from demarche.mirrors.mirror_words import open_mirror_words  # noqa: E402
from demarche.mirrors.name_forms import bare_words, letter_groups, sound_groups  # noqa: E402
from demarche.mirrors.observed_accounts import ObservedAccount  # noqa: E402
from demarche.mirrors.propose_pairs import MirrorComparison, compare  # noqa: E402
from demarche.mirrors.shard_features import (  # noqa: E402
    ComparedAccount,
    compared,
    features_of,
    unpacked,
)

WORDS = open_mirror_words(Workspace(ROOT))


def test_near_hashes_are_those_of_brute_force() -> None:
    dice = np.random.default_rng(4)
    known = dice.integers(0, 256, (60, 32), dtype=np.uint8)
    observed = dice.integers(0, 256, (3000, 32), dtype=np.uint8)
    for number in range(600):  # planted at every distance about the limit
        copy = np.unpackbits(known[number % 60])
        copy[dice.choice(256, number % 40, replace=False)] ^= 1
        observed[number * 5] = np.packbits(copy)
    bits = np.bitwise_count(known[:, None, :] ^ observed[None, :, :]).sum(2)
    rows, others = np.nonzero(bits <= 31)

    found = near_hashes(known, observed)

    assert len(rows) > 400
    assert found[0].tolist() == rows.tolist()
    assert found[1].tolist() == others.tolist()
    assert found[2].tolist() == bits[rows, others].tolist()
    assert len(near_hashes(known, observed, 8)[0]) == int((bits <= 8).sum())
    assert near_hashes(known[:0], observed)[0].tolist() == []
    assert near_hashes(known, observed[:0])[0].tolist() == []


def test_alike_texts_are_those_of_brute_force() -> None:
    dice = random.Random(3)  # noqa: S311
    texts = [
        {dice.choice("abcdefgh") * 2 + str(dice.randrange(9)) for _ in range(8)} for _ in range(300)
    ]
    numbers = GroupNumbers()
    known, observed = numbers.table(texts[:40]), numbers.table(texts[40:])
    weights = rarity(known.counts() + observed.counts(), 300)

    rows, others, likeness = alike(known, observed, weights, 0.3)

    found = {(r, o): v for r, o, v in zip(rows.tolist(), others.tolist(), likeness, strict=True)}
    own, theirs = lengths(known, weights), lengths(observed, weights)
    for row in range(40):
        mine = set(known.slots[known.starts[row] : known.starts[row + 1]].tolist())
        for other in range(260):
            also = set(observed.slots[observed.starts[other] : observed.starts[other + 1]].tolist())
            cosine = sum(weights[slot] ** 2 for slot in mine & also) / own[row] / theirs[other]
            if abs(cosine - 0.3) > 1e-9:
                assert ((row, other) in found) == (cosine >= 0.3)
            if (row, other) in found:
                assert found[row, other] == pytest.approx(cosine)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("specimen_falcon", "Specimen.Falcon_backup"),
        ("specimen_falcon", "spec1men_f4lcon2"),
        ("specimen_falcon", "ѕрecimen_falcоn"),
        ("specimenfalcon", "specimenfalconbackup"),
        ("SpecimenFalcon", "specimen_falcon_v2"),
    ],
)
def test_names_that_begin_again_have_the_same_letters(first: str, second: str) -> None:
    assert letter_groups(first, "", WORDS) == letter_groups(second, "", WORDS)


def test_names_meet_across_scripts_by_their_sound() -> None:
    assert sound_groups("", "نمونہ تحریک", WORDS) == sound_groups("", "Namuna Tehreek", WORDS)
    assert bare_words("Backup 2", WORDS) == ["backup"]  # nothing else would be left


def some_accounts(count: int) -> list[ObservedAccount]:
    dice = random.Random(9)  # noqa: S311
    pictures = [dice.randbytes(32).hex() for _ in range(12)]
    return [
        ObservedAccount(
            f"telegram:username:{number}",
            "telegram",
            f"u{number}",
            f"u{number}",
            "2026-11-20",
            handle=f"specimen_{dice.choice('abcdef')}{dice.choice('klmnop')}lantern",
            display_name=dice.choice(["Amber Cedar", "Delta Ember", "Fjord Grove"]),
            bio=dice.choice(["", "letters from the amber harbour", "voice of the delta readers"]),
            marks=(f"link:t.example/{dice.randrange(40)}",),
            pdq=dice.choice(pictures),
            quality=100,
        )
        for number in range(count)
    ]


def test_any_division_and_any_executor_give_the_same(tmp_path: Path) -> None:
    accounts = some_accounts(300)
    day = dt.date(2026, 11, 1).toordinal()
    removed = [
        ComparedAccount(
            f"r{n}",
            [(it.handle, it.display_name)],
            [it.bio],
            it.marks,
            [bytes.fromhex(it.pdq)],
            day,
        )
        for n, it in enumerate(accounts[:20])
    ]
    known = features_of(removed, WORDS)
    weights = open_mirror_weights(Workspace(ROOT))
    results = []
    for size in (300, 100, 37):
        files = []
        for at in range(0, 300, size):
            file = tmp_path / f"{size}-{at}.npz"
            file.write_bytes(features_of(map(compared, accounts[at : at + size]), WORDS).packed())
            files.append(file)
        wanted = MirrorComparison(known, np.arange(20), files, tmp_path)
        results.append(compare(wanted, weights, 0.01))
    with ProcessPoolExecutor(2) as pool:
        results.append(compare(wanted, weights, 0.01, pool))
        results.append(compare(wanted, weights, 0.01, pool, shares_disk=False))

    first, *others = results
    assert len(first.removed) > 100
    for result in others:
        for name in ("removed", "observed", "scores", "shared", "bits", "probability"):
            assert getattr(result, name).tobytes() == getattr(first, name).tobytes()
    assert unpacked(known.packed()).packed() == known.packed()
