"""No document holds the number of an order that is not bound to it, by whatever way it came in."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from kit import FOLLOWUP, command

from demarche.model.binding import number_pattern

LETTERS = "ABCXYZ0123456789"
NUMBERS = st.from_regex(r"[A-Z]{2,6}-[A-Z]{3}/20[0-9]{2}/[0-9]{1,5}", fullmatch=True)


@given(
    NUMBERS, st.lists(st.integers(0, 12), max_size=3), st.sampled_from(["\n", " ", "↵\n", "\u00ad"])
)
def test_a_number_is_found_however_it_is_broken(number: str, places: list[int], gap: str) -> None:
    broken = "".join(f"{sign}{gap}" if at in places else sign for at, sign in enumerate(number))
    for written in (broken, broken.lower()):
        assert number_pattern(number).search(f"No. {written}, of 16 November".casefold())


@given(NUMBERS, st.sampled_from(LETTERS))
def test_a_number_is_not_found_in_a_longer_one(number: str, more: str) -> None:
    for longer in (f"{number}{more}", f"{more}{number}"):
        assert not number_pattern(number).search(f"order {longer} of a court".casefold())


def test_a_short_number_is_one_behind_its_word_only() -> None:
    assert not number_pattern("12").search("12 december, row 12")
    assert number_pattern("12").search("order no. 12 of 16 november")


def test_a_template_that_prints_the_order_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "cases" / "one"
    folder.mkdir(parents=True)
    text = FOLLOWUP.read_text(encoding="utf-8")
    start, _, rest = text.partition("requests:\n")
    keep = rest[rest.index("  - kind: preservation\n") : rest.index("  - kind: emergency\n")]
    rows = rest[rest.index("emergency:\n") :]
    start = start.replace(", telegram: SPEC-IRU/L/2026/0132", "")
    (folder / "case.yaml").write_text(f"{start}requests:\n{keep}{rows}", encoding="utf-8")
    templates = tmp_path / "templates"
    templates.mkdir()
    builtin = Path(__file__).resolve().parents[2] / "templates" / "preservation-release.html.j2"
    page = builtin.read_text(encoding="utf-8")
    for passage in (
        "<h2>Questions</h2>\n<p>See SPEC-ORD/<em>2026</em>/0072.</p>",
        '<h2>Questions</h2>\n<p title="SPEC-ORD/2026/0072">See our files.</p>',
    ):
        changed = page.replace("<h2>Questions</h2>", passage)
        (templates / "preservation-release.html.j2").write_text(changed, encoding="utf-8")
        done = command("build", "--quiet", folder)
        assert done.returncode == 2, done.stderr
        assert "E84: SPEC-ORD/2026/0072" in done.stderr
        assert "no files written" in done.stderr
