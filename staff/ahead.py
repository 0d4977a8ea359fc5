"""What will go out in the next days, to whom and when, if nothing changes: the same question the clock asks."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from starlette.responses import Response

from programme.calendar import to_instant
from records.forecast import Asked, Coming, forecast
from staff.visit import Visit

DAYS = 3
MOST_SHOWN = 1000


async def show(visit: Visit) -> Response:
    """The page of some days from `on`; today from now on."""
    desk, on = visit.desk, visit.query.day("on") or visit.today_on
    from_at = max(visit.now, _midnight(on, visit)) if on >= visit.today_on else _midnight(on, visit)
    to_at = _midnight(on + timedelta(days=DAYS), visit)
    async with desk.database.reading() as tx:
        coming = await forecast(tx, Asked(visit.scope, from_at, to_at, two_way=desk.is_sms_two_way), desk.rules)
    parts = sum(each.parts for each in coming)
    values: dict[str, Any] = {"on": on, "last": on + timedelta(days=DAYS - 1), "count": len(coming), "parts": parts}
    days: dict[str, Any] = {"before": on - timedelta(days=DAYS), "after": on + timedelta(days=DAYS)}
    groups = _groups(coming[:MOST_SHOWN], visit)
    return visit.page("ahead.html", groups=groups, price=parts * desk.part_price, **values, **days)


def _groups(coming: Sequence[Coming], visit: Visit) -> list[tuple[datetime, str, list[Coming]]]:
    """What goes out at the same minute and is about the same thing, together."""
    keyed = sorted(coming, key=lambda each: (each.due_at, each.kind, each.activity_id or 0, each.name))
    together = groupby(keyed, key=lambda each: (each.due_at, each.kind, each.activity_id))
    return [(visit.local(due_at), kind, list(group)) for (due_at, kind, _), group in together]


def _midnight(on: date, visit: Visit) -> datetime:
    return to_instant(datetime.combine(on, time()), visit.desk.zone)
