"""A browser without JavaScript: opens pages of the doors and sends their forms, in the test's own loop."""

import re
from collections.abc import Sequence
from html import unescape

import httpx2
from starlette.applications import Starlette
from starlette.routing import BaseRoute

PEER = ("203.0.113.7", 4711)


class Browser:
    """Remembers the page it shows."""

    def __init__(self, routes: Sequence[BaseRoute], *, peer: tuple[str, int] = PEER) -> None:
        app = Starlette(routes=list(routes))
        transport = httpx2.ASGITransport(app=app, client=peer)
        self._http = httpx2.AsyncClient(transport=transport, base_url="https://stik.example.si")
        self.page = httpx2.Response(200)

    async def open(self, path: str, **headers: str) -> str:
        """The text of a page."""
        self.page = await self._http.get(path, headers=headers, follow_redirects=True)
        return self.text

    async def send(self, path: str, **fields: str) -> str:
        """Sends a form of the page that is shown, with its number, and returns the page it leads to."""
        form = {"form": self.form, **fields}
        self.page = await self._http.post(path, data=form, follow_redirects=True)
        return self.text

    @property
    def text(self) -> str:
        """The page's source with entities resolved."""
        return unescape(self.page.text)

    @property
    def form(self) -> str:
        """The number of the forms on this page."""
        found = re.search(r'name="form" value="(\w+)"', self.page.text)
        return found[1] if found else ""

    @property
    def buttons(self) -> list[str]:
        """What stands on the buttons."""
        return [unescape(each) for each in re.findall(r"<button[^>]*>([^<]*)</button>", self.page.text)]

    @property
    def actions(self) -> list[str]:
        """Where the forms of the page go."""
        return re.findall(r'action="([^"]+)"', self.page.text)
