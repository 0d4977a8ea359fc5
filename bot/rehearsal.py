"""A channel that shows messages on simulated phones: for the demo, the tests and a dry run of a whole cycle.

It keeps the same promise as Telegram and SMS, errors included: `weather` holds the faults of the next sends.
"""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.channel import Arrival, CannotTell, Heard, Outgoing, Receipt, SendError, Unclear
from records import rehearsal
from records.database import Database


class RehearsalChannel:
    """Stands in for the channel called `name`. Messages are bubbles in the table of simulated chats."""

    def __init__(self, name: str, database: Database, *, now: Callable[[], datetime], is_two_way: bool = True) -> None:
        self.name = name
        self.is_two_way = is_two_way
        self.weather: deque[SendError] = deque()
        self._database = database
        self._now = now

    async def open(self) -> None:
        """Nothing to get ready."""

    async def close(self) -> None:
        """Nothing to let go of."""

    async def send(self, outgoing: Outgoing) -> str:
        """Shows the message and returns its number; a fault in the weather is raised instead.

        An Unclear fault shows the message all the same when its reason says "after".
        """
        fault = self.weather.popleft() if self.weather else None
        if fault is not None and not (isinstance(fault, Unclear) and "after" in fault.reason):
            raise fault
        buttons = [[(each.label, each.data) for each in row] for row in outgoing.buttons]
        async with self._database.transaction() as tx:
            shown = await rehearsal.show(
                tx, self.name, outgoing.address, text=outgoing.text, buttons=buttons, now=self._now()
            )
        if fault is not None:
            raise fault
        return f"rehearsed-{shown}"

    async def find(self, outgoing: Outgoing) -> str | None:
        """Like the channel it stands for: Telegram cannot tell, SMS looks for the same text on the phone."""
        if self.name == "telegram":
            raise CannotTell("Telegram cannot be asked whether a message was sent")
        async with self._database.reading() as tx:
            for shown in await rehearsal.chat(tx, self.name, outgoing.address):
                if shown.text == outgoing.text and shown.at >= outgoing.started_at and not shown.is_from_person:
                    return f"rehearsed-{shown.id}"
        return None

    def hear(self, arrival: Arrival) -> Sequence[Heard | Receipt]:
        """What was typed or pressed on a simulated phone."""
        content = arrival.content
        return [
            Heard(
                channel=self.name,
                address=str(content.get("address", "")),
                what=str(content.get("what", "text")),
                text=str(content.get("text", "")),
                button=str(content.get("button", "")),
                ref=str(content.get("ref", arrival.ref)),
                press_ref=str(content.get("press_ref", "")),
                shown_ref=str(content.get("shown_ref", "")),
            )
        ]

    async def acknowledge(self, heard: Heard, text: str = "") -> None:
        """A simulated phone shows no spinner."""
