"""How a template finds the ones that it includes, imports and extends."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound
from jinja2.exceptions import TemplateRuntimeError

from demarche.render.template_files import NAME, read_template


class Loader(BaseLoader):
    """Finds templates in folders, the first one first."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002  (Jinja's own form)
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template, its path, and whether it is still the same."""
        if not NAME.fullmatch(template) or not template.endswith(".j2"):
            if "/" in template or "\\" in template:
                raise TemplateNotFound(template, f"{template!r} is outside the templates folder")
            raise TemplateNotFound(template, f"unknown template {template!r} (they end in .j2)")
        for folder in self._folders:
            file = folder / template
            if not os.path.lexists(file):
                continue
            before = _state(file)
            try:
                text = read_template(folder, template).decode("utf-8-sig")
            except OSError as error:
                raise TemplateRuntimeError(f"{file}: {error.strerror}") from None
            except UnicodeDecodeError as error:
                raise TemplateRuntimeError(f"{file}: not UTF-8 at byte {error.start + 1}") from None
            return text, str(file), functools.partial(_is_still, file, before)
        raise TemplateNotFound(template, f"unknown template {template!r}")


def _is_still(file: Path, before: tuple[int, int, int]) -> bool:
    return _state(file) == before


def _state(file: Path) -> tuple[int, int, int]:
    try:
        state = file.lstat()
    except OSError:
        return (0, 0, 0)
    return state.st_mtime_ns, state.st_size, state.st_ino
