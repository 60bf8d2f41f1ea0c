"""Writing what PDFs carry: all of them or none, and never over something else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from demarche.exchange.payload import ACCOUNTS, REQUEST, read_payload
from demarche.kernel.problems import InputError, Place, Problem
from demarche.kernel.staging import recover, write_files
from demarche.kernel.workspace import shown


def extract_attachments(pdfs: Sequence[Path], out: Path | None) -> list[Path]:
    """Write request.json and accounts.csv of each PDF; the paths written.

    Raises InputError with every PDF that cannot be used, before anything is written; OSError.
    """
    wanted: dict[Path, bytes] = {}
    problems: list[Problem] = []
    for pdf in pdfs:
        try:
            payload = read_payload(pdf)
        except InputError as error:
            problems.extend(error.problems)
            continue
        except OSError as error:
            problems.append(Problem(Place(shown(pdf)), "", (error.strerror or str(error)).lower()))
            continue
        recover(out or pdf.parent)
        folder = (out or pdf.parent) / pdf.stem
        for name, data in ((REQUEST, payload.request_json), (ACCOUNTS, payload.accounts_csv)):
            file = folder / name
            if wanted.setdefault(file, data) != data:
                text = f"two PDFs of the same name would both be written to {shown(file)}"
                problems.append(Problem(Place(shown(pdf)), "", text, "extract them one at a time"))
    problems += [
        Problem(
            Place(shown(file)),
            "",
            "already exists with different content",
            "choose another folder with --out",
        )
        for file, data in wanted.items()
        if file.exists() and not (file.is_file() and file.read_bytes() == data)
    ]
    if problems:
        raise InputError(problems)
    for root in dict.fromkeys(file.parent.parent for file in wanted):
        inside = {file: data for file, data in wanted.items() if file.parent.parent == root}
        write_files(root, {file.relative_to(root).as_posix(): inside[file] for file in inside})
    return list(wanted)
