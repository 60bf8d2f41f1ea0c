"""What is compared of accounts, as arrays: made once for each shard, read by any process."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from demarche.mirrors.gram_search import GroupNumbers, GroupTable
from demarche.mirrors.mirror_words import MirrorWords
from demarche.mirrors.name_forms import letter_groups, sound_groups, text_groups
from demarche.mirrors.observed_accounts import ObservedAccount
from demarche.mirrors.picture_hashes import HASH_BYTES, LEAST_QUALITY

TEXTS = ("letters", "sounds", "words")
"""The three tables of groups."""


@dataclass(frozen=True, slots=True)
class AccountFeatures:
    """The features of some accounts, each an array with an entry for each account."""

    tables: tuple[GroupTable, GroupTable, GroupTable]
    """Letters and sounds of the names, words of the self-description."""
    hashes: NDArray[np.uint8]
    """PDQ hashes that can be relied on, a row each."""
    hash_owners: NDArray[np.int64]
    """The account of each hash."""
    marks: NDArray[np.int64]
    """Links and numbers, each as a number."""
    mark_owners: NDArray[np.int64]
    keys: NDArray[np.int64]
    """The accounts themselves, as the mark that names them."""
    days: NDArray[np.int32]
    """The earlier of the days on which it was created and first seen; 0 where unknown."""
    signs: NDArray[np.uint8]
    """Words that speak for a fan account, for reporting, for parody."""

    def __len__(self) -> int:
        return len(self.keys)

    def packed(self) -> bytes:
        """The arrays in one piece."""
        out = io.BytesIO()
        np.savez(out, allow_pickle=False, **self._arrays())
        return out.getvalue()

    def _arrays(self) -> dict[str, NDArray[np.generic]]:
        found: dict[str, NDArray[np.generic]] = {
            name: getattr(self, name)
            for name in ("hashes", "hash_owners", "marks", "mark_owners", "keys", "days", "signs")
        }
        for name, table in zip(TEXTS, self.tables, strict=True):
            found[f"{name}_starts"], found[f"{name}_slots"] = table.starts, table.slots
        return found


def unpacked(data: bytes) -> AccountFeatures:
    """The features that `packed` gave."""
    with np.load(io.BytesIO(data), allow_pickle=False) as found:
        arrays = {name: found[name] for name in found.files}
    letters, sounds, words = (
        GroupTable(arrays.pop(f"{name}_starts"), arrays.pop(f"{name}_slots")) for name in TEXTS
    )
    return AccountFeatures(tables=(letters, sounds, words), **arrays)


class ComparedAccount:
    """What is compared of one account, observed or removed."""

    __slots__ = ("bios", "day", "hashes", "key", "marks", "names")

    def __init__(
        self,
        key: str,
        names: Sequence[tuple[str, str]],
        bios: Sequence[str],
        marks: Sequence[str],
        hashes: Sequence[bytes],
        day: int,
    ) -> None:
        self.key, self.names, self.bios = key, names, bios
        self.marks, self.hashes, self.day = marks, hashes, day


def compared(account: ObservedAccount) -> ComparedAccount:
    """What is compared of an observed account."""
    reliable = bool(account.pdq) and account.quality >= LEAST_QUALITY
    hashes = (account.pdq, account.bare_pdq) if reliable else ()
    days = [dt.date.fromisoformat(day) for day in (account.first_seen, account.created) if day]
    return ComparedAccount(
        account.key,
        ((account.handle, account.display_name),),
        (account.bio,),
        account.marks,
        tuple(bytes.fromhex(text) for text in hashes if text),
        min(days).toordinal() if days else 0,
    )


def mark_number(mark: str) -> int:
    """A mark as a number of 63 bits: equal marks have equal numbers, others hardly ever."""
    return int.from_bytes(blake2b(mark.encode("utf-8", "replace"), digest_size=8).digest()) >> 1


def features_of(accounts: Iterable[ComparedAccount], words: MirrorWords) -> AccountFeatures:
    """The features of some accounts."""
    groups: tuple[list[set[str]], list[set[str]], list[set[str]]] = ([], [], [])
    hashes: list[bytes] = []
    hash_owners: list[int] = []
    marks: list[int] = []
    mark_owners: list[int] = []
    keys: list[int] = []
    days: list[int] = []
    signs: list[int] = []
    for number, account in enumerate(accounts):
        groups[0].append(set().union(*(letter_groups(*name, words) for name in account.names)))
        groups[1].append(set().union(*(sound_groups(*name, words) for name in account.names)))
        groups[2].append(set().union(*map(text_groups, account.bios)))
        hashes += account.hashes
        hash_owners += [number] * len(account.hashes)
        marks += [mark_number(mark) for mark in account.marks]
        mark_owners += [number] * len(account.marks)
        keys.append(mark_number(f"account:{account.key}"))
        days.append(account.day)
        texts = [text for name in account.names for text in name]
        signs.append(words.signs_in(*texts, *account.bios))
    letters, sounds, texts_ = (GroupNumbers().table(table) for table in groups)
    flat = np.frombuffer(b"".join(hashes), dtype=np.uint8).reshape(-1, HASH_BYTES)
    return AccountFeatures(
        (letters, sounds, texts_),
        flat,
        np.array(hash_owners, dtype=np.int64),
        np.array(marks, dtype=np.int64),
        np.array(mark_owners, dtype=np.int64),
        np.array(keys, dtype=np.int64),
        np.array(days, dtype=np.int32),
        np.array(signs, dtype=np.uint8),
    )
