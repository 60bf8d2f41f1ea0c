"""The processes that render: what they load, how they end, and what is said of one that ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, wait
from os import getpid, getppid
from pathlib import Path
from typing import Any

import psutil
import pytest

import demarche
from demarche.build.executors import Processes, room, why
from demarche.kernel.limits import Allowance


def test_each_process_is_one() -> None:
    with Processes(2) as pool:
        process, other = pool.each
        asked = [process.submit(getpid), other.submit(getpid), process.submit(getpid)]
        first, second, third = (future.result() for future in asked)
        assert first == third != second
        wait(asked)
        assert {future.result() for future in [pool.submit(getpid), pool.submit(getpid)]} == {
            first,
            second,
        }


def test_work_goes_to_the_process_that_has_least_to_do() -> None:
    with Processes(2) as pool:
        first, other = pool.each
        busy = [first.submit(time.sleep, 2), first.submit(time.sleep, 0)]
        handed = [pool.submit(getpid), pool.submit(getpid)]
        assert (first.held, other.held) == (2, 2)
        assert len({future.result() for future in handed}) == 1
        wait(busy)
        assert room(pool) == 4


def end(status: int) -> None:
    os._exit(status)


def kill(name: str = "SIGKILL") -> None:
    os.kill(getpid(), getattr(signal, name))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")
@pytest.mark.parametrize(
    ("ends", "says"),
    [
        ((end, 3), "the worker process ended unexpectedly, with status 3"),
        ((kill,), r"was ended by the system \(SIGKILL\)"),
        ((kill, "SIGPROF"), "takes more than 7 seconds of processor time"),
    ],
)
def test_a_process_that_ends_takes_no_others_work_with_it(ends: Any, says: str) -> None:
    with Processes(2) as pool:
        first, other = pool.each
        goes_on = other.submit(time.sleep, 0.5)
        lost = first.submit(*ends)
        with pytest.raises(BrokenExecutor):
            lost.result()
        assert re.search(says, why(pool, Allowance(7, 0)))
        assert goes_on.result() is None


def test_the_program_ends_without_a_word() -> None:
    program = (
        "import os; from demarche.build.executors import Processes\n"
        "with Processes(3) as pool:\n"
        "    [one.submit(os.getpid).result() for one in pool.each]\n"
    )
    for _ in range(3):
        ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        assert ended.stderr == b""


def test_a_process_has_loaded_everything_and_the_one_it_is_forked_from_has_no_threads() -> None:
    if sys.platform != "linux":
        pytest.skip("elsewhere each process loads everything by itself")
    with Processes(2) as pool:
        first, other = pool.each
        assert first.submit(
            eval, "'demarche.render.document_files' in __import__('sys').modules"
        ).result()
        parents = {each.submit(getppid).result() for each in (first, other)}
        assert len(parents) == 1
        assert getpid() not in parents
        assert psutil.Process(parents.pop()).num_threads() == 1


def test_the_processes_find_what_the_command_found(tmp_path: Path) -> None:
    """Nothing of the folder where an officer happens to be is taken for a part of the program."""
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    for name in ("demarche/__init__", "demarche/build/preload", "weasyprint", "random", "gc"):
        file = here / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("raise SystemExit('of the folder')")
    elsewhere.mkdir()
    root = Path(demarche.__file__).parent.parent
    script = elsewhere / "run.py"
    script.write_text(
        f"""import sys; sys.path.insert(0, {str(root)!r})
from demarche.build.executors import Processes
if __name__ == "__main__":
    with Processes(1) as pool:
        print(pool.submit(eval, "__import__('demarche').__file__").result())
"""
    )
    ended = subprocess.run(
        [sys.executable, str(script)], cwd=here, capture_output=True, text=True, check=False
    )
    assert (ended.stdout.strip(), ended.stderr) == (demarche.__file__, "")


def test_the_processes_end_when_the_one_they_work_for_is_killed() -> None:
    program = (
        "import os, time; from demarche.build.executors import Processes\n"
        "with Processes(2) as pool:\n"
        "    print(*[one.submit(os.getpid).result() for one in pool.each], flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as killed:
        assert killed.stdout
        workers = [psutil.Process(int(number)) for number in killed.stdout.readline().split()]
        killed.kill()
    _, left = psutil.wait_procs(workers, timeout=20)
    assert len(workers) == 2
    assert not left
