"""Bounds of processor time and memory for work on files that may come from anybody.

Processor time is counted, not the time of the clock, so that a busy machine stops nothing. A
process that has used up its time is told so once a second by SIGXCPU, which raises an error where
Python runs; code that hears nothing is ended by SIGPROF a little later. Where the system has no
such bounds (Windows) there are none; memory is bounded on Linux alone.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, TypeVar

from demarche.kernel.problems import InputError, Place

Back = TypeVar("Back")

SECONDS, MEGABYTES = "DEMARCHE_CPU_SECONDS", "DEMARCHE_MEMORY_MB"
"""Variables of the environment that set the bounds of a small document or file; 0 is none."""

_SECONDS, _MEGABYTES = 60, 3072
_MEBI = 2**20


class LimitError(Exception):
    """The work needs more than it may have; the message says of what, and where it was."""


class OutOfTimeError(BaseException):
    """Raised wherever the work is when its time is over; no library takes it for its own error."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one piece of work may use."""

    seconds: float
    """Of processor time; 0 is without bound."""
    memory: int
    """Bytes beyond what the process has at the beginning; 0 is without bound."""

    def more(self, seconds: float, memory: float) -> Allowance:
        """The allowance of a larger piece of work; what has no bound gets none."""
        return replace(
            self,
            seconds=self.seconds and self.seconds + seconds,
            memory=self.memory and self.memory + int(memory),
        )


def base() -> Allowance:
    """The allowance of a small piece of work. InputError where a variable is not a number."""
    return Allowance(_set(SECONDS, _SECONDS), _set(MEGABYTES, _MEGABYTES) * _MEBI)


def for_document(rows: int, pictures: int) -> Allowance:
    """The allowance for a document of so many rows and bytes of pictures.

    A row takes 6 ms and 200 kB where a site's own style forgoes all short cuts.
    """
    size = pictures / _MEBI
    return base().more(rows / 10 + 2 * size, 256 * 1024 * rows + 8 * pictures)


def for_file(size: int) -> Allowance:
    """The allowance for reading a file of so many bytes."""
    return base().more(20 * size / _MEBI, 40 * size)


def for_case(folder: Path) -> Allowance:
    """The allowance for reading and examining the case of a folder, by the size of its tables."""
    found = (*folder.glob("*.yaml"), *folder.glob("*.csv"))
    return for_file(sum(path.stat().st_size for path in found if path.is_file()))


def _set(name: str, usual: int) -> int:
    written = os.environ.get(name, "").strip()
    if not written:
        return usual
    if not (written.isascii() and written.isdecimal() and len(written) <= 9):
        raise InputError.single(
            Place(name), "", f"{written!r} is not a whole number", "write digits; 0 sets no limit"
        )
    return int(written)


@contextmanager
def bounded(allowed: Allowance, *, kill: bool = True) -> Iterator[None]:
    """Bound what this process uses in the block; in the main thread only, another has no bounds.

    With `kill` the process ends where it hears nothing of its time being over. Raises LimitError
    where the bound was met.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    import resource

    before = signal.getsignal(signal.SIGXCPU)
    soft_time, hard_time = resource.getrlimit(resource.RLIMIT_CPU)
    soft_space, hard_space = resource.getrlimit(resource.RLIMIT_AS)
    try:
        if allowed.seconds:
            signal.signal(signal.SIGXCPU, _raiser())
            used = resource.getrusage(resource.RUSAGE_SELF)
            end = int(used.ru_utime + used.ru_stime + allowed.seconds) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (_least(end, hard_time), hard_time))
            if kill:
                signal.setitimer(signal.ITIMER_PROF, allowed.seconds * 1.1 + 3)
        if allowed.memory and sys.platform == "linux":
            space = _least(_held() + allowed.memory, hard_space)
            resource.setrlimit(resource.RLIMIT_AS, (space, hard_space))
        yield
    except OutOfTimeError as error:
        raise LimitError(_time_over(allowed, _where(error.__traceback__))) from None
    except MemoryError as error:
        where = _where(error.__traceback__)
        resource.setrlimit(resource.RLIMIT_AS, (soft_space, hard_space))
        raise LimitError(_space_over(allowed, where)) from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (soft_time, hard_time))
        resource.setrlimit(resource.RLIMIT_AS, (soft_space, hard_space))
        signal.signal(signal.SIGXCPU, before)


def call(allowed: Allowance, function: Callable[..., Back], *given: Any, **named: Any) -> Back:
    """Call a function within bounds; for a process that does nothing else."""
    with bounded(allowed):
        return function(*given, **named)


def why_ended(status: int | None, allowed: Allowance) -> str:
    """The sentence for a process that ended before its work was done, by its exit status."""
    if status is not None and -status in (_number("SIGPROF"), _number("SIGXCPU")):
        return _time_over(allowed, "")
    if status is None or status >= 0:
        return f"the worker process ended unexpectedly, with status {status}"
    name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
    return (
        f"the worker process was ended by the system ({name}), as happens when memory runs "
        f"out; close other programs, or use fewer processes (--jobs)"
    )


def _number(name: str) -> int:
    return int(getattr(signal, name, 0))


def _time_over(allowed: Allowance, where: str) -> str:
    unit = "second" if allowed.seconds == 1 else "seconds"
    return (
        f"{where}takes more than {allowed.seconds:,.0f} {unit} of processor time; look for "
        f"endless repetition, or set {SECONDS} higher"
    )


def _space_over(allowed: Allowance, where: str) -> str:
    return (
        f"{where}takes more than {allowed.memory // _MEBI:,} MB of memory; look for what grows "
        f"endlessly, or set {MEGABYTES} higher"
    )


def _raiser() -> Callable[[int, FrameType | None], None]:
    """A handler of the signal, which comes again with every second of processor time.

    It raises at the first and at every fifth: a library may have swallowed the first, but what was
    begun is given back for a second or more after it, and must not be ended in the middle.
    """
    heard = itertools.count()

    def handler(_number: int, _frame: FrameType | None) -> None:
        if next(heard) % 5 == 0:
            raise OutOfTimeError

    return handler


def _where(trace: TracebackType | None) -> str:
    """The innermost line of a template in a trace, or nothing."""
    found = ""
    while trace is not None:
        code = trace.tb_frame.f_code.co_filename
        if code.endswith(".j2"):
            compiled = trace.tb_frame.f_globals.get("__jinja_template__")
            line = compiled.get_corresponding_lineno(trace.tb_lineno) if compiled else 1
            found = f"{code}:{line}: "
        trace = trace.tb_next
    return found


def _held() -> int:
    """The bytes of address space that this process has."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _least(wanted: int, hard: int) -> int:
    """A soft limit that the hard one allows; a hard one below nothing is none."""
    return wanted if hard < 0 else min(wanted, hard)
