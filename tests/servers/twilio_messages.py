"""Twilio's Messages: one record each, and the list. Fields after its OpenAPI description (v2010 Message)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from .twilio_segments import count_segments

FINAL = ("delivered", "undelivered", "failed", "canceled", "received")


@dataclass(slots=True)
class TwilioError(Exception):
    """Twilio says no: HTTP status, its own code and the sentence."""

    status: int
    code: int
    message: str


@dataclass(slots=True)
class Sms:
    """One message resource; `at` is time.monotonic() of its birth, `order` counts from 1 over all."""

    order: int
    at: float
    sid: str
    to: str
    sender: str | None
    body: str
    direction: str
    status: str
    created_at: datetime
    service: str | None = None
    callback: str = ""
    validity: int = 36000
    sent_at: datetime | None = None
    error_code: int | None = None
    statuses: list[str] = field(default_factory=list)

    @property
    def segments(self) -> int:
        """Parts of the body, or 0 while a service has not chosen a sender."""
        return 0 if self.status == "accepted" else count_segments(self.body)


def new_sid(prefix: str = "SM") -> str:
    """A fresh identifier in Twilio's shape."""
    return prefix + secrets.token_hex(16)


class Messages:
    """Every message of the account, in and out, oldest first."""

    def __init__(self, account_sid: str) -> None:
        self.account_sid = account_sid
        self.all: dict[str, Sms] = {}
        self.count = 0
        self.lag_seconds = 0.0
        self.lists_unsent = True

    def add(self, form: Mapping[str, str], direction: str, status: str, created_at: datetime) -> Sms:
        """A new record of these fields."""
        self.count += 1
        sms = Sms(
            order=self.count, at=time.monotonic(), sid=new_sid(), to=form["To"], sender=form.get("From") or None,
            body=form.get("Body", ""), direction=direction, status=status, created_at=created_at,
            service=form.get("MessagingServiceSid") or None, callback=form.get("StatusCallback", ""),
            validity=int(form.get("ValidityPeriod") or 36000), statuses=[status],
        )  # fmt: skip
        self.all[sms.sid] = sms
        return sms

    def one(self, sid: str, path: str) -> Sms:
        """The message with that SID. Raises TwilioError 20404."""
        if sid not in self.all:
            raise TwilioError(404, 20404, f"The requested resource {path} was not found")
        return self.all[sid]

    def delete(self, sid: str, path: str) -> None:
        """Take a finished message away. Raises TwilioError."""
        self._finished(self.one(sid, path))
        del self.all[sid]

    def redact(self, sid: str, path: str, form: Mapping[str, str]) -> Sms:
        """The finished message with its body emptied. Raises TwilioError."""
        sms = self.one(sid, path)
        if form.get("Body") != "":
            raise TwilioError(400, 20001, "Body can only be updated to an empty string.")
        self._finished(sms)
        sms.body = ""
        return sms

    def page(self, query: Mapping[str, str]) -> dict[str, Any]:
        """One page of the list, newest first, as Twilio shows it."""
        size = min(max(int(query.get("PageSize", "50")), 1), 1000)
        found = [sms for sms in reversed(self.all.values()) if self._matches(sms, query)]
        token = query.get("PageToken", "")
        first = next((n for n, sms in enumerate(found) if token == f"PA{sms.sid}"), -1) + 1
        rows, number = found[first : first + size], int(query.get("Page", "0"))
        follows = first + size < len(found)
        here: dict[str, Any] = {
            "page": number,
            "page_size": size,
            "start": first,
            "end": max(first, first + len(rows) - 1),
        }
        here |= {"uri": self._uri(query, {}), "first_page_uri": self._uri(query, {"Page": "0", "PageToken": ""})}
        turn = {"Page": str(number + 1), "PageToken": f"PA{rows[-1].sid}"} if rows else {}
        here |= {"next_page_uri": self._uri(query, turn) if follows else None, "previous_page_uri": None}
        return here | {"messages": [self.shown(sms) for sms in rows]}

    def shown(self, sms: Sms) -> dict[str, Any]:
        """The Message resource."""
        uri = f"/2010-04-01/Accounts/{self.account_sid}/Messages/{sms.sid}"
        sent = None if sms.sent_at is None else format_datetime(sms.sent_at)
        return {
            "account_sid": self.account_sid, "api_version": "2010-04-01", "body": sms.body,
            "date_created": format_datetime(sms.created_at), "date_sent": sent,
            "date_updated": sent or format_datetime(sms.created_at), "direction": sms.direction,
            "error_code": sms.error_code, "error_message": None, "from": sms.sender,
            "messaging_service_sid": sms.service, "num_media": "0", "num_segments": str(sms.segments),
            "price": None if sent is None else f"-{sms.segments * 0.08:.5f}", "price_unit": "USD", "sid": sms.sid,
            "status": sms.status, "subresource_uris": {"media": f"{uri}/Media.json"}, "to": sms.to,
            "uri": f"{uri}.json",
        }  # fmt: skip

    def _finished(self, sms: Sms) -> None:
        if sms.status not in FINAL:
            raise TwilioError(409, 20009, "Cannot change this message because delivery has not been completed.")

    def _uri(self, query: Mapping[str, str], turn: dict[str, str]) -> str:
        kept = {name: value for name, value in (dict(query) | turn).items() if value}
        return f"/2010-04-01/Accounts/{self.account_sid}/Messages.json" + (f"?{urlencode(kept)}" if kept else "")

    def _matches(self, sms: Sms, query: Mapping[str, str]) -> bool:
        if time.monotonic() - sms.at < self.lag_seconds:
            return False
        if query.get("To", sms.to) != sms.to or query.get("From", sms.sender) != sms.sender:
            return False
        wanted = {name: query[name] for name in ("DateSent", "DateSent>", "DateSent<") if query.get(name)}
        sent_at = sms.sent_at or (sms.created_at if self.lists_unsent else None)
        return not wanted or (sent_at is not None and all(_is_in(sent_at, name, wanted[name]) for name in wanted))


def _is_in(sent_at: datetime, name: str, value: str) -> bool:
    if len(value) == 10:
        day, sent_on = date.fromisoformat(value), sent_at.date()
        return {"DateSent": sent_on == day, "DateSent>": sent_on >= day, "DateSent<": sent_on <= day}[name]
    limit_at = datetime.fromisoformat(value.replace("Z", "+00:00"))
    limit_at = limit_at if limit_at.tzinfo else limit_at.replace(tzinfo=UTC)
    sent_at = sent_at.replace(microsecond=0)
    on_day = sent_at.date() == limit_at.astimezone(UTC).date()
    return {"DateSent": on_day, "DateSent>": sent_at >= limit_at, "DateSent<": sent_at <= limit_at}[name]
