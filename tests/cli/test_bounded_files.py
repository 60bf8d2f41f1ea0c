"""Files from elsewhere that take too long: one line that names the file, and nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from demarche.cli.main import cli
from demarche.kernel import limits
from demarche.listings import file_import


@pytest.mark.parametrize("command", ["lists", "import"])
def test_a_sheet_or_list_that_takes_too_long_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    file = tmp_path / "big.csv"
    rows = "".join(f"https://t.me/specimen_{number:06d},telegram\n" for number in range(60_000))
    file.write_text("url,platform\n" + rows, encoding="utf-8")
    monkeypatch.setattr(limits, "for_file", lambda size: limits.Allowance(0.2, 0))
    monkeypatch.chdir(tmp_path)
    words = ["import", "big.csv", "--case", "c"]
    if command == "lists":
        monkeypatch.setattr(file_import, "readable", lambda files: [None for _ in iter(int, 1)])
        words = ["lists", "import", "big.csv"]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 2
    assert "big.csv: " in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["big.csv"]
