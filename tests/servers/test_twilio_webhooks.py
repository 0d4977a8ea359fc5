"""Receiving: status callbacks and texts of the Twilio server, judged by Twilio's own RequestValidator."""

from __future__ import annotations

import aiohttp
import pytest
from twilio.request_validator import RequestValidator

from tests.servers.receiver import Received, Receiver
from tests.servers.twilio_api import NUMBER, TwilioApi
from tests.servers.twilio_phones import Receipts
from tests.servers.twilio_webhooks import Forgery

ANA = "+38640111222"
PUBLIC = "https://stik.example"


async def send(api: TwilioApi, **extra: str) -> tuple[int, dict[str, str]]:
    form = {"To": ANA, "From": NUMBER, "Body": "Ob 9.00", "StatusCallback": f"{PUBLIC}/sms/status"} | extra
    path = f"{api.url}/2010-04-01/Accounts/{api.account_sid}/Messages.json"
    login = aiohttp.encode_basic_auth(api.account_sid, api.auth_token)
    async with (
        aiohttp.ClientSession() as web,
        web.post(path, data=form, headers={"Authorization": login}) as answer,
    ):
        return answer.status, await answer.json()


def is_signed(api: TwilioApi, one: Received, url: str) -> bool:
    signature = one.headers.get("X-Twilio-Signature", "")
    return bool(RequestValidator(api.auth_token).validate(url, one.form, signature))


async def test_receipts_are_signed_over_the_public_address(twilio: TwilioApi) -> None:
    async with Receiver() as door:
        twilio.public[PUBLIC] = door.url
        _, sent = await send(twilio)
        await twilio.idle()
        assert [one.form["MessageStatus"] for one in door.received] == ["sent", "delivered"]
        for one in door.received:
            assert is_signed(twilio, one, f"{PUBLIC}/sms/status") and not is_signed(twilio, one, door.url)
            assert (one.form["MessageSid"], one.headers["Host"], one.path) == (
                sent["sid"],
                "stik.example",
                "/sms/status",
            )


@pytest.mark.parametrize(
    ("how", "statuses"),
    [
        (Receipts.IN_ORDER, ["sent", "delivered"]),
        (Receipts.OUT_OF_ORDER, ["delivered", "sent"]),
        (Receipts.DUPLICATED, ["sent", "sent", "delivered", "delivered"]),
        (Receipts.NEVER, []),
    ],
)
async def test_receipts_come_as_ordered(twilio: TwilioApi, how: Receipts, statuses: list[str]) -> None:
    async with Receiver() as door:
        twilio.public[PUBLIC], twilio.receipts = door.url, how
        _, sent = await send(twilio)
        await twilio.idle()
        assert [one.form["MessageStatus"] for one in door.received] == statuses
        assert twilio.messages.all[sent["sid"]].status == "delivered"


async def test_a_receipt_can_overtake_the_answer(twilio: TwilioApi) -> None:
    async with Receiver() as door:
        twilio.public[PUBLIC], twilio.receipts = door.url, Receipts.BEFORE_ANSWER
        status, sent = await send(twilio)
        assert (status, sent["status"]) == (201, "queued")
        assert [one.form["SmsSid"] for one in door.received] == [sent["sid"]] * 2


async def test_a_receipt_of_failure_names_the_code(twilio: TwilioApi) -> None:
    async with Receiver() as door:
        twilio.public[PUBLIC] = door.url
        twilio.phone(ANA).becomes(30003)
        await send(twilio)
        await twilio.idle()
        last = door.received[-1].form
        assert (last["MessageStatus"], last["ErrorCode"]) == ("undelivered", "30003")


async def test_a_silent_phone_never_gets_past_sent(twilio: TwilioApi) -> None:
    async with Receiver() as door:
        twilio.public[PUBLIC] = door.url
        twilio.phone(ANA).becomes("silent")
        await send(twilio)
        await twilio.idle()
        assert [one.form["MessageStatus"] for one in door.received] == ["sent"]
        assert twilio.phone(ANA).inbox == ["Ob 9.00"]


async def test_a_text_comes_in_signed_with_its_empty_fields(twilio: TwilioApi) -> None:
    async with Receiver() as door:
        twilio.public[PUBLIC], twilio.inbound_url = door.url, f"{PUBLIC}/sms/inbound"
        await twilio.phone(ANA).texts("ja, pridem č", extra={"Unknown": "field"})
        (one,) = door.received
        assert is_signed(twilio, one, f"{PUBLIC}/sms/inbound")
        assert (one.form["From"], one.form["Body"], one.form["FromCity"]) == (ANA, "ja, pridem č", "")
        assert one.form["MessageSid"] == one.form["SmsSid"] == one.form["SmsMessageSid"]
        assert [sms.direction for sms in twilio.messages.all.values()] == ["inbound"]


@pytest.mark.parametrize("forgery", list(Forgery))
async def test_a_forged_text_does_not_pass_the_check(twilio: TwilioApi, forgery: Forgery) -> None:
    async with Receiver() as door:
        twilio.inbound_url = f"{door.url}/sms/inbound"
        await twilio.phone(ANA).texts("ne", forged=forgery)
        assert not is_signed(twilio, door.received[0], twilio.inbound_url)
        assert twilio.messages.all == {}


@pytest.mark.parametrize(
    ("rules", "statuses", "tries"),
    [
        ("", (500,), 1),
        ("", (0, 0, 0), 2),
        ("#rc=5&rp=all", (500, 404, 0, 503), 5),
        ("#rc=2&rp=5xx", (500, 404), 2),
    ],
)
async def test_a_webhook_is_called_again_only_as_twilio_does(
    twilio: TwilioApi, rules: str, statuses: tuple[int, ...], tries: int
) -> None:
    async with Receiver(*statuses) as door:
        twilio.inbound_url = f"{door.url}/sms/inbound{rules}"
        await twilio.phone(ANA).texts("da")
        assert len(door.received) == tries
        assert len({one.headers["I-Twilio-Idempotency-Token"] for one in door.received}) == 1
        assert all(is_signed(twilio, one, f"{door.url}/sms/inbound") for one in door.received)


async def test_a_text_nobody_took_goes_to_the_fallback_and_stays_in_the_list(twilio: TwilioApi) -> None:
    async with Receiver(500) as door:
        twilio.inbound_url, twilio.fallback_url = f"{door.url}/sms/inbound", f"{door.url}/fallback"
        await twilio.phone(ANA).texts("da")
        assert [one.path for one in door.received] == ["/sms/inbound", "/fallback"]
        assert door.received[1].form["ErrorCode"] == "11200"
        assert [sms.body for sms in twilio.messages.all.values()] == ["da"]


async def test_a_replay_carries_the_same_sid(twilio: TwilioApi) -> None:
    async with Receiver() as door:
        twilio.inbound_url = f"{door.url}/sms/inbound"
        hook = await twilio.phone(ANA).texts("da")
        assert hook is not None
        await twilio.replays(hook)
        assert door.received[0].form == door.received[1].form


async def test_stop_is_swallowed_only_when_it_is_switched_on(twilio: TwilioApi) -> None:
    phone = twilio.phone(ANA)
    await phone.texts("STOP")
    assert (await send(twilio))[0] == 201
    twilio.stop_handling = True
    await phone.texts("stop, prosim")
    assert (await send(twilio))[0] == 201
    await phone.texts(" Cancel ")
    status, refused = await send(twilio)
    assert (status, refused["code"]) == (400, 21610)
    assert "unsubscribed" in phone.inbox[-1]
    assert (await send(twilio, From="STIK"))[0] == 201
    await phone.texts("yes")
    assert (await send(twilio))[0] == 201


async def test_an_answer_in_twiml_is_sent_as_a_reply(twilio: TwilioApi) -> None:
    async with Receiver(text="<Response><Message>Hvala.</Message></Response>") as door:
        twilio.inbound_url = door.url
        await twilio.phone(ANA).texts("da")
        assert await twilio.phone(ANA).receives(containing="Hvala") == "Hvala."
