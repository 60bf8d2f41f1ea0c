"""The posts of a sheet: each to the row of its account, wherever in the sheet it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from demarche.intake.import_lines import NewAccount, ReportLine, Understood, tell_lost
from demarche.intake.row_agreement import Agreement, leave_out
from demarche.intake.row_identities import Identities
from demarche.model.target import ACCOUNT_KINDS
from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver


class Posts:
    """Takes the posts of one sheet; `owners` makes rows for accounts that only posts name."""

    def __init__(
        self,
        resolver: Resolver,
        identities: Identities,
        agreement: Agreement,
        done: Understood,
        *,
        column: int | None,
        owners: bool,
    ) -> None:
        self._resolver, self._identities, self._agreement = resolver, identities, agreement
        self._done, self._column, self._owners = done, column, owners
        self._waiting: list[tuple[ReportLine, NewAccount, bool]] = []

    def take(self, entry: NewAccount, posts: Collection[str]) -> None:
        """The addresses in the row's column of posts."""
        for text in posts:
            line = self._done.line(entry.row, self._column, text)
            text = text.strip(",;|،؛")
            try:
                target = self._resolver.resolve(text)
            except TargetError as error:
                line.refuse(error.message, error.remedy)
                continue
            line.target = target
            if target.platform != entry.target.platform:
                message = f"a post on {target.platform}, the account is on {entry.target.platform}"
                line.refuse(message, "give it its own row")
                continue
            own = self._identities.belongs(target, entry.target, entry.fields)
            tied = bool(entry.fields.get("posts_of_others"))
            if own is False and not tied:
                line.refuse(
                    f"post of another account, {target.owner or target.identifier}",
                    "move it to its account's row, or explain the connection in `posts_of_others`",
                )
                continue
            if own is None and target.owner and not tied:
                line.notes.append(f"address shows {target.owner}; check whose post it is")
            _attach(line, entry, text)

    def wait(self, line: ReportLine, entry: NewAccount, *, beside_account: bool) -> None:
        """Keep a post that stands where an account is expected until all rows are read."""
        self._waiting.append((line, entry, beside_account))

    def settle(self, by_key: dict[str, NewAccount], existing: Mapping[str, str]) -> None:
        """Posts that stand where accounts are expected: to the row of their owner, if there is one.

        Owners are looked for when all rows are read, for a post may stand above its account.
        """
        for line, entry, beside_account in self._waiting:
            target = entry.target
            message = f"a {target.kind}, not an account"
            line.notes.append(message)
            owner = by_key.get(target.owner_key or "")
            if owner is None and target.owner_key and self._owners:
                owner = self._owner(line, entry)
                if owner is not None:
                    by_key[owner.target.key] = owner
            if owner is not None:
                _attach(line, owner, line.written)
                if owner.row != entry.row and not beside_account:
                    tell_lost(line, entry, owner)
            elif target.owner_key and target.owner_key in existing:
                line.refuse(
                    f"posted by {existing[target.owner_key]} in the case, which is unchanged",
                    "add the address to that row's `posts` by hand",
                )
            elif target.owner:
                line.refuse(
                    f"posted by {target.owner}, which is not a row of the sheet",
                    "add the account, or use `--owners` to import the owners of posts as accounts",
                )
            else:
                line.refuse(
                    "the address does not show whose it is", "find the account and enter it"
                )

    def _owner(self, line: ReportLine, entry: NewAccount) -> NewAccount | None:
        """A row for the account that a post's address names; only where `--owners` asks for it."""
        target = entry.target
        try:
            owner = self._resolver.resolve(target.owner or "", platform=target.platform)
        except TargetError:
            return None
        if owner.key != target.owner_key or owner.kind not in ACCOUNT_KINDS:
            return None
        fields = dict(entry.fields)
        if self._identities.agrees(fields.get("handle", ""), target) is not True:
            leave_out(line, fields, "nothing shows that they belong to the owner")
        made = NewAccount(owner, fields | {"url": owner.canonical}, entry.row)
        if not self._agreement.holds(line, made):
            return None
        self._done.entries.append(made)
        line.notes.append(f"its owner {target.owner} was imported as an account")
        return made


def _attach(line: ReportLine, entry: NewAccount, text: str) -> None:
    line.outcome, line.entry = "post", entry
    if text not in entry.posts:
        entry.posts.append(text)
