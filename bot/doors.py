"""The providers' doors: checks who calls, records what came, and only then says 200.

A door without a secret or an account stays shut. Plain Starlette routes: they are the hottest of the house.
"""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol
from urllib.parse import parse_qsl

import structlog
from starlette.datastructures import ImmutableMultiDict
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot import sms_forms, telegram_updates
from bot.channel import Arrival
from bot.intake import Intake

log = structlog.get_logger(__name__)

MOST_BYTES = 1_000_000
MOST_FIELDS = 200
NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


class Signed(Protocol):
    """What the SMS doors need of the SMS channel."""

    def is_signed(self, url: str, form: Mapping[str, str], *, signature: str) -> bool:
        """True when the provider signed this form for this public address."""
        ...


def routes(
    intake: Intake, *, telegram_secret: str = "", sms: Signed | None = None, public_url: str = ""
) -> list[Route]:
    """The webhook routes; without `telegram_secret`, or without `sms` and `public_url`, that door refuses everybody."""
    telegram = TelegramDoor(intake, telegram_secret)
    texts = SmsDoor(intake, sms, public_url=public_url)
    return [
        Route("/telegram/webhook", telegram.answer, methods=["POST"]),
        Route("/sms/inbound", texts.answer, methods=["POST"]),
        Route("/sms/status", texts.answer, methods=["POST"]),
    ]


class _Refusal(Exception):
    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.answer = PlainTextResponse(sentence, status)


class TelegramDoor:
    """POST /telegram/webhook; the header X-Telegram-Bot-Api-Secret-Token is required always."""

    def __init__(self, intake: Intake, secret: str) -> None:
        self._intake = intake
        self._secret = secret.encode()

    async def answer(self, request: Request) -> Response:
        """200 after the update is recorded; 403, 413, 400 for what is refused, 503 when it could not be recorded."""
        return await _guarded(request, self._take_in)

    async def _take_in(self, request: Request) -> Response:
        shown = request.headers.get("x-telegram-bot-api-secret-token", "").encode()
        if not self._secret or not hmac.compare_digest(shown, self._secret):
            raise _Refusal(403, "The secret is missing or wrong.")
        update = _json(await _body(request))
        ref = telegram_updates.update_id(update)
        if ref is None:
            raise _Refusal(400, "This is no update.")
        await self._intake.keep([Arrival("telegram", ref, update)])
        return Response()


class SmsDoor:
    """POST /sms/inbound and /sms/status; Twilio's signature over the public address is required always."""

    def __init__(self, intake: Intake, sms: Signed | None, *, public_url: str) -> None:
        self._intake = intake
        self._sms = sms
        self._public_url = public_url.rstrip("/")

    async def answer(self, request: Request) -> Response:
        """Empty TwiML after the form is recorded; 403, 413, 400 for what is refused, 503 when it was not recorded."""
        return await _guarded(request, self._take_in)

    async def _take_in(self, request: Request) -> Response:
        signature = request.headers.get("x-twilio-signature", "")
        if self._sms is None or not self._public_url or not signature:
            raise _Refusal(403, "The signature is missing or cannot be checked.")
        form = _form(await _body(request))
        if not self._sms.is_signed(self._address(request), form, signature=signature):
            raise _Refusal(403, "The signature is wrong.")
        content = dict(form)
        ref = sms_forms.ref_of(content)
        if not ref:
            raise _Refusal(400, "This form has no MessageSid.")
        await self._intake.keep([Arrival("sms", ref, content)])
        return Response(NO_ANSWER, media_type="text/xml")

    def _address(self, request: Request) -> str:
        """The address as Twilio called it: from the settings, never from the Host header."""
        query = request.scope["query_string"].decode("latin-1")
        return self._public_url + request.url.path + (f"?{query}" if query else "")


async def _guarded(request: Request, take_in: Callable[[Request], Awaitable[Response]]) -> Response:
    try:
        return await take_in(request)
    except _Refusal as refusal:
        log.warning("a webhook was refused", path=request.url.path, status=refusal.answer.status_code)
        return refusal.answer
    except ClientDisconnect:
        return Response(status_code=400)
    except Exception as error:
        # Not 200: Telegram brings it again; an SMS is found again by asking Twilio for what was missed.
        log.error("a webhook could not be recorded", path=request.url.path, error=type(error).__name__)
        return PlainTextResponse("It could not be recorded; try again.", 503, {"Retry-After": "5"})


async def _body(request: Request) -> bytes:
    """The whole body. Raises a 413 as soon as it is seen to be too long."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MOST_BYTES:
        raise _Refusal(413, "This is too long.")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise _Refusal(413, "This is too long.")
    return bytes(body)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise _Refusal(400, "This is no JSON.") from None


def _form(body: bytes) -> ImmutableMultiDict[str, str]:
    """The fields, empty ones included: Twilio signs them too."""
    try:
        return ImmutableMultiDict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise _Refusal(400, "This is no form.") from None
