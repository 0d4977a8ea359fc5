"""Joining by a one-time code: in the chat, by SMS or on the joining page; nothing is sent to anybody without a yes."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation import Decision, Meant, Say
from bot.conversation.effects import Join
from bot.conversation.leaving import CONSENT_KIND, invitation
from bot.hearing import Hearing
from bot.keeping import conclude, keep_only
from bot.saying import USEFUL
from bot.turns import Reply
from language.catalogue import languages, text_version
from programme.delivery import Importance
from records import addresses, agreements, consents, dialogue, outbox, people
from records.consents import Agreement
from records.database import Tx
from records.outbox import Put, PutElsewhere
from records.people import Person

CODE = re.compile(r"[a-hj-km-np-z2-9]{1,12}1[a-hj-km-np-z2-9]{16}", re.IGNORECASE)


async def offered(tx: Tx, hearing: Hearing) -> bool:
    """Answers a joining code with the consent question; false when the words are no code, or a known person's."""
    code = hearing.heard.text.strip()
    is_start = hearing.heard.what == "start" and bool(code)
    if hearing.is_page or not (is_start or (hearing.heard.what == "text" and CODE.fullmatch(code))):
        return False
    person = await people.participant_of_join_code(tx, code)
    if person is not None:
        await _offer(tx, hearing, person)
        return True
    here = await people.people_at(tx, hearing.heard.channel, hearing.heard.address)
    if is_start and any(each.state == "joined" for each in here):
        return False
    await _unknown(tx, hearing)
    return True


async def decided_on_page(tx: Tx, hearing: Hearing) -> None:
    """Records the decision of the joining page: code, yes or no, language and channel; a used code does nothing."""
    code, choice, language, channel = (*hearing.heard.button.split(":"), "", "", "", "")[:4]
    person = await people.participant_of_join_code(tx, code)
    if person is None:
        return
    await dialogue.lock_person(tx, person.id)
    if language in languages():
        await people.change_person(tx, person.id, {"language": language}, now=hearing.now)
        person = await people.person(tx, person.id) or person
    version = text_version(CONSENT_KIND, person.language)
    by_sms = Agreement("sms", person.phone or "", how="page", text_version=version)
    meaning = "consent_yes" if choice == "yes" else "consent_no"
    reply = Reply(person, None, Meant(meaning, {"channel": channel}, how="page", why=(meaning,)))
    kept = await conclude(tx, hearing, reply, decision=Decision())
    if choice != "yes":
        await consents.decline(tx, person.id, by_sms, now=hearing.now)
    elif channel == "telegram":
        in_chat = replace(by_sms, channel=channel, value="")
        await agreements.agree(tx, person.id, in_chat, now=hearing.now)
    elif person.phone:
        await consents.join(tx, person.id, by_sms, now=hearing.now)
        await _welcome(tx, hearing, person, reply_id=kept.reply_id)


async def _offer(tx: Tx, hearing: Hearing, person: Person) -> None:
    """The consent question; who has agreed on the page already has joined with this."""
    await dialogue.lock_person(tx, person.id)
    where = hearing.heard
    await addresses.add_pending(tx, person.id, channel=where.channel, value=where.address, now=hearing.now)
    person = await people.person(tx, person.id) or person
    reply = Reply(person, None, Meant("join_code", text="/start", why=("join_code",)))
    decision = Decision((), (invitation(),))
    if await agreements.has_agreed(tx, person.id, where.channel):
        decision = Decision((Join(),), (Say("join_done"),))
    await conclude(tx, hearing, reply, decision=decision)


async def _unknown(tx: Tx, hearing: Hearing) -> None:
    """A code that is not ours or was used: said at most once an hour to one address."""
    await keep_only(tx, hearing, "join_unknown")
    occasion = f"join_unknown:{hearing.digest}:{hearing.now:%Y-%m-%d-%H}"
    where, until = hearing.heard, hearing.now + USEFUL
    text = PutElsewhere(where.channel, where.address, "join_unknown", occasion, useful_until=until)
    await outbox.put_to_address(tx, text, now=hearing.now)


async def _welcome(tx: Tx, hearing: Hearing, person: Person, *, reply_id: int) -> None:
    """The first SMS to who agreed on the page; it also says how to stop."""
    when: Mapping[str, Any] = {"due_at": hearing.now, "useful_until": hearing.now + USEFUL}
    occasion = f"answer:{reply_id}:join_done"
    put = Put(person.id, "join_done", occasion, Importance.ANSWER, **when, reply_id=reply_id, channel="sms")
    await outbox.put(tx, put, now=hearing.now)
