"""The errors that are found while a case is read and its names are resolved.

The checks themselves stand where the reading is done; here is what they are called.
"""

from __future__ import annotations

from demarche.examine.engine import read_rule

read_rule(
    "E01",
    "address does not identify an account, channel, group or post on the platform",
    remedy="enter the account's own address, in the platform's format",
    source=(
        "DSA Art. 9(2)(a)(iv); docs/sources/request-forms.md#e01; "
        "docs/sources/platform-practice.md#addresses"
    ),
)
read_rule(
    "E02",
    "address is a search, hashtag, list or shortened link, so it identifies no account",
    remedy="open it and enter each account's own address",
    source="docs/sources/request-forms.md#e02; docs/sources/platform-practice.md#check-17",
)
read_rule(
    "E07",
    "ground is unknown, is one that no request may rely on, or cites no provision",
    remedy="choose a ground from the jurisdiction file",
    source=(
        "DSA Art. 9(2)(a)(i); docs/sources/request-forms.md#e07; "
        "docs/sources/platform-practice.md#check-2"
    ),
)
read_rule(
    "E20",
    "exhibit file is missing, or its SHA-256 does not match",
    remedy="establish which file is the item as captured; do not just overwrite the hash",
    source="ISO/IEC 27037; PECA ss. 35(3) and 36; docs/sources/request-forms.md#e20",
)
read_rule(
    "E21",
    "copy for a company bears a state secrecy marking",
    remedy="set `marking: none` or `marking: confidential`",
    source="docs/sources/request-forms.md#e21, #official-letter",
)
