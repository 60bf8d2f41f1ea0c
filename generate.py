"""The command in a checkout: `python generate.py build data/cases/specimen/case.yaml`."""

import sys


def _start() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  (whoever runs it may have another)
        _stop(f"needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    try:
        from demarche.cli.main import main  # noqa: PLC0415  (what it lacks is said in one line)
    except ModuleNotFoundError as error:
        _stop(
            f"needs the package {error.name}, which is not installed; "
            "run `make demo` once, then `.venv/bin/python generate.py …`"
        )
    else:
        main()


def _stop(reason: str) -> None:
    """Say on one line why the program cannot run, and end with the status of bad input."""
    sys.stderr.write(f"generate.py: {reason}\n")
    sys.exit(2)


if __name__ == "__main__":
    _start()
