"""The page of simulated phones at /demo/phones: chats with buttons side by side, and a clock to turn forward."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.channel import Arrival
from programme.calendar import to_local
from records import rehearsal
from records.rehearsal import Shown
from stik import demo_people, turning
from stik.assembly import Stik
from stik.clock import DemoClock
from stik.demo_people import Phone

HERE = Path(__file__).parent
LINK = re.compile(r"https?://[^\s]+[\w/]")
STEPS: dict[str, Callable[[datetime, str], datetime]] = {
    "hour": lambda now, zone: now + timedelta(hours=1),
    "evening": turning.evening_of,
    "morning": turning.morning_of,
    "day": lambda now, zone: now + timedelta(days=1),
    "week": lambda now, zone: now + timedelta(days=7),
}
SAFE = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class OnePhone:
    """A phone and what it shows."""

    phone: Phone
    chat: list[Shown]


class Phones:
    """The routes of the demo; they exist only there and are bound to the loopback address."""

    def __init__(self, stik: Stik, clock: DemoClock) -> None:
        self._stik = stik
        self._clock = clock
        self._pages = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape())
        self._pages.filters["linked"] = linked
        self._pages.filters["clock"] = lambda at: f"{to_local(at, stik.settings.timezone):%-d. %-m. %-H.%M}"
        self._sent = 0

    def routes(self) -> list[Route]:
        """Everything below /demo."""
        return [
            Route("/demo/phones", self.show),
            Route("/demo/phones/chats", self.chats),
            Route("/demo/phones/{participant:int}", self.say, methods=["POST"]),
            Route("/demo/clock", self.turn, methods=["POST"]),
            Route("/demo/static/{name}", self.static),
        ]

    async def show(self, request: Request) -> Response:
        """The page."""
        return await self._page("phones.html")

    async def chats(self, request: Request) -> Response:
        """Only the phones, for the live refresh."""
        return await self._page("chats.html")

    async def say(self, request: Request) -> Response:
        """Types a text or presses a button on one phone, as its owner would."""
        form = await request.form()
        async with self._stik.database.transaction() as tx:
            phone = await demo_people.phone(tx, request.path_params["participant"])
            content = _content(phone, dict(form))
            chat = await rehearsal.chat(tx, phone.channel, phone.address)
            shown = label_of(chat, content.get("button", "")) or str(form.get("text") or "")
            await rehearsal.typed(tx, phone.channel, phone.address, text=shown, now=self._stik.now())
        ref = f"phone-{secrets.token_hex(8)}"
        await self._stik.intake.keep([Arrival(phone.channel, ref, {**content, "ref": ref})])
        await self._settle()
        return _back(request)

    async def turn(self, request: Request) -> Response:
        """Turns the clock forward by a step and lets everything happen that comes due on the way."""
        step = STEPS.get(str((await request.form()).get("step")))
        if step is not None:
            at = step(self._clock(), self._stik.settings.timezone)
            self._sent = await turning.turn_to(self._stik, self._clock, at=at, told=_silently)
            await self._clock.keep(self._stik.database)
        return _back(request)

    async def static(self, request: Request) -> Response:
        """The stylesheet and the script of the phones."""
        path = HERE / "static" / Path(request.path_params["name"]).name
        return FileResponse(path) if path.exists() else Response(status_code=404)

    async def _settle(self) -> None:
        await turning.settle(self._stik)

    async def _page(self, name: str) -> Response:
        async with self._stik.database.reading() as tx:
            phones = [
                OnePhone(each, await rehearsal.chat(tx, each.channel, each.address))
                for each in await demo_people.phones(tx)
            ]
        now = to_local(self._clock(), self._stik.settings.timezone)
        html = self._pages.get_template(name).render(phones=phones, now=now, sent=self._sent, days=DAYS)
        return HTMLResponse(html, headers=SAFE)


DAYS = ("ponedeljek", "torek", "sreda", "četrtek", "petek", "sobota", "nedelja")


def linked(text: str) -> Markup:
    """The text with its links to press, everything else escaped."""
    out, end = Markup(), 0
    for found in LINK.finditer(text):
        out += escape(text[end : found.start()]) + Markup('<a href="{0}">{0}</a>').format(found[0])
        end = found.end()
    return out + escape(text[end:])


def label_of(chat: list[Shown], data: str) -> str:
    """What stands on the button with this data, as the person saw it."""
    labels = (label for line in chat for row in line.buttons for label, each in row if each == data)
    return next(labels, "") if data else ""


def _content(phone: Phone, form: dict[str, Any]) -> dict[str, str]:
    text, button = str(form.get("text") or "")[:1000], str(form.get("button") or "")
    same = {"address": phone.address}
    if button:
        return {**same, "what": "button", "text": "", "button": button, "press_ref": "demo"}
    if phone.channel == "telegram" and text.startswith("/start"):
        return {**same, "what": "start", "text": text.removeprefix("/start").strip()}
    return {**same, "what": "text", "text": text}


def _back(request: Request) -> Response:
    anchor = request.path_params.get("participant")
    return RedirectResponse(f"/demo/phones#phone-{anchor}" if anchor else "/demo/phones", status_code=303)


async def _silently(_at: datetime) -> None:
    """Nobody listens on the way."""
