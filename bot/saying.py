"""Queues what is said in answer, on the channel the words came by; on a page it is shown at once instead."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation import Say
from bot.conversation.checkins import HOUR_DONE, HOUR_MOVED
from bot.effects import Kept
from bot.hearing import PAGE, Hearing
from language.catalogue import Style, say
from programme.calendar import to_local
from programme.checkin import checkin_due
from programme.delivery import Importance
from records import dialogue, outbox, shown
from records.database import Tx
from records.outbox import Put

USEFUL = timedelta(hours=1)
URGENT_USEFUL = timedelta(hours=12)


async def say_all(tx: Tx, says: tuple[Say, ...], kept: Kept) -> None:
    """Puts every text, in order."""
    for each in says:
        said = _as_it_will_be(each, kept.hearing) if each.kind == HOUR_DONE else each
        message_id = await outbox.put(tx, await _put(tx, said, kept), now=kept.hearing.now)
        if message_id is not None and kept.hearing.is_page:
            await _show(tx, message_id, now=kept.hearing.now)


def _as_it_will_be(say_hour: Say, hearing: Hearing) -> Say:
    """The hour as it was chosen, or, where nothing is sent at that hour, the one at which the check-in will come."""
    chosen, zone = say_hour.facts["starts_local"], hearing.moment.zone
    due = checkin_due(chosen.date(), chosen.time(), zone=zone, quiet=hearing.rules.quiet)
    used = to_local(due.due_at, zone)
    return say_hour if used == chosen else replace(say_hour, kind=HOUR_MOVED, facts={"starts_local": used})


async def _put(tx: Tx, each: Say, kept: Kept) -> Put:
    now, about = kept.hearing.now, each.about
    facts = dict(each.facts)
    if each.kind == "invite_consent":
        facts["program"] = await dialogue.programme_name(tx, kept.person_id)
    return Put(
        kept.person_id,
        each.kind,
        f"answer:{kept.reply_id}:{each.kind}",
        Importance.URGENT if each.is_urgent else Importance.ANSWER,
        due_at=now,
        useful_until=now + (URGENT_USEFUL if each.is_urgent else USEFUL),
        activity_id=about.id if about else None,
        revision=about.revision if about else None,
        reply_id=kept.reply_id,
        facts=facts,
        asks=each.asks,
        asked_until=_open_until(each, now) if each.asks else None,
        channel=PAGE if kept.hearing.is_page else kept.hearing.heard.channel,
    )


def _open_until(each: Say, now: datetime) -> datetime:
    if each.about is None:
        return now + each.open_for
    return each.about.starts_at if each.asks == "attendance" else each.about.ends_at


async def _show(tx: Tx, message_id: int, *, now: datetime) -> None:
    to_say = await shown.to_say(tx, message_id, now=now)
    if to_say is None:
        return
    style = Style(PAGE, neutral=to_say.is_neutral, easy=to_say.is_easy)
    said = say(to_say.kind, to_say.facts, language=to_say.language, style=style)
    await shown.show(tx, message_id, said.text, now=now)
