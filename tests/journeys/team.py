"""The team at its pages and another system at the API, both over HTTP."""

import contextlib
import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import httpx2

from records import one_time_links, tokens
from tests.journeys.house import WITHIN, House

PASSWORD = "stiri besede skupaj"


class Visitor:
    """A browser without JavaScript that remembers the page it shows."""

    def __init__(self, web: httpx2.AsyncClient) -> None:
        self._web = web
        self.page = httpx2.Response(200)

    async def open(self, path: str) -> str:
        """The text of a page."""
        self.page = await self._web.get(path)
        return self.text

    async def send(self, path: str, **fields: str) -> str:
        """Sends a form of the page that is shown, hidden fields included; the page it leads to."""
        self.page = await self._web.post(path, data={**self._hidden, **fields})
        return self.text

    @property
    def text(self) -> str:
        """The source of the page with entities resolved."""
        return unescape(self.page.text)

    @property
    def words(self) -> str:
        """What a person reads on the page, in one line."""
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.text))

    @property
    def _hidden(self) -> dict[str, str]:
        return dict(re.findall(r'name="(form|form_token)" value="([^"]+)"', self.page.text))


@contextlib.asynccontextmanager
async def browser(house: House) -> AsyncIterator[Visitor]:
    """Somebody with a browser at the house's address."""
    async with httpx2.AsyncClient(base_url=house.url, follow_redirects=True, timeout=WITHIN) as web:
        yield Visitor(web)


@contextlib.asynccontextmanager
async def signed_in(house: House, account_id: int) -> AsyncIterator[Visitor]:
    """A colleague who came in by a one-time link and looks at Today."""
    async with house.database.transaction() as tx:
        code = await one_time_links.add_link(tx, account_id, now=house.clock())
    async with browser(house) as visitor:
        await visitor.open(f"/enter/{code}")
        await visitor.send(f"/enter/{code}", password=PASSWORD, again=PASSWORD)
        assert visitor.page.status_code == 200, visitor.text
        yield visitor


@contextlib.asynccontextmanager
async def api(house: House, provider_id: int) -> AsyncIterator["Api"]:
    """Another system with a token of this provider."""
    async with house.database.transaction() as tx:
        token = await tokens.add_token(tx, "Stories", provider_id=provider_id, now=house.clock())
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(base_url=f"{house.url}/api/v1", headers=headers, timeout=WITHIN) as web:
        yield Api(web)


class Api:
    """Calls that must succeed."""

    def __init__(self, web: httpx2.AsyncClient) -> None:
        self._web = web

    async def get(self, path: str, **query: Any) -> Any:
        """The JSON of an answer."""
        return self._ok(await self._web.get(path, params=query))

    async def post(self, path: str, body: Any = None) -> Any:
        """The JSON of an answer."""
        return self._ok(await self._web.post(path, json=body))

    async def change(self, path: str, body: Any) -> Any:
        """The JSON of an answer."""
        return self._ok(await self._web.request("PATCH", path, json=body))

    @staticmethod
    def _ok(answer: httpx2.Response) -> Any:
        assert answer.status_code < 300, answer.text
        return answer.json()
