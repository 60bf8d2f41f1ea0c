"""Dates as they are written: what is read is the date that was meant, the rest is not read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.facts.sheet_names import open_months
from demarche.intake.written_days import DayOrder, DayReader, DayReading, NotRead
from demarche.kernel.workspace import Workspace

MONTHS = open_months(Workspace(Path("/nonexistent")))
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
FORMS = {
    "day-first": ("{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{d:02}.{m:02}.{y}", "{d} / {m} / {y}"),
    "month-first": ("{m:02}/{d:02}/{y}", "{m}-{d}-{y}"),
}


def reader(
    *texts: str, by_option: DayOrder | None = None, cells: tuple[str, ...] = ()
) -> DayReader:
    return DayReader(MONTHS, by_option).settle(texts, cells)


def written(day: dt.date, form: str) -> str:
    return form.format(d=day.day, m=day.month, y=day.year)


@given(
    st.lists(DAYS, min_size=1, max_size=12),
    st.sampled_from(["day-first", "month-first"]),
    st.data(),
)
def test_what_is_read_is_what_was_meant(
    days: list[dt.date], order: DayOrder, data: st.DataObject
) -> None:
    texts = [written(day, data.draw(st.sampled_from(FORMS[order]))) for day in days]
    settled = any(day.day > 12 for day in days)
    found = reader(*texts)
    for day, text in zip(days, texts, strict=True):
        reading = found.read(text)
        if settled or day.day == day.month:
            assert isinstance(reading, DayReading)
            assert reading.day == day
        else:
            assert isinstance(reading, NotRead)
            assert "--dates" in reading.remedy
    ordered = reader(*texts, by_option=order)
    assert [ordered.read(text) for text in texts] == [DayReading(day) for day in days]


@given(st.lists(st.tuples(DAYS, st.sampled_from(["day-first", "month-first"])), min_size=2))
def test_a_column_of_both_orders_is_never_read_wrongly(
    cells: list[tuple[dt.date, DayOrder]],
) -> None:
    texts = [written(day, FORMS[order][0]) for day, order in cells]
    found = reader(*texts)
    orders = {order for day, order in cells if day.day > 12}
    for (day, _), text in zip(cells, texts, strict=True):
        reading = found.read(text)
        if isinstance(reading, DayReading) and len(orders) == 2:
            assert reading.day == day


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Nov 22, 2026", "2026-11-22"),
        ("22nd November 2026", "2026-11-22"),
        ("Sunday, 22 November 2026", "2026-11-22"),
        ("22-Nov-2026 09:15", "2026-11-22T09:15:00"),
        ("22 نومبر 2026", "2026-11-22"),
        ("۲۲ نومبر ۲۰۲۶", "2026-11-22"),
        ("٢٢/١١/٢٠٢٦", "2026-11-22"),
        ("22 تشرين الثاني 2026", "2026-11-22"),
        ("22 نوفمبر 2026", "2026-11-22"),
        ("1er août 2026", "2026-08-01"),
        ("22 novembre 2026", "2026-11-22"),
        ("22 Agustus 2026", "2026-08-22"),
        ("22 Desemba 2026", "2026-12-22"),
        ("2026/11/22", "2026-11-22"),
        ("2026-11-22T09:15:00+05:00", "2026-11-22T09:15:00+05:00"),
        ("22/11/2026 9:15 pm", "2026-11-22T21:15:00"),
        ("22/11/2026 12:15 AM", "2026-11-22T00:15:00"),
        ("22/11/2026, 21:15 hrs", "2026-11-22T21:15:00"),
        ("22/11/2026 21:15 UTC+5", "2026-11-22T21:15:00+05:00"),
    ],
)
def test_forms_that_can_mean_one_day(text: str, meant: str) -> None:
    found = reader(text).read(text)
    assert isinstance(found, DayReading)
    assert found.text() == meant


@pytest.mark.parametrize(
    "text",
    [
        *("5/6/2026", "05.06.2026", "22/11/26", "22-Nov-26", "31/02/2026", "22/23/2026"),
        *("1448-05-06", "2569-11-22", "22/11/2026 21:15 PKT", "22/11/2026 13:15 pm", "46348"),
        *("yesterday", "November 2026", "2026", "22 Smarch 2026", "0/11/2026", "00/00/2026"),
        *("22/11/2026 25:00", "22/11-2026", "2026-22-11"),
    ],
)
def test_what_could_mean_two_things_or_none_is_not_read(text: str) -> None:
    assert isinstance(reader(text).read(text), NotRead)


def test_dates_that_a_spreadsheet_may_have_exchanged_are_not_read() -> None:
    found = reader("22/11/2026", "23/11/2026", cells=("2026-05-06", "2026-11-11"))
    assert isinstance(found.read("2026-05-06", by_spreadsheet=True), NotRead)
    assert found.read("2026-11-11", by_spreadsheet=True) == DayReading(dt.date(2026, 11, 11))
    sound = reader("22/11/2026", cells=("2026-05-06", "2026-11-23"))
    assert sound.read("2026-05-06", by_spreadsheet=True) == DayReading(dt.date(2026, 5, 6))
    ordered = reader("22/11/2026", cells=("2026-05-06",), by_option="day-first")
    assert ordered.read("2026-05-06", by_spreadsheet=True) == DayReading(dt.date(2026, 5, 6))


def test_an_order_that_is_passed_and_wrong_is_not_bent() -> None:
    assert isinstance(reader("11/22/2026", by_option="day-first").read("11/22/2026"), NotRead)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(text: str) -> None:
    reader(text, cells=(text,)).read(text)
