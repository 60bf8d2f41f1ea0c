"""The order of events: random cases in a possible order pass, and one swapped pair is found."""

from __future__ import annotations

import datetime as dt
import lzma
import re
import socket
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml
from good_case import GOOD, ORGANISATION, ORGANISATION_FILE, check_json, of, place_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit import ROOT, TESTS, command

from demarche.examine.engine import rules
from demarche.examine.timeline.collect import Happened
from demarche.examine.timeline.orders import ORDERS, Event
from demarche.examine.timeline.when import When
from demarche.examine.timeline.written_dates import DateReader

PKT = dt.timezone(dt.timedelta(hours=5))
ISSUED = dt.datetime(2026, 11, 23, 10, 0, tzinfo=PKT)
ORDER_CODES = {order.code for order in ORDERS}
ZONES = tuple(dt.timezone(dt.timedelta(hours=hours)) for hours in (-8, 0, 5, 9))
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def test_every_order_belongs_to_a_rule_of_its_weight() -> None:
    known = {rule.code: rule.severity for rule in rules()}

    assert all(known[order.code] is order.severity for order in ORDERS)
    assert len({(order.earlier, order.later, order.code) for order in ORDERS}) == len(ORDERS)


def test_the_orders_have_no_circle() -> None:
    """Were there one, no case could pass."""
    after: dict[Event, set[Event]] = {}
    for order in ORDERS:
        after.setdefault(order.earlier, set()).add(order.later)
    done: set[Event] = set()

    def visit(event: Event, way: tuple[Event, ...]) -> None:
        assert event not in way, way
        if event not in done:
            for later in after.get(event, ()):
                visit(later, (*way, event))
            done.add(event)

    for event in Event:
        visit(event, ())


# --- random timelines --------------------------------------------------------------------------

STEPS = (
    *("old_post", "old_capture", "old_report", "old_answer", "old_seen", "removal", "first_seen"),
    *("post", "capture", "report", "answer", "order", "seen", "prepared", "approved"),
)
"""What happens to a removed account and to its continuation, in the only order that is possible."""


def x_post(name: str, moment: dt.datetime) -> str:
    number = (int(moment.timestamp() * 1000) - 1288834974657) << 22 | 0x3FFFFF
    return f"https://x.com/{name}/status/{number}"


def words(moment: dt.datetime) -> str:
    here = moment.astimezone(PKT)
    return f"{here.day} {MONTHS[here.month - 1]} {here.year}"


def case_of(at: dict[str, dt.datetime]) -> str:
    """The good case with these times; a day is written for what is known by its day."""
    case = yaml.load(GOOD, Loader=yaml.BaseLoader)  # noqa: S506  (every scalar stays a text)

    def day(name: str) -> str:
        return at[name].astimezone(PKT).date().isoformat()

    def clock(name: str) -> str:
        return at[name].isoformat(timespec="seconds")

    old, new = case["accounts"]
    old |= {
        "posts": [x_post("specimen_x_old", at["old_post"])],
        "justification": f"On {words(at['old_post'])} the account published a claim.",
        "prior_report": "SPECIMEN-1",
        "prior_report_on": day("old_report"),
        "prior_report_answer": "one post removed",
        "prior_report_answered_on": day("old_answer"),
        "observed_at": clock("old_seen"),
        "reach": f"300 followers on {words(at['old_seen'])}",
        "actioned_on": day("removal"),
    }
    new |= {
        "mirror_of": "old",
        "first_seen": day("first_seen"),
        "posts": [x_post("specimen_x_new", at["post"])],
        "justification": f"On {words(at['post'])} the account published the claim anew.",
        "prior_report_on": day("report"),
        "prior_report_answered_on": day("answer"),
        "observed_at": clock("seen"),
        "status_checked_at": clock("seen"),
        "reach": f"4,120 followers on {words(at['seen'])}",
    }
    for exhibit, name in zip(case["exhibits"], ("old_capture", "capture"), strict=True):
        exhibit["captured_at"] = clock(name)
    case["judicial_order"]["date"] = day("order")
    case["prepared_by"]["on"] = day("prepared")
    case["approved_by"] |= {"on": day("approved"), "at": clock("approved")}
    text: str = yaml.safe_dump(case, allow_unicode=True, sort_keys=False, width=10_000)
    return re.sub(r"'(\d{4}-\d\d-\d\d[^']*|on)'", r"\1", text)


@st.composite
def timelines(draw: st.DrawFn) -> dict[str, dt.datetime]:
    """Times for all steps, one to nine days apart, the last shortly before the issue."""
    moment, found = ISSUED - dt.timedelta(hours=draw(st.integers(1, 20))), {}
    for name in reversed(STEPS):
        found[name] = moment.astimezone(draw(st.sampled_from(ZONES))).replace(microsecond=0)
        # Nobody can tell the order of two days of one date, or of a day in an unknown zone.
        moment -= dt.timedelta(days=draw(st.integers(2, 9)), minutes=draw(st.integers(0, 1439)))
    return dict(reversed(found.items()))


SWAPS: tuple[tuple[str, str, str, str], ...] = (
    ("seen", "approved", "E70", "accounts[new].observed_at"),
    ("old_post", "old_answer", "E28", ""),
    ("old_seen", "removal", "E71", "observed_at"),
    ("old_capture", "removal", "E71", "captured_at"),
    ("removal", "first_seen", "E15", "first_seen"),
    ("first_seen", "post", "E72", "posts"),
    ("first_seen", "report", "E72", "prior_report_on"),
    ("removal", "post", "E73", "posts"),
    ("capture", "order", "W71", "captured_at"),
    ("report", "answer", "E28", "prior_report_answered_on"),
    ("prepared", "approved", "E28", "at"),
    ("order", "approved", "E70", "date"),
)
"""Two steps that change places, the rule that finds it, and the field where it does."""


def checked(workspace: Path, text: str) -> list[dict[str, object]]:
    data = workspace / "data"
    case = data / "cases" / "one" / "case.yaml"
    for file, content in ((data / ORGANISATION_FILE, ORGANISATION), (case, text)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    answer = check_json(case)
    assert answer["cases"], answer["problems"]
    problems: list[dict[str, object]] = answer["problems"]
    return problems


SLOW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(at=timelines())
@SLOW
def test_a_possible_order_passes(at: dict[str, dt.datetime], tmp_path: Path) -> None:
    problems = checked(tmp_path, case_of(at))

    found = [
        (problem["code"], problem["message"])
        for problem in problems
        if problem["code"] in ORDER_CODES
    ]
    # Of the data's period, and of an account that waits for its issue, other rules tell.
    assert not [problem for problem in found if "outside the period" not in str(problem[1])]


@given(at=timelines(), swap=st.sampled_from(SWAPS))
@settings(SLOW, max_examples=30)
def test_a_swapped_pair_is_found_at_its_place(
    at: dict[str, dt.datetime], swap: tuple[str, str, str, str], tmp_path: Path
) -> None:
    first, second, code, field = swap
    text = case_of(at | {first: at[second], second: at[first]})

    problems = checked(tmp_path, text)

    found = of(problems, code)
    assert found, (swap, [(problem["code"], problem["message"]) for problem in problems])
    lines = text.splitlines()
    for problem in found:
        line = lines[int(problem["line"]) - 1]
        written = line[int(problem["column"]) - 1 :]
        name = str(problem["field"]).rpartition(".")[2]
        assert written, (problem, line)
        assert name in line or written.startswith(("http", "-")), (problem, line)
    assert any(str(problem["field"]).endswith(field.rpartition(".")[2]) for problem in found), found


# --- days, moments, and dates in texts ---------------------------------------------------------

MOMENTS = st.datetimes(
    dt.datetime.fromisoformat("2020-01-02"),
    dt.datetime.fromisoformat("2030-01-01"),
    timezones=st.sampled_from(ZONES),
)


@given(later=MOMENTS, other=MOMENTS)
def test_a_day_is_before_a_moment_only_if_all_of_it_is(
    later: dt.datetime, other: dt.datetime
) -> None:
    day, moment = When.day(later.astimezone(PKT).date(), PKT), When.moment(other, PKT)
    hours = [day.first + dt.timedelta(hours=hour) for hour in range(24)]

    if day.before(moment):
        assert all(hour < other for hour in hours)
    if moment.before(day):
        assert all(other < hour for hour in hours)
    assert not (day.before(moment) and moment.before(day))
    assert not When.moment(later, PKT).before(day)
    assert not day.before(When.moment(later, PKT))
    anywhere = When.anywhere(other.date())
    assert not anywhere.before(When.moment(other, PKT)), "it lies on its own day somewhere"


@given(moment=MOMENTS, form=st.integers(0, 5))
def test_a_date_is_read_as_it_was_written(moment: dt.datetime, form: int) -> None:
    here, reader = moment.astimezone(PKT), DateReader(MONTHS, PKT)
    month = MONTHS[here.month - 1]
    text = (
        f"{here.day} {month} {here.year}",
        f"{month} {here.day}, {here.year}",
        f"{here:%Y-%m-%d}",
        f"{here.day}.{here.month}.{here.year}",
        f"the {here.day}th of {month} {here.year}",
        f"{here.day} {month[:3]} {here.year} at {here:%H:%M}",
    )[form]

    (found,) = reader.dates(f"see {text}, and 30 further items")

    assert found.when.first_day == here.date()
    if form == 5:
        assert found.when.exact
        assert found.when.first == here.replace(second=0, microsecond=0)


# --- the specimen as it once was ---------------------------------------------------------------

IMPOSSIBLE = TESTS / "cases" / "impossible"

FOUND = {
    ("E70", "observed_at"): 49,
    ("E70", "status_checked_at"): 49,
    ("E70", "reach"): 49,
    ("E70", "captured_at"): 49,
    ("E71", "observed_at"): 25,
    ("E71", "status_checked_at"): 25,
    ("E71", "reach"): 25,
    ("E71", "captured_at"): 25,
    ("E72", "justification"): 21,
    ("E72", "posts"): 8,
    ("E72", "prior_report_on"): 2,
    ("E73", "justification"): 17,
    ("E73", "posts"): 6,
    ("E73", "prior_report_on"): 2,
    ("E76", "imminence"): 86,
    ("E80", "imminence"): 86,
    ("E80", "measure_reason"): 164,
    ("W70", "observed_at"): 455,
    ("W70", "captured_at"): 455,
    ("W71", "captured_at"): 474,
}
"""Rows of the first specimen by rule and field, as a lawyer of a platform counted them."""


def lay_impossible(folder: Path) -> Path:
    place = folder / "data" / "cases" / "impossible"
    place.mkdir(parents=True)
    for name in ("accounts.csv", "exhibits.csv"):
        text = lzma.decompress((IMPOSSIBLE / f"{name}.xz").read_bytes()).decode("utf-8")
        # The pictures were drawn anew; the rows keep the hashes of the old ones as held items.
        (place / name).write_text(re.sub(r"exhibits/[\w-]+\.png", "", text), encoding="utf-8")
    case = place / "case.yaml"
    case.write_text((IMPOSSIBLE / "case.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return case


def test_the_first_specimen_is_refused_with_each_impossible_date(tmp_path: Path) -> None:
    case = lay_impossible(tmp_path)

    answer = check_json(case)

    counted: Counter[tuple[str, str]] = Counter()
    for problem in answer["problems"]:
        if problem["code"] in ORDER_CODES | {"E80"}:
            rows = re.search(r"\((\d+) rows: ", problem["message"])
            field = str(problem["field"]).rpartition(".")[2]
            counted[problem["code"], field] += int(rows[1]) if rows else 1
    counted.pop(("P13", "posts"), None)
    assert counted == FOUND
    # WhatsApp produces records before it closes an account, and the two dates say otherwise.
    assert [problem["field"] for problem in of(answer["problems"], "E79")] == [
        "requests[3].reply_by"
    ]
    shares = [problem["message"] for problem in of(answer["problems"], "W74")]
    assert any("481 of 481 rows (100 %)" in share for share in shares)


def test_an_officer_sees_where_and_how_many_and_what_to_write(tmp_path: Path) -> None:
    case = lay_impossible(tmp_path)

    done = command("check", str(case))

    assert done.returncode == 1
    assert re.search(
        r"case\.yaml|accounts\.csv:2:\d+: E71: accounts\[1\]\.observed_at: account was active or "
        r"seen after its removal: .*\(25 rows: 1, 2, 3, 4, 5, 161, …\); correct the dates; if it "
        r"was restored",
        done.stdout + done.stderr,
    )


# --- letters of two cases, and no clock --------------------------------------------------------


def test_a_letter_number_of_another_case_is_told(workspace: Path) -> None:
    data = workspace / "data"
    for name in ("one", "two"):
        text = GOOD.replace("2026/0007\ntitle", f"2026/{name}\ntitle")
        place = data / "cases" / name / "case.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    (data / "organisations").mkdir(parents=True, exist_ok=True)
    (data / ORGANISATION_FILE).write_text(ORGANISATION, encoding="utf-8")

    (found,) = of(check_json(data / "cases" / "two" / "case.yaml")["problems"], "W75")

    assert "SPEC-IRU/L/2026/0007" in found["message"]
    assert "one/case.yaml" in found["message"]
    assert place_of(found) == "case.yaml:5:18"


class _NoClock(dt.datetime):
    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> _NoClock:
        raise AssertionError("a clock was read")

    utcnow = today = now


def test_check_reads_neither_clock_nor_network(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ages count to the day of the case: the same case says the same in ten years."""
    place = workspace / "data" / "cases" / "one" / "case.yaml"
    first = checked(workspace, GOOD)
    real_time = time.time

    def no_clock() -> float:
        caller = sys._getframe(1).f_globals.get("__name__", "")
        assert not caller.startswith("demarche"), caller
        return real_time() + 315_360_000

    monkeypatch.setattr(dt, "datetime", _NoClock)
    monkeypatch.setattr(time, "time", no_clock)
    monkeypatch.setattr(socket, "socket", None)

    assert check_json(place)["problems"] == first


CLOCK = re.compile(r"\.(?:now|utcnow|today)\(|\btime\.time\(")
ROOMS = ("model", "facts", "compose", "examine", "render", "case", "build")
READERS = {"build/document_cache.py": "how long a document that was kept is not used any more"}
"""Files of these rooms that may read a clock, and for what."""


def test_no_room_that_builds_reads_a_clock() -> None:
    files = [file for room in ROOMS for file in sorted((ROOT / "demarche" / room).rglob("*.py"))]
    found = {
        file.relative_to(ROOT / "demarche").as_posix()
        for file in files
        if CLOCK.search(file.read_text(encoding="utf-8"))
    }

    assert found == set(READERS)


def test_the_work_grows_with_the_rows_and_not_with_their_pairs() -> None:
    """A case of tens of thousands of rows is compared row by row."""
    from demarche.build.prepare import prepare
    from demarche.examine.timeline import compare

    pairs = 0
    together = compare._together

    def counted(happened: Happened, other: Happened) -> bool:
        nonlocal pairs
        pairs += 1
        return together(happened, other)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "_together", counted)
        prepared = prepare(ROOT / "data" / "cases" / "specimen" / "case.yaml")

    assert pairs < 100 * len(prepared.matter.rows)
