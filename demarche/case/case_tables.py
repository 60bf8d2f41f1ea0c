"""What cases hold already: their rows as written, without asking whether the case is complete."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from demarche.case.case_reader import inside
from demarche.kernel import csv_table, strict_yaml
from demarche.kernel.open_file import read_bytes
from demarche.kernel.problems import InputError, Place
from demarche.kernel.workspace import Workspace, shown
from demarche.model.base import fields_of
from demarche.model.case import Account, Exhibit
from demarche.model.target import Target
from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver


@dataclass(slots=True)
class CaseTable:
    """The accounts or exhibits of a case. `file` is None where they stand in the YAML file."""

    rows: list[dict[str, str]] = field(default_factory=list)
    file: Path | None = None
    head: list[str] = field(default_factory=list)
    data: bytes = b""
    delimiter: str = ","
    written: bool = False
    """True where the case file has the field at all."""


def case_file(path: Path) -> Path:
    """The case file meant by a folder, which may be yet to be made, or by a file."""
    if path.is_dir() or not (path.is_file() or path.suffix in (".yaml", ".yml")):
        return path / "case.yaml"
    return path


def read_tree(case: Path) -> strict_yaml.Mapping:
    """The fields of a case file. InputError where it can not be read."""
    name = shown(case)
    return strict_yaml.read(read_bytes(case, name), name)


def read_table(case: Path, tree: strict_yaml.Mapping, key: str) -> CaseTable:
    """The table `accounts` or `exhibits` of a case. InputError where it can not be read."""
    value = tree.get(key)
    if isinstance(value, strict_yaml.Sequence):
        rows = [_texts(item) for item in value if isinstance(item, strict_yaml.Mapping)]
        return CaseTable(rows, written=True)
    if isinstance(value, strict_yaml.Text) and value.endswith(".csv"):
        place = Place(shown(case), value.line, value.column)
        return read_csv(inside(case.parent, value, place, key), key)
    return CaseTable(written=key in tree)


def read_csv(file: Path, key: str) -> CaseTable:
    """A table in a CSV file; an empty one where there is no such file."""
    if not file.exists():
        return CaseTable(file=file, written=True)
    model = Account if key == "accounts" else Exhibit
    name = shown(file)
    data = read_bytes(file, name)
    rows = csv_table.read(data, name, list(fields_of(model)))
    found = [_texts(row) for row in rows if isinstance(row, strict_yaml.Mapping)]
    return CaseTable(found, file, rows.head, data, rows.delimiter, written=True)


def _texts(row: strict_yaml.Mapping) -> dict[str, str]:
    """A row's fields as texts; a list of words as one text, as a CSV cell has it."""
    texts = {}
    for name, value in row.items():
        if isinstance(value, strict_yaml.Sequence):
            texts[name] = " ".join(str(item) for item in value if isinstance(item, str))
        elif isinstance(value, str):
            texts[name] = str(value)
    return texts


def keys(table: CaseTable, resolver: Resolver) -> Iterator[tuple[str, str]]:
    """The key of every account that resolves, with the row's name."""
    for target, name, _ in _resolved(table, resolver):
        yield target.key, name


def marks(
    table: CaseTable,
    resolver: Resolver,
    marks_of: Callable[[Target, Mapping[str, str]], Iterable[str]],
) -> dict[str, str]:
    """The names and numbers (`marks_of`) of every account that resolves, each with its row."""
    found: dict[str, str] = {}
    for target, name, row in _resolved(table, resolver):
        for mark in marks_of(target, row):
            found.setdefault(mark, f"row {name}")
    return found


def _resolved(table: CaseTable, resolver: Resolver) -> Iterator[tuple[Target, str, dict[str, str]]]:
    for number, row in enumerate(table.rows, start=1):
        try:
            target = resolver.resolve(
                row.get("url", ""),
                platform=row.get("platform"),
                identifier_type=row.get("identifier_type"),
            )
        except TargetError:
            continue
        yield target, row.get("id") or str(number), row


def other_cases(case: Path, workspace: Workspace) -> list[Path]:
    """The other case files of the workspace, and those beside this one."""
    folders = {(workspace.root / "data" / "cases").resolve(), case.parent.resolve().parent}
    found = set()
    for folder in folders:
        for file in folder.glob("*/case.yaml"):
            real = file.resolve()
            # What is linked in from elsewhere, or is no file, is not a case of these folders.
            if folder in real.parents and real.is_file():
                found.add(real)
    return sorted(found - {case.resolve()})


def keys_elsewhere(
    case: Path, workspace: Workspace, resolver: Resolver
) -> tuple[Mapping[str, list[str]], list[str]]:
    """For every account of the other cases where it stands; and the cases that can not be read."""
    found: dict[str, list[str]] = {}
    unread = []
    for other in other_cases(case, workspace):
        try:
            table = read_table(other, read_tree(other), "accounts")
        except InputError:
            unread.append(shown(other))
            continue
        for key, name in keys(table, resolver):
            found.setdefault(key, []).append(f"{shown(other.parent)}, row {name}")
    return found, unread
