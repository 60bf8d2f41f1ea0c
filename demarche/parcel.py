"""A task with the templates that it needs, for a machine that has none of this one's folders."""

from __future__ import annotations

import functools
import tempfile
from dataclasses import dataclass, replace
from multiprocessing.util import Finalize
from pathlib import Path

from demarche import scratch, tasks

Files = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A task, and the files of each of its folders of templates in the same order."""

    task: tasks.Task
    templates: tuple[Files, ...]


def pack(task: tasks.Task) -> Parcel:
    """A task to be sent away. Raises OSError where a template cannot be read."""
    return Parcel(task, _read(task.folders))


def render(parcel: Parcel) -> tasks.Made:
    """The files of one request, as `tasks.render` makes them there where it was packed.

    Raises BuildError, which names the templates as they are called there.
    """
    folders = _laid(parcel.templates)
    try:
        return tasks.render(replace(parcel.task, folders=folders))
    except tasks.BuildError as error:
        problems = error.problems
        for mine, theirs in zip(folders, parcel.task.folders, strict=True):
            problems = tuple(one.replace(mine, theirs) for one in problems)
        raise tasks.BuildError(error.reference, problems) from None


@functools.lru_cache(maxsize=8)
def _read(folders: tuple[str, ...]) -> tuple[Files, ...]:
    """Once a run for each workspace: what is sent is what was there when the first task was."""
    return tuple(
        tuple(
            (file.name, file.read_bytes())
            for file in sorted(Path(folder).glob("*"))
            if file.is_file()
        )
        for folder in folders
    )


@functools.lru_cache(maxsize=8)
def _laid(templates: tuple[Files, ...]) -> tuple[str, ...]:
    """Write the templates into folders of this process, removed at its end."""
    whole = tempfile.TemporaryDirectory(prefix="templates-", dir=scratch.folder())
    Finalize(None, whole.cleanup, exitpriority=0)
    found = []
    for number, files in enumerate(templates):
        folder = Path(whole.name) / str(number)
        folder.mkdir()
        for name, data in files:
            (folder / name).write_bytes(data)
        found.append(str(folder))
    return tuple(found)
