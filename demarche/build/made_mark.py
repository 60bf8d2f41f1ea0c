"""By what a document was made, as the document itself records it.

The mark stands in the metadata as `dc:source`: `demarche:made:VERSION:PROGRAM:LOOK`. PROGRAM is a
hash over the program, its libraries and the kind of machine, LOOK one over the templates, the words
of the language and the emblem. Where both are those at hand, the same data give the same bytes, and
a document that has others was changed. The mark says who could check it, not who made it: anyone
who changes a document can write there what they like.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

import demarche
from demarche.build.fingerprint import typesetting
from demarche.render import speed
from demarche.render.template_files import hashes

_MARK = re.compile(r"demarche:made:([0-9A-Za-z.+-]{1,40}):([0-9a-f]{16}):([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class MadeBy:
    """By what a document was made."""

    version: str
    program: str
    look: str

    @property
    def mark(self) -> str:
        """As the document records it."""
        return f"demarche:made:{self.version}:{self.program}:{self.look}"


def made_by(
    folders: tuple[str, ...], locale: str, emblem: bytes | None, *, plain: bool = False
) -> MadeBy:
    """What a document says that is made here and now with these templates, words and emblem.

    `locale` is a `Locale` as JSON; with `plain` WeasyPrint alone sets the document. Loads the
    typesetter.
    """
    alone = plain or speed.plain_reason() is not None
    program = {**typesetting(), "set": "plain" if alone else "fast"}
    look = [hashes(folders), locale, hashlib.sha256(emblem or b"").hexdigest()]
    return MadeBy(demarche.__version__, _short(program), _short(look))


def read_made(mark: str) -> MadeBy | None:
    """What a document says of its making; None where it says nothing, as older ones do."""
    found = _MARK.fullmatch(mark)
    return MadeBy(*found.groups()) if found else None


def _short(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
