"""A task with the templates that it needs, for a machine that has none of this one's folders."""

from __future__ import annotations

import functools
import re
import tempfile
from dataclasses import MISSING, dataclass, fields, replace
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from demarche.build import task
from demarche.kernel import scratch
from demarche.model.case import Exhibit
from demarche.model.request import Request
from demarche.render.template_files import read_template, template_names

_FIELD = re.compile(r"""(?:\.\s*|["'])([a-z_][a-z0-9_]*)""")

Files = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A task, and the files of each of its folders of templates in the same order."""

    task: task.Task
    templates: tuple[Files, ...]


def pack(task: task.Task) -> Parcel:
    """A task to be sent away, without what its documents do not print.

    Raises OSError where a template cannot be read.
    """
    templates = _read(task.folders)
    request = without_unprinted(task.request, _named(templates))
    wanted = request.restricted.pictures
    pictures = {name: data for name, data in task.pictures.items() if name in wanted}
    return Parcel(replace(task, request=request, pictures=pictures), templates)


_READ = frozenset({"url", "original", "translation", "posted_at"})
"""What the check of finished text reads of an exhibit, beside the templates."""

_NOT_SENT = "not sent"


def without_unprinted(request: Request, named: frozenset[str]) -> Request:
    """The request without particulars of its restricted part that no template names.

    A covering letter has no restricted annex, and goes without that part.
    """
    letter = request.kind.spec.restricted == "none"
    kept = named | _READ
    restricted = request.restricted
    exhibits = () if letter else tuple(_exhibit(exhibit, kept) for exhibit in restricted.exhibits)
    changed: dict[str, object] = {"exhibits": exhibits}
    if letter:
        changed |= {"contacts": (), "pictures": (), "related_targets": ()}
    nobody = {"name": _NOT_SENT, "post": _NOT_SENT, "on": None}
    if letter or "prepared_by" not in kept:
        changed["prepared_by"] = restricted.prepared_by.model_copy(update=nobody)
    if letter or "approved_by" not in kept:
        changed["approved_by"] = None
    if letter or "signatory" not in kept:
        unsigned = dict.fromkeys(("name", "designation", "email", "phone"), _NOT_SENT)
        whole = {**unsigned, "badge": None}
        changed["signatory"] = restricted.signatory.model_copy(update=whole)
    elif "badge" not in kept:
        changed["signatory"] = restricted.signatory.model_copy(update={"badge": None})
    return request.model_copy(update={"restricted": restricted.model_copy(update=changed)})


def _exhibit(exhibit: Exhibit, kept: frozenset[str]) -> Exhibit:
    absent: dict[str, Any] = {
        field.name: field.default
        for field in fields(exhibit)
        if field.default is not MISSING and field.name not in kept
    }
    if "captured_by" not in kept:
        absent["captured_by"] = _NOT_SENT
    return replace(exhibit, **absent)


@functools.lru_cache(maxsize=8)
def _named(templates: tuple[Files, ...]) -> frozenset[str]:
    """The names of fields that some template asks for, in any way that a template can."""
    text = "\n".join(data.decode("utf-8", "replace") for files in templates for _, data in files)
    return frozenset(_FIELD.findall(text))


def render_packed(parcel: Parcel) -> task.Made:
    """The files of one request, as `tasks.render` makes them there where it was packed.

    Raises BuildError, which names the templates as they are called there.
    """
    folders = _laid(parcel.templates)
    try:
        return task.render(replace(parcel.task, folders=folders))
    except task.BuildError as error:
        problems = error.problems
        for mine, theirs in zip(folders, parcel.task.folders, strict=True):
            problems = tuple(problem.replace(mine, theirs) for problem in problems)
        raise task.BuildError(error.reference, problems) from None


def _read(folders: tuple[str, ...]) -> tuple[Files, ...]:
    """The templates as they are now: they may have changed since the last task."""
    return tuple(
        tuple((name, read_template(Path(folder), name)) for name in template_names(Path(folder)))
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
