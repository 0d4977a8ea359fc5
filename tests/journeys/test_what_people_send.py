"""What comes in on a real evening: cries for help, double taps, second thoughts, photos, strangers and forgers."""

import pytest
from sqlalchemy import update

from records.addresses import digest_of
from records.tables import accounts, arrivals, replies
from tests.cast import Cast
from tests.journeys.evening import NIGHT, TUESDAY, asked
from tests.journeys.house import WITHIN, House, until
from tests.journeys.team import api, signed_in
from tests.servers.twilio_webhooks import Forgery

EVA_CHAT = 9001
BY_WEBHOOK = pytest.mark.parametrize("house", [{"telegram_mode": "webhook"}], indirect=True)


async def test_a_cry_for_help_at_night_is_answered_at_once_and_wakes_the_mentor(house: House, cast: Cast) -> None:
    ana, _ = await asked(house)
    eva = house.telegram.person(EVA_CHAT)
    async with house.database.transaction() as tx:
        chat = {"telegram_chat": str(EVA_CHAT), "telegram_digest": digest_of("telegram", str(EVA_CHAT))}
        await tx.execute(update(accounts).where(accounts.c.id == cast.eva).values(**chat))
    await house.turn_to(NIGHT)
    ana.says("ne pridem, mož me je pretepel")
    assert "112" in (await ana.receives(2, within=WITHIN)).text
    note = await eva.receives(within=WITHIN)
    assert "Stik" in note.text and "Ana" not in note.text and "mož" not in note.text
    async with api(house, cast.provider) as team, signed_in(house, cast.eva) as page:
        waiting = (await team.get("/tasks", state="open"))["items"]
        [task] = [each for each in waiting if each["kind"] == "distress"]
        assert (task["is_urgent"], task["participant_id"]) == (True, str(cast.ana))
        assert "mož me je pretepel" in await page.open(TUESDAY)
    await house.rests()
    assert len(ana.chat) == 2


async def test_a_cry_for_help_by_sms_from_somebody_who_stopped_is_answered(house: House, cast: Cast) -> None:
    cvetka = house.twilio.phone("+38641333444")
    await house.turn_to(NIGHT)
    await cvetka.texts("nočem več živeti")
    await cvetka.receives(containing="112", within=WITHIN)


async def test_a_double_tap_is_thanked_once_and_both_spinners_end(house: House, cast: Cast) -> None:
    ana, _ = await asked(house)
    first, second = ana.presses(None, "Da, pridem"), ana.presses(None, "Da, pridem")
    await until(lambda: are_acknowledged(house, {first, second}))
    await house.rests()
    assert len(ana.chat) == 2
    assert await house.answer_of(cast.ana, cast.workshop) == "coming"


async def are_acknowledged(house: House, queries: set[str]) -> bool:
    return queries <= {query for query, _, _ in house.telegram.chats.answers}


async def test_an_edited_answer_is_read_again(house: House, cast: Cast) -> None:
    ana, _ = await asked(house)
    mine = ana.says("pridem")
    await ana.receives(containing="pridete", within=WITHIN)
    ana.edits(mine, "ne pridem")
    await ana.receives(containing="Spremenili", within=WITHIN)
    assert await house.answer_of(cast.ana, cast.workshop) == "not_coming"


async def test_a_photo_is_shown_to_a_person_and_words_are_asked_for(house: House, cast: Cast) -> None:
    ana, _ = await asked(house)
    ana.sends_photo()
    ana.sends_voice()
    await ana.receives(containing="besed", within=WITHIN)
    await house.rests()
    assert len(ana.chat) == 2
    assert [row["needs_person"] for row in await house.rows(replies)] == [True, True]


async def test_strangers_are_told_politely_that_nobody_knows_them(house: House) -> None:
    chat, phone = house.telegram.person(7777), house.twilio.phone("+38640555666")
    chat.says("kdo ste")
    await phone.texts("kdo ste")
    await chat.receives(containing="ne poznamo", within=WITHIN)
    await phone.receives(containing="ne poznamo", within=WITHIN)
    chat.says("halo")
    await phone.texts("halo")
    await until(lambda: has_replies(house, 4))
    await house.rests()
    assert (len(chat.chat), len(phone.inbox)) == (1, 1)


async def has_replies(house: House, number: int) -> bool:
    return await house.count(replies) == number


@BY_WEBHOOK
async def test_what_is_delivered_again_has_one_effect(house: House, cast: Cast) -> None:
    ana, ben = await asked(house)
    ana.presses(None, "Ne morem")
    hook = await ben.texts("pridem")
    assert hook is not None
    await ana.receives(containing="Zakaj", within=WITHIN)
    await ben.receives(containing="pridete", within=WITHIN)
    await house.rests()

    [press] = await house.rows(arrivals, arrivals.c.door == "telegram")
    body = press["content"]
    for _ in range(2):
        assert await house.telegram.redelivers("callback_query", body["callback_query"], body["update_id"]) == 200
        assert (await house.twilio.replays(hook)).status == 200
    await house.rests()
    assert (len(ana.chat), len(ben.inbox)) == (2, 2)
    assert await house.count(replies) == 2


@BY_WEBHOOK
async def test_a_forged_webhook_has_no_effect(house: House, cast: Cast) -> None:
    ana, ben = await asked(house)
    await house.rests()
    before = await house.count(arrivals)
    message = {"message_id": 5, "chat": house.telegram.chats.chat(ana.chat_id), "date": 1, "text": "STOP"}
    forgery = {"update_id": 1, "message": message | {"from": {"id": ana.chat_id, "is_bot": False}}}
    for secret in ("wrong", ""):
        assert (await house.telegram.webhook.deliver(forgery, secret=secret))[0] == 403
    for forged in Forgery:
        hook = await ben.texts("STOP", forged=forged)
        assert hook is not None and hook.status == 403
    await house.tick()
    await house.rests()
    assert await house.count(arrivals) == before
    assert (len(ana.chat), len(ben.inbox)) == (1, 1)
