"""Names of files and folders: those of our own, and those that are no file on some system."""

from __future__ import annotations

import re

INTERNAL = "internal"
"""The folder, among those of the platforms, of what stays in the office."""

_DEVICE = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|CLOCK\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3])",
    re.IGNORECASE,
)


def windows_fault(name: str) -> str:
    """What Windows would make of a file or folder of this name; empty where it takes it as it is.

    A device goes by its name with any ending (`aux.txt`, `NUL.tar.gz`, `CON .pdf`); full stops and
    spaces at the end are dropped, so that two names become one.
    """
    if any(_DEVICE.fullmatch(name.partition(end)[0].rstrip(" ")) for end in ".:"):
        return "is a device name on Windows"
    if name.endswith((".", " ")):
        return "ends with a full stop or a space, which Windows removes"
    return ""
