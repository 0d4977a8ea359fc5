"""One person: writing, pausing, stopping, starting again, erasing."""

from datetime import date, datetime, timedelta

from records import consents, journal, people
from records.people import Person
from records.tables import messages
from tests.cast import Cast
from tests.staff.browsing import Browser, hired


async def _person(eva: Browser, number: int) -> Person | None:
    async with eva.desk.database.reading() as tx:
        return await people.person(tx, number)


async def test_a_message_in_own_words_is_queued_once(eva: Browser, sqlite_cast: Cast) -> None:
    """Not urgent unless said so: it waits for the end of quiet hours."""
    path = f"/participants/{sqlite_cast.ana}"
    await eva.get(path)
    fields = {"form_token": eva.token, "once": "o1", "text": "Lep pozdrav od Eve"}
    for _ in range(2):
        await eva.web.post(f"{path}/write", data=fields)
    await eva.web.post(f"{path}/write", data={**fields, "once": "o2", "is_urgent": "1"})
    async with eva.desk.database.reading() as tx:
        rows = (await tx.execute(messages.select().order_by(messages.c.id))).mappings().all()
    assert [(row["kind"], row["importance"]) for row in rows] == [("staff_reply", 2), ("staff_reply", 1)]


async def test_a_pause_has_an_end(eva: Browser, sqlite_cast: Cast) -> None:
    """At most half a year, and it can be ended."""
    path = f"/participants/{sqlite_cast.ana}"
    await eva.get(path)
    for wrong in ("", "2026-09-01", "2030-01-01", "kdaj"):
        assert (await eva.post(f"{path}/change", what="pause", until=wrong)).status_code == 422
    await eva.post(f"{path}/change", what="pause", until="2026-09-30")
    ana = await _person(eva, sqlite_cast.ana)
    assert ana is not None and ana.paused_until_on == date(2026, 9, 30)
    await eva.post(f"{path}/change", what="resume")
    ana = await _person(eva, sqlite_cast.ana)
    assert ana is not None and ana.paused_until_on is None


async def test_stop_and_a_new_yes_are_kept_as_consents(eva: Browser, sqlite_cast: Cast) -> None:
    """Marked as entered by staff."""
    path = f"/participants/{sqlite_cast.ben}"
    await eva.get(path)
    await eva.post(f"{path}/change", what="stop")
    ben = await _person(eva, sqlite_cast.ben)
    assert ben is not None and (ben.state, ben.channel) == ("stopped", None)
    assert (await eva.post(f"{path}/change", what="start", address_id="999")).status_code == 422
    await eva.post(f"{path}/change", what="start", address_id=ben.addresses[0].id)
    ben = await _person(eva, sqlite_cast.ben)
    assert ben is not None and (ben.state, ben.channel) == ("joined", "sms")
    async with eva.desk.database.reading() as tx:
        kept = await consents.consents_of(tx, sqlite_cast.ben)
    assert {(each.is_given, each.how) for each in kept} == {(False, "staff"), (True, "staff")}


async def test_erasing_needs_the_typed_code_and_the_role(eva: Browser, sqlite_cast: Cast, now: datetime) -> None:
    """A mentor cannot; a coordinator has to type it."""
    path = f"/participants/{sqlite_cast.ana}"
    await eva.get(path)
    assert (await eva.post(f"{path}/erase", code="A1")).status_code == 404
    katja = await hired(eva.desk.database, "coordinator", provider=sqlite_cast.provider, now=now)
    await katja.get(path)
    assert (await katja.post(f"{path}/erase", code="B2")).status_code == 422
    await katja.post(f"{path}/erase", code="a1")
    assert await _person(eva, sqlite_cast.ana) is None
    assert (await katja.get(path)).status_code == 404


async def test_a_look_at_a_conversation_is_in_the_journal(eva: Browser, sqlite_cast: Cast) -> None:
    """Who looked, at whom, when."""
    await eva.get(f"/participants/{sqlite_cast.ana}")
    async with eva.desk.database.reading() as tx:
        at, entry = (await journal.about_person(tx, sqlite_cast.ana))[0]
    assert (entry.actor, entry.verb, entry.noun) == (f"account:{sqlite_cast.eva}", "view", "conversation")
    assert at - eva.desk.now() < timedelta(seconds=1)


async def test_the_joining_link_is_shown_as_text_and_picture(eva: Browser, sqlite_cast: Cast) -> None:
    """For the phone that stands beside the laptop."""
    page = (await eva.get(f"/participants/{sqlite_cast.drago}")).text
    assert "http://stik.example/j/" in page and "https://t.me/StikBot?start=" in page
    assert '<span class="qr"' in page and "<svg" in page.split('class="qr"')[1]
