"""Walls in the API, on both databases: a token of one provider neither sees nor touches anything of another."""

from datetime import datetime
from typing import Any

import pytest

from records.database import Database
from records.tables import metadata
from tests.cast import Cast
from tests.neighbour import SECRETS, Neighbour, move_in
from tests.staff.api_calling import Calls, calls_at

OWN_TRACES = ("journal", "tokens")


@pytest.fixture
async def theirs(database: Database, cast: Cast, now: datetime) -> Neighbour:
    """The other provider, with Lumia beside it."""
    return await move_in(database, now=now)


@pytest.fixture
async def api(database: Database, cast: Cast, now: datetime, theirs: Neighbour) -> Calls:
    """Lumia's token."""
    return await calls_at(database, now, provider=cast.provider)


async def kept(database: Database) -> dict[str, list[Any]]:
    """Every row but those that tell of the call itself."""
    tables = [table for table in metadata.sorted_tables if table.name not in OWN_TRACES]
    async with database.reading() as tx:
        return {
            table.name: list((await tx.execute(table.select().order_by(*table.primary_key))).all()) for table in tables
        }


async def test_what_is_theirs_is_not_there(api: Calls, theirs: Neighbour, database: Database) -> None:
    """By its id, with every method: 404, and nothing has changed."""
    before, person = await kept(database), str(theirs.person)
    local = {"starts_local": "2026-09-16T10:00:00", "ends_local": "2026-09-16T12:00:00"}
    calls: list[tuple[str, str, Any]] = [
        ("PATCH", f"/providers/{theirs.provider}", {"name": "Moj"}),
        ("PATCH", f"/programmes/{theirs.programme}", {"name": "Moj"}),
        ("PATCH", f"/cycles/{theirs.cycle}", {"name": "Moj"}),
        ("PATCH", f"/places/{theirs.place}", {"name": "Moj"}),
        ("PATCH", f"/activities/{theirs.activity}", local),
        ("POST", f"/activities/{theirs.activity}/cancel", {"notify": True}),
        ("POST", f"/activities/{theirs.activity}/restore", None),
        (
            "PUT",
            f"/activities/{theirs.activity}/attendance",
            {"participant_id": person, "presence": "came"},
        ),
        ("PATCH", f"/participants/{theirs.person}", {"phone": None}),
        ("DELETE", f"/participants/{theirs.person}", None),
        ("POST", f"/broadcasts/{theirs.broadcast}/send", None),
        ("POST", f"/broadcasts/{theirs.broadcast}/stop", None),
        ("PATCH", f"/tasks/{theirs.task}", {"state": "done"}),
        ("GET", f"/broadcasts/{theirs.broadcast}/preview", None),
        ("GET", f"/messages/{theirs.message}", None),
        ("GET", f"/replies/{theirs.reply}", None),
    ]
    for method, path, body in calls:
        for each in {method, "GET"} if path.count("/") == 2 else {method}:
            answer = await api.call(each, path, **({"json": body} if body is not None and each != "GET" else {}))
            assert answer.status_code == 404, (each, path, answer.text)
            assert not any(secret in answer.text for secret in SECRETS)
    assert await kept(database) == before


async def test_no_list_holds_anything_of_theirs(api: Calls, theirs: Neighbour) -> None:
    """Also when the question names their ids."""
    queries = [
        "/providers", "/programmes", "/cycles", "/places", "/ladders", "/checkin-plans", "/activities", "/participants",
        "/messages", "/replies", "/tasks", "/checkins", "/forecast?to=2026-11-01",
        f"/activities?cycle={theirs.cycle}", f"/activities?participant={theirs.person}",
        f"/participants?cycle={theirs.cycle}", "/participants?q=tuj", "/participants?q=40111222",
        f"/messages?participant={theirs.person}", f"/messages?activity={theirs.activity}",
        f"/replies?participant={theirs.person}", f"/tasks?participant={theirs.person}",
        f"/checkins?participant={theirs.person}", f"/ladders?programme={theirs.programme}",
        f"/checkin-plans?cycle={theirs.cycle}", f"/cycles?programme={theirs.programme}",
        f"/places?provider={theirs.provider}",
    ]  # fmt: skip
    for path in queries:
        answer = await api.get(path)
        assert answer.status_code in (200, 404, 422), (path, answer.text)
        assert not any(secret in answer.text for secret in SECRETS), path


async def test_nothing_of_theirs_gets_into_what_is_ours(
    api: Calls, theirs: Neighbour, cast: Cast, database: Database
) -> None:
    """Their ids in bodies: 422, and nothing has changed."""
    local = {"starts_local": "2026-09-16T10:00:00", "ends_local": "2026-09-16T12:00:00"}
    new = {"cycle_id": str(cast.cycle), "kind": "workshop", "title": "Moja", **local}
    days = {"starts_on": "2026-09-01", "ends_on": "2026-10-01"}
    plan = {"at_local": "09:00", "weekdays": [1], "question": "checkin_morning"}
    step = {"programme_id": str(theirs.programme), "kind": "workshop", "steps": []}
    texts = {"texts": {"sl": "Pozdrav"}}
    ana, person = str(cast.ana), str(theirs.person)
    before = await kept(database)
    calls: list[tuple[str, str, Any]] = [
        ("POST", "/programmes", {"provider_id": str(theirs.provider), "name": "Moj"}),
        ("POST", "/cycles", {"programme_id": str(theirs.programme), "name": "Moj", **days}),
        ("POST", "/places", {"provider_id": str(theirs.provider), "name": "Moj"}),
        ("POST", "/participants", {"cycle_id": str(theirs.cycle), "first_name": "A", "last_name": "B"}),
        ("POST", "/activities", {**new, "cycle_id": str(theirs.cycle)}),
        ("POST", "/activities", {**new, "place": str(theirs.place)}),
        ("POST", "/activities", {**new, "participant_ids": [ana, person]}),
        ("POST", "/activities", {**new, "lead_id": str(theirs.account)}),
        ("POST", "/activities", {**new, "partner_id": str(theirs.account)}),
        ("PATCH", f"/activities/{cast.workshop}", {"place": str(theirs.place)}),
        ("PATCH", f"/activities/{cast.workshop}", {"participant_ids": [person]}),
        ("PATCH", f"/activities/{cast.workshop}", {"partner_id": str(theirs.account)}),
        ("PUT", f"/activities/{cast.workshop}/attendance", {"participant_id": person, "presence": "came"}),
        ("PUT", "/ladders", step),
        ("PUT", "/checkin-plans", {"cycle_id": str(theirs.cycle), **plan}),
        ("POST", "/broadcasts", {**texts, "audience": {"participant_ids": [ana, person]}}),
        ("POST", "/broadcasts", {**texts, "audience": {"participant_ids": [ana], "cycle_ids": [str(theirs.cycle)]}}),
        ("POST", "/broadcasts", {**texts, "audience": {"participant_ids": [ana], "activity_id": str(theirs.activity)}}),
    ]  # fmt: skip
    for method, path, body in calls:
        answer = await api.call(method, path, json=body)
        assert answer.status_code == 422, (path, answer.status_code, answer.text)
        assert not any(secret in answer.text for secret in SECRETS), path
    assert await kept(database) == before


async def test_a_shared_phone_keeps_its_two_people_apart(api: Calls, theirs: Neighbour, cast: Cast) -> None:
    """The number that both gave finds ours only, with our channel and our cycles."""
    found = await api.items("/participants", q="+38640111222")
    assert [(each["id"], each["cycle_ids"]) for each in found] == [(str(cast.ben), [str(cast.cycle)])]
