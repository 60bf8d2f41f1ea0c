"""Keep Python from looking for dead cycles while a great many objects are made that all live on.

And give back to the system what a great many objects left that do not.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def without_collection(after: Callable[[], None] | None = None) -> Iterator[None]:
    """No collection of cycles inside; what is dead by counting goes as ever.

    `after` is called before collecting begins again: `gc.freeze` leaves all that there is alone.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if after:
            after()
        gc.enable()


def release_memory() -> None:
    """Return free memory to the system. The C library of Linux keeps it until it is asked."""
    with suppress(OSError, AttributeError, TypeError):  # elsewhere it is not so
        ctypes.CDLL(None).malloc_trim(0)
