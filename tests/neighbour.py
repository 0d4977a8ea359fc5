"""A second provider beside the cast, with one of everything: a person on Ben's phone, an activity, words, a task."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from programme.delivery import Importance
from programme.kinds import ActivityKind
from records import broadcasts, consents, enrolments, outbox, people, programmes, replies, tasks, timetable
from records.accounts import NewAccount, add_account
from records.audience import Audience
from records.broadcasts import NewBroadcast
from records.consents import Agreement
from records.database import Database, Tx
from records.outbox import Put
from records.people import NewPerson
from records.programme_shapes import NewCycle, NewPlace, NewProgramme, NewProvider
from records.replies import NewReply
from records.tasks import NewTask
from records.timetable import NewActivity
from tests.cast import BEN_PHONE

SECRETS = ("Tuja", "Skrivno", "Tujina", "X-1", "tuja@icra.example")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The ids of everything of the second provider."""

    provider: int
    programme: int
    cycle: int
    place: int
    account: int
    person: int
    activity: int
    broadcast: int
    message: int
    reply: int
    task: int


async def move_in(database: Database, *, now: datetime, provider: int | None = None) -> Neighbour:
    """Writes the neighbour; with `provider` it is another cycle of the same house."""
    async with database.transaction() as tx:
        owner = provider or await programmes.add_provider(tx, NewProvider("ICRA Tuja"), now=now)
        programme = await programmes.add_programme(tx, NewProgramme(owner, "Tuja Posočje"))
        days = {"starts_on": date(2026, 9, 1), "ends_on": date(2027, 2, 28)}
        cycle = await programmes.add_cycle(tx, NewCycle(programme, "Tuja skupina", **days))
        place = await programmes.add_place(tx, NewPlace(owner, "Tujina"))
        account, _ = await add_account(tx, NewAccount("tuja@icra.example", "Tuja Mentorica", "mentor", owner), now)
        person = await people.add_person(tx, NewPerson(owner, "X-1", "Tuja", "Oseba", phone=BEN_PHONE), now=now)
        await enrolments.enrol(tx, enrolments.Enrolment(person, cycle, date(2026, 9, 1), date(2027, 2, 28)))
        await consents.join(tx, person, Agreement("sms", BEN_PHONE, how="sms"), now=now)
        starts = datetime(2026, 9, 15, 9, 0)
        new = NewActivity(
            cycle, ActivityKind.WORKSHOP, "Skrivno srečanje", starts_local=starts, ends_local=starts.replace(hour=11)
        )
        activity = await timetable.add_activity(tx, new, now=now)
        said = await _said(tx, owner, person=person, activity=activity, now=now)
    return Neighbour(owner, programme, cycle, place, account, person, activity, *said)


async def _said(tx: Tx, owner: int, *, person: int, activity: int, now: datetime) -> tuple[int, int, int, int]:
    audience = Audience(activity_id=activity)
    broadcast = await broadcasts.prepare(tx, NewBroadcast(owner, None, audience, {"sl": "Skrivno"}, 60), now=now)
    until = now + timedelta(hours=5)
    put = Put(
        person, "broadcast", "x", Importance.BROADCAST, now, until, activity_id=activity, facts={"text": "Skrivno"}
    )
    message = await outbox.put(tx, put, now=now)
    heard = NewReply("sms", "", "Skrivno", "text", "question", {}, now, participant_id=person, needs_person=True)
    reply = await replies.add_reply(tx, heard)
    new = NewTask(owner, "question", "x", "Skrivno", until, participant_id=person, reply_id=reply, activity_id=activity)
    task = await tasks.open_task(tx, new, now=now)
    return broadcast, message or 0, reply, task or 0
