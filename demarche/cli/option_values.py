"""Values of options that several commands read in the same way."""

from __future__ import annotations

import re

import click


def pairs_of(
    texts: tuple[str, ...], option: str = "--map", form: str = "TITLE=FIELD"
) -> dict[str, str]:
    """What is given for each title, of texts such as `Date seen=observed_at`.

    Raises click.BadParameter, which names the option and its form.
    """
    found = {}
    for text in texts:
        title, equals, goal = text.rpartition("=")
        if not equals or not title.strip() or not goal.strip():
            raise click.BadParameter(f"{text!r}; write {form}", param_hint=option)
        found[title.strip()] = goal.strip()
    return found


def zone_of(text: str | None) -> str:
    """The zone of `--zone`, empty where it is not given. Raises click.BadParameter."""
    if text is None:
        return ""
    if not re.fullmatch(r"Z|[+-]\d\d:\d\d", text):
        raise click.BadParameter(f"{text!r}; write +05:00 or Z", param_hint="--zone")
    return text
