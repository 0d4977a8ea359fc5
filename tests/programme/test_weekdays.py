"""Days of the week as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.weekdays import BadWeekdays, parse_weekdays, weekdays_text


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("pon-pet", {0, 1, 2, 3, 4}),
        ("pon – pet", {0, 1, 2, 3, 4}),
        ("od ponedeljka do petka", {0, 1, 2, 3, 4}),
        ("PON-ČET", {0, 1, 2, 3}),
        ("pon, sre, pet", {0, 2, 4}),
        ("pon., sre. in pet.", {0, 2, 4}),
        ("ponedeljek, sredo ter petek", {0, 2, 4}),
        ("torek in cetrtek", {1, 3}),
        ("torkih in četrtkih", {1, 3}),
        ("vsak dan", {0, 1, 2, 3, 4, 5, 6}),
        ("delavniki", {0, 1, 2, 3, 4}),
        ("pet-pon", {4, 5, 6, 0}),
        ("pon-sre, sob", {0, 1, 2, 5}),
        ("ned", {6}),
        ("Mon-Fri", {0, 1, 2, 3, 4}),
        ("Tue, Thu", {1, 3}),
    ],
)
def test_many_spellings_are_understood(text: str, days: set[int]) -> None:
    assert parse_weekdays(text) == days


@pytest.mark.parametrize("text", ["", "pon-", "včasih", "pon, jutri", "pon-sre-pet", "petnajst", "12345"])
def test_what_is_not_a_day_is_refused_in_a_plain_sentence(text: str) -> None:
    with pytest.raises(BadWeekdays, match="pon-pet"):
        parse_weekdays(text)


def test_days_are_written_as_in_the_workbook() -> None:
    assert weekdays_text({0, 1, 2, 3, 4}) == "pon-pet"
    assert weekdays_text({4, 0, 2}) == "pon, sre, pet"
    assert weekdays_text({1, 3}) == "tor, čet"
    assert weekdays_text(range(7)) == "vsak dan"
    assert weekdays_text({0, 1, 2, 3, 4}, "en") == "Mon-Fri"


@given(st.frozensets(st.integers(0, 6), min_size=1), st.sampled_from(["sl", "en"]))
def test_written_days_read_back_as_themselves(days: frozenset[int], language: str) -> None:
    assert parse_weekdays(weekdays_text(days, language)) == days
