"""One phone, several people: neutral texts, and whose words they are."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from records import erasure
from records.addresses import digest_of
from records.database import Database
from records.tables import addresses, attendances, messages, participants, places, replies, tasks
from tests.bot.stage import Stage
from tests.cast import ANA_CHAT, BEN_PHONE, Cast

EVENING = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)  # Monday 17.00, the evening before the workshop
ANA = ("telegram", ANA_CHAT)
BEN = ("sms", BEN_PHONE)
OFFICE = "Center za socialno delo Brežice"


@pytest.fixture
async def stage(database: Database, cast: Cast) -> Stage:
    """Drago uses Ben's phone and Ana's chat too."""
    async with database.transaction() as tx:
        for channel, value in (BEN, ANA):
            row = {"participant_id": cast.drago, "channel": channel, "value": value}
            row |= {"digest": digest_of(channel, value), "state": "active", "rank": 10, "changed_at": EVENING}
            await tx.execute(addresses.insert().values(**row))
        mine = update(participants).where(participants.c.id == cast.drago)
        await tx.execute(mine.values(state="joined", channel="sms"))
        await tx.execute(update(places).where(places.c.id == cast.place).values(name=OFFICE))
    return Stage(database, EVENING)


async def answer(stage: Stage, who: int) -> str:
    return str((await stage.one(attendances, attendances.c.participant_id == who))["answer"])


async def test_on_a_shared_phone_distress_is_answered_without_the_telling_lines(stage: Stage) -> None:
    [said] = await stage.write(*BEN, "nočem več živeti")
    assert "112" in said and "116 123" in said and "nasilje" not in said.lower()


async def test_a_person_on_a_shared_phone_gets_neutral_texts(stage: Stage) -> None:
    [said] = await stage.write(*BEN, "Ben tukaj, moj mož me je pretepel")
    assert "112" in said and "nasilje" not in said.lower()


async def test_a_reminder_on_a_shared_phone_shows_no_title_and_no_place(stage: Stage) -> None:
    await stage.remind()
    texts = [shown.text for shown in (*await stage.chat(*BEN), *await stage.chat(*ANA))]
    assert len(texts) == 3 and "Jutri je srečanje" in texts[-1]
    for text in texts:
        assert "https://stik.example.si/o/" in text and "9.00" in text
        assert not [word for word in ("zaposlitve", "delavnica", "socialno", "Trg 1") if word in text], text


async def test_a_phone_of_ones_own_shows_title_and_place(stage: Stage, cast: Cast) -> None:
    async with stage.database.transaction() as tx:
        await tx.execute(addresses.delete().where(addresses.c.participant_id == cast.drago))
    await stage.remind()
    assert OFFICE in (await stage.chat(*ANA))[0].text


async def test_stop_on_a_shared_phone_is_confirmed_in_neutral_words(stage: Stage) -> None:
    [said] = await stage.write(*BEN, "STOP")
    assert "program" not in said


async def test_who_gave_a_name_is_remembered_for_the_next_answers(stage: Stage, cast: Cast) -> None:
    await stage.remind()
    assert "Kdo piše" in (await stage.write(*BEN, "ne pridem"))[0]
    assert "zakaj" in (await stage.write(*BEN, "Drago"))[0].lower()
    assert len(await stage.write(*BEN, "nimam prevoza")) == 1
    row = await stage.one(attendances, attendances.c.participant_id == cast.drago)
    assert (row["answer"], row["reason"]) == ("not_coming", "transport")
    assert await answer(stage, cast.ben) == "none"


async def test_a_name_is_forgotten_after_two_hours(stage: Stage, cast: Cast) -> None:
    await stage.remind()
    await stage.write(*BEN, "Drago")
    stage.at += timedelta(hours=2, minutes=1)
    assert "Kdo piše" in (await stage.write(*BEN, "ne pridem"))[0]
    assert await answer(stage, cast.drago) == "none"


async def test_a_name_is_forgotten_when_somebody_else_is_asked(stage: Stage, cast: Cast) -> None:
    await stage.write(*BEN, "Drago")
    stage.at += timedelta(minutes=10)
    await stage.remind()
    assert "Kdo piše" in (await stage.write(*BEN, "ne pridem"))[0]
    assert await answer(stage, cast.drago) == "none"


async def test_who_asks_who_we_are_is_told_before_anybody_asks_for_a_name(stage: Stage) -> None:
    assert "opomnike" in (await stage.write(*BEN, "kdo ste?"))[0]
    assert await stage.rows(tasks) == []


async def test_a_name_alone_is_noted_and_not_misread(stage: Stage) -> None:
    [said] = await stage.write(*BEN, "Drago")
    assert "Drago" in said and "sporočiti" in said


@pytest.mark.parametrize(
    "words",
    ["Ben tukaj, bolan sem, ne morem jutri", "ne morem jutri, bolan sem. LP Ben", "Zdravo, tukaj Ben. Ne morem, bolan"],
)
async def test_a_name_inside_a_sentence_says_whose_answer_it_is(stage: Stage, cast: Cast, words: str) -> None:
    await stage.remind()
    await stage.write(*BEN, words)
    row = await stage.one(attendances, attendances.c.participant_id == cast.ben)
    assert (row["answer"], row["reason"]) == ("not_coming", "illness")
    assert await answer(stage, cast.drago) == "none"


async def test_what_is_said_about_somebody_is_not_taken_as_theirs(stage: Stage, cast: Cast) -> None:
    await stage.remind()
    assert "Kdo piše" in (await stage.write(*BEN, "Ben jutri ne pride"))[0]
    assert await answer(stage, cast.ben) == "none"


async def test_a_button_says_who_writes(stage: Stage, cast: Cast) -> None:
    await stage.remind()
    assert "Ana" in (await stage.write(*ANA, "ne pridem"))[0]
    assert "Drago" in (await stage.press(*ANA, "other_person"))[0]
    assert "zakaj" in (await stage.press(*ANA, "me"))[0].lower()
    assert (await answer(stage, cast.drago), await answer(stage, cast.ana)) == ("not_coming", "none")


async def test_somebody_else_again_is_left_to_the_team(stage: Stage, cast: Cast) -> None:
    await stage.remind()
    await stage.write(*ANA, "ne pridem")
    await stage.press(*ANA, "other_person")
    assert "osebje" in (await stage.press(*ANA, "other_person"))[0]
    assert {await answer(stage, who) for who in (cast.ana, cast.drago)} == {"none"}
    assert [row["kind"] for row in await stage.rows(tasks)] == ["question"]


async def test_a_call_asked_for_on_a_shared_chat_becomes_a_task(stage: Stage) -> None:
    await stage.write(*ANA, "nočem več živeti")
    assert "Poklicali" in (await stage.press(*ANA, "call_me"))[0]
    assert [row["kind"] for row in await stage.rows(tasks)] == ["distress", "call"]


async def test_not_my_number_on_a_shared_phone_is_looked_at_by_a_person(stage: Stage, cast: Cast) -> None:
    assert "osebje" in (await stage.write(*BEN, "to ni moja številka"))[0]
    assert [row["kind"] for row in await stage.rows(tasks)] == ["wrong_person"]
    await stage.write(*BEN, "Drago")
    kept = await stage.rows(addresses, addresses.c.participant_id.in_((cast.ben, cast.drago)))
    assert {row["state"] for row in kept} == {"active"}


async def test_no_more_questions_on_a_shared_phone_stops_nobodys_messages(stage: Stage, cast: Cast) -> None:
    assert "Kdo piše" in (await stage.write(*BEN, "ne sprašujte me več kako sem"))[0]
    assert "STOP" in (await stage.write(*BEN, "Drago"))[0]
    drago = await stage.one(participants, participants.c.id == cast.drago)
    ben = await stage.one(participants, participants.c.id == cast.ben)
    assert (drago["wants_checkins"], drago["state"], ben["wants_checkins"]) == (False, "joined", True)


async def test_every_word_is_on_record_with_its_writer(stage: Stage, cast: Cast) -> None:
    await stage.remind()
    await stage.write(*BEN, "Drago tukaj, pridem")
    kept = [(row["meaning"], row["participant_id"]) for row in await stage.rows(replies)]
    assert kept == [("name", cast.drago), ("confirm", cast.drago)]
    assert (await stage.rows(messages, messages.c.kind == "shared_phone_ask")) == []


async def test_who_is_erased_is_not_named_in_the_texts_to_the_shared_phone(stage: Stage, cast: Cast) -> None:
    await stage.write(*ANA, "ne pridem")
    async with stage.database.transaction() as tx:
        await erasure.erase(tx, cast.ana, now=stage.at)
    asked = await stage.one(messages, messages.c.kind == "shared_phone_ask")
    assert (asked["text"], asked["facts"], asked["to_value"]) == (None, None, "")
