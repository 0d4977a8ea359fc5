"""What people said about coming, and who came."""

from datetime import datetime, timedelta
from decimal import Decimal

from programme.attendance import AbsenceReason, Answer, Presence
from records.attendances import Given, Seen, expected, record_presence, set_answer
from records.database import Database
from records.people import NewPerson, add_person
from tests.cast import Cast

COMING = Given(Answer.COMING, None, None, "button")
ILL = Given(Answer.NOT_COMING, AbsenceReason.ILLNESS, None, "text")


async def test_an_answer_gives_the_former_one(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        assert await set_answer(tx, cast.workshop, cast.ana, given=COMING, at=now) is Answer.NONE
        assert await set_answer(tx, cast.workshop, cast.ana, given=ILL, at=now + timedelta(minutes=1)) is Answer.COMING
        ana = (await expected(tx, cast.workshop))[0]
    assert (ana.answer, ana.reason, ana.how) == (Answer.NOT_COMING, AbsenceReason.ILLNESS, "text")


async def test_an_answer_given_earlier_does_not_overwrite_a_later_one(
    database: Database, cast: Cast, now: datetime
) -> None:
    async with database.transaction() as tx:
        await set_answer(tx, cast.workshop, cast.ana, given=ILL, at=now)
        assert (
            await set_answer(tx, cast.workshop, cast.ana, given=COMING, at=now - timedelta(seconds=1))
            is Answer.NOT_COMING
        )
        assert (await expected(tx, cast.workshop))[0].answer is Answer.NOT_COMING


async def test_nobody_answers_for_somebody_not_expected(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        stranger = await add_person(tx, NewPerson(cast.provider, "N1", "Nova", "Oseba"), now=now)
        assert await set_answer(tx, cast.workshop, stranger, given=COMING, at=now) is None


async def test_presence_leaves_the_answer_and_its_reason_alone(database: Database, cast: Cast, now: datetime) -> None:
    rows = [
        Seen(cast.ana, Presence.EXCUSED, Decimal(0), is_justified=True),
        Seen(cast.ben, Presence.CAME, Decimal("2.5")),
    ]
    async with database.transaction() as tx:
        await set_answer(tx, cast.workshop, cast.ana, given=ILL, at=now)
        assert await record_presence(tx, cast.workshop, rows, recorded_by=cast.eva, now=now) == 2
        assert await record_presence(tx, cast.workshop, rows, recorded_by=cast.eva, now=now) == 0
        ana, ben, *_ = await expected(tx, cast.workshop)
    assert (ana.answer, ana.reason, ana.presence, ana.is_justified) == (
        Answer.NOT_COMING,
        AbsenceReason.ILLNESS,
        Presence.EXCUSED,
        True,
    )
    assert (ben.answer, ben.presence, ben.hours) == (Answer.NONE, Presence.CAME, Decimal("2.50"))


async def test_somebody_who_came_unexpected_is_added(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        guest = await add_person(tx, NewPerson(cast.provider, "N1", "Nova", "Aaa"), now=now)
        assert await record_presence(tx, cast.workshop, [Seen(guest, Presence.CAME)], recorded_by=None, now=now) == 1
        assert (guest, Presence.CAME) in {
            (each.participant_id, each.presence) for each in await expected(tx, cast.workshop)
        }
