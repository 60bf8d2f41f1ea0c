"""Rendering on other machines: the tasks of a build handed to a Dask scheduler.

A build knows an Executor and no more. This one sends each task to a scheduler, which gives it to
a worker and, where the worker is lost, to another. Three things are added to what Dask does:

- Every worker must have the same program, toolchain and fonts as this machine, since the same
  request has to become the same bytes wherever it is rendered. That is asked of all workers before
  the run, and by each task again, for workers that join later.
- A request is sent with its templates: a worker has none of this machine's folders.
- Only so many tasks are sent ahead as keep the workers busy; the others wait here. A scheduler
  keeps each task's data until it is done, and those of a large case would fill its memory.

Dask runs whatever code it is sent, and anybody who reaches a scheduler without TLS can send some:
only `tls://` is taken without asking. A worker is not sent what no document prints, and answers
JSON and the bytes of files (`answering`); no result is unpickled here. What Dask itself says of a
lost worker still comes in Dask's own protocol, from the scheduler.
"""

from __future__ import annotations

import contextlib
import json
import logging
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from functools import partial
from types import TracebackType
from typing import Any, NamedTuple, ParamSpec, TypeVar

import demarche
from demarche.build import portable_task, task
from demarche.build.fingerprint import machinery
from demarche.build.worker_answers import answer, taken
from demarche.kernel.problems import InputError, Place

Given = ParamSpec("Given")
Back = TypeVar("Back")

_PLACE = Place("--cluster")
_ANSWER_SECONDS = 10
"""How long a scheduler may take to answer, and a first worker to be there."""
_AHEAD = 2
"""Tasks that are sent for each thread of a worker: one that runs, one that is ready."""
_RECOUNT_SECONDS = 5.0
_STARTS = 3
"""How often the library may try to start its own thread."""


def executor(address: str, *, insecure: bool = False) -> Executor:
    """The workers of the scheduler at `address` (such as `tls://10.0.0.5:8786`) as an Executor.

    `insecure` admits addresses without TLS. Certificates come from Dask's own configuration.
    Raises InputError where the address is not of TLS, the extra is not installed, the scheduler
    does not answer, it has no worker, or a worker has other versions than this machine. What the
    Executor's futures raise is what the task raised, WorkerError where that is not an error of
    ours, or InputError where the cluster was lost.
    """
    if not insecure and not address.startswith("tls://"):
        raise InputError.single(
            _PLACE,
            "",
            f"{address!r} is not encrypted: names and accounts would be sent unencrypted",
            "give a scheduler's tls:// address, or add --insecure on a network of your own",
        )
    try:
        import distributed
    except ImportError:
        message = "needs the package `distributed`"
        raise InputError.single(_PLACE, "", message, "pip install 'demarche[cluster]'") from None
    # What the library logs of its own connections is not for an officer; what matters is raised.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = _connected(distributed.Client, address)
    except Exception as error:  # noqa: BLE001  (whatever it is, there is no connection)
        raise InputError.single(
            _PLACE,
            "",
            f"no scheduler answers at {address!r} ({_reason(error)})",
            "start one with `dask scheduler`, and pass the address it prints",
        ) from None
    try:
        _agree(client, address)
        return _Remote(client)
    except BaseException:
        client.close(timeout=_ANSWER_SECONDS)
        raise


_CONNECTION: dict[str, Any] = {
    "timeout": _ANSWER_SECONDS,
    "set_as_default": False,
    "deserializers": ["msgpack", "dask", "error"],  # what is pickled is not taken
}


def _connected(connect: Any, address: str) -> Any:
    """A client of the scheduler; `connect` is the library's, whose parts have no types."""
    for _ in range(_STARTS - 1):
        # The library asserts that its own thread runs within ten seconds; on a machine that is
        # busy with other work it may not, and that says nothing of the scheduler.
        with contextlib.suppress(AssertionError):
            return connect(address, **_CONNECTION)
    return connect(address, **_CONNECTION)


def _reason(error: BaseException) -> str:
    """The end of an error's text in one line."""
    lines = str(error).strip().splitlines()
    return lines[-1] if lines else type(error).__name__


def _agree(client: Any, address: str) -> None:
    """Ask every worker for its versions."""
    try:
        client.wait_for_workers(1, timeout=_ANSWER_SECONDS)
    except TimeoutError:
        raise InputError.single(
            _PLACE,
            "",
            f"the scheduler at {address!r} has no worker",
            "start one on each machine with `dask worker ADDRESS --nworkers auto --nthreads 1`",
        ) from None
    # The scheduler reads the names of what it hands on, and so must know them.
    try:
        client.run_on_scheduler(_theirs_there)
    except Exception as error:  # noqa: BLE001  (whatever it is, the scheduler cannot do it)
        raise InputError.single(
            _PLACE,
            "",
            f"the scheduler at {address!r} cannot load this program ({_reason(error)})",
            "install demarche there as on the workers",
        ) from None
    problems: list[InputError] = []
    for worker, theirs in client.run(_theirs, on_error="return").items():
        found = json.loads(theirs) if isinstance(theirs, bytes) else {}
        if differing := _differing(machinery(), found):
            problems.append(_refused(f"worker {worker}", differing))
    if problems:
        raise InputError(problem for error in problems for problem in error.problems)


def _theirs() -> bytes:
    """On a worker: its versions as JSON. Read by name: it must have the program to answer."""
    return json.dumps(machinery()).encode()


def _theirs_there() -> bytes:
    """On the scheduler: that it has the program; no task is rendered there."""
    return demarche.__version__.encode()


class Differing(NamedTuple):
    """One thing that a worker has in another version than this machine."""

    name: str
    here: str
    there: str


def _differing(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[Differing]:
    if not theirs:
        return [Differing("demarche", ours["demarche"], "not installed, or another version")]
    return [
        Differing(name, value, theirs.get(name, "none"))
        for name, value in ours.items()
        if theirs.get(name) != value
    ]


def _refused(who: str, differing: list[Differing]) -> InputError:
    said = ", ".join(f"{part.name} is {part.there}, here {part.here}" for part in differing)
    remedy = "install the same versions there: the same request must give the same bytes"
    return InputError.single(_PLACE, "", f"{who} has different versions: {said}", remedy)


def _checked(ours: Mapping[str, str], call: bytes) -> bytes:
    """On a worker: the answer to a call, if its versions are those of the machine that sent it.

    The call comes packed, so that the scheduler passes it on as it is.
    """
    return answer(partial(_called, ours, call))


def _called(ours: Mapping[str, str], call: bytes) -> Any:
    if differing := _differing(ours, machinery()):
        raise _refused("a worker that joined during the run", differing)
    function, given, named = pickle.loads(call)  # noqa: S301  (Dask runs what it is sent anyway)
    return function(*given, **named)


class _Waiting(NamedTuple):
    """A task that was not sent yet, and the future that was promised for it."""

    promised: Future[Any]
    call: Callable[..., Any]
    given: tuple[Any, ...]
    named: dict[str, Any]


def _packed(waiting: _Waiting) -> bytes:
    """A call in one piece; the rendering of a request together with its templates."""
    call, given = waiting.call, waiting.given
    if call is task.render:
        call, given = portable_task.render_packed, (portable_task.pack(*given),)
    return pickle.dumps((call, given, waiting.named), pickle.HIGHEST_PROTOCOL)


class _Remote(Executor):
    """Sends tasks to a scheduler, a few ahead of the workers, and hands back what they give."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._waiting: deque[_Waiting] = deque()
        self._sent: dict[Future[Any], Any] = {}
        self._closed = False
        self._counted = 0.0
        self._room = 0

    def submit(
        self, fn: Callable[Given, Back], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Back]:
        """Promise the result of a call. Raises RuntimeError after `shutdown`."""
        promised: Future[Back] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._waiting.append(_Waiting(promised, fn, args, kwargs))
        self._send()
        return promised

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks, finish or drop those there are, leave the scheduler."""
        with self._lock:
            self._closed = True
            dropped = list(self._waiting) if cancel_futures else []
            stopped = list(self._sent.values()) if cancel_futures else []
            if cancel_futures:
                self._waiting.clear()
        for waiting in dropped:
            waiting.promised.cancel()
            waiting.promised.set_running_or_notify_cancel()
        if stopped:
            self._client.cancel(stopped, force=True)
        if wait or cancel_futures:
            with self._idle:
                self._idle.wait_for(lambda: not (self._sent or self._waiting))
            self._client.close(timeout=_ANSWER_SECONDS)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # After an error nothing is written, so that nothing more need be made.
        self.shutdown(cancel_futures=kind is not None)

    def _send(self) -> None:
        """Send as many waiting tasks as the workers have room for."""
        room = self._room_now()
        while True:
            with self._lock:
                if not self._waiting or len(self._sent) >= room:
                    return
                waiting = self._waiting.popleft()
                if not waiting.promised.set_running_or_notify_cancel():
                    self._idle.notify_all()
                    continue
                self._sent[waiting.promised] = None
            try:
                call = _packed(waiting)
                theirs = self._client.submit(_checked, machinery(), call, pure=False)
            except BaseException as error:  # noqa: BLE001  (it belongs to who waits for the task)
                self._done(waiting.promised)
                waiting.promised.set_exception(_told(error))
                continue
            with self._lock:
                if waiting.promised in self._sent:
                    self._sent[waiting.promised] = theirs
            theirs.add_done_callback(partial(self._hand_over, waiting.promised))

    def _room_now(self) -> int:
        """How many tasks to have out: workers come and go, so they are counted now and then."""
        with self._lock:
            now = time.monotonic()
            if now - self._counted < _RECOUNT_SECONDS:
                return self._room
            self._counted = now
        try:
            threads = sum(self._client.nthreads().values())
        except Exception:  # noqa: BLE001  (the tasks themselves will tell that it is gone)
            return self._room
        with self._lock:
            self._room = max(2, _AHEAD * threads)
            return self._room

    def _hand_over(self, promised: Future[Any], theirs: Any) -> None:
        """Called when a task has ended: its result or its error, and the next task."""
        error: BaseException | None = None
        result = None
        try:
            result = taken(theirs.result())
        except BaseException as raised:  # noqa: BLE001  (it belongs to who waits for the task)
            error = raised
        theirs.release()  # the scheduler need not keep it
        self._done(promised)
        if error is None:
            promised.set_result(result)
        else:
            promised.set_exception(_told(error))
        self._send()

    def _done(self, promised: Future[Any]) -> None:
        with self._lock:
            self._sent.pop(promised, None)
            self._idle.notify_all()


def _told(error: BaseException) -> BaseException:
    """The error of a task as who waits for it can use it: the task's own, or what was lost."""
    if type(error).__module__.partition(".")[0] in ("distributed", "dask", "tornado"):
        message = f"the cluster was lost: {_reason(error)}"
        return InputError.single(_PLACE, "", message, "see the scheduler's log")
    return error
