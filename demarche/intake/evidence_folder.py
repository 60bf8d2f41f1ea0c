"""The files of a folder of evidence, by the names that a sheet may give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from demarche.kernel.problems import InputError, Place, Problem, did_you_mean
from demarche.kernel.workspace import shown

MAX_EVIDENCE_FILES = 20_000
MAX_FOLDER_DEPTH = 8

_OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"})
_SEPARATORS = re.compile(r"[;|\n\r]+|,\s+|\s*\+\s+")


@dataclass(slots=True)
class EvidenceFiles:
    """Files to become exhibits, found by name without asking a sheet for a path."""

    files: list[Path] = field(default_factory=list)
    roots: list[Path] = field(default_factory=list)
    """The folders that were named, in which a name may have a path."""
    skipped: list[Problem] = field(default_factory=list)
    """What is in the folders and is not an ordinary file."""
    _by_name: dict[str, list[Path]] = field(default_factory=dict)

    def index(self) -> None:
        """Make the files findable by name, by name without ending, and by path in a folder."""
        for file in self.files:
            keys = {_plain(file.name), _plain(file.stem)}
            for root in self.roots:
                if root in file.parents:
                    keys.add(_plain(file.relative_to(root).as_posix()))
            for key in keys:
                self._by_name.setdefault(key, []).append(file)

    def named(self, cell: str) -> Iterator[tuple[str, list[Path]]]:
        """The names in a cell, each with the files that have it: none, one, or several."""
        text = cell.strip()
        if found := self._find(text):
            yield text, found
            return
        parts = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
        for part in parts if len(parts) > 1 else [text]:
            found = self._find(part)
            words = part.split()
            if not found and len(words) > 1 and all(self._find(word) for word in words):
                for word in words:
                    yield word, self._find(word)
            else:
                yield part, found

    def _find(self, name: str) -> list[Path]:
        """The files of a name; of a path the last part, where its folders are not here."""
        text = _plain(name)
        exact = self._by_name.get(text, [])
        if not exact and "/" in text:
            exact = self._by_name.get(text.rpartition("/")[2], [])
        same_name = [file for file in exact if _plain(file.name) == text.rpartition("/")[2]]
        return same_name or exact

    def suggestion(self, name: str) -> str:
        """The remedy for a name that no file has."""
        return did_you_mean(name, (file.name for file in self.files))


def _plain(name: str) -> str:
    """A name for comparison: no case, one form of its letters, one kind of stroke."""
    text = unicodedata.normalize("NFC", name.strip().strip("\"'")).casefold().replace("\\", "/")
    return text.removeprefix("./")


def evidence_files(paths: Sequence[Path], but: Iterable[Path] = ()) -> EvidenceFiles:
    """The files that are named, and those in the folders that are named.

    Files of the system and hidden ones are passed over, `but` are other files to pass over. Links
    are not followed. InputError where a path is not there or a folder holds too much.
    """
    found = EvidenceFiles()
    apart = {path.resolve() for path in but}
    problems = []
    for path in paths:
        if path.is_dir():
            found.roots.append(path)
            found.files += _inside(path, found, apart, 1)
        elif path.resolve() not in apart:
            found.files.append(path)
    found.files = list(dict.fromkeys(found.files))
    if len(found.files) > MAX_EVIDENCE_FILES:
        message = f"more than {MAX_EVIDENCE_FILES:,} files"
        problems.append(Problem(Place(shown(paths[0])), "", message, "add them in parts"))
    if problems:
        raise InputError(problems)
    found.index()
    return found


def _inside(folder: Path, found: EvidenceFiles, apart: set[Path], depth: int) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        name = path.name
        if name.startswith((".", "~$")) or name.casefold() in _OF_THE_SYSTEM:
            continue
        if path.is_symlink():
            _skip(found, path, "is a link and is not followed", "put the file itself there")
        elif path.is_dir():
            if depth < MAX_FOLDER_DEPTH:
                yield from _inside(path, found, apart, depth + 1)
            else:
                _skip(found, path, "is too deep in the folder", "move its files up")
        elif not path.is_file():
            _skip(found, path, "is not an ordinary file", "remove it")
        elif path.resolve() not in apart:
            yield path


def _skip(found: EvidenceFiles, path: Path, message: str, remedy: str) -> None:
    found.skipped.append(Problem(Place(shown(path)), "", message, remedy))
