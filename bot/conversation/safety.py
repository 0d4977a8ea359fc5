"""Distress and calls: the decided text with help lines at once, a person as soon as can be, never a judgement."""

from datetime import timedelta

from bot.conversation.effects import AlarmStaff, CloseQuestion, Effect, NeedsPerson, OpenTask
from bot.conversation.shapes import Decision, Say, Turn

ALARM_WITHIN = timedelta(minutes=30)
CALL_WITHIN = timedelta(hours=2)
BASIC_NEEDS = "basic_needs"


def distress(turn: Turn) -> Decision:
    """The emergency text, an urgent task and a note to the mentor and the coordinators."""
    task = OpenTask("distress", turn.meant.text, turn.moment.now + ALARM_WITHIN, is_urgent=True)
    return Decision((task, NeedsPerson(), AlarmStaff()), (emergency(turn),))


def emergency(turn: Turn) -> Say:
    """The text for this kind of distress; food and roof have their own, everything else gets every help line."""
    if turn.meant.slots.get("kind") == BASIC_NEEDS:
        return Say("emergency_basic_needs", is_urgent=True)
    return Say("emergency", asks="call_me", is_urgent=True)


def call_me(turn: Turn) -> Decision:
    """Somebody calls within two hours; when nobody is at work, those on duty are told at once."""
    task = OpenTask("call", turn.meant.text, turn.moment.now + CALL_WITHIN, is_urgent=True)
    alarm = () if turn.moment.is_office_open else (AlarmStaff(),)
    return Decision((task, NeedsPerson(), *alarm, *_closing(turn)), (Say("calling_you", is_urgent=True),))


def no_call(turn: Turn) -> Decision:
    """No call is wanted; the tasks that are open stay, since a person looks at them anyway."""
    return Decision(_closing(turn), (Say("call_declined"),))


def _closing(turn: Turn) -> tuple[Effect, ...]:
    return (CloseQuestion(turn.asked.message_id),) if turn.asked is not None else ()
