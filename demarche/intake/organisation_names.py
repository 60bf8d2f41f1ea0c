"""An organisation as a sheet names it: an id or an equal name is taken, a similar one suggested.

The officer's own short names (`--org TTP=ttp`) are taken as well. An official epithet is none: it
is shown with what it means and who uses it.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from demarche.facts.sheet_names import Epithet, epithet_in_words
from demarche.listings import names
from demarche.model.listing import Organisation

_MOST = 3
"""Suggestions for a name."""

Search = Callable[[str], Iterable[tuple[str, str]]]
"""The organisations that `lists search` finds for a name, best first, with the name found."""


class Organisations:
    """The library's organisations by name. The files are read when the first name is looked up."""

    def __init__(
        self,
        records: Mapping[str, Organisation],
        short_names: Mapping[str, str] | None = None,
        epithets: Iterable[Epithet] = (),
        search: Search | None = None,
    ) -> None:
        self._records = records
        self._short = {names.normalise(name): key for name, key in (short_names or {}).items()}
        self._epithets = {
            names.normalise(name): epithet for epithet in epithets for name in epithet.names
        }
        self._search = search
        self._answers: dict[str, tuple[str | None, str]] = {}
        self.suggested: dict[str, tuple[str, ...]] = {}
        """The ids suggested for every name that was not taken."""

    def find(self, text: str) -> tuple[str | None, str]:
        """The id, or None with what to write instead."""
        text = " ".join(text.split())
        if text in self._records:
            return text, ""
        if text not in self._answers:
            self._answers[text] = self._look_up(text)
        return self._answers[text]

    def _look_up(self, text: str) -> tuple[str | None, str]:
        normal = names.normalise(text)
        if normal in self._short:
            return self._short[normal], ""
        if epithet := self._epithets.get(normal):
            answer = self._not_taken(text, epithet.organisations, epithet_in_words(epithet))
            self.suggested[text] = ()
            return answer
        decided = self._names.get(normal, set())
        if len(decided) == 1:
            return next(iter(decided)), ""
        if len(decided) > 1:
            ids = sorted(decided)
            return self._not_taken(text, ids, f"several have that name: {', '.join(ids)}")
        hinted = sorted(self._aliases.get(normal, set()))
        if hinted:
            said = f"it is an alias or short name of {', '.join(hinted)}"
            return self._not_taken(text, hinted, f"{said}; use the ID if you mean that one")
        found = dict.fromkeys(key for key, _ in self._search(text)) if self._search else {}
        similar = [key for key in found if key in self._records][:_MOST]
        if similar:
            return self._not_taken(text, similar, f"did you mean {', '.join(similar)}?")
        return self._not_taken(text, (), "list them with `demarche list organisations`")

    def _not_taken(self, text: str, ids: Iterable[str], remedy: str) -> tuple[None, str]:
        self.suggested[text] = ids = tuple(ids)
        if ids:
            said = shlex.quote(f"{text}={ids[0] if len(ids) == 1 else 'ID'}")
            remedy += f", and pass `--org {said}`"
        return None, remedy.replace("?, and pass", "? Then pass")

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
