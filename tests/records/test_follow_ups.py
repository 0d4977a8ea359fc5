"""The tasks that time brings, each once."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from programme.delivery import Importance
from records import follow_ups, outbox
from records.addresses import digest_of
from records.database import Database, Tx
from records.outbox import Put
from records.scope import Scope
from records.tables import accounts, attendances, messages, tasks
from records.tasks import NewTask, open_task, waiting
from tests.cast import ZONE, Cast

EVENING = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)
NIGHT = EVENING + timedelta(hours=4)


async def ask(database: Database, person: int, cast: Cast, at: datetime, **more: object) -> None:
    async with database.transaction() as tx:
        what = {"asks": "attendance", "activity_id": cast.workshop, "revision": 1, "occasion": "reminder:1:1:1d1700"}
        put = Put(
            participant_id=person,
            kind="reminder_ask",
            importance=Importance.REMINDER,
            due_at=at,
            useful_until=at + timedelta(hours=5),
            **{**what, **more},  # type: ignore[arg-type]
        )
        message = await outbox.put(tx, put, now=at)
        await tx.execute(update(messages).where(messages.c.id == message).values(state="sent", sent_at=at))


async def open_tasks(database: Database) -> list[tuple[str, int | None]]:
    async with database.reading() as tx:
        rows = await tx.execute(select(tasks.c.kind, tasks.c.participant_id).order_by(tasks.c.id))
        return [tuple(row) for row in rows]


async def test_who_was_asked_and_did_not_answer_is_on_the_phone_list_once(database: Database, cast: Cast) -> None:
    await ask(database, cast.ana, cast, EVENING)
    await ask(database, cast.ben, cast, EVENING)
    async with database.transaction() as tx:
        await tx.execute(update(attendances).where(attendances.c.participant_id == cast.ben).values(answer="coming"))
        assert await follow_ups.no_answer(tx, now=EVENING + timedelta(hours=2)) == 0
        assert await follow_ups.no_answer(tx, now=NIGHT) == 1
        assert await follow_ups.no_answer(tx, now=NIGHT + timedelta(hours=1)) == 0
    assert await open_tasks(database) == [("no_answer", cast.ana)]


async def test_after_the_start_nobody_is_called(database: Database, cast: Cast) -> None:
    await ask(database, cast.ana, cast, EVENING)
    async with database.transaction() as tx:
        assert await follow_ups.no_answer(tx, now=datetime(2026, 9, 15, 7, 0, tzinfo=UTC)) == 0


async def test_three_greetings_without_a_word_are_a_task_once_a_week(database: Database, cast: Cast) -> None:
    for day in range(3):
        at = EVENING - timedelta(days=day + 1)
        greeting = {"asks": "checkin", "occasion": f"checkin:{day}", "activity_id": None, "revision": None}
        await ask(database, cast.ana, cast, at, **greeting)
    async with database.transaction() as tx:
        assert await follow_ups.silent(tx, now=EVENING, zone=ZONE) == 1
        assert await follow_ups.silent(tx, now=EVENING + timedelta(hours=5), zone=ZONE) == 0
    assert await open_tasks(database) == [("silent", cast.ana)]


async def test_an_urgent_task_that_nobody_takes_is_escalated_once(database: Database, cast: Cast) -> None:
    async with database.transaction() as tx:
        due_at = EVENING + timedelta(minutes=30)
        task = NewTask(cast.provider, "distress", "distress:1", "", due_at, cast.ana, is_urgent=True)
        await open_task(tx, task, now=EVENING)
        assert await follow_ups.escalate(tx, now=EVENING) == 0
        assert await follow_ups.escalate(tx, now=due_at) == 1
        assert await follow_ups.escalate(tx, now=due_at + timedelta(hours=1)) == 0


async def add_account(tx: Tx, name: str, role: str, chat: str | None, *, provider: int | None) -> int:
    row = {"name": name, "email": name, "email_digest": name, "role": role, "provider_id": provider}
    row |= {"telegram_chat": chat, "telegram_digest": digest_of("telegram", chat) if chat else None}
    added = accounts.insert().values(**row, created_at=EVENING).returning(accounts.c.id)
    return int((await tx.execute(added)).scalar_one())


async def notes(tx: Tx) -> list[tuple[str, int]]:
    rows = await tx.execute(select(messages.c.kind, messages.c.account_id).order_by(messages.c.account_id))
    return [tuple(row) for row in rows]


async def test_what_nobody_took_is_told_again_and_to_more_people(database: Database, cast: Cast) -> None:
    async with database.transaction() as tx:
        await tx.execute(update(accounts).values(telegram_chat="9001", telegram_digest=digest_of("telegram", "9001")))
        coordinator = await add_account(tx, "Ivan", "coordinator", "9002", provider=cast.provider)
        administrator = await add_account(tx, "Jana", "admin", "9003", provider=None)
        await add_account(tx, "Klara", "coordinator", None, provider=cast.provider)
        await add_account(tx, "Lojze", "partner", "9004", provider=cast.provider)
        task = NewTask(cast.provider, "distress", "distress:1", "", EVENING, cast.ana, is_urgent=True)
        await open_task(tx, task, now=EVENING)
        assert await follow_ups.escalate(tx, now=EVENING) == 1
        told = [("staff_alert_again", each) for each in sorted((cast.eva, coordinator, administrator))]
        assert await notes(tx) == told
        await follow_ups.escalate(tx, now=EVENING + timedelta(hours=1))
        assert await notes(tx) == told
        [shown] = await waiting(tx, Scope(cast.provider))
        assert shown.is_escalated


async def test_distress_of_a_stranger_that_nobody_took_is_told_again(database: Database, cast: Cast) -> None:
    async with database.transaction() as tx:
        administrator = await add_account(tx, "Jana", "admin", "9003", provider=None)
        task = NewTask(cast.provider, "distress", "distress:1", "", EVENING, is_urgent=True)
        await open_task(tx, task, now=EVENING)
        await follow_ups.escalate(tx, now=EVENING)
        assert await notes(tx) == [("staff_alert_again", administrator)]


async def test_a_task_that_somebody_took_alarms_nobody(database: Database, cast: Cast) -> None:
    async with database.transaction() as tx:
        await add_account(tx, "Jana", "admin", "9003", provider=None)
        task = NewTask(cast.provider, "distress", "distress:1", "", EVENING, cast.ana, is_urgent=True)
        await open_task(tx, task, now=EVENING)
        await tx.execute(update(tasks).values(state="taken", assigned_to=cast.eva))
        assert await follow_ups.escalate(tx, now=EVENING) == 0
        assert await notes(tx) == []
