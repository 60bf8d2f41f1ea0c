"""The addresses of a recipient's rows as lists: urls.txt for a portal, posts.csv for tools."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from demarche.kernel.formula_guard import formula_guarded
from demarche.model.request import AccountRow, Request

POST_COLUMNS = ("number", "row_id", "severity", "account", "post", "kind", "posted_at", "of_others")
"""The columns of posts.csv."""

_LINE_ENDS = frozenset("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


@dataclass(frozen=True, slots=True)
class RowAddresses:
    """What the lists need of a row."""

    number: int
    row_id: str
    severity: str
    account: str
    posts: tuple[tuple[str, str, str], ...]
    """Address, kind and time of each post."""
    of_others: str
    acts: bool
    """Whether a measure is asked for it, so that it is in urls.txt."""


def addresses_of(request: Request) -> Iterator[RowAddresses]:
    """The rows of a request with their posts, in the order of annex A1."""
    earlier = request.earlier
    reminded = request.kind.spec.takes == "waiting" and earlier and earlier.kind.spec.acts
    acts = request.kind.spec.acts or bool(reminded)
    for row in request.accounts:
        yield _row(row, acts=acts)


def _row(row: AccountRow, *, acts: bool) -> RowAddresses:
    posts = tuple(
        (post.canonical, post.kind, post.created.isoformat() if post.created else "")
        for post in row.posts
    )
    return RowAddresses(
        number=row.number,
        row_id=row.row_id or "",
        severity=row.severity,
        account=row.canonical,
        posts=posts,
        of_others=row.posts_of_others or "",
        acts=acts,
    )


def urls_txt(rows: Iterable[RowAddresses]) -> bytes:
    """One address a line: each account for which a measure is asked, and the posts named for it.

    Nothing but what can be copied into a portal: LF at the end of a line, no address twice, and
    none that would be two lines.
    """
    found: dict[str, None] = {}
    for row in rows:
        if row.acts:
            found.update(dict.fromkeys((row.account, *(post for post, _, _ in row.posts))))
    lines = (address for address in found if _LINE_ENDS.isdisjoint(address))
    return "".join(f"{address}\n" for address in lines).encode("utf-8")


def posts_csv(rows: Iterable[RowAddresses]) -> bytes:
    """The posts that the rows name, a line for each; empty where there is none."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(POST_COLUMNS)
    count = 0
    known: set[int] = set()
    for row in rows:
        if row.number in known:
            continue
        known.add(row.number)
        for address, kind, posted in row.posts:
            cells = (str(row.number), row.row_id, row.severity, row.account, address, kind, posted)
            writer.writerow(map(formula_guarded, (*cells, row.of_others)))
            count += 1
    return out.getvalue().encode("utf-8") if count else b""
