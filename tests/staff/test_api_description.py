"""The OpenAPI description is true: every path, every problem, and answers as they really come."""

import re
from datetime import datetime
from typing import Any

import httpx2

from records.broadcasts import release_due
from records.database import Database
from records.replies import NewReply, add_reply
from records.tasks import NewTask, open_task
from tests.cast import Cast
from tests.staff.api_calling import Calls, calls_at, is_problem
from tests.staff.described import faults

DAYS = {"starts_on": "2026-09-01", "ends_on": "2027-02-28"}
TIMES = {"starts_local": "2026-09-22T09:00:00", "ends_local": "2026-09-22T12:00:00"}


async def _described(api: Calls) -> Any:
    answer = await api.http.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def _operations(described: Any) -> dict[tuple[str, str], Any]:
    return {
        (method.upper(), path): operation
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    }


async def test_the_description_is_open_and_the_docs_pages_are_off(sqlite_database: Database, now: datetime) -> None:
    api = await calls_at(sqlite_database, now)
    described = await _described(api)
    assert described["info"]["version"] == "1" and described["servers"] == [{"url": "/api/v1"}]
    for path in ("/docs", "/redoc"):
        is_problem(await api.get(path), 404)


async def test_every_resource_of_the_contract_is_described(sqlite_database: Database, now: datetime) -> None:
    paths = (await _described(await calls_at(sqlite_database, now)))["paths"]
    for name in ("providers", "programmes", "cycles", "places", "participants", "activities"):
        one = re.sub("ies$", "y", name) if name == "activities" else name.removesuffix("s")
        assert {"get", "post"} <= paths[f"/{name}"].keys()
        assert {"get", "patch"} <= paths[f"/{name}/{{{one}_id}}"].keys()
    assert "delete" in paths["/participants/{participant_id}"]
    for path, methods in {
        "/activities/{activity_id}/cancel": {"post"},
        "/activities/{activity_id}/restore": {"post"},
        "/activities/{activity_id}/attendance": {"get", "put"},
        "/messages": {"get"},
        "/replies": {"get"},
        "/checkins": {"get"},
        "/tasks": {"get"},
        "/tasks/{task_id}": {"get", "patch"},
        "/broadcasts": {"post"},
        "/broadcasts/{broadcast_id}": {"get"},
        "/broadcasts/{broadcast_id}/send": {"post"},
        "/broadcasts/{broadcast_id}/stop": {"post"},
        "/forecast": {"get"},
        "/ladders": {"get", "put"},
        "/checkin-plans": {"get", "put"},
    }.items():
        assert methods <= paths[path].keys()


async def test_every_path_describes_its_problems(sqlite_database: Database, now: datetime) -> None:
    for (method, path), operation in _operations(await _described(await calls_at(sqlite_database, now))).items():
        wanted = {"400", "401", "404", "422", "429"} | ({"403", "409", "413", "415"} if method != "GET" else set())
        assert wanted <= operation["responses"].keys(), path
        assert operation["description"] and operation["security"] == [{"token": []}]
        for status in wanted:
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"]
        assert any(status.startswith("2") for status in operation["responses"])


async def test_every_field_of_a_body_is_closed(sqlite_database: Database, now: datetime) -> None:
    described = await _described(await calls_at(sqlite_database, now))
    for name, schema in described["components"]["schemas"].items():
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False, name
            assert schema.get("description") or name.startswith("Listed"), name


async def test_every_good_answer_is_as_described(sqlite_database: Database, sqlite_cast: Cast, now: datetime) -> None:
    api = await calls_at(sqlite_database, now)
    described = await _described(api)
    operations = _operations(described)
    seen = set()
    for template, answer in await _walk(api, sqlite_database, sqlite_cast, now):
        key = (answer.request.method, template)
        response = operations[key]["responses"][str(answer.status_code)]
        if answer.status_code != 204:
            schema = response["content"]["application/json"]["schema"]
            assert list(faults(answer.json(), schema, within=described)) == [], key
        seen.add(key)
    assert seen == operations.keys()


async def test_every_problem_is_as_described(sqlite_database: Database, sqlite_cast: Cast, now: datetime) -> None:
    api = await calls_at(sqlite_database, now)
    described = await _described(api)
    schema = {"$ref": "#/components/schemas/Problem"}
    for answer in (await api.get("/places/9"), await api.post("/places", {}), await api.get("/places", cursor="x")):
        assert answer.status_code >= 400
        assert list(faults(answer.json(), schema, within=described)) == []


async def _walk(api: Calls, database: Database, cast: Cast, now: datetime) -> list[tuple[str, httpx2.Response]]:
    """Every operation once, each with a good answer."""
    out: list[tuple[str, httpx2.Response]] = []

    async def step(method: str, template: str, body: Any = None, **ids: Any) -> Any:
        answer = await api.call(method, template.format(**ids), **({} if body is None else {"json": body}))
        assert answer.status_code < 300, (template, answer.text)
        out.append((template, answer))
        return answer.json() if answer.content else None

    provider = await step("POST", "/providers", {"name": "Posočje"})
    programme = await step("POST", "/programmes", {"provider_id": provider["id"], "name": "SA"})
    cycle = await step("POST", "/cycles", {"programme_id": programme["id"], "name": "1", **DAYS})
    place = await step("POST", "/places", {"provider_id": provider["id"], "name": "Dom"})
    new = {"first_name": "Fani", "last_name": "Nova", "language": "sl", "cycle_id": str(cast.cycle)}
    person = await step("POST", "/participants", {**new, "phone": "040 111 333"})
    planned = {"cycle_id": str(cast.cycle), "kind": "workshop", "title": "Delavnica", "place": None, **TIMES}
    activity = await step("POST", "/activities", planned)
    ids = {"provider_id": provider["id"], "programme_id": programme["id"], "cycle_id": cycle["id"]}
    ids |= {"place_id": place["id"], "participant_id": person["id"], "activity_id": activity["id"]}
    for name, one in (
        ("providers", "provider"),
        ("programmes", "programme"),
        ("cycles", "cycle"),
        ("places", "place"),
        ("participants", "participant"),
        ("activities", "activity"),
    ):
        await step("GET", f"/{name}")
        await step("GET", f"/{name}/{{{one}_id}}", **ids)
        change = {"first_name": "Fanika"} if one == "participant" else {"bring": "Nič"} if one == "activity" else None
        await step("PATCH", f"/{name}/{{{one}_id}}", change or {"name": "Novo ime"}, **ids)
    attendance = "/activities/{activity_id}/attendance"
    await step("PUT", attendance, {"participant_id": str(cast.ana), "presence": "came"}, **ids)
    await step("GET", attendance, **ids)
    await step("POST", "/activities/{activity_id}/cancel", {"notify": True}, **ids)
    await step("POST", "/activities/{activity_id}/restore", **ids)
    await _walk_said(step, database, cast, now)
    ladder = {"programme_id": programme["id"], "kind": "fair", "steps": [{"minutes_before": 60}]}
    await step("PUT", "/ladders", ladder)
    await step("PUT", "/checkin-plans", {"cycle_id": cycle["id"], "at_local": "09:00", "weekdays": "pon-pet"})
    for path in ("/ladders", "/checkin-plans", "/forecast", "/messages", "/replies", "/checkins", "/tasks"):
        await step("GET", path)
    await step("DELETE", "/checkin-plans/{cycle_id}", **ids)
    await step("DELETE", "/participants/{participant_id}", **ids)
    return out


async def _walk_said(step: Any, database: Database, cast: Cast, now: datetime) -> None:
    audience = {"participant_ids": [str(cast.ana), str(cast.ben)]}
    broadcast = await step("POST", "/broadcasts", {"audience": audience, "texts": {"sl": "Živjo"}, "hold_seconds": 0})
    await step("GET", "/broadcasts/{broadcast_id}/preview", broadcast_id=broadcast["id"])
    await step("POST", "/broadcasts/{broadcast_id}/send", broadcast_id=broadcast["id"])
    async with database.transaction() as tx:
        await release_due(tx, now=now)
        reply = NewReply("sms", "digest", "ja", "text", "coming", {}, now, participant_id=cast.ben)
        reply_id = await add_reply(tx, reply)
        task = NewTask(cast.provider, "question", "question:1", "Vprašanje", now, participant_id=cast.ana)
        task_id = await open_task(tx, task, now=now)
    await step("GET", "/broadcasts/{broadcast_id}", broadcast_id=broadcast["id"])
    await step("POST", "/broadcasts/{broadcast_id}/stop", broadcast_id=broadcast["id"])
    await step("GET", "/messages/{message_id}", message_id=1)
    await step("GET", "/replies/{reply_id}", reply_id=reply_id)
    await step("GET", "/tasks/{task_id}", task_id=task_id)
    await step("PATCH", "/tasks/{task_id}", {"state": "taken"}, task_id=task_id)
