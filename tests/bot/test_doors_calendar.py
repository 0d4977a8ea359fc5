"""The calendar feed: neutral titles, real time zones, cancelled activities struck out, a renewed code shut."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import doors_calendar
from records.codes import calendar_code
from records.database import Database
from records.people import person, renew_calendar_code
from records.tables import activities, participants
from tests.cast import Cast


@pytest.fixture
def door(sqlite_database: Database, now: datetime) -> TestClient:
    return TestClient(Starlette(routes=list(doors_calendar.routes(sqlite_database, now=lambda: now))))


async def code_of(database: Database, participant_id: int) -> str:
    async with database.reading() as tx:
        found = await person(tx, participant_id)
    assert found is not None
    return calendar_code(found)


async def test_the_feed_has_the_workshop_at_its_wall_time(
    sqlite_database: Database, sqlite_cast: Cast, door: TestClient
) -> None:
    answer = door.get(f"/c/{await code_of(sqlite_database, sqlite_cast.ana)}.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    [entry] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["summary"] == "Iskanje zaposlitve"
    assert entry["dtstart"].dt.astimezone(UTC) == datetime(2026, 9, 15, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(("neutral", "shown"), [("", "Srečanje"), ("Skupno srečanje", "Skupno srečanje")])
async def test_a_health_session_never_tells_its_topic(
    sqlite_database: Database, sqlite_cast: Cast, door: TestClient, neutral: str, shown: str
) -> None:
    async with sqlite_database.transaction() as tx:
        await tx.execute(update(activities).values(kind="health_session", title="Depresija", neutral_title=neutral))
    answer = door.get(f"/c/{await code_of(sqlite_database, sqlite_cast.ana)}.ics")
    assert "Depresija" not in answer.text
    assert shown in answer.text


async def test_who_gets_neutral_texts_has_no_places_in_the_feed(
    sqlite_database: Database, sqlite_cast: Cast, door: TestClient
) -> None:
    feed = f"/c/{await code_of(sqlite_database, sqlite_cast.ana)}.ics"
    assert "ZPTM" in door.get(feed).text
    async with sqlite_database.transaction() as tx:
        await tx.execute(update(participants).values(is_neutral=True))
    assert "ZPTM" not in door.get(feed).text


async def test_a_cancelled_workshop_is_struck_out(
    sqlite_database: Database, sqlite_cast: Cast, door: TestClient
) -> None:
    async with sqlite_database.transaction() as tx:
        await tx.execute(update(activities).values(state="cancelled"))
    answer = door.get(f"/c/{await code_of(sqlite_database, sqlite_cast.ana)}.ics")
    assert "STATUS:CANCELLED" in answer.text


async def test_a_renewed_code_shuts_the_old_one(sqlite_database: Database, sqlite_cast: Cast, door: TestClient) -> None:
    code = await code_of(sqlite_database, sqlite_cast.ana)
    async with sqlite_database.transaction() as tx:
        await renew_calendar_code(tx, sqlite_cast.ana)
    assert door.get(f"/c/{code}.ics").status_code == 404
    assert door.get("/c/nonsense.ics").status_code == 404
