"""Consent: yes, no, STOP and START, and a number that belongs to somebody else."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.conversation.effects import (
    CloseQuestion,
    Decline,
    Effect,
    Join,
    NeedsPerson,
    OpenTask,
    Pause,
    SetCheckins,
    StartAgain,
    StopEverything,
    StopThisAddress,
)
from bot.conversation.shapes import Decision, Meant, Say, Turn
from language.phrases import any_of, flat, has_phrase

CONSENT_OPEN = timedelta(days=14)
CONSENT_KIND = "invite_consent"
SURE = 0.9
_NOT_UNDERSTOOD = ("unclear", "other_free_text")
_ALONE_WORDS = 8
_CERTAIN = (("checkins", "alone", "opt_out"), ("who_are_you", "asked", "wrong_person"))


def stop(turn: Turn) -> Decision:
    """STOP holds at once and is confirmed at once; who has stopped before hears nothing more.

    Who speaks only of the daily question keeps the reminders, and is told how to end those too.
    """
    if turn.person.state == "joined" and is_only_about_checkins(turn.meant.text):
        asked = turn.asked
        closing = _closing(turn) if asked is not None and asked.asks == "checkin" else ()
        return Decision((SetCheckins(False), *closing), (Say("only_checkins_stopped"),))
    said = () if turn.person.state == "stopped" else (Say("stop_done"),)
    return Decision((StopEverything(),), said)


def start(turn: Turn) -> Decision:
    """START opens what STOP closed, ends a pause, or turns check-ins on; without a consent so far it asks for it."""
    person = turn.person
    if person.state in ("invited", "declined"):
        return Decision((), (invitation(),))
    if person.state == "stopped":
        return Decision((StartAgain(),), (Say("start_done"),))
    if person.is_paused:
        return Decision((Pause(None),), (Say("unpaused"),))
    if not person.wants_checkins:
        return Decision((SetCheckins(True),), (Say("checkins_started"),))
    return Decision((), (Say("start_done"),))


def invitation() -> Say:
    """The consent in plain words with its question."""
    return Say(CONSENT_KIND, asks="consent", open_for=CONSENT_OPEN)


def agreed(turn: Turn) -> Decision:
    """Yes to the consent question."""
    return Decision((Join(), *_closing(turn)), (Say("join_done"),))


def declined(turn: Turn) -> Decision:
    """No to the consent question: nothing more is sent, the place in the programme stays."""
    return Decision((Decline(), *_closing(turn)), (Say("join_declined"),))


def wrong_person(turn: Turn) -> Decision:
    """The number is not the person's: nothing more goes there, and a person looks for the right one.

    Only a tap or a sure reading closes it; otherwise somebody looks first. Who asks who we are is told.
    """
    if asks_who_we_are(turn.meant):
        return Decision((NeedsPerson(),), (Say("who_we_are"),))
    task = OpenTask("wrong_person", turn.meant.text, turn.moment.next_morning_at)
    if turn.meant.is_press or turn.meant.confidence >= SURE:
        return Decision((task, NeedsPerson(), StopThisAddress()), (Say("ack_wrong_person"),))
    return Decision((task, NeedsPerson()), (Say("wrong_person_noted"),))


def asks_who_we_are(meant: Meant) -> bool:
    """True for "who is this?": a question, and no word that the number is somebody else's."""
    return meant.meaning == "wrong_person" and (
        "?" in meant.text or has_phrase(meant.text, "who_are_you", name="asked")
    )


def is_only_about_checkins(text: str) -> bool:
    """True when an opt-out speaks of the daily question and of nothing else; a bare STOP is about everything."""
    plain = flat(text)
    if any(re.fullmatch(any_of("checkins", "stop"), part.strip()) for part in re.split(r"[^\w\s]+", plain)):
        return False
    rest = re.sub(any_of("checkins", "kept"), " ", plain)
    return has_phrase(plain, "checkins", name="about") and not has_phrase(rest, "checkins", name="everything")


def in_plain_words(meant: Meant) -> Meant:
    """The same words; with the meaning that is certain when they are just "no daily question" or "who is this"."""
    if meant.is_press:
        return meant
    words = flat(meant.text).strip(" \n.,!?")
    for table, name, meaning in _CERTAIN:
        if re.fullmatch(any_of(table, name), words):
            return replace(meant, meaning=meaning, also=(), confidence=1.0, why=(words,))
    is_short = len(words.split()) <= _ALONE_WORDS
    if meant.meaning in _NOT_UNDERSTOOD and is_short and has_phrase(words, "checkins", name="alone"):
        return replace(meant, meaning="opt_out", why=(*meant.why, "checkins"))
    return meant


def _closing(turn: Turn) -> tuple[Effect, ...]:
    return (CloseQuestion(turn.asked.message_id),) if turn.asked is not None else ()
