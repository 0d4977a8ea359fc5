"""The week: every activity day by day, with how many people come."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from starlette.responses import Response

from programme.calendar import to_instant, work_free_name
from records.activities import activities_between
from staff.board import Card, cards
from staff.visit import Visit

SEVEN = timedelta(days=7)


async def show(visit: Visit) -> Response:
    """The page of a week; `on` is any day of it."""
    on = visit.query.day("on") or visit.today_on
    first = on - timedelta(days=on.weekday())
    from_at, to_at = _midnight(first, visit), _midnight(first + SEVEN, visit)
    async with visit.desk.database.reading() as tx:
        found = await activities_between(tx, visit.scope, from_at=from_at, to_at=to_at)
        shown = await cards(tx, found, now=visit.now)
    days = [(day, work_free_name(day, visit.language), _on(shown, day)) for day in _days(first)]
    values: dict[str, Any] = {
        "first": first,
        "last": first + timedelta(days=6),
        "before": first - SEVEN,
        "after": first + SEVEN,
    }
    return visit.page("week.html", days=days, is_empty=not shown, **values)


def _on(shown: Sequence[Card], day: date) -> list[Card]:
    return [card for card in shown if card.activity.starts_local.date() == day]


def _days(first: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(7)]


def _midnight(on: date, visit: Visit) -> datetime:
    return to_instant(datetime.combine(on, time()), visit.desk.zone)
