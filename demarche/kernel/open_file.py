"""Opening a file to read: ordinary files only, and no more bytes than a reader can use.

A pipe would keep the program waiting for a writer, a device could give bytes without an end. The
errors are those of the system, so that whoever tells an OSError tells these too.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from io import BufferedReader
from pathlib import Path

from demarche.kernel.problems import InputError, Place

MAX_BYTES = 2**30
"""The most that is read into memory where a reader names no limit of its own."""

MAX_FILE = 64 * 2**20

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)  # the opening of a pipe waits for no writer
    | getattr(os, "O_BINARY", 0)
)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


class NotOrdinaryError(OSError):
    """What has the name is a pipe, a device, a socket or a link that may not be followed."""


class TooLargeError(OSError):
    """The file holds more than the reader takes."""


def open_regular(path: Path | str, *, follow: bool = True) -> BufferedReader:
    """Open an ordinary file to read its bytes.

    Without `follow` the last part of the path may not be a link. Raises NotOrdinaryError, or
    another OSError as `open` does.
    """
    name = os.fspath(path)
    # Looked at before as well: some devices act when they are opened.
    _check(Path(name).stat(follow_symlinks=follow), name)
    descriptor = os.open(name, _FLAGS if follow else _FLAGS | _NOFOLLOW)
    try:
        _check(os.fstat(descriptor), name)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_regular(path: Path | str, limit: int = MAX_BYTES, *, follow: bool = True) -> bytes:
    """The bytes of an ordinary file. Raises TooLargeError where there are more than `limit`."""
    with open_regular(path, follow=follow) as file:
        size = os.fstat(file.fileno()).st_size
        # Some files of the system hold more than they say.
        data = file.read(limit + 1) if size <= limit else b""
    if size > limit or len(data) > limit:
        said = f"has {size:,} bytes" if size > limit else "goes on"
        raise TooLargeError(errno.EFBIG, f"{said}; the limit is {limit:,} bytes", os.fspath(path))
    return data


def sha256_of(path: Path | str) -> str:
    """The SHA-256 of an ordinary file of any size, hexadecimal. Raises OSError."""
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(state: os.stat_result, name: str) -> None:
    mode = state.st_mode
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder, not a file", name)
    kinds = (
        (stat.S_ISLNK, "a link"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    kind = next((what for test, what in kinds if test(mode)), "something else")
    raise NotOrdinaryError(errno.EINVAL, f"is {kind}, not an ordinary file", name)


def read_bytes(path: Path, name: str, limit: int = MAX_FILE) -> bytes:
    """The bytes of an ordinary file; InputError where it is not one, or too large."""
    place = Place(name)
    try:
        return read_regular(path, limit)
    except IsADirectoryError:
        raise InputError.single(place, "", "is a folder, not a file", "give the file") from None
    except FileNotFoundError:
        raise InputError.single(place, "", "no such file", "check the path") from None
    except TooLargeError as error:
        raise InputError.single(place, "", f"the file {error.strerror}") from None
    except NotOrdinaryError as error:
        raise InputError.single(place, "", str(error.strerror), "give an ordinary file") from None
    except OSError as error:
        raise InputError.single(place, "", f"cannot be read: {error.strerror}") from None
