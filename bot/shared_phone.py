"""Several people with one address: whose words these are, and what holds for all of them.

They are of the one who gives a name, who gave one lately, or who alone was asked; otherwise it is asked who writes.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot import strangers
from bot.conversation import Meant, leaving
from bot.conversation.writers import introduced
from bot.hearing import Hearing
from bot.keeping import keep_only
from records import consents, dialogue
from records import strangers as unknown
from records.consents import Agreement
from records.database import Tx
from records.people import Person
from records.strangers import NAME, Elsewhere

WAITS_FOR_NAME = timedelta(hours=24)
REMEMBERED = timedelta(hours=2)
ASK = "shared_phone_ask"
Write = Callable[[Tx, Hearing, Person], Awaitable[None]]


async def heard(tx: Tx, hearing: Hearing, here: Sequence[Person], *, write: Write) -> None:
    """Words from a phone of several people."""
    text = hearing.heard.text
    found = introduced(text, {each.id: (each.name, each.first_name) for each in here})
    meaning = strangers.meaning_of(hearing) if found is None or found.rest else NAME
    if meaning == "opt_in" or (meaning == "opt_out" and not leaving.is_only_about_checkins(text)):
        await _stop_or_start(tx, hearing, here, meaning=meaning)
    elif meaning == "wrong_person":
        await _whose_number(tx, hearing, here)
    elif found is not None:
        named = next(each for each in here if each.id == found.who)
        await _named(tx, hearing.saying(found.words), named, rest=found.rest, write=write)
    elif (writer := await _writer(tx, hearing, here)) is not None:
        await write(tx, hearing, writer)
    else:
        await _who_writes(tx, hearing, here, meaning=meaning)


async def pressed(
    tx: Tx, hearing: Hearing, here: Sequence[Person], *, key: str, question: Elsewhere, write: Write
) -> None:
    """The answer to "is it you?": the person, or the next one to ask for; nobody left is left to the team."""
    left = [each for id_ in question.facts.get("left", ()) for each in here if each.id == id_]
    if question.kind != ASK or not left:
        await keep_only(tx, hearing, "unknown_press")
    elif key == "me":
        await _named(tx, hearing, left[0], rest="", write=write)
    else:
        await keep_only(tx, hearing, "other_person")
        occasion = f"who:{question.message_id}:{len(left)}"
        if left[1:]:
            await _ask(tx, hearing, left[1:], occasion=occasion)
        else:
            await strangers.say(tx, hearing, "read_by_staff", occasion=occasion)


async def _writer(tx: Tx, hearing: Hearing, here: Sequence[Person]) -> Person | None:
    """Who gave a name lately, unless somebody else was asked since; else the only one with an open question."""
    asked = await _asked_at(tx, hearing, here)
    latest = await unknown.latest_name(tx, hearing.digest, hearing.now - REMEMBERED)
    if latest is not None:
        named, since = latest
        if not any(at > since for who, at in asked.items() if who != named):
            return next((each for each in here if each.id == named), None)
    return next(each for each in here if each.id in asked) if len(asked) == 1 else None


async def _asked_at(tx: Tx, hearing: Hearing, here: Sequence[Person]) -> dict[int, datetime]:
    """When each of those with an open question was asked last."""
    asked = {}
    for each in here:
        questions = await dialogue.open_questions(tx, each.id, now=hearing.now)
        if questions:
            asked[each.id] = max(told.created_at for told in questions)
    return asked


async def _named(tx: Tx, hearing: Hearing, named: Person, *, rest: str, write: Write) -> None:
    """Keeps who writes, and reads as theirs what waited for a name and what else was said."""
    waiting = await unknown.unassigned(tx, hearing.digest, hearing.now - WAITS_FOR_NAME)
    await keep_only(tx, hearing, NAME, person=named)
    for reply_id, words in waiting:
        await unknown.assigned(tx, reply_id)
        await write(tx, hearing.saying(words), named)
    if rest:
        await write(tx, hearing.saying(rest), named)
    elif not waiting:
        occasion = f"noted:{named.id}:{hearing.now:%Y-%m-%d-%H}"
        await strangers.say(tx, hearing, "writer_noted", occasion=occasion, facts={"name": named.first_name})


async def _who_writes(tx: Tx, hearing: Hearing, here: Sequence[Person], *, meaning: str) -> None:
    reply_id = await keep_only(tx, hearing, meaning, needs_person=True)
    if meaning == "distress":
        await strangers.danger(tx, hearing, here, reply_id=reply_id)
        return
    await strangers.open_tasks(tx, hearing, here, kind="question", reply_id=reply_id)
    asked = await _asked_at(tx, hearing, here)
    likeliest = sorted(here, key=lambda each: each.id not in asked)
    await _ask(tx, hearing, likeliest, occasion=f"who:{hearing.now:%Y-%m-%d-%H}")


async def _ask(tx: Tx, hearing: Hearing, left: Sequence[Person], *, occasion: str) -> None:
    """Asks who writes; in the chat with the first of those who are left to ask for, and buttons."""
    facts = {"name": left[0].first_name, "left": [each.id for each in left]}
    await strangers.say(tx, hearing, ASK, occasion=occasion, facts=facts)


async def _whose_number(tx: Tx, hearing: Hearing, here: Sequence[Person]) -> None:
    """Whose number it is not, nobody knows yet: a person looks, the address stays. Who asks who we are is told."""
    reply_id = await keep_only(tx, hearing, "wrong_person", needs_person=True)
    if leaving.asks_who_we_are(Meant("wrong_person", text=hearing.heard.text)):
        await strangers.say(tx, hearing, "who_we_are", occasion=f"who_we_are:{reply_id}")
        return
    await strangers.open_tasks(tx, hearing, here, kind="wrong_person", reply_id=reply_id)
    await strangers.say(tx, hearing, "wrong_person_noted", occasion=f"wrong_person:{reply_id}")


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
    await strangers.say(tx, hearing, kind, occasion=f"{kind}:{hearing.arrival_id}")
