"""Checking many documents at once: each in one of a few processes, which can be ended."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass
from pathlib import Path

from demarche.build import executors
from demarche.kernel import limits
from demarche.kernel.problems import InputError, Problem
from demarche.trust.verify.bounded_check import allowance, too_much, within_bounds
from demarche.trust.verify.verify_document import Expected, verify
from demarche.trust.verify.verify_report import Report


@dataclass(frozen=True, slots=True)
class Job:
    """One document to be checked, in a form that another process can take."""

    path: Path
    wanted: Expected
    beside: tuple[Path, ...] = ()
    """The documents that a return form lies beside."""

    @property
    def allowance(self) -> limits.Allowance:
        """What its check may use of this machine."""
        return allowance(self.path)


Answer = Report | InputError | OSError


def check_one(job: Job) -> Report:
    """Check one document in this process. Raises InputError, OSError."""
    return verify(job.path, job.wanted, job.beside)


def check_in_turn(jobs: Sequence[Job]) -> list[Answer]:
    """Check documents one after the other, in this process."""
    answers: list[Answer] = []
    for job in jobs:
        try:
            answers.append(check_one(job))
        except (InputError, OSError) as error:
            answers.append(error)
    return answers


def check_many(jobs: Sequence[Job]) -> list[Answer]:
    """A report for each document, or why there is none, in their order.

    Rebuilding a document takes as long as making it, so they are shared out as a build's are.
    """
    if len(jobs) < 2:
        return [_alone(job) for job in jobs]
    with executors.local_processes(None, len(jobs)) as pool:
        waiting = [pool.submit(_told, job) for job in jobs]
        return [_answer(job, made) for job, made in zip(jobs, waiting, strict=True)]


def _told(job: Job) -> tuple[Report | None, tuple[Problem, ...]]:
    """A report, or the problems that are raised, which pass between processes."""
    try:
        return check_one(job), ()
    except InputError as error:
        return None, error.problems


def _answer(job: Job, made: Future[tuple[Report | None, tuple[Problem, ...]]]) -> Answer:
    try:
        report, problems = made.result()
    except limits.LimitError as error:
        return too_much(job.path, str(error))
    except OSError as error:
        return error
    except BrokenExecutor:
        return _alone(job)  # its process ended, by this document or by one before it
    return report if report is not None else InputError(problems)


def _alone(job: Job) -> Answer:
    try:
        return within_bounds(check_one, job.path, job)
    except (InputError, OSError) as error:
        return error
