"""Who renders: processes of this machine, or the workers of a cluster, as one Executor."""

from __future__ import annotations

import os
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context

from demarche.tasks import warm_up

_WARMED = 4
"""Processes that are started before it is known whether there is work for them."""

_FAR = 256
"""Tasks that are handed to a cluster, whose own Executor sends them on as there is room."""


def local(jobs: int | None = None, tasks: int | None = None) -> Executor:
    """Processes that are kept for a whole run; their number is bounded by the work."""
    workers = max(1, min(jobs or os.cpu_count() or 1, tasks or 256))
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def ahead(pool: Executor) -> int:
    """How many tasks are worth having composed: enough to keep all busy, few enough to hold."""
    workers = getattr(pool, "_max_workers", None)
    return 2 * workers if isinstance(workers, int) else _FAR


def warm(pool: Executor, jobs: int | None = None) -> None:
    """Let the first processes start and load what they need, while the case is still being read."""
    for _ in range(min(jobs or os.cpu_count() or 1, _WARMED)):
        pool.submit(warm_up)


def executor(jobs: int | None, cluster: str | None) -> Executor:
    """The Executor that the command line asks for. Raises InputError for a cluster not reached."""
    if cluster is None:
        return local(jobs)
    from demarche.cluster import executor as remote

    return remote(cluster)
