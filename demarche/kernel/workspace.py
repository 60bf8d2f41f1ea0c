"""Where things are: the officer's workspace, laid over what is built in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from demarche.kernel.visible_text import unbroken

_HERE = Path(__file__).resolve().parent.parent


def builtin(name: str) -> Path:
    """The built-in folder `data` or `templates`: in the wheel, or in the checkout."""
    packed = _HERE / "builtin" / name
    return packed if packed.is_dir() else _HERE.parent / name


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with `data/`, and optionally `templates/` and `reports/`."""

    root: Path

    @classmethod
    def around(cls, path: Path) -> Workspace:
        """The workspace that `path` lies in: the nearest folder above it that has `data/`.

        Without one it is that around the current folder, and else the current folder itself, so
        that a lone case file can be built anywhere. The search ends at the home folder and where
        another file system begins. A home folder itself is the workspace of what lies in its
        `data/` only: many have such a folder by chance.

        Raises InputError for a workspace that may not be used (`admission`).
        """
        from demarche.kernel.workspace_access import admit  # it shows paths as this module does

        start, here = path.resolve(), Path.cwd().resolve()
        root = _root_of(start) or _root_of(here) or here
        admit(root, start)
        return cls(root)

    @property
    def reports(self) -> Path:
        """Where finished documents go."""
        return self.root / "reports"

    def layers(self, kind: str) -> list[Path]:
        """The folders that hold data of this kind, built-in first, the workspace's last."""
        own = self.root / "data" / kind
        base = builtin("data") / kind
        return [base] if own.resolve() == base.resolve() else [base, own]

    def files(self, kind: str) -> dict[str, Path]:
        """The data files of a kind by id; the workspace's own file stands for the built-in one."""
        found: dict[str, Path] = {}
        for folder in self.layers(kind):
            found.update({file.stem: file for file in _yaml_files(folder)})
        return dict(sorted(found.items()))

    def own_files(self) -> tuple[list[str], list[str]]:
        """The workspace's own data files, as seen from `data/`, and templates; without its cases.

        Both are empty in the program's own checkout. What is there is in use, or stands for what
        is built in.
        """
        base = builtin("data")
        if self.root.resolve() == base.parent.resolve():
            return [], []
        data = self.root / "data"
        kinds = [
            path.name for path in base.iterdir() if path.is_dir() and path.name not in _NOT_OURS
        ]
        found = [file for kind in kinds for file in _yaml_files(data / kind)]
        found += [file for file in _yaml_files(data) if (base / file.name).is_file()]
        lists = data / "lists"
        found += sorted(lists.glob("*.sqlite3")) if lists.is_dir() else []
        own = self.root / "templates"
        templates = [path.name for path in own.iterdir() if path.is_file()] if own.is_dir() else []
        return (
            sorted(file.relative_to(data).as_posix() for file in found),
            sorted(name for name in templates if name != "README.md"),
        )

    def template_folders(self) -> list[Path]:
        """The folders of templates, the workspace's first."""
        own, base = self.root / "templates", builtin("templates")
        return [base] if own.resolve() == base.resolve() else [own, base]

    def shown(self, path: Path) -> str:
        """The path as a message shows it: relative to the current folder where that is shorter."""
        return shown(path)


_NOT_OURS = ("cases", "coverage")
"""Folders of the built-in data that say nothing of how a workspace's documents come out."""


def _root_of(start: Path) -> Path | None:
    """The nearest folder with `data/`, up to the home folder or the edge of the file system."""
    home, device = _home(), _device(start)
    for folder in (start, *start.parents):
        there = _device(folder)
        if there is not None and device is not None and there != device:
            return None
        device = device if there is None else there
        data = folder / "data"
        if folder.name != "data" and data.is_dir():
            by_chance = folder == home and start != home and data not in (start, *start.parents)
            return None if by_chance else folder
        if folder == home:
            return None
    return None


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except (RuntimeError, OSError):
        return None


def _device(folder: Path) -> int | None:
    """The file system of a folder; None where there is no such folder yet."""
    try:
        return folder.stat().st_dev
    except OSError:
        return None


def _yaml_files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(file for file in folder.glob("*.yaml") if not file.is_dir())


def shown(path: Path) -> str:
    """The path as a message shows it: relative to the current folder where that is shorter."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return unbroken(str(path))
    return unbroken(relative if len(relative) < len(str(path)) else str(path))
