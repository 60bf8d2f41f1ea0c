"""The words of sheets of exhibits: titles of columns, by the field of an exhibit."""

from __future__ import annotations

from pydantic import Field

from demarche.facts.sheet_vocabulary import plain_title, variants
from demarche.kernel.workspace import Workspace, builtin, shown
from demarche.model.base import Record
from demarche.model.record_reader import load

EXHIBITS_FILE = "intake/exhibits.yaml"


class ExhibitVocabulary(Record):
    """The file `intake/exhibits.yaml`."""

    fields: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def field_of(self, title: str) -> str | None:
        """The field that a title is a name of, with the very words first; None for none."""
        for spelled in variants(title):
            for name, titles in self.fields.items():
                if spelled == plain_title(name) or spelled in map(plain_title, titles):
                    return name
        return None

    def titles(self) -> list[str]:
        """Every title that is known."""
        return [title for titles in self.fields.values() for title in titles]


def open_exhibit_vocabulary(workspace: Workspace) -> ExhibitVocabulary:
    """The built-in words and the workspace's own with them."""
    files = [builtin("data") / EXHIBITS_FILE]
    own = workspace.root / "data" / EXHIBITS_FILE
    if own.is_file() and own.resolve() != files[0].resolve():
        files.insert(0, own)
    joined: dict[str, tuple[str, ...]] = {}
    for file in files:
        for name, titles in load(ExhibitVocabulary, file, shown(file)).fields.items():
            joined[name] = (*joined.get(name, ()), *titles)
    return ExhibitVocabulary(fields=joined)
