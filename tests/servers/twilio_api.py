"""Twilio's Programmable Messaging for one account: what its REST API and webhooks would do, faults included.

`async with TwilioApi() as api`: `api.url`, `api.account_sid`, `api.auth_token` go into the product, `api.phone(number)`
is somebody. On the command line: `python -m tests.servers.twilio_api --port 8082`, with /_control to look inside.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from .control import control, options, plain, serve
from .httpd import Server
from .twilio_checks import check_form, check_recipient, check_sender
from .twilio_forms import inbound_form, status_form
from .twilio_messages import Messages, Sms, TwilioError
from .twilio_phones import Phone, Receipts, live
from .twilio_webhooks import Hook, Webhooks

ACCOUNT_SID, AUTH_TOKEN = "AC" + "5a" * 16, "7e" * 16
NUMBER = "+38664700100"
ROOT = "/2010-04-01/Accounts/{account}"


Act = Callable[[web.Request, dict[str, str]], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class Taken:
    """One message Twilio took; `at` is time.monotonic(), `order` counts from 1."""

    order: int
    at: float
    sid: str
    to: str
    sender: str | None
    body: str


class TwilioApi(Server):
    """Twilio as one account meets it. Any alphanumeric sender is allowed; numbers must be its own.

    `services` maps a Messaging Service's SID to its numbers; fill it after making the server.
    """

    def __init__(
        self, *, account_sid: str = ACCOUNT_SID, auth_token: str = AUTH_TOKEN, numbers: tuple[str, ...] = (NUMBER,),
        port: int = 0, time_factor: float = 1.0,
    ) -> None:  # fmt: skip
        super().__init__(port=port, sends_by="create")
        self.account_sid, self.auth_token = account_sid, auth_token
        self.numbers = list(numbers)
        self.services: dict[str, list[str]] = {}
        self.keys: dict[str, str] = {}
        self.messages = Messages(account_sid)
        self.webhooks = Webhooks(self, auth_token, time_factor=time_factor)
        self.phones: dict[str, Phone] = {}
        self.accepted: list[Taken] = []
        self.receipts = Receipts.IN_ORDER
        self.step_seconds = 0.01
        self.stop_handling = False
        self.inbound_url = self.fallback_url = ""
        self.most_at_once: int | None = None
        self._at_once = 0

    def phone(self, number: str) -> Phone:
        """The phone with that number; made on first call."""
        return self.phones.setdefault(number, Phone(self, number))

    async def replays(self, hook: Hook) -> Hook:
        """Call a webhook once more with the same fields, properly signed."""
        return await self.webhooks.call(hook.url, hook.form)

    async def receipt(self, sms: Sms, form: dict[str, str]) -> Hook | None:
        """Tell the product about a status, when it asked to be told."""
        return await self.webhooks.call(sms.callback, form) if sms.callback else None

    def status_form(self, sms: Sms) -> dict[str, str]:
        """The fields of a status callback for the state the message is in now."""
        return status_form(self.account_sid, sms, self.clock.now_at())

    def inbound_form(self, sms: Sms) -> dict[str, str]:
        """The fields of the webhook for a text that came in."""
        service = next((sid for sid, numbers in self.services.items() if sms.to in numbers), None)
        return inbound_form(self.account_sid, sms, service)

    def accept(self, form: Mapping[str, str], direction: str = "outbound-api") -> Sms:
        """Take a message: it is kept, counted and will live."""
        status = "accepted" if form.get("MessagingServiceSid") else "queued"
        sms = self.messages.add(form, direction, status, self.clock.now_at())
        self.accepted.append(Taken(len(self.accepted) + 1, sms.at, sms.sid, sms.to, sms.sender, sms.body))
        return sms

    def application(self) -> web.Application:
        """The routes of the account, and the side door."""
        app = web.Application()
        app.add_routes(control(self, self._verbs(), self._state))
        one, all_ = f"{ROOT}/Messages/{{sid}}.json", f"{ROOT}/Messages.json"
        router = app.router
        router.add_post(all_, self._route("create", self._create))
        router.add_get(all_, self._route("list", self._list))
        router.add_get(one, self._route("fetch", self._fetch))
        router.add_post(one, self._route("redact", self._redact))
        router.add_delete(one, self._route("delete", self._delete))
        router.add_get(f"{ROOT}.json", self._route("account", self._account))
        router.add_route("*", "/{rest:.*}", self._route("unknown", self._unknown))
        return app

    def _route(self, method: str, act: Act) -> Any:
        async def call(request: web.Request) -> web.StreamResponse:
            form = {name: str(value) for name, value in (await request.post()).items()}

            async def work() -> web.Response:
                try:
                    self._admit(request)
                    return await act(request, form)
                except TwilioError as no:
                    return refusal(no)

            return await self.through(request, method, work, target=form.get("To") or request.query.get("To"))

        return call

    def _admit(self, request: web.Request) -> None:
        try:
            login = aiohttp.BasicAuth.decode(request.headers.get("Authorization", ""))
        except ValueError:
            raise TwilioError(401, 20003, "Authenticate") from None
        secret = {self.account_sid: self.auth_token, **self.keys}.get(login.login, "")
        is_right = secret and hmac.compare_digest(secret, login.password)
        if not is_right or request.match_info.get("account", self.account_sid) != self.account_sid:
            raise TwilioError(401, 20003, "Authenticate")

    async def _create(self, _: web.Request, form: dict[str, str]) -> web.Response:
        if self.most_at_once is not None and self._at_once >= self.most_at_once:
            return self.too_many(0)
        self._at_once += 1
        try:
            check_form(form)
            check_sender(form, self.numbers, self.services)
            check_recipient(form, self.phone(form["To"]))
            sms = self.accept(form)
            shown = self.messages.shown(sms)
            receipts = self.phone(sms.to).receipts or self.receipts
            life = self.spawn(live(self, sms, receipts))
            if receipts is Receipts.BEFORE_ANSWER:
                await life
            return web.json_response(shown, status=201)
        finally:
            self._at_once -= 1

    async def _list(self, request: web.Request, _: dict[str, str]) -> web.Response:
        return web.json_response(self.messages.page(request.query))

    async def _fetch(self, request: web.Request, _: dict[str, str]) -> web.Response:
        return web.json_response(self.messages.shown(self.messages.one(request.match_info["sid"], request.path)))

    async def _redact(self, request: web.Request, form: dict[str, str]) -> web.Response:
        sms = self.messages.redact(request.match_info["sid"], request.path, form)
        return web.json_response(self.messages.shown(sms))

    async def _delete(self, request: web.Request, _: dict[str, str]) -> web.Response:
        self.messages.delete(request.match_info["sid"], request.path)
        return web.Response(status=204)

    async def _account(self, request: web.Request, _: dict[str, str]) -> web.Response:
        known = {"sid": self.account_sid, "owner_account_sid": self.account_sid, "friendly_name": "Stik"}
        return web.json_response(known | {"status": "active", "type": "Full", "uri": request.path})

    async def _unknown(self, request: web.Request, _: dict[str, str]) -> web.Response:
        raise TwilioError(404, 20404, f"The requested resource {request.path} was not found")

    def too_many(self, seconds: int) -> web.Response:
        """429 with code 20429; Retry-After only when a time is known."""
        answer = refusal(TwilioError(429, 20429, "Too Many Requests"))
        answer.headers["Twilio-Concurrent-Requests"] = str(self._at_once)
        if seconds:
            answer.headers["Retry-After"] = str(seconds)
        return answer

    def broken(self) -> web.Response:
        """500 as Twilio words it."""
        return refusal(TwilioError(500, 20500, "An internal server error has occurred"))

    def _verbs(self) -> dict[str, Callable[..., Any]]:
        def of(name: str) -> Callable[..., Any]:
            return lambda phone, **how: getattr(self.phone(phone), name)(**how)

        return {
            **{name: of(name) for name in ("texts", "becomes", "refuses", "receives")},
            "inbox": lambda phone: self.phone(phone).inbox,
            "statuses": lambda sid: self.messages.all[sid].statuses,
            "settings": self._set,
            "idle": self.idle,
        }

    def _set(self, **wanted: Any) -> None:
        for name, value in wanted.items():
            if name == "list_lag_seconds":
                self.messages.lag_seconds = float(value)
            elif name in ("inbound_url", "fallback_url", "stop_handling", "step_seconds", "most_at_once", "services"):
                setattr(self, name, value)
            elif name == "receipts":
                self.receipts = Receipts(value)
            else:
                raise LookupError(f"There is no setting {name!r}.")

    def _state(self) -> dict[str, Any]:
        return {
            "accepted": plain(self.accepted),
            "messages": [self.messages.shown(sms) for sms in self.messages.all.values()],
            "webhooks": plain(self.webhooks.tries),
        }


def refusal(no: TwilioError) -> web.Response:
    """Twilio's error answer."""
    more = f"https://www.twilio.com/docs/errors/{no.code}"
    body = {"code": no.code, "message": no.message, "more_info": more, "status": no.status}
    return web.json_response(body, status=no.status)


def main() -> None:
    """Run the server from the command line."""
    parser = options("Twilio's messaging API for tests")
    parser.add_argument("--account-sid", default=ACCOUNT_SID)
    parser.add_argument("--auth-token", default=AUTH_TOKEN)
    parser.add_argument("--number", action="append", help="a number of the account; may be given again")
    parser.add_argument("--inbound-url", default="", help="where texts that come in are posted")
    chosen = parser.parse_args()

    def make() -> TwilioApi:
        numbers = tuple(chosen.number or (NUMBER,))
        api = TwilioApi(
            account_sid=chosen.account_sid, auth_token=chosen.auth_token, numbers=numbers, port=chosen.port,
            time_factor=chosen.time_factor,
        )  # fmt: skip
        api.inbound_url = chosen.inbound_url
        return api

    serve(make, lambda api: {"account_sid": api.account_sid, "auth_token": api.auth_token, "numbers": api.numbers})


if __name__ == "__main__":
    main()
