"""One broadcast from preview to the last answer: seen before it goes, held for a moment, stopped, watched."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import HTMLResponse, Response

from records import broadcasts, ledger
from records.activities import activity
from records.broadcasts import ASKING, Broadcast, NewBroadcast
from records.database import Tx
from records.facts import restored
from records.ledger import Line
from staff.preview import Preview, preview
from staff.visit import NotFound, Visit

WATCHED_FOR = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast has come."""

    broadcast: Broadcast
    lines: list[Line]
    seconds_left: int  # until the hold is over
    is_watched: bool

    @property
    def counts(self) -> Counter[str]:
        """Messages by state."""
        return Counter(line.state for line in self.lines)

    @property
    def gone(self) -> int:
        """How many are out."""
        return sum(self.counts[state] for state in ("sent", "delivered", "seen"))

    @property
    def asks(self) -> bool:
        """True when people are to answer."""
        return self.broadcast.kind in ASKING

    @property
    def answered(self) -> int:
        """How many have answered."""
        return sum(line.answered_at is not None for line in self.lines)


async def show(visit: Visit) -> Response:
    """The page of a broadcast, or only its progress when the page asks for what is new."""
    async with visit.desk.database.reading() as tx:
        found = await _wanted(tx, visit)
        progress = await _progress(tx, visit, found)
        if visit.is_live:
            return HTMLResponse(visit.part("_progress.html", progress=progress))
        about = await activity(tx, found.activity_id) if found.activity_id is not None else None
        shown: Preview | None = None
        if found.state in ("held", "stopped") or not progress.lines:
            shown = await preview(tx, visit.desk, found, now=visit.now)
    is_quiet = visit.desk.quiet.holds(visit.now + timedelta(seconds=found.hold_seconds), visit.desk.zone)
    return visit.page("broadcast.html", progress=progress, preview=shown, about=about, is_quiet=is_quiet)


async def send(visit: Visit) -> Response:
    """Lets it go after its hold; a second press changes nothing."""
    async with visit.desk.database.transaction() as tx:
        found = await _wanted(tx, visit)
        if await broadcasts.send(tx, found.id, now=visit.now):
            await visit.note(tx, "send broadcast", noun_id=found.id)
    return visit.go(f"/broadcasts/{found.id}")


async def stop(visit: Visit) -> Response:
    """Stops it: what has not left stays here."""
    async with visit.desk.database.transaction() as tx:
        found = await _wanted(tx, visit)
        withdrawn = await broadcasts.stop(tx, found.id, now=visit.now)
        await visit.note(tx, "stop broadcast", noun_id=found.id, details={"withdrawn": withdrawn})
    back = f"/activities/{found.activity_id}" if visit.form.has("leave") and found.activity_id else None
    return visit.go(back or f"/broadcasts/{found.id}")


async def prepare_again(visit: Visit) -> Response:
    """Makes the same broadcast once more, held."""
    async with visit.desk.database.transaction() as tx:
        found = await _wanted(tx, visit)
        new = NewBroadcast(
            provider_id=found.provider_id,
            account_id=visit.account.id,
            audience=found.audience,
            texts={**found.texts, "facts": restored(found.texts.get("facts") or {})},
            hold_seconds=visit.desk.hold_seconds,
            kind=found.kind,
            activity_id=found.activity_id,
            is_urgent=found.is_urgent,
        )
        number = await broadcasts.prepare(tx, new, now=visit.now)
    return visit.go(f"/broadcasts/{number}")


async def _wanted(tx: Tx, visit: Visit) -> Broadcast:
    found = await broadcasts.broadcast(tx, visit.number(), visit.scope)
    if found is None or not all(await ledger.in_view(tx, [found.audience], visit.scope)):
        raise NotFound
    return found


async def _progress(tx: Tx, visit: Visit, found: Broadcast) -> Progress:
    left = int((found.send_at - visit.now).total_seconds()) if found.send_at else 0
    is_watched = found.state == "sending" or (
        found.state == "done" and found.send_at is not None and visit.now - found.send_at < WATCHED_FOR
    )
    lines = await ledger.of_broadcast(tx, found.id, visit.scope)
    return Progress(found, lines, seconds_left=max(0, left), is_watched=is_watched)
