"""What the official files say against the research table, or the table against itself.

A grade is never raised and nothing is made citable here: what is added says why no request may rest
on it, so that the examination tells of it.
"""

from __future__ import annotations

import re
from typing import Any

from research_rows import Fields

# (organisation, authority, field) -> the lower grade, and what the table itself says against it.
LOWERED = {
    ("etim", "us-tel", "date_listed"): ("memory", "the listing date is from memory"),
    ("bras", "pk-ata-11b", "date_listed"): ("to-check", "press report date"),
    ("hizb-ul-ahrar", "pk-ata-11b", "date_listed"): ("to-check", "press report date"),
    ("houthis", "us-sdgt", "reference"): ("to-check", "uid inferred"),
    ("antifa-ost", "us-sdgt", "listed_name"): ("to-check", "only its alias rows were read"),
    ("majeed-brigade", "us-fto", "listed_name"): ("spelling-to-check", "spelling from OFAC"),
    ("lashkar-e-jhangvi-al-alami", "us-fto", "listed_name"): (
        "spelling-to-check",
        "spelling from OFAC",
    ),
    # OFAC's program tag is no row of State's list, and nothing of State's was read for these two.
    ("houthis", "us-fto", "status"): ("to-check", "only the program tag of OFAC was read"),
    ("tren-de-aragua", "us-fto", "status"): ("to-check", "only the program tag of OFAC was read"),
}

# Acts of the Union that transpose a list of the Security Council print the day of the UN's listing:
# beside the Union's entry it would read as the day on which the Union listed.
UN_DATED = ("eu-881", "eu-753", "eu-356", "eu-1352")
UN_DATE = ("to-check", "the annex prints the day of the UN listing")

# Words of `as_of` that name a day on which the list itself was not read: OFAC's tag is another
# list, and a lookup of a crawler keeps rows that the page has lost (it still has one of 2022).
NO_READING = re.compile(r"OFAC \[FTO\] tag|row string present in OpenSanctions lookup")
LOOKUPS = ("S-OS-FTO", "S-OS-IN", "S-OS-CA")

# A removal that the table presumes, and the day of the act that it is presumed to follow.
PRESUMED_SINCE = {("hts", "gb-uksl"): "2026-02-27"}

# Entries of official files under the organisation's own name that the table says are absent. That
# they mean the same body was read nowhere, so that they are told and not cited.
FOUND: dict[str, list[Fields]] = {}


def _found(organisation: str, name: str, uid: int, why: str, aliases: str) -> None:
    FOUND[organisation] = [
        {
            "authority": "us-sdgt",
            "listed_name": name,
            "reference": f"OFAC uid {uid}",
            "status": "listed",
            "why_not_citable": why,
            "as_of": "2023-01",
            "program_tags": ["SDGT"],
            "aliases": [
                {"name": alias, "kind": "aka", "strength": "strong"}
                for alias in aliases.split("; ")
            ],
            "notes": ["Not in the research table; read in SDN.CSV, aliases in ALT.CSV"],
            "sources": ["S-OFAC-SDN-202301", "S-OFAC-ALT-202512"],
            "verification": {
                "listed_name": "verified",
                "reference": "verified",
                "date_listed": "unknown",
                "federal_register": "unknown",
                "status": "verified",
            },
        }
    ]


_found(
    "al-rehmat-trust",
    "AL REHMAT TRUST",
    12294,
    "has an entry of this name, and that it means the trust of Bahawalpur was not read in a source",
    "AL-RAHMAT TRUST; AL-REHMAN TRUST; UR-RAHMAN TRUST; AR-RAHMAN TRUST; UR-RAMAT TRUST",
)
_found(
    "emarat-kavkaz",
    "CAUCASUS EMIRATE",
    12756,
    "has an entry under another name of this body, which nobody has compared yet",
    "IMIRAT KAVKAZ; IMARAT KAVKAZ; ISLAMIC EMIRATE OF THE CAUCASUS",
)


def not_absent(organisation: str, row: dict[str, Any]) -> bool:
    """Whether an official file has what the table calls absent."""
    found = {row["authority"] for row in FOUND.get(organisation, ())}
    return row["authority"].lower() in found


# Where files of the research were published: the table names its own copies, which nobody else has.
_OPEN_SANCTIONS = "opensanctions/opensanctions on GitHub, commit f33cff23: datasets"
_ANNEXES = f"{_OPEN_SANCTIONS}/eu/journal_sanctions/data"
PUBLISHED = {
    "S-UN-20260227": (
        "the UN's consolidated.xml of that day, in a copy in moov-io/watchman "
        "on GitHub, commit d299005f"
    ),
    "S-UKSL-20250811": (
        "the UK Sanctions List as ODS of that day, in a copy in "
        "JachymSRB/GitMatch on GitHub, commit 569ad22b"
    ),
    "S-OFAC-SDN-202301": (
        "OFAC's SDN.CSV, in a copy in loudringphone/sancbook on GitHub, "
        "data/sdn.csv, commit eca298d8"
    ),
    "S-OFAC-ALT-202512": (
        "OFAC's ALT.CSV, in a copy in moov-io/watchman on GitHub, "
        "internal/tfidf/testdata/alt.csv, commit 2928c949"
    ),
    "S-OFAC-PARSED-202505": (
        "a table that a public repository made of OFAC's SDN list; which one was not recorded"
    ),
    "S-OS-FTO": f"{_OPEN_SANCTIONS}/us/state_terrorist_orgs/us_state_terrorist_orgs.yml",
    "S-OS-IN": f"{_OPEN_SANCTIONS}/in/mha_banned/in_mha_banned.yml",
    "S-OS-CA": f"{_OPEN_SANCTIONS}/ca/listed_terrorists/ca_listed_terrorists.yml",
    "S-EU-OJ-32002R0881": f"{_ANNEXES}/consolidated/32002R0881.csv",
    "S-EU-OJ-32001R2580": f"{_ANNEXES}/consolidated/32001R2580.csv",
    "S-EU-OJ-32016R1686": f"{_ANNEXES}/consolidated/32016R1686.csv",
    "S-EU-OJ-32011R0753": f"{_ANNEXES}/consolidated/32011R0753.csv",
    "S-EU-OJ-32010R0356": f"{_ANNEXES}/consolidated/32010R0356.csv",
    "S-EU-OJ-32014R1352": f"{_ANNEXES}/consolidated/32014R1352.csv",
    "S-EU-OJ-32026R1960": f"{_ANNEXES}/amendments/32026R1960.csv",
}


def published(key: str) -> Fields:
    """The location of a source, where the table names a copy of its own."""
    return {"location": PUBLISHED[key]} if key in PUBLISHED else {}
