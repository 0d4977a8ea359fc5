"""The cast of every test: Ana (Telegram), Ben (SMS), Cvetka who stopped, Drago without a phone, mentor Eva."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from programme.calendar import to_instant
from records.addresses import digest_of
from records.database import Database, Tx
from records.sealed import digest, search_digests
from records.tables import (
    accounts,
    activities,
    addresses,
    attendances,
    cycle_staff,
    cycles,
    enrolments,
    participant_words,
    participants,
    places,
    programmes,
    providers,
)

ZONE = "Europe/Ljubljana"
ANA_CHAT, BEN_PHONE, CVETKA_PHONE = "1001", "+38640111222", "+38641333444"


@dataclass(frozen=True, slots=True)
class Cast:
    """The ids of everybody and everything in the small world of the tests."""

    provider: int
    programme: int
    cycle: int
    place: int
    other_place: int
    eva: int
    ana: int
    ben: int
    cvetka: int
    drago: int
    workshop: int  # Tuesday, 15 September 2026, 9.00 to 12.00


async def bring_on(database: Database, *, now: datetime) -> Cast:
    """Writes the cast into an empty database."""
    async with database.transaction() as tx:
        provider = await _row(tx, providers, name="Lumia", sender="Lumia", phone="07 111 22 33", created_at=now)
        programme = await _row(tx, programmes, provider_id=provider, name="Socialna aktivacija", municipalities=[])
        days = {"starts_on": date(2026, 9, 1), "ends_on": date(2027, 2, 28)}
        cycle = await _row(tx, cycles, programme_id=programme, name="Prvi cikel", seats=15, **days)
        place = await _row(tx, places, provider_id=provider, name="ZPTM Brežice", address="Trg 1, Brežice")
        other = await _row(tx, places, provider_id=provider, name="Knjižnica Brežice", address="Ulica 2, Brežice")
        eva = await _account(tx, provider, "eva@lumia.example", "Eva Mentorica", role="mentor", now=now)
        await tx.execute(cycle_staff.insert().values(cycle_id=cycle, account_id=eva))
        people = [
            await _person(tx, provider, cycle, code, name, now=now)
            for code, name in (("A1", "Ana"), ("B2", "Ben"), ("C3", "Cvetka"), ("D4", "Drago"))
        ]
        ana, ben, cvetka, drago = people
        await _address(tx, ana, "telegram", ANA_CHAT, now=now)
        await _address(tx, ben, "sms", BEN_PHONE, now=now)
        await _address(tx, cvetka, "sms", CVETKA_PHONE, now=now, state="stopped")
        starts = datetime(2026, 9, 15, 9, 0)
        workshop = await add_workshop(tx, cycle, place, people, starts_local=starts, now=now)
    return Cast(provider, programme, cycle, place, other, eva, ana, ben, cvetka, drago, workshop)


async def add_workshop(
    tx: Tx, cycle: int, place: int, people: list[int], *, starts_local: datetime, now: datetime, **more: Any
) -> int:
    """A workshop of three hours with these people expected."""
    ends_local = starts_local + timedelta(hours=3)
    activity = await _row(
        tx,
        activities,
        **{
            "cycle_id": cycle,
            "code": f"D-{starts_local:%Y-%m-%d-%H%M}",
            "kind": "workshop",
            "title": "Iskanje zaposlitve",
            "starts_local": starts_local,
            "ends_local": ends_local,
            "starts_at": to_instant(starts_local, ZONE),
            "ends_at": to_instant(ends_local, ZONE),
            "place_id": place,
            "is_for_all": True,
            "changed_at": now,
            **more,
        },
    )
    for person in people:
        await tx.execute(attendances.insert().values(activity_id=activity, participant_id=person))
    return activity


async def _person(tx: Tx, provider: int, cycle: int, code: str, name: str, *, now: datetime) -> int:
    states = {"Ana": ("joined", "telegram"), "Ben": ("joined", "sms"), "Cvetka": ("stopped", None)}
    state, channel = states.get(name, ("invited", None))
    person = await _row(
        tx,
        participants,
        provider_id=provider,
        code=code,
        first_name=name,
        last_name="Primer",
        state=state,
        channel=channel,
        created_at=now,
    )
    for word in search_digests(name, "Primer"):
        await tx.execute(participant_words.insert().values(digest=word, participant_id=person))
    days = {"from_on": date(2026, 9, 1), "to_on": date(2027, 2, 28)}
    await _row(tx, enrolments, participant_id=person, cycle_id=cycle, details={}, **days)
    return person


async def _address(tx: Tx, person: int, channel: str, value: str, *, now: datetime, state: str = "active") -> None:
    row = {"participant_id": person, "channel": channel, "value": value, "state": state, "changed_at": now}
    await _row(tx, addresses, **row, digest=digest_of(channel, value))


async def _account(tx: Tx, provider: int, email: str, name: str, *, role: str, now: datetime) -> int:
    row = {"provider_id": provider, "email": email, "name": name, "role": role, "created_at": now}
    return await _row(tx, accounts, **row, email_digest=digest("email", email))


async def _row(tx: Tx, table: Any, **values: Any) -> int:
    return (await tx.execute(table.insert().values(**values).returning(table.c.id))).scalar_one()
