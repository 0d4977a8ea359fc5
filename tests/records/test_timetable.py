"""Activities: adding, moving, cancelling, and what that does to answers and queued messages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from programme.attendance import Answer
from programme.kinds import ActivityKind
from records.attendances import Given, expected, set_answer
from records.database import Database, Tx
from records.enrolments import Enrolment, enrol
from records.people import NewPerson, add_person
from records.scope import EVERYTHING, Scope
from records.tables import messages
from records.timetable import (
    CodeTaken,
    NewActivity,
    Only,
    activities_between,
    activity,
    add_activity,
    cancel_activity,
    change_activity,
    change_expected,
    move_activity,
    restore_activity,
)
from tests.cast import Cast

OCTOBER_25 = datetime(2026, 10, 25, 9, 0)


def fair(cast: Cast, *, starts_local: datetime = OCTOBER_25, **more: object) -> NewActivity:
    ends_local = starts_local + timedelta(hours=2)
    return NewActivity(cast.cycle, ActivityKind.FAIR, "Tržnica poklicev", starts_local, ends_local, **more)  # type: ignore[arg-type]


async def queue_reminder(tx: Tx, activity_id: int, participant_id: int, now: datetime) -> int:
    row = {"participant_id": participant_id, "kind": "reminder_ask", "occasion": "reminder:x", "importance": 50}
    times = {"due_at": now, "useful_until": now + timedelta(days=1), "created_at": now}
    about = {"activity_id": activity_id, "revision": 1, "channel": "telegram"}
    statement = insert(messages).values(**row, **times, **about).returning(messages.c.id)
    return int((await tx.execute(statement)).scalar_one())


async def message_state(tx: Tx, message_id: int) -> tuple[str, str]:
    row = (await tx.execute(select(messages.c.state, messages.c.reason).where(messages.c.id == message_id))).one()
    return row.state, row.reason


async def test_the_instant_is_computed_from_the_wall_time(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        before = await add_activity(tx, fair(cast, starts_local=datetime(2026, 10, 24, 9)), now=now)
        after = await add_activity(tx, fair(cast), now=now)
        days = [await activity(tx, each) for each in (before, after)]
    assert [each.starts_at for each in days if each] == [
        datetime(2026, 10, 24, 7, tzinfo=UTC),
        datetime(2026, 10, 25, 8, tzinfo=UTC),
    ]
    assert [each.code for each in days if each] == ["A2", "A3"]


async def test_the_whole_cycle_or_the_named_people_are_expected(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        whole = await add_activity(tx, fair(cast), now=now)
        named = await add_activity(tx, fair(cast, participant_ids=(cast.ana,)), now=now)
        assert [each.name.split()[0] for each in await expected(tx, whole)] == ["Ana", "Ben", "Cvetka", "Drago"]
        assert [each.participant_id for each in await expected(tx, named)] == [cast.ana]
        assert await change_expected(tx, named, (cast.ben,))
        assert [each.participant_id for each in await expected(tx, named)] == [cast.ben]
        assert not await change_expected(tx, named, (cast.ben,))
        assert await change_expected(tx, named, None)
        assert len(await expected(tx, named)) == 4


async def test_a_newcomer_is_expected_from_the_first_day_on(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        later = await add_activity(tx, fair(cast), now=now)
        new = await add_person(tx, NewPerson(cast.provider, "N1", "Nova", "Oseba"), now=now)
        enrolment = Enrolment(new, cast.cycle, date(2026, 10, 1), date(2027, 2, 28))
        assert await enrol(tx, enrolment)
        assert not await enrol(tx, enrolment)
        assert new in {each.participant_id for each in await expected(tx, later)}
        assert new not in {each.participant_id for each in await expected(tx, cast.workshop)}
        assert await enrol(tx, Enrolment(new, cast.cycle, date(2026, 9, 1), date(2026, 9, 30)))
        assert new not in {each.participant_id for each in await expected(tx, later)}
        assert new in {each.participant_id for each in await expected(tx, cast.workshop)}


async def test_another_time_empties_answers_and_withdraws_reminders(
    database: Database, cast: Cast, now: datetime
) -> None:
    async with database.transaction() as tx:
        await set_answer(tx, cast.workshop, cast.ana, given=Given(Answer.COMING, None, None, "button"), at=now)
        message = await queue_reminder(tx, cast.workshop, cast.ana, now)
        before = await activity(tx, cast.workshop)
        assert before
        same = {"starts_local": before.starts_local, "ends_local": before.ends_local, "place_id": cast.place}
        assert await move_activity(tx, cast.workshop, **same, now=now) is None  # type: ignore[arg-type]
        moved = await move_activity(
            tx,
            cast.workshop,
            starts_local=datetime(2026, 9, 16, 9),
            ends_local=datetime(2026, 9, 16, 12),
            place_id=cast.place,
            now=now,
        )
        assert moved and moved.is_other_time and moved.before == before
        assert (moved.after.revision, moved.after.starts_at) == (2, datetime(2026, 9, 16, 7, tzinfo=UTC))
        assert await message_state(tx, message) == ("withdrawn", "moved")
        assert {each.answer for each in await expected(tx, cast.workshop)} == {Answer.NONE}


async def test_another_place_keeps_the_answers(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        await set_answer(tx, cast.workshop, cast.ana, given=Given(Answer.COMING, None, None, "button"), at=now)
        before = await activity(tx, cast.workshop)
        assert before
        same = {"starts_local": before.starts_local, "ends_local": before.ends_local}
        moved = await move_activity(tx, cast.workshop, **same, place_id=cast.other_place, now=now)  # type: ignore[arg-type]
        assert moved and not moved.is_other_time and moved.after.place
        assert moved.after.place.name == "Knjižnica Brežice"
        assert (await expected(tx, cast.workshop))[0].answer == Answer.COMING


async def test_a_cancelled_activity_can_come_back_as_a_new_revision(
    database: Database, cast: Cast, now: datetime
) -> None:
    async with database.transaction() as tx:
        message = await queue_reminder(tx, cast.workshop, cast.ana, now)
        assert await cancel_activity(tx, cast.workshop, now=now)
        assert not await cancel_activity(tx, cast.workshop, now=now)
        assert await message_state(tx, message) == ("withdrawn", "cancelled")
        assert await restore_activity(tx, cast.workshop, now=now)
        back = await activity(tx, cast.workshop)
    assert back and (back.state, back.revision) == ("planned", 3)


async def test_wrong_times_and_codes_are_refused(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        await add_activity(tx, fair(cast, code="D1"), now=now)
        with pytest.raises(CodeTaken):
            await add_activity(tx, fair(cast, code="D1"), now=now)
        with pytest.raises(ValueError, match="konec mora biti po začetku"):
            backwards = NewActivity(cast.cycle, ActivityKind.FAIR, "T", OCTOBER_25, OCTOBER_25)
            await add_activity(tx, backwards, now=now)


async def test_words_change_without_a_new_revision(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        assert await change_activity(tx, cast.workshop, {"title": "Življenjepis"}, now=now)
        assert not await change_activity(tx, cast.workshop, {"title": "Življenjepis"}, now=now)
        with pytest.raises(KeyError):
            await change_activity(tx, cast.workshop, {"starts_local": OCTOBER_25}, now=now)
        found = await activity(tx, cast.workshop)
    assert found and (found.title, found.revision) == ("Življenjepis", 1)


async def test_activities_are_paged_by_start_and_narrowed_to_what_is_in_view(
    database: Database, cast: Cast, now: datetime
) -> None:
    async with database.transaction() as tx:
        partner_fair = await add_activity(tx, fair(cast, partner_id=cast.eva), now=now)
        same_start = await add_activity(tx, fair(cast, participant_ids=(cast.ana,)), now=now)
        everything = await activities_between(tx, EVERYTHING)
        assert [each.id for each in everything] == [cast.workshop, partner_fair, same_start]
        assert await activities_between(tx, EVERYTHING, only=Only(after=cast.workshop, limit=1)) == everything[1:2]
        assert await activities_between(tx, EVERYTHING, only=Only(after=partner_fair)) == everything[2:]
        of_ben = await activities_between(tx, EVERYTHING, only=Only(participant_id=cast.ben))
        assert [each.id for each in of_ben] == [cast.workshop, partner_fair]
        partner = Scope(cast.provider, cast.eva, "partner")
        assert [each.id for each in await activities_between(tx, partner)] == [partner_fair]
        mentor = Scope(cast.provider, cast.eva, "mentor")
        assert len(await activities_between(tx, mentor, from_at=everything[1].starts_at)) == 2
        assert await activities_between(tx, EVERYTHING, to_at=everything[0].starts_at) == []
        assert await activity(tx, cast.workshop, Scope(cast.provider, cast.eva + 1, "mentor")) is None
