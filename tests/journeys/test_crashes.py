"""Killed at any moment, Stik goes on where it was: nothing lost, nothing said twice unmarked, nothing said too late.

Real processes and databases; the power is cut between any two rooms.
"""

import asyncio
import random
from collections import Counter

import pytest

from records.tables import arrivals, attempts, attendances, messages, replies
from tests.journeys.house import until
from tests.journeys.processes import Starter
from tests.journeys.world import SETTLED_WITHIN, World, world

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]


async def holds_what_was_promised(one: World) -> None:
    """Exactly one SMS each, one Telegram message or one repeat that is marked, and nobody else is written to."""
    assert one.heard_by_sms() == Counter(dict.fromkeys(one.crowd.phones.values(), 1))
    heard, reminders = one.heard_on_telegram(), await one.rows(messages, messages.c.kind == "reminder_ask")
    assert set(heard) <= set(one.crowd.chats.values())
    assert len(reminders) == one.everybody
    for row in reminders:
        assert row["sent_at"] < row["useful_until"]
        times = heard[one.crowd.chats[row["participant_id"]]] if row["channel"] == "telegram" else 1
        assert times == 1 or row["is_possible_repeat"]
        assert times <= 2
        assert times or await was_cut_off_twice(one, row["id"]), "a reminder is missing"


async def was_cut_off_twice(one: World, message_id: int) -> bool:
    """A reminder whose one repeat was cut off as well is left to people: it stands on Today as not surely sent."""
    tries = await one.rows(attempts, attempts.c.message_id == message_id)
    [row] = await one.rows(messages, messages.c.id == message_id)
    return (len(tries), row["state"], row["reason"]) == (2, "unclear", "unclear")


async def test_sixty_people_are_told_however_often_it_is_killed(url: str, starts: Starter) -> None:
    async with world(url, starts, chats=40, phones=20, telegram_per_second="20", sms_per_second="10") as one:
        one.telegram.latency_seconds = one.twilio.latency_seconds = 0.05
        await one.stik.start()
        for _ in range(4):
            await asyncio.sleep(random.uniform(0.05, 0.9))
            await one.stik.kill()
            await asyncio.sleep(0.1)
            await one.starts_again()
        await one.settles()
        await holds_what_was_promised(one)


async def test_what_was_planned_by_a_process_that_died_is_sent_by_the_next(url: str, starts: Starter) -> None:
    async with world(url, starts, chats=2, phones=2) as one:
        await one.stik.start(only="scheduler")
        await one.reaches(messages, at_least=4)
        await one.stik.kill()
        assert not one.telegram.accepted and not one.twilio.accepted
        await one.starts_again()
        await one.settles()
        assert set(one.heard_on_telegram().values()) == set(one.heard_by_sms().values()) == {1}


async def test_a_cut_while_a_request_is_on_the_road(url: str, starts: Starter) -> None:
    async with world(url, starts, chats=2, phones=2) as one:
        one.telegram.latency_seconds = one.twilio.latency_seconds = 1.0
        await one.stik.start()
        await one.reaches(messages, messages.c.state == "sending")
        await asyncio.sleep(0.3)
        await one.stik.kill()
        await asyncio.sleep(1.2)  # what is on the road arrives when nobody waits for it any more
        one.telegram.latency_seconds = one.twilio.latency_seconds = 0.0
        await one.starts_again()
        await one.settles()
        await holds_what_was_promised(one)


async def test_a_cut_after_the_provider_took_it_and_before_it_was_noted(url: str, starts: Starter) -> None:
    async with world(url, starts, chats=2, phones=2) as one:
        one.telegram.faults.add("timeout_after", times=2)
        one.twilio.faults.add("timeout_after", times=2)
        await one.stik.start()
        taken = [one.telegram.accepted, one.twilio.accepted]
        await until(lambda: asyncio.sleep(0, [len(each) for each in taken] == [2, 2]), within=SETTLED_WITHIN)
        await one.stik.kill()
        await one.starts_again()
        await one.settles()
        await holds_what_was_promised(one)
        assert set(one.heard_on_telegram().values()) == {2}  # nobody can ask Telegram, so it is said once more


async def test_a_reply_that_was_confirmed_survives_the_cut_and_counts_once(url: str, starts: Starter) -> None:
    async with world(url, starts, chats=1, phones=1, telegram_mode="webhook") as one:
        await one.stik.start()
        await one.settles()
        [(ana, chat)], [(ben, number)] = one.crowd.chats.items(), one.crowd.phones.items()
        one.telegram.person(chat).presses(None, "Da, pridem")
        hook = await one.twilio.phone(number).texts("ne morem")
        assert hook is not None and hook.status == 200
        await until(lambda: asyncio.sleep(0, not one.telegram.updates.pending), within=SETTLED_WITHIN)
        await one.stik.kill()

        await one.starts_again()
        await one.settles()
        assert await answers(one) == {ana: "coming", ben: "not_coming"}
        assert Counter(row["participant_id"] for row in await one.rows(replies)) == {ana: 1, ben: 1}


async def test_everybody_answers_while_it_is_killed_and_each_answer_counts_once(url: str, starts: Starter) -> None:
    async with world(url, starts, chats=16, phones=8, telegram_mode="webhook") as one:
        await one.stik.start()
        await one.settles()
        answering = asyncio.create_task(everybody_says_yes(one))
        for _ in range(3):
            await asyncio.sleep(random.uniform(0.1, 0.5))
            await one.stik.kill()
            await asyncio.sleep(0.2)
            await one.starts_again()
        await answering
        await one.stik.kill()
        await one.starts_again()  # and once more: what came by SMS while it was down is fetched at the start
        await one.reaches(replies, at_least=one.everybody)
        await one.settles()
        assert set((await answers(one)).values()) == {"coming"}
        assert set(Counter(row["participant_id"] for row in await one.rows(replies)).values()) == {1}
        thanks = Counter(row["participant_id"] for row in await one.rows(messages, messages.c.reply_id.is_not(None)))
        assert len(thanks) == one.everybody and set(thanks.values()) == {1}
        assert await one.count(arrivals, arrivals.c.state == "failed") == 0


async def everybody_says_yes(one: World) -> None:
    """Sixteen presses and eight texts, one after the other."""
    for chat in one.crowd.chats.values():
        one.telegram.person(chat).presses(None, "Da, pridem")
        await asyncio.sleep(0.05)
    for number in one.crowd.phones.values():
        await one.twilio.phone(number).texts("pridem")
        await asyncio.sleep(0.05)


async def answers(one: World) -> dict[int, str]:
    """Who of the willing answered what."""
    willing = {*one.crowd.chats, *one.crowd.phones}
    rows = await one.rows(attendances, attendances.c.participant_id.in_(willing))
    return {row["participant_id"]: str(row["answer"]) for row in rows}
