"""The same case through Demarche and through every tool that could be picked instead.

The other tools are given finished text: reading the case, finding what its accounts name, citing
and examining are in our seconds and not in theirs.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import measure, outputs
from benchmarks.letters import write_letters
from benchmarks.tools import MISSING, ours
from demarche.build.prepare import prepare

OURS = "demarche"


@dataclass(frozen=True, slots=True)
class Rival:
    """A tool by the module that runs it."""

    name: str
    title: str
    module: str
    options: tuple[str, ...] = ()
    how: str = ""


RIVALS = (
    Rival("naive", "WeasyPrint, written naively", "naive", (), "a process a document"),
    Rival("chromium", "Chromium, our HTML", "chromium", (), "a process a document"),
    Rival("browser", "Chromium, our HTML", "browser", (), "one browser kept open"),
    Rival("typst", "Typst, PDF/A-3a", "typeset", (), "warm processes"),
    Rival("typst-plain", "Typst, as it comes", "typeset", ("--plain",), "warm processes"),
    Rival("office", "LibreOffice, our HTML", "office", (), "a process for each share"),
)


def compare(
    case: Path, *, jobs: int, repeat: int, rivals: Sequence[Rival] = RIVALS
) -> list[dict[str, Any]]:
    """A row for each tool, ours first, each the quickest of `repeat` runs.

    The runs of a tool are spread over the whole time, so that a disturbance of the machine does
    not fall on one of them alone. A row has `tool`, `title`, `how` and either `missing`, the reason
    why there are no numbers, or the numbers of `measure.Run` and, under `outputs`, those of
    `outputs.Outputs`.
    """
    heads = [{"tool": OURS, "title": "Demarche", "how": "the whole command"}]
    heads += [{"tool": rival.name, "title": rival.title, "how": rival.how} for rival in rivals]
    runs: list[list[dict[str, Any]]] = [[] for _ in heads]
    with tempfile.TemporaryDirectory() as made:
        letters = Path(made) / "letters"
        letters.mkdir()
        count = len(write_letters(prepare(case), letters))
        for _ in range(repeat):
            out = Path(made) / "out"
            runs[0].append(_one(ours.command(case, out, jobs), out, count))
            for rival, mine in zip(rivals, runs[1:], strict=True):
                command = [
                    *(sys.executable, "-m", f"benchmarks.tools.{rival.module}"),
                    *(str(letters), str(out), str(jobs), *rival.options),
                ]
                if not mine or "missing" not in mine[0]:
                    mine.append(_one(command, out, count))
    return [head | _quickest(mine) for head, mine in zip(heads, runs, strict=True)]


def _one(command: list[str], out: Path, documents: int) -> dict[str, Any]:
    """One run into an empty folder, which is removed when the documents were counted."""
    out.mkdir()
    try:
        done = measure.run(command, folder=measure.ROOT)
        said = (done.output.strip().splitlines() or [f"exit status {done.status}"])[-1]
        if done.status:
            return {"missing": said if done.status == MISSING else f"failed: {said}"}
        found = outputs.look(sorted(out.rglob("*.pdf")))
        if found.files < documents:
            return {"missing": f"failed: {found.files} of {documents} documents: {said}"}
        return {**done.numbers(), "outputs": found.as_dict()}
    finally:
        shutil.rmtree(out)


def _quickest(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The quickest run, and how many there were; a run that failed stands for all."""
    for run in runs:
        if "missing" in run:
            return run
    return {**min(runs, key=lambda run: float(run["seconds"])), "runs": len(runs)}
