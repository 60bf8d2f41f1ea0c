"""What the manifest can say of the facts, templates and lists behind a case."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from kit import DATA, ROOT, lay_small_case, process
from lists_kit import LET, TTP, bring, un_list

from demarche.build.fact_hashes import facts
from demarche.build.prepare import prepare


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_every_fact_behind_the_small_case(tmp_path: Path) -> None:
    found = facts(prepare(lay_small_case(tmp_path)))

    assert list(found) == sorted(found)
    for name, sha256 in found.items():
        base = ROOT if name.startswith("templates/") else DATA
        assert sha256 == digest(base / name), name
    assert {
        *(f"platforms/{platform}.yaml" for platform in ("x", "facebook", "instagram", "telegram")),
        *("organisations/al-qaida.yaml", "organisations/bras.yaml", "offices/pk-specimen.yaml"),
        *("organisations/majeed-brigade.yaml", "jurisdictions/pk.yaml", "authorities/us-fto.yaml"),
        *("citations/ranking.yaml", "locale/en.yaml", "regions.yaml"),
        "wording/banned.yaml",
        *("templates/base.html.j2", "templates/style.css", "templates/removal.html.j2"),
        "offices/specimen-emblem.svg",
    } <= set(found)
    assert "organisations/ttp.yaml" not in found
    assert not [name for name in found if name.startswith("lists/")]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("templates/style.css", ROOT / "templates" / "style.css"),
        ("regions.yaml", DATA / "regions.yaml"),
        ("citations/ranking.yaml", DATA / "citations" / "ranking.yaml"),
        ("wording/banned.yaml", DATA / "wording" / "banned.yaml"),
        ("organisations/ttp.yaml", DATA / "organisations" / "ttp.yaml"),
    ],
)
def test_a_file_of_the_workspaces_own_is_named_by_its_own_hash(
    minimal: Path, name: str, source: Path
) -> None:
    before = facts(prepare(minimal))
    workspace = minimal.parents[3]
    own = workspace / name if name.startswith("templates/") else workspace / "data" / name
    own.parent.mkdir(parents=True, exist_ok=True)
    comment = "/* ours */" if own.suffix == ".css" else "# ours"
    own.write_text(f"{source.read_text(encoding='utf-8')}\n{comment}\n", encoding="utf-8")

    after = facts(prepare(minimal))

    assert after[name] == digest(own)
    assert {fact for fact in after if after[fact] != before.get(fact)} == {name}
    assert set(after) == set(before)


def test_a_template_of_another_name_counts_too(minimal: Path) -> None:
    """It may be included by one that is overridden."""
    folder = minimal.parents[3] / "templates"
    folder.mkdir()
    (folder / "ours.html.j2").write_text("x", encoding="utf-8")
    (folder / "notes.txt").write_text("x", encoding="utf-8")

    found = facts(prepare(minimal))

    assert found["templates/ours.html.j2"] == digest(folder / "ours.html.j2")
    assert "templates/notes.txt" not in found


def test_the_lists_of_the_day_and_of_later(minimal: Path) -> None:
    workspace = minimal.parents[3]
    files = {
        day: un_list(workspace / f"{day}.xml", day, TTP, LET)
        for day in ("2026-10-01", "2026-11-05", "2026-11-15", "2026-11-20")
    }
    for file in files.values():
        bring(workspace, file)
    text = minimal.read_text(encoding="utf-8").replace("date: 2026-11-23T", "date: 2026-11-10T")
    minimal.write_text(text, encoding="utf-8")

    found = facts(prepare(minimal))

    lists = {name: digest_ for name, digest_ in found.items() if name.startswith("lists/un-1267/")}
    assert lists == {
        f"lists/un-1267/{day}": digest(files[day]) for day in ("2026-11-05", "2026-11-20")
    }


def test_it_is_the_same_wherever_and_whenever_it_is_asked(minimal: Path, tmp_path: Path) -> None:
    code = (
        "import json, sys, pathlib; from demarche.build.prepare import prepare;"
        "from demarche.build.fact_hashes import facts;"
        "print(json.dumps(facts(prepare(pathlib.Path(sys.argv[1])))))"
    )
    script = tmp_path / "ask.py"
    script.write_text(f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}", encoding="utf-8")
    result = [
        process(minimal, program=script, cwd=cwd, environment={"PYTHONHASHSEED": seed}).stdout
        for cwd, seed in ((ROOT, "1"), (tmp_path, "2"))
    ]
    assert result[0] == result[1] == json.dumps(facts(prepare(minimal))) + "\n"
