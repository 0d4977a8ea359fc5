"""The one web application of a process: the doors, the staff pages and the API of the parts that run here."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

from bot import doors, doors_answer, doors_calendar, doors_joining
from bot.sms import SmsChannel
from bot.telegram import TelegramChannel
from staff import api, pages
from staff.desk import Desk
from stik.assembly import Stik
from stik.health import Health
from stik.settings import Settings


def application(stik: Stik, *, more: tuple[BaseRoute, ...] = ()) -> Starlette:
    """The application; starting and stopping it starts and stops the parts."""
    health = Health(stik.database, stik.now, needs_clock="scheduler" in stik.parts)
    routes: list[BaseRoute] = [*health.routes(), *more]
    if "bot" in stik.parts:
        routes += door_routes(stik)
    if "staff" in stik.parts:
        desk = desk_of(stik)
        routes += [Mount("/api/v1", app=api.build(desk)), *pages.routes(desk)]

    @contextlib.asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:
        await stik.start()
        try:
            yield
        finally:
            await stik.stop()

    return Starlette(routes=routes, lifespan=lifespan)


def door_routes(stik: Stik) -> list[BaseRoute]:
    """Webhooks, the answer page, the joining page and the calendar feed."""
    settings = stik.settings
    sms, telegram = stik.channels.get("sms"), stik.channels.get("telegram")
    is_webhook = isinstance(telegram, TelegramChannel) and settings.telegram_mode == "webhook"
    return [
        *doors.routes(
            stik.intake,
            telegram_secret=settings.telegram_webhook_secret.get_secret_value() if is_webhook else "",
            sms=sms if isinstance(sms, SmsChannel) else None,
            public_url=settings.public_url,
        ),
        *doors_answer.routes(stik.intake, stik.receiver, database=stik.database, now=stik.now),
        *doors_joining.routes(
            stik.intake, stik.receiver, database=stik.database, now=stik.now, telegram_username=stik.telegram_name
        ),
        *doors_calendar.routes(stik.database, now=stik.now),
    ]


def desk_of(stik: Stik) -> Desk:
    """What the staff pages and the API need."""
    settings: Settings = stik.settings
    return Desk(
        database=stik.database,
        now=stik.now,
        zone=settings.timezone,
        quiet=settings.quiet,
        public_url=settings.public_url,
        telegram_username=stik.telegram_name,
        hold_seconds=settings.broadcast_hold_seconds,
        part_price=settings.sms_part_price,
        diacritics=settings.sms_diacritics,
        is_secure=settings.public_url.startswith("https://"),
        ring=stik.ring,
        is_sms_two_way=settings.sms_two_way,
        messages_per_day=settings.messages_per_day,
    )
