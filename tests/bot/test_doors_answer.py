"""The answer page: one question, big buttons, no login, no JavaScript; reading it changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot import doors_answer
from bot.intake import Intake
from programme.delivery import Importance
from records import outbox
from records.codes import answer_code
from records.database import Database
from records.outbox import Put
from records.tables import activities, arrivals, attendances, checkins, messages, participants, replies, tasks
from tests.bot.browsing import Browser
from tests.bot.stage import Stage
from tests.cast import BEN_PHONE, Cast

EVENING = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)


@pytest.fixture
async def stage(database: Database, cast: Cast) -> Stage:
    stage = Stage(database, EVENING)
    await stage.remind()
    return stage


def browser(stage: Stage, *, peer: str = "203.0.113.7") -> Browser:
    intake = Intake(stage.database, stage.now)
    return Browser(
        doors_answer.routes(intake, stage.receiver, database=stage.database, now=stage.now), peer=(peer, 4711)
    )


async def ask(stage: Stage, who: int) -> str:
    """The path of the page with somebody's question."""
    return f"/o/{answer_code((await stage.one(messages, messages.c.participant_id == who))['id'])}"


async def test_reading_the_page_changes_nothing(stage: Stage, cast: Cast) -> None:
    them, path = browser(stage), await ask(stage, cast.ben)
    before = await counts(stage)
    text = await them.open(path)
    assert "Iskanje zaposlitve" in text and them.page.status_code == 200
    assert them.buttons[:4] == ["Da, pridem", "Ne morem", "Zamudim", "Še ne vem"]
    await them.open(path)
    assert await counts(stage) == before


async def counts(stage: Stage) -> list[int]:
    async with stage.database.reading() as tx:
        tables = (arrivals, replies, messages, tasks, checkins)
        return [(await tx.execute(select(func.count()).select_from(each))).scalar_one() for each in tables]


async def test_one_tap_answers_and_the_page_says_what_is_on_record(stage: Stage, cast: Cast) -> None:
    them, path = browser(stage), await ask(stage, cast.ben)
    await them.open(path)
    text = await them.send(path, choice="coming")
    assert "Zapisali smo, da pridete" in text and "<strong>pridete</strong>" in text
    row = await stage.one(attendances, attendances.c.participant_id == cast.ben)
    assert (row["answer"], row["how"]) == ("coming", "page")
    assert (await stage.one(replies))["how"] == "page"
    assert await stage.send() == 0  # no SMS is spent on what stands on the page


async def test_a_form_sent_twice_counts_once(stage: Stage, cast: Cast) -> None:
    them, path = browser(stage), await ask(stage, cast.ben)
    await them.open(path)
    form = them.form
    await them.send(path, choice="coming")
    await them.send(path, form=form, choice="coming")
    assert len(await stage.rows(arrivals)) == 1


async def test_the_reason_is_asked_on_the_same_page_and_the_answer_can_be_changed(stage: Stage, cast: Cast) -> None:
    them, path = browser(stage), await ask(stage, cast.ben)
    await them.open(path)
    assert "Zakaj ne morete?" in await them.send(path, choice="not_coming")
    assert "Bolezen" in them.buttons
    assert "bolje" in await them.send(them.actions[0], choice="illness")
    row = await stage.one(attendances, attendances.c.participant_id == cast.ben)
    assert (row["answer"], row["reason"]) == ("not_coming", "illness")
    await them.open(path)
    assert "Spremenili smo" in await them.send(path, choice="coming")
    assert (await stage.one(attendances, attendances.c.participant_id == cast.ben))["answer"] == "coming"


async def test_own_words_are_read_like_a_text(stage: Stage, cast: Cast) -> None:
    them, path = browser(stage), await ask(stage, cast.ben)
    await them.open(path)
    assert "20 min" in await them.send(path, text="zamudim 20 minut")
    assert (await stage.one(attendances, attendances.c.participant_id == cast.ben))["minutes_late"] == 20


async def test_distress_in_the_words_shows_the_help_lines_and_alarms(stage: Stage, cast: Cast) -> None:
    them, path = browser(stage), await ask(stage, cast.ben)
    await them.open(path)
    assert "116 123" in await them.send(path, text="nočem več živeti")
    assert (await stage.one(tasks))["kind"] == "distress"


async def test_after_the_start_the_page_only_says_that_it_is_over(stage: Stage, cast: Cast) -> None:
    stage.at = datetime(2026, 9, 15, 7, 30, tzinfo=UTC)
    them, path = browser(stage), await ask(stage, cast.ben)
    text = await them.open(path)
    assert them.page.status_code == 410
    assert "ne velja več" in text and "07 111 22 33" in text
    await them.send(path, choice="coming")
    assert (await stage.one(attendances, attendances.c.participant_id == cast.ben))["answer"] == "none"


async def test_a_question_about_a_moved_activity_is_over(stage: Stage, cast: Cast) -> None:
    async with stage.database.transaction() as tx:
        await tx.execute(update(activities).values(revision=2))
    them, path = browser(stage), await ask(stage, cast.ben)
    await them.open(path)
    assert them.page.status_code == 410


async def test_messages_can_be_stopped_here_even_when_the_question_is_over(stage: Stage, cast: Cast) -> None:
    stage.at = datetime(2026, 9, 20, 7, 0, tzinfo=UTC)
    them, path = browser(stage), await ask(stage, cast.ben)
    await them.open(path)
    assert "Ne želim več sporočil" in them.buttons and "Da, pridem" not in them.buttons
    await them.send(path, stop="1")
    assert (await stage.one(participants, participants.c.id == cast.ben))["state"] == "stopped"
    assert them.buttons == ["Spet želim vsa sporočila"]


async def test_an_unknown_code_gets_a_kind_page_with_the_number_to_call(stage: Stage) -> None:
    them = browser(stage)
    text = await them.open("/o/b1abcdefgh")
    assert them.page.status_code == 404
    assert "Te povezave ne poznamo" in text and "07 111 22 33" in text


async def test_after_twenty_wrong_codes_this_peer_is_told_to_stop_for_an_hour(stage: Stage) -> None:
    them = browser(stage)
    for _ in range(21):
        await them.open("/o/b1abcdefgh")
    assert them.page.status_code == 429
    other = browser(stage, peer="203.0.113.8")
    await other.open("/o/b1abcdefgh")
    assert other.page.status_code == 404
    stage.at += timedelta(minutes=61)
    await them.open("/o/b1abcdefgh")
    assert them.page.status_code == 404


async def test_a_guesser_on_the_same_network_shuts_nobody_out(stage: Stage, cast: Cast) -> None:
    them, path = browser(stage), await ask(stage, cast.ben)
    for _ in range(30):
        await them.open("/o/b1abcdefgh")
    await them.open(path)
    assert them.page.status_code == 200


async def test_the_page_is_private_and_without_scripts(stage: Stage, cast: Cast) -> None:
    them = browser(stage)
    await them.open(await ask(stage, cast.ben))
    headers = them.page.headers
    assert headers["cache-control"] == "no-store"
    assert "noindex" in headers["x-robots-tag"]
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "<script" not in them.text and "style=" not in them.text
    assert "Ben" not in them.text
    await them.open("/o/style.css")
    assert them.page.headers["content-type"].startswith("text/css")


async def test_the_page_speaks_the_language_of_the_person(stage: Stage, cast: Cast) -> None:
    async with stage.database.transaction() as tx:
        await tx.execute(update(participants).values(language="en"))
    them = browser(stage)
    await them.open(await ask(stage, cast.ben))
    assert "Yes, I will come" in them.buttons and '<html lang="en">' in them.text


async def test_a_form_with_a_wrong_number_or_too_long_is_left_out(stage: Stage, cast: Cast) -> None:
    them, path = browser(stage), await ask(stage, cast.ben)
    await them.open(path)
    await them.send(path, form="1", choice="coming")
    await them.send(path, text="x" * 30_000)
    await them.send(path, choice="call_me")
    assert await stage.rows(arrivals) == []


async def test_a_thank_you_lets_the_answer_be_changed(stage: Stage, cast: Cast) -> None:
    await stage.write("sms", BEN_PHONE, "ne vem še")
    thanks = await stage.one(messages, messages.c.kind == "ack_tentative")
    them, path = browser(stage), f"/o/{answer_code(thanks['id'])}"
    await them.open(path)
    assert "Da, pridem" in them.buttons
    await them.send(path, choice="coming")
    assert (await stage.one(attendances, attendances.c.participant_id == cast.ben))["answer"] == "coming"


async def test_a_pause_a_language_and_the_way_back_are_on_every_page(stage: Stage, cast: Cast) -> None:
    stage.at = datetime(2026, 9, 20, 7, 0, tzinfo=UTC)  # the question itself is over
    them, path = browser(stage), await ask(stage, cast.ben)
    await them.open(path)
    assert "premor" in await them.send(path, choice="days_7")
    ben = await stage.one(participants, participants.c.id == cast.ben)
    assert str(ben["paused_until_on"]) == "2026-09-26"
    assert "Spet želim vsa sporočila" in them.buttons
    await them.send(path, choice="resume")
    assert (await stage.one(participants, participants.c.id == cast.ben))["paused_until_on"] is None
    await them.send(path, choice="language_en")
    assert (await stage.one(participants, participants.c.id == cast.ben))["language"] == "en"
    assert '<html lang="en">' in them.text


async def test_who_stopped_here_can_come_back_here(stage: Stage, cast: Cast) -> None:
    them, path = browser(stage), await ask(stage, cast.ben)
    await them.open(path)
    await them.send(path, stop="1")
    await them.send(path, choice="resume")
    ben = await stage.one(participants, participants.c.id == cast.ben)
    assert (ben["state"], ben["channel"]) == ("joined", "sms")


async def greeting(stage: Stage, who: int) -> str:
    """The path of the page with this morning's check-in."""
    stage.at = datetime(2026, 9, 14, 7, 0, tzinfo=UTC)
    put = Put(
        who, "checkin_morning", "checkin:2026-09-14", Importance.CHECKIN, stage.at, stage.at + timedelta(hours=9),
        asks="checkin", asked_until=stage.at + timedelta(hours=15),
    )  # fmt: skip
    async with stage.database.transaction() as tx:
        message_id = await outbox.put(tx, put, now=stage.at)
    await stage.send()
    assert message_id is not None
    return f"/o/{answer_code(message_id)}"


async def test_a_check_in_shows_the_answers_of_the_last_days_and_changes_nothing(stage: Stage, cast: Cast) -> None:
    them, path = browser(stage), await greeting(stage, cast.ben)
    assert "Vaših odgovorov še nimamo" in await them.open(path)
    async with stage.database.transaction() as tx:
        for day, score in ((12, 4), (13, 2)):
            row = {"participant_id": cast.ben, "on": datetime(2026, 9, day).date(), "score": score}
            await tx.execute(checkins.insert().values(**row, answered_at=stage.at))
    before = await counts(stage)
    text = await them.open(path)
    assert "Moji zadnji odgovori" in text and "12. september: 4 dobro" in text and "13. september: 2 slabo" in text
    assert await counts(stage) == before
    stage.at += timedelta(days=2)
    assert "13. september" not in await them.open(path)


async def test_a_shared_phone_shows_no_answers_of_the_last_days(stage: Stage, cast: Cast) -> None:
    async with stage.database.transaction() as tx:
        await tx.execute(update(participants).values(is_neutral=True))
        row = {"participant_id": cast.ben, "on": datetime(2026, 9, 13).date(), "score": 2}
        await tx.execute(checkins.insert().values(**row, answered_at=stage.at))
    them, path = browser(stage), await greeting(stage, cast.ben)
    assert "13. september" not in await them.open(path)


async def test_a_check_in_offers_the_hour_a_pause_and_the_end_of_it(stage: Stage, cast: Cast) -> None:
    them, path = browser(stage), await greeting(stage, cast.ben)
    text = await them.open(path)
    small = {"Vprašanje: Ob 9.00", "Premor: 3 dni", "Brez vprašanja: Kako ste?"}
    assert small <= set(them.buttons) and "Ura, premor ali brez tega vprašanja" in text
    assert ": 12.00" in await them.send(path, choice="hour_12")
    assert "premor" in await them.send(path, choice="days_3")
    await them.send(path, choice="resume")
    await them.send(path, choice="checkins_stop")
    ben = await stage.one(participants, participants.c.id == cast.ben)
    assert (str(ben["checkin_at_local"]), ben["wants_checkins"]) == ("12:00:00", False)
    assert (ben["paused_until_on"], ben["state"]) == (None, "joined")


async def test_only_a_check_in_offers_the_hour_and_the_answers(stage: Stage, cast: Cast) -> None:
    them, path = browser(stage), await ask(stage, cast.ben)
    text = await them.open(path)
    assert "Moji zadnji odgovori" not in text and "Vprašanje: Ob 9.00" not in them.buttons
