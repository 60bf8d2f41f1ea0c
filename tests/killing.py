"""A command killed before each of its calls that change something on the disk, then run again.

Run as a program of its own with a job in JSON: it forks for every point, so that what the command
needs is loaded once. `base` is what there is before (workspace and the user's folders), `work`
where it is laid for every point. Prints the number of points and, for each after which the command
did not give the whole result when it was run again, what differed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

KILLED = 137
_TOLD = 9
"""The descriptor of the standard error, while the command has none."""
_CHANGES = frozenset(
    {
        *("os.mkdir", "os.rmdir", "os.rename", "os.remove", "os.link", "os.symlink"),
        *("os.chmod", "os.utime", "os.truncate", "sqlite3.connect"),
    }
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def points(
    base: Path, work: Path, command: Sequence[str | Path], look: str = "tree", step: int = 1
) -> tuple[int, list[str]]:
    """Kill the command at every point, or every `step`-th: their number, and what went wrong."""
    job = {
        "base": str(base),
        "work": str(work),
        "command": [str(word) for word in command],
        "look": look,
        "step": step,
    }
    done = subprocess.run(
        [sys.executable, __file__, json.dumps(job)],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    return int(found["points"]), list(found["faults"])


def _main(job: dict[str, Any]) -> None:

    base, work = Path(job["base"]), Path(job["work"])
    for name in ("cache", "state"):
        os.environ[f"XDG_{name.upper()}_HOME"] = str(work / name)
    _lay(base, work)
    status = _run(job, 0)
    wanted = _seen(work, job["look"])
    faults = [] if status in (0, 1) else [f"unkilled: status {status}"]
    number = 1
    while True:
        _lay(base, work)
        if _run(job, number) != KILLED:
            break
        _run(job, 0)
        found = _seen(work, job["look"])
        if found != wanted:
            differing = {k for k in {*found, *wanted} if found.get(k) != wanted.get(k)}
            faults.append(f"point {number}: {sorted(differing)}")
        number += job["step"]
    sys.stdout.write(json.dumps({"points": number - 1, "faults": faults}) + "\n")


def _lay(base: Path, work: Path) -> None:
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(base, work, symlinks=True)


def _run(job: dict[str, Any], at: int) -> int:
    """Run the command in a fork, killed at its point `at`; 0: not at all. Its exit status."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 99
    try:
        status = _command(job, at)
    except Exception:  # noqa: BLE001  (told, and the process ends)
        trace = traceback.format_exc()
        os.write(_TOLD, trace.encode())
    finally:
        sys.stdout.flush()
        os._exit(status)


def _command(job: dict[str, Any], at: int) -> int:
    from demarche.build import executors
    from demarche.cli.main import cli
    from demarche.kernel import scratch

    work = Path(job["work"])
    os.chdir(work / "workspace")
    (work / "temporary").mkdir(exist_ok=True)
    tempfile.tempdir = str(work / "temporary")
    scratch.folder()
    # The documents come from the cache, so that no process need be started for them.
    executors.local_processes = lambda *_: ThreadPoolExecutor(1)  # type: ignore[assignment]
    os.dup2(2, _TOLD)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    _count(at, str(work))
    try:
        cli(job["command"], prog_name="demarche")
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _count(at: int, work: str) -> None:
    seen = 0

    def step() -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            os._exit(KILLED)

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            changes = isinstance(given[2], int) and given[2] & _WRITES
        else:
            changes = event in _CHANGES
        if changes and not isinstance(given[0], int):
            name = os.fsdecode(given[0])
            if name.startswith(work) or not os.path.isabs(name):  # noqa: PTH117
                step()

    fsync = os.fsync

    def counted(descriptor: Any) -> None:
        step()
        fsync(descriptor)

    vars(os)["fsync"] = counted
    sys.addaudithook(hook)


def _seen(work: Path, look: str) -> dict[str, str]:
    """What the command left: every file of the workspace but the insides of what differs always."""
    found = {}
    for file in sorted((work / "workspace").rglob("*")):
        name = file.relative_to(work / "workspace").as_posix()
        if file.is_dir():
            found[f"{name}/"] = ""
        elif look == "lists" and "sqlite3" in name:
            found["lists"] = _lists(file.with_name("lists.sqlite3"))
        elif look == "seals" and (name.endswith("-sealed.pdf") or file.name == "manifest.json"):
            found[name] = _sealed(file)
        else:
            found[name] = hashlib.sha256(file.read_bytes()).hexdigest()
    # The last run's own folder is there, since it ends without the usual care; no other.
    found["temporary"] = str(len(list((work / "temporary").iterdir())))
    return found


def _lists(file: Path) -> str:
    import sqlite3

    db = sqlite3.connect(file)
    rows = db.execute("SELECT count(*) FROM snapshot").fetchall()
    rows += db.execute("SELECT count(*) FROM member").fetchall()
    rows += db.execute("PRAGMA integrity_check").fetchall()
    db.close()
    return repr(rows)


def _sealed(file: Path) -> str:
    """That each sealed file is recorded as it is; its bytes hold the time."""
    folder = file.parent.parent
    record = json.loads((folder / "internal" / "manifest.json").read_bytes())
    seals = record.get("seals", {})
    if file.name == "manifest.json":
        return repr(sorted(seals))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return repr(seals.get(file.relative_to(folder).as_posix(), {}).get("sha256") == digest)


if __name__ == "__main__":
    _main(json.loads(sys.argv[1]))
