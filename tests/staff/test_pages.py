"""Every page, empty and full, in both languages; hostile words stay words; the number of questions to the database
does not grow with the number of people."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from programme.delivery import Importance
from records import accounts, broadcasts, checkins, enrolments, outbox, people, replies, tasks
from records.audience import Audience
from records.broadcasts import NewBroadcast
from records.checkins import Scored
from records.database import Database, Tx
from records.enrolments import Enrolment
from records.outbox import Put
from records.people import NewPerson
from records.replies import NewReply
from records.tables import addresses, messages, participants
from records.tasks import NewTask
from staff.desk import Desk
from tests.cast import Cast, add_workshop
from tests.staff.browsing import Browser, hired
from tests.staff.strings import translated

HOSTILE = "<script>alert('x')</script> \u202eobrnjeno\u202c \"'&amp;" + "dolgo" * 200
LISTS = (
    "/",
    "/?on=2026-09-15",
    "/week",
    "/participants",
    "/participants?q=ana",
    "/replies",
    "/write",
    "/forecast",
    "/account",
)


async def fill(tx: Tx, cast: Cast, *, now: datetime, people_more: int = 3) -> None:
    """Words of all kinds from everybody, hostile ones among them."""
    for n in range(people_more):
        new = NewPerson(cast.provider, None, f"Oseba<i>{n}", "Še\u202ena", f"0401234{n:02}")
        number = await people.add_person(tx, new, now=now)
        await enrolments.enrol(
            tx, Enrolment(number, cast.cycle, from_on=now.date(), to_on=now.date() + timedelta(days=99))
        )
        await tx.execute(addresses.update().where(addresses.c.participant_id == number).values(state="active"))
        await tx.execute(participants.update().where(participants.c.id == number).values(state="joined", channel="sms"))
        await say(tx, cast, number, now=now)
    await say(tx, cast, cast.ana, now=now)


async def say(tx: Tx, cast: Cast, number: int, *, now: datetime) -> None:
    """One person's day."""
    ask = Put(
        number,
        "reminder_ask",
        f"r:{number}",
        Importance.REMINDER,
        due_at=now,
        useful_until=now + timedelta(days=1),
        activity_id=cast.workshop,
        revision=1,
        asks="attendance",
    )
    message_id = await outbox.put(tx, ask, now=now)
    await tx.execute(
        messages.update().where(messages.c.id == message_id).values(state="failed", reason="too_late", text=HOSTILE)
    )
    heard = NewReply(
        "sms",
        "d",
        HOSTILE,
        "text",
        "distress",
        {},
        now,
        participant_id=number,
        message_id=message_id,
        why=(HOSTILE,),
        needs_person=True,
    )
    reply_id = await replies.add_reply(tx, heard)
    await tasks.open_task(
        tx, NewTask(cast.provider, "distress", f"d:{number}", HOSTILE, now, number, reply_id, is_urgent=True), now=now
    )
    for back in range(3):
        await checkins.set_score(tx, Scored(number, now.date() - timedelta(days=back), 1 + back, HOSTILE), now=now)


@pytest.mark.parametrize("language", ["sl", "en"])
async def test_every_page_is_whole_when_there_is_nothing(desk: Desk, now: datetime, language: str) -> None:
    """An administrator of an empty installation is told what to do."""
    browser = await hired(desk.database, "admin", provider=None, now=now)
    await browser.get("/account")
    await browser.post("/language", language=language, back="/")
    for path in LISTS:
        page = await browser.get(path)
        assert page.status_code == 200 and f'<html lang="{language}">' in page.text, path
    assert "stik import" in (await browser.get("/")).text


@pytest.mark.parametrize("language", ["sl", "en"])
async def test_every_page_is_whole_when_there_is_much(
    eva: Browser, sqlite_cast: Cast, now: datetime, language: str
) -> None:
    """And no Slovenian page shows an English text of ours."""
    async with eva.desk.database.transaction() as tx:
        await fill(tx, sqlite_cast, now=now)
        await accounts.set_language(tx, sqlite_cast.eva, language)
    english = [
        key[0] for key, said in translated("sl").items() if len(key[0]) > 12 and "%" not in key[0] and key != said
    ]
    for path in (*LISTS, f"/participants/{sqlite_cast.ana}", f"/activities/{sqlite_cast.workshop}"):
        page = await eva.get(path)
        assert page.status_code == 200, path
        if language == "sl":
            assert not [text for text in english if f">{text}<" in page.text], path


async def test_hostile_words_stay_words(eva: Browser, sqlite_cast: Cast, now: datetime) -> None:
    """Markup is escaped, and text that turns the direction is kept in its own box."""
    async with eva.desk.database.transaction() as tx:
        await fill(tx, sqlite_cast, now=now)
    for path in (*LISTS, f"/participants/{sqlite_cast.ana}", f"/activities/{sqlite_cast.workshop}"):
        page = (await eva.get(path)).text
        assert "<script>alert" not in page and "<i>" not in page
        for turned in re.finditer("\u202e", page):
            before = page[: turned.start()]
            is_kept = before.count("<bdi>") > before.count("</bdi>")
            is_attribute = before.rfind("<") > before.rfind(">")
            assert is_kept or is_attribute, (path, before[-120:])


@pytest.fixture
async def counted(sqlite_database: Database) -> AsyncIterator[list[str]]:
    """Every statement that the reading side runs."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engine = sqlite_database._reading.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


async def test_more_people_are_not_more_questions(
    eva: Browser, sqlite_cast: Cast, now: datetime, counted: list[str]
) -> None:
    """The same number for four people and for thirty."""
    paths = ("/?on=2026-09-15", "/week", "/participants", "/replies", f"/activities/{sqlite_cast.workshop}", "/write")
    async with eva.desk.database.transaction() as tx:
        await fill(tx, sqlite_cast, now=now, people_more=1)
        await _announce(tx, sqlite_cast, 1, now=now)
    few = await _counts(eva, paths, counted)
    async with eva.desk.database.transaction() as tx:
        for n in range(25):
            new = NewPerson(sqlite_cast.provider, f"N{n}", "Nova", f"Oseba {n}")
            number = await people.add_person(tx, new, now=now)
            await enrolments.enrol(tx, Enrolment(number, sqlite_cast.cycle, from_on=now.date(), to_on=now.date()))
            await say(tx, sqlite_cast, number, now=now)
        for hour in range(8, 12):
            start = datetime(2026, 9, 14, hour)
            await add_workshop(tx, sqlite_cast.cycle, sqlite_cast.place, [sqlite_cast.ana], starts_local=start, now=now)
        await _announce(tx, sqlite_cast, 8, now=now)
    assert await _counts(eva, paths, counted) == few
    assert max(few) <= 18, dict(zip(paths, few, strict=True))


async def _announce(tx: Tx, cast: Cast, count: int, *, now: datetime) -> None:
    for number in range(count):
        about, texts = Audience(activity_id=cast.workshop), {"sl": f"{number}"}
        new = NewBroadcast(cast.provider, None, about, texts, 60, activity_id=cast.workshop)
        await broadcasts.prepare(tx, new, now=now)


async def _counts(eva: Browser, paths: tuple[str, ...], counted: list[str]) -> list[int]:
    found = []
    for path in paths:
        counted.clear()
        assert (await eva.get(path)).status_code == 200
        found.append(len([each for each in counted if not each.startswith("PRAGMA")]))
    return found
