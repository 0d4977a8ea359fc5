"""Twilio's side of a webhook: the signature, and delivery with Twilio's rule for trying again.

One retry, and only when the connection failed, unless the address says otherwise after # (rc, rp, ct, rt: Twilio's
connection overrides). The signature covers the public address without that fragment and every field, empty ones too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urldefrag

import aiohttp

from .httpd import Server
from .twilio_messages import new_sid


class Forgery(StrEnum):
    """Ways a stranger gets the signature wrong."""

    MISSING = "missing"
    GARBAGE = "garbage"
    OTHER_TOKEN = "other_token"
    OTHER_URL = "other_url"
    TAMPERED = "tampered"


@dataclass(frozen=True, slots=True)
class Hook:
    """One try to call a webhook; `status` 0 when the connection failed or stayed silent."""

    at: float
    url: str
    form: dict[str, str]
    status: int
    body: str = ""


def sign(token: str, url: str, form: Mapping[str, str]) -> str:
    """X-Twilio-Signature: base64 of HMAC-SHA1 over address and sorted fields (twilio.com/docs/usage/security)."""
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


class Webhooks:
    """Calls the product's addresses as Twilio does and keeps every try."""

    def __init__(self, server: Server, token: str, *, time_factor: float) -> None:
        self.server, self.token, self.time_factor = server, token, time_factor
        self.tries: list[Hook] = []

    async def call(self, url: str, form: dict[str, str], *, forged: str | None = None) -> Hook:
        """The last try to hand `form` over; earlier ones are in `tries`."""
        plain, fragment = urldefrag(url)
        rules = {name: values[0] for name, values in parse_qs(fragment).items()}
        policy = rules.get("rp", "ct").split(",")
        key = new_sid("")
        for left in range(int(rules.get("rc", "1")), -1, -1):
            hook, failure = await self._try(plain, form, rules, key=key, forged=forged)
            self.tries.append(hook)
            if failure is None or left == 0 or not {failure, "all"} & set(policy):
                break
        return hook

    async def _try(
        self, url: str, form: dict[str, str], rules: Mapping[str, str], *, key: str, forged: str | None
    ) -> tuple[Hook, str | None]:
        address, headers = self.server.actual(url)
        headers |= {"I-Twilio-Idempotency-Token": key, "User-Agent": "TwilioProxy/1.1"}
        sent = form | ({"Body": form.get("Body", "") + " "} if forged == Forgery.TAMPERED else {})
        signature = self._signature(url, form, forged)
        headers |= {} if signature is None else {"X-Twilio-Signature": signature}
        connect, read = int(rules.get("ct", "5000")) / 1000, int(rules.get("rt", "15000")) / 1000
        limit = aiohttp.ClientTimeout(
            total=15 * self.time_factor, sock_connect=connect * self.time_factor, sock_read=read * self.time_factor
        )
        at = time.monotonic()
        try:
            async with self.server.web.post(address, data=sent, headers=headers, timeout=limit) as answer:
                failure = {4: "4xx", 5: "5xx"}.get(answer.status // 100)
                return Hook(at, url, sent, answer.status, await answer.text()), failure
        except aiohttp.SocketTimeoutError:
            return Hook(at, url, sent, 0), "rt"
        except aiohttp.ClientError:
            return Hook(at, url, sent, 0), "ct"
        except TimeoutError:
            return Hook(at, url, sent, 0), "rt"
        except OSError:
            return Hook(at, url, sent, 0), "ct"

    def _signature(self, url: str, form: dict[str, str], forged: str | None) -> str | None:
        if forged == Forgery.MISSING:
            return None
        if forged == Forgery.GARBAGE:
            return "bm90IGEgc2lnbmF0dXJlIGF0IGFsbA=="
        token = "0" * 32 if forged == Forgery.OTHER_TOKEN else self.token
        return sign(token, "https://elsewhere.example/" if forged == Forgery.OTHER_URL else url, form)
