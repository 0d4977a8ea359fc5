"""Who may see what."""

from datetime import date, datetime

from sqlalchemy import insert, select, update

from records.database import Database, Tx
from records.enrolments import Enrolment, enrol
from records.people import NewPerson, add_person
from records.programmes import NewCycle, NewProgramme, NewProvider, add_cycle, add_programme, add_provider
from records.scope import EVERYTHING, Scope, activities_seen, cycles_seen, people_seen
from records.tables import accounts, activities, cycle_staff
from tests.cast import Cast


async def seen(tx: Tx, scope: Scope) -> tuple[set[int], set[int], set[int]]:
    found = [
        (await tx.execute(select_ids(scope))).scalars() for select_ids in (cycles_seen, people_seen, activities_seen)
    ]
    return set(found[0]), set(found[1]), set(found[2])


async def add_other_provider(tx: Tx, now: datetime) -> tuple[int, int, int]:
    provider = await add_provider(tx, NewProvider("ICRA"), now=now)
    programme = await add_programme(tx, NewProgramme(provider, "Dolgi program"))
    cycle = await add_cycle(tx, NewCycle(programme, "1", date(2026, 9, 1), date(2027, 8, 31)))
    vida = await add_person(tx, NewPerson(provider, "V1", "Vida", "Vrana"), now=now)
    await enrol(tx, Enrolment(vida, cycle, date(2026, 9, 1), date(2027, 8, 31)))
    return provider, cycle, vida


async def test_an_administrator_sees_everything(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        _, cycle, vida = await add_other_provider(tx, now)
        cycles, people, planned = await seen(tx, EVERYTHING)
    assert cycles == {cast.cycle, cycle}
    assert people == {cast.ana, cast.ben, cast.cvetka, cast.drago, vida}
    assert planned == {cast.workshop}


async def test_providers_never_see_each_other(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        provider, cycle, vida = await add_other_provider(tx, now)
        assert await seen(tx, Scope(provider, None, "coordinator")) == ({cycle}, {vida}, set())
        assert (await seen(tx, Scope(cast.provider, None, "coordinator")))[0] == {cast.cycle}


async def test_a_mentor_sees_the_cycles_staffed_or_mentored(database: Database, cast: Cast) -> None:
    everybody = {cast.ana, cast.ben, cast.cvetka, cast.drago}
    mentor = Scope(cast.provider, cast.eva, "mentor")
    async with database.transaction() as tx:
        assert await seen(tx, mentor) == ({cast.cycle}, everybody, {cast.workshop})
        await tx.execute(cycle_staff.delete())
        assert await seen(tx, mentor) == (set(), set(), set())
        await enrol(tx, Enrolment(cast.ana, cast.cycle, date(2026, 9, 1), date(2027, 2, 28), mentor_id=cast.eva))
        assert await seen(tx, mentor) == ({cast.cycle}, everybody, {cast.workshop})


async def test_a_partner_sees_only_the_own_activities(database: Database, cast: Cast, now: datetime) -> None:
    row = {"provider_id": cast.provider, "email": "p@x.example", "email_digest": "p", "name": "OŠ", "role": "partner"}
    async with database.transaction() as tx:
        account = (
            await tx.execute(insert(accounts).values(**row, created_at=now).returning(accounts.c.id))
        ).scalar_one()
        partner = Scope(cast.provider, account, "partner")
        assert await seen(tx, partner) == (set(), set(), set())
        await tx.execute(update(activities).values(partner_id=account))
        assert (await seen(tx, partner))[2] == {cast.workshop}
        assert cast.ana in (await seen(tx, partner))[1]
        assert (await tx.execute(select(activities.c.id))).scalar_one() == cast.workshop
