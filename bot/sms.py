"""SMS through Twilio, both directions: the only file that knows the twilio library.

Its own async HTTP class ignores its timeout and repeats POSTs, so requests go over our wire, once and with limits.
What each error code means is told in sms_errors.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot import sms_errors
from bot.channel import Arrival, Heard, Outgoing, Receipt, SendError, TryLater, Unclear
from bot.sms_forms import read_form
from bot.wire import Lost, NotSent, Silence, Wire

API_URL = "https://api.twilio.com"
MARGIN = timedelta(minutes=2)  # Twilio's clock and ours
TRIAL_WORDS = "Sent from your Twilio trial account - "
LOOK_BACK = 100  # the newest messages to one number among which a lost one is looked for


@dataclass(frozen=True, slots=True)
class SmsAccount:
    """What the operator sets: `sender` is a number, an MG… service or a name; without `public_url` no reports come."""

    sid: str
    token: str
    sender: str
    api_url: str = API_URL
    public_url: str = ""
    is_two_way: bool = False


@dataclass(frozen=True, slots=True)
class SmsStanding:
    """The account as Twilio sees it, for `stik check`; `status` is active, suspended or closed."""

    sid: str
    name: str
    status: str
    kind: str


class _Failed(Exception):
    """Carries our own error through the twilio library."""

    def __init__(self, meaning: SendError) -> None:
        super().__init__(type(meaning).__name__)
        self.meaning = meaning


class TwilioRequests(AsyncHttpClient):  # type: ignore[misc]
    """twilio's requests over our wire and to our base address: a real time limit, no repeats, headers read."""

    def __init__(self, wire: Wire, *, api_url: str) -> None:
        super().__init__(logger=None, is_async=True)
        self._wire = wire
        self._api_url = api_url.rstrip("/")

    async def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """The answer to one request, sent once. Raises _Failed when nobody can know what happened, or for a 429."""
        parts = urlsplit(uri)
        query = "&".join(part for part in (parts.query, urlencode(params or {}, doseq=True)) if part)
        url = f"{self._api_url}{parts.path}" + (f"?{query}" if query else "")
        heads = {**(headers or {}), **({"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {})}
        body = urlencode(data, doseq=True).encode() if data else None
        try:
            answer = await self._wire.call(method, url, data=body, headers=heads, read_seconds=timeout)
        except NotSent as error:
            raise _Failed(TryLater(f"Twilio could not be reached: {error}.")) from None
        except Lost as error:
            raise _Failed(_nobody_knows(str(error))) from None
        if answer.status >= 500:
            raise _Failed(_nobody_knows(f"it answered {answer.status}"))
        if answer.status == 429:
            raise _Failed(sms_errors.meaning(429, sms_errors.code_in(answer.body), after=answer.retry_after))
        return Response(answer.status, answer.body.decode("utf-8", "replace"), answer.headers)


class SmsChannel:
    """The channel "sms" over one Twilio account."""

    name = "sms"

    def __init__(self, account: SmsAccount, *, connect_seconds: float = 5.0, read_seconds: float = 20.0) -> None:
        self.is_two_way = account.is_two_way
        self._account = account
        self._silence = Silence()
        self._wire = Wire(connect_seconds=connect_seconds, read_seconds=read_seconds)
        self._validator = RequestValidator(account.token)
        requests = TwilioRequests(self._wire, api_url=account.api_url)
        self._twilio = Client(account.sid, account.token, http_client=requests)

    async def open(self) -> None:
        """Gets the connections ready; asks Twilio nothing. A second call does nothing."""
        await self._wire.open()

    async def close(self) -> None:
        """Lets go of the connections; a second call does nothing."""
        await self._wire.close()

    async def send(self, outgoing: Outgoing) -> str:
        """The SID of the accepted message, which Twilio may hold no longer than it is useful. Raises a SendError."""
        if left := self._silence.left:
            raise TryLater(sms_errors.sentence_of(20429), after=left, whole_channel=True)
        useful_seconds = int((outgoing.useful_until - outgoing.started_at).total_seconds())
        what = {**self._sender(), "validity_period": min(max(useful_seconds, 1), 36_000)}
        if self._account.public_url:
            what["status_callback"] = f"{self._account.public_url.rstrip('/')}/sms/status"
        try:
            with _own_errors():
                accepted = await self._twilio.messages.create_async(outgoing.address, body=outgoing.text, **what)
                return _sid(accepted.sid)
        except TryLater as later:
            self._silence.lasts(later.after if later.whole_channel else 0)
            raise

    async def find(self, outgoing: Outgoing) -> str | None:
        """The SID of the newest message with this text to this number since the try began. Raises TryLater.

        Dates are compared here and not by Twilio: a message that still waits there has no date of sending.
        """
        with _asking():
            listed = await self._twilio.messages.list_async(to=outgoing.address, limit=LOOK_BACK, page_size=LOOK_BACK)
            for each in listed:
                began = each.date_created or each.date_sent
                if (began is None or began >= outgoing.started_at - MARGIN) and _same(each.body, outgoing.text):
                    return _sid(each.sid)
        return None

    def hear(self, arrival: Arrival) -> Sequence[Heard | Receipt]:
        """What a form says: words, or a report. Never raises."""
        return read_form(arrival.content)

    async def acknowledge(self, heard: Heard, text: str = "") -> None:
        """An SMS has no buttons."""

    def is_signed(self, url: str, form: Mapping[str, str], *, signature: str) -> bool:
        """True when Twilio signed this form for this public address with our token, and it speaks of our account."""
        signed = bool(signature) and self._validator.validate(url, form, signature)
        return signed and form.get("AccountSid") == self._account.sid

    async def poll_missed(self, since: datetime) -> list[Arrival]:
        """SMS that came in since then, as arrivals; those recorded before are recorded once. Raises TryLater.

        Twilio repeats a failed webhook at most once, so what came during an outage is only found here.
        """
        if not self.is_two_way:
            return []
        ours = {"to": self._account.sender} if self._account.sender.startswith("+") else {}
        with _asking():
            listed = await self._twilio.messages.list_async(date_sent_after=since.astimezone(UTC), limit=1000, **ours)
            return [_as_arrival(each) for each in listed if each.direction == "inbound"]

    async def redact(self, provider_ref: str) -> None:
        """Empties the text that Twilio keeps of a message; one that is gone is as good. Raises TryLater."""
        with _asking():
            try:
                await self._twilio.messages(provider_ref).update_async(body="")
            except TwilioRestException as error:
                if error.status != 404:
                    raise

    async def account(self) -> SmsStanding:
        """The account as Twilio sees it. Raises a SendError."""
        with _own_errors():
            seen = await self._twilio.api.v2010.accounts(self._account.sid).fetch_async()
            return SmsStanding(seen.sid, seen.friendly_name or "", str(seen.status), str(seen.type))

    def _sender(self) -> dict[str, Any]:
        sender = self._account.sender
        return {"messaging_service_sid": sender} if sender.startswith("MG") else {"from_": sender}


def _nobody_knows(why: str) -> Unclear:
    return Unclear(f"Twilio may have taken the message: {why}.")


def _same(listed: str | None, text: str) -> bool:
    return (listed or "").removeprefix(TRIAL_WORDS).strip() == text.strip()


def _sid(sid: Any) -> str:
    if not isinstance(sid, str) or not sid:
        raise ValueError("an answer without a SID")
    return sid


def _as_arrival(listed: Any) -> Arrival:
    form = {"MessageSid": listed.sid, "AccountSid": listed.account_sid, "From": listed.from_, "To": listed.to}
    words = {"Body": listed.body or "", "NumMedia": str(listed.num_media or 0), "SmsStatus": "received"}
    return Arrival("sms", listed.sid, {**form, **words})


@contextmanager
def _own_errors() -> Iterator[None]:
    """Nothing of the library's errors gets out; what is not understood is Unclear."""
    try:
        yield
    except _Failed as failed:
        raise failed.meaning from None
    except (TwilioRestException, TwilioServiceException) as error:
        code = error.code if isinstance(error.code, int) and error.code != error.status else None
        raise sms_errors.meaning(error.status, code) from None
    except Exception as error:
        raise Unclear(f"Twilio's answer was not understood ({type(error).__name__}).") from None


@contextmanager
def _asking() -> Iterator[None]:
    """A question changes nothing, so whatever goes wrong is asked again later."""
    try:
        with _own_errors():
            yield
    except TryLater:
        raise
    except SendError as error:
        raise TryLater(str(error), after=sms_errors.LATER_SECONDS) from None
