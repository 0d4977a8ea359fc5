"""Consent: yes, no, STOP and START, and a number that belongs to somebody else."""

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
from bot.conversation.shapes import Decision, Say, Turn

CONSENT_OPEN = timedelta(days=14)
CONSENT_KIND = "invite_consent"


def stop(turn: Turn) -> Decision:
    """STOP holds at once and is confirmed at once; who has stopped before hears nothing more."""
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
    """The number is not the person's: nothing more goes there, and a person looks for the right one."""
    task = OpenTask("wrong_person", turn.meant.text, turn.moment.next_morning_at)
    return Decision((task, NeedsPerson(), StopThisAddress()), (Say("ack_wrong_person"),))


def _closing(turn: Turn) -> tuple[Effect, ...]:
    return (CloseQuestion(turn.asked.message_id),) if turn.asked is not None else ()
