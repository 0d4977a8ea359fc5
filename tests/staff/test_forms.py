"""Fields of a form become dates, times, numbers and clean texts, or nothing."""

from datetime import date, time
from decimal import Decimal

import pytest

from staff.forms import BadForm, Form


def _form(**fields: str) -> Form:
    return Form({name: (value,) for name, value in fields.items()})


@pytest.mark.parametrize(
    ("written", "meant"),
    [("2026-09-15", date(2026, 9, 15)), ("15. 9. 2026", date(2026, 9, 15)), ("15.9.2026", date(2026, 9, 15))],
)
def test_dates_come_as_browsers_or_people_write_them(written: str, meant: date) -> None:
    """Also typed into a browser that knows no date field."""
    assert _form(on=written).day("on") == meant


@pytest.mark.parametrize("written", ["", "2026-02-31", "0000-01-01", "15/9/2026", "jutri", "２０２６-09-15x"])
def test_what_is_no_date_is_none(written: str) -> None:
    """Nothing is guessed."""
    assert _form(on=written).day("on") is None


def test_times_take_a_point_or_a_colon() -> None:
    """9.00 as in Slovenian, 09:00 as in browsers."""
    assert _form(at="9.00").wall("at") == _form(at="09:00").wall("at") == time(9, 0)
    assert [_form(at=each).wall("at") for each in ("24:00", "9", "9.60", "-1.00")] == [None] * 4


def test_hours_are_between_none_and_a_day() -> None:
    """Comma or point; anything else is a sentence."""
    assert _form(h="2,5").hours("h") == Decimal("2.50")
    assert _form(h="").hours("h") is None
    for wrong in ("-1", "25", "x", "NaN", "1e9", "Infinity"):
        with pytest.raises(BadForm):
            _form(h=wrong).hours("h")


def test_texts_lose_what_no_text_needs() -> None:
    """Control characters go, line ends and emoji stay, passwords are left as typed."""
    assert _form(t=" a\x00b\x07\r\nc 🙂 ").text("t") == "ab\nc 🙂"
    assert _form(t=" a\x00 ").secret("t") == " a\x00 "
    assert _form(n="12").number("n") == 12
    assert [_form(n=each).number("n") for each in ("", "-1", "1.5", "９", "9" * 30)] == [None] * 5
