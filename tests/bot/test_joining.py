"""Joining by a one-time code, in the chat, by SMS and on the page: nothing goes to anybody without a yes."""

from datetime import datetime

import pytest

from bot import doors_joining
from bot.intake import Intake
from language.catalogue import text_version
from records import people
from records.codes import join_code
from records.database import Database
from records.people import NewPerson
from records.tables import addresses, arrivals, attempts_to_enter, consents, messages, opt_outs, participants, tasks
from tests.bot.browsing import Browser
from tests.bot.stage import Stage
from tests.cast import ANA_CHAT, CVETKA_PHONE, Cast

CHAT = ("telegram", "5005")
FILIP_PHONE = "+38640777888"


@pytest.fixture
async def stage(database: Database, cast: Cast, now: datetime) -> Stage:
    return Stage(database, now)


async def code_of(stage: Stage, who: int) -> str:
    async with stage.database.reading() as tx:
        person = await people.person(tx, who)
    assert person is not None
    return join_code(person)


async def invite_filip(stage: Stage, cast: Cast) -> int:
    """Filip has a phone number on file and has agreed to nothing."""
    async with stage.database.transaction() as tx:
        new = NewPerson(cast.provider, "F6", "Filip", "Primer", phone="040 777 888")
        return await people.add_person(tx, new, now=stage.at)


def browser(stage: Stage) -> Browser:
    intake = Intake(stage.database, stage.now)
    routes = doors_joining.routes(
        intake, stage.receiver, database=stage.database, now=stage.now, telegram_username="stik_test_bot"
    )
    return Browser(routes)


async def start(stage: Stage, code: str, *, chat: str = "5005") -> list[str]:
    return await stage.hear("telegram", {"address": chat, "what": "start", "text": code})


async def test_drago_joins_in_the_chat_after_a_yes(stage: Stage, cast: Cast) -> None:
    [question] = await start(stage, await code_of(stage, cast.drago))
    assert "Se strinjate" in question and "Socialna aktivacija" in question
    assert (await stage.one(addresses, addresses.c.participant_id == cast.drago))["state"] == "pending"
    assert await stage.rows(consents) == []
    [welcome] = await stage.press(*CHAT, "consent_yes")
    assert "Vpisani ste" in welcome
    drago = await stage.one(participants, participants.c.id == cast.drago)
    assert (drago["state"], drago["channel"]) == ("joined", "telegram")
    given = await stage.rows(consents)
    assert {row["purpose"] for row in given} == {"messages", "checkins"}
    assert {row["text_version"] for row in given} == {text_version("invite_consent", "sl")}
    assert {row["how"] for row in given} == {"telegram"}


async def test_a_written_yes_is_a_yes_too(stage: Stage, cast: Cast) -> None:
    await start(stage, await code_of(stage, cast.drago))
    assert "Vpisani ste" in (await stage.write(*CHAT, "da"))[0]


async def test_a_no_is_kept_and_nothing_more_is_said(stage: Stage, cast: Cast) -> None:
    await start(stage, await code_of(stage, cast.drago))
    assert "Ne bomo vam pisali" in (await stage.press(*CHAT, "consent_no"))[0]
    drago = await stage.one(participants, participants.c.id == cast.drago)
    assert (drago["state"], drago["channel"]) == ("declined", None)
    assert all(not row["is_given"] for row in await stage.rows(consents))


async def test_a_question_before_the_decision_goes_to_a_person(stage: Stage, cast: Cast) -> None:
    await start(stage, await code_of(stage, cast.drago))
    assert "Odgovorilo bo" in (await stage.press(*CHAT, "ask"))[0]
    assert (await stage.one(tasks))["kind"] == "question"
    assert "Vpisani ste" in (await stage.press(*CHAT, "consent_yes"))[0]


async def test_a_code_works_once(stage: Stage, cast: Cast) -> None:
    code = await code_of(stage, cast.drago)
    await start(stage, code)
    await stage.press(*CHAT, "consent_yes")
    [answer] = await start(stage, code, chat="6006")
    assert "ne poznamo ali pa je že porabljena" in answer
    assert await start(stage, code, chat="6006") == []  # once an hour to one address


async def test_who_has_joined_gets_help_for_a_used_code(stage: Stage, cast: Cast) -> None:
    assert "Kaj lahko napišete" in (await start(stage, "b1" + "a" * 16, chat=ANA_CHAT))[0]


async def test_a_code_by_sms_asks_for_consent(stage: Stage, cast: Cast) -> None:
    [question] = await stage.write("sms", "+38640999000", await code_of(stage, cast.drago))
    assert "smemo p" in question
    await stage.write("sms", "+38640999000", "DA")
    assert (await stage.one(participants, participants.c.id == cast.drago))["channel"] == "sms"


async def test_cvetka_who_stopped_may_join_again_with_a_new_code(stage: Stage, cast: Cast) -> None:
    await stage.write("sms", CVETKA_PHONE, await code_of(stage, cast.cvetka))
    await stage.write("sms", CVETKA_PHONE, "DA")
    assert (await stage.one(participants, participants.c.id == cast.cvetka))["state"] == "joined"
    assert await stage.rows(opt_outs) == []


async def test_the_page_tells_in_plain_words_and_changes_nothing(stage: Stage, cast: Cast) -> None:
    filip = await invite_filip(stage, cast)
    them = browser(stage)
    text = await them.open(f"/j/{await code_of(stage, filip)}")
    assert "Se strinjate s sporočili?" in text and "Filip" in text and "…888" in text and FILIP_PHONE not in text
    assert them.buttons == ["Da, strinjam se", "Ne, hvala"]
    assert await stage.rows(arrivals) == [] and await stage.rows(consents) == []
    assert "Do you agree" in await them.open(f"/j/{await code_of(stage, filip)}?lang=en")


async def test_a_yes_on_the_page_opens_the_number_on_file(stage: Stage, cast: Cast) -> None:
    filip = await invite_filip(stage, cast)
    them, path = browser(stage), f"/j/{await code_of(stage, filip)}"
    await them.open(path)
    text = await them.send(path, choice="yes", channel="sms", language="en")
    assert "You have joined" in text
    person = await stage.one(participants, participants.c.id == filip)
    assert (person["state"], person["channel"], person["language"]) == ("joined", "sms", "en")
    assert {row["how"] for row in await stage.rows(consents)} == {"page"}
    await stage.send()
    [welcome] = await stage.chat("sms", FILIP_PHONE)
    assert "STOP" in welcome.text
    await them.open(path)
    assert them.page.status_code == 404


async def test_a_no_on_the_page_is_kept(stage: Stage, cast: Cast) -> None:
    filip = await invite_filip(stage, cast)
    them, path = browser(stage), f"/j/{await code_of(stage, filip)}"
    await them.open(path)
    assert "Ne bomo vam pisali" in await them.send(path, choice="no", language="sl")
    assert (await stage.one(participants, participants.c.id == filip))["state"] == "declined"
    await stage.send()
    assert await stage.chat("sms", FILIP_PHONE) == []


async def test_who_agreed_on_the_page_joins_the_chat_without_a_second_question(stage: Stage, cast: Cast) -> None:
    code = await code_of(stage, cast.drago)
    them, path = browser(stage), f"/j/{code}"
    await them.open(path)
    text = await them.send(path, choice="yes", channel="telegram", language="sl")
    assert f"https://t.me/stik_test_bot?start={code}" in text
    assert await stage.rows(messages) == []
    assert "Vpisani ste" in (await start(stage, code))[0]
    assert (await stage.one(participants, participants.c.id == cast.drago))["channel"] == "telegram"


async def test_a_yes_without_a_channel_changes_nothing(stage: Stage, cast: Cast) -> None:
    filip = await invite_filip(stage, cast)
    them, path = browser(stage), f"/j/{await code_of(stage, filip)}"
    await them.open(path)
    await them.send(path, choice="yes", channel="pigeon")
    assert await stage.rows(consents) == []


async def test_wrong_joining_codes_are_counted(stage: Stage) -> None:
    them = browser(stage)
    await them.open("/j/b1" + "a" * 16)
    assert them.page.status_code == 404
    assert len(await stage.rows(attempts_to_enter)) == 1


async def test_start_from_somebody_who_never_agreed_asks_first(stage: Stage, cast: Cast) -> None:
    filip = await invite_filip(stage, cast)
    assert "smemo p" in (await stage.write("sms", FILIP_PHONE, "START"))[0]
    assert (await stage.one(participants, participants.c.id == filip))["state"] == "invited"
