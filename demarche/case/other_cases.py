"""Where else in the workspace the accounts of a case stand: its other cases, and what was built.

There is no register to ask: the case files and the reports themselves are looked at. Most of them
share no name with the case, which their words tell without reading them as cases, so that fifty
cases cost about what one does.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from demarche.case.answers_csv import answers_file, read_answers
from demarche.case.case_reader import inside
from demarche.case.case_tables import other_cases
from demarche.compose.plan import takes_part
from demarche.kernel import csv_table, strict_yaml
from demarche.kernel.open_file import read_bytes
from demarche.kernel.problems import InputError
from demarche.kernel.workspace import Workspace, shown
from demarche.model.base import fields_of
from demarche.model.case import Account, RequestWanted
from demarche.model.followup import Answer
from demarche.model.kinds import Kind
from demarche.model.record_reader import place_of, validate
from demarche.model.resolved_case import OpenRequest, Row
from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver

_WORD = re.compile(r"[^\W_]+(?:_+[^\W_]+)*")
_NOT_DIGIT = re.compile(r"\D+")
_LETTERLESS = re.compile(r"\+?[\d ().-]{8,}")


@dataclass(frozen=True)
class Elsewhere:
    """The other cases and the reports of a workspace, as seen from one case."""

    case: Path
    reference: str
    workspace: Workspace
    resolver: Resolver

    def standings(self, rows: Mapping[str, Row]) -> list[OpenRequest]:
        """Every place where one of these accounts stands, by `Target.key`; the issued first.

        A file that cannot be read is passed over: it is told where it is itself checked.
        """
        wanted = _Words(rows)
        found: dict[tuple[str, int, str, Kind], OpenRequest] = {}
        known: set[str] = set()
        for file in other_cases(self.case, self.workspace):
            try:
                for open_request in self._of_case(file, wanted, rows, known):
                    found[
                        open_request.reference,
                        open_request.number,
                        open_request.key,
                        open_request.kind,
                    ] = open_request
            except (InputError, UnicodeError, ValueError):
                continue
        for file in sorted(self.workspace.reports.glob("*/*/request.json")):
            for standing in self._of_report(file, wanted, rows):
                place = (standing.reference, standing.number, standing.key, standing.kind)
                # What a case of the workspace says of its answers counts for its reports as well.
                if place in found or standing.reference not in known:
                    found[place] = standing
        return sorted(
            found.values(),
            key=lambda open_request: (
                not open_request.issued,
                open_request.reference,
                open_request.number,
            ),
        )

    def letters(self, numbers: Iterable[str]) -> dict[str, str]:
        """For each number of a covering letter that another case has too, that case's file."""
        wanted, found = set(numbers), dict[str, str]()
        for file in other_cases(self.case, self.workspace) if wanted else ():
            name = shown(file)
            try:
                data = read_bytes(file, name)
                text = data.decode("utf-8", "replace")
                if not any(number in text for number in wanted):
                    continue
                letter = strict_yaml.read(data, name).get("letter")
            except (InputError, UnicodeError, ValueError):
                continue  # told where that file is itself checked
            if not isinstance(letter, strict_yaml.Mapping):
                continue
            own = letter.get("numbers")
            several = own.values() if isinstance(own, strict_yaml.Mapping) else ()
            theirs = {
                str(number)
                for number in (letter.get("number"), *several)
                if isinstance(number, str)
            }
            found.update(dict.fromkeys(wanted & theirs, name))
        return found

    def _of_case(
        self, file: Path, wanted: _Words, rows: Mapping[str, Row], known: set[str]
    ) -> Iterator[OpenRequest]:
        name = shown(file)
        data = read_bytes(file, name)
        text = data.decode("utf-8", "replace")
        named = re.search(r"^reference:[ \t]*[\"']?([^\s\"'#]+)", text, re.MULTILINE)
        if named:
            known.add(named.group(1))
        table = re.search(r"^accounts:[ \t]*[\"']?([^\s\"'#]+\.csv)", text, re.MULTILINE)
        beside = file.parent / table.group(1) if table else None
        beside_text = ""
        if beside is not None and beside.is_file():
            beside_text = read_bytes(beside, shown(beside)).decode("utf-8", "replace")
        if not wanted.may_stand_in(beside_text or text):
            return
        tree = strict_yaml.read(data, name)
        reference = str(tree.get("reference") or "")
        if reference == self.reference:
            return
        requests = tree.get("requests")
        asked = [
            validate(RequestWanted, request, name)
            for request in (requests if isinstance(requests, strict_yaml.Sequence) else [])
        ]
        answers = _answers(file)
        for number, written in enumerate(_accounts(tree, file, name), start=1):
            target_key = self._key(str(written.get("url") or ""), written)
            if target_key not in rows:
                continue
            account = validate(Account, written, name)
            mine = rows[target_key]
            row = Row(number, account, mine.target, (), mine.recipient)
            for asking in asked:
                here = not asking.platforms or mine.target.platform in asking.platforms
                if asking.kind.spec.role != "request" or asking.status != "new" or not here:
                    continue
                if takes_part(row, asking.kind) and not _settled(row, asking.kind, answers):
                    yield OpenRequest(
                        key=target_key,
                        kind=asking.kind,
                        reference=reference,
                        number=number,
                        file=name,
                        issued=_issued(tree),
                    )

    def _of_report(
        self, file: Path, wanted: _Words, rows: Mapping[str, Row]
    ) -> Iterator[OpenRequest]:
        try:
            text = read_bytes(file, shown(file)).decode("utf-8")
            if not wanted.may_stand_in(text):
                return
            for request in json.loads(text)["requests"]:
                if request["case_reference"] == self.reference or request["status"] != "new":
                    continue
                kind = Kind(request["kind"])
                if kind.spec.role != "request":
                    continue
                for row in request["accounts"]:
                    key = self._key(row["canonical"], {})
                    if key in rows:
                        yield OpenRequest(
                            key=key,
                            kind=kind,
                            reference=request["case_reference"],
                            number=row["number"],
                            file=shown(file),
                            issued=not request["draft"],
                        )
        except (InputError, ValueError, KeyError, TypeError, RecursionError):
            return

    def _key(self, url: str, row: Mapping[str, Any]) -> str:
        try:
            found = self.resolver.resolve(
                url,
                platform=str(row["platform"]) if row.get("platform") else None,
                identifier_type=str(row["identifier_type"]) if row.get("identifier_type") else None,
            )
        except TargetError:
            return ""
        return found.key


class _Words:
    """The words of some accounts' identifiers, to pass over files that have none of them."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows

    @functools.cached_property
    def _numbers(self) -> set[str]:
        """The last digits of telephone numbers; as the words, not needed where no file is."""
        targets = (row.target for row in self._rows.values())
        phones = (target.identifier for target in targets if target.identifier_type == "phone")
        return {_NOT_DIGIT.sub("", phone)[-8:] for phone in phones}

    @functools.cached_property
    def _words(self) -> set[str]:
        # A name may be written with other letter case, signs and hosts; its words remain.
        names = (row.target.identifier.casefold() for row in self._rows.values())
        return {max(_WORD.findall(name), key=len, default="") for name in names}

    def may_stand_in(self, text: str) -> bool:
        """False where none of the accounts can stand in the text."""
        low = (unquote(text) if "%" in text else text).casefold()
        if "" in self._words or not self._words.isdisjoint(_WORD.findall(low)):
            return True
        if not self._numbers:
            return False
        written = (_NOT_DIGIT.sub("", match) for match in _LETTERLESS.findall(low))
        return any(number in digits for digits in written for number in self._numbers)


def _accounts(tree: strict_yaml.Mapping, file: Path, name: str) -> Iterator[strict_yaml.Mapping]:
    value = tree.get("accounts")
    if isinstance(value, strict_yaml.Text):
        beside = inside(file.parent, value, place_of(tree, ("accounts",), name), "accounts")
        data = read_bytes(beside, shown(beside))
        value = csv_table.read(data, shown(beside), list(fields_of(Account)))
    for item in value if isinstance(value, strict_yaml.Sequence) else ():
        if isinstance(item, strict_yaml.Mapping):
            yield item


def _answers(case: Path) -> tuple[Answer, ...]:
    file = answers_file(case)
    return read_answers(read_bytes(file, shown(file)), shown(file)) if file.is_file() else ()


def _settled(row: Row, kind: Kind, answers: tuple[Answer, ...]) -> bool:
    """Whether the platform did or refused what was asked, so that nothing is open any more."""
    done, reason = row.account.outcome, row.account.outcome_reason
    for answer in answers:
        if answer.address == row.target.canonical and f"/{kind}" in answer.reference:
            done, reason = answer.done, answer.reason
    return reason is not None or done not in (None, "N")


def _issued(tree: strict_yaml.Mapping) -> bool:
    """Whether the case is approved and its covering letter numbered: what lets it go out."""
    approved, letter = tree.get("approved_by"), tree.get("letter")
    return (
        isinstance(approved, strict_yaml.Mapping)
        and bool(approved.get("on"))
        and isinstance(letter, strict_yaml.Mapping)
        and bool(letter.get("number") or letter.get("numbers"))
        and bool(letter.get("date"))
    )
