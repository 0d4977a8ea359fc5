"""/broadcasts: seen before it goes, sent once, stopped, watched; on both databases."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from records import broadcasts
from records.database import Database
from records.tables import messages
from tests.cast import Cast
from tests.staff.api_calling import Calls, calls_at, is_problem

TEXTS = {"sl": "Jutri začnemo že ob 8.00. Šolski zvonec!", "en": "Tomorrow we start at 8:00."}


async def _lumia(database: Database, cast: Cast, now: datetime) -> Calls:
    return await calls_at(database, now, provider=cast.provider)


def _new(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"audience": {"cycle_ids": [str(cast.cycle)]}, "texts": TEXTS, **more}


async def test_a_preview_tells_who_gets_what_and_who_not(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    answer = await api.post("/broadcasts", _new(cast, hold_seconds=30, importance="urgent"))
    assert answer.status_code == 201, answer.text
    preview = answer.json()
    stripped = "Jutri zacnemo ze ob 8.00. Solski zvonec!"
    ana = {"participant_id": str(cast.ana), "code": "A1", "name": "Ana Primer", "language": "sl"}
    ben = {"participant_id": str(cast.ben), "code": "B2", "name": "Ben Primer", "language": "sl"}
    assert preview == {
        "id": preview["id"],
        "provider_id": str(cast.provider),
        "kind": "broadcast",
        "state": "held",
        "audience": {"cycle_ids": [str(cast.cycle)], "participant_ids": [], "activity_id": None},
        "texts": TEXTS,
        "importance": "urgent",
        "hold_seconds": 30,
        "activity_id": None,
        "created_at": "2026-09-14T07:00:00Z",
        "send_at": None,
        "recipients_count": 2,
        "recipients": [
            {**ana, "channel": "telegram", "text": TEXTS["sl"], "parts": 0},
            {**ben, "channel": "sms", "text": stripped, "parts": 1},
        ],
        "channels": {"telegram": 1, "sms": 1},
        "parts": 1,
        "price": 0.08,
        "excluded": [
            {"participant_id": str(cast.cvetka), "code": "C3", "name": "Cvetka Primer", "why": "stopped"},
            {"participant_id": str(cast.drago), "code": "D4", "name": "Drago Primer", "why": "invited"},
        ],
    }
    assert (await api.get(f"/broadcasts/{preview['id']}/preview")).json() == preview
    assert await api.items("/messages") == []


async def test_a_broadcast_is_sent_once_and_watched(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    broadcast_id = (await api.post("/broadcasts", _new(cast))).json()["id"]
    for _ in range(2):
        sent = (await api.post(f"/broadcasts/{broadcast_id}/send")).json()
        assert (sent["state"], sent["send_at"]) == ("sending", "2026-09-14T07:01:00Z")
    async with database.transaction() as tx:
        assert await broadcasts.release_due(tx, now=now + timedelta(seconds=61)) == 2
        await tx.execute(update(messages).where(messages.c.participant_id == cast.ana).values(state="seen"))
    found = (await api.get(f"/broadcasts/{broadcast_id}")).json()
    assert (found["counts"]["queued"], found["counts"]["seen"], found["counts"]["failed"]) == (1, 1, 0)
    assert (found["seen"], found["not_seen"]) == (1, []), "what waits was neither seen nor missed"
    stopped = (await api.post(f"/broadcasts/{broadcast_id}/stop")).json()
    assert (stopped["state"], stopped["counts"]["withdrawn"]) == ("stopped", 1)
    assert (await api.post(f"/broadcasts/{broadcast_id}/stop")).json() == stopped
    is_problem(await api.post(f"/broadcasts/{broadcast_id}/send"), 409)


async def test_people_and_an_activity_may_be_chosen_together(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    for audience in (
        {"participant_ids": [str(cast.ana), str(cast.ben)]},
        {"activity_id": str(cast.workshop)},
        {"participant_ids": [str(cast.ana)], "activity_id": str(cast.workshop)},
    ):
        preview = (await api.post("/broadcasts", _new(cast, audience=audience))).json()
        assert preview["recipients_count"] == 2


@pytest.mark.parametrize(
    "change",
    [
        {"audience": {}},
        {"audience": {"cycle_ids": ["999"]}},
        {"audience": {"participant_ids": ["x"]}},
        {"audience": {"activity_id": "999"}},
        {"texts": {}},
        {"texts": {"en": "Only English"}},
        {"texts": {"sl": "x" * 2000}},
        {"hold_seconds": 3601},
        {"importance": "vital"},
    ],
)
async def test_a_wrong_broadcast_is_422(
    sqlite_database: Database, sqlite_cast: Cast, now: datetime, change: dict[str, Any]
) -> None:
    api = await _lumia(sqlite_database, sqlite_cast, now)
    problem = is_problem(await api.post("/broadcasts", _new(sqlite_cast, **change)), 422)
    assert problem["errors"][0]["field"].startswith(next(iter(change)))


async def test_a_broadcast_never_leaves_its_provider(database: Database, cast: Cast, now: datetime) -> None:
    admin = await calls_at(database, now)
    other = (await admin.post("/providers", {"name": "Posočje"})).json()["id"]
    programme = (await admin.post("/programmes", {"provider_id": other, "name": "SA"})).json()["id"]
    days = {"starts_on": "2026-09-01", "ends_on": "2027-02-28"}
    cycle = (await admin.post("/cycles", {"programme_id": programme, "name": "1", **days})).json()["id"]
    both = {"cycle_ids": [str(cast.cycle), cycle]}
    is_problem(await admin.post("/broadcasts", _new(cast, audience=both)), 422)
    mine = (await admin.post("/broadcasts", _new(cast))).json()["id"]
    api = await calls_at(database, now, provider=int(other))
    for path in ("", "/preview"):
        is_problem(await api.get(f"/broadcasts/{mine}{path}"), 404)
    for path in ("/send", "/stop"):
        is_problem(await api.post(f"/broadcasts/{mine}{path}"), 404)
    for audience in ({"cycle_ids": [str(cast.cycle)]}, {"participant_ids": [str(cast.ana)]}):
        is_problem(await api.post("/broadcasts", _new(cast, audience=audience)), 422)
