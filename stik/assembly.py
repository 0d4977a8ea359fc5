"""Builds Stik from its settings, starts its parts in order and stops them in reverse."""

import asyncio
import contextlib
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import structlog

from bot.channel import Channels
from bot.intake import Intake
from bot.polling import Poller
from bot.receiver import Receiver
from bot.sender import Lane, Sender
from bot.sms import SmsChannel
from bot.telegram import TelegramChannel
from records.database import Database
from scheduler.clock import RoundsClock
from scheduler.rounds import Times
from stik.channels import pace_of, real_channels
from stik.clock import Now, real_now
from stik.commands_menu import menu
from stik.help_lines import put_in_force
from stik.opening import rules_of
from stik.settings import Settings

log = structlog.get_logger(__name__)

PARTS = ("bot", "scheduler", "staff")
STOP_SECONDS = 10.0
RESOLVE_SECONDS = 15.0
MISSED_SMS_SECONDS = 180.0


def times_of(settings: Settings) -> Times:
    """What the settings say about time."""
    return Times(settings.quiet, settings.timezone, raw_kept=timedelta(days=settings.raw_kept_days))


class Stik:
    """One process of Stik with the parts it runs. `start()` and `stop()` may be called twice."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        parts: tuple[str, ...] = PARTS,
        now: Now = real_now,
        channels: Channels | None = None,
    ) -> None:
        self.settings, self.database, self.parts, self.now = settings, database, parts, now
        put_in_force(settings.help_lines)
        self.channels = real_channels(settings) if channels is None else channels
        self.telegram_name = ""  # for deep links; known after Telegram was asked
        self.stopping = asyncio.Event()
        self._heard = asyncio.Event()
        self._due = {name: asyncio.Event() for name in self.channels.by_name}
        self.intake = Intake(database, now, ring=self._heard.set)
        self.receiver = Receiver(database, self.channels, rules=rules_of(settings), now=now, ring=self.ring)
        self.senders = [
            Sender(database, Lane(channel, pace_of(settings, name)), rules=rules_of(settings), now=now)
            for name, channel in self.channels.by_name.items()
        ]
        self.clock = RoundsClock(database, times_of(settings), now=now, ring=self.ring)
        self._running: list[asyncio.Task[None]] = []

    def ring(self) -> None:
        """Wakes the senders: something new may be due."""
        for bell in self._due.values():
            bell.set()

    def hear(self) -> None:
        """Wakes the receiver: something new was recorded."""
        self._heard.set()

    async def start(self) -> None:
        """Starts the parts; a second call does nothing."""
        if self._running:
            return
        self._running = [asyncio.create_task(self._guard(each)) for each in await self._loops()]
        if "scheduler" in self.parts:
            self.clock.start()
        log.info("started", parts=",".join(self.parts), channels=",".join(self.channels.by_name) or "none")

    async def stop(self) -> None:
        """Stops the parts: sends in flight end first, at most ten seconds. A second call does nothing."""
        self.stopping.set()
        self.clock.stop()
        self.ring()
        self._heard.set()
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
        self._running = []
        for channel in self.channels.by_name.values():
            await channel.close()
        await self.database.close()

    async def _loops(self) -> list[Coroutine[Any, Any, None]]:
        if "bot" not in self.parts:
            return []
        for channel in self.channels.by_name.values():
            await channel.open()
        pause = self.settings.poll_seconds
        loops = [self.receiver.run(self._heard, self.stopping, poll_seconds=pause)]
        for sender, bell in zip(self.senders, self._due.values(), strict=True):
            loops += [sender.run(bell, self.stopping, poll_seconds=pause) for _ in range(self.settings.workers)]
            loops += [self._every(RESOLVE_SECONDS, sender.resolve)]
        loops += self._door_loops()
        return loops

    def _door_loops(self) -> list[Coroutine[Any, Any, None]]:
        telegram, sms = self.channels.get("telegram"), self.channels.get("sms")
        loops: list[Coroutine[Any, Any, None]] = []
        if isinstance(telegram, TelegramChannel):
            loops.append(self._prepare(telegram))
            if self.settings.telegram_mode == "polling":
                loops.append(Poller(telegram, self.database, now=self.now, ring=self.hear).run(self.stopping))
        if isinstance(sms, SmsChannel) and sms.is_two_way:
            loops.append(self._every(MISSED_SMS_SECONDS, lambda: self._fetch_missed(sms)))
        return loops

    async def _prepare(self, telegram: TelegramChannel) -> None:
        """Sets the webhook and the menu; a failure is told and does not stop the start."""
        with _told("Telegram could not be set up"):
            if self.settings.telegram_mode == "webhook":
                secret = self.settings.telegram_webhook_secret.get_secret_value()
                await telegram.set_webhook(f"{self.settings.public_url}/telegram/webhook", secret=secret)
            await telegram.set_commands(menu())

    async def _fetch_missed(self, sms: SmsChannel) -> None:
        await self.intake.keep(await sms.poll_missed(self.now() - timedelta(hours=24)))

    async def _every(self, seconds: float, act: Any) -> None:
        """Acts at once, for a former process may have left something behind, and then again and again."""
        while not self.stopping.is_set():
            with _told("a repair failed; it is tried again"):
                await act()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), seconds)

    async def _guard(self, loop: Coroutine[Any, Any, None]) -> None:
        try:
            await loop
        except Exception:
            log.exception("a part of Stik stopped; mend what is said here and restart")


@contextlib.contextmanager
def _told(what: str) -> Any:
    try:
        yield
    except Exception as error:
        log.warning(what, error=str(error) or type(error).__name__)
