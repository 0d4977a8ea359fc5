"""What became of messages: what is missing is shown, what was taken back on purpose is not."""

from datetime import datetime, timedelta

from programme.delivery import Importance
from records import ledger, outbox
from records.audience import Audience
from records.database import Database, Tx
from records.outbox import Put
from records.scope import EVERYTHING, Scope
from records.tables import messages
from tests.cast import Cast


async def _message(tx: Tx, cast: Cast, occasion: str, *, now: datetime, **state: object) -> None:
    put = Put(
        cast.ana,
        "reminder_ask",
        occasion,
        importance=Importance.REMINDER,
        due_at=now,
        useful_until=now + timedelta(days=1),
        activity_id=cast.workshop,
        revision=1,
        asks="attendance",
    )
    message_id = await outbox.put(tx, put, now=now)
    await tx.execute(messages.update().where(messages.c.id == message_id).values(**state))


async def test_what_failed_or_was_left_unsaid_is_listed(database: Database, cast: Cast, now: datetime) -> None:
    """Not what was moved, stopped or cancelled, and not what waits."""
    later = now + timedelta(hours=1)
    async with database.transaction() as tx:
        await _message(tx, cast, "a", now=now, state="failed", reason="This is not a phone number (Twilio 21211).")
        await _message(tx, cast, "b", now=now, state="withdrawn", reason="too_late")
        await _message(tx, cast, "c", now=now, state="withdrawn", reason="moved")
        await _message(tx, cast, "d", now=now, state="queued")
        await _message(tx, cast, "e", now=now, state="unclear", reason="unclear")
        found = await ledger.not_sent(tx, EVERYTHING, from_at=now, to_at=later)
        nobodys = await ledger.not_sent(tx, Scope(cast.provider, 999, "mentor"), from_at=now, to_at=later)
        earlier = await ledger.not_sent(tx, EVERYTHING, from_at=now - timedelta(hours=1), to_at=now)
    assert sorted(line.state for line in found) == ["failed", "unclear", "withdrawn"]
    assert found[0].name == "Ana Primer" and found[0].activity_title == "Iskanje zaposlitve"
    assert nobodys == [] and earlier == []


async def test_asked_means_asked_about_the_activity_as_it_is_now(database: Database, cast: Cast, now: datetime) -> None:
    """A question about the old time is none."""
    async with database.transaction() as tx:
        await _message(tx, cast, "a", now=now, state="withdrawn")
        assert await ledger.asked(tx, [cast.workshop]) == set()
        await _message(tx, cast, "b", now=now, state="delivered")
        assert await ledger.asked(tx, [cast.workshop]) == {(cast.workshop, cast.ana)}
        await tx.execute(messages.update().values(revision=0))
        assert await ledger.asked(tx, [cast.workshop]) == set()


async def test_an_audience_beyond_the_view_is_noticed(database: Database, cast: Cast) -> None:
    """Eva sees her cycle; a mentor without cycles sees nobody in it."""
    audiences = [
        Audience(cycle_ids=(cast.cycle,)),
        Audience(participant_ids=(cast.ana, cast.ben)),
        Audience(activity_id=cast.workshop),
        Audience(),
    ]
    async with database.reading() as tx:
        assert await ledger.in_view(tx, audiences, EVERYTHING) == [True] * 4
        assert await ledger.in_view(tx, audiences, Scope(cast.provider, cast.eva, "mentor")) == [True] * 4
        for other in (Scope(cast.provider, 999, "mentor"), Scope(999)):
            assert await ledger.in_view(tx, audiences, other) == [False, False, False, True]


async def test_messages_are_found_by_activity_and_broadcast(database: Database, cast: Cast, now: datetime) -> None:
    """With the words as they went out."""
    async with database.transaction() as tx:
        await _message(tx, cast, "a", now=now, state="sent", text="Jutri ob 9.00")
        line = (await ledger.about_activity(tx, cast.workshop, EVERYTHING))[0]
        assert await ledger.texts_of(tx, [line.message_id]) == {line.message_id: "Jutri ob 9.00"}
        assert await ledger.of_broadcast(tx, 1, EVERYTHING) == []
