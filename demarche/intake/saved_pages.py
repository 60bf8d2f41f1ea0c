"""A web page that a browser saved into one file: SingleFile's HTML, or an MHTML archive.

Both begin with what the program that saved the page says of it: the address, the time, the title.
Only that beginning is read. What a page says further down is the page's own word, and an author
could write the same comment there.
"""

from __future__ import annotations

import datetime as dt
import email.errors
import email.utils
import html
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser

from demarche.kernel.web_address import is_web_address

HEAD_BYTES = 256 * 1024
"""The most that is read of the beginning; the titles of MHTML and of a page are in it."""

_LONGEST = 2_000
_TAG = r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*>"
_COMMENT = re.compile(
    r"\ufeff?\s*(?:<!doctype[^>]*>\s*)?<html\b" + _TAG + r"\s*<!--(?P<text>.*?)-->",
    re.IGNORECASE | re.DOTALL,
)
_SAVED = re.compile(r"\s*(?:Page saved with SingleFile|Archive processed by SingleFile)\s*\n")
_LINE = re.compile(r"^[ \t]*(url|saved date):[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_SCRIPT_DATE = re.compile(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>\d{2}) (?P<year>\d{4}) "
    r"(?P<time>\d\d:\d\d:\d\d) GMT(?P<sign>[+-])(?P<hour>\d\d)(?P<minute>\d\d)(?: \(.*\))?"
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_FIELD = re.compile(rb"\A(?:[\x21-\x39\x3b-\x7e]+:[^\r\n]*\r?\n)")
_SAVED_BY = re.compile(r"saved by\s+(?P<program>[^<>\"]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """What a saved page says at its beginning; empty where it says nothing."""

    media_type: str
    tool: str
    url: str = ""
    captured_at: str = ""
    title: str = ""
    doubt: str = ""


def saved_page(head: bytes) -> SavedPage | None:
    """The page that a browser saved, by the beginning of the file; None for any other file."""
    return _mhtml(head) or _single_file(head)


def _single_file(head: bytes) -> SavedPage | None:
    text = head.decode("utf-8", "replace")
    found = _COMMENT.match(text)
    if found is None or not _SAVED.match(found["text"]):
        return None
    lines: dict[str, list[str]] = {}
    for name, value in _LINE.findall(found["text"]):
        lines.setdefault(name, []).append(value)
    if any(len(values) > 1 for values in lines.values()):
        doubt = "its comment gives an address or a time twice"
        return SavedPage("text/html", "SingleFile", title=_title(text), doubt=doubt)
    url, written = (lines.get(name, [""])[0] for name in ("url", "saved date"))
    moment = _script_moment(written)
    doubt = (
        f"its time {written[:80]!r} has no zone or is unreadable" if written and not moment else ""
    )
    return SavedPage("text/html", "SingleFile", _address(url), moment, _title(text), doubt)


def _script_moment(text: str) -> str:
    """A time as a browser writes it: `Fri Nov 20 2026 09:30:00 GMT+0500 (…)`."""
    found = _SCRIPT_DATE.fullmatch(text.strip())
    if found is None or found["month"] not in _MONTHS:
        return ""
    month = _MONTHS.index(found["month"]) + 1
    zone = f"{found['sign']}{found['hour']}:{found['minute']}"
    return _checked(f"{found['year']}-{month:02}-{found['day']}T{found['time']}{zone}")


def _checked(text: str) -> str:
    """A time that can be; empty otherwise."""
    try:
        return text if dt.datetime.fromisoformat(text).tzinfo else ""
    except ValueError:
        return ""


def _title(text: str) -> str:
    found = _TITLE.search(text)
    return " ".join(html.unescape(found[1]).split())[:200] if found else ""


def _mhtml(head: bytes) -> SavedPage | None:
    """An MHTML archive: a message whose related parts are a page and what belongs to it."""
    if not _FIELD.match(head):
        return None
    end = re.search(rb"\r?\n\r?\n", head)
    if end is None:
        return None
    try:
        fields = BytesHeaderParser(policy=policy.default).parsebytes(head[: end.end()])
        return _message(fields, head[end.end() :])
    except (email.errors.MessageError, ValueError, LookupError, AttributeError, IndexError):
        return None


def _message(fields: EmailMessage, rest: bytes) -> SavedPage | None:
    if fields.get_content_type() != "multipart/related":
        return None
    saved = _SAVED_BY.search(_field(fields, "From"))
    url = _field(fields, "Snapshot-Content-Location")
    if not saved and not url:
        return None  # a message with pictures, not a page
    if not url:
        part = re.search(rb"^Content-Location:[ \t]*(\S+)", rest, re.MULTILINE | re.IGNORECASE)
        url = part[1].decode("utf-8", "replace") if part else ""
    program = saved["program"].strip()[:100] if saved else ""
    written = _field(fields, "Date")
    moment = _mail_moment(written)
    doubt = (
        f"its time {written[:80]!r} has no zone or is unreadable" if written and not moment else ""
    )
    doubled = [
        name for name in ("Date", "Snapshot-Content-Location") if len(fields.get_all(name, [])) > 1
    ]
    if doubled:
        return SavedPage("multipart/related", "", doubt=f"it gives its {doubled[0]} twice")
    tool = f"browser, MHTML (saved by {program})" if program else "browser, MHTML"
    title = _field(fields, "Subject")[:200]
    return SavedPage("multipart/related", tool, _address(url), moment, title, doubt)


def _field(fields: EmailMessage, name: str) -> str:
    return " ".join(str(fields.get(name, "")).split())[:_LONGEST]


def _mail_moment(text: str) -> str:
    """The time of a message. `-0000` is UTC of a sender that says nothing of its own zone."""
    if not re.search(r"\s(?:[+-]\d{4}|GMT|UTC?)(?:\s*\(.*\))?$", text.strip()):
        return ""
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return ""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _address(text: str) -> str:
    return text if len(text) <= _LONGEST and is_web_address(text) else ""
