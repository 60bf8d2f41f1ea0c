"""Demarche turns a case file into official requests that cite the relevant listing authority.

The public interface is what `__all__` names: docs/python.md. It loads when it is asked for, so that
the command starts quickly; `__init__.pyi` has the types. Anything else may change at any time.
"""

from importlib import import_module

__version__ = "0.2.0"

_HOMES = {
    "BuildError": "demarche.build.task",
    "Built": "demarche.build.dossier_writer",
    "InputError": "demarche.kernel.problems",
    "Place": "demarche.kernel.problems",
    "Prepared": "demarche.build.prepare",
    "Problem": "demarche.kernel.problems",
    "Report": "demarche.trust.verify.verify_report",
    "Request": "demarche.model.request",
    "Severity": "demarche.kernel.problems",
    "Verdict": "demarche.trust.verify.verify_report",
    "check": "demarche.app.public_api",
    "prepare": "demarche.app.public_api",
    "read_requests": "demarche.app.public_api",
    "resolve": "demarche.app.public_api",
    "rules": "demarche.app.public_api",
    "verify": "demarche.app.public_api",
}
"""Where each public name is defined. `build` is the package of that name, which can be called."""

__all__ = ["__version__", "build", *_HOMES]


def __getattr__(name: str) -> object:
    """A public name, loaded from its module the first time."""
    if name == "build":
        return import_module("demarche.build")
    if name not in _HOMES:
        raise AttributeError(f"module 'demarche' has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
