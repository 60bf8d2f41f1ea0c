"""What a worker of a cluster answers: JSON and the bytes of files, so that nothing is unpickled."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from demarche.build.task import BuildError, Made
from demarche.kernel.problems import InputError, Problem
from demarche.render.table_count import count_from_json


class WorkerError(Exception):
    """Something that went wrong on a worker and has no better name here."""


def answer(call: Callable[[], Any]) -> bytes:
    """What a call gives or raises, for `taken`. Other results than `Made` must be plain JSON."""
    try:
        value = call()
        if not isinstance(value, Made):
            return _whole({"value": value})
    except BuildError as error:
        return _whole({"build": [error.reference, list(error.problems)]})
    except InputError as error:
        return _whole({"problems": [problem.as_dict() for problem in error.problems]})
    except Exception as error:  # noqa: BLE001  (it is told on the machine that builds)
        return _whole({"failed": f"{type(error).__name__}: {error}"})
    head = [[ending, len(data), value.pages.get(ending)] for ending, data in value.files.items()]
    tables = value.tables.as_json()
    return _whole({"made": head, "tables": tables}) + b"".join(value.files.values())


def _whole(head: dict[str, Any]) -> bytes:
    return json.dumps(head).encode() + b"\n"


def taken(data: object) -> Any:
    """What was answered. Raises what the call raised, WorkerError where it is not an answer."""
    if not isinstance(data, bytes):
        raise WorkerError("a worker returned something that is not bytes")
    line, _, body = data.partition(b"\n")
    try:
        head = json.loads(line)
        (kind, value), *_ = head.items()
        if kind == "made":
            return _made(value, head["tables"], body)
        if kind == "build":
            raise BuildError(str(value[0]), tuple(map(str, value[1])))
        if kind == "problems":
            raise InputError([Problem.from_dict(problem) for problem in value])
    except (ValueError, TypeError, AttributeError, KeyError, IndexError):
        raise WorkerError("a worker returned something that cannot be read") from None
    if kind == "value":
        return value
    raise WorkerError(f"a worker failed: {value}")


def _made(head: list[Any], tables: Any, body: bytes) -> Made:
    if sum(size for _, size, _ in head) != len(body):
        raise ValueError("cut off")
    files, pages, at = {}, {}, 0
    for ending, size, count in head:
        files[str(ending)] = body[at : at + size]
        at += size
        if count is not None:
            pages[str(ending)] = int(count)
    return Made(files, pages, count_from_json(tables))
