"""The bot's name for deep links: asked of Telegram at the start, else as it was known before."""

import asyncio
import contextlib

from bot.channel import SendError
from bot.telegram import TelegramChannel
from records import marks
from stik.clock import real_now
from stik.opening import open_database
from stik.settings import Settings

NAME = "telegram.username"
LONGEST_SECONDS = 5


def telegram_name(settings: Settings) -> str:
    """The name without @; empty when there is no bot or its name was never learned."""
    return asyncio.run(_name(settings)) if settings.telegram_token.get_secret_value() else ""


async def _name(settings: Settings) -> str:
    database = open_database(settings)
    try:
        told = await _told(settings)
        async with database.transaction() as tx:
            if told:
                await marks.put(tx, NAME, told, now=real_now())
            return told or await marks.get(tx, NAME) or ""
    finally:
        await database.close()


async def _told(settings: Settings) -> str:
    channel = TelegramChannel(settings.telegram_token.get_secret_value(), base_url=settings.telegram_api_url)
    await channel.open()
    try:
        with contextlib.suppress(SendError, TimeoutError):
            return (await asyncio.wait_for(channel.me(), LONGEST_SECONDS)).username
        return ""
    finally:
        await channel.close()
