"""/participants: every field of the contract, on both databases."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, select

from records.database import Database
from records.tables import attendances, journal
from tests.cast import Cast
from tests.staff.api_calling import Calls, calls_at, is_problem


def _new(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"first_name": "Fani", "last_name": "Nova", "language": "sl", "cycle_id": str(cast.cycle), **more}


async def _lumia(database: Database, cast: Cast, now: datetime) -> Calls:
    return await calls_at(database, now, provider=cast.provider)


async def test_ana_is_shown_with_everything(database: Database, cast: Cast, now: datetime) -> None:
    ana = (await (await _lumia(database, cast, now)).get(f"/participants/{cast.ana}")).json()
    code = ana["join_code"]
    assert len(code) > 16
    assert ana == {
        "id": str(cast.ana),
        "provider_id": str(cast.provider),
        "cycle_ids": [str(cast.cycle)],
        "code": "A1",
        "first_name": "Ana",
        "last_name": "Primer",
        "phone": None,
        "language": "sl",
        "state": "joined",
        "channel": "telegram",
        "addresses": [{"channel": "telegram", "state": "active", "reason": ""}],
        "join_code": code,
        "join_url": f"https://stik.example/j/{code}",
        "telegram_url": f"https://t.me/stik_bot?start={code}",
        "diacritics": None,
        "is_neutral": False,
        "is_easy": False,
        "wants_checkins": True,
        "checkin_at_local": None,
        "paused_until_on": None,
    }


async def test_a_newcomer_is_invited_and_expected(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    answer = await api.post("/participants", _new(cast, phone="040 111 333", code="F6"))
    assert answer.status_code == 201
    fani = answer.json()
    assert (fani["code"], fani["state"], fani["phone"], fani["channel"]) == ("F6", "invited", "+38640111333", None)
    assert fani["addresses"] == [{"channel": "sms", "state": "pending", "reason": ""}]
    assert answer.headers["location"] == f"participants/{fani['id']}"
    async with database.reading() as tx:
        mine = select(attendances.c.activity_id).where(attendances.c.participant_id == int(fani["id"]))
        assert (await tx.execute(mine)).scalars().all() == [cast.workshop]
    assert (await api.post("/participants", _new(cast))).json()["code"] not in ("", "F6")


async def test_a_taken_code_is_409(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    is_problem(await api.post("/participants", _new(cast, code="A1")), 409)
    is_problem(await api.change(f"/participants/{cast.ben}", {"code": "A1"}), 409)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "01 234 56 78"),
        ("phone", "112"),
        ("language", "slovenščina"),
        ("cycle_id", "999"),
        ("first_name", " "),
        ("to_on", "2020-01-01"),
    ],
)
async def test_a_wrong_newcomer_is_422(
    sqlite_database: Database, sqlite_cast: Cast, now: datetime, field: str, value: str
) -> None:
    api = await _lumia(sqlite_database, sqlite_cast, now)
    problem = is_problem(await api.post("/participants", _new(sqlite_cast, **{field: value})), 422)
    assert problem["errors"][0]["field"] == field


async def test_people_are_found_by_cycle_and_words(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    for query in ({}, {"cycle": str(cast.cycle)}, {"q": "prim"}):
        assert [each["code"] for each in await api.items("/participants", **query)] == ["A1", "B2", "C3", "D4"]
    assert [each["code"] for each in await api.items("/participants", q="ben", cycle=str(cast.cycle))] == ["B2"]
    assert [each["code"] for each in await api.items("/participants", q="+38640111222")] == ["B2"]
    assert await api.items("/participants", cycle="999") == await api.items("/participants", cycle="x") == []


async def test_pages_of_a_cycle_follow_each_other(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    first = (await api.get("/participants", cycle=str(cast.cycle), limit=2)).json()
    await api.delete(f"/participants/{cast.ben}")
    second = (await api.get("/participants", cycle=str(cast.cycle), limit=2, cursor=first["next"])).json()
    assert [each["code"] for each in first["items"] + second["items"]] == ["A1", "B2", "C3", "D4"]
    assert second["next"] is None


async def test_a_list_takes_the_same_queries_however_long(
    sqlite_database: Database, sqlite_cast: Cast, now: datetime
) -> None:
    api = await _lumia(sqlite_database, sqlite_cast, now)
    asked: list[str] = []
    engine = sqlite_database._reading.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    for limit in (1, 4):
        asked.clear()
        await api.items("/participants", limit=limit)
        counts.append(len([each for each in asked if each.lstrip().lower().startswith("select")]))
    assert counts[0] == counts[1] <= 4  # the token, the people, their addresses, their cycles


async def test_a_participant_changes(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    before = (await api.get(f"/participants/{cast.ben}")).json()
    change = {"last_name": "Novak", "is_easy": True, "checkin_at_local": "10:30", "paused_until_on": "2026-10-01"}
    assert (await api.change(f"/participants/{cast.ben}", change)).json() == {**before, **change}
    moved = (await api.change(f"/participants/{cast.ben}", {"phone": "041 555 666"})).json()
    assert (moved["phone"], moved["channel"]) == ("+38641555666", None)
    assert moved["addresses"] == [{"channel": "sms", "state": "pending", "reason": ""}]
    assert moved["join_code"] != before["join_code"]
    assert (await api.change(f"/participants/{cast.ben}", {"phone": None})).json()["addresses"] == []
    is_problem(await api.change(f"/participants/{cast.ben}", {"wants_checkins": False}), 422)
    is_problem(await api.change(f"/participants/{cast.ben}", {"phone": "123"}), 422)


async def test_an_erased_participant_is_nobody(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    answer = await api.delete(f"/participants/{cast.ana}")
    assert (answer.status_code, answer.content) == (204, b"")
    is_problem(await api.get(f"/participants/{cast.ana}"), 404)
    is_problem(await api.delete(f"/participants/{cast.ana}"), 404)
    async with database.reading() as tx:
        row = (await tx.execute(select(journal).where(journal.c.verb == "erase"))).mappings().one()
    assert (row["actor"], row["participant_id"]) == ("token:1", cast.ana)


async def test_people_of_another_provider_are_nobody(database: Database, cast: Cast, now: datetime) -> None:
    other = (await (await calls_at(database, now)).post("/providers", {"name": "Posočje"})).json()["id"]
    api = await calls_at(database, now, provider=int(other))
    assert await api.items("/participants") == await api.items("/participants", q="Ana") == []
    assert await api.items("/participants", cycle=str(cast.cycle)) == []
    is_problem(await api.get(f"/participants/{cast.ana}"), 404)
    is_problem(await api.change(f"/participants/{cast.ana}", {"first_name": "X"}), 404)
    is_problem(await api.delete(f"/participants/{cast.ana}"), 404)
    is_problem(await api.post("/participants", _new(cast)), 422)
