"""Words of people nobody knows: STOP, distress and a call are heeded, and somebody of the team is told."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from records.addresses import digest_of
from records.database import Database
from records.tables import accounts, messages, opt_outs, tasks
from tests.bot.stage import Stage
from tests.cast import Cast

EVENING = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)
NOBODY = "+38640555666"
EVA_CHAT = "9001"


@pytest.fixture
async def stage(database: Database, cast: Cast) -> Stage:
    """Eva, the only one of the team, has linked Telegram."""
    linked = {"telegram_chat": EVA_CHAT, "telegram_digest": digest_of("telegram", EVA_CHAT)}
    async with database.transaction() as tx:
        await tx.execute(update(accounts).values(**linked))
    return Stage(database, EVENING)


async def test_the_stop_of_a_stranger_is_confirmed_without_a_word_about_a_programme(stage: Stage) -> None:
    [said] = await stage.write("sms", NOBODY, "STOP")
    assert "ne bomo" in said and "program" not in said
    assert len(await stage.rows(opt_outs)) == 1


async def test_the_distress_of_a_stranger_is_told_to_those_on_duty(stage: Stage) -> None:
    assert "112" in (await stage.write("sms", NOBODY, "nočem več živeti"))[0]
    [note] = await stage.chat("telegram", EVA_CHAT)
    assert "Odprite Stik" in note.text and "živeti" not in note.text
    assert "/o/" not in note.text and "https://stik.example.si" in note.text


async def test_a_stranger_who_wants_a_call_is_asked_for_a_number_and_somebody_is_told(stage: Stage) -> None:
    await stage.write("telegram", "7007", "nočem več živeti")
    [said] = await stage.press("telegram", "7007", "call_me")
    assert "številko" in said and "112" in said
    assert {row["kind"] for row in await stage.rows(tasks)} == {"distress", "call"}
    assert len(await stage.chat("telegram", EVA_CHAT)) == 2


async def test_a_button_of_somebody_elses_message_does_nothing_for_a_stranger(stage: Stage) -> None:
    await stage.write("telegram", "7007", "nočem več živeti")
    [told] = await stage.rows(messages, messages.c.kind == "emergency")
    pressed = {"address": "7008", "what": "button", "button": f"q:{told['id']}:call_me"}
    assert await stage.hear("telegram", pressed) == []
    assert [row["kind"] for row in await stage.rows(tasks)] == ["distress"]


async def test_a_stranger_who_wants_no_call_is_left_in_peace(stage: Stage) -> None:
    await stage.write("telegram", "7007", "nočem več živeti")
    assert "116 123" in (await stage.press("telegram", "7007", "no_thanks"))[0]
    assert [row["kind"] for row in await stage.rows(tasks)] == ["distress"]
