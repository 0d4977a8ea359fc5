"""A call that is asked for when nobody is at work is told to those on duty."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from records.addresses import digest_of
from records.database import Database
from records.tables import accounts, tasks
from tests.bot.stage import Stage
from tests.cast import ANA_CHAT, Cast

ANA = ("telegram", ANA_CHAT)
EVA_CHAT = "9001"
NIGHT = datetime(2026, 9, 14, 20, 0, tzinfo=UTC)
NOON = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)


async def offered(database: Database, at: datetime) -> Stage:
    """Ana was asked whether somebody shall call her; Eva has linked Telegram."""
    linked = {"telegram_chat": EVA_CHAT, "telegram_digest": digest_of("telegram", EVA_CHAT)}
    async with database.transaction() as tx:
        await tx.execute(update(accounts).values(**linked))
    stage = Stage(database, at)
    await stage.write(*ANA, "nočem več živeti")
    return stage


@pytest.mark.parametrize(("at", "notes"), [(NIGHT, 2), (NOON, 1)])
async def test_a_call_asked_for_out_of_hours_is_told_at_once(
    database: Database, cast: Cast, at: datetime, notes: int
) -> None:
    stage = await offered(database, at)
    assert "Poklicali" in (await stage.press(*ANA, "call_me"))[0]
    assert [row["kind"] for row in await stage.rows(tasks)] == ["distress", "call"]
    assert len(await stage.chat("telegram", EVA_CHAT)) == notes
