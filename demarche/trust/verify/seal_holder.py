"""Whether a seal is by whom the page says that it is: the page is drawn before the seal is set."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def announced(request: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a document's data say of its seal: `holder`, `certificate`; None where they say nothing.

    Data of an older program have no such field.
    """
    office = request.get("office")
    seal = office.get("seal") if isinstance(office, dict) else None
    return seal if isinstance(seal, dict) else None


def holder_fault(seal: Mapping[str, Any], names: Collection[str], fingerprint: str) -> str | None:
    """What of a certificate is not as the page says; None where all of it is.

    `names` are those in the certificate's subject, `fingerprint` its SHA-256 in hexadecimal.
    """
    if _plain(str(seal.get("holder"))) not in map(_plain, names):
        known = " / ".join(names) or "nobody"
        return f"the page names {seal.get('holder')} as the holder, and the certificate {known}"
    wanted = seal.get("certificate")
    if wanted is not None and wanted != fingerprint:
        return f"the page names the certificate {wanted}, and this one is {fingerprint}"
    return None


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
