"""Hours become money at the rate of their day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from programme.allowance import DEFAULT_RATES, NoRate, Rate, allowance, rate_on


def test_each_day_is_paid_at_its_own_rate() -> None:
    days = [(date(2023, 12, 31), Decimal("4.00")), (date(2024, 1, 1), Decimal("4.00"))]
    assert allowance(days) == Decimal("7.20")


def test_the_sum_is_rounded_once() -> None:
    rates = [Rate(date(2020, 1, 1), Decimal("0.333"))]
    assert allowance([(date(2026, 1, day), Decimal("0.25")) for day in (1, 2, 3, 4)], rates) == Decimal("0.33")


def test_no_hours_pay_nothing() -> None:
    assert allowance([]) == Decimal("0.00")


def test_rates_may_come_in_any_order() -> None:
    assert rate_on(date(2026, 1, 1), DEFAULT_RATES[::-1]).eur_per_hour == Decimal("1.00")
    assert rate_on(date(2019, 1, 1), DEFAULT_RATES[::-1]).eur_per_hour == Decimal("0.80")


def test_a_day_before_the_first_rate_is_said_and_not_guessed() -> None:
    with pytest.raises(NoRate, match=r"1\. 5\. 2015"):
        allowance([(date(2015, 5, 1), Decimal(1))])
