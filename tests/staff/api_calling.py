"""Calls the API in this process, as another system would: with a token, over HTTP, mounted at /api/v1."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.routing import Mount

from programme.calendar import QuietHours
from records.database import Database
from records.tokens import add_token
from staff import api
from staff.desk import Desk

BASE = "/api/v1"


@dataclass
class Calls:
    """One token at one desk; `rings` counts how often the sender was woken."""

    http: httpx2.AsyncClient
    token: str
    rings: list[int] = field(default_factory=list)

    async def get(self, path: str, **query: Any) -> httpx2.Response:
        return await self.call("GET", path, params=query)

    async def post(self, path: str, body: Any = None) -> httpx2.Response:
        return await self.call("POST", path, **({} if body is None else {"json": body}))

    async def put(self, path: str, body: Any) -> httpx2.Response:
        return await self.call("PUT", path, json=body)

    async def change(self, path: str, body: Any) -> httpx2.Response:
        return await self.call("PATCH", path, json=body)

    async def delete(self, path: str) -> httpx2.Response:
        return await self.call("DELETE", path)

    async def call(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return await self.http.request(method, BASE + path, headers=headers, **more)

    async def items(self, path: str, **query: Any) -> list[Any]:
        """The items of one page."""
        answer = await self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])


def desk_at(database: Database, now: Callable[[], datetime], ring: Callable[[], None]) -> Desk:
    """A desk with the settings of the tests."""
    return Desk(
        database=database,
        now=now,
        zone="Europe/Ljubljana",
        quiet=QuietHours.parse("20:00-08:00"),
        public_url="https://stik.example",
        telegram_username="stik_bot",
        hold_seconds=60,
        part_price=0.08,
        diacritics="strip",
        is_secure=True,
        ring=ring,
    )


async def calls_at(
    database: Database, now: datetime, *, provider: int | None = None, is_read_only: bool = False
) -> Calls:
    """A token for one provider, or for all, and a way to call with it."""
    rings: list[int] = []
    app = api.build(desk_at(database, lambda: now, lambda: rings.append(1)))
    mounted = Starlette(routes=[Mount(BASE, app=app)])
    transport = httpx2.ASGITransport(app=mounted, raise_app_exceptions=True)
    async with database.transaction() as tx:
        token = await add_token(tx, "Tests", provider_id=provider, is_read_only=is_read_only, now=now)
    return Calls(httpx2.AsyncClient(transport=transport, base_url="https://stik.example"), token, rings)


def is_problem(answer: httpx2.Response, status: int) -> dict[str, Any]:
    """The problem in an answer, checked to be one of RFC 9457."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["type"].startswith("urn:stik:problem:")
    assert problem["title"] and problem["detail"].rstrip().endswith((".", "…"))
    return problem
