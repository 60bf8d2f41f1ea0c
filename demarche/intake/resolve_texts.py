"""The answers of `demarche resolve`: every text with what it names, or why it names nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import to_jsonable_python

from demarche.intake.candidate_platforms import files_for
from demarche.kernel.problems import InputError, Place, did_you_mean, one_of
from demarche.kernel.workspace import shown
from demarche.model.platform import Platform
from demarche.model.record_reader import load
from demarche.model.target import Target
from demarche.platforms.errors import TargetError
from demarche.platforms.resolver import Resolver


@dataclass(frozen=True, slots=True)
class Resolution:
    """One text and its target; where there is none, what is wrong, and what to write."""

    written: str
    target: Target | None = None
    status: str = "ok"
    message: str = ""
    remedy: str = ""

    def as_dict(self) -> dict[str, object]:
        """Plain data, for `--json`."""
        if self.target is None:
            return {
                "written": self.written,
                "status": self.status,
                "message": self.message,
                "remedy": self.remedy,
            }
        return {"status": self.status, **to_jsonable_python(self.target._asdict())}


def resolve_texts(
    texts: Sequence[str], files: Mapping[str, Path], platform: str | None
) -> Iterator[Resolution]:
    """The answer to each text, in order. InputError for an unknown platform or a faulty file."""
    if platform is not None and platform not in files:
        remedy = did_you_mean(platform, files) or one_of(files)
        raise InputError.single(
            Place("demarche resolve"), "--platform", f"no platform named {platform!r}", remedy
        )
    picked = files_for(texts, files, platform)
    few = _resolver(picked)
    every: Resolver | None = few if len(picked) == len(files) else None
    for text in texts:
        try:
            yield Resolution(text, few.resolve(text, platform=platform))
        except TargetError as error:
            # A link wrapped in a link, a look-alike host: only all platforms together can tell.
            every = every or _resolver(files)
            yield _again(text, every, platform, error) if every is not few else _none(text, error)


def _resolver(files: Mapping[str, Path]) -> Resolver:
    return Resolver({name: load(Platform, file, shown(file)) for name, file in files.items()})


def _again(text: str, resolver: Resolver, platform: str | None, first: TargetError) -> Resolution:
    del first  # told better by the one who knows all platforms
    try:
        return Resolution(text, resolver.resolve(text, platform=platform))
    except TargetError as error:
        return _none(text, error)


def _none(text: str, error: TargetError) -> Resolution:
    return Resolution(text, None, error.status, error.message, error.remedy)
