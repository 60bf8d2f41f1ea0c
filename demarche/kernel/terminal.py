"""The one way to the terminal: whatever is printed, no name or text in it steers the terminal.

While the command runs, the standard streams are wrapped: our own messages, those of Click and what
a library may print pass by here. Only colours of ours, and the progress bar, go past it.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

import click

from demarche.kernel.visible_text import lines, one_line, shown_in


class Guarded:
    """A text stream that writes out what is unseen, and what the stream's encoding lacks."""

    encoding = "utf-8"
    """Any text can be written; Click would go round a stream that says `ascii`."""
    errors = "strict"

    def __init__(self, inner: TextIO) -> None:
        self.inner = inner

    def write(self, text: str) -> int:
        """Write text, made visible; the characters taken."""
        if not isinstance(text, str):
            raise TypeError("a text stream takes text")
        self.inner.write(shown_in(getattr(self.inner, "encoding", None) or "utf-8", lines(text)))
        return len(text)

    def writelines(self, texts: Iterable[str]) -> None:
        """Write several texts."""
        for text in texts:
            self.write(text)

    def isatty(self) -> bool:
        """Whether a terminal reads. On Windows no: Click would write to the console itself."""
        return sys.platform != "win32" and self.inner.isatty()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@contextmanager
def guarded_output() -> Iterator[None]:
    """Guard the standard output and the standard error inside."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast(TextIO, Guarded(stream)) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def unguarded(stream: TextIO) -> TextIO:
    """The stream below the guard, for control sequences of our own."""
    return cast(TextIO, getattr(stream, "inner", stream))


def coloured(text: str, colour: str | None, *, bold: bool = False, err: bool = False) -> None:
    """Print one line in a colour, where a terminal reads it and `NO_COLOR` is not set."""
    stream = unguarded(sys.stderr if err else sys.stdout)
    plain = shown_in(getattr(stream, "encoding", None) or "utf-8", one_line(text))
    if not os.environ.get("NO_COLOR"):  # https://no-color.org: set and not empty
        plain = click.style(plain, fg=colour, bold=bold or None)
    click.echo(plain, file=stream)


@contextmanager
def at_work(label: str) -> Iterator[None]:
    """Show on a terminal that work goes on: `label … 3 s`, from the first second on.

    The line is taken away when the work ends. Elsewhere nothing is printed.
    """
    stream = unguarded(sys.stderr)
    if not stream.isatty():
        yield
        return
    done = threading.Event()
    text = shown_in(getattr(stream, "encoding", None) or "utf-8", one_line(label))

    def tick() -> None:
        seconds = 0
        while not done.wait(1):
            seconds += 1
            stream.write(f"\r{text} … {seconds} s")
            stream.flush()
        if seconds:
            stream.write("\r\x1b[K")
            stream.flush()

    clock = threading.Thread(target=tick, daemon=True)
    clock.start()
    try:
        yield
    finally:
        done.set()
        clock.join()
