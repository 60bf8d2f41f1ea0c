"""Running one command and seeing what it took: seconds, processor time, memory.

The clock is the wall's, since the reader waits by it; processor time stands beside it, so that a
busy machine can be told from a slow program.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, str(ROOT / "generate.py"))
"""Demarche as an officer starts it."""

_SLOWING = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONDEVMODE", "PYTHONTRACEMALLOC"}
_LOOK = 0.05
"""Seconds between two looks at the memory of the processes."""
_PATIENCE = 10.0
"""Seconds that processes which a command left behind are waited for."""
_PR_SET_CHILD_SUBREAPER = 36
"""Of <linux/prctl.h>."""
_SHARES = 8
"""Every so many looks the shares are counted too, which takes the system some time."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one command took, with all processes that it started."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    """Memory of its largest single process."""
    together_mb: float
    """Memory of all its processes at the worst moment, shared pages counted once."""
    status: int
    output: str
    """The end of what it printed, for the reason of a failure."""

    def numbers(self) -> dict[str, float]:
        """The measured numbers alone, as they are kept."""
        kept = asdict(self)
        del kept["status"], kept["output"]
        return {name: round(value, 3) for name, value in kept.items()}


def run(
    command: Sequence[str | Path],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    timeout: float = 3600.0,
) -> Run:
    """Run a command to its end and measure it. One that never ends is killed after `timeout`."""
    with tempfile.TemporaryFile() as out:
        own = psutil.Process().memory_info().rss / 1024**2
        before = _adopting()
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            env={**_surroundings(), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        watch = _Watch(process.pid, timeout)
        watch.start()
        _, raw, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(raw)  # it was waited for here
        processor = usage.ru_utime + usage.ru_stime + sum(_left_behind(before))
        watch.stop()
        out.seek(0)
        printed = out.read().decode(errors="replace")
    # wait4 counts the process and those it waited for, exactly; but a process begins as a copy of
    # this one, so that a number no larger than this one's says nothing.
    counted = usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return Run(
        seconds=seconds,
        cpu_seconds=processor,
        peak_mb=max(counted if counted > own * 1.05 else 0.0, watch.peak),
        together_mb=watch.together,
        status=process.returncode,
        output=printed[-2000:],
    )


def _surroundings() -> dict[str, str]:
    """The environment, less what would have Python compile our modules anew at every start."""
    return {name: value for name, value in os.environ.items() if name not in _SLOWING}


def _adopting() -> set[int]:
    """The children of this process, which from now on gets those that a command leaves behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    return {child.pid for child in psutil.Process().children()}


def _left_behind(before: set[int]) -> Iterator[float]:
    """Processor seconds of what a command did not wait for; what does not end is killed."""
    end = time.monotonic() + _PATIENCE
    for child in psutil.Process().children():
        if child.pid in before:
            continue
        with contextlib.suppress(ChildProcessError):
            while not (waited := os.wait4(child.pid, os.WNOHANG))[0]:
                if time.monotonic() > end:
                    _kill([child])
                time.sleep(_LOOK)
            yield waited[2].ru_utime + waited[2].ru_stime


class _Watch(threading.Thread):
    """Looks at the memory of a process and of its descendants until told to stop."""

    def __init__(self, pid: int, timeout: float) -> None:
        super().__init__(daemon=True)
        self._pid, self._end = pid, time.monotonic() + timeout
        self._over = threading.Event()
        self.peak = self.together = 0.0

    def run(self) -> None:
        looks = 0
        while not self._over.wait(_LOOK):
            try:
                root = psutil.Process(self._pid)
                family = [root, *root.children(recursive=True)]
            except psutil.Error:
                return
            if time.monotonic() > self._end:
                _kill(family)
            self.peak = max(self.peak, *(_resident(process) for process in family))
            if looks % _SHARES == 0:
                self.together = max(self.together, sum(_share(process) for process in family))
            looks += 1

    def stop(self) -> None:
        self._over.set()
        self.join()


def _kill(family: Sequence[psutil.Process]) -> None:
    for process in reversed(family):
        with contextlib.suppress(psutil.Error):
            process.kill()


def _resident(process: psutil.Process) -> float:
    """Megabytes of a process that are in memory; 0 where it has ended."""
    try:
        return float(process.memory_info().rss) / 1024**2
    except psutil.Error:
        return 0.0


def _share(process: psutil.Process) -> float:
    """Megabytes of a process with its share of what it has in common with others."""
    try:
        found = process.memory_full_info()
    except psutil.Error:
        return 0.0
    # Only Linux tells the share; elsewhere shared pages count for every process.
    return float(getattr(found, "pss", found.rss)) / 1024**2


def best(command: Sequence[str | Path], times: int, *, folder: Path | None = None) -> Run:
    """The quickest of several runs of a command that ends with 0, after one that warms the disk.

    Raises RuntimeError with what it printed where it ends otherwise.
    """
    runs = [must(command, folder=folder) for _ in range(times + 1)]
    return min(runs[1:], key=lambda run: run.seconds)


def must(
    command: Sequence[str | Path],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Run:
    """One run of a command that ends with 0. Raises RuntimeError with what it printed otherwise."""
    done = run(command, folder=folder, environment=environment)
    if done.status:
        raise RuntimeError(done.output)
    return done


def machine() -> dict[str, object]:
    """What a reader must know to compare two runs; nothing that names a machine or a person."""
    memory = psutil.virtual_memory().total / 1024**3
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
        "packages": {name: _version(name) for name in ("demarche", "weasyprint", "typst")},
    }


def _processor() -> str:
    """The name and the speed of the processor, as far as the system tells them."""
    file = Path("/proc/cpuinfo")
    if file.is_file():
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
