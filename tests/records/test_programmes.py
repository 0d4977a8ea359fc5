"""Providers, programmes, cycles and places."""

from datetime import date, datetime

import pytest

from records.database import Database
from records.programmes import (
    NameTaken,
    NewCycle,
    NewPlace,
    NewProgramme,
    NewProvider,
    add_cycle,
    add_place,
    add_programme,
    add_provider,
    change_cycle,
    change_place,
    change_programme,
    change_provider,
    cycle,
    list_cycles,
    list_places,
    list_programmes,
    list_providers,
    place,
    programme,
    provider,
)
from records.scope import EVERYTHING, Scope
from tests.cast import Cast


async def test_each_is_added_and_found_again(database: Database, now: datetime) -> None:
    async with database.transaction() as tx:
        icra = await add_provider(tx, NewProvider("ICRA", phone="05 111 22 33"), now=now)
        long_one = await add_programme(tx, NewProgramme(icra, "Dolgi", max_age=48, municipalities=("Bovec", "Tolmin")))
        first = await add_cycle(tx, NewCycle(long_one, "1", date(2026, 9, 1), date(2027, 8, 31), seats=12))
        room = await add_place(tx, NewPlace(icra, "Učilnica", "Trg 1", municipality="Tolmin"))
        found = await provider(tx, icra), await programme(tx, long_one), await cycle(tx, first), await place(tx, room)
    assert found[0] and (found[0].sender, found[0].phone) == ("ICRA", "05 111 22 33")
    assert found[1] and (found[1].municipalities, found[1].zone) == (("Bovec", "Tolmin"), "Europe/Ljubljana")
    assert found[2] and (found[2].provider_id, found[2].seats) == (icra, 12)
    assert found[3] and (found[3].address, found[3].municipality) == ("Trg 1", "Tolmin")


async def test_a_second_change_changes_nothing(database: Database, cast: Cast) -> None:
    async with database.transaction() as tx:
        for change, number, changes in (
            (change_provider, cast.provider, {"phone": "07 000 00 00"}),
            (change_programme, cast.programme, {"municipalities": ("Brežice",), "max_age": 60}),
            (change_cycle, cast.cycle, {"ends_on": date(2027, 3, 31)}),
            (change_place, cast.place, {"name": "ZPTM"}),
        ):
            assert await change(tx, number, changes)
            assert not await change(tx, number, changes)
            assert not await change(tx, number + 100, changes)


async def test_a_taken_name_and_reversed_dates_are_refused(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        with pytest.raises(NameTaken):
            await add_provider(tx, NewProvider("Lumia"), now=now)
        with pytest.raises(NameTaken):
            await change_place(tx, cast.place, {"name": "Knjižnica Brežice"})
        with pytest.raises(ValueError, match="preden se začne"):
            await add_cycle(tx, NewCycle(cast.programme, "X", date(2026, 9, 2), date(2026, 9, 1)))
        with pytest.raises(ValueError, match="preden se začne"):
            await change_cycle(tx, cast.cycle, {"ends_on": date(2026, 8, 1)})
        with pytest.raises(KeyError):
            await change_cycle(tx, cast.cycle, {"programme_id": 7})


async def test_only_what_is_in_view_is_listed(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        icra = await add_provider(tx, NewProvider("ICRA"), now=now)
        elsewhere = Scope(icra, None, "coordinator")
        assert [each.id for each in await list_providers(tx, elsewhere)] == [icra]
        assert await list_programmes(tx, elsewhere) == []
        assert await list_cycles(tx, elsewhere) == []
        assert await list_places(tx, elsewhere) == []
        assert await cycle(tx, cast.cycle, elsewhere) is None
        assert [each.id for each in await list_places(tx, EVERYTHING, limit=1)] == [cast.place]
        assert [each.id for each in await list_places(tx, EVERYTHING, after=cast.place)] == [cast.other_place]
