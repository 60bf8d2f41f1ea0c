"""Evidence in sentences that an officer can check with the two accounts side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from demarche.mirrors.contact_marks import mark_in_words
from demarche.mirrors.mirror_words import MirrorWords, sign_names
from demarche.mirrors.name_forms import bare_words, bio_words
from demarche.mirrors.observed_accounts import ObservedAccount
from demarche.mirrors.removed_accounts import RemovedAccount
from demarche.mirrors.shard_features import mark_number

_LONGEST = 160
_SIGNS = {
    "fan": "its texts have words of a fan account",
    "news": "its texts have words of reporting or research",
    "parody": "its texts have words of parody, or deny the connection",
}


def picture_sentence(distance: int, form: str) -> str:
    """What the two pictures have in common."""
    changed = "" if form.startswith("the same") else f" (as {form} of the removed one)"
    return (
        f"the profile pictures agree in {256 - distance} of the 256 bits of their PDQ hash{changed}"
    )


def name_sentence(removed: RemovedAccount, observed: ObservedAccount, words: MirrorWords) -> str:
    """Which names are alike."""
    theirs = _names([(observed.handle, observed.display_name)])
    ours = _names(list(removed.names))
    shared = sorted(
        set(bare_words(" ".join(ours), words)) & set(bare_words(" ".join(theirs), words)), key=len
    )
    common = f"; both have {', '.join(map(repr, shared[-3:]))}" if shared else ""
    return f"the names are alike: {_quoted(ours)} and {_quoted(theirs)}{common}"


def bio_sentence(removed: RemovedAccount, observed: ObservedAccount) -> str:
    """The longest run of words that the self-descriptions share."""
    best: list[str] = []
    theirs = bio_words(observed.bio)
    for bio in removed.bios:
        best = max(best, _run(bio_words(bio), theirs), key=len)
    text = " ".join(best)
    return f"the self-descriptions share {len(best)} words in a row: {_cut(text)!r}"


def contact_sentence(removed: RemovedAccount, observed: ObservedAccount) -> str:
    """Which link or number both give, or that one names the other."""
    if f"account:{removed.key}" in observed.marks:
        return f"it names the removed account itself, {removed.canonical}"
    numbers = {mark_number(mark) for mark in removed.marks}
    both = [mark_in_words(mark) for mark in observed.marks if mark_number(mark) in numbers]
    return f"both give {', '.join(both[:3])}"


def against_sentences(
    removed: RemovedAccount,
    observed: ObservedAccount,
    signs: int,
    sharing: dict[str, int],
    total: int,
    expected: int,
) -> Iterator[str]:
    """What speaks against, and what is not known."""
    for kind, noun in (
        ("picture", "a picture as like"),
        ("name", "a name as like"),
        ("bio", "a self-description as like"),
        ("contact", "the same link or number"),
    ):
        if (count := sharing.get(kind, 0)) > expected:
            yield f"{count:,} of {total:,} observed accounts have {noun}, so it weighs less"
    for sign in sign_names(signs):
        yield _SIGNS[sign]
    if observed.platform != removed.platform:
        yield f"it is on {observed.platform}, the removed account was on {removed.platform}"
    if not observed.created:
        yield "when it was created is not recorded; it may be older than the removal"


def days_sentence(removed: RemovedAccount, observed: ObservedAccount) -> str:
    """How long after the removal it was first seen."""
    days = (dt.date.fromisoformat(observed.first_seen) - removed.removed_on).days
    after = "on the day of" if days == 0 else f"{days:,} day{'' if days == 1 else 's'} after"
    return f"first seen on {observed.first_seen}, {after} the removal on {removed.removed_on}"


def _names(pairs: list[tuple[str, str]]) -> list[str]:
    return list(dict.fromkeys(name for pair in pairs for name in pair if name))


def _quoted(names: list[str]) -> str:
    return " / ".join(repr(_cut(name)) for name in names[:4])


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _run(first: list[str], second: list[str]) -> list[str]:
    """The longest run of words that two lists share."""
    best: tuple[int, int] = (0, 0)
    lengths = [0] * (len(second) + 1)
    for at, word in enumerate(first):
        fresh = [0] * (len(second) + 1)
        for place, other in enumerate(second):
            if word == other:
                fresh[place + 1] = lengths[place] + 1
                best = max(best, (fresh[place + 1], at + 1))
        lengths = fresh
    return first[best[1] - best[0] : best[1]]
