"""What was not understood is asked again once, with buttons; the second time a person reads it."""

from bot.conversation.effects import NeedsPerson, OpenTask
from bot.conversation.shapes import Asked, Decision, Planned, Say, Turn
from bot.conversation.subject import nearest

# The shorter wording for asking a second time; other questions are repeated as they were.
MOST_WORDS = 3  # more words than these tell something, so a person reads them although it is asked again
AGAIN = {
    "attendance": "ask_again",
    "checkin": "ask_again_checkin",
    "minutes": "ask_minutes",
    "reason": "ask_reason",
}


def again(turn: Turn) -> Decision:
    """Asks again with the question's buttons once, then a person reads it; small talk a person reads too."""
    question = _question(turn)
    is_chat = turn.meant.meaning == "other_free_text" and question is None
    if not is_chat and (turn.past.not_understood >= 1 or _is_delicate(turn)):
        return hand_over(turn)
    if question is None:
        return Decision((NeedsPerson(),), () if "ack_other" in turn.past.said_today else (Say("ack_other"),))
    told = len(turn.meant.text.split()) > MOST_WORDS and not turn.meant.is_press
    return Decision((NeedsPerson(),) if told else (), (question,))


def which(turn: Turn) -> Decision:
    """Asks about the nearest activity when an answer may mean several or none; a refusal a person reads as well."""
    about = nearest(turn)
    if about is None:
        return again(turn)
    is_news = turn.meant.meaning in ("decline", "late")
    return Decision((NeedsPerson(),) if is_news else (), (_about(about),))


def hand_over(turn: Turn) -> Decision:
    """A person of the team answers, and the participant is told so, once a day."""
    task = OpenTask("question", turn.meant.text, turn.moment.next_morning_at)
    return Decision((task, NeedsPerson()), () if "hand_over" in turn.past.said_today else (Say("hand_over"),))


def _is_delicate(turn: Turn) -> bool:
    """Words after "shall we call you" are not asked about again by a machine."""
    return turn.asked is not None and turn.asked.is_open and turn.asked.asks == "call_me"


def _question(turn: Turn) -> Say | None:
    asked = turn.asked
    if asked is not None and asked.is_open and not asked.is_answered:
        return _repeat(asked)
    if len(turn.near) == 1 and turn.meant.meaning != "other_free_text":
        return _about(turn.near[0])
    return None


def _repeat(asked: Asked) -> Say:
    if asked.asks == "attendance" and asked.planned is not None:
        return _about(asked.planned)
    return Say(AGAIN.get(asked.asks, asked.kind), asks=asked.asks, about=asked.planned)


def _about(planned: Planned) -> Say:
    return Say("ask_again", asks="attendance", about=planned)
