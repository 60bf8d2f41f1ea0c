"""The versions of everything that the bytes of a document depend on."""

from __future__ import annotations

import functools
import hashlib
import platform
import sys
import zlib
from importlib.metadata import version
from pathlib import Path

import demarche

_PACKAGES = (
    *("weasyprint", "pydyf", "cssselect2", "tinyhtml5", "deflate", "fonttools"),
    *("jinja2", "pillow", "phonenumbers"),
)
_HERE = Path(__file__).resolve().parent.parent


@functools.cache
def toolchain() -> dict[str, str]:
    """Versions of Python and of the packages, by name."""
    return {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}}


@functools.cache
def machinery() -> dict[str, str]:
    """What two machines must have in common to make the same bytes of the same request.

    The toolchain, this program's version and the digest of its code and fonts, and the version of
    the native library that shapes text. Loads that library.
    """
    from weasyprint.text.ffi import pango

    number = pango.pango_version()  # 15012 is 1.50.12
    return {
        "demarche": demarche.__version__,
        "code": package_digest(),
        **toolchain(),
        "pango": f"{number // 10000}.{number // 100 % 100}.{number % 100}",
    }


@functools.cache
def typesetting() -> dict[str, str]:
    """The machinery, and what of the machine itself the bytes of a document can depend on.

    It is recorded, as one hash, in every document (`made_mark`). Loads the native libraries.
    """
    from weasyprint.text.ffi import harfbuzz

    found = [0, 0, 0]  # the library only says whether it is at least of a version
    for place in range(len(found)):
        while harfbuzz.hb_version_atleast(*(n + (i == place) for i, n in enumerate(found))):
            found[place] += 1
    return {
        **machinery(),
        "harfbuzz": ".".join(map(str, found)),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "machine": f"{sys.platform} {platform.machine()}",
    }


@functools.cache
def package_digest() -> str:
    """One hash over the package's own files, so that a changed copy of a version is told apart."""
    whole = hashlib.sha256()
    for file in sorted(_HERE.rglob("*")):
        if file.suffix in (".py", ".ttf") and "builtin" not in file.parts:
            name = file.relative_to(_HERE).as_posix()
            whole.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()[:16]
