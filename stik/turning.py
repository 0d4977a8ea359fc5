"""Turns a demo or rehearsal clock forward: stops at every instant at which something comes due, and lets it happen.

So a week turned in seconds sends what a real week would have sent, at the same wall times and in the same order.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

from programme.calendar import to_instant, to_local
from records import due
from records.outbox import next_due
from scheduler.rounds import run_all
from stik.assembly import Stik, times_of
from stik.clock import DemoClock

LONGEST_STEP = timedelta(hours=6)


async def turn_to(stik: Stik, clock: DemoClock, *, at: datetime, told: Callable[[datetime], Awaitable[None]]) -> int:
    """Brings the clock to an instant; returns how many messages were sent on the way. `told` hears of every stop."""
    sent = await settle(stik)
    while clock() < at:
        clock.turn_to(await _next_stop(stik, clock(), end=at))
        sent += await settle(stik)
        await told(clock())
    return sent


async def settle(stik: Stik) -> int:
    """Runs every round, the senders and the receiver until nothing more happens now; returns how many were sent."""
    await run_all(stik.database, times_of(stik.settings), now=stik.now())
    sent = 0
    while True:
        heard = await stik.receiver.round()
        said = sum([await sender.round() for sender in stik.senders])
        sent += said
        if not heard and not said:
            return sent


async def _next_stop(stik: Stik, now: datetime, *, end: datetime) -> datetime:
    settings = stik.settings
    limit = min(end, now + LONGEST_STEP)
    async with stik.database.reading() as tx:
        steps = await due.remindings(tx, from_at=now, to_at=limit, quiet=settings.quiet)
        stops = [each.due.due_at for each in steps]
        for on in {to_local(at, settings.timezone).date() for at in (now, limit)}:
            stops += [each.due_at for each in await due.greetings(tx, on, quiet=settings.quiet)]
        stops += [at for at in [await next_due(tx, after=now)] if at is not None]
    return min([limit, *(at for at in stops if now < at < limit)])


def evening_of(now: datetime, zone: str) -> datetime:
    """The next 17.05 on the wall: just after the reminders of the evening before."""
    return _next_wall(now, time(17, 5), zone=zone)


def morning_of(now: datetime, zone: str) -> datetime:
    """The next 9.05 on the wall: just after the check-ins."""
    return _next_wall(now, time(9, 5), zone=zone)


def _next_wall(now: datetime, at: time, *, zone: str) -> datetime:
    wall = datetime.combine(to_local(now, zone).date(), at)
    if to_instant(wall, zone) <= now:
        wall += timedelta(days=1)
    return to_instant(wall, zone)
