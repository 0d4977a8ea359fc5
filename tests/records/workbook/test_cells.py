"""One cell: whatever a spreadsheet gives becomes a value or one sentence, never anything else."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.workbook.cells import BadCell, read_cell
from records.workbook.sheets import CHOICES, Cell

ANYTHING = st.one_of(
    st.text(max_size=40),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.timedeltas(timedelta(0), timedelta(days=3)),
)


@given(ANYTHING, st.sampled_from(list(Cell)))
def test_any_cell_is_a_value_or_a_sentence(raw: Any, cell: Cell) -> None:
    try:
        read_cell(raw, cell)
    except BadCell as fault:
        assert str(fault) and "\n" not in str(fault)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_date_is_read_back_from_every_spelling(on: date) -> None:
    serial = (on - date(1899, 12, 30)).days
    spellings = [f"{on.day}.{on.month}.{on.year}", f"{on.day:02}. {on.month:02}. {on.year}", on.isoformat(), on, serial]
    assert {read_cell(each, Cell.DATE) for each in spellings} == {on}
    assert read_cell(datetime.combine(on, time(0)), Cell.DATE) == on


@given(st.times().map(lambda at: time(at.hour, at.minute)))
def test_a_time_is_read_back_from_every_spelling(at: time) -> None:
    day_fraction = (at.hour * 60 + at.minute) / 1440
    spellings = [f"{at.hour}.{at.minute:02}", f"{at.hour:02}:{at.minute:02}", at, day_fraction]
    assert {read_cell(each, Cell.TIME) for each in spellings} == {at}


@pytest.mark.parametrize(
    ("raw", "cell", "value"),
    [
        (9, Cell.TIME, time(9)),
        (9.0, Cell.TIME, time(9)),
        (9.3, Cell.TIME, time(9, 30)),
        (datetime(1899, 12, 31, 17, 30), Cell.TIME, time(17, 30)),
        (timedelta(hours=9), Cell.TIME, time(9)),
        ("17h", Cell.TIME, time(17)),
        ("3.6.2026 0:00:00", Cell.DATE, date(2026, 6, 3)),
        ("3/6/2026", Cell.DATE, date(2026, 6, 3)),
        (40123456.0, Cell.PHONE, "+38640123456"),
        (" Ana   Marija ", Cell.TEXT, "Ana Marija"),
        (7.0, Cell.TEXT, "7"),
        ("2,5", Cell.HOURS, Decimal("2.50")),
        (time(2, 30), Cell.HOURS, Decimal("2.50")),
        ("DA", Cell.YES_NO, True),
        (False, Cell.YES_NO, False),
        ("Slovenščina", Cell.LANGUAGE, "sl"),
        ("sq", Cell.LANGUAGE, "sq"),
        ("U1; U2;U1 ;", Cell.NAMES, ("U1", "U2")),
        ("Brežice, Krško", Cell.NAMES, ("Brežice", "Krško")),
        ("pon-pet", Cell.WEEKDAYS, frozenset(range(5))),
        ("   ", Cell.DATE, None),
    ],
)
def test_what_people_write_is_understood(raw: Any, cell: Cell, value: Any) -> None:
    assert read_cell(raw, cell) == value


@pytest.mark.parametrize("cell", list(CHOICES))
def test_every_choice_of_a_drop_down_is_understood(cell: Cell) -> None:
    values = [read_cell(choice, cell) for choice in CHOICES[cell]]
    assert len(set(values)) == len(values) and None not in values
