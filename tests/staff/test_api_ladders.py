"""/ladders and /checkin-plans: read, replaced, and back to the default; on both databases."""

from datetime import datetime
from typing import Any

import pytest

from records.database import Database
from tests.cast import Cast
from tests.staff.api_calling import calls_at, is_problem

EVENING = {"days_before": 1, "at_local": "18:30", "minutes_before": None, "asks": True, "tells": "reminder"}
SOON = {"days_before": None, "at_local": None, "minutes_before": 90, "asks": False, "tells": "reminder"}


async def test_every_kind_has_a_ladder(database: Database, cast: Cast, now: datetime) -> None:
    api = await calls_at(database, now, provider=cast.provider)
    rows = await api.items("/ladders")
    assert len(rows) == 7 and all(each["is_default"] for each in rows)
    assert rows[0]["steps"] == [{**EVENING, "at_local": "17:00"}]
    assert await api.items("/ladders", programme="999") == []


async def test_a_ladder_is_replaced_and_taken_back(database: Database, cast: Cast, now: datetime) -> None:
    api = await calls_at(database, now, provider=cast.provider)
    body = {"programme_id": str(cast.programme), "kind": "workshop", "steps": [EVENING, SOON]}
    for given in (body, [body]):
        answer = await api.put("/ladders", given)
        assert answer.status_code == 200, answer.text
        mine = next(each for each in answer.json()["items"] if each["kind"] == "workshop")
        assert mine == {**body, "is_default": False}
    back = (await api.put("/ladders", {**body, "steps": []})).json()["items"]
    assert all(each["is_default"] for each in back)


@pytest.mark.parametrize(
    "change",
    [
        {"programme_id": "999"},
        {"kind": "party"},
        {"steps": [{"asks": True}]},
        {"steps": [{**EVENING, "minutes_before": 30}]},
        {"steps": [{"days_before": 1}]},
        {"steps": [{"minutes_before": 0}]},
        {"steps": [{"days_before": 31, "at_local": "10:00"}]},
        {"steps": [SOON, SOON]},
        {"is_default": True},
    ],
)
async def test_a_wrong_ladder_is_422(
    sqlite_database: Database, sqlite_cast: Cast, now: datetime, change: dict[str, Any]
) -> None:
    api = await calls_at(sqlite_database, now, provider=sqlite_cast.provider)
    body = {"programme_id": str(sqlite_cast.programme), "kind": "workshop", "steps": [SOON], **change}
    is_problem(await api.put("/ladders", body), 422)


async def test_check_ins_are_set_and_ended(database: Database, cast: Cast, now: datetime) -> None:
    api = await calls_at(database, now, provider=cast.provider)
    assert await api.items("/checkin-plans") == []
    body = {"cycle_id": str(cast.cycle), "at_local": "09:30", "weekdays": [0, 2, 4]}
    plan = {**body, "question": "checkin_morning"}
    for _ in range(2):
        assert (await api.put("/checkin-plans", body)).json()["items"] == [plan]
    evening = {**body, "weekdays": "pon-pet", "question": "checkin_evening"}
    assert (await api.put("/checkin-plans", [evening])).json()["items"][0]["weekdays"] == [0, 1, 2, 3, 4]
    assert len(await api.items("/checkin-plans", cycle=str(cast.cycle))) == 1
    assert (await api.delete(f"/checkin-plans/{cast.cycle}")).status_code == 204
    is_problem(await api.delete(f"/checkin-plans/{cast.cycle}"), 404)


@pytest.mark.parametrize(
    "change",
    [
        {"cycle_id": "999"},
        {"weekdays": []},
        {"weekdays": [7]},
        {"weekdays": "some days"},
        {"at_local": "25:00"},
        {"at_local": "09:00Z"},
        {"question": "how much"},
    ],
)
async def test_a_wrong_plan_is_422(
    sqlite_database: Database, sqlite_cast: Cast, now: datetime, change: dict[str, Any]
) -> None:
    api = await calls_at(sqlite_database, now, provider=sqlite_cast.provider)
    body = {"cycle_id": str(sqlite_cast.cycle), "at_local": "09:30", "weekdays": [0], **change}
    is_problem(await api.put("/checkin-plans", body), 422)


async def test_ladders_and_plans_of_another_provider_stay(database: Database, cast: Cast, now: datetime) -> None:
    other = (await (await calls_at(database, now)).post("/providers", {"name": "Posočje"})).json()["id"]
    api = await calls_at(database, now, provider=int(other))
    assert await api.items("/ladders") == await api.items("/checkin-plans") == []
    ladder = {"programme_id": str(cast.programme), "kind": "fair", "steps": []}
    is_problem(await api.put("/ladders", ladder), 422)
    plan = {"cycle_id": str(cast.cycle), "at_local": "09:30", "weekdays": [0]}
    is_problem(await api.put("/checkin-plans", plan), 422)
    is_problem(await api.delete(f"/checkin-plans/{cast.cycle}"), 404)
