"""The receiver on both databases: every way of a reply, from the arrival to the thank-you, once and only once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.channel import Channels
from bot.receiver import Receiver
from programme.delivery import Importance
from records import outbox
from records.addresses import digest_of
from records.database import Database
from records.outbox import Put
from records.tables import (
    accounts,
    addresses,
    arrivals,
    attendances,
    checkins,
    consents,
    journal,
    messages,
    opt_outs,
    participants,
    replies,
    tasks,
)
from tests.bot.stage import RULES, Stage
from tests.cast import ANA_CHAT, BEN_PHONE, CVETKA_PHONE, Cast

EVENING = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)  # Monday 17.00, the evening before the workshop
MORNING = datetime(2026, 9, 14, 7, 0, tzinfo=UTC)  # Monday 9.00
ANA = ("telegram", ANA_CHAT)
BEN = ("sms", BEN_PHONE)


@pytest.fixture
async def stage(database: Database, cast: Cast) -> Stage:
    return Stage(database, EVENING)


@pytest.fixture
async def asked(stage: Stage) -> Stage:
    """Ana and Ben were asked about tomorrow's workshop."""
    await stage.remind()
    return stage


async def attendance(stage: Stage, who: int) -> dict[str, object]:
    return await stage.one(attendances, attendances.c.participant_id == who)


async def greet(stage: Stage, cast: Cast, *, who: int) -> None:
    """Asks somebody how they are today."""
    stage.at = MORNING
    async with stage.database.transaction() as tx:
        put = Put(
            who, "checkin_morning", "checkin:2026-09-14", Importance.CHECKIN, MORNING, MORNING + timedelta(hours=9),
            asks="checkin", asked_until=MORNING + timedelta(hours=15),
        )  # fmt: skip
        await outbox.put(tx, put, now=MORNING)
    await stage.send()


async def test_ana_presses_yes_and_is_thanked_once(asked: Stage, cast: Cast) -> None:
    answers = await asked.press(*ANA, "coming")
    assert len(answers) == 1 and "pridete" in answers[0]
    assert (await attendance(asked, cast.ana))["answer"] == "coming"
    reply = await asked.one(replies)
    assert (reply["how"], reply["meaning"], reply["text"]) == ("button", "confirm", "Da, pridem")
    assert asked.rings == 1


async def test_a_double_tap_is_thanked_once(asked: Stage) -> None:
    await asked.press(*ANA, "coming")
    assert await asked.press(*ANA, "coming") == []
    assert len(await asked.rows(replies)) == 2


async def test_the_same_update_again_has_no_effect(asked: Stage) -> None:
    await asked.hear("telegram", {"address": ANA_CHAT, "what": "text", "text": "pridem"}, ref="update-7")
    assert await asked.hear("telegram", {"address": ANA_CHAT, "what": "text", "text": "pridem"}, ref="update-7") == []
    assert len(await asked.rows(replies)) == 1


async def test_ben_writes_that_he_comes(asked: Stage, cast: Cast) -> None:
    answers = await asked.write(*BEN, "ja pridm")
    assert "pridete" in answers[0]
    row = await attendance(asked, cast.ben)
    assert (row["answer"], row["how"]) == ("coming", "text")


async def test_who_cannot_come_is_asked_why_and_the_reason_is_kept(asked: Stage, cast: Cast) -> None:
    assert "Zakaj" in (await asked.press(*ANA, "not_coming"))[0]
    assert (await attendance(asked, cast.ana))["answer"] == "not_coming"
    answers = await asked.press(*ANA, "illness")
    assert "bolje" in answers[0]
    assert (await attendance(asked, cast.ana))["reason"] == "illness"


async def test_a_reason_in_words_is_kept(asked: Stage, cast: Cast) -> None:
    await asked.write(*BEN, "ne morem")
    answers = await asked.write(*BEN, "nimam prevoza")
    assert "prevoz" in answers[0]
    assert (await attendance(asked, cast.ben))["reason"] == "transport"


async def test_an_ok_after_the_refusal_does_not_turn_it_round(asked: Stage, cast: Cast) -> None:
    await asked.write(*BEN, "ne morem")
    await asked.write(*BEN, "ok")
    assert (await attendance(asked, cast.ben))["answer"] == "not_coming"


async def test_a_later_answer_changes_the_earlier_one_and_says_so(asked: Stage, cast: Cast) -> None:
    await asked.press(*ANA, "coming")
    answers = await asked.press(*ANA, "not_coming")
    assert "Spremenili" in answers[0] and "ne pridete" in answers[0]
    assert (await attendance(asked, cast.ana))["answer"] == "not_coming"
    await asked.write(*ANA, "pa vseeno pridem")
    assert (await attendance(asked, cast.ana))["answer"] == "coming"


async def test_who_is_late_is_asked_for_minutes(asked: Stage, cast: Cast) -> None:
    assert "Koliko minut" in (await asked.press(*ANA, "late"))[0]
    assert "30 min" in (await asked.write(*ANA, "30"))[0]
    row = await attendance(asked, cast.ana)
    assert (row["answer"], row["minutes_late"]) == ("late", 30)


async def test_an_answer_after_the_start_is_kept_and_changes_nothing(asked: Stage, cast: Cast) -> None:
    asked.at = datetime(2026, 9, 15, 7, 30, tzinfo=UTC)
    await asked.press(*ANA, "coming")
    assert (await attendance(asked, cast.ana))["answer"] == "none"
    assert (await asked.one(replies))["needs_person"]


async def test_a_press_after_the_end_finds_the_question_closed(asked: Stage, cast: Cast) -> None:
    asked.at = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)
    answers = await asked.press(*ANA, "coming")
    assert "ni več odprto" in answers[0]
    assert (await attendance(asked, cast.ana))["answer"] == "none"


async def test_a_press_on_somebody_elses_message_does_nothing(asked: Stage, cast: Cast) -> None:
    mine = await asked.one(messages, messages.c.participant_id == cast.ana)
    await asked.hear("sms", {"address": BEN_PHONE, "what": "button", "button": f"q:{mine['id']}:not_coming"})
    assert (await attendance(asked, cast.ana))["answer"] == "none"
    assert (await asked.one(replies))["meaning"] == "unknown_press"


async def test_words_without_a_question_reach_the_only_near_activity_and_name_it(stage: Stage, cast: Cast) -> None:
    stage.at = MORNING
    answers = await stage.write(*BEN, "jutri ne pridem")
    assert "tor 15. 9. ob 9.00: ne pridete" in answers[0]
    assert (await attendance(stage, cast.ben))["answer"] == "not_coming"


async def test_a_bare_yes_without_a_question_is_asked_about(stage: Stage, cast: Cast) -> None:
    stage.at = MORNING
    answers = await stage.write(*BEN, "da")
    assert "Boste prišli" in answers[0]
    assert (await attendance(stage, cast.ben))["answer"] == "none"


async def test_an_edited_message_is_read_again(asked: Stage, cast: Cast) -> None:
    await asked.write(*ANA, "pridem", ref="55")
    edit = {"address": ANA_CHAT, "what": "edit", "text": "ne pridem", "ref": "55"}
    answers = await asked.hear("telegram", edit)
    assert "Spremenili" in answers[0]
    assert (await attendance(asked, cast.ana))["answer"] == "not_coming"
    assert [row["how"] for row in await asked.rows(replies)] == ["text", "edit"]


async def test_a_good_score_is_kept_with_its_words(stage: Stage, cast: Cast) -> None:
    await greet(stage, cast, who=cast.ana)
    answers = await stage.write(*ANA, "4, danes je lep dan")
    assert "Veseli nas" in answers[0]
    row = await stage.one(checkins)
    assert (row["score"], row["note"]) == (4, "danes je lep dan")
    assert str(row["on"]) == "2026-09-14"


async def test_a_low_score_offers_a_call_and_opens_a_task(stage: Stage, cast: Cast) -> None:
    await greet(stage, cast, who=cast.ana)
    answers = await stage.press(*ANA, "1")
    assert "pokliče" in answers[0]
    low = await stage.one(tasks)
    assert (low["kind"], low["is_urgent"], low["due_at"] - stage.at < timedelta(hours=2)) == ("low_score", True, True)
    answers = await stage.write(*ANA, "da")
    assert "Poklicali vas bomo" in answers[0]
    assert {row["kind"] for row in await stage.rows(tasks)} == {"low_score", "call"}


async def test_a_score_and_a_refusal_in_one_message_are_both_kept(stage: Stage, cast: Cast) -> None:
    await greet(stage, cast, who=cast.ana)
    await stage.write(*ANA, "3, jutri ne pridem")
    assert (await stage.one(checkins))["score"] == 3
    assert (await attendance(stage, cast.ana))["answer"] == "not_coming"


async def test_distress_is_answered_at_once_and_alarms_the_mentor(asked: Stage, cast: Cast) -> None:
    async with asked.database.transaction() as tx:
        await tx.execute(update(accounts).values(telegram_chat="9001", telegram_digest=digest_of("telegram", "9001")))
    asked.at = datetime(2026, 9, 14, 20, 0, tzinfo=UTC)  # 22.00: quiet hours do not matter
    answers = await asked.write(*ANA, "ne pridem, mož me je pretepel")
    assert "112" in answers[0] and len(answers) == 1
    task = await asked.one(tasks)
    assert (task["kind"], task["is_urgent"], task["due_at"] <= asked.at + timedelta(minutes=30)) == (
        "distress",
        True,
        True,
    )
    [note] = await asked.chat("telegram", "9001")
    assert "Stik" in note.text and "mož" not in note.text and "Ana" not in note.text
    assert (await attendance(asked, cast.ana))["answer"] == "not_coming"
    assert (await asked.one(replies))["needs_person"]


async def test_stop_ends_everything_and_is_confirmed_at_once(asked: Stage, cast: Cast) -> None:
    asked.at = datetime(2026, 9, 14, 20, 0, tzinfo=UTC)
    answers = await asked.write(*BEN, "STOP")
    assert len(answers) == 1 and "START" in answers[0]
    person = await asked.one(participants, participants.c.id == cast.ben)
    assert (person["state"], person["channel"]) == ("stopped", None)
    assert len(await asked.rows(opt_outs)) == 1
    assert await asked.write(*BEN, "STOP") == []


async def test_start_opens_what_stop_closed(asked: Stage, cast: Cast) -> None:
    await asked.write(*BEN, "STOP")
    answers = await asked.write(*BEN, "START")
    assert "Spet" in answers[0]
    person = await asked.one(participants, participants.c.id == cast.ben)
    assert (person["state"], person["channel"]) == ("joined", "sms")


async def test_cvetka_who_stopped_is_still_helped_in_distress(stage: Stage) -> None:
    answers = await stage.write("sms", CVETKA_PHONE, "nočem več živeti")
    assert "112" in answers[0]


async def test_a_blocked_bot_is_a_stop_without_words(asked: Stage, cast: Cast) -> None:
    assert await asked.hear("telegram", {"address": ANA_CHAT, "what": "blocked"}) == []
    assert (await asked.one(participants, participants.c.id == cast.ana))["state"] == "stopped"
    await asked.hear("telegram", {"address": ANA_CHAT, "what": "unblocked"})
    assert (await asked.one(participants, participants.c.id == cast.ana))["state"] == "stopped"
    assert "unblock" in {row["verb"] for row in await asked.rows(journal)}


async def test_a_stop_that_the_provider_has_confirmed_is_not_confirmed_again(asked: Stage, cast: Cast) -> None:
    await asked.record("sms", {"address": BEN_PHONE, "what": "text", "text": "STOP"})
    await asked.record("sms", {"address": BEN_PHONE, "what": "blocked"})
    await asked.receiver.round()
    stop = await asked.one(messages, messages.c.kind == "stop_done")
    assert (stop["state"], stop["reason"]) == ("withdrawn", "blocked")
    assert await asked.rows(tasks) == []


async def test_what_is_not_understood_is_asked_again_and_then_handed_over(asked: Stage) -> None:
    assert "nismo razumeli" in (await asked.write(*ANA, "xxyy zzkk"))[0]
    assert "osebje" in (await asked.write(*ANA, "qqww rrtt"))[0]
    assert [row["kind"] for row in await asked.rows(tasks)] == ["question"]
    assert [row["needs_person"] for row in await asked.rows(replies)] == [False, True]


async def test_a_photo_is_told_about_once_a_day(asked: Stage) -> None:
    assert "besed" in (await asked.hear("telegram", {"address": ANA_CHAT, "what": "photo"}))[0]
    assert await asked.hear("telegram", {"address": ANA_CHAT, "what": "photo"}) == []
    assert all(row["needs_person"] for row in await asked.rows(replies))


async def test_a_stranger_gets_one_polite_text_a_day(stage: Stage) -> None:
    answers = await stage.write("sms", "+38640555666", "kdo ste")
    assert "ne poznamo" in answers[0]
    assert await stage.write("sms", "+38640555666", "halo") == []
    assert [row["participant_id"] for row in await stage.rows(replies)] == [None, None]
    assert all(row["needs_person"] for row in await stage.rows(replies))


async def test_a_stranger_in_distress_gets_the_help_lines_and_a_person(stage: Stage) -> None:
    assert "116 123" in (await stage.write("sms", "+38640555666", "nočem več živeti"))[0]
    task = await stage.one(tasks)
    assert (task["kind"], task["is_urgent"], task["participant_id"]) == ("distress", True, None)


async def test_a_strangers_stop_is_kept_for_every_later_import(stage: Stage) -> None:
    assert len(await stage.write("sms", "+38640555666", "STOP")) == 1
    assert (await stage.one(opt_outs))["digest"] == digest_of("sms", "+38640555666")


async def share_phone(stage: Stage, cast: Cast) -> None:
    """Drago uses Ben's phone too."""
    row = {"participant_id": cast.drago, "channel": "sms", "value": BEN_PHONE, "digest": digest_of("sms", BEN_PHONE)}
    async with stage.database.transaction() as tx:
        await tx.execute(addresses.insert().values(**row, state="active", rank=10, changed_at=stage.at))
        mine = update(participants).where(participants.c.id == cast.drago)
        await tx.execute(mine.values(state="joined", channel="sms"))


async def test_on_a_shared_phone_the_open_question_says_whose_words_they_are(asked: Stage, cast: Cast) -> None:
    await share_phone(asked, cast)
    await asked.write(*BEN, "pridem")
    assert (await attendance(asked, cast.ben))["answer"] == "coming"
    assert (await attendance(asked, cast.drago))["answer"] == "none"


async def test_on_a_shared_phone_without_a_question_a_name_is_asked_for(stage: Stage, cast: Cast) -> None:
    await share_phone(stage, cast)
    assert "Kdo piše" in (await stage.write(*BEN, "jutri ne pridem"))[0]
    assert (await attendance(stage, cast.drago))["answer"] == "none"
    await stage.write(*BEN, "Drago")
    assert (await attendance(stage, cast.drago))["answer"] == "not_coming"
    assert (await attendance(stage, cast.ben))["answer"] == "none"


async def test_stop_on_a_shared_phone_holds_for_everybody_there(stage: Stage, cast: Cast) -> None:
    await share_phone(stage, cast)
    assert len(await stage.write(*BEN, "STOP")) == 1
    states = {row["state"] for row in await stage.rows(participants, participants.c.id.in_((cast.ben, cast.drago)))}
    assert states == {"stopped"}


async def test_the_menu_lists_what_is_on_this_week(stage: Stage) -> None:
    assert "Iskanje zaposlitve" in (await stage.write(*ANA, "/teden"))[0]
    assert "ničesar" in (await stage.write(*ANA, "/danes"))[0]


async def test_the_menu_tells_no_place_to_who_gets_neutral_texts(stage: Stage) -> None:
    assert "ZPTM" in (await stage.write(*ANA, "/teden"))[0]
    async with stage.database.transaction() as tx:
        await tx.execute(update(participants).values(is_neutral=True))
    assert "ZPTM" not in (await stage.write(*ANA, "/teden"))[0]


async def test_a_pause_an_hour_and_a_language_are_chosen_by_buttons(stage: Stage, cast: Cast) -> None:
    await stage.write(*ANA, "/pavza")
    assert "premor" in (await stage.press(*ANA, "days_7"))[0]
    await stage.write(*ANA, "/ura")
    assert "9.00" in (await stage.press(*ANA, "hour_9"))[0]
    await stage.write(*ANA, "/jezik")
    assert "English" in (await stage.press(*ANA, "language_en"))[0]
    ana = await stage.one(participants, participants.c.id == cast.ana)
    assert (str(ana["paused_until_on"]), str(ana["checkin_at_local"]), ana["language"]) == (
        "2026-09-20",
        "09:00:00",
        "en",
    )


async def test_a_wrong_number_is_closed_for_that_person(stage: Stage, cast: Cast) -> None:
    answers = await stage.write(*BEN, "napačna številka")
    assert "Oprostite" in answers[0]
    mine = await stage.one(addresses, addresses.c.participant_id == cast.ben)
    assert (mine["state"], mine["reason"]) == ("stopped", "wrong_person")
    assert (await stage.one(tasks))["kind"] == "wrong_person"


async def test_thanks_get_one_quiet_word_a_day_and_no_task(stage: Stage) -> None:
    assert len(await stage.write(*ANA, "hvala lepa")) == 1
    assert await stage.write(*ANA, "hvala") == []
    assert await stage.rows(tasks) == []


async def test_an_arrival_that_fails_is_tried_again_and_then_told_to_a_person(stage: Stage, cast: Cast) -> None:
    await stage.record("fax", {"address": BEN_PHONE, "what": "text", "text": "pridem"})
    await stage.write(*ANA, "/teden")  # a broken arrival holds up no other
    for _ in range(6):
        stage.at += timedelta(minutes=10)
        await stage.receiver.round()
    broken = await stage.one(arrivals, arrivals.c.door == "fax")
    assert (broken["state"], broken["tries"], broken["error"]) == ("failed", 5, "LookupError")
    assert [(row["kind"], row["is_urgent"]) for row in await stage.rows(tasks)] == [("question", True)]


async def test_two_receivers_deal_with_each_arrival_once(asked: Stage, cast: Cast) -> None:
    for number in range(12):
        word = "pridem" if number % 2 else "ne pridem"
        await asked.record("telegram", {"address": ANA_CHAT, "what": "text", "text": word})
        await asked.record("sms", {"address": BEN_PHONE, "what": "text", "text": word})
        asked.at += timedelta(seconds=1)
    other = Receiver(asked.database, Channels(dict(asked.channels)), rules=RULES, now=asked.now)
    counts = await asyncio.gather(asked.receiver.round(), other.round())
    assert sum(counts) == 24 and len(await asked.rows(replies)) == 24
    assert {row["state"] for row in await asked.rows(arrivals)} == {"done"}
    assert [(await attendance(asked, who))["answer"] for who in (cast.ana, cast.ben)] == ["coming", "coming"]


async def test_a_crash_before_the_commit_leaves_no_half_reply(asked: Stage, cast: Cast) -> None:
    await asked.record("telegram", {"address": ANA_CHAT, "what": "text", "text": "pridem"})
    with pytest.raises(ConnectionError):
        async with asked.database.transaction() as tx:
            waiting = await asked.receiver.waiting(tx)
            assert waiting is not None
            await asked.receiver.deal_with(tx, waiting)
            raise ConnectionError("the plug was pulled")
    assert (await attendance(asked, cast.ana))["answer"] == "none"
    assert await asked.rows(replies) == []
    assert await asked.receiver.round() == 1
    assert (await attendance(asked, cast.ana))["answer"] == "coming"
    async with asked.database.reading() as tx:
        thanks = select(messages.c.id).where(messages.c.kind == "ack_confirm")
        assert len((await tx.execute(thanks)).all()) == 1


async def test_every_reply_is_kept_with_what_decided(asked: Stage) -> None:
    await asked.write(*BEN, "Ne morem, otrok je bolan.")
    reply = await asked.one(replies)
    assert (reply["meaning"], reply["slots"]["absence_reason"]) == ("decline", "child_care")
    assert reply["why"] and reply["text"] == "Ne morem, otrok je bolan." and reply["message_id"] is not None
    assert await asked.rows(consents) == []
