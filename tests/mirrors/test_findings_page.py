"""The page of findings in a real browser: readable, nothing from elsewhere, nothing runs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from worlds import BIO, draw, lay_case, run, seen_before, write_sheet

pytest.importorskip("pdqhash", reason="the extra `mirrors` is not installed")


@pytest.mark.conformance
def test_a_browser_shows_both_pictures_and_runs_nothing(tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium is installed")
    case = lay_case(tmp_path)
    mirror = {
        "url": "https://t.me/specimen_falcon_lantern2",
        "display_name": "Falcon Lantern <img src=x onerror=\"document.title='run'\">",
        "bio": BIO,
        "picture": draw(tmp_path, "new.png", 5, "mirrored"),
        "first_seen": "2026-10-22",
    }
    run(tmp_path, "observe", write_sheet(tmp_path, [seen_before(tmp_path), mirror]))
    run(tmp_path, "propose", case)

    done = subprocess.run(
        [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"),
            f"--user-data-dir={tmp_path / 'profile'}",
            (tmp_path / "private" / "mirrors" / "findings.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert "<title>Replacement accounts: 1 finding to decide</title>" in done.stdout
    assert done.stdout.count('src="data:image/png;base64,') == 2
    assert "<img src=x" not in done.stdout
    assert "Profile picture of the observed account" in done.stdout
