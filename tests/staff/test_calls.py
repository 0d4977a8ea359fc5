"""What somebody said on the phone counts like any other answer, and is marked as entered by staff."""

from datetime import timedelta

from programme.attendance import AbsenceReason, Answer
from programme.delivery import Importance
from records import attendances, outbox, replies, tasks
from records.outbox import Put
from records.scope import EVERYTHING
from records.tables import messages
from records.tasks import NewTask
from tests.cast import Cast
from tests.staff.browsing import Browser, Watch


async def test_a_phone_call_is_an_answer(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """The reason is kept, the task to call is done, the question is closed, the words are in the conversation."""
    now = watch.now
    async with eva.desk.database.transaction() as tx:
        ask = Put(
            sqlite_cast.ana,
            "reminder_ask",
            "r:1",
            importance=Importance.REMINDER,
            due_at=now,
            useful_until=now + timedelta(days=1),
            activity_id=sqlite_cast.workshop,
            revision=1,
            asks="attendance",
        )
        await outbox.put(tx, ask, now=now)
        await tx.execute(messages.update().values(state="sent", sent_at=now))
        due = {"due_at": now, "participant_id": sqlite_cast.ana, "activity_id": sqlite_cast.workshop}
        await tasks.open_task(tx, NewTask(sqlite_cast.provider, "no_answer", "n:1", "Delavnica", **due), now=now)
    path = f"/activities/{sqlite_cast.workshop}"
    await eva.get(path)
    said = {"answer": "not_coming", "reason": "illness", "words": "Vročina.", "minutes": "10"}
    await eva.post(f"{path}/answer", participant_id=sqlite_cast.ana, back=path, **said)
    async with eva.desk.database.reading() as tx:
        ana = (await attendances.expected(tx, sqlite_cast.workshop))[0]
        assert (ana.answer, ana.reason, ana.minutes_late) == (Answer.NOT_COMING, AbsenceReason.ILLNESS, None)
        assert ana.how == "staff"
        assert await outbox.open_question(tx, sqlite_cast.ana, now=now) is None
        assert "Vročina." in [line.text for line in await replies.conversation(tx, sqlite_cast.ana)]
        assert (await tasks.waiting(tx, EVERYTHING)) == []


async def test_a_call_without_an_answer_is_refused(eva: Browser, sqlite_cast: Cast) -> None:
    """Nothing is guessed."""
    path = f"/activities/{sqlite_cast.workshop}"
    await eva.get(path)
    assert (await eva.post(f"{path}/answer", participant_id=sqlite_cast.ana, answer="none")).status_code == 400
    await eva.get(path)
    assert (await eva.post(f"{path}/answer", participant_id="999", answer="coming")).status_code == 404
