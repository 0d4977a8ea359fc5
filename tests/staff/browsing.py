"""A browser without JavaScript: keeps cookies, sends the form token of the page it looks at, follows redirects."""

import re
from datetime import datetime
from typing import Any

import httpx2
from starlette.applications import Starlette

from programme.calendar import QuietHours
from records import accounts
from records.database import Database
from staff import pages, passwords
from staff.desk import Desk

PASSWORD = "stiri besede skupaj"
ADDRESS = "http://stik.example"


class Watch:
    """The time as a test says it, and how often the bell rang."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.rings = 0

    def __call__(self) -> datetime:
        return self.now

    def ring(self) -> None:
        """Notes that the sender was woken."""
        self.rings += 1


def desk_of(database: Database, watch: Watch, **more: Any) -> Desk:
    """A desk like that of a small installation."""
    values: dict[str, Any] = {
        "zone": "Europe/Ljubljana",
        "quiet": QuietHours.parse("20:00-08:00"),
        "public_url": ADDRESS,
        "telegram_username": "StikBot",
        "hold_seconds": 60,
        "part_price": 0.08,
        "diacritics": "strip",
        "is_secure": False,
    }
    return Desk(database, watch, ring=watch.ring, **values | more)


class Browser:
    """One browser at the staff pages."""

    def __init__(self, desk: Desk, *, came_from: str = "192.0.2.7") -> None:
        transport = httpx2.ASGITransport(app=Starlette(routes=pages.routes(desk)), client=(came_from, 1234))
        self.desk = desk
        self.web = httpx2.AsyncClient(transport=transport, base_url=ADDRESS, follow_redirects=True)
        self.page: httpx2.Response | None = None

    @property
    def text(self) -> str:
        """The page it looks at."""
        assert self.page is not None
        return self.page.text

    @property
    def token(self) -> str:
        """The form token of that page."""
        found = re.search(r'name="form_token" value="([^"]+)"', self.text)
        return found[1] if found else ""

    async def get(self, path: str, **headers: str) -> httpx2.Response:
        """Opens a page."""
        self.page = await self.web.get(path, headers=headers)
        return self.page

    async def post(self, path: str, **fields: Any) -> httpx2.Response:
        """Sends a form of the page it looks at."""
        self.page = await self.web.post(path, data={"form_token": self.token, **fields})
        return self.page

    async def sign_in(self, email: str = "eva@lumia.example", password: str = PASSWORD) -> httpx2.Response:
        """Signs in and looks at Today, or at the refusal."""
        await self.get("/sign-in")
        return await self.post("/sign-in", email=email, password=password)

    async def close(self) -> None:
        """Closes it."""
        await self.web.aclose()


async def give_password(database: Database, account_id: int, *, now: datetime) -> None:
    """Gives an account the password of the tests."""
    async with database.transaction() as tx:
        await accounts.set_password_hash(tx, account_id, await passwords.hash_of(PASSWORD), now=now)


async def hired(database: Database, role: str, *, provider: int | None, now: datetime) -> Browser:
    """A signed-in browser of a new colleague with this role."""
    async with database.transaction() as tx:
        new = accounts.NewAccount(f"{role}@lumia.example", f"{role.title()} Ena", role, provider)
        account_id, _ = await accounts.add_account(tx, new, now)
    await give_password(database, account_id, now=now)
    browser = Browser(desk_of(database, Watch(now)))
    await browser.sign_in(f"{role}@lumia.example")
    return browser
