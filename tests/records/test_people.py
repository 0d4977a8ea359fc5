"""Adding, changing and finding people."""

from datetime import date, datetime

import pytest

from records import codes
from records.database import Database, Tx
from records.enrolments import Enrolment, enrol
from records.people import (
    CodeTaken,
    NewPerson,
    add_person,
    change_person,
    list_people,
    participant_of_calendar_code,
    participant_of_join_code,
    people_at,
    person,
    renew_join_code,
)
from records.phones import BadPhone
from records.scope import EVERYTHING, Scope
from tests.cast import BEN_PHONE, Cast


async def add_mojca(tx: Tx, cast: Cast, now: datetime, phone: str | None = "040 123 456") -> int:
    return await add_person(tx, NewPerson(cast.provider, "M1", "Mojca", "Čebašek", phone), now=now)


async def test_a_new_person_is_invited_and_has_no_channel_yet(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        mojca = await person(tx, await add_mojca(tx, cast, now))
    assert mojca is not None
    assert (mojca.name, mojca.state, mojca.channel, mojca.phone) == ("Mojca Čebašek", "invited", None, "+38640123456")
    assert [(each.channel, each.state) for each in mojca.addresses] == [("sms", "pending")]


async def test_a_missing_code_is_given_but_never_twice(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        first = await add_person(tx, NewPerson(cast.provider, None, "Miha", "Primer"), now=now)
        second = await add_person(tx, NewPerson(cast.provider, "", "Maja", "Primer"), now=now)
        found = [await person(tx, each) for each in (first, second)]
        with pytest.raises(CodeTaken):
            await add_person(tx, NewPerson(cast.provider, "A1", "Nekdo", "Drug"), now=now)
    assert [each.code for each in found if each] == ["U05", "U06"]


async def test_a_bad_phone_is_refused_with_a_sentence(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        with pytest.raises(BadPhone, match="številka 040 12 je prekratka"):
            await add_mojca(tx, cast, now, "040 12")


@pytest.mark.parametrize("q", ["moj", "ceb", "čebašek mojca", "M1", "Mojca Č", "040 123 456", "+38640123456"])
async def test_a_person_is_found_by_the_beginning_of_any_word(
    database: Database, cast: Cast, now: datetime, q: str
) -> None:
    async with database.transaction() as tx:
        mojca = await add_mojca(tx, cast, now)
        assert [each.id for each in await list_people(tx, EVERYTHING, q=q)] == [mojca]


@pytest.mark.parametrize("q", ["mojca novak", "ojca", "jcam"])
async def test_every_word_must_match(database: Database, cast: Cast, now: datetime, q: str) -> None:
    async with database.transaction() as tx:
        await add_mojca(tx, cast, now)
        assert await list_people(tx, EVERYTHING, q=q) == []


async def test_a_new_name_is_found_and_the_old_one_no_longer(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        mojca = await add_mojca(tx, cast, now)
        assert await change_person(tx, mojca, {"last_name": "Žagar"}, now=now)
        assert not await change_person(tx, mojca, {"last_name": "Žagar"}, now=now)
        assert await list_people(tx, EVERYTHING, q="čebašek") == []
        assert [each.id for each in await list_people(tx, EVERYTHING, q="zag")] == [mojca]


async def test_a_changed_phone_waits_for_consent_again(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        before = await person(tx, cast.ben)
        assert before is not None
        assert not await change_person(tx, cast.ben, {"phone": "040 111 222"}, now=now)
        assert await change_person(tx, cast.ben, {"phone": "040 999 888"}, now=now)
        ben = await person(tx, cast.ben)
    assert ben is not None
    assert (ben.phone, ben.addresses[0].state, ben.channel) == ("+38640999888", "pending", None)
    assert codes.join_code(ben) != codes.join_code(before)


async def test_an_unknown_change_is_refused(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        with pytest.raises(KeyError):
            await change_person(tx, cast.ana, {"state": "joined"}, now=now)


async def test_a_cycle_is_listed_in_the_slovenian_order(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        names = ("Šuster", "Zupan", "Čeh", "Cvar", "Žagar", "Dren")
        for place, name in enumerate(names):
            new = await add_person(tx, NewPerson(cast.provider, f"N{place}", "Oseba", name), now=now)
            await enrol(tx, Enrolment(new, cast.cycle, date(2026, 9, 1), date(2027, 2, 28)))
        listed = await list_people(tx, EVERYTHING, cycle_id=cast.cycle, q="oseba")
        assert [each.last_name for each in listed] == ["Cvar", "Čeh", "Dren", "Šuster", "Zupan", "Žagar"]
        page = await list_people(tx, EVERYTHING, cycle_id=cast.cycle, q="oseba", after=listed[1].id, limit=2)
    assert page == listed[2:4]


async def test_everybody_is_paged_by_id(database: Database, cast: Cast) -> None:
    async with database.reading() as tx:
        first = await list_people(tx, EVERYTHING, limit=3)
        rest = await list_people(tx, EVERYTHING, limit=3, after=first[-1].id)
    assert [each.id for each in first + rest] == [cast.ana, cast.ben, cast.cvetka, cast.drago]


async def test_two_people_may_share_one_phone(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        mojca = await add_mojca(tx, cast, now, BEN_PHONE)
        assert [each.id for each in await people_at(tx, "sms", BEN_PHONE)] == [cast.ben, mojca]
        assert await people_at(tx, "telegram", BEN_PHONE) == []


async def test_a_joining_code_works_until_it_is_renewed(database: Database, cast: Cast) -> None:
    async with database.transaction() as tx:
        drago = await person(tx, cast.drago)
        assert drago is not None
        code = codes.join_code(drago)
        assert await participant_of_join_code(tx, code.upper()) == drago
        await renew_join_code(tx, cast.drago)
        assert await participant_of_join_code(tx, code) is None
        assert await participant_of_join_code(tx, "kar nekaj 1 !") is None
        assert await participant_of_calendar_code(tx, codes.calendar_code(drago)) is not None
        assert await participant_of_calendar_code(tx, code) is None


async def test_another_provider_sees_nobody(database: Database, cast: Cast) -> None:
    async with database.reading() as tx:
        elsewhere = Scope(cast.provider + 1, None, "coordinator")
        assert await list_people(tx, elsewhere) == []
        assert await person(tx, cast.ana, elsewhere) is None
