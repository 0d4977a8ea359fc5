"""A cycle of sixty people with a workshop in under three hours, of which every one of them is to be told now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from programme.calendar import to_local
from programme.kinds import ActivityKind
from programme.ladder import Step
from records import consents, enrolments, ladders, people, programmes, timetable
from records.consents import Agreement
from records.database import Database, Tx
from records.enrolments import Enrolment
from records.people import NewPerson
from records.programme_shapes import NewCycle, NewPlace, NewProgramme, NewProvider
from records.timetable import NewActivity
from tests.cast import ZONE

ON_TELEGRAM, BY_SMS = 40, 20
AHEAD = timedelta(hours=2, minutes=50)
THREE_HOURS_BEFORE = Step(None, None, 180)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is where; `silent` are the chat of one who stopped and the number of one who never agreed."""

    activity: int
    chats: Mapping[int, int]
    phones: Mapping[int, str]
    silent: tuple[int, str]


async def gather(database: Database, *, now: datetime, chats: int = ON_TELEGRAM, phones: int = BY_SMS) -> Crowd:
    """Writes the crowd into an empty database."""
    async with database.transaction() as tx:
        provider, cycle, place = await _programme(tx, now=now)
        come = Newcomers(tx, provider, cycle, now=now)
        by_chat = {await come.joined("telegram", str(10_001 + n)): 10_001 + n for n in range(chats)}
        by_phone = {await come.joined("sms", f"+38640200{n:03}"): f"+38640200{n:03}" for n in range(phones)}
        stopped = await come.joined("telegram", "19999")
        await consents.stop(tx, stopped, how="telegram", now=now)
        await come.invited("+38640299999")
        starts_local = to_local(now + AHEAD, ZONE).replace(second=0, microsecond=0)
        new = NewActivity(
            cycle, ActivityKind.WORKSHOP, "Kuhanje", starts_local, starts_local + timedelta(hours=2), place_id=place
        )
        return Crowd(await timetable.add_activity(tx, new, now=now), by_chat, by_phone, (19_999, "+38640299999"))


class Newcomers:
    """Adds people to a cycle."""

    def __init__(self, tx: Tx, provider: int, cycle: int, *, now: datetime) -> None:
        self._tx, self._provider, self._cycle, self._now = tx, provider, cycle, now

    async def invited(self, phone: str | None = None) -> int:
        """Somebody who has agreed to nothing yet."""
        new = NewPerson(self._provider, None, "Oseba", "Primer", phone=phone)
        person = await people.add_person(self._tx, new, now=self._now)
        days = (self._now - timedelta(days=1)).date(), (self._now + timedelta(days=60)).date()
        await enrolments.enrol(self._tx, Enrolment(person, self._cycle, *days))
        return person

    async def joined(self, channel: str, value: str) -> int:
        """Somebody who agreed to messages at that address."""
        person = await self.invited()
        await consents.join(self._tx, person, Agreement(channel, value, how="page", text_version="t"), now=self._now)
        return person


async def _programme(tx: Tx, *, now: datetime) -> tuple[int, int, int]:
    provider = await programmes.add_provider(tx, NewProvider("Lumia", phone="07 111 22 33"), now=now)
    programme = await programmes.add_programme(tx, NewProgramme(provider, "Socialna aktivacija"))
    days = (now - timedelta(days=1)).date(), (now + timedelta(days=60)).date()
    cycle = await programmes.add_cycle(tx, NewCycle(programme, "Prvi cikel", *days))
    await ladders.put_ladder(tx, programme, ActivityKind.WORKSHOP, steps=[THREE_HOURS_BEFORE])
    return provider, cycle, await programmes.add_place(tx, NewPlace(provider, "ZPTM Brežice", "Trg 1, Brežice"))
