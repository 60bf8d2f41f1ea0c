"""The manifest says how many long tables were set fast, and why others were not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kit import Built, command, lay_tiny_case

from demarche.build.document_cache import Store
from demarche.build.task import Made
from demarche.build.worker_answers import answer, taken
from demarche.render.table_count import TableCount


def tables_of(folder: Path) -> dict[str, object]:
    manifest = json.loads((folder / "internal" / "manifest.json").read_bytes())
    found: dict[str, object] = manifest["tables"]
    return found


@pytest.mark.parametrize("case", ["small", "followup"])
def test_every_table_of_the_shipped_templates_is_set_fast(
    case: str, request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(case)
    found = tables_of(built.folder)
    assert found["plain"] == [], json.dumps(found["plain"], indent=1)
    assert isinstance(found["fast"], int)
    assert found["fast"] > 10


def test_a_template_that_falls_off_the_fast_path_is_named(tmp_path: Path) -> None:
    case = lay_tiny_case(tmp_path)
    style = tmp_path / "templates" / "style.css"
    style.parent.mkdir()
    shipped = (Path(__file__).parents[2] / "templates" / "style.css").read_text(encoding="utf-8")
    style.write_text(f"{shipped}\ntr {{ background: #fee }}\n", encoding="utf-8")
    command("trust", tmp_path, "--yes", cwd=tmp_path)
    done = command("build", case, cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    (folder,) = (path.parent for path in (tmp_path / "reports").glob("*/internal"))
    found = tables_of(folder)
    assert found["fast"] == 0
    reasons = {item["reason"].rpartition(": ")[2] for item in found["plain"]}  # type: ignore[attr-defined]
    assert reasons == {"a background of rows"}
    documents = {item["document"].partition("/")[0] for item in found["plain"]}  # type: ignore[attr-defined]
    assert documents


COUNT = TableCount(3, [("x long", "<ul> in text"), ("long", "a border that is dotted")])


def test_what_was_counted_is_kept_with_the_document() -> None:
    made = Made({".pdf": b"%PDF"}, {".pdf": 1}, COUNT)
    assert taken(answer(lambda: made)) == made
    store = Store()
    store.put("0" * 64, made)
    assert store.get("0" * 64) == made
