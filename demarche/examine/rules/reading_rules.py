"""The errors that are found while a case is read and its names are resolved.

The checks themselves stand where the reading is done; here is what they are called.
"""

from __future__ import annotations

from demarche.examine.engine import read_rule

read_rule(
    "E01",
    "the address names no account, channel, group or post of the platform",
    remedy="give the address of the account itself, as the platform writes it",
    source=(
        "DSA Art. 9(2)(a)(iv); PECA s. 38(1); docs/sources/request-forms.md#e01; "
        "docs/sources/platform-practice.md#addresses"
    ),
)
read_rule(
    "E02",
    "the address is a search, a hashtag, a list or a shortened link, which names nobody",
    remedy="open it and give the addresses of the accounts one by one",
    source="docs/sources/request-forms.md#e02; docs/sources/platform-practice.md#check-17",
)
read_rule(
    "E07",
    "the ground is none of the law's, is one that no request may rest on, or names no provision",
    remedy="choose a ground of the jurisdiction's file",
    source=(
        "PECA s. 38(1); docs/sources/request-forms.md#e07; "
        "docs/sources/platform-practice.md#check-2"
    ),
)
read_rule(
    "E20",
    "an exhibit is not in the pack, or its hash is not that of the item",
    remedy="find out which is the item as captured; never just overwrite the value",
    source="ISO/IEC 27037; PECA ss. 35(3) and 36; docs/sources/request-forms.md#e20",
)
read_rule(
    "E21",
    "a state's secrecy mark stands on a copy for a company",
    remedy="write `marking: none` or `marking: confidential`",
    source="docs/sources/request-forms.md#e21, #official-letter",
)
