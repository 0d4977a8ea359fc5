"""The providers' doors over HTTP: recorded before 200, forged ones without effect, replays without a second one."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bot import doors
from bot.channel import Arrival
from bot.intake import Intake
from bot.sms import SmsAccount, SmsChannel
from records.database import Database
from records.tables import arrivals
from tests.bot.serving import served
from tests.conftest import NOW
from tests.servers.telegram_api import TelegramApi
from tests.servers.twilio_api import NUMBER, TwilioApi
from tests.servers.twilio_webhooks import Forgery, sign

PUBLIC, SECRET, BEN = "https://stik.example", "a-secret_token", "+38640111222"
TWILIO = SmsAccount("AC" + "5a" * 16, "7e" * 16, NUMBER, public_url=PUBLIC, is_two_way=True)


@dataclass
class House:
    """The doors on a port, and what was recorded."""

    url: str
    database: Database
    web: aiohttp.ClientSession
    rung: list[int] = field(default_factory=list)

    async def recorded(self) -> list[Arrival]:
        async with self.database.reading() as tx:
            rows = await tx.execute(select(arrivals).order_by(arrivals.c.id))
            return [Arrival(row.door, row.provider_ref, row.content) for row in rows]

    async def update(self, body: Any, secret: str | None = SECRET, **more: Any) -> int:
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.web.post(f"{self.url}/telegram/webhook", data=data, headers=headers, **more) as answer:
            return answer.status

    async def form(
        self, path: str, form: dict[str, str], *, signature: str | None = None, host: str = ""
    ) -> tuple[int, str, str]:
        headers = {"X-Twilio-Signature": sign(TWILIO.token, PUBLIC + path, form) if signature is None else signature}
        headers |= {"Host": host} if host else {}
        async with self.web.post(self.url + path, data=form, headers=headers) as answer:
            return answer.status, answer.content_type, await answer.text()


def clock() -> datetime:
    return NOW


@asynccontextmanager
async def house(
    database: Database, *, secret: str = SECRET, public: str = PUBLIC, sms: bool = True
) -> AsyncIterator[House]:
    rung: list[int] = []
    intake = Intake(database, clock, ring=lambda: rung.append(1))
    channel = SmsChannel(TWILIO) if sms else None
    open_doors = doors.routes(intake, telegram_secret=secret, sms=channel, public_url=public)
    async with served(open_doors) as url, aiohttp.ClientSession() as web:
        yield House(url, database, web, rung)


@pytest.fixture
async def stik(database: Database) -> AsyncIterator[House]:
    async with house(database) as one:
        yield one


def inbound(text: str = "da", sid: str = "SM1", **more: str) -> dict[str, str]:
    form = {"MessageSid": sid, "AccountSid": TWILIO.sid, "From": BEN, "To": NUMBER, "Body": text}
    return form | {"SmsStatus": "received", "NumMedia": "0", "FromCity": "", "ToState": ""} | more


async def test_an_update_is_recorded_as_it_came_before_the_answer(stik: House) -> None:
    update = {"update_id": 7, "message": {"text": "da čšž"}, "field_of_next_year": [1, {"x": None}]}
    assert await stik.update(update) == 200
    assert await stik.recorded() == [Arrival("telegram", "7", update)]
    assert stik.rung == [1]


async def test_a_replayed_update_makes_no_second_row(stik: House) -> None:
    assert [await stik.update({"update_id": 7, "message": {"text": "da"}}) for _ in range(3)] == [200, 200, 200]
    assert (len(await stik.recorded()), stik.rung) == (1, [1])


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], SECRET.upper()])
async def test_a_forged_update_has_no_effect(stik: House, secret: str | None) -> None:
    assert await stik.update({"update_id": 7, "message": {"text": "da"}}, secret) == 403
    assert (await stik.recorded(), stik.rung) == ([], [])


async def test_what_is_no_update_is_refused(stik: House) -> None:
    for body in (b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b"7", b'{"update_id": "7"}', b'{"update_id": true}'):
        assert await stik.update(body) == 400
    assert await stik.update({"update_id": -1}) == 400
    assert await stik.update({"update_id": 2**70}) == 400
    assert await stik.recorded() == []


async def test_more_than_a_megabyte_is_refused_announced_or_not(stik: House) -> None:
    async def drip() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b" " * 50_000

    assert await stik.update(b" " * 1_000_001) == 413
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with stik.web.post(f"{stik.url}/telegram/webhook", data=drip(), headers=headers) as answer:
        assert answer.status == 413
    assert await stik.recorded() == []


async def test_only_post_is_answered(stik: House) -> None:
    for path in ("/telegram/webhook", "/sms/inbound", "/sms/status"):
        async with stik.web.get(stik.url + path) as answer:
            assert answer.status == 405


async def test_without_a_secret_an_account_or_a_public_address_the_doors_stay_shut(database: Database) -> None:
    async with house(database, secret="", sms=False) as shut:
        assert await shut.update({"update_id": 7}, "") == 403
        assert await shut.update({"update_id": 7}, None) == 403
        assert (await shut.form("/sms/inbound", inbound()))[0] == 403
    async with house(database, public="") as shut:
        form = inbound()
        assert (await shut.form("/sms/inbound", form, signature=sign(TWILIO.token, "/sms/inbound", form)))[0] == 403
        assert await shut.recorded() == []


async def test_a_signed_sms_is_recorded_and_answered_with_nothing(stik: House) -> None:
    status, kind, body = await stik.form("/sms/inbound", inbound(NewField="", Second="x"))
    assert (status, kind) == (200, "text/xml")
    assert body.endswith("<Response></Response>")
    (one,) = await stik.recorded()
    assert (one.door, one.ref, one.content["Body"], one.content["FromCity"]) == ("sms", "SM1", "da", "")
    assert (await stik.form("/sms/inbound", inbound()))[0] == 200
    assert len(await stik.recorded()) == 1


async def test_each_status_of_a_message_is_recorded_once(stik: House) -> None:
    for state in ("sent", "delivered", "sent", "delivered"):
        form = {"MessageSid": "SM1", "AccountSid": TWILIO.sid, "MessageStatus": state, "SmsStatus": state}
        assert (await stik.form("/sms/status", form))[0] == 200
    assert [each.ref for each in await stik.recorded()] == ["SM1:sent", "SM1:delivered"]


async def test_the_signature_is_checked_over_the_public_address_with_its_query(stik: House) -> None:
    form = inbound()
    assert (await stik.form("/sms/inbound?bot=1&x=%C4%8D", form, host="evil.example"))[0] == 200
    over_host = sign(TWILIO.token, f"{stik.url}/sms/inbound", form)
    assert (await stik.form("/sms/inbound", inbound(sid="SM2"), signature=over_host))[0] == 403
    other_door = sign(TWILIO.token, f"{PUBLIC}/sms/status", form)
    assert (await stik.form("/sms/inbound", form, signature=other_door))[0] == 403
    assert len(await stik.recorded()) == 1


async def test_a_signed_form_of_another_account_is_refused(stik: House) -> None:
    assert (await stik.form("/sms/inbound", inbound(AccountSid="AC" + "0" * 32)))[0] == 403
    assert await stik.recorded() == []


@pytest.mark.parametrize("signature", ["", "x", "č", "A" * 28, "A" * 100_0])
async def test_a_form_with_a_wrong_signature_has_no_effect(stik: House, signature: str) -> None:
    assert (await stik.form("/sms/inbound", inbound(), signature=signature.encode().decode("latin-1")))[0] == 403
    assert (await stik.recorded(), stik.rung) == ([], [])


@pytest.mark.parametrize("forgery", [*Forgery])
async def test_every_forgery_of_an_sms_is_refused_and_the_true_one_heard(stik: House, forgery: Forgery) -> None:
    async with TwilioApi(time_factor=0.1) as twilio:
        twilio.public[PUBLIC] = stik.url
        twilio.inbound_url = f"{PUBLIC}/sms/inbound"
        forged = await twilio.phone(BEN).texts("da", forged=forgery)
        assert forged is not None and forged.status == 403
        assert await stik.recorded() == []
        true = await twilio.phone(BEN).texts("da", extra={"FieldOfNextYear": ""})
        assert true is not None and true.status == 200
        assert (await twilio.replays(true)).status == 200
    assert [each.content["Body"] for each in await stik.recorded()] == ["da"]


async def test_telegram_delivers_everything_once_and_in_the_end(stik: House) -> None:
    async with TelegramApi(time_factor=0.01) as api:
        async with aiohttp.ClientSession() as web:
            data = {"url": f"{stik.url}/telegram/webhook", "secret_token": SECRET}
            await web.post(f"{api.base_url}{api.token}/setWebhook", data=data)
        for number in range(200):
            api.person(1000 + number % 50).says(str(number))
        async with asyncio.timeout(20):
            while api.updates.pending:
                await asyncio.sleep(0.02)
    said = [int(each.content["message"]["text"]) for each in await stik.recorded()]
    assert sorted(said) == list(range(200))


async def test_two_hundred_at_once_share_a_few_commits(stik: House) -> None:
    posts = [stik.update({"update_id": n, "message": {"text": "da"}}) for n in range(200)]
    assert set(await asyncio.gather(*posts)) == {200}
    assert len(await stik.recorded()) == 200
    assert len(stik.rung) < 100


async def test_what_could_not_be_recorded_is_not_confirmed(sqlite_database: Database) -> None:
    async with house(sqlite_database) as stik:
        async with sqlite_database.transaction() as tx:
            await tx.exec_driver_sql("alter table arrivals rename to away")
        assert await stik.update({"update_id": 7}) == 503
        assert (await stik.form("/sms/inbound", inbound()))[0] == 503
        async with sqlite_database.transaction() as tx:
            await tx.exec_driver_sql("alter table away rename to arrivals")
        assert await stik.update({"update_id": 7}) == 200
        assert len(await stik.recorded()) == 1
