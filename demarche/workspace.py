"""Where things are: the officer's workspace, laid over what is built in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent


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

        Without one it is the current folder, so that a lone case file can be built anywhere.
        """
        start = path.resolve()
        for folder in (start, *start.parents):
            if folder.name != "data" and (folder / "data").is_dir():
                return cls(folder)
        return cls(Path.cwd())

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

    def template_folders(self) -> list[Path]:
        """The folders of templates, the workspace's first."""
        own, base = self.root / "templates", builtin("templates")
        return [base] if own.resolve() == base.resolve() else [own, base]

    def shown(self, path: Path) -> str:
        """The path as a message shows it: relative to the current folder where that is shorter."""
        return shown(path)


def _yaml_files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(file for file in folder.glob("*.yaml") if not file.is_dir())


def shown(path: Path) -> str:
    """The path as a message shows it: relative to the current folder where that is shorter."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
    return relative if len(relative) < len(str(path)) else str(path)
