"""The way of a reply: who, which question, what was meant, what is decided; all in the transaction of its arrival."""

from collections.abc import Sequence
from dataclasses import replace

from bot import joining, shared_phone, strangers
from bot.conversation import Meant, decide, leaving, presses
from bot.conversation.dialogue import against_question
from bot.hearing import Hearing
from bot.keeping import conclude, keep_only
from bot.turns import Reply, turn_of, understood
from records import consents, dialogue, journal, people, replies
from records.database import Tx
from records.dialogue import Told
from records.journal import Entry
from records.people import Person
from records.strangers import told_elsewhere


async def take_in(tx: Tx, hearing: Hearing) -> None:
    """Deals with one thing that was heard; running it again after a rollback has the same result once."""
    match hearing.heard.what:
        case "blocked":
            await _blocked(tx, hearing)
        case "unblocked":
            await _unblocked(tx, hearing)
        case "button":
            await _pressed(tx, hearing)
        case "join":
            await joining.decided_on_page(tx, hearing)
        case "stop":
            await _stopped_on_page(tx, hearing)
        case _:
            await _written(tx, hearing)


async def talk(tx: Tx, hearing: Hearing, reply: Reply) -> None:
    """Decides about one reply of one person, and does and says what was decided."""
    turn = await turn_of(tx, hearing, reply)
    decision = decide(turn)
    await conclude(tx, hearing, replace(reply, meant=against_question(turn)), decision=decision)


async def _pressed(tx: Tx, hearing: Hearing) -> None:
    """A tap belongs to the person to whom the message went; on anybody else's message it does nothing."""
    data = presses.parse(hearing.heard.button)
    told = None if data is None else await dialogue.told(tx, data[0])
    here = [] if hearing.is_page else await people.people_at(tx, hearing.heard.channel, hearing.heard.address)
    if data is not None and told is None and await _pressed_elsewhere(tx, hearing, here, data=data):
        return
    if data is None or told is None or not (hearing.is_page or told.participant_id in {each.id for each in here}):
        await keep_only(tx, hearing, "unknown_press", person=here[0] if len(here) == 1 else None)
        return
    await dialogue.lock_person(tx, told.participant_id)
    person = await people.person(tx, told.participant_id)
    if person is not None:
        meant = presses.pressed(data[1], how="page" if hearing.is_page else "button")
        await talk(tx, hearing, Reply(person, told, meant))


async def _pressed_elsewhere(tx: Tx, hearing: Hearing, here: Sequence[Person], *, data: tuple[int, str]) -> bool:
    """A tap on a message to the address itself, such as "who writes?"; false when there is no such message."""
    message_id, key = data
    question = await told_elsewhere(tx, message_id, hearing.heard.channel, value=hearing.heard.address)
    match presses.pressed(key).meaning if question is not None else "":
        case "me" | "other_person" as meaning if question is not None:
            await shared_phone.pressed(tx, hearing, here, key=meaning, question=question, write=write)
        case "call_me":
            await strangers.call_wanted(tx, hearing, here)
        case "no":
            await strangers.no_call_wanted(tx, hearing)
        case _:
            return False
    return True


async def _written(tx: Tx, hearing: Hearing) -> None:
    if await joining.offered(tx, hearing):
        return
    if hearing.is_page:
        await _written_on_page(tx, hearing)
        return
    here = await people.people_at(tx, hearing.heard.channel, hearing.heard.address)
    if not here:
        await strangers.heard(tx, hearing)
    elif len(here) == 1:
        await write(tx, hearing, here[0])
    else:
        await shared_phone.heard(tx, hearing, here, write=write)


async def write(tx: Tx, hearing: Hearing, person: Person) -> None:
    """Words of one person, read against what that person was asked."""
    await dialogue.lock_person(tx, person.id)
    person = await people.person(tx, person.id) or person
    if hearing.heard.what == "photo":
        await talk(tx, hearing, Reply(person, None, Meant("no_words", how="photo")))
        return
    if hearing.heard.what == "start":
        await talk(tx, hearing, Reply(person, None, Meant(_greeted(person), text="/start")))
        return
    told = await _questions(tx, hearing, person)
    if told is None:
        return
    meant, question = await understood(tx, hearing, person, told=told)
    await talk(tx, hearing, Reply(person, question, leaving.in_plain_words(meant)))


async def _questions(tx: Tx, hearing: Hearing, person: Person) -> list[Told] | None:
    """What the words may answer; for an edited message what it answered before, None when nothing was changed."""
    open_ones = await dialogue.open_questions(tx, person.id, now=hearing.now)
    if hearing.heard.what != "edit":
        return open_ones
    before = await replies.find_by_ref(tx, hearing.heard.channel, hearing.digest, provider_ref=hearing.heard.ref)
    if before is None or before.participant_id != person.id:
        return open_ones
    if before.text == hearing.heard.text:
        return None
    told = None if before.message_id is None else await dialogue.told(tx, before.message_id)
    is_current = told is not None and not told.is_moved and (told.asked_until or hearing.now) > hearing.now
    return [told] if told is not None and is_current else []


async def _written_on_page(tx: Tx, hearing: Hearing) -> None:
    """Words in the field of an answer page belong to its question."""
    data = presses.parse(hearing.heard.button)
    told = None if data is None else await dialogue.told(tx, data[0])
    if told is None:
        return
    await dialogue.lock_person(tx, told.participant_id)
    person = await people.person(tx, told.participant_id)
    if person is None:
        return
    is_open = (told.asked_until or hearing.now) > hearing.now and not told.is_moved
    meant, question = await understood(tx, hearing, person, told=[told] if is_open else [])
    await talk(tx, hearing, Reply(person, question, leaving.in_plain_words(meant)))


async def _stopped_on_page(tx: Tx, hearing: Hearing) -> None:
    data = presses.parse(hearing.heard.button)
    told = None if data is None else await dialogue.told(tx, data[0])
    person = None if told is None else await people.person(tx, told.participant_id)
    if told is not None and person is not None:
        await dialogue.lock_person(tx, person.id)
        await talk(tx, hearing, Reply(person, told, Meant("opt_out", how="page")))


async def _blocked(tx: Tx, hearing: Hearing) -> None:
    """The person closed the door at the provider: nothing more is sent there, not even a last word."""
    where = hearing.heard
    await consents.stop_address(tx, where.channel, where.address, how="blocked", now=hearing.now)
    here = await people.people_at(tx, where.channel, where.address)
    await dialogue.take_back_answers(tx, [each.id for each in here], where.channel)


async def _unblocked(tx: Tx, hearing: Hearing) -> None:
    for person in await people.people_at(tx, hearing.heard.channel, hearing.heard.address):
        entry = Entry(f"participant:{person.id}", "unblock", "address", None, person.provider_id, person.id)
        await journal.write(tx, entry, hearing.now)


def _greeted(person: Person) -> str:
    """/start without a code: help for who has joined, the way back for who has stopped."""
    return "help" if person.state == "joined" else "opt_in"
