"""For every warning and platform rule: a change that it must find, and one that it must pass."""

# ruff: noqa: E501  (a table of passages)

from __future__ import annotations

from good_case import ORGANISATION_FILE, Change, change
from table_errors import (
    INFORMATION,
    JUSTIFIED,
    LAW,
    MIRRORED,
    NEW,
    NEW_ID,
    OFFICE,
    ORDER,
    PRESERVATION,
    PREVENTION,
    REQUESTS,
    URL,
    direction,
)

REMINDER = (
    "requests:\n  - kind: reminder\n    earlier:\n      kind: removal\n"
    "      reference: SPEC-IRU/2026/0001/x/removal\n      on: 2026-11-02\n      accounts: new\n"
)
POSTS = "    posts: [https://x.com/specimen_x_new/status/2117949982110646273]\n"
NEW_ROW = "    organisation: specimen-organisation\n    link: media-wing\n    link_basis"
OLD_ROW = "    organisation: specimen-organisation\n    link: media-wing\n    ground"
OLD_ORGANISATION = (OLD_ROW, OLD_ROW.replace(": specimen", ": ‸specimen"))
SEEN = (
    "    observed_at: 2026-11-22T08:00:00+05:00\n    status_checked_at: 2026-11-22T08:00:00+05:00\n"
)
WHATSAPP = (
    (NEW, "url: +44 7700 900042\n    platform: whatsapp\n    native_id"),
    (POSTS, ""),
)
EXHIBIT = "url: https://x.com/specimen_x_new\n    captured_at"
INVITE = ((NEW, URL.replace("‸", "").format("https://t.me/+SPECIMENinvite0042")), (POSTS, ""))
SECOND = ("    corroboration: a second capture is held\n", "")
LAST_CORROBORATION = (
    "0202020202020202020202020202\n    corroboration: a second capture is held",
    "0202020202020202020202020202",
)
TELEGRAM = ((NEW, URL.replace("‸", "").format("https://t.me/specimen_channel")), (POSTS, ""))
INSTAGRAM = (
    (NEW, URL.replace("‸", "").format("https://www.instagram.com/specimen_ig/")),
    (POSTS, ""),
)


def platform_case(address: str, *more: tuple[str, str]) -> Change:
    """The case with the second account on another service."""
    return change((NEW, URL.replace("‸", "").format(address)), (POSTS, ""), *more)


WARNINGS: dict[str, tuple[list[Change], list[Change]]] = {
    "W50": (
        [
            change((JUSTIFIED, f"‸{text}"))
            for text in (
                "private invite old",
                "two accounts in one cell",
                "The channel was opened anew and shows the same emblem.",
                "The account posts every day and did not stop for two days.",
                "It praised 12 attacks of 2025 since then, and may 3 times more.",
            )
        ],
        [
            change((JUSTIFIED, text))
            for text in (
                "On 3rd November the channel was opened anew.",
                "The channel was opened anew on 2026-11-03.",
                "The channel was opened anew in November 2026.",
                "Nov 3, 2026 is the day on which it was opened anew.",
                "Opened anew on 03.11.2026 with the same emblem.",
                "The channel shows the same emblem; the post is undated.",
                "The channel shows the emblem; the service does not show the day.",
                "The channel shows the emblem; the date of the post is not known.",
            )
        ],
    ),
    "W01": (
        [
            change(
                (REQUESTS, REMINDER),
                (
                    SEEN,
                    SEEN.replace("status_checked_at: 2026-11-22", "status_checked_at: ‸2026-11-19"),
                ),
            ),
            change(
                (REQUESTS, REMINDER),
                (SEEN, SEEN.splitlines(True)[0]),
                ("  - id: new", "  - ‸id: new"),
            ),
            change(
                (
                    SEEN,
                    SEEN.replace("status_checked_at: 2026-11-22", "status_checked_at: ‸2026-11-19"),
                )
            ),
            change((SEEN, SEEN.splitlines(True)[0]), ("  - id: new", "  - ‸id: new")),
        ],
        [
            change((SEEN, SEEN.replace("checked_at: 2026-11-22", "checked_at: 2026-11-21"))),
            change((REQUESTS, REMINDER)),
        ],
    ),
    "W02": (
        [change(('    native_id: "9999999999999900002"\n', ""), ("  - id: new", "  - ‸id: new"))],
        [change()],
    ),
    "W03": (
        [change((REQUESTS, REQUESTS + "    scope: ‸global\n    scope_reason: Seen abroad.\n"))],
        [change((REQUESTS, REQUESTS + "    scope: asking-state\n"))],
    ),
    "W04": (
        [
            change(
                (NEW_ROW, NEW_ROW.replace("media-wing", link)),
                ("  - id: new", "  - ‸id: new"),
            )
            for link in ("supporter", "member")
        ],
        [
            change(
                (NEW_ROW, NEW_ROW.replace("media-wing", "supporter")),
                ("    exhibits: [E2]", f"    {more}\n    exhibits: [E2]"),
            )
            for more in (
                "measure: remove-posts",
                "measure_reason: Every item of the last month is of this kind.",
            )
        ],
    ),
    "W05": (
        [change((NEW_ROW, NEW_ROW.replace("media-wing", "‸supporter")))],
        [change((NEW_ROW, NEW_ROW.replace("media-wing", "member")))],
    ),
    "W06": (
        [
            change(LAST_CORROBORATION, ("    exhibits: [E2]", "    exhibits: ‸[E2]")),
        ],
        [change(LAST_CORROBORATION, ("    exhibits: [E2]", "    exhibits: [E1, E2]"))],
    ),
    "W07": (
        [
            change(
                (
                    "shows: The page with the emblem.",
                    "shows: The page with the emblem.\n    language: ‸Urdu",
                )
            )
        ],
        [
            change(
                (
                    "shows: The page with the emblem.",
                    "shows: The page with the emblem.\n    language: English",
                )
            ),
            change(
                (
                    "shows: The page with the emblem.",
                    "shows: The page.\n    language: Urdu\n    translation: A claim.\n    translated_by: translator 1",
                )
            ),
        ],
    ),
    "W08": (
        [
            change(
                ("{start: 2026-11-01, end: 2026-11-22}", "‸{start: 2026-10-01, end: 2026-11-22}")
            ),
            change(
                ("{start: 2026-09-01, end: 2026-11-22}", "‸{start: 2026-08-01, end: 2026-11-22}")
            ),
        ],
        [
            change(
                (
                    "{start: 2026-11-01, end: 2026-11-22}",
                    "{start: 2026-10-01, end: 2026-11-22}\n    data_categories: [subscriber-name]",
                )
            )
        ],
    ),
    "W09": (
        [
            change(
                ("  court_permission: SPEC-COURT-P/2026/0007\n", ""),
                ("propaganda\n    justification: On", "‸propaganda\n    justification: On"),
            )
        ],
        [
            change(
                ("  court_permission: SPEC-COURT-P/2026/0007\n", ""),
                ("kind: enquiry", "kind: first-information-report"),
            )
        ],
    ),
    "W10": (
        [
            change(
                (
                    "url: https://x.com/specimen_x_old\n    native",
                    "url: ‸https://x.com/specimen_x_old\n    native",
                ),
                files={"platforms/x.yaml": (("  at: 2026-11-23\n", "  at: 2026-06-01\n"),)},
            )
        ],
        [change()],
    ),
    "W11": (
        [
            change(
                OLD_ORGANISATION,
                files={ORGANISATION_FILE: (("as_of: 2026-11-20", "as_of: 2026-11-01"),)},
            ),
            change(
                OLD_ORGANISATION,
                files={ORGANISATION_FILE: (("as_of: 2026-11-20", "as_of: 2026-11-25"),)},
            ),
            change(
                OLD_ORGANISATION,
                files={ORGANISATION_FILE: (("as_of: 2026-11-20", "as_of: 2026-11"),)},
            ),
        ],
        [change()],
    ),
    "W12": (
        [
            change(
                ("accounts:\n  - id: old", "accounts:\n  ‸- id: old"),
                (
                    "exhibits:\n  - id: E1",
                    "".join(
                        f"  - url: https://x.com/specimen_{n}\n    organisation: specimen-organisation\n"
                        f"    link: member\n    ground: propaganda\n    justification: Row {n}.\n"
                        "    protected: none\n    exhibits: [E2]\n"
                        for n in range(50)
                    )
                    + "exhibits:\n  - id: E1",
                ),
            )
        ],
        [change()],
    ),
    "W13": (
        [
            change(
                (
                    "facts: An officer",
                    "facts: ‸Under section 2R(3), proscribed organisations. An officer",
                )
            )
        ],
        [
            change(
                (
                    "facts: An officer",
                    "facts: Under section 2R(3), prescribed [sic] organizations. An officer",
                )
            )
        ],
    ),
    "W14": (
        [
            change(
                ("formal_language_copy: Courtesy copy in Urdu\n", ""),
                ("reference: SPEC-IRU/2026/0007\ntitle", "‸reference: SPEC-IRU/2026/0007\ntitle"),
            )
        ],
        [change()],
    ),
    "W15": (
        [
            change(("    exhibits: [E2]", "    display_name: ‸Specimen News\n    exhibits: [E2]")),
            change(
                ("    exhibits: [E2]", "    handle: ‸specimennewsdesk_archive\n    exhibits: [E2]")
            ),
            change(("    exhibits: [E2]", "    display_name: ‸نمونہ خبریں\n    exhibits: [E2]")),
            change(
                ("link_basis: the profile carries an emblem", "link_basis: ‸a parody of the emblem")
            ),
        ],
        [
            change(
                (
                    "    exhibits: [E2]",
                    "    display_name: Specimen News\n    protected_decision: It names itself so and reports nothing.\n    exhibits: [E2]",
                )
            ),
            change(
                (
                    "    exhibits: [E2]",
                    "    display_name: Newsome Times2\n    handle: renewal\n    exhibits: [E2]",
                )
            ),
        ],
    ),
    "W16": (
        [
            change(
                (
                    "    protected: none\n    prior",
                    "    protected: ‸minor\n    protected_decision: Known.\n    prior",
                )
            ),
            change(
                (
                    "link_basis: the profile carries an emblem",
                    "link_basis: ‸the holder is 15 years old by the profile",
                )
            ),
            change(
                (
                    "    exhibits: [E2]",
                    "    display_name: ‸schoolgirl of Specimen\n    exhibits: [E2]",
                )
            ),
        ],
        [
            change(
                (
                    "link_basis: the profile carries an emblem",
                    "link_basis: the profile is 15 months old",
                )
            )
        ],
    ),
    "W17": (
        [change(*WHATSAPP, ("    exhibits: [E2]", "    exhibits: ‸[E2]"))],
        [
            change(
                *WHATSAPP,
                (
                    "    url: https://x.com/specimen_x_new\n    captured",
                    "    access: public\n    url: https://x.com/specimen_x_new\n    captured",
                ),
            )
        ],
    ),
    "W20": (
        [
            change(
                OLD_ORGANISATION,
                files={
                    ORGANISATION_FILE: (
                        ("{listed_name: verified", "{listed_name: spelling-to-check"),
                    )
                },
            )
        ],
        [change()],
    ),
    "W21": (
        [
            change(
                OLD_ORGANISATION,
                files={ORGANISATION_FILE: (("date_listed: verified", "date_listed: memory"),)},
            )
        ],
        [change()],
    ),
    "W22": (
        [
            change(
                (
                    "specimen-organisation\n    link: media-wing\n    link_basis",
                    "ttp\n    link: media-wing\n    link_basis",
                ),
                ("  - id: new", "  - id: new"),
            )
        ],
        [change()],
    ),
    "W57": (
        [
            change(
                (NEW, URL.replace("‸", "").format("https://www.tiktok.com/@specimen.acct")),
                (
                    POSTS,
                    "    posts: ‸[https://www.tiktok.com/@specimen.acct/video/1000000000000000001]\n",
                ),
            )
        ],
        [
            change(
                (NEW, URL.replace("‸", "").format("https://www.tiktok.com/@specimen.acct")),
                (
                    POSTS,
                    "    posts: [https://www.tiktok.com/@specimen.acct/video/7500000000000000001]\n",
                ),
            )
        ],
    ),
    "W23": (
        [
            change(
                (
                    POSTS,
                    POSTS.replace(": [", ": ‸[").replace(
                        "2117949982110646273", "2199000000000000001"
                    ),
                )
            )
        ],
        [change()],
    ),
    "W24": (
        [change((NEW, URL.format("https://fxtwitter.com/specimen_x_new")))],
        [change()],
    ),
    "W25": (
        [
            change(
                (
                    "letter: {number: SPEC-IRU/L/2026/0007, date: 2026-11-23}",
                    "letter: {number: ‸SPEC-IRU/L/2026/0007}",
                )
            ),
            change(("{number: SPEC-IRU/L/2026/0007, date: ", "{date: ‸")),
            change(
                (
                    "approved_by: {name: C. N. Specimen, post: Deputy director, on: 2026-11-22}",
                    "approved_by: ‸{name: C. N. Specimen, post: Deputy director}",
                )
            ),
        ],
        [change()],
    ),
    "W26": (
        [change(PREVENTION, MIRRORED, (NEW, URL.format("https://x.com/specimen_x_new")))],
        [change()],
    ),
    "W27": (
        [change(*INVITE, ("  - id: E2", "  - ‸id: E2"))],
        [change(*INVITE, ("  - id: E2", "  - access: public\n    id: E2"))],
    ),
    "W28": (
        [
            change(
                (
                    "requests:\n",
                    "overrides:\n  - code: ‸W05\n    reason: Held.\n    reviewer: {name: C. N. Specimen, post: x}\nrequests:\n",
                )
            ),
            change(
                (
                    "requests:\n",
                    "overrides:\n  - code: ‸W99\n    reason: Held.\n    reviewer: {name: C. N. Specimen, post: x}\nrequests:\n",
                )
            ),
            change(
                (
                    "requests:\n",
                    "overrides:\n  - code: P02\n    rows: ‸[nobody, new]\n    reason: Held.\n    reviewer: {name: C. N. Specimen, post: x}\nrequests:\n",
                )
            ),
        ],
        [
            change(
                (
                    "requests:\n",
                    "overrides:\n  - code: P02\n    rows: [new]\n    reason: Held.\n    reviewer: {name: C. N. Specimen, post: x}\nrequests:\n",
                )
            )
        ],
    ),
    "W29": (
        [
            change(
                ("justification: On 2 October 2026 the", "justification: ‸On 2 October 2026 the"),
                (JUSTIFIED, "On 14 November 2026 the account published a claim of responsibility."),
            ),
            change(
                ("justification: On 2 October 2026 the", "justification: ‸On 2 October 2026 the"),
                (JUSTIFIED, "On 2 October 2026 the account published a claim of responsibilitie."),
            ),
            change(
                ("justification: On 2 October 2026 the", "justification: ‸On 2 October 2026 the"),
                (JUSTIFIED, "On 2 October 2026 the channel published a claim of responsibility."),
            ),
        ],
        [change()],
    ),
    "W30": (
        [
            change(
                *WHATSAPP,
                (INFORMATION, INFORMATION + "    data_categories: ‸[last-seen, login-ip]\n"),
            )
        ],
        [
            change(
                *WHATSAPP,
                (INFORMATION, INFORMATION + "    data_categories: [last-seen, login-ip]\n"),
                (
                    "purpose: The data",
                    "purpose: The last seen day tells if the account is still used. The data",
                ),
            )
        ],
    ),
    "W41": (
        [
            direction("preservation", "peca-31", body="nccia", verified=False),
            direction(
                "removal",
                "peca-2r",
                body="smpra",
                law=(
                    (
                        "provision: peca-2r\n    kinds: [removal]\n    bodies: [smpra]\n"
                        "    delegable: false\n    verification: verified",
                        "provision: peca-2r\n    kinds: [removal]\n    bodies: [smpra]\n"
                        "    delegable: false\n    verification: memory",
                    ),
                ),
            ),
        ],
        [direction("removal", "peca-2r", body="smpra"), change()],
    ),
    "W42": (
        [direction("preservation", "peca-31", body="nccia")],
        [direction("removal", "peca-2r", body="smpra"), change()],
    ),
    "W46": (
        [
            change((REQUESTS, REQUESTS + "    reply_by: ‸2027-11-24\n")),
            change((REQUESTS, REQUESTS + "    term_until: ‸2036-11-24\n")),
            change(("L/2026/0007, date: 2026-11-23", "L/2026/0007, date: ‸2027-11-23")),
        ],
        [change((REQUESTS, REQUESTS + "    reply_by: 2026-12-24\n    term_until: 2027-11-01\n"))],
    ),
    "W47": (
        [
            change(
                ("office: pk", "office: ‸pk"),
                files={
                    LAW: (
                        ("rupees\n    verification: verified", "rupees\n    verification: memory"),
                    )
                },
            ),
            change(
                ("office: pk", "office: ‸pk"),
                files={
                    LAW: (
                        (
                            "section 31\n    verification: verified",
                            "section 31\n    verification: memory",
                        ),
                    )
                },
            ),
            change(
                ("office: pk", "office: ‸pk"),
                files={
                    LAW: (
                        (
                            'Freezing and Seizure) Order 2019."\n    verification: verified',
                            'Freezing and Seizure) Order 2019."\n    verification: memory',
                        ),
                    )
                },
            ),
        ],
        [change()],
    ),
    "P01": (
        [
            change(
                ("    prior_report: SPECIMEN-REPORT-2\n    prior_report_on: 2026-11-05\n", ""),
                ("  - id: new", "  - ‸id: new"),
            ),
            change(
                *INSTAGRAM,
                ("    observed_at: 2026-11-22T08:00:00+05:00\n", ""),
                ("  - id: new", "  - ‸id: new"),
            ),
            change(
                (NEW, URL.replace("‸", "").format("https://www.tiktok.com/@specimen.acct")),
                (POSTS, ""),
                ("office: pk", "office: ‸pk"),
                files={OFFICE: (("  badge: SPEC-0001\n", ""),)},
            ),
            change(
                *TELEGRAM,
                (ORDER, ORDER.replace("  court:", "  ‸court:")),
                ("  suspect: true\n", ""),
            ),
            change(
                (NEW, URL.replace("‸", "").format("https://www.tiktok.com/@specimen.acct")),
                (POSTS, ""),
                ("reference: SPEC-IRU/2026/0007\ntitle", "‸reference: SPEC-IRU/2026/0007\ntitle"),
                files={LAW: (("provisions: [peca-9, peca-10]", "provisions: [peca-37]"),)},
            ),
        ],
        [
            change(*INSTAGRAM),
            change(*TELEGRAM),
            platform_case("https://www.tiktok.com/@specimen.acct"),
        ],
    ),
    "P02": (
        [change(("    exhibits: [E2]", "    exhibits: ‸[E2]"))],
        [change((REQUESTS, "requests:\n"))],
    ),
    "P03": (
        [
            change(
                ("office: pk", "office: ‸pk"),
                files={OFFICE: (("director@iru.specimen.example", mail),)},
            )
            for mail in ("director@gmail.com", "director@yahoo.com.pk", "director@x.outlook.fr")
        ]
        + [
            change(
                ("office: pk", "office: ‸pk"),
                files={OFFICE: (("registry@iru.specimen.example", "registry@other.example"),)},
            ),
            # Calling free mail official does not make it so.
            change(
                ("office: pk", "office: ‸pk"),
                files={OFFICE: (("[iru.specimen.example]", "[iru.specimen.example, Gmail.com]"),)},
            ),
            # An office may know of providers that the built-in list does not have.
            change(
                ("office: pk", "office: ‸pk"),
                files={
                    "wording/mail-domains.yaml": (
                        ("[gmail.com,", "[iru.specimen.example, gmail.com,"),
                    )
                },
            ),
        ],
        [
            change(),
            change(files={OFFICE: (("[iru.specimen.example]", "[IRU.Specimen.example]"),)}),
            change(
                files={OFFICE: (("iru.specimen.example", "notgmail.com"),)},
            ),
        ],
    ),
    "P04": (
        [change(("    holder_in: US\n" + NEW_ROW, NEW_ROW), ("  - id: new", "  - ‸id: new"))],
        [change()],
    ),
    "P05": (
        [
            change(
                *TELEGRAM, (INFORMATION, INFORMATION + "    data_categories: ‸[subscriber-name]\n")
            )
        ],
        [
            change(
                *TELEGRAM,
                (INFORMATION, INFORMATION + "    data_categories: [phone-number, login-ip]\n"),
            )
        ],
    ),
    "P06": (
        [change((INFORMATION, INFORMATION + "    data_categories: ‸[message-content]\n"))],
        [change((INFORMATION, INFORMATION + "    data_categories: [login-ip]\n"))],
    ),
    "P07": (
        [
            change(
                *WHATSAPP, (INFORMATION, INFORMATION + "    data_categories: ‸[message-content]\n")
            )
        ],
        [change(*WHATSAPP, (INFORMATION, INFORMATION + "    data_categories: [login-ip]\n"))],
    ),
    "P08": (
        [
            platform_case(
                "https://www.snapchat.com/add/specimen-acct",
                (JUSTIFIED, "‸It shows the name and/or the emblem of the earlier account."),
            )
        ],
        [change((JUSTIFIED, "It shows the name and/or the emblem of the earlier account."))],
    ),
    "P09": (
        [
            change(*TELEGRAM, ("  - kind: information", "  - kind: ‸information")),
            # A follow-up goes where the request went.
            change(
                *TELEGRAM,
                (
                    INFORMATION,
                    INFORMATION
                    + "  - kind: ‸reminder\n    earlier: {kind: information, reference: SPEC-1, "
                    "on: 2026-10-01, accounts: [new]}\n",
                ),
            ),
        ],
        [change(*TELEGRAM, (INFORMATION, ""))],
    ),
    "P10": (
        [
            change(
                (REQUESTS, "confidentiality: {until: ‸2026-12-01, reason: Harm.}\n" + REQUESTS),
                files={
                    LAW: (
                        (
                            "section 38(3)\n    verification: verified",
                            "section 38(3)\n    verification: memory",
                        ),
                    )
                },
            )
        ],
        [change((REQUESTS, "confidentiality: {until: 2026-12-01, reason: Harm.}\n" + REQUESTS))],
    ),
    "P11": (
        [change(*INVITE, ("    exhibits: [E2]", "    measure: ‸close-group\n    exhibits: [E2]"))],
        [change(*INVITE, ("    exhibits: [E2]", "    measure: revoke-invite\n    exhibits: [E2]"))],
    ),
    "P12": (
        [change((PRESERVATION, ""), ("  - id: new", "  - ‸id: new"))],
        [
            change(
                (PRESERVATION, ""),
                ("    exhibits: [E2]", "    preservation_ref: SPECIMEN-PR-1\n    exhibits: [E2]"),
            )
        ],
    ),
    "P13": (
        [
            change(
                ("prior_report_on: 2026-11-05", "prior_report_on: 2025-11-05"),
                (POSTS, POSTS.replace(": [", ": ‸[")),
            )
        ],
        [change()],
    ),
    "W44": (
        [
            change((NEW_ID, f'{NEW_ID}    display_name: ‸"{name}"\n'))
            for name in (
                "abc\\u202exyz",
                "a\\u200bb",
                "\\U0001F3F4\\U000E0067",
                "\\ue000",
                "\\u0378",
                "a" + "\u0301" * 30,
                "中文",
            )
        ]
        + [change(("facts: An officer", "facts: ‸An officer 漢"))],
        [
            change((NEW_ID, f'{NEW_ID}    display_name: "{name}"\n'))
            for name in (
                "نمونہ میڈیا",
                "😀 👨‍👩‍👧 🇵🇰",
                "میں\u200cنے",
                "é ü ş",
                "two  spaces",
                "e\u0301",
            )
        ],
    ),
    "P14": (
        [
            change(
                (
                    "url: https://x.com/specimen_x_old\n    native",
                    "url: ‸https://x.com/specimen_x_old\n    native",
                ),
                files={
                    "platforms/x.yaml": (
                        ("stale_after_days: 90", "rows_per_request: 1\nstale_after_days: 90"),
                    )
                },
            )
        ],
        [
            change(
                files={
                    "platforms/x.yaml": (
                        ("stale_after_days: 90", "rows_per_request: 2\nstale_after_days: 90"),
                    )
                }
            )
        ],
    ),
    "W48": (
        [
            change(
                ("office: pk", "office: ‸pk"),
                files={LAW: (("  - authority: un-1988", "  - authority: un-1989"),)},
            ),
            change(
                ("office: pk", "office: ‸pk"),
                files={LAW: (("supporting: [us-fto", "supporting: [us-ftoo"),)},
            ),
        ],
        [change()],
    ),
    "W53": (
        [
            change(
                (NEW, "url: https://www.youtube.com/user/specimenlegacy\n    native_id"),
                (NEW_ID, "    handle: ‸'@SpecimenToday'\n"),
                (POSTS, ""),
            ),
            change(
                (NEW, "url: https://x.com/i/user/9999999999999900002\n    native_id"),
                (POSTS, POSTS.replace("posts: [", "posts: ‸[")),
            ),
        ],
        [
            change(),
            change(
                (NEW, "url: https://www.youtube.com/user/specimenlegacy\n    native_id"),
                (NEW_ID, "    handle: '@SpecimenLegacy'\n"),
                (POSTS, ""),
            ),
            change(
                (NEW, "url: https://x.com/i/user/9999999999999900002\n    native_id"),
                (POSTS, f"{POSTS}    posts_of_others: the account shared it on 20 November 2026\n"),
            ),
        ],
    ),
    "W54": (
        [
            change(
                (EXHIBIT, EXHIBIT.replace("https://x.com/specimen_x_new", "‸https://example.org/x"))
            ),
            change(
                (
                    EXHIBIT,
                    EXHIBIT.replace("https://x.com/specimen_x_new", "‸https://x.com/search?q=a"),
                )
            ),
            change(
                (
                    EXHIBIT,
                    EXHIBIT.replace("https://x.com/specimen_x_new", "‸https://t.me/specimen_x_new"),
                )
            ),
        ],
        [
            change(),
            change(
                (
                    EXHIBIT,
                    EXHIBIT.replace(
                        "https://x.com/specimen_x_new",
                        "https://x.com/i/web/status/2117949982110646273",
                    ),
                )
            ),
            change(
                (EXHIBIT, EXHIBIT.replace("https://x.com/specimen_x_new", "https://example.org/x")),
                (NEW_ID, f"{NEW_ID}    posts_of_others: a report that shows the account\n"),
            ),
        ],
    ),
}
