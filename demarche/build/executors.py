"""Who renders: processes of this machine, each bounded in what it may use, as one Executor."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from multiprocessing import (
    connection,
    forkserver,
    get_context,
    parent_process,
    resource_tracker,
)
from multiprocessing.context import BaseContext
from typing import Any, TypeVar, cast

from demarche.build.task import warm_up
from demarche.kernel import limits, scratch
from demarche.kernel.environment import environment
from demarche.kernel.problems import InputError, Problem

Back = TypeVar("Back")

_WARMED = 4
"""Processes that are started before it is known whether there is work for them."""

_FAR = 256
"""Tasks that are handed to a cluster, whose own Executor sends them on as there is room."""


class EndedError(Exception):
    """A process ended before its work was done; the message says why."""


class _Recording:
    """A context of multiprocessing that keeps the process that it made last."""

    def __init__(self, context: BaseContext) -> None:
        self._context = context
        self.process: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def Process(self, *given: Any, **named: Any) -> Any:  # noqa: N802  (the name of the library's)
        """Make a process as the context does."""
        self.process = self._context.Process(*given, **named)  # type: ignore[attr-defined]
        return self.process


class Process(Executor):
    """One process, whose work is bounded in processor time and memory."""

    def __init__(self, context: BaseContext) -> None:
        self._context = _Recording(context)
        given: Any = self._context
        self._pool = ProcessPoolExecutor(1, mp_context=given, initializer=_end_with_the_parent)
        self._base = limits.base()
        self._held = set[Future[Any]]()

    @property
    def held(self) -> int:
        """Calls that it has been handed and that are not done."""
        return len(self._held)

    @property
    def status(self) -> int | None:
        """The exit status of the process, negative for a signal; None while it runs."""
        process = self._context.process
        return process.exitcode if process else None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a function called within the bounds of its work.

        The future raises LimitError where the bound is met, BrokenExecutor where the process ended.
        """
        own = getattr(args[0], "allowance", None) if args else None
        allowed = own if isinstance(own, limits.Allowance) else self._base
        made: Future[Any] = self._pool.submit(limits.call, allowed, fn, *args, **kwargs)
        self._held.add(made)
        made.add_done_callback(self._held.discard)
        return made

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the process."""
        self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)


def why(pool: Executor, allowed: limits.Allowance) -> str:
    """Why a pool ended that raised BrokenExecutor for work with this allowance."""
    if not isinstance(pool, Processes):
        return "the worker processes ended before it was finished"
    pool.shutdown(wait=True, cancel_futures=True)
    return limits.why_ended(
        next((process.status for process in pool.each if process.status), None), allowed
    )


def alone(allowed: limits.Allowance, function: Callable[..., Back], *given: Any) -> Back:
    """Call a function in a process of its own, which can be ended.

    The function, what it is given and what it gives back pass between processes. Raises what it
    raises, LimitError where a bound is met, EndedError where the process ends before.
    """
    forks = sys.platform == "linux" and threading.active_count() == 1
    recording: Any = _Recording(get_context("fork") if forks else get_context("spawn"))
    with ProcessPoolExecutor(1, mp_context=recording) as pool:
        future = pool.submit(limits.call, allowed, _told, function, *given)
        try:
            made, problems = future.result()
        except BrokenExecutor:
            pool.shutdown(wait=True)
            raise EndedError(limits.why_ended(recording.process.exitcode, allowed)) from None
    if problems:
        raise InputError(problems)
    return cast(Back, made)


def _told(function: Callable[..., Back], *given: Any) -> tuple[Back | None, tuple[Problem, ...]]:
    """What a function gives back, or the problems that it raises, which pass between processes."""
    try:
        return function(*given), ()
    except InputError as error:
        return None, error.problems


class Processes(Executor):
    """Processes of this machine that are kept for a whole run.

    Each is a pool of one, so that a process that ends takes no other's work with it. A process
    starts with its first task.
    """

    def __init__(self, count: int) -> None:
        context = _context()
        self.each = tuple(Process(context) for _ in range(count))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a function called by the process that has least to do."""
        return min(self.each, key=lambda process: process.held).submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, all at once."""
        # Side by side, since each takes a moment to end; what was once shut down without waiting
        # cannot be waited for any more.
        with ThreadPoolExecutor(len(self.each)) as ending:
            for process in self.each:
                ending.submit(process.shutdown, wait=wait, cancel_futures=cancel_futures)


def local_processes(jobs: int | None = None, tasks: int | None = None) -> Processes:
    """Processes that are kept for a whole run; their number is bounded by the work."""
    return Processes(max(1, min(jobs or os.cpu_count() or 1, tasks or 256)))


def room(pool: Executor) -> int:
    """How many tasks a pool is handed at once: enough to keep it busy, few enough to be held."""
    workers = len(pool.each) if isinstance(pool, Processes) else getattr(pool, "_max_workers", None)
    return 2 * workers if isinstance(workers, int) else _FAR


def warm(pool: Executor) -> None:
    """Let the first processes start and load what they need, while the case is still being read."""
    if isinstance(pool, Processes):
        # A fork is waited for until the process that forks has loaded everything.
        threading.Thread(target=_warm, args=(pool.each[:_WARMED],)).start()


def _warm(processes: Sequence[Executor]) -> None:
    # Where the run has ended before it began, or no process can be had, the run itself tells.
    with contextlib.suppress(RuntimeError, OSError, EOFError):
        for process in processes:
            process.submit(warm_up)


def _end_with_the_parent() -> None:
    """Have this process end when the one that it works for is killed, which no other would tell."""
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            connection.wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


@functools.cache
def _context() -> BaseContext:
    """How processes start: forked from one that has loaded everything, where a fork is safe.

    Each would else load all by itself. The one that forks has no threads and has opened nothing.
    """
    if sys.platform != "linux":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["demarche.build.preload"])
    found = os.pathsep.join(map(os.path.abspath, sys.path))
    resource_tracker.ensure_running()  # it lets an interruption through again
    # Whoever interrupts the program at the keyboard means this process, which ends the others.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        own = str(scratch.folder())
        given = {"PYTHONPATH": found, "PYTHONSAFEPATH": "1", scratch.VARIABLE: own}
        with environment(**given), _temporary(own):
            forkserver.ensure_running()
    except OSError:  # no place for its socket
        return get_context("spawn")
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


@contextlib.contextmanager
def _temporary(folder: str) -> Iterator[None]:
    """Let what multiprocessing keeps for itself, its socket, be made in a folder of ours."""
    before, tempfile.tempdir = tempfile.tempdir, folder
    try:
        yield
    finally:
        tempfile.tempdir = before
