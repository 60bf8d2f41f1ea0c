"""Finding an entry by any of its names: equal ones first, then ranked suggestions.

Equal means equal after `names.normalise`. Only an equal name can be `exact`, and not even that when
it is a weak alias, an acronym or generic words. Everything else is a suggestion for a human being,
who sees the authority's own spelling beside what was typed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz

from demarche.listings import names
from demarche.listings.index import Index, IndexMatch, Listed, MemoryIndex, StoredIndex
from demarche.model.entry import WEAK, EntryKind

__all__ = ["Hit", "Listed", "MemoryIndex", "StoredIndex", "search"]

_LOWEST = 60.0
_INITIALS = 75.0
_PARTS = {
    names.INITIALS: "derived from its name, not printed by this list",
    names.ACRONYM: "an acronym",
}
_ALIKE = 80.0
_FEW = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry under the name by which it was best found.

    `strength` is `name` for the printed name, `reference` for a reference, `native` for a name that
    only the library gives, `initials` for those of the name, otherwise the alias's own. `exact`:
    the name is equal and can decide. `contested`: an entry of quite another printed name bears the
    same name, so that even an exact hit needs a human choice. `why` says in words what keeps the
    hit from deciding. `score` runs from 0 to 100.
    """

    authority: str
    printed: str
    matched: str
    strength: str
    reference: str | None
    exact: bool
    score: float
    contested: bool = False
    why: str = ""
    kind: str = EntryKind.ENTITY.value
    regime: str = ""
    identity: str = ""

    @property
    def decides(self) -> bool:
        """Whether this hit may be taken without asking.

        A personal name never may: it does not tell namesakes apart, only a reference does.
        """
        person = self.kind == EntryKind.INDIVIDUAL.value and self.strength != names.REFERENCE
        return self.exact and not self.contested and not person


def search(
    source: Index | Sequence[Index],
    text: str,
    limit: int = 20,
    *,
    authorities: Collection[str] | None = None,
) -> list[Hit]:
    """The entries that bear the name or one like it, each once, best first.

    Exact hits come first, then equal names that cannot decide, then suggestions by score.
    """
    sources = source if isinstance(source, Sequence) else [source]
    joined, made = names.joined_letters(text)
    hits = _hits(sources, joined.upper() if made else text, authorities)
    if made:
        # Letters with stops count as the word that they make: it suggests and never decides.
        hits = {
            place: replace(hit, exact=False, why=hit.why or "an acronym")
            for place, hit in hits.items()
        }
        equal = _wanted(authorities, (f for s in sources for f in s.equal(names.normalise(text))))
        for hit in _equal_hits(sources, equal):
            _keep_best(hits, hit)
    return sorted(hits.values(), key=_order)[:limit]


def _hits(
    sources: Sequence[Index], text: str, authorities: Collection[str] | None
) -> dict[tuple[str, str], Hit]:
    """The best hit of each entry."""
    normal = names.normalise(text)
    if not normal:
        return {}
    equal = _wanted(authorities, (f for s in sources for f in s.equal(normal)))
    hits: dict[tuple[str, str], Hit] = {}
    for hit in _equal_hits(sources, equal):
        _keep_best(hits, hit)
    folded = names.folded(normal)
    if not _looks_like_acronym(text, normal):
        near = _wanted(authorities, (f for s in sources for f in s.candidates(normal, folded)))
        for found in near:
            # Likeness to an acronym or to a reference means nothing.
            if found.part == names.REFERENCE or names.is_acronym(found.text):
                continue
            score = _score(normal, found.normal)
            if score >= _LOWEST:
                _keep_best(hits, _hit(found, score, exact=False, why=_similar(found)))
    else:
        near = _wanted(authorities, (f for s in sources for f in s.candidates(normal, normal)))
        for found in near:
            if normal in found.normal.split():
                _keep_best(hits, _hit(found, _LOWEST + 10, exact=False, why="contains the word"))
    return hits


def _wanted(
    authorities: Collection[str] | None, found: Iterable[IndexMatch]
) -> Iterator[IndexMatch]:
    return (item for item in found if authorities is None or item.authority in authorities)


def _looks_like_acronym(text: str, normal: str) -> bool:
    """A short single word has too few letters for likeness to mean anything."""
    return len(normal) <= 4 and names.is_acronym(text)


def _equal_hits(sources: Sequence[Index], equal: Iterable[IndexMatch]) -> Iterator[Hit]:
    every = list(equal)
    # An entry that no request may cite is still another body of that name.
    rivals = [found for found in every if found.part != names.INITIALS and not found.removed]
    for found in every:
        why = _why_not(found)
        others = [o for o in rivals if not _alike(sources, found, o)]
        contested = bool(others) and found.part != names.INITIALS
        hit = _hit(found, _INITIALS if found.part == names.INITIALS else 100.0, exact=not why)
        if contested and not why:
            why = "also a name of " + "; ".join(
                dict.fromkeys(f"{o.printed} ({o.authority})" for o in others[:3])
            )
        yield replace(hit, contested=contested, why=why)


def _why_not(found: IndexMatch) -> str:
    """Why an equal name does not decide; empty where it does."""
    if found.removed:
        return f"removed on {found.removed}"
    if found.standing:
        return found.standing
    if found.part == names.REFERENCE:
        return ""
    if not found.decides:
        return _PARTS.get(found.part, "part of the printed name")
    return names.cannot_decide(found.text, found.strength, primary=found.primary)


def _similar(found: IndexMatch) -> str:
    against = f"removed on {found.removed}" if found.removed else found.standing
    return f"only similar; {against}" if against else "only similar"


def _alike(sources: Sequence[Index], found: IndexMatch, other: IndexMatch) -> bool:
    """Whether two entries seem to be one body: printed names alike, or several names shared."""
    if found.authority == other.authority:
        return found.identity == other.identity
    a, b = names.normalise(found.printed), names.normalise(other.printed)
    if _score(a, b) >= _ALIKE or _score(b, a) >= _ALIKE:
        return True
    shared = _all_names(sources, found) & _all_names(sources, other)
    return len(shared) >= _FEW


def _all_names(sources: Sequence[Index], found: IndexMatch) -> set[str]:
    return {n for s in sources for n in s.names_of(found.authority, found.key)}


def _hit(found: IndexMatch, score: float, *, exact: bool, why: str = "") -> Hit:
    strength = "name" if found.primary and found.strength != WEAK else found.strength
    if found.part in (names.REFERENCE, names.INITIALS):
        strength = found.part
    return Hit(
        found.authority,
        found.printed,
        found.text,
        strength,
        found.reference,
        exact,
        round(score, 1),
        why=why,
        kind=found.kind,
        regime=found.regime,
        identity=found.identity,
    )


def _keep_best(hits: dict[tuple[str, str], Hit], hit: Hit) -> None:
    place = (hit.authority, hit.identity)
    was = hits.get(place)
    if was is None or _order(hit) < _order(was):
        hits[place] = hit


def _order(hit: Hit) -> tuple[object, ...]:
    kinds = list(EntryKind)
    return (
        not hit.exact,
        -hit.score,
        hit.strength != "name",
        hit.strength == WEAK,
        kinds.index(EntryKind(hit.kind)),
        hit.authority,
        hit.reference or "",
        hit.identity,
    )


@lru_cache(maxsize=65536)
def _shape(normal: str) -> tuple[tuple[str, str, float], ...]:
    return tuple((w, names.skeleton(w), names.weight(w)) for w in names.words(normal))


def _score(query: str, name: str) -> float:
    """How well a name answers a query, 0 to 99: skeletons first, letters to tell like from like.

    What was asked counts three times what the name has besides, so that a longer printed name is
    no fault; generic words count little on both sides.
    """
    asked, has = _shape(query), _shape(name)
    covered, total = _cover(asked, has)
    back, back_total = _cover(has, asked)
    if not total or not back_total:
        return 0.0
    return min(99.0, 0.75 * covered / total + 0.25 * back / back_total)


def _cover(
    these: tuple[tuple[str, str, float], ...], those: tuple[tuple[str, str, float], ...]
) -> tuple[float, float]:
    covered = total = 0.0
    for word, made, weight in these:
        best = max((_word_score(word, made, w, m) for w, m, _ in those), default=0.0)
        covered += weight * best
        total += weight
    return covered, total


def _word_score(word: str, made: str, other: str, other_made: str) -> float:
    if word == other:
        return 100.0
    short = min(len(made), len(other_made)) <= 2
    by_sound = (100.0 if made == other_made else 0.0) if short else fuzz.ratio(made, other_made)
    if word.isascii() != other.isascii():
        return 0.95 * by_sound if by_sound >= 70 else 0.0
    score = 0.6 * by_sound + 0.4 * fuzz.ratio(word, other)
    return score if score >= 60 else 0.0
