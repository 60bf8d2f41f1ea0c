"""A day of observation without its time is printed as a day, and never as a time."""

from __future__ import annotations

import json
from pathlib import Path

from kit import build_case, lay_tiny_case

TIME, DAY = "observed_at: 2026-11-22T09:00:00+05:00", "observed_on: 2026-11-22"


def with_day(workspace: Path, text: str = DAY) -> Path:
    case = lay_tiny_case(workspace)
    written = case.read_text(encoding="utf-8")
    assert TIME in written
    case.write_text(written.replace(TIME, text), encoding="utf-8")
    return case


def test_the_day_is_printed_and_in_the_data(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    built = build_case(with_day(tmp_path))
    folder = built.folder / "x"
    (request,) = json.loads((folder / "request.json").read_bytes())["requests"]
    row = request["accounts"][0]
    assert (row["observed_at"], row["observed_on"]) == (None, "2026-11-22")
    assert b"observed_on" in (folder / "accounts.csv").read_bytes()
    text = built.pdf("x/removal").text
    assert "seen 22 Nov 2026" in text
    assert "22 Nov 2026, 00:00" not in text
    assert "at the time that its row states" not in text


def test_a_time_is_printed_alone_where_both_are_known(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    built = build_case(with_day(tmp_path, f"{TIME}\n    {DAY}"))
    folder = built.folder / "x"
    (request,) = json.loads((folder / "request.json").read_bytes())["requests"]
    assert request["accounts"][0]["observed_on"] is None
    text = built.pdf("x/removal").text
    assert "22 Nov 2026, 09:00" in text
    assert "seen 22 Nov 2026 " not in text
