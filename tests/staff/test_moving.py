"""A change of the timetable: first the change, then the notice that is seen before it is sent, held, and watched."""

from datetime import datetime, timedelta

from records import broadcasts, timetable
from records.tables import messages
from tests.cast import Cast
from tests.staff.browsing import Browser, Watch


async def _move(eva: Browser, cast: Cast, **fields: object) -> None:
    await eva.get(f"/activities/{cast.workshop}")
    same = {"on": "2026-09-15", "begins": "09:00", "ends": "12:00", "place_id": cast.place}
    await eva.post(f"/activities/{cast.workshop}/move", **(same | fields))


async def test_a_new_time_leads_to_a_notice_that_is_not_sent_yet(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """Who gets which words on which channel, the price, and who gets nothing and why."""
    await _move(eva, sqlite_cast, begins="10:00", ends="13:00")
    assert eva.page is not None and eva.page.url.path == "/broadcasts/1"
    assert "Sprememba: Iskanje zaposlitve" in eva.text and "tor 15. 9. ob 9.00" in eva.text
    assert "/o/abc1" in eva.text and "0,08 €" in eva.text
    excluded = eva.text.split("Kdo ne dobi nič")[1]
    assert "Cvetka Primer" in excluded and "Drago Primer" in excluded and "Ana Primer" not in excluded
    async with eva.desk.database.reading() as tx:
        found = await timetable.activity(tx, sqlite_cast.workshop)
        sent = (await tx.execute(messages.select())).all()
    assert found is not None and found.starts_local == datetime(2026, 9, 15, 10, 0) and sent == []


async def test_the_notice_is_held_sent_once_and_watched(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """A second press is the same broadcast; after the hold there is one message a person."""
    await _move(eva, sqlite_cast, begins="10:00", ends="13:00")
    for _ in range(2):
        await eva.post("/broadcasts/1/send")
    assert "Pošlje se čez 60 sekund." in eva.text
    watch.now += timedelta(seconds=61)
    async with eva.desk.database.transaction() as tx:
        assert await broadcasts.release_due(tx, now=watch.now) == 2
        await tx.execute(
            messages.update().where(messages.c.participant_id == sqlite_cast.ana).values(state="delivered")
        )
    await eva.get("/broadcasts/1")
    assert "Poslanih je 1 od 2." in eva.text and "še brez odgovora" in eva.text


async def test_the_hold_can_be_undone(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """Nothing leaves; the same can be prepared again."""
    await _move(eva, sqlite_cast, place_id=sqlite_cast.other_place)
    assert "Nov kraj" in eva.text
    await eva.post("/broadcasts/1/send")
    await eva.post("/broadcasts/1/stop")
    watch.now += timedelta(minutes=5)
    async with eva.desk.database.transaction() as tx:
        assert await broadcasts.release_due(tx, now=watch.now) == 0
    await eva.get("/broadcasts/1")
    await eva.post("/broadcasts/1/again")
    assert eva.page is not None and eva.page.url.path == "/broadcasts/2"


async def test_the_same_time_and_place_change_nothing(eva: Browser, sqlite_cast: Cast) -> None:
    """No notice, no new revision."""
    await _move(eva, sqlite_cast)
    assert eva.page is not None and eva.page.url.path == f"/activities/{sqlite_cast.workshop}"


async def test_a_new_place_can_be_typed_in(eva: Browser, sqlite_cast: Cast) -> None:
    """The tired mentor does not look for a page of places first."""
    await _move(eva, sqlite_cast, new_place="Dom kulture", new_address="Cesta 5, Brežice")
    assert "Pridite sem: Dom kulture, Cesta 5, Brežice" in eva.text


async def test_times_that_cannot_be_are_refused(eva: Browser, sqlite_cast: Cast) -> None:
    """With a sentence on the same page."""
    for fields in ({"begins": "13:00"}, {"on": "31. 2. 2026"}, {"ends": ""}, {"begins": "25:00"}):
        await _move(eva, sqlite_cast, **fields)
        assert eva.page is not None and eva.page.status_code == 422 and 'role="alert"' in eva.text


async def test_a_cancelled_activity_can_take_place_after_all(eva: Browser, sqlite_cast: Cast) -> None:
    """Each way has its own notice."""
    await eva.get(f"/activities/{sqlite_cast.workshop}")
    await eva.post(f"/activities/{sqlite_cast.workshop}/cancel")
    assert "ODPADE" in eva.text
    await eva.get(f"/activities/{sqlite_cast.workshop}")
    await eva.post(f"/activities/{sqlite_cast.workshop}/restore")
    assert "vendarle BO" in eva.text


async def test_the_place_alone_taken_away_offers_no_notice(eva: Browser, sqlite_cast: Cast) -> None:
    """There would be nowhere to say that people should come."""
    await _move(eva, sqlite_cast, place_id="")
    assert eva.page is not None and eva.page.url.path == f"/activities/{sqlite_cast.workshop}"


async def test_what_is_over_offers_no_notice(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """The record is put right and nobody is written to."""
    watch.now += timedelta(days=3)
    await eva.sign_in()
    await _move(eva, sqlite_cast, begins="10:00", ends="13:00")
    assert eva.page is not None and eva.page.url.path == f"/activities/{sqlite_cast.workshop}"


async def test_a_second_move_tells_what_people_knew_and_stops_the_first_notice(eva: Browser, sqlite_cast: Cast) -> None:
    """Whoever moves to ten and then to eleven tells of nine and eleven, once; a notice on its way stays here."""
    await _move(eva, sqlite_cast, begins="10:00", ends="13:00")
    await _move(eva, sqlite_cast, begins="11:00", ends="14:00")
    assert eva.page is not None and eva.page.url.path == "/broadcasts/2"
    assert "tor 15. 9. ob 9.00" in eva.text and "11.00" in eva.text
    await eva.post("/broadcasts/2/send")
    await eva.get(f"/activities/{sqlite_cast.workshop}")
    await eva.post(f"/activities/{sqlite_cast.workshop}/cancel")
    async with eva.desk.database.reading() as tx:
        states = [getattr(await broadcasts.broadcast(tx, each), "state", "") for each in (1, 2, 3)]
    assert states == ["stopped", "stopped", "held"]
