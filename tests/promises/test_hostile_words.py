"""Whatever comes in by the channels and the answer page, on both databases: kept, dealt with, never stuck."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from bot import doors_answer
from bot.intake import Intake
from records import erasure, people
from records.codes import answer_code, calendar_code, join_code
from records.database import Database
from records.sealed import Keyring
from records.tables import arrivals, attendances, messages, opt_outs, participants, replies, tasks
from tests.bot.browsing import Browser
from tests.bot.stage import Stage
from tests.cast import ANA_CHAT, BEN_PHONE, Cast
from tests.neighbour import move_in

EVENING = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)
WORDS = (
    "\x00",
    "ne\x00 pridem",
    "\u202een mediroP\u2066",
    "\ud83d",
    "=HYPERLINK('x')",
    "<b>da</b> {{ 7*7 }} %s {name}",
    "a" * 10_000,
    "🙂" * 4000,
    "9" * 5000,
    "čez 99999999999999999999 minut",
    "ob 99:99",
    "0001-01-01",
    "9999-12-31",
    "/start " + "z" * 64,
    "/start 1" + "2" * 16,
    "/" + "x" * 5000,
    "b1" + "a" * 16,
    "zzzzzzzzzzzz1" + "a" * 16,
    " \n\t ",
)
BUTTONS = (
    "",
    "q::coming",
    "q:0:coming",
    "q:-1:coming",
    f"q:{10**30}:coming",
    f"q:{10**18 - 1}:coming",
    "q:١:coming",
    "q:1:",
    "q:1:coming:2",
    "q:1:nobody_knows",
    "q:1:minutes_" + "9" * 30,
    "q:1:days_999999999",
    "q:1:hour_99",
    "q:1:score_9",
    "q:1:language_xx",
    "q:1:\x00",
    "Q:1:coming",
)


@pytest.fixture
async def stage(database: Database, cast: Cast) -> Stage:
    """Ana and Ben were asked about tomorrow's workshop."""
    found = Stage(database, EVENING)
    await found.remind()
    return found


def browser(stage: Stage) -> Browser:
    intake = Intake(stage.database, stage.now)
    return Browser(
        doors_answer.routes(intake, stage.receiver, database=stage.database, now=stage.now), peer=("203.0.113.7", 4711)
    )


async def is_all_done(stage: Stage) -> bool:
    return {row["state"] for row in await stage.rows(arrivals)} <= {"done"}


@pytest.mark.parametrize("text", WORDS, ids=range(len(WORDS)))
async def test_any_words_are_dealt_with_at_once(stage: Stage, text: str) -> None:
    for door, address in (("telegram", ANA_CHAT), ("sms", BEN_PHONE), ("telegram", "999"), ("sms", "+38640999888")):
        await stage.write(door, address, text)
        await stage.hear(door, {"address": address, "what": "edit", "text": text})
        await stage.hear(door, {"address": address, "what": "start", "text": text})
    assert await is_all_done(stage)


async def test_any_button_data_are_dealt_with_at_once(stage: Stage) -> None:
    for data in BUTTONS:
        for door, address in (("telegram", ANA_CHAT), ("sms", BEN_PHONE), ("telegram", "999")):
            await stage.hear(door, {"address": address, "what": "button", "button": data})
    assert await is_all_done(stage)


async def test_nobody_presses_for_somebody_else(stage: Stage, cast: Cast, now: datetime) -> None:
    """Of the same programme or another provider's; the answer on record stays, and nothing is said about it."""
    theirs = await move_in(stage.database, now=now)
    mine = await stage.one(messages, messages.c.participant_id == cast.ben)
    for message_id in (mine["id"], theirs.message):
        for key in ("coming", "not_coming", "checkins_stop", "language_en", "consent_no", "days_7"):
            heard = {"address": ANA_CHAT, "what": "button", "button": f"q:{message_id}:{key}"}
            assert await stage.hear("telegram", heard) == []
    assert {row["answer"] for row in await stage.rows(attendances)} == {"none"}
    assert {row["meaning"] for row in await stage.rows(replies, replies.c.id != theirs.reply)} == {"unknown_press"}
    assert (await stage.one(participants, participants.c.id == cast.ben))["language"] == "sl"


async def test_two_providers_people_on_one_phone_stay_two(stage: Stage, cast: Cast, now: datetime) -> None:
    """Ben's question makes the words Ben's; a stop holds for the phone; nothing of the one is said for the other."""
    theirs = await move_in(stage.database, now=now)
    answers = await stage.write("sms", BEN_PHONE, "pridem")
    assert "Skrivno" not in "".join(answers)
    both = attendances.c.participant_id.in_((cast.ben, theirs.person))
    assert {row["participant_id"]: row["answer"] for row in await stage.rows(attendances, both)} == {
        cast.ben: "coming",
        theirs.person: "none",
    }
    await stage.write("sms", BEN_PHONE, "STOP")
    stopped = await stage.rows(participants, participants.c.id.in_((cast.ben, theirs.person)))
    assert {row["state"] for row in stopped} == {"stopped"} and await is_all_done(stage)


async def test_the_old_buttons_of_an_erased_person_do_nothing(stage: Stage, cast: Cast) -> None:
    """In the chat and on the page; nothing about the person comes back into the tables."""
    ana = await stage.one(messages, messages.c.participant_id == cast.ana)
    ben = await stage.one(messages, messages.c.participant_id == cast.ben)
    async with stage.database.transaction() as tx:
        for each in (cast.ana, cast.ben):
            await erasure.erase(tx, each, now=stage.at)
    before = len(await stage.rows(opt_outs))
    for key in ("coming", "consent_yes", "resume", "yes"):
        await stage.hear("telegram", {"address": ANA_CHAT, "what": "button", "button": f"q:{ana['id']}:{key}"})
    await stage.write("sms", BEN_PHONE, "pridem")
    them = browser(stage)
    for row in (ana, ben):
        await them.open(f"/o/{answer_code(row['id'])}")
        assert them.page.status_code == 404 and "Iskanje zaposlitve" not in them.text
    gone = await stage.rows(attendances, attendances.c.participant_id.in_((cast.ana, cast.ben)))
    assert {row["answer"] for row in gone} == {"none"}
    assert await stage.rows(replies, replies.c.participant_id.in_((cast.ana, cast.ben))) == []
    assert await stage.rows(tasks, tasks.c.participant_id.is_not(None)) == []
    assert len(await stage.rows(opt_outs)) == before and await is_all_done(stage)


async def test_codes_of_another_house_open_nothing(stage: Stage, cast: Cast) -> None:
    """The same row number under another secret, the code of another kind, and codes that are none."""
    other = Keyring("another house with a secret of its own")
    row = await stage.one(messages, messages.c.participant_id == cast.ben)
    async with stage.database.reading() as tx:
        ben = await people.person(tx, cast.ben)
    assert ben is not None
    them = browser(stage)
    foreign = other.code("o", row["id"])
    ours = join_code(ben), calendar_code(ben)
    for code in (foreign, *ours, "%00", "1", "z" * 4000 + "1aaaaaaaa", "b1aaaaaaaa%0A", "²1a"):
        await them.open(f"/o/{code}")
        assert them.page.status_code in (404, 429) and "Iskanje" not in them.text, code
    assert await stage.rows(replies) == []


async def test_any_form_of_the_page_is_dealt_with(stage: Stage, cast: Cast) -> None:
    path = f"/o/{answer_code((await stage.one(messages, messages.c.participant_id == cast.ben))['id'])}"
    them = browser(stage)
    for text in WORDS:
        await them.open(path)
        await them.send(path, text=text.encode("utf-8", "replace").decode())
        assert them.page.status_code < 500, text[:20]
    for data in BUTTONS:
        await them.open(path)
        await them.send(path, choice=data, language=data, stop="")
        assert them.page.status_code < 500 and "<b>da" not in them.text
    assert await is_all_done(stage)


async def test_one_person_in_two_cycles_is_asked_about_each_and_told_once(
    stage: Stage, cast: Cast, now: datetime
) -> None:
    """Two workshops, two questions; the words belong to the latest; one person, one name."""
    theirs = await move_in(stage.database, now=now, provider=cast.provider)
    async with stage.database.transaction() as tx:
        await tx.execute(attendances.insert().values(activity_id=theirs.activity, participant_id=cast.ana))
        await tx.execute(update(messages).where(messages.c.id == theirs.message).values(state="withdrawn"))
    await stage.remind()
    asked = [row["activity_id"] for row in await stage.rows(messages, messages.c.participant_id == cast.ana)]
    assert sorted(asked) == sorted((cast.workshop, theirs.activity))
    await stage.write("telegram", ANA_CHAT, "pridem")
    mine = await stage.rows(attendances, attendances.c.participant_id == cast.ana)
    assert sorted(row["answer"] for row in mine) == ["coming", "none"]
