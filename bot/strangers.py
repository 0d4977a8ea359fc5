"""Words of people we do not know: STOP and distress count all the same; the rest is kept and answered politely, once.

What is said to an address rather than to a person is put here too, for the several people of one phone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.conversation import Meant
from bot.conversation.leaving import in_plain_words
from bot.conversation.safety import ALARM_WITHIN, CALL_WITHIN
from bot.effects import alarm_staff
from bot.hearing import Hearing
from bot.keeping import keep_only
from bot.saying import URGENT_USEFUL, USEFUL
from language.reading import read
from records import consents, duty, outbox
from records.database import Tx
from records.outbox import PutElsewhere
from records.people import Person
from records.tasks import NewTask, open_task

URGENT = frozenset({"emergency", "calling_you", "call_unknown"})


async def heard(tx: Tx, hearing: Hearing) -> None:
    """Somebody unknown: STOP and distress count all the same; otherwise one polite text an address and day."""
    meaning = meaning_of(hearing)
    reply_id = await keep_only(tx, hearing, meaning, needs_person=meaning != "opt_out")
    if meaning == "opt_out":
        await consents.stop_address(tx, hearing.heard.channel, hearing.heard.address, how="stranger", now=hearing.now)
        await say(tx, hearing, "stop_unknown", occasion=f"stop:{_today(hearing)}")
    elif meaning == "distress":
        await danger(tx, hearing, (), reply_id=reply_id)
    else:
        await say(tx, hearing, "unknown_sender", occasion=f"unknown:{_today(hearing)}")


async def danger(tx: Tx, hearing: Hearing, here: Sequence[Person], *, reply_id: int) -> None:
    """The emergency text at once, an urgent task for every provider it may concern, and a note to the team."""
    await say(tx, hearing, "emergency", occasion=f"emergency:{reply_id}")
    await _urgent(tx, hearing, here, kind="distress", reply_id=reply_id)


async def call_wanted(tx: Tx, hearing: Hearing, here: Sequence[Person]) -> None:
    """Yes to "shall we call you" from an address of nobody, or of several people."""
    reply_id = await keep_only(tx, hearing, "call_me", needs_person=True)
    await say(tx, hearing, "calling_you" if here else "call_unknown", occasion=f"call:{reply_id}")
    await _urgent(tx, hearing, here, kind="call", reply_id=reply_id)


async def no_call_wanted(tx: Tx, hearing: Hearing) -> None:
    """No to the same; what is open stays open."""
    reply_id = await keep_only(tx, hearing, "no_call")
    await say(tx, hearing, "call_declined", occasion=f"no_call:{reply_id}")


async def open_tasks(
    tx: Tx, hearing: Hearing, here: Sequence[Person], *, kind: str, reply_id: int, due_at: datetime | None = None
) -> None:
    """One task for every provider whom the words may concern; with a time of its own it is urgent."""
    for provider_id in await _providers(tx, here):
        task = NewTask(
            provider_id,
            kind=kind,
            occasion=f"{kind}:reply:{reply_id}",
            why=hearing.heard.text,
            due_at=due_at or hearing.moment.next_morning_at,
            reply_id=reply_id,
            is_urgent=due_at is not None,
        )
        await open_task(tx, task, now=hearing.now)


async def say(tx: Tx, hearing: Hearing, kind: str, *, occasion: str, facts: Mapping[str, Any] | None = None) -> None:
    """Puts a text to the address, once an occasion, with the phone of the provider where there is only one."""
    owners = await duty.provider_ids(tx)
    phone = await duty.provider_phone(tx, owners[0]) if len(owners) == 1 else ""
    channel, value = hearing.heard.channel, hearing.heard.address
    text = PutElsewhere(
        channel,
        value,
        kind,
        occasion=f"{hearing.digest}:{occasion}",  # by the digest the text is found when somebody there is erased
        useful_until=hearing.now + (URGENT_USEFUL if kind in URGENT else USEFUL),
        facts={"staff_phone": phone, **(facts or {})},
    )
    await outbox.put_to_address(tx, text, now=hearing.now)


def meaning_of(hearing: Hearing) -> str:
    """What the words mean without any question of ours."""
    if hearing.heard.what not in ("text", "edit"):
        return "unclear"
    text = hearing.heard.text
    return in_plain_words(Meant(str(read(text, "none").meaning), text=text)).meaning


async def _urgent(tx: Tx, hearing: Hearing, here: Sequence[Person], *, kind: str, reply_id: int) -> None:
    within = ALARM_WITHIN if kind == "distress" else CALL_WITHIN
    await open_tasks(tx, hearing, here, kind=kind, reply_id=reply_id, due_at=hearing.now + within)
    if kind == "call" and hearing.moment.is_office_open:
        return
    for person in here:
        await alarm_staff(tx, person.id, reply_id=reply_id, hearing=hearing)
    for provider_id in () if here else await duty.provider_ids(tx):
        chats = await duty.on_duty(tx, provider_id)
        await duty.alert(tx, chats, "staff_alert", reason=f"alarm:{reply_id}", now=hearing.now)


async def _providers(tx: Tx, here: Sequence[Person]) -> list[int]:
    return sorted({each.provider_id for each in here}) or await duty.provider_ids(tx)


def _today(hearing: Hearing) -> str:
    return hearing.moment.today_on.isoformat()
