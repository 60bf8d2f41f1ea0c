"""Keep Python from looking for dead cycles while a great many objects are made that all live on."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


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
