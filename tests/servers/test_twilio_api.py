"""Sending: the Twilio server read by Twilio's own library (the sync Client, in a thread)."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from smsutil import split
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.servers.twilio_api import NUMBER, TwilioApi
from tests.servers.twilio_segments import BASIC, EXTENDED, count_segments

ANA, BEN = "+38640111222", "+38641222333"
SERVICE = "MG" + "0" * 32


def library(api: TwilioApi, *, token: str = "") -> Client:
    one = Client(api.account_sid, token or api.auth_token, http_client=TwilioHttpClient(timeout=1.0))
    one.api.base_url = api.url
    return one


async def aside(work: Callable[[], Any]) -> Any:
    return await asyncio.to_thread(work)


async def send(api: TwilioApi, **fields: Any) -> Any:
    fields = {"to": ANA, "from_": NUMBER, "body": "Danes ob 9.00"} | fields
    return await aside(lambda: library(api).messages.create(**{n: v for n, v in fields.items() if v is not None}))


async def test_a_message_is_queued_then_sent_then_delivered(twilio: TwilioApi) -> None:
    sent = await send(twilio, body="Čakamo vas ob 9.00. " * 6)
    assert (sent.status, sent.direction, sent.num_segments, sent.date_sent) == ("queued", "outbound-api", "2", None)
    await twilio.idle()
    found = await aside(lambda: library(twilio).messages(sent.sid).fetch())
    assert (found.status, found.error_code) == ("delivered", None)
    assert abs(found.date_sent - datetime.now(UTC)) < timedelta(seconds=5)
    assert twilio.messages.all[sent.sid].statuses == ["queued", "sending", "sent", "delivered"]
    assert twilio.phone(ANA).inbox == [sent.body]


async def test_a_service_accepts_first_and_chooses_the_sender_later(twilio: TwilioApi) -> None:
    sent = await send(twilio, from_=None, messaging_service_sid=SERVICE)
    assert (sent.status, sent.from_, sent.num_segments, sent.messaging_service_sid) == ("accepted", None, "0", SERVICE)
    await twilio.idle()
    found = await aside(lambda: library(twilio).messages(sent.sid).fetch())
    assert (found.status, found.from_, found.num_segments) == ("delivered", "+38664700100", "1")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "040 111 222"}, 21211),
        ({"to": "+3864011122"}, 21211),
        ({"to": ""}, 21604),
        ({"body": None}, 21602),
        ({"from_": None}, 21603),
        ({"from_": "+38640999999"}, 21606),
        ({"from_": "Predolgo ime pošiljatelja"}, 21212),
        ({"to": "+38612345678"}, 21614),
        ({"body": "x" * 1601}, 21617),
        ({"validity_period": 0}, 21624),
        ({"validity_period": 36001}, 21624),
        ({"status_callback": "not an address"}, 21609),
        ({"from_": None, "messaging_service_sid": "MG" + "1" * 32}, 21701),
    ],
)
async def test_what_twilio_does_not_take_has_its_code(twilio: TwilioApi, fields: dict[str, Any], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        await send(twilio, **fields)
    assert (refused.value.code, refused.value.status) == (code, 400)
    assert not twilio.accepted


async def test_a_name_may_be_the_sender_and_the_longest_text_fits(twilio: TwilioApi) -> None:
    sent = await send(twilio, from_="STIK", body="x" * 1600, validity_period=3600)
    assert (sent.from_, sent.num_segments) == ("STIK", "11")


async def test_a_wrong_token_is_20003(twilio: TwilioApi) -> None:
    for token in ("wrong", "0" * 32):
        with pytest.raises(TwilioRestException) as refused:
            await aside(lambda token=token: library(twilio, token=token).api.accounts(twilio.account_sid).fetch())
        assert (refused.value.status, refused.value.code) == (401, 20003)
    account = await aside(lambda: library(twilio).api.accounts(twilio.account_sid).fetch())
    assert (account.status, account.type) == ("active", "Full")


async def test_numbers_can_be_made_to_refuse_or_to_fail_later(twilio: TwilioApi) -> None:
    twilio.phone(BEN).refuses(21612)
    with pytest.raises(TwilioRestException, match="not currently reachable"):
        await send(twilio, to=BEN)
    for outcome, status, code in (
        (30003, "undelivered", 30003),
        (30005, "undelivered", 30005),
        (30001, "failed", 30001),
    ):
        twilio.phone(ANA).becomes(outcome)
        sid = (await send(twilio)).sid
        await twilio.idle()
        assert (twilio.messages.all[sid].status, twilio.messages.all[sid].error_code) == (status, code)
    assert twilio.phone(ANA).inbox == []


async def test_the_list_is_newest_first_filtered_and_paged(twilio: TwilioApi) -> None:
    for number in range(5):
        await send(twilio, body=f"{number}", to=ANA if number % 2 == 0 else BEN)
    await twilio.idle()
    messages = library(twilio).messages
    now = datetime.now(UTC)
    assert [one.body for one in await aside(lambda: messages.list(page_size=2))] == ["4", "3", "2", "1", "0"]
    assert len([one for one in twilio.calls if one.method == "list"]) == 3
    assert [one.body for one in await aside(lambda: messages.list(to=BEN))] == ["3", "1"]
    early, late = now - timedelta(minutes=2), now + timedelta(minutes=2)
    assert len(await aside(lambda: messages.list(to=ANA, date_sent_after=early))) == 3
    assert await aside(lambda: messages.list(to=ANA, date_sent_after=late)) == []
    assert await aside(lambda: messages.list(date_sent_before=early)) == []
    assert len(await aside(lambda: messages.list(from_=NUMBER, date_sent=now.date()))) == 5


async def test_the_list_may_lag_behind(twilio: TwilioApi) -> None:
    twilio.messages.lag_seconds = 0.3
    await send(twilio)
    assert await aside(lambda: library(twilio).messages.list(to=ANA)) == []
    await asyncio.sleep(0.35)
    assert len(await aside(lambda: library(twilio).messages.list(to=ANA))) == 1


async def test_a_message_can_be_emptied_and_deleted_once_it_is_over(twilio: TwilioApi) -> None:
    twilio.step_seconds = 0.1
    sid = (await send(twilio)).sid
    message = library(twilio).messages(sid)
    with pytest.raises(TwilioRestException) as refused:
        await aside(message.delete)
    assert refused.value.code == 20009
    await twilio.idle()
    assert (await aside(lambda: message.update(body=""))).body == ""
    assert await aside(message.delete) is True
    with pytest.raises(TwilioRestException) as gone:
        await aside(message.fetch)
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert [one.body for one in twilio.accepted] == ["Danes ob 9.00"]


async def test_too_much_at_once_is_20429_and_was_not_processed(twilio: TwilioApi) -> None:
    twilio.most_at_once = 0
    with pytest.raises(TwilioRestException) as refused:
        await send(twilio)
    assert (refused.value.status, refused.value.code, twilio.accepted) == (429, 20429, [])


def test_parts_are_counted_as_an_independent_library_does() -> None:
    chance = random.Random(7)
    for letters in (BASIC + EXTENDED, "abč🙂€"):
        for _ in range(100):
            text = "".join(chance.choice(letters) for _ in range(chance.randrange(1, 400)))
            assert count_segments(text) == len(split(text).parts), text
