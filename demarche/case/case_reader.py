"""Reading a case: the YAML file, the CSV files beside it, and the exhibits in its folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from demarche.case.answers_csv import answers_file, earlier_files, read_answers, read_earlier
from demarche.kernel import csv_table, strict_yaml
from demarche.kernel.csv_positions import Places
from demarche.kernel.filenames import windows_fault
from demarche.kernel.open_file import read_bytes, sha256_of
from demarche.kernel.problems import InputError, Place, Problem
from demarche.kernel.workspace import shown
from demarche.model.base import fields_of
from demarche.model.case import MAX_ACCOUNTS, Account, Case, Exhibit
from demarche.model.followup import Answer
from demarche.model.record_reader import place_of, validate
from demarche.model.resolved_case import EarlierData


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with the tree it was read from, so that later findings can name their line.

    `inputs` maps each file read, relative to the case's folder, to the SHA-256 of its bytes;
    `enclosed` maps an exhibit's id to the bytes of its file.
    """

    path: Path
    name: str
    case: Case
    tree: strict_yaml.Mapping
    inputs: dict[str, str]
    enclosed: dict[str, bytes] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    earlier: dict[str, EarlierData] = field(default_factory=dict)

    def place(self, *loc: str | int) -> Place:
        """The place of a field: `place("accounts", 3, "url")`, rows counted from 0."""
        return place_of(self.tree, loc, self.name)


def read_case(path: Path) -> CaseFile:
    """Read and check one case file. Raises InputError with every problem found."""
    name = shown(path)
    data = read_bytes(path, name)
    tree = strict_yaml.read(data, name)
    inputs = {path.name: hashlib.sha256(data).hexdigest()}
    problems: list[Problem] = []
    unread: set[str] = set()
    tables: dict[str, _Table] = {}
    for key, model in (("accounts", Account), ("exhibits", Exhibit)):
        try:
            table = _splice(tree, key, list(fields_of(model)), path.parent, inputs, name)
            tables |= {key: table} if table else {}
        except InputError as error:
            problems.extend(error.problems)
            unread.add(key)
    accounts = tree.get("accounts")
    if isinstance(accounts, strict_yaml.Sequence) and len(accounts) > MAX_ACCOUNTS:
        file = accounts.file or name
        problems.append(
            Problem(
                Place(file, accounts.line, accounts.column),
                "accounts",
                f"{len(accounts):,} accounts (limit {MAX_ACCOUNTS:,})",
                "split the case",
            )
        )
        raise InputError(problems)
    try:
        case = validate(Case, tree, name)
    except InputError as error:
        # A file that could not be read is told once, not again as a wrong type of its field.
        problems.extend(
            _coded(_named(problem, accounts))
            for problem in error.problems
            if problem.field not in unread
        )
        raise InputError(problems) from None
    if problems:
        raise InputError(problems)
    _forget_rows(tree, tables)
    enclosed = _enclosed(case, path, tree, name, inputs)
    answers, earlier = _beside(case, path, tree, name, inputs)
    return CaseFile(path, name, case, tree, inputs, enclosed, answers, earlier)


def _beside(
    case: Case, path: Path, tree: strict_yaml.Mapping, name: str, inputs: dict[str, str]
) -> tuple[tuple[Answer, ...], dict[str, EarlierData]]:
    """The answers that came in, and what earlier requests held."""
    answers: tuple[Answer, ...] = ()
    if answers_file(path).exists():
        file = answers_file(path)
        data = read_bytes(file, shown(file))
        inputs[file.name] = hashlib.sha256(data).hexdigest()
        answers = read_answers(data, shown(file))
    earlier = {}
    for index, written, reference in earlier_files(case):
        place = place_of(tree, ("requests", index, "earlier", "data"), name)
        field = f"requests[{index + 1}].earlier.data"
        file = inside(path.parent, written, place, field)
        if not file.is_file():
            missing = f"no such file: {written}"
            raise InputError.single(
                place, field, missing, "put the request.json in the case folder"
            )
        data = read_bytes(file, shown(file))
        inputs[written] = hashlib.sha256(data).hexdigest()
        earlier[reference] = read_earlier(data, written, place, reference)
    return answers, earlier


_CODES = {
    "accounts.url": "E01",
    "accounts.justification": "E06",
    "accounts.protected": "E08",
    "confidentiality.until": "E13",
    "exhibits.sha256": "E20",
    "marking": "E21",
}
"""The rules of the examination that the reading of a field itself upholds."""


def _named(problem: Problem, accounts: object) -> Problem:
    """The problem with what the officer calls its row, as far as the row could be read."""
    found = re.match(r"accounts\[([0-9]+)\]", problem.field)
    if found is None or not isinstance(accounts, strict_yaml.Sequence):
        return problem
    row = accounts[int(found[1]) - 1]
    name = row.get("id") if isinstance(row, strict_yaml.Mapping) else None
    return replace(problem, rows=(str(name) if isinstance(name, str) and name else found[1],))


def _coded(problem: Problem) -> Problem:
    field = re.sub(r"\[[0-9]+\]", "", problem.field)
    code = "E14" if field.startswith("emergency.") else _CODES.get(field, "")
    return replace(problem, code=code) if code else problem


class _Table(NamedTuple):
    """A table that a case names: its rows, its bytes, its file."""

    rows: csv_table.CsvTable
    data: bytes
    file: Path


def _splice(
    tree: strict_yaml.Mapping,
    key: str,
    columns: SequenceOf[str],
    folder: Path,
    inputs: dict[str, str],
    name: str,
) -> _Table | None:
    """Where a field names a CSV file, put the file's rows in its place."""
    value = tree.get(key)
    if not isinstance(value, strict_yaml.Text):
        return None
    place = Place(name, value.line, value.column)
    if not value.endswith(".csv"):
        raise InputError.single(place, key, f"{str(value)!r} is not a list", "give a .csv file")
    file = inside(folder, value, place, key)
    shown_name = shown(file)
    if not file.is_file():
        raise InputError.single(place, key, f"no such file: {shown_name}", "check the name")
    data = read_bytes(file, shown_name)
    inputs[str(value)] = hashlib.sha256(data).hexdigest()
    csv_table.refuse_controls(data, shown_name)
    rows = csv_table.read(data, shown_name, columns)
    tree[key] = rows
    return _Table(rows, data, file)


def _forget_rows(tree: strict_yaml.Mapping, tables: dict[str, _Table]) -> None:
    """Keep of tables that were made into records only where their rows are."""
    while tables:
        key, table = tables.popitem()
        tree[key] = Places(table.rows, table.data, table.file)


def inside(folder: Path, value: str, place: Place, name: str) -> Path:
    """A file named in the case, which must lie in the case's own folder."""
    written = Path(value)
    root = folder.resolve()
    if written.is_absolute() or ".." in written.parts or "\\" in value or value.startswith("~"):
        raise InputError.single(
            place, name, f"{value!r} is outside the case folder", "put the file in the case folder"
        )
    for part in written.parts:
        if fault := windows_fault(part):
            raise InputError.single(place, name, f"{part!r} {fault}", "give the file another name")
    found = (root / written).resolve()
    if root not in found.parents:
        raise InputError.single(
            place,
            name,
            f"{value!r} is a link to a place outside the case folder",
            "copy the file into the case folder",
        )
    return root / written


def name_inside(folder: Path, file: Path) -> str:
    """The name of a file of the case's folder, relative to it, however either path is written.

    InputError for a link out of the folder.
    """
    try:
        return file.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        message = "is a link to a place outside the case folder"
        raise InputError.single(
            Place(shown(file)), "", message, "copy the file into the case folder"
        ) from None


def _enclosed(
    case: Case, path: Path, tree: strict_yaml.Mapping, name: str, inputs: dict[str, str]
) -> dict[str, bytes]:
    """The exhibits' files, each compared with its hash; every fault of them at once.

    Only pictures are enclosed, and so kept in memory; an item that is held may be of any size.
    """
    problems: list[Problem] = []
    enclosed: dict[str, bytes] = {}
    for number, exhibit in enumerate(case.exhibits):
        key = "file" if exhibit.file else "held_file"
        written = exhibit.file or exhibit.held_file
        if written is None:
            continue
        place = place_of(tree, ("exhibits", number, key), name)
        label = f"exhibits[{number + 1}].{key}"
        data: bytes | None = None
        try:
            file = inside(path.parent, written, place, label)
            if not file.is_file():
                what = "is a folder, not a file" if file.is_dir() else "no such file"
                missing = f"{what}: {written}"
                problem = Problem(place, label, missing, "put it in the case folder", code="E20")
                problems.append(problem)
                continue
            if exhibit.file:
                data = read_bytes(file, shown(file))
            digest = hashlib.sha256(data).hexdigest() if data is not None else digest_of(file)
        except InputError as error:
            problems.extend(error.problems)
            continue
        if digest != exhibit.sha256:
            problems.append(
                Problem(
                    place_of(tree, ("exhibits", number, "sha256"), name),
                    f"exhibits[{number + 1}].sha256",
                    f"does not match {written} (actual SHA-256: {digest})",
                    "establish which is the item as captured; do not just overwrite the value",
                    code="E20",
                )
            )
        if data is not None:
            enclosed[exhibit.id] = data
        inputs[written] = digest
    if problems:
        raise InputError(problems)
    return enclosed


def digest_of(file: Path) -> str:
    """The SHA-256 of a file of any size. InputError where it can not be read."""
    try:
        return sha256_of(file)
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise InputError.single(Place(shown(file)), "", reason) from None
