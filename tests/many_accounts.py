"""A case of as many accounts as a test wants, made of the good case."""

from __future__ import annotations

from pathlib import Path

from wrong import GOOD

DAY = "2026-11-23"
"""The day of the good case."""


def account(number: int, **fields: str) -> str:
    """A row of a case; what is given comes instead of what the good case has."""
    values = {
        "id": f"a{number}",
        "url": f"https://t.me/specimen_channel_{number}",
        "organisation": "ttp",
        "link": "supporter",
        "ground": "glorification",
        "justification": "The channel published a claim.",
        "exhibits": f"[E{number}]",
        "protected": "none",
        **fields,
    }
    lines = [f"{name}: {value}" for name, value in values.items()]
    return "  - " + "\n    ".join(lines) + "\n"


def lay_accounts(workspace: Path, accounts: list[dict[str, str]], kinds: str = "") -> Path:
    """Write a case with these accounts into a workspace."""
    head, _, rest = GOOD.partition("accounts:\n")
    exhibit = rest[rest.index("  - id: E1") :]
    rows = "".join(account(number, **fields) for number, fields in enumerate(accounts, start=1))
    shown = "".join(
        exhibit.replace("E1", f"E{number}")
        .replace("[a1]", f"[a{number}]")
        .replace("specimen_channel", f"specimen_channel_{number}")
        .replace("0f1e2d", f"{number:06x}", 1)
        for number in range(1, len(accounts) + 1)
    )
    case = workspace / "data" / "cases" / "one" / "case.yaml"
    case.write_text(f"{head}{kinds}accounts:\n{rows}exhibits:\n{shown}", encoding="utf-8")
    return case
