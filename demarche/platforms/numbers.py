"""Telephone numbers as identifiers: always international, never completed by a guess."""

from __future__ import annotations

import functools
import re

from demarche.platforms.errors import TargetError, as_ascii, foreign_letters

_BETWEEN = re.compile(r"[ \u00a0().\-/\u2010-\u2013]")
_DIGITS = re.compile(r"\+?[0-9]+")
_WRITE = "write + and the country code, for example +92 300 0000000"


def read(text: str, *, international: bool) -> tuple[str, str | None]:
    """The digits of a number with its country code, and a warning.

    `international` is true inside addresses, where the platform's own form leaves out the `+`.
    Raises TargetError for a national form, for too few or too many digits, for other digits
    than 0 to 9.
    """
    bare = _BETWEEN.sub("", text)
    if not bare.isascii():
        raise TargetError(
            f"number has characters other than the digits 0 to 9: {foreign_letters(text)}",
            _WRITE,
        )
    if not _DIGITS.fullmatch(bare):
        raise TargetError(f"`{as_ascii(text)}` is not a telephone number", _WRITE)
    note = None
    if bare.startswith("00"):
        # The prefix of the world's telephone networks for what `+` stands for.
        bare, note = f"+{bare[2:]}", f"number was written with 00 and read as +{bare[2:]}"
    if not bare.startswith("+"):
        if not international:
            raise TargetError(
                f"`{as_ascii(text)}` has no country code, so the number is uncertain",
                _WRITE,
            )
        bare = f"+{bare}"
    digits, warning = _checked(bare, text)
    return digits, "; ".join(filter(None, (note, warning))) or None


def international(digits: str) -> bool:
    """Whether digits without a `+` can only be a number with its country code.

    The code is one, the length is right, and in no country is it a mobile number as it stands.
    """
    if not re.fullmatch(r"[1-9][0-9]{10,14}", digits):
        return False
    import phonenumbers

    try:
        parsed = phonenumbers.parse(f"+{digits}", None)
    except phonenumbers.NumberParseException:
        return False
    mobile = phonenumbers.PhoneNumberType.MOBILE
    possible = phonenumbers.is_possible_number_for_type(parsed, mobile)
    return possible and not any(
        national_mobile.fullmatch(digits) for national_mobile in _national_mobiles()
    )


@functools.cache
def _national_mobiles() -> list[re.Pattern[str]]:
    """What mobile numbers look like inside each country."""
    import phonenumbers

    found = []
    for region in phonenumbers.SUPPORTED_REGIONS:
        data = phonenumbers.PhoneMetadata.metadata_for_region(region)
        if data and data.mobile and data.mobile.national_number_pattern:
            found.append(re.compile(data.mobile.national_number_pattern))
    return found


def _checked(number: str, text: str) -> tuple[str, str | None]:
    # Imported here: the tables take a good part of a second, and few cases have numbers.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise TargetError(
            f"`{as_ascii(text)}` is not a possible international number (country code, length)",
            _WRITE,
        )
    digits = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)[1:]
    warning = None
    if digits != number[1:]:
        warning = f"number was read as +{digits}, without the prefix used inside its country"
    elif not phonenumbers.is_valid_number(parsed):
        warning = f"+{digits} is in no known number range; check it against the source"
    return str(digits), warning
