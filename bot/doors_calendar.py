"""GET /c/CODE.ics: a participant's calendar feed with neutral titles, for any calendar app."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from records.calendar_feed import Entry, entries
from records.database import Database
from records.people import participant_of_calendar_code

BACK, AHEAD = timedelta(days=30), timedelta(days=200)
FEED = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff"}


def routes(database: Database, *, now: Callable[[], datetime]) -> list[Route]:
    """The feed's route; an unknown or renewed code is a plain 404."""

    async def feed(request: Request) -> Response:
        async with database.reading() as tx:
            person = await participant_of_calendar_code(tx, request.path_params["code"])
            if person is None:
                return PlainTextResponse("This calendar is not here any more.", 404, headers=FEED)
            at = now()
            found = await entries(tx, person.id, from_at=at - BACK, to_at=at + AHEAD)
        content = calendar(found).to_ical()
        return Response(content, media_type="text/calendar; charset=utf-8", headers=FEED)

    return [Route("/c/{code}.ics", feed)]


def calendar(found: list[Entry]) -> Calendar:
    """The feed with its time zones; a cancelled activity stays in it as cancelled, so that apps strike it out."""
    out = Calendar()
    out.add("prodid", "-//Stik//Stik//SL")
    out.add("version", "2.0")
    out.add("method", "PUBLISH")
    out.add("x-wr-calname", "Stik")
    for each in found:
        zone = ZoneInfo(each.zone)
        entry = Event()
        entry.add("uid", f"stik-{each.activity_id}@stik")
        entry.add("sequence", each.revision)
        entry.add("dtstamp", each.changed_at.astimezone(UTC))
        entry.add("dtstart", each.starts_local.replace(tzinfo=zone))
        entry.add("dtend", each.ends_local.replace(tzinfo=zone))
        entry.add("summary", each.title)
        entry.add("location", each.place)
        entry.add("status", "CANCELLED" if each.is_cancelled else "CONFIRMED")
        out.add_component(entry)
    out.add_missing_timezones()
    return out
