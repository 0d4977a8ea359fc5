"""Today: who comes, who is silent, what a person must do, how people are, and what was not sent."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from programme.calendar import to_instant, work_free_name
from records import checkins, ledger, marks, people, programmes, tasks
from records.activities import activities_between
from records.checkins import CheckIn
from records.database import Tx
from records.ledger import Line
from records.people import Person
from records.tasks import Task
from staff.board import Card, cards, ids_to_call
from staff.visit import TEAM, Visit

CLOCK_MARK = "round.remind"
CLOCK_LATE = timedelta(minutes=2)
LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Day:
    """All that the page of one day shows."""

    on: date
    holiday: str | None
    cards: Sequence[Card]
    checkins: Sequence[CheckIn]
    tasks: Sequence[Task]
    unsaid: Sequence[Line]
    unrecorded: Sequence[Card]
    people: Mapping[int, Person]
    clock_stopped_at: datetime | None
    is_clock_stopped: bool
    has_programme: bool

    @property
    def urgent(self) -> list[Task]:
        """What cannot wait."""
        return [each for each in self.tasks if each.is_urgent or each.is_escalated]

    def total(self, group: str) -> int:
        """How many different people are in a group at any activity of the day."""
        planned = (card for card in self.cards if card.activity.state == "planned")
        return len({each.participant_id for card in planned for each in card.groups[group]})


async def show(visit: Visit) -> Response:
    """The page of a day, or only its board when the page asks for what is new (204 when nothing is)."""
    on = visit.query.day("on") or visit.today_on
    async with visit.desk.database.reading() as tx:
        day = await _day(tx, visit, on)
        undone = await _just_done(tx, visit)
    board = visit.part("_board.html", day=day)
    mark = hashlib.sha256(board.encode()).hexdigest()[:16]
    if visit.is_live and visit.query.text("seen") == mark:
        return Response(status_code=204)
    values: dict[str, Any] = {"day": day, "board": Markup(board), "mark": mark}  # rendered and escaped above
    if visit.is_live:
        return HTMLResponse(visit.part("_live.html", **values))
    days: dict[str, Any] = {"before": on - timedelta(days=1), "after": on + timedelta(days=1)}
    return visit.page("today.html", **values, **days, undone=undone)


async def _day(tx: Tx, visit: Visit, on: date) -> Day:
    scope, is_team = visit.scope, visit.account.role in TEAM
    from_at, to_at = _bounds(on, visit.desk.zone)
    shown = await cards(tx, await activities_between(tx, scope, from_at=from_at, to_at=to_at), now=visit.now)
    scored = await checkins.on_day(tx, scope, on) if is_team else []
    waiting = await tasks.waiting(tx, scope) if is_team else []
    unsaid = await ledger.not_sent(tx, scope, from_at=from_at, to_at=to_at) if is_team else []
    ids = ids_to_call(shown) | {each.participant_id for each in scored}
    ids |= {each.participant_id for each in waiting if each.participant_id is not None}
    ticked = (await marks.all_marks(tx)).get(CLOCK_MARK)
    return Day(
        on=on,
        holiday=work_free_name(on, visit.language),
        cards=shown,
        checkins=scored,
        tasks=waiting,
        unsaid=unsaid,
        unrecorded=await _unrecorded(tx, visit),
        people=await people.people_of(tx, sorted(ids), scope),
        clock_stopped_at=ticked[1] if ticked else None,
        is_clock_stopped=ticked is None or visit.now - ticked[1] > CLOCK_LATE,
        has_programme=bool(shown) or bool(await programmes.list_cycles(tx, scope, limit=1)),
    )


async def _unrecorded(tx: Tx, visit: Visit) -> list[Card]:
    past = await activities_between(tx, visit.scope, from_at=visit.now - LOOK_BACK, to_at=visit.now)
    over = [each for each in past if each.ends_at <= visit.now and each.state == "planned"]
    return [card for card in await cards(tx, over, now=visit.now) if card.recorded < len(card.expected)]


async def _just_done(tx: Tx, visit: Visit) -> Task | None:
    number = visit.query.number("undo")
    return None if number is None else await tasks.task(tx, number, visit.scope)


def _bounds(on: date, zone: str) -> tuple[datetime, datetime]:
    midnight = datetime.combine(on, time())
    return to_instant(midnight, zone), to_instant(midnight + timedelta(days=1), zone)
