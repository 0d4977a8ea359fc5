"""Words of people we do not know, and of several who share one phone: kept for the team, answered politely, once."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from bot.conversation.safety import ALARM_WITHIN
from bot.effects import alarm_staff
from bot.hearing import Hearing
from bot.keeping import keep_only
from bot.saying import URGENT_USEFUL, USEFUL
from language.reading import read
from records import consents, dialogue, duty, outbox, strangers
from records.consents import Agreement
from records.database import Tx
from records.outbox import PutElsewhere
from records.people import Person
from records.sealed import fold
from records.tasks import NewTask, open_task

WAITS_FOR_NAME = timedelta(hours=24)
Write = Callable[[Tx, Hearing, Person], Awaitable[None]]


async def heard(tx: Tx, hearing: Hearing) -> None:
    """Somebody unknown: STOP and distress count all the same; otherwise one polite text an address and day."""
    meaning = _meaning(hearing)
    reply_id = await keep_only(tx, hearing, meaning, needs_person=meaning != "opt_out")
    if meaning == "opt_out":
        await consents.stop_address(tx, hearing.heard.channel, hearing.heard.address, how="stranger", now=hearing.now)
        await _say(tx, hearing, "stop_done", occasion=f"stop:{hearing.digest}:{_today(hearing)}")
    elif meaning == "distress":
        await _danger(tx, hearing, (), reply_id=reply_id)
    else:
        await _say(tx, hearing, "unknown_sender", occasion=f"unknown:{hearing.digest}:{_today(hearing)}")


async def shared(tx: Tx, hearing: Hearing, here: Sequence[Person], *, write: Write) -> None:
    """Several people with one address: the one who was asked, the one who gives a name, or somebody of the team."""
    meaning = _meaning(hearing)
    if meaning in ("opt_out", "opt_in"):
        await _stop_or_start(tx, hearing, here, meaning=meaning)
        return
    named = _named(hearing.heard.text, here)
    waiting = await strangers.unassigned(tx, hearing.digest, hearing.now - WAITS_FOR_NAME)
    if named is not None and waiting:
        await keep_only(tx, hearing, "name", person=named)
        for reply_id, words in waiting:
            await strangers.assigned(tx, reply_id)
            await write(tx, hearing.saying(words), named)
        return
    asked = [each for each in here if await dialogue.open_questions(tx, each.id, now=hearing.now)]
    if len(asked) == 1 or named is not None:
        await write(tx, hearing, named or asked[0])
    else:
        await _who_writes(tx, hearing, here, meaning=meaning)


async def _who_writes(tx: Tx, hearing: Hearing, here: Sequence[Person], *, meaning: str) -> None:
    reply_id = await keep_only(tx, hearing, meaning, needs_person=True)
    if meaning == "distress":
        await _danger(tx, hearing, here, reply_id=reply_id)
        return
    for provider_id in sorted({each.provider_id for each in here}):
        task = NewTask(
            provider_id,
            kind="question",
            occasion=f"who:{reply_id}",
            why=hearing.heard.text,
            due_at=hearing.moment.next_morning_at,
            reply_id=reply_id,
        )
        await open_task(tx, task, now=hearing.now)
    await _say(tx, hearing, "shared_phone_ask", occasion=f"who:{hearing.digest}:{hearing.now:%Y-%m-%d-%H}")


async def _stop_or_start(tx: Tx, hearing: Hearing, here: Sequence[Person], *, meaning: str) -> None:
    """STOP and START from a shared phone hold for that phone, for everybody who has it."""
    channel, value = hearing.heard.channel, hearing.heard.address
    await keep_only(tx, hearing, meaning)
    if meaning == "opt_out":
        await consents.stop_address(tx, channel, value, how=channel, now=hearing.now)
    stopped = [each for each in here if each.state == "stopped"] if meaning == "opt_in" else []
    for person in stopped:
        await consents.start_again(tx, person.id, Agreement(channel, value, how=channel), now=hearing.now)
    kind = "stop_done" if meaning == "opt_out" else "start_done"
    await _say(tx, hearing, kind, occasion=f"{kind}:{hearing.digest}:{hearing.arrival_id}")


async def _danger(tx: Tx, hearing: Hearing, here: Sequence[Person], *, reply_id: int) -> None:
    """The emergency text at once and an urgent task for every provider it may concern."""
    await _say(tx, hearing, "emergency", occasion=f"emergency:{reply_id}")
    for provider_id in sorted({each.provider_id for each in here}) or await duty.provider_ids(tx):
        task = NewTask(
            provider_id,
            kind="distress",
            occasion=f"distress:reply:{reply_id}",
            why=hearing.heard.text,
            due_at=hearing.now + ALARM_WITHIN,
            reply_id=reply_id,
            is_urgent=True,
        )
        await open_task(tx, task, now=hearing.now)
    for person in here:
        await alarm_staff(tx, person.id, reply_id=reply_id, hearing=hearing)


async def _say(tx: Tx, hearing: Hearing, kind: str, *, occasion: str) -> None:
    owners = await duty.provider_ids(tx)
    phone = await duty.provider_phone(tx, owners[0]) if len(owners) == 1 else ""
    useful = URGENT_USEFUL if kind == "emergency" else USEFUL
    until, facts = hearing.now + useful, {"staff_phone": phone}
    text = PutElsewhere(hearing.heard.channel, hearing.heard.address, kind, occasion, useful_until=until, facts=facts)
    await outbox.put_to_address(tx, text, now=hearing.now)


def _meaning(hearing: Hearing) -> str:
    if hearing.heard.what not in ("text", "edit"):
        return "unclear"
    return str(read(hearing.heard.text, "none").meaning)


def _named(text: str, here: Sequence[Person]) -> Person | None:
    """The one person whose first name, or whole name, is all that was written."""
    said = fold(text).strip(" .,!")
    found = [each for each in here if said and said in (fold(each.first_name), fold(each.name))]
    return found[0] if len(found) == 1 else None


def _today(hearing: Hearing) -> str:
    return hearing.moment.today_on.isoformat()
