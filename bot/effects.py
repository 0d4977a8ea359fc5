"""Carries out what a decision changes, through records, in the transaction of the reply."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation import effects as wanted
from bot.conversation.leaving import CONSENT_KIND
from bot.hearing import Hearing
from bot.turns import Reply
from language.catalogue import text_version
from programme.attendance import Answer
from records import attendances, checkins, consents, dialogue, duty, outbox, people, strangers, tasks
from records.attendances import Given
from records.checkins import Scored
from records.consents import Agreement
from records.database import Tx
from records.tasks import NewTask


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply that is on record, with the way it came."""

    reply: Reply
    reply_id: int
    hearing: Hearing

    @property
    def person_id(self) -> int:
        """Whose words they are."""
        return self.reply.person.id

    @property
    def channel(self) -> str:
        """The channel they came by; for a page, the one that brought the link."""
        told = self.reply.told
        return told.channel if self.hearing.is_page and told is not None else self.hearing.heard.channel

    @property
    def address(self) -> str:
        """The address they came from; for a page, the person's own on that channel."""
        if not self.hearing.is_page:
            return self.hearing.heard.address
        mine = (each.value for each in self.reply.person.addresses if each.channel == self.channel)
        return next(mine, "")


async def carry_out(tx: Tx, decided: tuple[wanted.Effect, ...], kept: Kept) -> None:
    """Changes what was decided, in order."""
    for effect in decided:
        await _HOW[type(effect)](tx, effect, kept)


async def _set_answer(tx: Tx, effect: wanted.SetAnswer, kept: Kept) -> None:
    how = "text" if kept.reply.meant.how == "edit" else kept.reply.meant.how
    given = Given(effect.answer, effect.reason, minutes_late=effect.minutes, how=how)
    at = kept.hearing.heard_at
    await attendances.set_answer(tx, effect.activity_id, kept.person_id, given=given, at=at)
    await dialogue.close_about(tx, kept.person_id, effect.activity_id, now=kept.hearing.now)
    if effect.answer is not Answer.MAYBE:
        now = kept.hearing.now
        await tasks.finish_for(tx, kept.person_id, "no_answer", now=now, activity_id=effect.activity_id)


async def _set_score(tx: Tx, effect: wanted.SetScore, kept: Kept) -> None:
    told = kept.reply.told
    message_id = told.message_id if told is not None and told.asks == "checkin" else None
    scored = Scored(kept.person_id, effect.on, effect.score, note=effect.note, message_id=message_id)
    await checkins.set_score(tx, scored, now=kept.hearing.heard_at)


async def _stop(tx: Tx, effect: wanted.StopEverything, kept: Kept) -> None:
    now, how = kept.hearing.now, kept.hearing.heard.channel
    if not kept.hearing.is_page and len(await people.people_at(tx, kept.channel, kept.address)) > 1:
        await consents.stop_address(tx, kept.channel, kept.address, how=how, now=now)
    else:
        await consents.stop(tx, kept.person_id, how=how, now=now)


async def _start(tx: Tx, effect: wanted.StartAgain, kept: Kept) -> None:
    how, now = kept.hearing.heard.channel, kept.hearing.now
    agreed = consents.Agreement(kept.channel, kept.address, how=how)
    await consents.start_again(tx, kept.person_id, agreed, now=now)


async def _stop_address(tx: Tx, effect: wanted.StopThisAddress, kept: Kept) -> None:
    now, value = kept.hearing.now, kept.address
    await strangers.close_address(tx, kept.person_id, kept.channel, value=value, reason="wrong_person", now=now)


async def _set_checkins(tx: Tx, effect: wanted.SetCheckins, kept: Kept) -> None:
    how, now = kept.hearing.heard.channel, kept.hearing.now
    if kept.reply.person.wants_checkins != effect.are_wanted:
        await consents.set_checkin_consent(tx, kept.person_id, effect.are_wanted, how=how, now=now)


async def _pause(tx: Tx, effect: wanted.Pause, kept: Kept) -> None:
    await _change(tx, kept, paused_until_on=effect.until_on)


async def _set_hour(tx: Tx, effect: wanted.SetHour, kept: Kept) -> None:
    await _change(tx, kept, checkin_at_local=effect.at_local)


async def _set_language(tx: Tx, effect: wanted.SetLanguage, kept: Kept) -> None:
    await _change(tx, kept, language=effect.language)


async def _change(tx: Tx, kept: Kept, **changes: Any) -> None:
    await people.change_person(tx, kept.person_id, changes, now=kept.hearing.now)


async def _join(tx: Tx, effect: wanted.Join, kept: Kept) -> None:
    await consents.join(tx, kept.person_id, _agreement(kept), now=kept.hearing.now)


async def _decline(tx: Tx, effect: wanted.Decline, kept: Kept) -> None:
    await consents.decline(tx, kept.person_id, _agreement(kept), now=kept.hearing.now)


def _agreement(kept: Kept) -> Agreement:
    version = text_version(CONSENT_KIND, kept.reply.person.language)
    return Agreement(kept.channel, kept.address, how=kept.hearing.heard.channel, text_version=version)


async def _open_task(tx: Tx, effect: wanted.OpenTask, kept: Kept) -> None:
    told = kept.reply.told
    task = NewTask(
        provider_id=kept.reply.person.provider_id,
        kind=effect.kind,
        occasion=effect.occasion or f"{effect.kind}:reply:{kept.reply_id}",
        why=effect.why,
        due_at=effect.due_at,
        participant_id=kept.person_id,
        reply_id=kept.reply_id,
        message_id=told.message_id if told is not None else None,
        activity_id=effect.activity_id,
        is_urgent=effect.is_urgent,
    )
    await tasks.open_task(tx, task, now=kept.hearing.now)


async def _alarm(tx: Tx, effect: wanted.AlarmStaff, kept: Kept) -> None:
    await alarm_staff(tx, kept.person_id, reply_id=kept.reply_id, hearing=kept.hearing)


async def alarm_staff(tx: Tx, person_id: int, *, reply_id: int, hearing: Hearing) -> None:
    """Queues a note without contents to the mentors and coordinators of a person who linked Telegram."""
    chats = await duty.staff_to_alarm(tx, person_id)
    await duty.alert(tx, chats, "staff_alert", reason=f"alarm:{reply_id}", now=hearing.now)


async def _close(tx: Tx, effect: wanted.CloseQuestion, kept: Kept) -> None:
    await outbox.close_question(tx, effect.message_id, now=kept.hearing.now)


async def _read_by_person(tx: Tx, effect: wanted.NeedsPerson, kept: Kept) -> None:
    """Written with the reply itself."""


_HOW: Mapping[type, Callable[[Tx, Any, Kept], Awaitable[None]]] = {
    wanted.SetAnswer: _set_answer,
    wanted.SetScore: _set_score,
    wanted.StopEverything: _stop,
    wanted.StartAgain: _start,
    wanted.StopThisAddress: _stop_address,
    wanted.SetCheckins: _set_checkins,
    wanted.Pause: _pause,
    wanted.SetHour: _set_hour,
    wanted.SetLanguage: _set_language,
    wanted.Join: _join,
    wanted.Decline: _decline,
    wanted.OpenTask: _open_task,
    wanted.AlarmStaff: _alarm,
    wanted.CloseQuestion: _close,
    wanted.NeedsPerson: _read_by_person,
}
