"""One activity: who is expected and what they said, who came, and what was sent about it."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from starlette.responses import HTMLResponse, Response

from programme.attendance import Presence, hours_of, may_record
from records import attendances, ledger, people, programmes
from records.activities import Activity, activity
from records.attendances import Expected, Seen
from records.database import Tx
from staff.board import Card, cards
from staff.forms import BadForm
from staff.texts import N_
from staff.visit import TEAM, NotFound, Visit

OPENS_LATER = N_("Presence can be recorded from one hour before the start on.")
WORTH_NOTHING = (Presence.EXCUSED, Presence.ABSENT)
BUTTONS = (Presence.CAME, Presence.LATE, Presence.LEFT_EARLY, Presence.EXCUSED, Presence.ABSENT)


async def show(visit: Visit) -> Response:
    """The page of an activity."""
    return await page(visit)


async def page(visit: Visit, status: int = 200, *, why: str = "") -> Response:
    """The page of an activity, with a sentence if a form of it could not be taken."""
    async with visit.desk.database.reading() as tx:
        found = await wanted(tx, visit)
        card = (await cards(tx, [found], now=visit.now))[0]
        is_team = visit.account.role in TEAM
        lines = await ledger.about_activity(tx, found.id, visit.scope) if is_team else []
        ids = [each.participant_id for each in card.expected] if is_team else []
        notices = await ledger.listed(tx, visit.scope, activity_id=found.id) if is_team else []
        values = {
            "card": card,
            "cycle": await programmes.cycle(tx, found.cycle_id),
            "people": await people.people_of(tx, ids, visit.scope),
            "places": await programmes.list_places(tx, visit.scope) if is_team else [],
            "lines": lines,
            "counts": Counter((line.kind, line.state) for line in lines),
            "notices": notices,
        }
    return visit.page("activity.html", status, why=visit.texts.gettext(why) if why else "", buttons=BUTTONS, **values)


async def record(visit: Visit) -> Response:
    """Records who came: one person, or everybody who is not on record yet."""
    async with visit.desk.database.transaction() as tx:
        found = await wanted(tx, visit)
        if not may_record(visit.now, found.starts_at):
            raise BadForm(OPENS_LATER)
        expected = await attendances.expected(tx, found.id)
        rows = _rows(visit, found, expected=expected)
        await attendances.record_presence(tx, found.id, rows, recorded_by=visit.account.id, now=visit.now)
        for row in rows:
            about = {"participant_id": row.participant_id, "details": {"presence": str(row.presence)}}
            await visit.note(tx, "record presence", noun_id=found.id, **about)
        card = (await cards(tx, [found], now=visit.now))[0]
    number = visit.form.number("participant_id")
    if visit.is_live and number is not None:
        return _row(visit, card, participant_id=number)
    return visit.go(f"/activities/{found.id}", at=f"p{number}" if number else "presence")


async def wanted(tx: Tx, visit: Visit) -> Activity:
    """The activity of the address. Raises NotFound when it is not in view."""
    found = await activity(tx, visit.number(), visit.scope)
    if found is None:
        raise NotFound
    return found


def _rows(visit: Visit, found: Activity, *, expected: Sequence[Expected]) -> list[Seen]:
    number = visit.form.number("participant_id")
    if visit.form.has("everybody"):
        rest = [each for each in expected if each.presence is Presence.UNKNOWN]
        return [_seen(each.participant_id, Presence.CAME, at=found) for each in rest]
    mine = next((each for each in expected if each.participant_id == number), None)
    if mine is None:
        raise NotFound
    if visit.form.has("save_hours"):
        return [Seen(mine.participant_id, mine.presence, visit.form.hours("hours"), mine.is_justified)]
    presence = _presence(visit)
    # A second tap on the same button takes the record back.
    return [_seen(mine.participant_id, Presence.UNKNOWN if presence is mine.presence else presence, at=found)]


def _seen(participant_id: int, presence: Presence, *, at: Activity) -> Seen:
    hours: Decimal | None = None
    if presence is Presence.CAME:
        hours = hours_of(presence, at.starts_local, ends_local=at.ends_local)
    elif presence in WORTH_NOTHING:
        hours = Decimal("0.00")
    is_justified = presence is Presence.EXCUSED if presence in WORTH_NOTHING else None
    return Seen(participant_id, presence, hours, is_justified)


def _presence(visit: Visit) -> Presence:
    try:
        return Presence(visit.form.text("presence", 20))
    except ValueError as error:
        raise BadForm(N_("The form could not be read. Go back and try again.")) from error


def _row(visit: Visit, card: Card, *, participant_id: int) -> Response:
    each = next(each for each in card.expected if each.participant_id == participant_id)
    return HTMLResponse(visit.part("_presence.html", card=card, each=each, buttons=BUTTONS, is_alone=True))
