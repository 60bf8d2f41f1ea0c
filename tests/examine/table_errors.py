"""For every error: a change of the good case that it must find, and one that it must pass."""

# ruff: noqa: E501  (a table of passages)

from __future__ import annotations

from good_case import ORGANISATION, ORGANISATION_FILE, Change, change
from kit import DATA

NEW = "url: https://x.com/specimen_x_new\n    native_id"
URL = "url: ‸{}\n    native_id"
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
"""
MIRROR = (
    "    protected: none\n    prior_report: SPEC",
    "    protected: none\n    mirror_of: old\n",
)
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
LIMITS = (
    "    days: 14\n    basis: Prevention of Electronic Crimes Act 2016, section 38(3)\n"
    "    verification: verified"
)
OFFICE = "offices/pk-specimen.yaml"
LAW = "jurisdictions/pk.yaml"
_OFFICE = (DATA / OFFICE).read_text(encoding="utf-8")
POWERS = _OFFICE[_OFFICE.index("powers:\n") : _OFFICE.index("signatory:\n")]
DUTY = _OFFICE[_OFFICE.index("duty:\n") : _OFFICE.index("single_point:")]


CAPTURED = "url: https://x.com/specimen_x_new\n    captured_at: 2026-11-22"
POSTS = "    posts: [https://x.com/specimen_x_new/status/2117949982110646273]\n"
_BY_NUMBER = (
    (
        "url: https://x.com/specimen_x_new\n    native",
        "url: https://x.com/i/user/9999999999999900002\n    native",
    ),
    (POSTS, ""),
    ("    actioned_on: 2026-10-20\n    actioned_ref: SPECIMEN-ACTION-1\n", ""),
)
TELEGRAM_ROW = ((NEW, "url: https://t.me/specimen_channel\n    native_id"), (POSTS, ""))
DELEGABLE: tuple[tuple[str, str], ...] = (
    (
        "provision: peca-37\n    kinds: [removal]\n    bodies: [smpra]\n    delegable: false",
        "provision: peca-37\n    kinds: [removal]\n    bodies: [smpra]\n    delegable: true",
    ),
)
"""A law, invented for the test, that lets the holder hand the power on."""


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
    if insist:
        mark = (f"  - kind: {kind}", f"  - kind: {kind}\n    form: ‸direction")
    else:
        mark = (f"  - kind: {kind}", f"  - kind: ‸{kind}")
    office = (
        (POWERS, powers),
        ("kind: ministry", f"kind: ministry\nbody: {body}" if body else "kind: ministry"),
    )
    return change(mark, files={OFFICE: office, **({LAW: law} if law else {})})


EARLIER = """\
  - kind: reminder
    earlier:
      kind: information
      reference: SPEC-IRU/2026/0001/x/information
      on: 2026-10-01
      data_categories: [login-ip]
      accounts: [new]
    data_categories: [%s]
"""
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
THREATS = ("ground: propaganda\n    justification: The", "ground: threats\n    justification: The")
ANSWERED = (
    "    link_basis: the profile carries an emblem\n",
    "    link_basis: the profile carries an emblem\n    context: published on a school day\n"
    "    intent: the pupils are to be hurt\n    reach: 900 readers\n"
    "    imminence: a day was named\n",
)

NEW_ID = '    native_id: "9999999999999900002"\n'

ERRORS: dict[str, tuple[list[Change], list[Change]]] = {
    "E01": (
        [
            change((NEW, URL.format("0123"))),
            change((NEW, URL.format("https://x.com/specimen_x_new/status/1990000000000000001"))),
            change((NEW, "platform: ‸telegram\n    " + NEW)),
            change(("url: https://x.com/specimen_x_new\n    native_id", "‸url:\n    native_id")),
        ],
        [change((NEW, URL.format("https://twitter.com/specimen_x_new")))],
    ),
    "E02": (
        [
            change((NEW, URL.format("https://x.com/search?q=specimen"))),
            change((NEW, URL.format("https://x.com/hashtag/specimen"))),
            change((NEW, URL.format("https://t.co/AbCdEf"))),
            change((NEW, URL.format("https://x.com/i/lists/1500000000000000001"))),
        ],
        [change((NEW, URL.format("https://x.com/specimen_x_new?lang=en")))],
    ),
    "E03": (
        [
            change(
                (
                    "    organisation: specimen-organisation\n    link: media-wing\n    ground",
                    "    organisation: ‸specimen-organisation\n    link: media-wing\n    ground",
                ),
                files={ORGANISATION_FILE: (("status: listed", "status: removed"),)},
            )
        ],
        [change()],
    ),
    "E04": (
        [
            change(
                (
                    "    organisation: specimen-organisation\n    link: media-wing\n    ground",
                    "    organisation: ‸specimen-organisation\n    link: media-wing\n    ground",
                ),
                files={ORGANISATION_FILE: (("un-1267", "us-fto"), ("QDe.999", "FTO-999"))},
            )
        ],
        [change(files={ORGANISATION_FILE: (("un-1267", "un-1988"), ("QDe.999", "TAe.999"))})],
    ),
    "E05": (
        [change(("exhibits: [E2]", "exhibits: ‸[]"), ("accounts: [new]", "accounts: [old]"))],
        [change(("exhibits: [E2]", "exhibits: []"))],
    ),
    "E06": (
        [
            change(
                (
                    JUSTIFIED,
                    "‸On 2 October 2026, the account published a claim of responsibility!",
                )
            ),
            change((f"justification: {JUSTIFIED}", "‸justification:")),
            change((JUSTIFIED, "‸bad account")),
        ],
        [change()],
    ),
    "E07": (
        [
            change(("propaganda\n    justification: The", "‸propagand\n    justification: The")),
            change(("propaganda\n    justification: The", "‸ideology\n    justification: The")),
            change(
                ("propaganda\n    justification: On", "‸propaganda\n    justification: On"),
                files={LAW: (("provisions: [peca-9, peca-10]", "provisions: [peca-99]"),)},
            ),
        ],
        [change(("propaganda\n    justification: The", "glorification\n    justification: The"))],
    ),
    "E08": (
        [
            change(("    protected: none\n    prior", "    protected: ‸unknown\n    prior")),
            change(
                (ORDER, ""),
                (
                    "    protected: none\n    prior",
                    "    protected: ‸journalist\n    protected_decision: Writes news.\n    prior",
                ),
            ),
            change(("    protected: none\n    prior", "    ‸protected:\n    prior")),
        ],
        [
            change(
                (
                    "    protected: none\n    prior",
                    "    protected: unknown\n    protected_decision: No sign of it.\n    prior",
                )
            )
        ],
    ),
    "E09": (
        [
            direction("removal", "peca-2r"),
            direction(
                "removal", "peca-2r", delegation="by: smpra, instrument: Letter 1, on: 2026-01-05"
            ),
            direction("preservation", "peca-31"),
            direction("removal", "peca-31", body="nccia"),
            change(
                ("  - kind: preservation", "  - kind: ‸preservation"),
                files={OFFICE: (("information, preservation", "information"),)},
            ),
            change(("  - kind: removal", "  - kind: removal\n    form: ‸direction")),
            # An unverified power lets nobody insist.
            direction("preservation", "peca-31", body="nccia", verified=False, insist=True),
            direction(
                "removal",
                "peca-37",
                delegation="by: smpra, instrument: Letter 1, on: 2026-12-05",
                law=DELEGABLE,
            ),
            direction(
                "removal",
                "peca-37",
                delegation="by: smpra, instrument: Letter 1, on: 2026-01-05, until: 2026-11-22",
                law=DELEGABLE,
            ),
            direction(
                "removal",
                "peca-37",
                delegation="by: nccia, instrument: Letter 1, on: 2026-01-05",
                law=DELEGABLE,
            ),
            direction("removal", "peca-37", law=DELEGABLE),
        ],
        [
            direction("preservation", "peca-31", body="nccia"),
            direction("preservation", "peca-31", body="nccia", insist=True),
            direction("preservation", "peca-31", body="nccia", verified=False),
            direction("removal", "peca-2r", body="smpra"),
            direction(
                "removal",
                "peca-37",
                delegation="by: smpra, instrument: Letter 1, on: 2026-11-23, until: 2026-11-23",
                law=DELEGABLE,
            ),
            # Whoever may not direct may ask.
            change(("  - kind: removal", "  - kind: removal\n    form: request")),
        ],
    ),
    "E10": (
        [
            change(
                (ORDER, ""),
                (
                    "window: {start: 2026-11-01, end: 2026-11-22}",
                    "window: {start: 2026-11-01, end: 2026-11-22}\n    data_categories: ‸[last-seen]",
                ),
                (NEW, "url: +44 7700 900042\n    platform: whatsapp\n    native_id"),
                ("    posts: [https://x.com/specimen_x_new/status/2117949982110646273]\n", ""),
            )
        ],
        [
            change(
                (
                    "window: {start: 2026-11-01, end: 2026-11-22}",
                    "window: {start: 2026-11-01, end: 2026-11-22}\n    data_categories: [last-seen]",
                ),
                (NEW, "url: +44 7700 900042\n    platform: whatsapp\n    native_id"),
                ("    posts: [https://x.com/specimen_x_new/status/2117949982110646273]\n", ""),
            )
        ],
    ),
    "E11": (
        [
            change(
                (
                    "  - kind: information\n    window: {start: 2026-11-01, end: 2026-11-22}",
                    "  - ‸kind: information",
                )
            ),
            change(("start: 2026-11-01", "start: ‸2026-11-23")),
            change(("2026-11-01, end: 2026-11-22", "2026-11-01, end: ‸2026-11-24")),
            change(
                (
                    "    exhibits: [E2]",
                    "    data_from: ‸2026-11-09\n    data_to: 2026-11-02\n    exhibits: [E2]",
                )
            ),
        ],
        [
            change(
                (
                    "    exhibits: [E2]",
                    "    data_from: 2026-11-02\n    data_to: 2026-11-09\n    exhibits: [E2]",
                )
            )
        ],
    ),
    "E12": (
        [
            change(("  - kind: preservation\n", "  - kind: preservation\n    period_days: ‸91\n")),
            change(
                (ORDER, ""),
                (
                    "  - kind: preservation\n",
                    "  - kind: preservation\n    status: ‸extend\n    earlier: {kind: preservation, "
                    "reference: SPEC-IRU/2026/0001/x/preservation, on: 2026-10-01}\n",
                ),
            ),
        ],
        [change(("  - kind: preservation\n", "  - kind: preservation\n    period_days: 90\n"))],
    ),
    "E13": (
        [
            change((REQUESTS, "confidentiality: {until: ‸2026-12-08, reason: Harm.}\n" + REQUESTS)),
            change((REQUESTS, "confidentiality: {until: ‸2026-11-22, reason: Harm.}\n" + REQUESTS)),
            change((REQUESTS, "confidentiality: ‸{reason: Harm.}\n" + REQUESTS)),
        ],
        [change((REQUESTS, "confidentiality: {until: 2026-12-07, reason: Harm.}\n" + REQUESTS))],
    ),
    "E14": (
        [
            change(("requests:\n", EMERGENCY % "‸"), files={OFFICE: ((DUTY, ""),)}),
            change(("requests:\n", "requests:\n  - kind: ‸emergency\n")),
            change(
                (
                    "requests:\n",
                    (EMERGENCY % "")
                    .replace("  place: Islamabad\n", "")
                    .replace("  threat", "  ‸threat"),
                )
            ),
            change(
                ("requests:\n", (EMERGENCY % "").replace("24 November 2026, 08:00", "‸unknown"))
            ),
            change(
                (
                    "requests:\n",
                    (EMERGENCY % "")
                    .replace("the pupils of the school", "‸nobody in particular")
                    .replace("Islamabad", "not yet known"),
                )
            ),
            change(
                (
                    "requests:\n",
                    (EMERGENCY % "").replace("data: log-in addresses", "data: ‸Everything"),
                )
            ),
        ],
        [
            change(("requests:\n", EMERGENCY % "")),
            # Where, but not yet whom.
            change(
                ("requests:\n", (EMERGENCY % "").replace("the pupils of the school", "unknown"))
            ),
        ],
    ),
    "E15": (
        [
            change(
                PREVENTION,
                ("    prior_report: SPEC", "    mirror_of: old\n    prior_report: SPEC"),
                ("  - id: new", "  - ‸id: new"),
            ),
            change(
                PREVENTION,
                (
                    "    prior_report: SPEC",
                    "    mirror_of: old\n    first_seen: ‸2026-10-19\n    prior_report: SPEC",
                ),
            ),
            change(PREVENTION, MIRRORED, ("accounts:\n  - id", STEM % "‸spec*" + "  - id")),
            change(PREVENTION, MIRRORED, ("accounts:\n  - id", STEM % "‸spe" + "  - id")),
        ],
        [change(PREVENTION, MIRRORED, ("accounts:\n  - id", STEM % "specimen_x_" + "  - id"))],
    ),
    "E16": (
        [
            change(("necessity: Its", "necessity: ‸You must act, for its")),
            change((JUSTIFIED, "‸This notorious account shows the same emblem.")),
            change(("defences: Reporting", "defences: ‸سخت کارروائی کی جائے گی۔ Reporting")),
            change(("facts: An", "facts: ‸|\n  Failure\n  to comply will be noted. An")),
        ],
        [
            change(("necessity: Its", "necessity: This is no order. Its")),
            change(
                (
                    "    exhibits: [E2]",
                    "    display_name: You must obey, notorious\n    exhibits: [E2]",
                )
            ),
        ],
    ),
    "E17": (
        [change(("requests:\n", "requests:\n" + EARLIER.replace("[%s]", "‸[subscriber-name]")))],
        [change(("requests:\n", "requests:\n" + EARLIER % "login-ip"))],
    ),
    "E18": (
        [
            change(
                ("office: pk", "office: ‸pk"),
                files={LAW: (("  - open_to: user\n", "  - open_to: provider\n"),)},
            ),
            change(
                ("office: pk", "office: ‸pk"),
                files={
                    OFFICE: (
                        (
                            '  role: Registry of the unit\n  email: registry@iru.specimen.example\n  phone: "+1 202 555 0102"\n',
                            "  role: Registry of the unit\n",
                        ),
                    )
                },
            ),
        ],
        [change(files={LAW: (("  - open_to: user\n", "  - open_to: both\n"),)})],
    ),
    "E19": (
        [
            change(
                (
                    "    holder_in: US\n    organisation: specimen-organisation\n    link: media-wing\n    link_basis",
                    "    holder_in: ‸US\n    organisation: specimen-organisation\n    link: media-wing\n    link_basis",
                ),
                (
                    "    holder_in: US\n    organisation: specimen-organisation\n    link: media-wing\n    ground",
                    "    organisation: specimen-organisation\n    link: media-wing\n    ground",
                ),
                files={"platforms/x.yaml": (("serves: [default]", "serves: [CA]"),)},
            ),
        ],
        [
            change(
                (
                    "    holder_in: US\n    organisation: specimen-organisation\n    link: media-wing\n    link_basis",
                    "    holder_in: DE\n    organisation: specimen-organisation\n    link: media-wing\n    link_basis",
                )
            )
        ],
    ),
    "E20": (
        [
            change(("sha256: 0202", "sha256: ‸202")),
            change(("sha256: 0202", "file: ‸missing.png\n    sha256: 0202")),
        ],
        [change()],
    ),
    "E21": (
        [change(("requests:\n", "marking: ‸secret\nrequests:\n"))],
        [change(("requests:\n", "marking: confidential\nrequests:\n"))],
    ),
    "E22": (
        [change((NEW, URL.format("https://twitter.com/Specimen_X_Old")))],
        [change()],
    ),
    "E58": (
        [
            change((CAPTURED, f"url: ‸{address}\n    captured_at: 2026-11-22"))
            for address in (
                "dns:x.com",
                "urn:pageinfo:https://x.com/specimen_x_new",
                "screenshot:https://x.com/specimen_x_new",
                "x.com/specimen_x_new",
                "file:///home/officer/page.html",
                "https:specimen_x_new",
                "https://localhost/specimen_x_new",
                "the page of the account",
            )
        ],
        [
            change((CAPTURED, f"url: {address}\n    captured_at: 2026-11-22"))
            for address in (
                "http://x.com/specimen_x_new?lang=en#top",
                "https://نمونہ.example/صفحہ",
                "https://192.0.2.7:8443/page",
            )
        ],
    ),
    "E23": (
        [
            change(
                (
                    "corroboration: a second capture is held\n  - id: E2",
                    "access: ‸closed-group\n  - id: E2",
                )
            )
        ],
        [
            change(
                (
                    "corroboration: a second capture is held\n  - id: E2",
                    "access: closed-group\n    lawful_source: handed over by a member\n  - id: E2",
                )
            )
        ],
    ),
    "E24": (
        [
            change(
                ("facts: An officer", "facts: ‸A neighbour, +92 300 1234567, wrote. An officer")
            ),
            change(
                ("facts: An officer", "facts: ‸A neighbour, 35202-1234567-1, wrote. An officer")
            ),
            change((JUSTIFIED, "‸The account names a.person@mail.example as its contact.")),
            change(
                ("shows: The page with the emblem.", "shows: ‸The page with 0300-1234567 on it.")
            ),
        ],
        [
            change(
                ("facts: An officer", "facts: A neighbour, +92 300 1234567, wrote. An officer"),
                (
                    "requests:\n",
                    "personal_data:\n  - {text: +92 300 1234567, reason: It is the number in danger.}\nrequests:\n",
                ),
            ),
            change(
                (JUSTIFIED, "On 2026-11-02 10:00 post 1990000000000000001 had 1,234,567 readers.")
            ),
        ],
    ),
    "E25": (
        [change(("{name: C. N. Specimen,", "{name: ‸b n SPECIMEN,"))],
        [change()],
    ),
    "E26": (
        [
            change(
                (
                    "    organisation: specimen-organisation\n    link: media-wing\n    ground",
                    "    organisation: ‸specimen-organisation\n    link: media-wing\n    ground",
                ),
                files={
                    ORGANISATION_FILE: ORGANISATION
                    + "".join(
                        ORGANISATION[ORGANISATION.index("  - authority") :].replace(
                            "QDe.999", f"QDe.99{n}"
                        )
                        for n in (7, 8)
                    )
                },
            )
        ],
        [change()],
    ),
    "E27": (
        [
            change(("    observed_at: 2026-11-22T08", "    observed_at: ‸2026-11-23T18")),
            change(("    captured_at: 2026-11-22T08", "    captured_at: ‸2026-11-23T18")),
        ],
        [change()],
    ),
    "E28": (
        [
            change(("formal_request_by: 2027", "formal_request_by: ‸2026")),
            change(("date: 2026-11-16", "date: ‸2026-11-24")),
            change(
                ("post: Deputy director, on: 2026-11-22", "post: Deputy director, on: ‸2026-11-24")
            ),
            change(
                ("post: Deputy director, on: 2026-11-22", "post: Deputy director, on: ‸2026-11-19")
            ),
            change(("officer, on: 2026-11-20", "officer, on: ‸2026-11-25")),
            change(("  kind: enquiry\n", "  kind: enquiry\n  on: ‸2026-12-01\n")),
            change(("prior_report_on: 2026-11-05", "prior_report_on: ‸2026-12-05")),
            change(("actioned_on: 2026-10-20", "actioned_on: ‸2027-10-20")),
            change(("formal_request_by: 2027-01-29", "formal_request_by: ‸2027-03-29")),
            change(("requests:\n", EMERGENCY.replace("2026-11-30", "‸2026-11-22") % "")),
            *(
                change(
                    (
                        REQUESTS,
                        REQUESTS + "  - kind: reminder\n    earlier:\n      kind: removal\n"
                        f"      reference: SPEC-1\n      on: ‸{day}\n      accounts: [new]\n",
                    )
                )
                for day in ("2026-11-23", "2027-10-01")
            ),
            *(
                change(
                    (
                        REQUESTS,
                        REQUESTS + "  - kind: preservation\n    status: extend\n"
                        "    window: {start: 2026-09-01, end: 2026-10-01}\n"
                        "    earlier: {kind: preservation, reference: R/1, on: 2026-10-19, "
                        f"accounts: [new], preserve_until: ‸{until}}}\n",
                    )
                )
                for until in ("2026-11-20", "2026-10-01")
            ),
        ],
        [
            change(),
            # A wrong row may be taken back on the very day.
            change(
                (
                    REQUESTS,
                    REQUESTS + "  - kind: withdrawal\n    earlier: {kind: removal, "
                    "reference: SPEC-1, on: 2026-11-23, accounts: [new]}\n",
                ),
                (
                    "    prior_report: SPEC",
                    "    withdraw_reason: duplicate\n    prior_report: SPEC",
                ),
            ),
        ],
    ),
    "E29": ([change(("reference: SPEC-IRU/2026/0007", "reference: ‸OTHER/7"))], [change()]),
    "E30": (
        [
            change(
                ("purpose: The data are needed to learn who runs the account.\n", ""),
                ("reference: SPEC-IRU/2026/0007\ntitle", "‸reference: SPEC-IRU/2026/0007\ntitle"),
            ),
            change(
                ("\n    formal_request_by: 2027-01-29", ""),
                ("  - kind: preservation", "  - ‸kind: preservation"),
            ),
        ],
        [change()],
    ),
    "E31": (
        [change((REQUESTS, f"{REQUESTS}  - kind: ‸prevention\n    term_until: 2027-02-23\n"))],
        [change(PREVENTION, MIRRORED)],
    ),
    "E32": (
        [change(THREATS, ("  - id: new", "  - ‸id: new"))],
        [change(THREATS, ANSWERED)],
    ),
    "E33": (
        [
            change(
                (
                    "requests:\n",
                    "overrides:\n  - code: P02\n    reason: Held.\n    reviewer: {name: ‸B.N. Specimen, post: x}\nrequests:\n",
                ),
            ),
            change(
                (
                    "requests:\n",
                    "overrides:\n  - code: ‸E05\n    reason: Held.\n    reviewer: {name: C. N. Specimen, post: x}\nrequests:\n",
                ),
            ),
        ],
        [
            change(
                (
                    "requests:\n",
                    "overrides:\n  - code: P02\n    reason: Held.\n    reviewer: {name: C. N. Specimen, post: x}\nrequests:\n",
                ),
            )
        ],
    ),
    "E34": (
        [change((INFORMATION, INFORMATION + "    data_categories: ‸[subscriber-nam]\n"))],
        [change((INFORMATION, INFORMATION + "    data_categories: [subscriber-name]\n"))],
    ),
    "E35": (
        [
            change(("    exhibits: [E2]", "    measure: ‸close-group\n    exhibits: [E2]")),
            change(("    exhibits: [E2]", "    measure: ‸revoke-invite\n    exhibits: [E2]")),
            change(
                (POSTS, ""),
                ("    exhibits: [E2]", "    measure: ‸remove-posts\n    exhibits: [E2]"),
            ),
        ],
        [
            change(("    exhibits: [E2]", f"    measure: {measure}\n    exhibits: [E2]"))
            for measure in ("remove-posts", "suspend", "withhold")
        ],
    ),
    "E38": (
        [
            change((REQUESTS, REQUESTS + "  - kind: ‸removal\n    scope: global\n")),
            change((REQUESTS, REQUESTS + "  - kind: ‸removal\n    platforms: [x, telegram]\n")),
        ],
        [
            change(),
            change(
                *TELEGRAM_ROW,
                (
                    REQUESTS,
                    "requests:\n  - kind: removal\n    platforms: [x]\n"
                    "  - kind: removal\n    platforms: [telegram]\n",
                ),
                ("    actioned_on: 2026-10-20\n", ""),
            ),
        ],
    ),
    "E36": (
        [
            change((NEW_ID, NEW_ID + "    handle: ‸usеr_01\n")),
            change((NEW_ID, NEW_ID + '    handle: ‸"specimen\\u200b_x"\n')),
            change((NEW_ID, NEW_ID + "    handle: ‸ｆｕｌｌ\n")),
            change((NEW_ID, NEW_ID + "    handle: ‸Specimen Name\n")),
            change((NEW_ID, NEW_ID + "    former_handles: ‸usеr_01\n")),
        ],
        [
            change((NEW_ID, NEW_ID + "    handle: 0123\n    former_handles: 1e5 null_\n")),
            change((NEW_ID, NEW_ID + '    handle: "@specimen_x_new"\n    display_name: usеr\n')),
        ],
    ),
    "E37": (
        [
            change((NEW_ID, f"    native_id: ‸{wrong}\n"))
            for wrong in ("1.5e18", "1E+18", "00123", "-0", "685230.15", '"1,99E+18"')
        ],
        [
            change((NEW_ID, f"    native_id: {right}\n"))
            for right in ("98765432109876543210", "9876543210987654321", "7")
        ],
    ),
    "E53": (
        [
            *(
                change((NEW_ID, f"    native_id: ‸{wrong}\n"))
                for wrong in (
                    *("abc-def", "'=\"1234567891\"'", "'1,234,567,893'", "1.234.567.893"),
                    *(
                        "https://x.com/i/user/55",
                        "١٢٣٤٥٦٧٨٩٤",
                        '"\\u200b1234567890"',
                        "hello world",
                    ),
                    *("'@specimen_x_new'", "123 456 7890", "specimen_x_new", "'#1234567'"),
                )
            ),
            *(
                change((NEW_ID, f"{NEW_ID}    handle: ‸{wrong}\n"))
                for wrong in (
                    *("https://mobile.twitter.com/abc_spec", "x.com/specimen_x_new", "'a,b'"),
                    *("specimen_x_new_of_today", "t.me/specimen", "'\"specimen_x_new\"'", "i"),
                )
            ),
            change((NEW_ID, f"{NEW_ID}    former_handles: ‸x.com/old\n")),
            change(
                (NEW_ID, "    native_id: ‸UCabc\n"),
                (NEW, "url: https://www.youtube.com/@specimen\n    native_id"),
                (POSTS, ""),
            ),
        ],
        [
            change((NEW_ID, f"{NEW_ID}    handle: Specimen_X_New\n")),
            change((NEW_ID, f"{NEW_ID}    handle: '@specimen_x_new'\n")),
            change((NEW_ID, f"{NEW_ID}    former_handles: specimen_old @specimen_older\n")),
            change((NEW_ID, "    native_id: 1\n")),
            change(*TELEGRAM_ROW, (NEW_ID, "    native_id: '-1001234567890'\n")),
            change(*TELEGRAM_ROW, (NEW_ID, "    native_id: 1234567890\n")),
        ],
    ),
    "E54": (
        [
            change((NEW_ID, f"{NEW_ID}    handle: ‸specimen_other\n")),
            change((NEW_ID, f"{NEW_ID}    handle: ‸no\n")),
            change((NEW_ID, f"{NEW_ID}    handle: ‸specimen_other\n    former_handles: older\n")),
            change(
                (NEW, "url: https://x.com/i/user/1234567899\n    native_id"),
                (NEW_ID, "    native_id: ‸1234567898\n"),
                (POSTS, ""),
            ),
            change(
                (
                    NEW,
                    "url: https://www.youtube.com/channel/UCAbCdEfGhIjKlMnOpQrStUv\n    native_id",
                ),
                (NEW_ID, "    native_id: ‸UCAbCdEfGhIjKlMnOpQrStUw\n"),
                (POSTS, ""),
            ),
            change(
                (NEW, "url: facebook.com/profile.php?id=100064860875397\n    native_id"),
                (NEW_ID, "    native_id: ‸100099999999999\n"),
                (POSTS, ""),
            ),
            change(
                (NEW, "url: https://wa.me/447700900123\n    native_id"),
                (NEW_ID, "    native_id: ‸447700900124\n"),
                (POSTS, ""),
            ),
            change(
                (NEW, "url: telegram:-1001234567890\n    native_id"),
                (NEW_ID, "    native_id: ‸1234567891\n"),
                (POSTS, ""),
            ),
        ],
        [
            change((NEW_ID, f"{NEW_ID}    handle: SPECIMEN_X_NEW\n")),
            change((NEW_ID, f"{NEW_ID}    handle: now\n    former_handles: specimen_x_new\n")),
            change(
                (NEW, "url: https://x.com/i/user/1234567899\n    native_id"),
                (NEW_ID, "    native_id: 1234567899\n    handle: specimen_x_new\n"),
            ),
            change(
                (NEW, "url: telegram:-1001234567890\n    native_id"),
                (NEW_ID, "    native_id: '1234567890'\n"),
                (POSTS, ""),
            ),
        ],
    ),
    "E55": (
        [
            change((POSTS, "    posts: ‸https://x.com/innocent/status/2117949982110646273\n")),
            change(
                (
                    "url: https://x.com/specimen_x_new\n    captured",
                    "url: ‸https://x.com/innocent\n    captured",
                )
            ),
            change(
                (
                    "url: https://x.com/specimen_x_new\n    captured",
                    "url: ‸https://x.com/innocent/status/2117949982110646273\n    captured",
                )
            ),
        ],
        [
            change((POSTS, "    posts: https://x.com/SPECIMEN_x_new/status/2117949982110646273\n")),
            change((POSTS, "    posts: https://x.com/i/web/status/2117949982110646273\n")),
            change(
                (
                    POSTS,
                    "    posts: https://x.com/innocent/status/2117949982110646273\n"
                    "    posts_of_others: the account shared it with praise on 20 November 2026\n",
                )
            ),
            change(
                (NEW_ID, f"{NEW_ID}    former_handles: specimen_was\n"),
                (POSTS, "    posts: https://x.com/specimen_was/status/2117949982110646273\n"),
            ),
        ],
    ),
    "E56": (
        [
            change((NEW_ID, f"{NEW_ID}    handle: ‸specimen_x_old\n"), *_BY_NUMBER),
            change(
                (NEW_ID, "    native_id: ‸'-1001234567890'\n"),
                (
                    'url: https://x.com/specimen_x_old\n    native_id: "9999999999999900001"',
                    "url: https://t.me/specimen_one\n    native_id: 1234567890",
                ),
                (NEW, "url: https://t.me/specimen_two\n    native_id"),
                ("    actioned_on: 2026-10-20\n    actioned_ref: SPECIMEN-ACTION-1\n", ""),
                (POSTS, ""),
            ),
        ],
        [
            change(),
            change((NEW_ID, f"{NEW_ID}    handle: specimen_third\n"), *_BY_NUMBER),
            change(
                (NEW_ID, f"{NEW_ID}    handle: specimen_x_old\n"),
                _BY_NUMBER[0],
                (POSTS, ""),
            ),
        ],
    ),
    "E57": (
        [
            change((NEW, "url: ‸Facebook\n    platform: facebook\n    native_id"), (POSTS, "")),
            change((NEW, "url: ‸x\n    platform: x\n    native_id"), (POSTS, "")),
            change(
                (NEW, "url: https://t.me/+SPECIMENinvite0042\n    native_id"),
                (NEW_ID, "    handle: ‸Telegram\n"),
                (POSTS, ""),
            ),
        ],
        [
            change(),
            change((NEW, "url: '@Facebook'\n    platform: facebook\n    native_id"), (POSTS, "")),
        ],
    ),
    "E39": (
        [
            change((FACTS, f"facts: ‸{'n' * 400}")),
            change((FACTS, f"facts: ‸An account {'n' * 65}, no more.")),
            change(("number: SPEC-IRU/L/2026/0007", f"number: ‸{'7' * 90}")),
        ],
        [
            change((FACTS, f"facts: An item with the SHA-256 {'0f' * 32} was seen.")),
            change((FACTS, f"facts: See https://x.com/{'specimen/' * 20} there.")),
            change((FACTS, f"facts: {'一' * 200}")),
        ],
    ),
}
