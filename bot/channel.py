"""The promise of a channel, and the family of send errors:

SendError ← TryLater(after) · Stopped · Refused(reason) · Broken · Unclear, each with the sentence staff read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Button:
    """One answer button: what it shows and what comes back (at most 64 bytes)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message ready to travel. `useful_until` bounds how long a provider may hold it."""

    message_id: int
    channel: str
    address: str
    text: str
    useful_until: datetime
    started_at: datetime
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """One raw update as a door took it in; `ref` is the provider's own id, by which it is recorded once."""

    door: str
    ref: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """What an arrival says, whatever the channel.

    `what`: text, edit, button, start (joining code in `text`), photo (anything without words), blocked, unblocked.
    `button`: the button's data; `press_ref`: to be answered at once (Telegram's spinner); `ref`: the provider's id
    of the written message, by which an edit finds it; `shown_ref`: the provider's id of the message with the button.
    """

    channel: str
    address: str
    what: str
    text: str = ""
    button: str = ""
    ref: str = ""
    press_ref: str = ""
    shown_ref: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A delivery report: `state` is delivered, seen or failed."""

    channel: str
    provider_ref: str
    state: str
    error: str = ""


class SendError(Exception):
    """The message could not be sent."""


@dataclass
class TryLater(SendError):
    """Nothing was sent; the provider or the network asks to try again. `after` is in seconds; `whole_channel` when
    nobody may be written to before that."""

    reason: str
    after: float = 0.0
    whole_channel: bool = False


@dataclass
class Stopped(SendError):
    """The person blocked us or said STOP at the provider: an opt-out, recorded as such."""

    reason: str


@dataclass
class Refused(SendError):
    """This address can never get this message (wrong number, landline, deleted account); the next address is tried."""

    reason: str
    is_address_dead: bool = True


@dataclass
class Broken(SendError):
    """The set-up is wrong (token, sender, region): the whole channel waits and staff are told what to mend."""

    reason: str


@dataclass
class Unclear(SendError):
    """The request may have left, but no answer came: nobody knows whether the message was sent."""

    reason: str


class CannotTell(Exception):
    """The provider has no way to be asked whether a message was sent."""


class Channel(Protocol):
    """A way to reach people: Telegram, SMS, or the rehearsal's simulated phones."""

    name: str
    is_two_way: bool

    async def open(self) -> None:
        """Gets ready; a second call does nothing."""

    async def close(self) -> None:
        """Lets go of connections; a second call does nothing."""

    async def send(self, outgoing: Outgoing) -> str:
        """The provider's id of the accepted message. Raises a SendError."""
        ...

    async def find(self, outgoing: Outgoing) -> str | None:
        """The provider's id if this message was sent after all, None if surely not. Raises CannotTell or TryLater."""
        ...

    def hear(self, arrival: Arrival) -> Sequence[Heard | Receipt]:
        """What a raw update of this channel says; nothing for kinds that do not concern us. Never raises."""
        ...

    async def acknowledge(self, heard: Heard, text: str = "") -> None:
        """Tells the person's app that a button press has come; failures are harmless."""
        ...


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels of this installation by name."""

    by_name: dict[str, Channel] = field(default_factory=dict)

    def get(self, name: str) -> Channel | None:
        """The channel of that name, or None when it is not set up here."""
        return self.by_name.get(name)
