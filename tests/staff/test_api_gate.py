"""Who may call, how errors look, and how far a token sees."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from records.database import Database
from records.tables import journal, tokens
from records.tokens import end
from tests.cast import Cast
from tests.staff.api_calling import calls_at, is_problem


async def test_without_a_token_nobody_comes_in(sqlite_database: Database, sqlite_cast: Cast, now: datetime) -> None:
    api = await calls_at(sqlite_database, now)
    for header in ("", "Bearer", "Bearer stik_wrong", f"Basic {api.token}"):
        problem = is_problem(await api.call("GET", "/providers", headers={"Authorization": header}), 401)
        assert "Authorization: Bearer" in problem["detail"]
    answer = await api.call("GET", "/providers", headers={"Authorization": ""})
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_an_ended_token_is_shut_out(sqlite_database: Database, sqlite_cast: Cast, now: datetime) -> None:
    api = await calls_at(sqlite_database, now)
    assert (await api.get("/providers")).status_code == 200
    async with sqlite_database.transaction() as tx:
        token_id = (await tx.execute(select(tokens.c.id))).scalar_one()
        await end(tx, token_id, now=now)
    is_problem(await api.get("/providers"), 401)


async def test_nobody_without_a_token_can_send_a_body(sqlite_database: Database, now: datetime) -> None:
    api = await calls_at(sqlite_database, now)
    wrong = {"Authorization": "Bearer no", "Content-Type": "application/json"}
    is_problem(await api.call("POST", "/participants", content=b"{", headers=wrong), 401)


async def test_a_token_that_was_used_says_when(sqlite_database: Database, sqlite_cast: Cast, now: datetime) -> None:
    api = await calls_at(sqlite_database, now)
    await api.get("/providers")
    async with sqlite_database.reading() as tx:
        assert (await tx.execute(select(tokens.c.seen_at))).scalar_one() == now


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/providers"),
        ("POST", "/participants"),
        ("DELETE", "/participants/1"),
        ("PUT", "/ladders"),
        ("PATCH", "/tasks/1"),
        ("POST", "/activities/1/cancel"),
    ],
)
async def test_a_read_only_token_may_not_write(
    sqlite_database: Database, now: datetime, method: str, path: str
) -> None:
    api = await calls_at(sqlite_database, now, is_read_only=True)
    is_problem(await api.call(method, path, json={}), 403)


async def test_a_read_only_token_reads(sqlite_database: Database, sqlite_cast: Cast, now: datetime) -> None:
    api = await calls_at(sqlite_database, now, is_read_only=True)
    assert [each["first_name"] for each in await api.items("/participants")] == ["Ana", "Ben", "Cvetka", "Drago"]


@pytest.mark.parametrize("path", ["/nothing", "/participants/0", "/participants/x", "/participants/" + "9" * 40])
async def test_what_is_not_there_is_a_problem_too(
    sqlite_database: Database, sqlite_cast: Cast, now: datetime, path: str
) -> None:
    is_problem(await (await calls_at(sqlite_database, now)).get(path), 404)


async def test_a_wrong_method_is_a_problem_too(sqlite_database: Database, now: datetime) -> None:
    answer = await (await calls_at(sqlite_database, now)).delete("/places")
    is_problem(answer, 405)
    assert "GET" in answer.headers["allow"]


async def test_a_body_that_is_not_json_is_400(sqlite_database: Database, now: datetime) -> None:
    api = await calls_at(sqlite_database, now)
    answer = await api.call("POST", "/places", content=b"{not", headers={"Content-Type": "application/json"})
    assert is_problem(answer, 400)["detail"] == "The body is not JSON."


async def test_a_form_is_415(sqlite_database: Database, now: datetime) -> None:
    is_problem(await (await calls_at(sqlite_database, now)).call("POST", "/places", data={"name": "x"}), 415)


async def test_a_body_over_a_megabyte_is_413(sqlite_database: Database, now: datetime) -> None:
    api = await calls_at(sqlite_database, now)
    is_problem(await api.post("/places", {"name": "x" * 1_100_000}), 413)

    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(12):
            yield b'"' + b"x" * 100_000

    unsaid = {"Content-Type": "application/json"}
    is_problem(await api.call("POST", "/places", content=in_pieces(), headers=unsaid), 413)


async def test_a_body_that_is_no_text_is_400(sqlite_database: Database, now: datetime) -> None:
    api = await calls_at(sqlite_database, now)
    answer = await api.call("POST", "/places", content=b"\xff\xfe{", headers={"Content-Type": "application/json"})
    is_problem(answer, 400)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": "A", "colour": "red"}, "colour"),
        ({"name": "x" * 201}, "name"),
    ],
)
async def test_each_wrong_field_is_named(
    sqlite_database: Database, sqlite_cast: Cast, now: datetime, body: Any, field: str
) -> None:
    api = await calls_at(sqlite_database, now, provider=sqlite_cast.provider)
    problem = is_problem(await api.post("/places", body), 422)
    assert [(each["in"], each["field"]) for each in problem["errors"]] == [("body", field)]
    assert all(each["detail"].endswith(".") for each in problem["errors"])


async def test_what_was_sent_is_not_repeated_in_a_problem(
    sqlite_database: Database, sqlite_cast: Cast, now: datetime
) -> None:
    api = await calls_at(sqlite_database, now)
    answer = await api.post("/participants", {"first_name": "Skrivnost", "phone": ["040999888"]})
    is_problem(answer, 422)
    assert "Skrivnost" not in answer.text and "040999888" not in answer.text


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"limit": "x"}, {"participant_id": "1"}])
async def test_a_wrong_query_is_422(sqlite_database: Database, now: datetime, query: Any) -> None:
    problem = is_problem(await (await calls_at(sqlite_database, now)).get("/messages", **query), 422)
    assert problem["errors"][0]["in"] == "query"


@pytest.mark.parametrize("since", ["yesterday", "2026-09-15T09:00:00", "0001-01-01", "2026-13-01"])
async def test_a_moment_needs_a_date_or_a_zone(sqlite_database: Database, now: datetime, since: str) -> None:
    is_problem(await (await calls_at(sqlite_database, now)).get("/messages", since=since), 422)


async def test_too_many_calls_in_a_minute_are_429(sqlite_database: Database, now: datetime) -> None:
    api = await calls_at(sqlite_database, now)
    for _ in range(60):
        assert (await api.call("GET", "/places", headers={"Authorization": "Bearer no"})).status_code == 401
    answer = await api.call("GET", "/places", headers={"Authorization": "Bearer no"})
    is_problem(answer, 429)
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert (await api.get("/places")).status_code == 200


async def test_every_write_leaves_a_line_without_contents(
    sqlite_database: Database, sqlite_cast: Cast, now: datetime
) -> None:
    api = await calls_at(sqlite_database, now, provider=sqlite_cast.provider)
    await api.change(f"/participants/{sqlite_cast.ana}", {"first_name": "Anica"})
    async with sqlite_database.reading() as tx:
        row = (await tx.execute(select(journal).order_by(journal.c.id.desc()))).mappings().first()
    assert row is not None
    assert (row["actor"], row["verb"], row["noun"]) == ("token:1", "change", "participant")
    assert (row["noun_id"], row["participant_id"], row["provider_id"]) == (sqlite_cast.ana,) * 2 + (1,)
    assert row["details"] == {"fields": ["first_name"]}
    assert api.rings


async def test_a_refused_write_leaves_nothing(sqlite_database: Database, sqlite_cast: Cast, now: datetime) -> None:
    api = await calls_at(sqlite_database, now, provider=sqlite_cast.provider)
    body = {"first_name": "Nov", "last_name": "", "language": "sl", "cycle_id": "1", "phone": "112"}
    is_problem(await api.post("/participants", body), 422)
    assert len(await api.items("/participants")) == 4
    assert not api.rings
