"""What documents are compared with, as a caller names it: files, and a fingerprint."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from demarche.kernel.problems import InputError, Place
from demarche.kernel.workspace import shown
from demarche.trust.verify.made_again import trusted_workspace
from demarche.trust.verify.verify_document import Expected, checked_manifest

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def read_wanted(
    manifest: Path | None = None,
    fingerprint: str | None = None,
    roots: Iterable[Path] = (),
    lists: Iterable[Path] = (),
) -> Expected:
    """What to compare documents with.

    `fingerprint` is the SHA-256 of a certificate as people copy it: 64 hexadecimal digits, with
    colons, spaces or capitals. Raises ValueError where it is not one, InputError and OSError for
    the files.
    """
    if fingerprint is not None:
        fingerprint = re.sub(r"[:\s]", "", fingerprint).lower()
        if not _FINGERPRINT.fullmatch(fingerprint):
            raise ValueError("expected the SHA-256 of the certificate, 64 hex digits")
    revoked = tuple(_list(file) for file in lists)
    record = checked_manifest(manifest) if manifest is not None else None
    return Expected(record, fingerprint, tuple(roots), revoked, trusted_workspace())


def _list(file: Path) -> bytes:
    from demarche.trust.seal import SealError

    try:
        from demarche.trust.seal.signing_keys import read_list  # needs the extra `seal`

        return read_list(file)
    except SealError as error:
        raise InputError.single(Place(shown(file)), "", error.message) from None
