"""Whether a workspace may be used: whose it is, and whether anything in it leads out of it.

What others can write to decides what a document says and where it goes, so it is refused until its
folder is trusted by name (`demarche trust`). A link that leads out of the workspace, a device, a
pipe or a socket is refused in any workspace. Windows tells no owner to Python: there only links and
devices are looked at.
"""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from demarche.kernel.problems import InputError, Place, Problem
from demarche.kernel.workspace import builtin, shown

PARTS = ("data", "templates", "reports", ".demarche")
"""What a workspace holds; a folder without any of them has nothing to be refused for."""
_TOLD = 5
"""Faults that are told one by one."""


def admit(root: Path, start: Path) -> None:
    """Refuse a workspace that may not be used, with everything that stands against it.

    `start` is the folder from which the workspace was found: that of a case, or the current one.
    Raises InputError.
    """
    look = _Look(root, own=root == builtin("data").parent.resolve())
    if any(os.path.lexists(root / name) for name in PARTS):
        look.whole(start)
    if _has_case(start) and root not in start.parents:
        alone = _Look(start, own=True)  # a case that lies in no workspace, named by its path
        alone.case(start, deep=start != root)
        look.leading_out += alone.leading_out
    if look.foreign:
        from demarche.kernel.trusted_folders import is_trusted  # seldom needed

        if is_trusted(root):
            look.foreign.clear()
    problems = [*look.leading_out, *look.foreign]
    if len(problems) > _TOLD:
        more = Problem(Place(str(root)), "", f"{len(problems) - _TOLD:,} more in this workspace")
        problems = [*problems[:_TOLD], more]
    if problems:
        raise InputError(problems)


@dataclass(slots=True)
class _Look:
    """One look through a workspace."""

    root: Path
    own: bool
    """Whether it is the program's own checkout, which is trusted as the program is."""
    leading_out: list[Problem] = field(default_factory=list)
    foreign: list[Problem] = field(default_factory=list)
    _users: frozenset[int] | None = None

    def whole(self, start: Path) -> None:
        """Look at all that is used of the workspace, and at the case that `start` holds."""
        if not self.own:
            from demarche.kernel.trusted_folders import users

            self._users = users()
            self._owner(str(self.root), os.stat(self.root))  # noqa: PTH116
            if self.foreign:
                self._users = None  # told once, not for each file again
        for name in PARTS:
            self._entry(str(self.root / name))
        data, templates, cases = (self.root / name for name in ("data", "templates", "data/cases"))
        for folder in () if self.own else (data, templates):
            self._below(str(folder), without=str(cases))
        if not self.own:
            self._entry(str(cases))
        for child in () if self.own else _children(str(cases)):
            if self._entry(child):
                self._below(child, deep=False)
        for child in _children(str(self.root / "reports")):
            if self._entry(child, owned=False):
                for inner in _children(child):
                    self._entry(inner, owned=False)
                    self._entry(os.path.join(inner, "request.json"), owned=False)  # noqa: PTH118
        if self.root in start.parents and _has_case(start):
            self.case(start)
            self._entry(str(start))
        self.leading_out = list(dict.fromkeys(self.leading_out))
        self.foreign = list(dict.fromkeys(self.foreign))

    def case(self, folder: Path, *, deep: bool = True) -> None:
        """Look at the folder of a case: its tables, answers and exhibits."""
        self._below(str(folder), deep=deep)

    def _below(self, folder: str, *, without: str = "", deep: bool = True) -> None:
        """Look at what lies in a folder; a link is not followed."""
        waiting = [folder]
        while waiting:
            children = (child for child in _children(waiting.pop()) if child != without)
            folders = [child for child in children if self._entry(child)]
            waiting += folders if deep else []

    def _entry(self, path: str, *, owned: bool = True) -> bool:
        """Look at one file or folder; True for a folder, which may be looked into."""
        try:
            state = os.lstat(path)
        except OSError:
            return False
        kind = stat.S_IFMT(state.st_mode)
        if kind == stat.S_IFLNK:
            self._link(path)
        elif kind not in (stat.S_IFREG, stat.S_IFDIR):
            self._refuse(path, "is a device, a pipe or a socket", "remove it")
        if owned:
            self._owner(path, state)
        return kind == stat.S_IFDIR

    def _link(self, path: str) -> None:
        goal = os.path.realpath(path)
        top = str(self.root)
        if goal != top and not goal.startswith(top.rstrip(os.sep) + os.sep):
            self._refuse(
                path,
                "is a link to a place outside the workspace",
                "replace it with the file or folder itself",
            )
        elif not os.path.isdir(goal) and os.path.exists(goal) and not os.path.isfile(goal):  # noqa: PTH110, PTH112, PTH113
            self._refuse(path, "is a device, a pipe or a socket", "remove it")

    def _refuse(self, path: str, message: str, remedy: str) -> None:
        self.leading_out.append(Problem(Place(shown(Path(path))), "", message, remedy))

    def _owner(self, path: str, state: os.stat_result) -> None:
        if self._users is None:
            return
        mode, link = state.st_mode, stat.S_ISLNK(state.st_mode)
        if state.st_uid not in self._users:
            message = f"belongs to another user ({_name(state.st_uid)})"
        elif mode & stat.S_IWOTH and not mode & stat.S_ISVTX and not link:
            message = "is writable by every user"
        else:
            return
        remedy = f"if you know who wrote it: demarche trust {shlex.quote(str(self.root))}"
        if path == str(self.root):
            self.foreign.append(Problem(Place(path), "", f"the workspace {message}", remedy))
        else:
            self.foreign.append(Problem(Place(shown(Path(path))), "", message, remedy))


def _children(folder: str) -> Iterator[str]:
    """What lies in a folder, sorted; nothing where it is a link or cannot be read."""
    if os.path.islink(folder):  # noqa: PTH114
        return
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.path for entry in entries)
    except OSError:
        return
    yield from names


def _has_case(folder: Path) -> bool:
    return os.path.lexists(folder / "case.yaml")


def _name(user: int) -> str:
    try:
        import pwd

        return pwd.getpwuid(user).pw_name
    except (ImportError, KeyError):
        return str(user)
