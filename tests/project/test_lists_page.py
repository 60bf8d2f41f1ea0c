"""The page on official lists prints what the program prints, with real files that are old.

Two of the files are the United Nations' list of 2025 as if made in November 2026, the second
without the entry that the page follows.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from kit import FOLLOWUP, ROOT, build_case, command
from lists_kit import UN_2018, bring, official, redated
from test_tutorial import fits

PAGE = ROOT / "docs" / "lists.md"
_BLOCK = re.compile(r"^```\n(\$ demarche .*?)^```$", re.DOTALL | re.MULTILINE)
_NAME, _NAME_THEN = "TEHRIK-E TALIBAN PAKISTAN (TTP)", "TEHRIK-E-TALIBAN PAKISTAN (T.T.P.)"


def transcripts() -> list[tuple[str, str]]:
    """Every command of the page that is shown with its output, in their order."""
    steps = re.split(r"^\$ ", "".join(_BLOCK.findall(PAGE.read_text("utf-8"))), flags=re.MULTILINE)
    parted = (step.partition("\n") for step in steps)
    return [(line, output.rstrip("\n") + "\n") for line, _, output in parted if output.strip()]


@pytest.fixture
def workspace_of_the_page(minimal: Path) -> Path:
    """A workspace with one built case, the files that the page names, and an older list."""
    folder = minimal.parents[3]
    build_case(minimal)
    redated(folder / "consolidated-20.xml", "2026-11-20", swap=[(_NAME, _NAME_THEN)])
    redated(folder / "consolidated-22.xml", "2026-11-22", drop=["QDe.132"])
    shutil.copy(official("ofac_sdn_2023-01.csv"), folder / "SDN.CSV")
    shutil.copy(official("ofac_alt_2025-02.csv"), folder / "ALT.CSV")
    bring(folder, official(UN_2018))
    bring(folder, folder / "consolidated-20.xml")
    return folder


@pytest.mark.xdist_group("lists")
def test_the_page_prints_what_the_program_prints(
    workspace_of_the_page: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shown = transcripts()
    assert len(shown) == 10
    for line, output in shown:
        program, *words = shlex.split(line)
        assert program == "demarche"
        folder = workspace_of_the_page
        if str(FOLLOWUP.relative_to(ROOT)) in words:  # where nobody has read a list since
            folder = tmp_path_factory.mktemp("unread")
            shutil.copytree(FOLLOWUP.parent, folder / "data" / "cases" / "followup")
        done = command(*words, cwd=folder)
        said = "".join(
            printed
            for printed in (done.stdout + done.stderr).splitlines(keepends=True)
            if not printed.startswith("workspace ")
        )
        assert fits(output, said), f"{line}\n{said}"
