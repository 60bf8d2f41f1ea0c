"""Passages of the good case, and changes of it, for the tests of the conditions of rules."""

from __future__ import annotations

from good_case import Change, change
from kit import DATA

NEW = "url: https://x.com/specimen_x_new\n    native_id"
JUSTIFIED = "The channel of the earlier holder was opened anew on 3 November with its emblem."
REQUESTS = "requests:\n  - kind: removal\n"
INFORMATION = "  - kind: information\n    window: {start: 2026-11-01, end: 2026-11-22}\n"
PRESERVATION = """  - kind: preservation
    window: {start: 2026-09-01, end: 2026-11-22}
    formal_request_by: 2027-01-29
"""
ORDER = """judicial_order:
  court: Court of Sessions (Specimen)
  number: SPEC-ORD/2026/0007
  date: 2026-11-16
  concerns: The holder may be identified.
  suspect: true
  binds:
    kinds: [removal, prevention, information, preservation, preservation-extend, emergency]
    rows: all
"""
PREVENTION = (REQUESTS, f"{REQUESTS}  - kind: prevention\n    term_until: 2027-02-23\n")
MIRRORED = (
    "    prior_report: SPEC",
    "    mirror_of: old\n    first_seen: 2026-10-25\n    prior_report: SPEC",
)
STEM = """indicators:
  - {kind: handle-stem, platform: x, value: %s, accounts: [new], false_positives: Anybody.}
accounts:
"""
FACTS = "facts: An officer recorded two accounts."
OFFICE = "offices/pk-specimen.yaml"
LAW = "jurisdictions/pk.yaml"
_OFFICE = (DATA / OFFICE).read_text(encoding="utf-8")
POWERS = _OFFICE[_OFFICE.index("powers:\n") : _OFFICE.index("signatory:\n")]
POSTS = "    posts: [https://x.com/specimen_x_new/status/2117949982110646273]\n"
DELEGABLE: tuple[tuple[str, str], ...] = (
    (
        "provision: peca-37\n    kinds: [removal]\n    bodies: [smpra]\n    delegable: false",
        "provision: peca-37\n    kinds: [removal]\n    bodies: [smpra]\n    delegable: true",
    ),
)
"""A law, invented for the test, that lets the holder hand the power on."""
ESTABLISHED = ("established: not verified", "established: verified")
"""A notice, invented for the test, by which the regulator is established."""


def direction(
    kind: str,
    provision: str,
    *,
    body: str = "",
    delegation: str = "",
    verified: bool = True,
    insist: bool = False,
    law: tuple[tuple[str, str], ...] = (),
) -> Change:
    """The case with an office that claims a power to direct."""
    others = {"removal", "prevention", "information", "preservation"} - {kind}
    powers = (
        f"powers:\n  - kinds: [{', '.join(sorted(others))}]\n    form: request\n"
        f"  - kinds: [{kind}]\n    form: direction\n    provision: {provision}\n"
        f"    verified: {str(verified).lower()}\n"
    )
    if delegation:
        powers += f"    delegation: {{{delegation}}}\n"
    if "smpra" in body + delegation:
        law = (*law, ESTABLISHED)
    if insist:
        mark = (f"  - kind: {kind}", f"  - kind: {kind}\n    form: ‸direction")
    else:
        mark = (f"  - kind: {kind}", f"  - kind: ‸{kind}")
    office = (
        (POWERS, powers),
        ("kind: ministry", f"kind: ministry\nbody: {body}" if body else "kind: ministry"),
    )
    return change(mark, files={OFFICE: office, **({LAW: law} if law else {})})


EMERGENCY = """emergency:
  threat: An attack on a named school is announced for the morning.
  persons: the pupils of the school
  place: Islamabad
  time: 24 November 2026, 08:00
  basis: The post of row 2.
  reliability: one public post, not corroborated
  why_hours: The attack is announced for the next morning.
  accounts: [new]
  data:
    - {data: log-in addresses, purpose: to find the place of the writer}
  supervisor_name: D. N. Specimen
  supervisor_post: Director
  process_by: 2026-11-30
requests:
  - kind: %semergency
"""
NEW_ID = '    native_id: "9999999999999900002"\n'
NEW_ROW = "    organisation: specimen-organisation\n    link: media-wing\n    link_basis"
SEEN = (
    "    observed_at: 2026-11-22T08:00:00+05:00\n    status_checked_at: 2026-11-22T08:00:00+05:00\n"
)
LAST_CORROBORATION = (
    "0202020202020202020202020202\n    corroboration: a second capture is held",
    "0202020202020202020202020202",
)
