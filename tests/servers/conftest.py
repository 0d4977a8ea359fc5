"""One running server of each provider, and the libraries that talk to them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from tests.servers.telegram_api import TelegramApi
from tests.servers.twilio_api import TwilioApi


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioApi]:
    async with TwilioApi(time_factor=0.05) as server:
        server.services["MG" + "0" * 32] = ["+38664700100", "+38664700200"]
        yield server


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with TelegramApi(time_factor=0.01) as server:
        yield server


@pytest.fixture
async def bot(api: TelegramApi) -> AsyncIterator[Bot]:
    async with Bot(api.token, base_url=api.base_url) as one:
        yield one
