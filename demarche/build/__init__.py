"""One run over many cases: prepare, schedule, render, cache, write, record.

The package can be called, since its name is also that of the function that other programs import:
`from demarche import build; build("case.yaml")`. What is called is `build_cases`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _Callable(ModuleType):
    def __call__(self, *given: Any, **named: Any) -> Any:
        """Call `build_cases`, whose docstring says the rest."""
        from demarche.build.build_cases import build_cases  # loads the typesetter

        return build_cases(*given, **named)


sys.modules[__name__].__class__ = _Callable
