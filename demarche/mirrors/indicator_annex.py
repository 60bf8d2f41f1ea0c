"""The indicators of a case as a list for other programs: exact picture hashes, withdrawn ones too.

Three forms: one line a hash for Hasher-Matcher-Actioner, JSON with the field names of Tech Against
Terrorism's hash list, and STIX 2.1. A withdrawn indicator stays in JSON and STIX as deleted, so
that whoever took it over takes it out; in the text, which knows no deletion, it is left out.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from demarche.build.prepare import Prepared
from demarche.examine.rules.indicator_rules import pdq_value
from demarche.exchange import ExportError

_NAMESPACE = uuid.UUID("3f1d3d3e-54f6-5a4e-9d54-0d0a7c8c1f51")
_ALGORITHMS = {"pdq": "PDQ", "sha256": "SHA-256"}


@dataclass(frozen=True, slots=True)
class PictureIndicator:
    """One hash with what a recipient must know to use it."""

    id: str
    digest: str
    algorithm: str
    quality: int | None
    media: str
    reference: str
    rows: tuple[str, ...]
    seen_on: dt.date
    withdrawn_on: dt.date | None
    false_positives: str


def annex_of(prepared: Prepared) -> list[PictureIndicator]:
    """The hashes of a case, in its order. The case was checked: each is complete."""
    case = prepared.matter.case
    found = []
    for indicator in case.indicators:
        media, _, algorithm = indicator.kind.rpartition("-")
        if algorithm not in _ALGORITHMS:
            continue
        value = pdq_value(indicator.value) if algorithm == "pdq" else (indicator.value, None)
        if value is None:
            continue
        name = json.dumps([case.reference, indicator.kind, value[0]])
        found.append(
            PictureIndicator(
                str(uuid.uuid5(_NAMESPACE, name)),
                value[0],
                _ALGORITHMS[algorithm],
                value[1],
                media,
                case.reference,
                indicator.accounts,
                indicator.seen_on or case.date.date(),
                indicator.withdrawn_on,
                indicator.false_positives,
            )
        )
    return found


def annex_text(indicators: Sequence[PictureIndicator]) -> bytes:
    """`pdq HASH`, a line each: what Hasher-Matcher-Actioner reads as a local file."""
    lines = [
        f"{it.algorithm.lower().replace('-', '')} {it.digest}\n"
        for it in indicators
        if it.withdrawn_on is None
    ]
    return "".join(lines).encode("ascii")


def annex_json(indicators: Sequence[PictureIndicator]) -> bytes:
    """The list as JSON; what was withdrawn has `deleted: true`."""
    entries = [
        {
            "id": it.id,
            "hash_digest": it.digest,
            "algorithm": it.algorithm,
            "quality": it.quality,
            "file_type": it.media,
            "reference": it.reference,
            "rows": list(it.rows),
            "created_on": it.seen_on.isoformat(),
            "updated_on": (it.withdrawn_on or it.seen_on).isoformat(),
            "deleted": it.withdrawn_on is not None,
            "false_positives": it.false_positives,
        }
        for it in indicators
    ]
    data = {"schema_version": "demarche-indicators/1", "count": len(entries), "results": entries}
    return json.dumps(data, indent=1, sort_keys=True).encode("ascii") + b"\n"


def annex_stix(indicators: Sequence[PictureIndicator]) -> bytes:
    """The list as a STIX 2.1 bundle; what was withdrawn is revoked.

    STIX has no name for PDQ: the hash has the key `PDQ`, which the standard admits as a custom one.
    Raises ExportError where the library is not installed.
    """
    try:
        from stix2 import v21
    except ModuleNotFoundError as error:
        raise ExportError(
            f"needs the package {error.name}", "pip install 'demarche[export]'"
        ) from None
    objects: list[Any] = []
    for it in indicators:
        created = dt.datetime.combine(it.seen_on, dt.time(), dt.UTC)
        modified = dt.datetime.combine(it.withdrawn_on or it.seen_on, dt.time(), dt.UTC)
        quality = "" if it.quality is None else f" Quality {it.quality} of 100."
        objects.append(
            v21.Indicator(
                id=f"indicator--{it.id}",
                created=created,
                modified=modified,
                name=f"{it.algorithm} of a {it.media.replace('-', ' ')}",
                description=(
                    f"{it.reference}, rows {', '.join(it.rows)}.{quality} Innocent use: "
                    f"{it.false_positives}"
                ),
                indicator_types=["attribution"],
                pattern=f"[file:hashes.'{it.algorithm}' = '{it.digest}']",
                pattern_type="stix",
                valid_from=created,
                revoked=it.withdrawn_on is not None,
            )
        )
    name = uuid.uuid5(_NAMESPACE, json.dumps([it.id for it in indicators]))
    bundle = v21.Bundle(id=f"bundle--{name}", objects=objects)
    data = json.loads(bundle.serialize())
    return json.dumps(data, indent=1, sort_keys=True).encode("ascii") + b"\n"


FORMATS = {"hma": annex_text, "json": annex_json, "stix": annex_stix}
"""The forms by the name that the command line calls them by."""
