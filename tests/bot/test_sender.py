"""The sender on both databases: claim, send, settle; faults of the weather; nothing twice, nothing late."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.channel import Refused, SendError, Stopped, TryLater, Unclear
from bot.rehearsal import RehearsalChannel
from bot.sender import Lane, Sender
from programme.calendar import QuietHours
from programme.delivery import Importance
from records import doubts, outbox, planning, receipts, rehearsal
from records.claims import Rules
from records.database import Database
from records.outbox import Put
from records.tables import addresses, attempts, messages, participants, tasks
from tests.cast import ANA_CHAT, BEN_PHONE, Cast

QUIET = QuietHours.parse("20:00-08:00")
RULES = Rules(QUIET, per_day=4, zone="Europe/Ljubljana", public_url="https://stik.example.si")
EVENING = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)  # Monday 17.00, the evening before the workshop


class Stage:
    """Two rehearsal channels, their senders, and a clock in the hand."""

    def __init__(self, database: Database, at: datetime) -> None:
        self.at = at
        self.database = database
        self.channels = {name: RehearsalChannel(name, database, now=lambda: self.at) for name in ("telegram", "sms")}
        self.senders = {
            name: Sender(database, Lane(channel, 1000), rules=RULES, now=lambda: self.at)
            for name, channel in self.channels.items()
        }

    async def plan(self) -> int:
        async with self.database.transaction() as tx:
            return await planning.plan_reminders(tx, now=self.at, quiet=QUIET)

    async def send_all(self) -> int:
        total = 0
        for sender in self.senders.values():
            while sent := await sender.round():
                total += sent
                self.at += timedelta(seconds=1)
        return total

    async def chat(self, channel: str, address: str) -> list[str]:
        async with self.database.reading() as tx:
            return [shown.text for shown in await rehearsal.chat(tx, channel, address)]

    async def states(self) -> list[tuple[str, str]]:
        async with self.database.reading() as tx:
            rows = await tx.execute(select(messages.c.state, messages.c.reason).order_by(messages.c.id))
            return [(row.state, row.reason) for row in rows]


@pytest.fixture
def stage(database: Database, cast: Cast) -> Stage:
    return Stage(database, EVENING)


async def test_the_evening_before_ana_and_ben_are_asked_once(stage: Stage) -> None:
    assert await stage.plan() == 2
    assert await stage.plan() == 0
    assert await stage.send_all() == 2
    assert await stage.send_all() == 0
    [to_ana] = await stage.chat("telegram", ANA_CHAT)
    [to_ben] = await stage.chat("sms", BEN_PHONE)
    assert "Iskanje zaposlitve" in to_ana
    assert "9.00" in to_ben


async def test_nobody_is_asked_before_the_step_is_due(stage: Stage) -> None:
    stage.at = EVENING - timedelta(minutes=1)
    assert await stage.plan() == 0


async def test_after_an_outage_over_the_start_nothing_is_sent(stage: Stage) -> None:
    assert await stage.plan() == 2
    stage.at = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)  # 9.00, the workshop begins
    assert await stage.send_all() == 0
    assert await stage.states() == [("withdrawn", "too_late")] * 2


async def test_in_quiet_hours_a_reminder_waits_for_the_morning(stage: Stage) -> None:
    assert await stage.plan() == 2
    stage.at = datetime(2026, 9, 14, 19, 0, tzinfo=UTC)  # 21.00
    assert await stage.send_all() == 0
    stage.at = datetime(2026, 9, 15, 6, 0, tzinfo=UTC)  # 8.00
    assert await stage.send_all() == 2


async def test_the_fifth_message_of_a_day_stays_unsent(stage: Stage, cast: Cast) -> None:
    async with stage.database.transaction() as tx:
        for number in range(5):
            put = Put(
                cast.ana,
                "broadcast",
                f"broadcast:{number}",
                Importance.BROADCAST,
                EVENING,
                EVENING + timedelta(hours=2),
                facts={"text": f"Obvestilo {number}"},
            )
            await outbox.put(tx, put, now=EVENING)
    await stage.send_all()
    assert [state for state, _ in await stage.states()] == ["sent"] * 4 + ["withdrawn"]
    assert (await stage.states())[-1][1] == "daily_limit"


@pytest.mark.parametrize(
    ("fault", "state", "ana_channel"),
    [
        (Stopped("bot was blocked by the user"), "failed", None),
        (Refused("user is deactivated"), "failed", None),
        (TryLater("connection refused"), "queued", "telegram"),
        (Unclear("no answer"), "unclear", "telegram"),
    ],
)
async def test_each_fault_has_its_state(
    stage: Stage, cast: Cast, fault: SendError, state: str, ana_channel: str | None
) -> None:
    await stage.plan()
    stage.channels["telegram"].weather.append(fault)
    await stage.senders["telegram"].round()
    async with stage.database.reading() as tx:
        mine = messages.c.participant_id == cast.ana
        assert (await tx.execute(select(messages.c.state).where(mine))).scalar_one() == state
        person = select(participants.c.channel).where(participants.c.id == cast.ana)
        assert (await tx.execute(person)).scalar_one() == ana_channel


async def test_a_dead_telegram_account_is_followed_by_sms_at_once(stage: Stage, cast: Cast) -> None:
    async with stage.database.transaction() as tx:
        row = {"participant_id": cast.ana, "channel": "sms", "value": "+38640999888", "digest": "x" * 32}
        await tx.execute(addresses.insert().values(**row, state="active", rank=10, changed_at=EVENING))
    await stage.plan()
    stage.channels["telegram"].weather.append(Refused("user is deactivated"))
    await stage.send_all()
    assert len(await stage.chat("sms", "+38640999888")) == 1
    async with stage.database.reading() as tx:
        states = select(attempts.c.channel, attempts.c.state).order_by(attempts.c.id)
        tried = [
            tuple(row) for row in await tx.execute(states.join(messages).where(messages.c.participant_id == cast.ana))
        ]
    assert tried == [("telegram", "refused"), ("sms", "accepted")]


async def test_an_unreachable_person_is_a_task_the_same_day(stage: Stage, cast: Cast) -> None:
    await stage.plan()
    stage.channels["telegram"].weather.append(Refused("chat not found"))
    await stage.send_all()
    async with stage.database.reading() as tx:
        [task] = (await tx.execute(select(tasks))).mappings()
    assert (task["kind"], task["participant_id"], task["why"]) == ("unreachable", cast.ana, "chat not found")


async def test_an_unclear_sms_that_did_arrive_is_not_repeated(stage: Stage) -> None:
    await stage.plan()
    stage.channels["sms"].weather.append(Unclear("reset after acceptance"))
    await stage.send_all()
    stage.at += timedelta(minutes=1)
    assert await stage.senders["sms"].resolve() == 1
    await stage.send_all()
    assert len(await stage.chat("sms", BEN_PHONE)) == 1
    assert ("sent", "") in await stage.states()


async def test_an_unclear_sms_that_did_not_arrive_is_sent_again(stage: Stage) -> None:
    await stage.plan()
    stage.channels["sms"].weather.append(Unclear("reset before acceptance"))
    await stage.send_all()
    assert await stage.chat("sms", BEN_PHONE) == []
    stage.at += timedelta(minutes=1)
    await stage.senders["sms"].resolve()
    await stage.send_all()
    assert len(await stage.chat("sms", BEN_PHONE)) == 1


async def test_an_unclear_telegram_reminder_is_repeated_once_and_marked(stage: Stage, cast: Cast) -> None:
    await stage.plan()
    for _ in range(3):
        stage.channels["telegram"].weather.append(Unclear("timeout after acceptance"))
        await stage.send_all()
        stage.at += timedelta(minutes=1)
        await stage.senders["telegram"].resolve()
    await stage.send_all()
    assert len(await stage.chat("telegram", ANA_CHAT)) == 2
    async with stage.database.reading() as tx:
        mine = select(messages.c.is_possible_repeat, messages.c.state).where(messages.c.participant_id == cast.ana)
        assert tuple((await tx.execute(mine)).one()) == (True, "unclear")
        [task] = (await tx.execute(select(tasks.c.kind, tasks.c.participant_id))).all()
    assert tuple(task) == ("unreachable", cast.ana)


async def test_a_worker_that_died_in_the_air_leaves_the_message_unclear(stage: Stage) -> None:
    await stage.plan()
    async with stage.database.transaction() as tx:
        await stage.senders["telegram"]._begin(tx)
    stage.at += timedelta(seconds=31)
    async with stage.database.transaction() as tx:
        assert await doubts.expire_claims(tx, now=stage.at) == 1
    assert ("unclear", "") in await stage.states()


async def test_a_stop_between_planning_and_sending_is_kept(stage: Stage, cast: Cast) -> None:
    await stage.plan()
    async with stage.database.transaction() as tx:
        await tx.execute(update(addresses).where(addresses.c.participant_id == cast.ana).values(state="stopped"))
        await tx.execute(update(participants).where(participants.c.id == cast.ana).values(channel=None))
    await stage.send_all()
    assert await stage.chat("telegram", ANA_CHAT) == []
    assert ("withdrawn", "no_address") in await stage.states()


async def test_a_flood_answer_holds_the_whole_channel(stage: Stage) -> None:
    await stage.plan()
    stage.channels["telegram"].weather.append(TryLater("Too Many Requests", after=20, whole_channel=True))
    await stage.senders["telegram"].round()
    stage.at += timedelta(seconds=19)
    assert await stage.senders["telegram"].round() == 0
    stage.at += timedelta(seconds=31)
    assert await stage.senders["telegram"].round() == 1


async def test_a_receipt_that_overtakes_the_answer_is_applied(stage: Stage, cast: Cast) -> None:
    await stage.plan()
    async with stage.database.transaction() as tx:
        await receipts.keep_receipt(tx, "telegram", "rehearsed-1", state="delivered", error="", now=stage.at)
    await stage.senders["telegram"].round()
    async with stage.database.reading() as tx:
        mine = select(messages.c.state).where(messages.c.participant_id == cast.ana)
        assert (await tx.execute(mine)).scalar_one() == "delivered"


async def test_a_late_receipt_never_moves_a_state_backwards(stage: Stage, cast: Cast) -> None:
    await stage.plan()
    await stage.send_all()
    async with stage.database.transaction() as tx:
        for state in ("delivered", "failed", "delivered"):
            await receipts.keep_receipt(tx, "telegram", "rehearsed-1", state=state, error="30003", now=stage.at)
    async with stage.database.reading() as tx:
        mine = select(messages.c.state).where(messages.c.participant_id == cast.ana)
        assert (await tx.execute(mine)).scalar_one() == "delivered"
