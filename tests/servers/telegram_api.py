"""A Bot API server for one bot: what Telegram's own server would do, faults included, and the people on the other side.

`async with TelegramApi() as api`: `api.base_url` and `api.token` go into the product, `api.person(7)` is somebody.
On the command line: `python -m tests.servers.telegram_api --port 8081`, with /_control to look inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from .control import control, options, plain, serve
from .httpd import Server
from .telegram_chats import Accepted, Chats, Commands, Standing
from .telegram_markup import Params, Refused, read_params
from .telegram_people import Person
from .telegram_updates import WEBHOOK_ACTIVE, Updates
from .telegram_webhook import Webhook

TOKEN = "123456789:AAF-stik-test-token_0123456789abcdef"


class TelegramApi(Server):
    """Telegram as one bot meets it. `strict` asks of a webhook address what the public server asks (HTTPS, ports)."""

    def __init__(
        self, *, token: str = TOKEN, username: str = "StikBot", port: int = 0, time_factor: float = 1.0,
        strict: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(port=port, sends_by="sendMessage")
        self.token = token
        self.me = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Stik", "username": username}
        self.chats = Chats(self.me, self.clock)
        self.commands = Commands()
        self.updates = Updates(self.clock)
        self.webhook = Webhook(self, self.updates, time_factor=time_factor, strict=strict)
        self.webhook.perform = self.perform
        self._methods = self._plain_methods()

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls base_url: the token and the method follow it."""
        return f"{self.url}/bot"

    @property
    def accepted(self) -> list[Accepted]:
        """Every message Telegram took, in order, whether or not its answer reached the bot."""
        return self.chats.accepted

    def person(self, chat_id: int, *, first_name: str = "", language: str = "sl", started: bool = True) -> Person:
        """The person with that id; made on first call, with the bot already started unless told otherwise."""
        profile = {"first_name": first_name or f"Oseba {chat_id}", "language_code": language}
        self.chats.profiles.setdefault(chat_id, profile)
        self.chats.standing.setdefault(chat_id, Standing.TALKS if started else Standing.NEVER_STARTED)
        return Person(self, chat_id)

    def refuses(self, chat_id: int, code: int, description: str, **parameters: Any) -> None:
        """Refuse every send to that chat so, e.g. 400 "Bad Request: group chat was upgraded to a supergroup chat"."""
        self.chats.refusals[chat_id] = Refused(code, description, parameters)

    async def redelivers(self, kind: str, body: dict[str, Any], update_id: int) -> int:
        """Post one update to the webhook once more, past the queue. Returns the status it was answered with."""
        return (await self.webhook.deliver({"update_id": update_id, kind: body}))[0]

    async def perform(self, method: str, params: Params) -> Any:
        """The result of one method. Raises Refused."""
        name = method.lower()
        if name == "getupdates":
            if self.webhook.url:
                raise Refused(409, WEBHOOK_ACTIVE)
            return await self.updates.poll(params)
        if name not in self._methods:
            raise Refused(404, "Not Found: method not found")
        return self._methods[name](params)

    def _plain_methods(self) -> dict[str, Callable[[Params], Any]]:
        can = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
        return {
            "getme": lambda _: self.me | can | {"can_connect_to_business": False, "has_main_web_app": False},
            "sendmessage": self.chats.send,
            "editmessagetext": self.chats.edit_text,
            "editmessagereplymarkup": self.chats.edit_markup,
            "answercallbackquery": self.chats.answer,
            "deletemessage": self.chats.delete,
            "sendchataction": lambda _: True,
            "setwebhook": self.webhook.set,
            "deletewebhook": self.webhook.delete,
            "getwebhookinfo": lambda _: self.webhook.info(),
            "setmycommands": self.commands.set,
            "getmycommands": self.commands.get,
        }

    def application(self) -> web.Application:
        """One route for all methods, and the side door."""
        app = web.Application(client_max_size=20 * 1024 * 1024)
        app.add_routes(control(self, self._verbs(), self._state))
        app.router.add_route("*", "/{bot:bot[^/]*}/{method}", self._call)
        app.router.add_route("*", "/{rest:.*}", _unknown)
        return app

    async def _call(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["bot"][3:], request.match_info["method"]
        if not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", token):
            return refusal(Refused(404, "Not Found"))
        if token != self.token:
            return refusal(Refused(401, "Unauthorized"))
        try:
            params = await read_params(request)
        except Refused as no:
            return refusal(no)

        async def work() -> web.Response:
            try:
                result = await self.perform(method, params)
            except Refused as no:
                return refusal(no)
            if method.lower().endswith("webhook") and isinstance(result, str):
                return web.json_response({"ok": True, "result": True, "description": result})
            return web.json_response({"ok": True, "result": result})

        target = params.get("chat_id")
        return await self.through(request, method, work, target=None if target is None else str(target))

    def too_many(self, seconds: int) -> web.Response:
        """429 with retry_after in the body and Retry-After in the header."""
        why = f"Too Many Requests: retry after {seconds}"
        return refusal(Refused(429, why, {"retry_after": seconds}))

    def broken(self) -> web.Response:
        """500 as Telegram words it."""
        return refusal(Refused(500, "Internal Server Error"))

    def _verbs(self) -> dict[str, Callable[..., Any]]:
        def of(name: str) -> Callable[..., Any]:
            return lambda chat_id, **how: getattr(self.person(chat_id), name)(**how)

        verbs = "starts says sends_photo sends_voice edits presses forges blocks unblocks leaves_telegram receives"
        return {
            **{name: of(name) for name in verbs.split()},
            "person": lambda chat_id, **how: self.person(chat_id, **how).chat_id,
            "chat": lambda chat_id: self.person(chat_id).chat,
            "refuses": self.refuses,
            "redelivers": self.redelivers,
            "idle": self.idle,
        }

    def _state(self) -> dict[str, Any]:
        return {
            "accepted": plain(self.accepted),
            "waiting": [update.shown() for update in self.updates.pending.values()],
            "confirmed": self.updates.confirmed,
            "deliveries": plain(self.webhook.deliveries),
            "answers": plain(self.chats.answers),
            "webhook": self.webhook.info(),
        }


def refusal(no: Refused) -> web.Response:
    """The answer that tells a bot no."""
    body: dict[str, Any] = {"ok": False, "error_code": no.code, "description": no.description}
    if no.parameters:
        body["parameters"] = no.parameters
    again = no.parameters.get("retry_after")
    return web.json_response(body, status=no.code, headers={"Retry-After": str(again)} if again else None)


async def _unknown(_: web.Request) -> web.Response:
    return refusal(Refused(404, "Not Found"))


def main() -> None:
    """Run the server from the command line."""
    parser = options("A Bot API server for tests")
    parser.add_argument("--token", default=TOKEN)
    chosen = parser.parse_args()
    serve(
        lambda: TelegramApi(port=chosen.port, token=chosen.token, time_factor=chosen.time_factor),
        lambda api: {"base_url": api.base_url, "token": api.token},
    )


if __name__ == "__main__":
    main()
