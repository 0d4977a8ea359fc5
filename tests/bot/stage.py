"""Two simulated phones, their senders, a receiver, and a clock in the hand: the stage of the dialogue's tests."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, select

from bot.channel import Arrival, Channels
from bot.receiver import Receiver
from bot.rehearsal import RehearsalChannel
from bot.sender import Lane, Sender
from programme.calendar import QuietHours
from records import inbox, planning, rehearsal
from records.claims import Rules
from records.database import Database
from records.rehearsal import Shown

QUIET = QuietHours.parse("20:00-08:00")
RULES = Rules(QUIET, per_day=4, zone="Europe/Ljubljana", public_url="https://stik.example.si")


class Stage:
    """What comes in is heard at once; what is queued in answer is sent at once."""

    def __init__(self, database: Database, at: datetime) -> None:
        self.at = at
        self.database = database
        self.rings = 0
        self.channels = {name: RehearsalChannel(name, database, now=self.now) for name in ("telegram", "sms")}
        self.receiver = Receiver(database, Channels(dict(self.channels)), rules=RULES, now=self.now, ring=self._rung)
        self.senders = [
            Sender(database, Lane(channel, 1000), rules=RULES, now=self.now) for channel in self.channels.values()
        ]
        self._ref = 0

    def now(self) -> datetime:
        """The hand of the clock."""
        return self.at

    def _rung(self) -> None:
        self.rings += 1

    async def remind(self) -> None:
        """Plans and sends what is due."""
        async with self.database.transaction() as tx:
            await planning.plan_reminders(tx, now=self.at, quiet=QUIET)
        await self.send()

    async def send(self) -> int:
        """Sends everything that is queued."""
        total = 0
        for sender in self.senders:
            while sent := await sender.round():
                total += sent
                self.at += timedelta(seconds=1)
        return total

    async def record(self, door: str, content: dict[str, Any], *, ref: str = "") -> str:
        """Records an arrival without reading it."""
        self._ref += 1
        ref = ref or f"ref-{self._ref}"
        async with self.database.transaction() as tx:
            await inbox.record(tx, [Arrival(door, ref, {**content, "ref": content.get("ref", ref)})], now=self.at)
        return ref

    async def hear(self, door: str, content: dict[str, Any], *, ref: str = "") -> list[str]:
        """Records, reads, and returns what was answered to the address."""
        await self.record(door, content, ref=ref)
        before = len(await self.chat(door, content["address"]))
        await self.receiver.round()
        await self.send()
        return [each.text for each in (await self.chat(door, content["address"]))[before:]]

    async def write(self, door: str, address: str, text: str, **more: Any) -> list[str]:
        """A person writes; returns what was answered."""
        return await self.hear(door, {"address": address, "what": "text", "text": text, **more})

    async def press(self, door: str, address: str, key: str, *, back: int = 0) -> list[str]:
        """A person presses a button of the latest message that has it (or of an earlier one)."""
        found = [
            data
            for shown in reversed(await self.chat(door, address))
            for row in shown.buttons
            for _, data in row
            if data.endswith(f":{key}")
        ]
        return await self.hear(door, {"address": address, "what": "button", "button": found[back]})

    async def chat(self, channel: str, address: str) -> list[Shown]:
        """What stands on a phone."""
        async with self.database.reading() as tx:
            return await rehearsal.chat(tx, channel, address)

    async def rows(self, table: Table, *where: Any) -> list[dict[str, Any]]:
        """Rows of a table by id."""
        async with self.database.reading() as tx:
            found = select(table).where(*where)
            return [dict(row) for row in (await tx.execute(found)).mappings()]

    async def one(self, table: Table, *where: Any) -> dict[str, Any]:
        """The only row."""
        [row] = await self.rows(table, *where)
        return row
