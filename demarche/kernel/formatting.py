"""Dates and numbers as official letters print them: the month spelled out.

`05/06` means two days, so a month is never a number.
"""

from __future__ import annotations

import datetime as dt

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def long_day(day: dt.date) -> str:
    """`20 November 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def long_moment(moment: dt.datetime) -> str:
    """`20 November 2026, 14:30 (UTC+05:00)`."""
    return f"{long_day(moment.date())}, {moment:%H:%M} ({zone(moment)})"


def zone(moment: dt.datetime) -> str:
    """`UTC` or `UTC+05:00`."""
    offset = moment.strftime("%z")
    return "UTC" if offset in ("", "+0000") else f"UTC{offset[:3]}:{offset[3:]}"


def long_partial(date: str) -> str:
    """A date known to the year, month or day, in words: `2001-12` is `December 2001`."""
    parts = [int(part) for part in date.split("-")]
    if len(parts) == 3:
        return long_day(dt.date(*parts))
    if len(parts) == 2:
        return f"{_MONTHS[parts[1] - 1]} {parts[0]}"
    return str(parts[0])


_LANGUAGES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "ga": "Irish",
    "hi": "Hindi",
    "id": "Indonesian",
    "it": "Italian",
    "nl": "Dutch",
    "pa": "Punjabi",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ru": "Russian",
    "sd": "Sindhi",
    "so": "Somali",
    "tr": "Turkish",
    "ur": "Urdu",
    "zh": "Chinese",
}


def language(code: str) -> str:
    """`Urdu` for `ur`; a code that is not known here stays a code, in capitals."""
    return _LANGUAGES.get(code.lower(), code.upper())


_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = [
    "zero",
    "ten",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
]


def in_words(number: int) -> str:
    """`481` is `four hundred and eighty-one`; from a million on the digits are kept."""
    if number < 0 or number >= 1_000_000:
        return f"{number:,}"
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_ONES[hundreds]} hundred" + (f" and {in_words(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    join = " and " if 0 < rest < 100 else " "
    return f"{in_words(thousands)} thousand" + (f"{join}{in_words(rest)}" if rest else "")
