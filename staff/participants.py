"""The people: a list with search."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from records import people, programmes
from records.programme_shapes import Cycle
from staff.visit import Visit

MOST = 500
AT_ONCE = 50
ALL = "all"


async def show(visit: Visit) -> Response:
    """The list: one cycle by name, or everybody in pages; `q` searches by the beginning of names, code or phone."""
    query = visit.query
    async with visit.desk.database.reading() as tx:
        cycles = await programmes.list_cycles(tx, visit.scope)
        chosen = _chosen(cycles, query.text("cycle", 20), today_on=visit.today_on)
        q, after = query.text("q", 100), query.number("after") or 0
        limit = MOST if chosen else AT_ONCE + 1
        cycle_id = chosen.id if chosen else None
        found = await people.list_people(tx, visit.scope, cycle_id=cycle_id, q=q, after=after, limit=limit)
    state = query.text("state", 20)
    counts = Counter(each.state for each in found)
    shown = [each for each in found if not state or each.state == state]
    is_more = not chosen and len(found) > AT_ONCE
    values: dict[str, Any] = {
        "people": shown[:AT_ONCE] if is_more else shown,
        "cycles": cycles,
        "chosen": chosen,
        "q": q,
    }
    return visit.page("participants.html", **values, state=state, counts=counts, is_more=is_more)


def _chosen(cycles: Sequence[Cycle], wanted: str, *, today_on: date) -> Cycle | None:
    if wanted == ALL or not cycles:
        return None
    named = next((each for each in cycles if str(each.id) == wanted), None)
    if named is not None or wanted:
        return named
    running = [each for each in cycles if each.starts_on <= today_on <= each.ends_on]
    return running[0] if len(running) == 1 else (cycles[0] if len(cycles) == 1 else None)
