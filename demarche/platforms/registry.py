"""The registry: one data file for each platform."""

from __future__ import annotations

from pathlib import Path

from demarche.kernel.problems import InputError, Place, Problem
from demarche.model.platform import Platform
from demarche.model.record_reader import load
from demarche.platforms.hosts import Hosts


def load_platforms(folder: Path) -> dict[str, Platform]:
    """Every platform of a folder by id, in the order of the ids.

    Raises InputError with all problems: a file at fault, an id that is not the file's name, a host
    that two platforms claim.
    """
    platforms: dict[str, Platform] = {}
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            platform = load(Platform, file)
        except InputError as error:
            problems += error.problems
            continue
        if platform.id != file.stem:
            problems.append(
                Problem(
                    Place(str(file)),
                    "id",
                    f"{platform.id!r} is in a file named {file.name}",
                    f"rename the file to {platform.id}.yaml",
                )
            )
        platforms[platform.id] = platform
    if problems:
        raise InputError(problems)
    Hosts(platforms.values())
    return platforms
