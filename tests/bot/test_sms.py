"""SMS over a server that speaks Twilio's API: sending with every fault, finding what was lost, hearing, erasing."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import sms_errors
from bot.channel import Arrival, Broken, Heard, Outgoing, Receipt, Refused, Stopped, TryLater, Unclear
from bot.sms import SmsAccount, SmsChannel
from bot.sms_errors import Verdict
from tests.servers.twilio_api import NUMBER, TwilioApi

BEN = "+38640111222"
SERVICE = "MG" + "0" * 32


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioApi]:
    async with TwilioApi(time_factor=0.05) as server:
        server.services[SERVICE] = [NUMBER]
        yield server


def account(twilio: TwilioApi, sender: str = NUMBER, public_url: str = "", *, two_way: bool = True) -> SmsAccount:
    return SmsAccount(
        twilio.account_sid, twilio.auth_token, sender, api_url=twilio.url, public_url=public_url, is_two_way=two_way
    )


@pytest.fixture
async def sms(twilio: TwilioApi) -> AsyncIterator[SmsChannel]:
    channel = SmsChannel(account(twilio), connect_seconds=1, read_seconds=0.5)
    await channel.open()
    yield channel
    await channel.close()
    await channel.close()


def reminder(twilio: TwilioApi, **changes: object) -> Outgoing:
    now = twilio.clock.now_at()
    hello = Outgoing(5, "sms", BEN, "Jutri ob 9.00, čšž.", now + timedelta(hours=2), now)
    return replace(hello, **changes)  # type: ignore[arg-type]


def hear(form: dict[str, str]) -> list[Heard | Receipt]:
    return list(SmsChannel(SmsAccount("AC1", "t", "Lumia")).hear(Arrival("sms", "1", form)))


async def test_an_sms_arrives_and_may_wait_no_longer_than_it_is_useful(twilio: TwilioApi, sms: SmsChannel) -> None:
    outgoing = reminder(twilio)
    ref = await sms.send(outgoing)
    assert await twilio.phone(BEN).receives() == outgoing.text
    kept = twilio.messages.all[ref]
    assert (kept.validity, kept.sender, kept.callback) == (7200, NUMBER, "")


@pytest.mark.parametrize(("minutes", "seconds"), [(-5, 1), (0.5, 30), (60 * 24, 36_000)])
async def test_the_validity_stays_within_what_twilio_takes(
    twilio: TwilioApi, sms: SmsChannel, minutes: float, seconds: int
) -> None:
    outgoing = reminder(twilio)
    outgoing = replace(outgoing, useful_until=outgoing.started_at + timedelta(minutes=minutes))
    assert twilio.messages.all[await sms.send(outgoing)].validity == seconds


@pytest.mark.parametrize("sender", [SERVICE, "Lumia"])
async def test_a_service_or_a_name_may_be_the_sender(twilio: TwilioApi, sender: str) -> None:
    channel = SmsChannel(account(twilio, sender, "https://stik.example/"))
    kept = twilio.messages.all[await channel.send(reminder(twilio))]
    assert (kept.service or kept.sender, kept.callback) == (sender, "https://stik.example/sms/status")
    await channel.close()


@pytest.mark.parametrize("fault", ["reset_before", "timeout_before", "http_500_before", "html_502"])
async def test_what_was_not_accepted_is_not_found(twilio: TwilioApi, sms: SmsChannel, fault: str) -> None:
    twilio.faults.add(fault)
    outgoing = reminder(twilio)
    with pytest.raises(Unclear):
        await sms.send(outgoing)
    assert twilio.accepted == []
    assert await sms.find(outgoing) is None


@pytest.mark.parametrize("lists_unsent", [True, False])
@pytest.mark.parametrize(
    "fault",
    ["reset_after", "timeout_after", "http_500_after", "html_502_after", "broken_json_after", "truncated_after"],
)
async def test_what_was_accepted_is_sent_once_and_found(
    twilio: TwilioApi, sms: SmsChannel, fault: str, lists_unsent: bool
) -> None:
    twilio.messages.lists_unsent = lists_unsent
    twilio.step_seconds = 5
    twilio.faults.add(fault)
    outgoing = reminder(twilio)
    with pytest.raises(Unclear):
        await sms.send(outgoing)
    assert [await sms.find(outgoing)] == [taken.sid for taken in twilio.accepted]


async def test_another_text_an_older_one_and_another_number_are_not_taken_for_it(
    twilio: TwilioApi, sms: SmsChannel
) -> None:
    outgoing = reminder(twilio)
    await sms.send(replace(outgoing, text="Nekaj drugega"))
    await sms.send(replace(outgoing, address="+38641333444"))
    twilio.clock.forward(-600)
    await sms.send(outgoing)
    twilio.clock.forward(600)
    assert await sms.find(outgoing) is None


async def test_looking_while_twilio_is_away_is_done_later(twilio: TwilioApi, sms: SmsChannel) -> None:
    for fault in ("timeout_before", "http_500_before", "broken_json_after", "truncated_after"):
        twilio.faults.add(fault, method="list")
        with pytest.raises(TryLater):
            await sms.find(reminder(twilio))
    await twilio.goes_down()
    with pytest.raises(TryLater):
        await sms.find(reminder(twilio))


async def test_a_server_that_is_down_means_not_sent(twilio: TwilioApi, sms: SmsChannel) -> None:
    await twilio.goes_down()
    with pytest.raises(TryLater) as later:
        await sms.send(reminder(twilio))
    assert not later.value.whole_channel


async def test_429_silences_the_whole_channel_for_as_long_as_asked(twilio: TwilioApi, sms: SmsChannel) -> None:
    twilio.faults.rate_limited(1)
    with pytest.raises(TryLater) as later:
        await sms.send(reminder(twilio))
    assert (later.value.after, later.value.whole_channel) == (1.0, True)
    rest = await asyncio.gather(*(sms.send(reminder(twilio)) for _ in range(20)), return_exceptions=True)
    assert all(isinstance(each, TryLater) for each in rest)
    await asyncio.sleep(1.05)
    await sms.send(reminder(twilio))
    assert (twilio.sent_too_soon, len(twilio.accepted)) == (0, 1)


async def test_a_person_who_sent_stop_to_twilio_has_stopped(twilio: TwilioApi, sms: SmsChannel) -> None:
    twilio.stop_handling = True
    await twilio.phone(BEN).texts("STOP")
    with pytest.raises(Stopped):
        await sms.send(reminder(twilio))


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (21211, Refused),
        (21614, Refused),
        (21610, Stopped),
        (21408, Broken),
        (21606, Broken),
        (21703, Broken),
        (21611, TryLater),
        (29999, TryLater),
    ],
)
async def test_each_code_has_its_meaning(twilio: TwilioApi, sms: SmsChannel, code: int, error: type[Exception]) -> None:
    twilio.phone(BEN).refuses(code)
    with pytest.raises(error) as raised:
        await sms.send(reminder(twilio))
    assert str(code) in str(raised.value)


def test_every_sentence_fits_and_transient_codes_are_transient() -> None:
    assert all(len(sms_errors.sentence_of(code)) <= 100 for code in sms_errors.CODES)
    assert {sms_errors.verdict_of(code) for code in (20429, 21611, 30001, 30003, 30008, None, 1)} == {Verdict.LATER}


async def test_a_wrong_token_breaks_the_channel_and_is_not_told(
    twilio: TwilioApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = replace(account(twilio), token="wrong-token-of-stik")
    channel = SmsChannel(wrong)
    with pytest.raises(Broken) as broken:
        await channel.send(reminder(twilio))
    assert "wrong-token-of-stik" not in caplog.text + str(broken.value) + repr(broken.value)
    with pytest.raises(Broken):
        await channel.account()
    await channel.close()


async def test_the_account_is_seen(twilio: TwilioApi, sms: SmsChannel) -> None:
    seen = await sms.account()
    assert (seen.sid, seen.name, seen.status, seen.kind) == (twilio.account_sid, "Stik", "active", "Full")


async def test_a_text_is_emptied_at_twilio(twilio: TwilioApi, sms: SmsChannel) -> None:
    ref = await sms.send(reminder(twilio))
    with pytest.raises(TryLater):
        await sms.redact(ref)
    await twilio.phone(BEN).receives()
    await twilio.idle()
    await sms.redact(ref)
    await sms.redact(ref)
    assert twilio.messages.all[ref].body == ""
    await sms.redact("SM" + "0" * 32)


async def test_what_was_missed_is_found_and_what_was_not_is_the_same(twilio: TwilioApi, sms: SmsChannel) -> None:
    since = twilio.clock.now_at().astimezone(ZoneInfo("Europe/Ljubljana"))
    await sms.send(reminder(twilio))
    await twilio.phone(BEN).texts("da, pridem")
    twilio.clock.forward(-3600)
    await twilio.phone(BEN).texts("prejšnji teden")
    twilio.clock.forward(3600)
    (missed,) = await sms.poll_missed(since - timedelta(seconds=2))
    (words,) = sms.hear(missed)
    assert isinstance(words, Heard)
    assert (words.address, words.what, words.text, words.ref) == (BEN, "text", "da, pridem", missed.ref)
    one_way = SmsChannel(account(twilio, two_way=False))
    assert await one_way.poll_missed(since) == []
    await twilio.goes_down()
    with pytest.raises(TryLater):
        await sms.poll_missed(since)


def test_an_incoming_text_is_heard() -> None:
    form = {"MessageSid": "SM1", "From": BEN, "Body": " Ja, pridem ", "SmsStatus": "received", "FromCity": ""}
    assert hear(form) == [Heard("sms", BEN, "text", text=" Ja, pridem ", ref="SM1")]
    assert hear(form | {"Body": "", "NumMedia": "1"}) == [Heard("sms", BEN, "photo", ref="SM1")]


def test_a_stop_that_twilio_obeyed_blocks_whatever_the_word() -> None:
    form = {"MessageSid": "SM1", "From": BEN, "Body": "Dovolj", "SmsStatus": "received", "OptOutType": "STOP"}
    assert [each.what for each in hear(form) if isinstance(each, Heard)] == ["text", "blocked"]
    assert [each.what for each in hear(form | {"OptOutType": "START"}) if isinstance(each, Heard)] == ["text"]


def test_a_report_is_heard_only_when_it_says_how_it_ended() -> None:
    form = {"MessageSid": "SM1", "SmsStatus": "sent", "MessageStatus": "sent", "From": NUMBER, "To": BEN}
    assert hear(form) == hear(form | {"MessageStatus": "queued"}) == hear(form | {"MessageStatus": "new one"}) == []
    assert hear(form | {"MessageStatus": "delivered"}) == [Receipt("sms", "SM1", "delivered")]
    (failed,) = hear(form | {"MessageStatus": "undelivered", "ErrorCode": "30005"})
    assert failed == Receipt("sms", "SM1", "failed", "This number does not exist (any more) (Twilio 30005).")
    (unknown,) = hear(form | {"MessageStatus": "failed"})
    assert isinstance(unknown, Receipt) and unknown.state == "failed" and unknown.error


@pytest.mark.parametrize("form", [{}, {"Body": "da"}, {"MessageSid": "SM1", "Body": "da"}, {"MessageStatus": "failed"}])
def test_forms_of_an_unknown_shape_say_nothing(form: dict[str, str]) -> None:
    assert hear(form) == []


async def test_dates_are_compared_in_any_zone(twilio: TwilioApi, sms: SmsChannel) -> None:
    outgoing = reminder(twilio)
    await sms.send(outgoing)
    abroad = outgoing.started_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert await sms.find(replace(outgoing, started_at=abroad))
