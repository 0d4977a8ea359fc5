"""Hours of presence to money, at rates that change on a date. Rates are data that the caller passes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from programme.spelling import date_text

_CENT = Decimal("0.01")


class NoRate(ValueError):
    """A day before the first rate; its text is the sentence a person reads."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What an hour of presence pays from a day on, until the next rate begins."""

    from_on: date
    eur_per_hour: Decimal


# 1.00 EUR: Uradni list RS 115/2023 (15 Nov 2023), no. 3329, article 3, read there. Unverified: that it holds from
# 1 Jan 2024, that it paid 0.80 EUR before, and what holds for contracts signed earlier.
DEFAULT_RATES = (
    Rate(date(2017, 1, 1), Decimal("0.80")),
    Rate(date(2024, 1, 1), Decimal("1.00")),
)


def rate_on(on: date, rates: Sequence[Rate] = DEFAULT_RATES) -> Rate:
    """The rate that holds on a day. Raises NoRate for a day before the first one."""
    held = [rate for rate in rates if rate.from_on <= on]
    if not held:
        raise NoRate(f"Za dan {date_text(on)} ni vpisane urne postavke. Dopišite jo v nastavitvah programa.")
    return max(held, key=lambda rate: rate.from_on)


def allowance(hours_by_day: Iterable[tuple[date, Decimal]], rates: Sequence[Rate] = DEFAULT_RATES) -> Decimal:
    """The allowance in EUR, rounded once, to the cent, over the whole sum. Raises NoRate.

    Source: Uradni list RS 115/2023, no. 3329, article 3: an amount for each hour of actual presence. The day from
    which each default rate holds is unverified; pass the rates of your contract.
    """
    total = sum((hours * rate_on(on, rates).eur_per_hour for on, hours in hours_by_day), Decimal(0))
    return total.quantize(_CENT, ROUND_HALF_UP)
