"""Chromium kept open: one browser, N pages at a time, spoken to over its debugging pipe."""

from __future__ import annotations

import base64
import itertools
import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.tools import main
from benchmarks.tools.chromium import QUIET, browser

_PATIENCE = 300.0
"""Seconds that one page may take."""


class Pipe:
    """Calls to a browser and their answers, each ended by a zero byte; for several threads."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back = os.fdopen(to, "wb"), os.fdopen(back, "rb")
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._answers: dict[int, Future[dict[str, Any]]] = {}
        self._loaded: dict[str, threading.Event] = {}
        self.events: list[dict[str, Any]] = []
        """What else the browser said, in its order."""
        threading.Thread(target=self._listen, daemon=True).start()

    def call(self, method: str, session: str | None = None, **words: Any) -> dict[str, Any]:
        """Ask and wait. Raises RuntimeError with the browser's reason."""
        answer: Future[dict[str, Any]] = Future()
        with self._lock:
            number = next(self._numbers)
            self._answers[number] = answer
            message = {"id": number, "method": method, "params": words}
            if session:
                message["sessionId"] = session
            self._to.write(json.dumps(message).encode() + b"\0")
            self._to.flush()
        return answer.result(_PATIENCE)

    def loaded(self, session: str) -> threading.Event:
        """Set when the page of a session has loaded."""
        return self._loaded.setdefault(session, threading.Event())

    def _listen(self) -> None:
        rest = b""
        while chunk := self._back.read1(1 << 16):
            *whole, rest = (rest + chunk).split(b"\0")
            for message in whole:
                self._take(json.loads(message))

    def _take(self, message: dict[str, Any]) -> None:
        if "id" in message:
            answer = self._answers.pop(message["id"])
            if "error" in message:
                answer.set_exception(RuntimeError(message["error"].get("message")))
            else:
                answer.set_result(message["result"])
        elif message.get("method") == "Page.loadEventFired":
            self.loaded(message["sessionId"]).set()
        else:
            self.events.append(message)


@contextmanager
def opened() -> Iterator[Pipe]:
    """A browser with its pipe, closed at the end."""
    program = browser()
    read_there, write_here = os.pipe()
    read_here, write_there = os.pipe()

    def lay() -> None:
        # The browser reads its descriptor 3 and writes its 4.
        os.dup2(read_there, 103)
        os.dup2(write_there, 104)
        os.dup2(103, 3)
        os.dup2(104, 4)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, *QUIET, "--remote-debugging-pipe", f"--user-data-dir={profile}"],
            preexec_fn=lay,
            close_fds=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read_there)
        os.close(write_there)
        pipe = Pipe(write_here, read_here)
        try:
            yield pipe
        finally:
            pipe.call("Browser.close")
            process.wait()


def print_page(pipe: Pipe, page: Path, out: Path) -> None:
    """One page as PDF, with the style sheet's own size of paper."""
    target = pipe.call("Target.createTarget", url="about:blank")["targetId"]
    session = pipe.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    pipe.call("Page.enable", session)
    loaded = pipe.loaded(session)
    pipe.call("Page.navigate", session, url=page.as_uri())
    if not loaded.wait(_PATIENCE):
        raise RuntimeError(f"{page.name} did not load")
    done = pipe.call("Page.printToPDF", session, preferCSSPageSize=True, generateTaggedPDF=True)
    out.write_bytes(base64.b64decode(done["data"]))
    pipe.call("Target.closeTarget", targetId=target)


def set_letters(letters: Path, names: list[str], out: Path, jobs: int) -> None:
    """All letters through one browser."""
    with opened() as pipe, ThreadPoolExecutor(jobs) as pool:
        work = [
            pool.submit(print_page, pipe, letters / f"{name}.html", out / f"{name}.pdf")
            for name in names
        ]
        for future in work:
            future.result()


if __name__ == "__main__":
    main(set_letters)
