"""One thing heard, with all that its way through the receiver needs to know."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.channel import Arrival, Heard
from bot.conversation.shapes import Moment
from records.addresses import digest_of
from records.claims import Rules

PAGE = "page"


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard by which arrival, when it came in, when it is dealt with, and the installation's rules."""

    heard: Heard
    arrival_id: int
    heard_at: datetime
    now: datetime
    rules: Rules

    @property
    def is_page(self) -> bool:
        """True when it came from the answer page, where the answer is shown at once."""
        return self.heard.channel == PAGE

    @property
    def digest(self) -> str:
        """The digest of the address it came from; empty for a page."""
        return "" if self.is_page else digest_of(self.heard.channel, self.heard.address)

    @property
    def moment(self) -> Moment:
        """The moment for the rules of the dialogue."""
        return Moment(self.now, self.heard_at, self.rules.zone)

    def saying(self, text: str) -> "Hearing":
        """The same with other words."""
        return replace(self, heard=replace(self.heard, text=text))


def hear_page(arrival: Arrival) -> list[Heard]:
    """What a form of our own pages says: a tap, words, a STOP, or the decision on the joining page."""
    said = {name: str(arrival.content.get(name, "")) for name in ("what", "button", "text")}
    return [Heard(PAGE, "", said["what"], text=said["text"], button=said["button"], ref=arrival.ref)]
