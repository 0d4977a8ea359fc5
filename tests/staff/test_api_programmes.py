"""/providers, /programmes, /cycles and /places: every field, both databases, and the wall between providers."""

from datetime import datetime
from typing import Any

import pytest

from records.database import Database
from tests.cast import Cast
from tests.staff.api_calling import Calls, calls_at, is_problem


async def _other(admin: Calls) -> dict[str, Any]:
    """Another provider with a programme, a cycle and a place; their ids."""
    provider = (await admin.post("/providers", {"name": "Posočje"})).json()["id"]
    programme = await admin.post("/programmes", {"provider_id": provider, "name": "Socialna aktivacija"})
    days = {"starts_on": "2026-09-01", "ends_on": "2027-02-28"}
    cycle = await admin.post("/cycles", {"programme_id": programme.json()["id"], "name": "Prvi cikel", **days})
    place = await admin.post("/places", {"provider_id": provider, "name": "Dom"})
    ids = {"programmes": programme.json()["id"], "cycles": cycle.json()["id"], "places": place.json()["id"]}
    return {"providers": provider, **ids}


async def test_a_programme_is_built_from_the_top(database: Database, cast: Cast, now: datetime) -> None:
    admin = await calls_at(database, now)
    answer = await admin.post("/providers", {"name": "Posočje", "phone": "05 111 22 33"})
    assert answer.status_code == 201
    provider = answer.json()
    assert provider == {**provider, "name": "Posočje", "sender": "Posočje", "phone": "05 111 22 33", "csd_phone": ""}
    assert answer.headers["location"] == f"providers/{provider['id']}"

    body = {"provider_id": provider["id"], "name": "SA", "max_age": 29, "municipalities": ["Tolmin", "Bovec"]}
    programme = (await admin.post("/programmes", body)).json()
    assert programme == {
        **body,
        "id": programme["id"],
        "funder": "",
        "language": "sl",
        "zone": "Europe/Ljubljana",
    }

    body = {"programme_id": programme["id"], "name": "1", "starts_on": "2026-10-01", "ends_on": "2027-03-31"}
    cycle = (await admin.post("/cycles", {**body, "seats": 12})).json()
    assert cycle == {**body, "id": cycle["id"], "provider_id": provider["id"], "seats": 12}

    body = {"provider_id": provider["id"], "name": "Dom", "address": "Ulica 1", "municipality": "Tolmin"}
    place = (await admin.post("/places", body)).json()
    assert place == {**body, "id": place["id"], "directions": ""}
    for path, one in (("programmes", programme), ("cycles", cycle), ("places", place), ("providers", provider)):
        assert (await admin.get(f"/{path}/{one['id']}")).json() == one
        assert all(isinstance(each["id"], str) for each in await admin.items(f"/{path}"))


async def test_what_is_named_changes_and_the_rest_stays(database: Database, cast: Cast, now: datetime) -> None:
    api = await calls_at(database, now, provider=cast.provider)
    changes: list[tuple[str, int, dict[str, Any]]] = [
        ("providers", cast.provider, {"phone": "07 000 00 00"}),
        ("programmes", cast.programme, {"max_age": None, "municipalities": ["Krško"]}),
        ("cycles", cast.cycle, {"ends_on": "2027-03-31"}),
        ("places", cast.place, {"directions": "Drugo nadstropje"}),
    ]
    for path, row, change in changes:
        before = (await api.get(f"/{path}/{row}")).json()
        for _ in range(2):
            assert (await api.change(f"/{path}/{row}", change)).json() == {**before, **change}
        is_problem(await api.change(f"/{path}/{row}", {"name": None}), 422)
        is_problem(await api.change(f"/{path}/{row}", {}), 422)
        is_problem(await api.change(f"/{path}/{row}", {"id": "7"}), 422)


async def test_a_taken_name_is_409(database: Database, cast: Cast, now: datetime) -> None:
    admin = await calls_at(database, now)
    days = {"starts_on": "2026-09-01", "ends_on": "2027-02-28"}
    programme = {"provider_id": str(cast.provider), "name": "Socialna aktivacija"}
    is_problem(await admin.post("/providers", {"name": "Lumia"}), 409)
    is_problem(await admin.post("/programmes", programme), 409)
    is_problem(await admin.post("/cycles", {"programme_id": str(cast.programme), "name": "Prvi cikel", **days}), 409)
    is_problem(await admin.post("/places", {"provider_id": str(cast.provider), "name": "ZPTM Brežice"}), 409)
    is_problem(await admin.change(f"/places/{cast.other_place}", {"name": "ZPTM Brežice"}), 409)


@pytest.mark.parametrize("kind", ["providers", "programmes", "cycles", "places"])
async def test_a_provider_sees_nothing_of_another(database: Database, cast: Cast, now: datetime, kind: str) -> None:
    other = await _other(await calls_at(database, now))
    api = await calls_at(database, now, provider=cast.provider)
    assert other[kind] not in [each["id"] for each in await api.items(f"/{kind}")]
    is_problem(await api.get(f"/{kind}/{other[kind]}"), 404)
    is_problem(await api.change(f"/{kind}/{other[kind]}", {"name": "Naše"}), 404)


async def test_a_provider_adds_nothing_to_another(sqlite_database: Database, sqlite_cast: Cast, now: datetime) -> None:
    other = await _other(await calls_at(sqlite_database, now))
    api = await calls_at(sqlite_database, now, provider=sqlite_cast.provider)
    days = {"starts_on": "2026-09-01", "ends_on": "2027-02-28"}
    is_problem(await api.post("/providers", {"name": "Naš"}), 403)
    is_problem(await api.post("/places", {"provider_id": other["providers"], "name": "X"}), 422)
    is_problem(await api.post("/programmes", {"provider_id": other["providers"], "name": "X"}), 422)
    is_problem(await api.post("/cycles", {"programme_id": other["programmes"], "name": "X", **days}), 422)
    assert (await api.post("/places", {"name": "Naš kraj"})).json()["provider_id"] == str(sqlite_cast.provider)


async def test_what_refers_to_nothing_is_422(sqlite_database: Database, sqlite_cast: Cast, now: datetime) -> None:
    admin = await calls_at(sqlite_database, now)
    is_problem(await admin.post("/places", {"name": "X"}), 422)
    is_problem(await admin.post("/places", {"provider_id": "99", "name": "X"}), 422)
    days = {"starts_on": "2026-09-02", "ends_on": "2026-09-01"}
    is_problem(await admin.post("/cycles", {"programme_id": "1", "name": "X", **days}), 422)
    is_problem(await admin.change("/cycles/1", {"ends_on": "2026-01-01"}), 422)
    is_problem(await admin.change("/programmes/1", {"zone": "Mars/Olympus"}), 422)


async def test_pages_stay_whole_while_rows_are_added(database: Database, cast: Cast, now: datetime) -> None:
    api = await calls_at(database, now, provider=cast.provider)
    for number in range(5):
        await api.post("/places", {"name": f"Kraj {number}"})
    first = (await api.get("/places", limit=3)).json()
    await api.post("/places", {"name": "Aaa, prvi po abecedi"})
    names, cursor = [each["name"] for each in first["items"]], first["next"]
    while cursor:
        page = (await api.get("/places", limit=3, cursor=cursor)).json()
        names, cursor = names + [each["name"] for each in page["items"]], page["next"]
    assert len(names) == len(set(names)) == 8


async def test_a_cursor_belongs_to_its_list(sqlite_database: Database, sqlite_cast: Cast, now: datetime) -> None:
    api = await calls_at(sqlite_database, now, provider=sqlite_cast.provider)
    cursor = (await api.get("/places", limit=1)).json()["next"]
    assert cursor and str(sqlite_cast.place) != cursor
    for path, more in (("/places", {"cursor": cursor + "x"}), ("/places", {"cursor": "1"}), ("/cycles", {})):
        is_problem(await api.get(path, **{"cursor": cursor, **more}), 400)
    cursor = (await api.get("/participants", limit=1, q="pri")).json()["next"]
    is_problem(await api.get("/participants", limit=1, q="an", cursor=cursor), 400)
