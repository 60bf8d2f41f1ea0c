"""The files of a new office and of a state's law, from what the officer states and nothing else."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from demarche.case.to_fill import TO_FILL
from demarche.facts.banned_phrases import open_wording
from demarche.facts.library import open_library
from demarche.kernel.problems import Place, Problem, did_you_mean
from demarche.kernel.workspace import Workspace
from demarche.model.office import Email, Phone
from demarche.model.regions import Regions

STARTER = Path(__file__).resolve().parent / "starter"
OFFICE_ID = "my-office"
_ZONE = re.compile(r"(?:UTC)?([+-])([0-9]{1,2}):?([0-9]{2})?|Z|UTC", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class OfficeAnswers:
    """What the officer states of the office; empty is still to be filled."""

    state: str
    name: str = ""
    department: str = ""
    place: str = ""
    email: str = ""
    phone: str = ""
    languages: Sequence[str] = ()
    zone: str = ""
    signatory: str = ""
    post: str = ""
    specimen: bool = False


def answer_faults(answers: OfficeAnswers, workspace: Workspace) -> list[Problem]:
    """What is wrong with the answers, each with the option that gives it."""
    regions = open_library(workspace).regions
    found: list[tuple[str, str, str]] = []
    if wrong := state_fault(answers.state, regions):
        found.append(("--state", *wrong))
    if answers.email and (fault := email_fault(answers.email, workspace)):
        found.append(("--email", fault, "give the office's own address"))
    if answers.phone and (misdialled := phone_fault(answers.phone)):
        found.append(("--phone", *misdialled))
    if answers.zone and not zone_of(answers.zone):
        found.append(("--zone", f"{answers.zone!r} is not a zone", "write +03:00"))
    found += [
        ("--language", f"{tag!r} is not a language tag", "write en, or pt-BR")
        for tag in answers.languages
        if not _LANGUAGE.fullmatch(tag)
    ]
    place = Place("demarche new")
    return [Problem(place, name, message, remedy) for name, message, remedy in found]


def state_fault(state: str, regions: Regions) -> tuple[str, str] | None:
    """What is wrong with a state's code, and what to write; a name is answered with its code."""
    if state in regions.names:
        return None
    names = {name.removeprefix("the ").casefold(): code for code, name in regions.names.items()}
    meant = names.get(state.strip().removeprefix("the ").casefold())
    if meant or state.upper() in regions.names:
        return f"{state!r} is not a country code", f"write {meant or state.upper()}"
    near = did_you_mean(state, [name.removeprefix("the ") for name in regions.names.values()])
    message, remedy = regions.unknown(state) or ("", "")
    return message, near or remedy


def email_fault(email: str, workspace: Workspace) -> str:
    """What is wrong with the office's address; empty where nothing is."""
    if fault := _invalid(Email, email):
        return f"{email!r}: {fault}"
    domain = email.rpartition("@")[2].casefold()
    if open_wording(workspace).is_free_mail(domain):
        return f"{domain} is free mail, from which no office writes"
    return ""


def phone_fault(phone: str) -> tuple[str, str] | None:
    """What is wrong with a telephone number, and what to write."""
    fault = _invalid(Phone, phone)
    return (f"{phone!r}: {fault}", "write it with its country code") if fault else None


def _invalid(kind: Any, value: str) -> str:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        return str(error.errors()[0]["msg"]).removeprefix("Value error, ")
    return ""


def zone_of(text: str) -> dt.timezone | None:
    """The zone of `+03:00`, `UTC+3` or `Z`; None for anything else."""
    found = _ZONE.fullmatch(text.strip())
    if found is None:
        return None
    offset = dt.timedelta(hours=int(found[2] or 0), minutes=int(found[3] or 0))
    if offset > dt.timedelta(hours=14):
        return None
    return dt.timezone(-offset if found[1] == "-" else offset)


def office_text(answers: OfficeAnswers, law: str, country: str) -> str:
    """The office's file."""
    zone = zone_of(answers.zone) if answers.zone else None
    text = (STARTER / "office.yaml").read_text(encoding="utf-8")
    head = [answers.department, answers.name or f"{TO_FILL}: name of the office"]
    values = {
        "ID": OFFICE_ID,
        "SPECIMEN": "specimen: true\n" if answers.specimen else "",
        "LAW": law,
        "STATE": quoted_code(answers.state),
        "LETTERHEAD": "\n".join(f"  - {_quoted(line)}" for line in head if line),
        "NAME": _or_open(answers.name, "name of the office, as documents print it"),
        "ADDRESS": "\n".join(
            f"  - {line}"
            for line in (
                _or_open("", "street, or building"),
                _or_open(answers.place, "town"),
                _quoted(country.removeprefix("the ")),
            )
        ),
        "PLACE": _or_open(answers.place, "the town of the date line"),
        "EMAIL": _or_open(answers.email, "official mail address"),
        "PHONE": _or_open(answers.phone, "telephone number with its country code"),
        "DOMAIN": _or_open(answers.email.rpartition("@")[2], "domain of the official mail"),
        "HOURS": _or_open("", "office hours, as in Monday to Friday, 09:00 to 17:00"),
        "ZONE": _or_open(f"UTC{offset_text(zone)}" if zone else "", "time zone, as in UTC+03:00"),
        "LANGUAGES": ", ".join(map(_quoted, answers.languages or ("en",))),
        "SIGNATORY": _or_open(answers.signatory, "who signs"),
        "POST": _or_open(answers.post, "post of the person who signs"),
    }
    return _filled(text, values)


def law_text(state: str, name: str, languages: Sequence[str], today: dt.date) -> str:
    """The skeleton of a state's law: what must be found, and in which kind of official source."""
    text = (STARTER / "jurisdiction.yaml").read_text(encoding="utf-8")
    values = {
        "ID": quoted_code(state.lower()),
        "STATE": quoted_code(state),
        "NAME": name,
        "LANGUAGES": ", ".join(map(_quoted, languages or ("en",))),
        "DATE": today.isoformat(),
    }
    return _filled(text, values)


def offset_text(zone: dt.timezone) -> str:
    """The offset of a zone: `+03:00`."""
    return dt.datetime(2026, 1, 1, tzinfo=zone).isoformat()[19:]


def quoted_code(code: str) -> str:
    """A code as YAML keeps it: NO is Norway, and ON is a word too."""
    return f'"{code}"' if code.upper() in ("NO", "ON", "OFF", "YES", "Y", "N") else code


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], text)


def _or_open(value: str, what: str) -> str:
    return _quoted(value or f"{TO_FILL}: {what}")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
