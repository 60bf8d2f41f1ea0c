"""The cases of `cases/`: for every rule, changes of the good case that it finds and that it passes.

A file is named for its rule and has two lists, `finds` and `passes`. An item has

- `case`: fields of the case to set, by their path (`accounts[new].url`). A part in brackets is the
  item of a list with that `id` or `kind`, or by its number from 0; `[+]` adds the items given.
- `remove`: paths of the case to take out.
- `data`: for a data file, by its path below `data/`, fields to set in the built-in file.
- `data_remove`: for a data file, paths to take out.
- `new_data`: data files that are written as they stand.
- `at`, or `at_key`: the path whose value, or whose key, the finding is to be placed at.
- `why`: what the case shows, where that is not plain.
"""

from __future__ import annotations

import copy
import functools
import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from good_case import GOOD, ORGANISATION, ORGANISATION_FILE
from kit import DATA, TESTS
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

FOLDER = TESTS / "examine" / "cases"
_STEP = re.compile(r"([^.\[\]]+)|\[([^\]]*)\]")


@dataclass(frozen=True)
class RuleCase:
    """One item of a file: the fields as YAML nodes, so that each scalar stays as it is written."""

    code: str
    number: int
    fields: dict[str, Node]

    def __str__(self) -> str:
        return f"{self.code}-{self.number}"

    def lay(self, data: Path) -> tuple[Path, str | None]:
        """Write the case and its data files; the case file, and the place of the finding in it."""
        files = {ORGANISATION_FILE: compose(ORGANISATION)}
        for name in {**self._named("data"), **self._named("data_remove")}:
            if name not in files:
                files[name] = compose((DATA / name).read_text(encoding="utf-8"))
        for name, changes in self._named("data").items():
            for path, value in pairs(changes):
                put(files[name], path, value)
        for name, paths in self._named("data_remove").items():
            for path in texts(paths):
                take_out(files[name], path)
        for name, root in {**files, **self._named("new_data")}.items():
            _write(data / name, root)
            if name.startswith("offices/"):
                emblem = (DATA / "offices" / "specimen-emblem.svg").read_bytes()
                (data / "offices" / "specimen-emblem.svg").write_bytes(emblem)
        case = data / "cases" / "one" / "case.yaml"
        return case, self._place(_write(case, self._changed()))

    def _changed(self) -> Node:
        root = compose(GOOD)
        for path, value in self._named("case").items():
            put(root, path, value)
        for path in texts(self.fields.get("remove")):
            take_out(root, path)
        return root

    def _named(self, field: str) -> dict[str, Node]:
        return dict(pairs(self.fields.get(field)))

    def _place(self, text: str) -> str | None:
        for field, part in (("at", 1), ("at_key", 0)):
            if field in self.fields:
                (path,) = texts(self.fields[field])
                node = find(compose(text), path)[part]
                return f"case.yaml:{node.start_mark.line + 1}:{node.start_mark.column + 1}"
        return None


def read(code: str) -> tuple[list[RuleCase], list[RuleCase]]:
    """The cases that a rule finds, and those that it passes."""
    lists = dict(pairs(compose((FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))))
    finds, passes = (
        [RuleCase(code, number, dict(pairs(item))) for number, item in enumerate(items.value)]
        for items in (lists["finds"], lists["passes"])
    )
    return finds, passes


def codes() -> list[str]:
    """The rules that have cases."""
    return sorted(file.stem for file in FOLDER.glob("*.yaml"))


# --- YAML as nodes ---------------------------------------------------------------------------


def compose(text: str) -> Node:
    """The nodes of a YAML text, for the caller to change."""
    return copy.deepcopy(_composed(text))


@functools.lru_cache(maxsize=64)
def _composed(text: str) -> Node:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert root is not None
    return root


def pairs(node: Node | None) -> list[tuple[str, Node]]:
    """The keys and values of a mapping, of none where there is none."""
    assert node is None or isinstance(node, MappingNode), node
    return [(key.value, value) for key, value in node.value] if node else []


def texts(node: Node | None) -> list[str]:
    """One scalar, or those of a list, as texts."""
    if node is None:
        return []
    return [item.value for item in node.value] if isinstance(node, SequenceNode) else [node.value]


def steps(path: str) -> list[str]:
    """The parts of a path; those in brackets keep their opening bracket."""
    return [key or f"[{item}" for key, item in _STEP.findall(path)]


def find(root: Node, path: str) -> tuple[Node, Node]:
    """The key and the value at a path; of an item of a list, the item twice. Raises KeyError."""
    key = value = root
    for step in steps(path):
        item = value.value[_index(value, step)]
        key, value = item if isinstance(value, MappingNode) else (item, item)
    return key, value


def put(root: Node, path: str, value: Node) -> None:
    """Set what is at a path, or add it at the end of the mapping or list that it is for."""
    *way, last = steps(path)
    parent = _follow(root, way)
    if last == "[+":
        parent.value.extend(value.value)
        return
    try:
        index = _index(parent, last)
    except KeyError:
        assert isinstance(parent, MappingNode), path
        key = ScalarNode("tag:yaml.org,2002:str", last)
        parent.value.append((key, value))
        return
    if isinstance(parent, MappingNode):
        parent.value[index] = (parent.value[index][0], value)
    else:
        parent.value[index] = value


def take_out(root: Node, path: str) -> None:
    """Take out what is at a path, which is there."""
    *way, last = steps(path)
    parent = _follow(root, way)
    del parent.value[_index(parent, last)]


def _follow(root: Node, way: list[str]) -> Node:
    node = root
    for step in way:
        item = node.value[_index(node, step)]
        node = item if isinstance(node, SequenceNode) else item[1]
    return node


def _index(parent: Node, step: str) -> int:
    """Where a step leads in the mapping or list. Raises KeyError."""
    if step[0] != "[":
        assert isinstance(parent, MappingNode), step
        found = [n for n, (key, _) in enumerate(parent.value) if key.value == step]
    elif step[1:].isdigit():
        return int(step[1:])
    else:
        assert isinstance(parent, SequenceNode), step
        found = [
            n
            for n, item in enumerate(parent.value)
            if any(key in ("id", "kind") and value.value == step[1:] for key, value in pairs(item))
        ]
    if not found:
        raise KeyError(step)
    return found[0]


def _write(file: Path, root: Node) -> str:
    text = yaml.serialize(root, Dumper=yaml.SafeDumper, allow_unicode=True, width=10_000)
    assert isinstance(text, str)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return text
