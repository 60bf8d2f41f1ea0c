"""An organisation as a sheet names it: an id or an equal name is taken, a similar one suggested."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from demarche.kernel.problems import did_you_mean
from demarche.listings import names
from demarche.model.listing import Organisation


class Organisations:
    """The library's organisations by name. The files are read when the first name is looked up."""

    def __init__(self, records: Mapping[str, Organisation]) -> None:
        self._records = records
        self._answers: dict[str, tuple[str | None, str]] = {}

    def find(self, text: str) -> tuple[str | None, str]:
        """The id, or None with what to write instead."""
        text = text.strip()
        if text in self._records:
            return text, ""
        if text not in self._answers:
            self._answers[text] = self._look_up(text)
        return self._answers[text]

    def _look_up(self, text: str) -> tuple[str | None, str]:
        normal = names.normalise(text)
        decided = self._names.get(normal, set())
        if len(decided) == 1:
            return next(iter(decided)), ""
        if len(decided) > 1:
            return None, f"several have that name: {', '.join(sorted(decided))}"
        hinted = self._aliases.get(normal, set())
        if hinted:
            candidates = ", ".join(sorted(hinted))
            return (
                None,
                f"it is an alias or short name of {candidates}; use the ID if you mean that one",
            )
        near = did_you_mean(normal, [*self._names, *self._aliases, *self._records])
        if near:
            close = near.removeprefix("did you mean ").strip("'\"?")
            ids = self._names.get(close) or self._aliases.get(close) or {close}
            return None, f"did you mean {', '.join(sorted(ids))}?"
        return None, "list them with `demarche list organisations`"

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        """Ids by full name: the organisation's own, the printed ones of its listings."""
        found: dict[str, set[str]] = {}
        for key, record in self._records.items():
            own = [record.name, *(native_name.name for native_name in record.native_names)]
            for listing in record.listings:
                own += [listing.listed_name, listing.original_script or ""]
            for name in own:
                if normal := names.normalise(name or ""):
                    found.setdefault(normal, set()).add(key)
        return found

    @cached_property
    def _aliases(self) -> dict[str, set[str]]:
        """Ids by alias and short name: these suggest and decide nothing."""
        found: dict[str, set[str]] = {}
        for key, record in self._records.items():
            short = [key, record.name.rpartition("(")[2].rstrip(")"), record.name.partition("(")[0]]
            listed = [alias.name for listing in record.listings for alias in listing.aliases]
            for name in (*short, *listed):
                if normal := names.normalise(name):
                    found.setdefault(normal, set()).add(key)
        return found
