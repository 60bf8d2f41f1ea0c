"""Which document goes to which process."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor
from itertools import cycle
from os import getpid, getppid
from pathlib import Path
from typing import TypeVar

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

import demarche
from demarche.build.executors import Processes, lanes
from demarche.build.scheduler import Lane, Turns, Waiting

T = TypeVar("T")
DOCUMENTS = st.lists(
    st.builds(
        Waiting,
        item=st.integers(),
        group=st.sampled_from("abc"),
        place=st.tuples(st.integers(0, 9)),
        length=st.integers(0, 200),
    )
)


def processes(count: int) -> list[Lane]:
    return [Lane(Executor(), 2, remembers=True) for _ in range(count)]


def run(
    documents: list[Waiting[T]], places: list[Lane], ends: Callable[[list[Lane]], Lane]
) -> list[tuple[Lane, T]]:
    """Every turn; `ends` says whose task ends next."""
    turns, taken = Turns(documents, places), list[tuple[Lane, T]]()
    while True:
        while turn := turns.next():
            taken.append(turn)
            assert all(one.held <= one.room for one in places)
        busy = [one for one in places if one.held]
        if not busy:
            return taken
        ends(busy).held -= 1


@given(DOCUMENTS, st.integers(1, 5), st.randoms())
def test_every_document_has_one_turn_and_no_process_too_many(
    documents: list[Waiting[int]], count: int, chance: random.Random
) -> None:
    taken = run(documents, processes(count), chance.choice)
    assert sorted(item for _, item in taken) == sorted(one.item for one in documents)


def test_a_process_goes_on_with_the_platform_that_it_is_at() -> None:
    documents = [
        Waiting(f"{group}{number}", group, (number,), 10) for group in "xyz" for number in range(9)
    ]
    places = processes(3)
    order = cycle(places)  # all at one pace
    by_lane: dict[int, str] = {}
    for lane, item in run(documents, places, lambda _: next(order))[:18]:
        by_lane.setdefault(id(lane), item[0])
        assert item[0] == by_lane[id(lane)]
    assert sorted(by_lane.values()) == ["x", "y", "z"]


def test_one_that_has_nothing_left_takes_from_the_other_end() -> None:
    documents = [Waiting(number, "x", (number,), 10) for number in range(20)]
    first, second = places = processes(2)
    turns = Turns(documents, places)
    order = [turns.next() for _ in range(4)]
    assert order == [(first, 0), (second, 19), (first, 1), (second, 18)]


def test_the_last_documents_do_not_wait_where_another_process_is_idle() -> None:
    documents = [Waiting(number, "x", (number,), 10) for number in range(3)]
    places = processes(2)
    turns = Turns(documents, places)
    assert [lane for lane, _ in filter(None, (turns.next(), turns.next()))] == places
    assert turns.next() is None
    places[1].held -= 1
    assert turns.next() == (places[1], 1)


def test_each_process_is_one() -> None:
    with Processes(2) as pool:
        one, other = (place.pool for place in lanes(pool))
        asked = [one.submit(getpid), other.submit(getpid), one.submit(getpid)]
        first, second, third = (future.result() for future in asked)
        assert first == third != second
        assert {pool.submit(getpid).result() for _ in range(2)} == {first, second}


def test_the_program_ends_without_a_word() -> None:
    program = (
        "import os; from demarche.build.executors import Processes, lanes\n"
        "with Processes(3) as pool:\n"
        "    [one.pool.submit(os.getpid).result() for one in lanes(pool)]\n"
    )
    for _ in range(3):
        ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        assert ended.stderr == b""


def test_a_process_has_loaded_everything_and_the_one_it_is_forked_from_has_no_threads() -> None:
    if sys.platform != "linux":
        pytest.skip("elsewhere each process loads everything by itself")
    with Processes(2) as pool:
        one, other = (lane.pool for lane in lanes(pool))
        assert one.submit(
            eval, "'demarche.render.document_files' in __import__('sys').modules"
        ).result()
        parents = {each.submit(getppid).result() for each in (one, other)}
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
        "import os, time; from demarche.build.executors import Processes, lanes\n"
        "with Processes(2) as pool:\n"
        "    print(*[one.pool.submit(os.getpid).result() for one in lanes(pool)], flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as killed:
        assert killed.stdout
        workers = [psutil.Process(int(one)) for one in killed.stdout.readline().split()]
        killed.kill()
    _, left = psutil.wait_procs(workers, timeout=20)
    assert len(workers) == 2
    assert not left
