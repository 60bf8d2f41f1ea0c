"""Observed accounts: what the office's own monitoring saw, kept privately in the workspace.

They are kept in `private/mirrors/` of the workspace, a folder that its owner alone can open, one
JSON line an account. No command that makes documents reads it, and `purge` empties it.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from demarche.kernel.open_file import read_bytes
from demarche.kernel.problems import InputError, Place
from demarche.kernel.staging import write_files
from demarche.kernel.workspace import Workspace, shown

SHARD = 50_000
"""Accounts of a file: what one process compares at a time."""

_SHARD_NAME = re.compile(r"[0-9]{6}\.jsonl")


class ObservedAccount(NamedTuple):
    """One account as it was seen. Empty texts are what nobody saw."""

    key: str
    """`Target.key`: equal for two spellings of one account."""
    platform: str
    url: str
    """As it was written."""
    canonical: str
    first_seen: str
    """The day on which it was first seen, as 2026-11-20."""
    handle: str = ""
    display_name: str = ""
    native_id: str = ""
    bio: str = ""
    links: tuple[str, ...] = ()
    """The links and numbers that it gives, as written."""
    marks: tuple[str, ...] = ()
    """The same in one form each, so that equal ones are equal."""
    created: str = ""
    picture: str = ""
    """SHA-256 of the profile picture's file."""
    pdq: str = ""
    bare_pdq: str = ""
    """The hash of the picture without its border, where it has one."""
    quality: int = 0

    def line(self) -> str:
        """The account as a line of the store."""
        filled = {name: value for name, value in self._asdict().items() if value}
        return json.dumps(filled, ensure_ascii=False, sort_keys=True)


def observed_of(line: str) -> ObservedAccount:
    """The account in a line of the store."""
    fields = json.loads(line)
    for name in ("links", "marks"):
        fields[name] = tuple(fields.get(name, ()))
    return ObservedAccount(**fields)


@dataclass(frozen=True, slots=True)
class ObservedStore:
    """The private folder of a workspace."""

    root: Path

    @classmethod
    def of_workspace(cls, workspace: Workspace) -> ObservedStore:
        """The store of a workspace; nothing is made yet."""
        return cls(workspace.root / "private" / "mirrors")

    @property
    def pictures(self) -> Path:
        """Small copies of the profile pictures, by the SHA-256 of what they were made of."""
        return self.root / "pictures"

    def shards(self) -> list[Path]:
        """The files of accounts, in order."""
        folder = self.root / "observed"
        if not folder.is_dir():
            return []
        return sorted(path for path in folder.iterdir() if _SHARD_NAME.fullmatch(path.name))

    def accounts(self) -> Iterator[ObservedAccount]:
        """All observed accounts, in the order in which they were taken in."""
        for shard in self.shards():
            yield from accounts_of(shard)

    def make(self) -> None:
        """Make the folder, which nobody but its owner may open."""
        for folder in (self.root.parent, self.root):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, fresh: Sequence[ObservedAccount], pictures: dict[str, bytes]) -> int:
        """Keep accounts and small pictures, all or none; the number of those that were new.

        An account that is there already gets what was seen now, and keeps the earlier first day.
        """
        self.make()
        wanted = {account.key: account for account in fresh}
        files: dict[str, bytes | Path] = {}
        before = 0
        for shard in self.shards():
            kept = list(accounts_of(shard))
            changed = [_renewed(account, wanted.pop(account.key, None)) for account in kept]
            before = max(before, int(shard.stem))
            if changed != kept:
                files[f"observed/{shard.name}"] = _lines(changed)
        left = list(wanted.values())
        for number, at in enumerate(range(0, len(left), SHARD), start=before + 1):
            files[f"observed/{number:06}.jsonl"] = _lines(left[at : at + SHARD])
        files |= {
            f"pictures/{name}.png": png
            for name, png in pictures.items()
            if not (self.pictures / f"{name}.png").exists()
        }
        if files:
            write_files(self.root, files)
        return len(left)

    def purge(self, before: str | None = None) -> int:
        """Remove the observed accounts, or those first seen before a day; the number removed.

        Pictures that no account has any more go with them.
        """
        removed = 0
        files: dict[str, bytes | Path] = {}
        emptied: list[Path] = []
        used: set[str] = set()
        for shard in self.shards():
            every = list(accounts_of(shard))
            kept = [] if before is None else [it for it in every if it.first_seen >= before]
            used.update(account.picture for account in kept)
            removed += len(every) - len(kept)
            if not kept:
                emptied.append(shard)
            elif len(kept) < len(every):
                files[f"observed/{shard.name}"] = _lines(kept)
        if files:
            write_files(self.root, files)
        for shard in emptied:
            shard.unlink()
        if self.pictures.is_dir():
            for picture in self.pictures.glob("*.png"):
                if picture.stem not in used:
                    picture.unlink()
        shutil.rmtree(self.root / "cache", ignore_errors=True)
        return removed


def accounts_of(shard: Path) -> Iterator[ObservedAccount]:
    """The accounts of one file. InputError where it was damaged."""
    name = shown(shard)
    for number, line in enumerate(read_bytes(shard, name, 2**30).splitlines(), start=1):
        try:
            yield observed_of(line.decode("utf-8"))
        except (ValueError, TypeError):
            remedy = "remove the file, and observe its sheet again"
            raise InputError.single(Place(name, number), "", "line is damaged", remedy) from None


def _renewed(account: ObservedAccount, seen: ObservedAccount | None) -> ObservedAccount:
    """What is known of an account after it was seen again: nothing that was seen is lost."""
    if seen is None:
        return account
    fresh = {name: value for name, value in seen._asdict().items() if value}
    fresh["first_seen"] = min(account.first_seen, seen.first_seen)
    return account._replace(**fresh)


def _lines(accounts: Iterable[ObservedAccount]) -> bytes:
    return "".join(account.line() + "\n" for account in accounts).encode("utf-8", "replace")
