"""The gate before every address of the API: who calls, how often, and whether the token may write.

It stands before the body is read, so that nobody without a token can send one.
"""

from datetime import datetime

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from records import tokens
from staff.api.caller import Caller
from staff.api.problems import SENTENCES, Fault, answer
from staff.desk import Desk

MOST_BYTES = 1_000_000
READING = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN_TO_ALL = "/openapi.json"
CALLS_A_MINUTE = 1200
WRONG_TOKENS_A_MINUTE = 60
MOST_COUNTED = 10_000


class Turnstile:
    """Counts calls of each caller in one process, a minute at a time."""

    def __init__(self) -> None:
        self._minute = -1
        self._counts: dict[str, int] = {}

    def let_in(self, who: str, most: int, *, at: datetime) -> None:
        """Counts one call. Raises Fault 429 when the caller had `most` in this minute."""
        minute = int(at.timestamp() // 60)
        if minute != self._minute or len(self._counts) > MOST_COUNTED:
            self._minute, self._counts = minute, {}
        self._counts[who] = self._counts.get(who, 0) + 1
        if self._counts[who] > most:
            wait = 60 - int(at.timestamp() % 60)
            raise Fault(429, f"That was too much for one minute. Wait {wait} s.", headers={"Retry-After": str(wait)})


class Gate:
    """ASGI middleware that lets a caller with a good token in, as `request.state.caller`."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app, self._desk, self._turnstile = app, desk, Turnstile()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 401, 403, 413, 415 and 429 itself; everything else goes on."""
        if scope["type"] == "http" and not scope["path"].endswith(OPEN_TO_ALL):
            try:
                scope.setdefault("state", {})["caller"] = await self._caller(scope)
            except Fault as fault:
                await answer(fault)(scope, receive, send)
                return
        await self._app(scope, _limited(receive), send)

    async def _caller(self, scope: Scope) -> Caller:
        headers, at = Headers(scope=scope), self._desk.now()
        scheme, _, plain = headers.get("authorization", "").partition(" ")
        token = await self._token(plain.strip(), at) if scheme.lower() == "bearer" else None
        if token is None:
            host = (scope.get("client") or ("?",))[0]
            self._turnstile.let_in(f"host:{host}", WRONG_TOKENS_A_MINUTE, at=at)
            raise Fault(401, _NO_TOKEN, headers={"WWW-Authenticate": 'Bearer realm="Stik"'})
        self._turnstile.let_in(f"token:{token.id}", CALLS_A_MINUTE, at=at)
        if scope["method"] not in READING:
            _check_write(token, headers)
        return Caller(token, self._desk)

    async def _token(self, plain: str, at: datetime) -> tokens.Token | None:
        async with self._desk.database.reading() as tx:
            token = await tokens.account_of_token(tx, plain)
        if token is not None and (token.seen_at is None or at - token.seen_at >= tokens.SEEN_EVERY):
            async with self._desk.database.transaction() as tx:
                await tokens.see(tx, token, now=at)
        return token


_NO_TOKEN = "Send a token that is in force: Authorization: Bearer TOKEN. `stik token add` makes one."


def _check_write(token: tokens.Token, headers: Headers) -> None:
    if token.is_read_only:
        raise Fault(403, "This token may only read; use one that may write.")
    length = headers.get("content-length", "0")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise Fault(413, SENTENCES[413])
    has_body = length != "0" or "transfer-encoding" in headers
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if has_body and kind != "application/json" and not kind.endswith("+json"):
        raise Fault(415, "Send the body as JSON, with Content-Type: application/json.")


def _limited(receive: Receive) -> Receive:
    """The same body, which ends with 413 when it grows too large without having said so."""
    taken = 0

    async def part() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BYTES:
            raise HTTPException(413)
        return message

    return part
