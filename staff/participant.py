"""One person: how to reach them, what was said on both sides and why, how they are, and what comes next."""

import io
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import segno
from markupsafe import Markup
from starlette.responses import Response

from records import checkins, codes, consents, enrolments, people, programmes, replies
from records.activities import Only, activities_between
from records.attendances import Expected, expected_at
from records.database import Tx
from records.people import Person
from staff.chart import chart
from staff.visit import NotFound, Visit

SHOWN = 80
DAYS = 28


async def show(visit: Visit) -> Response:
    """The page of a person; looking at it is written into the journal."""
    async with visit.desk.database.transaction() as tx:
        who = await wanted(tx, visit)
        await visit.note(tx, "view conversation", noun_id=who.id, participant_id=who.id)
    return await page(visit)


async def page(visit: Visit, status: int = 200, *, why: str = "") -> Response:
    """The page of a person, with a sentence if a form of it could not be taken."""
    async with visit.desk.database.reading() as tx:
        who = await wanted(tx, visit)
        said = await replies.conversation(tx, who.id, limit=SHOWN)
        since = said[0].at if said else visit.now
        heard = await replies.listed(tx, visit.scope, participant_id=who.id, since=since, limit=SHOWN)
        scored = await checkins.history(tx, who.id, days=DAYS)
        values = {
            "who": who,
            "said": said,
            "heard": {each.id: each for each in heard},
            "scored": scored,
            "chart": chart(scored, visit.language),
            "consents": await consents.consents_of(tx, who.id),
            "cycles": await _cycles(tx, who),
            "next": await _next(tx, visit, who),
        }
    told = visit.texts.gettext(why) if why else ""
    return visit.page("participant.html", status, **values, **_joining(visit, who), why=told, once=secrets.token_hex(8))


async def wanted(tx: Tx, visit: Visit) -> Person:
    """The person of the address. Raises NotFound when there is nobody such in view."""
    found = await people.person(tx, visit.number(), visit.scope)
    if found is None:
        raise NotFound
    return found


def _joining(visit: Visit, who: Person) -> Mapping[str, Any]:
    code = codes.join_code(who)
    url = f"{visit.desk.public_url}/j/{code}" if visit.desk.public_url else ""
    name = visit.desk.telegram_username
    deep = f"https://t.me/{name}?start={code}" if name else ""
    return {"join_code": code, "join_url": url, "telegram_url": deep, "qr": _qr(deep or url)}


def _qr(url: str) -> Markup:
    if not url:
        return Markup("")
    drawn = io.BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, nl=False)
    return Markup(drawn.getvalue().decode())  # made of modules only, nothing of the text is in it


async def _cycles(tx: Tx, who: Person) -> list[tuple[Any, Any]]:
    mine = await enrolments.enrolments_of(tx, who.id)
    known = {each.id: each for each in await programmes.list_cycles(tx)} if mine else {}
    return [(known[each.cycle_id], each) for each in mine if each.cycle_id in known]


async def _next(tx: Tx, visit: Visit, who: Person) -> list[tuple[Any, Expected]]:
    until: datetime = visit.now + timedelta(days=21)
    coming = await activities_between(
        tx, visit.scope, from_at=visit.now, to_at=until, only=Only(participant_id=who.id, limit=6)
    )
    people_there = await expected_at(tx, [each.id for each in coming])
    return [(each, mine) for each in coming for mine in people_there.get(each.id, []) if mine.participant_id == who.id]
