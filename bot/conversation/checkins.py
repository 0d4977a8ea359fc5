"""How are you today: one score a day, a kind word back, and a person when it is low."""

import re
from datetime import datetime, time, timedelta

from bot.conversation.effects import CloseQuestion, Effect, OpenTask, Pause, SetCheckins, SetHour, SetScore
from bot.conversation.shapes import Decision, Say, Turn
from bot.conversation.unclear import again

LOW, VERY_LOW, MIDDLE = 2, 1, 3
CALL_WITHIN = timedelta(hours=2)
MOST_DAYS = 60
_SCORE = re.compile(r"^\W*[1-5]\b\W*")
_NUMBER = re.compile(r"\d{1,3}")


def score(turn: Turn) -> Decision:
    """Keeps the score of the day with the words beside it; a low one opens a task and offers a call."""
    given = int(turn.meant.slots["score"])
    on = turn.asked.on if turn.asked is not None and turn.asked.on is not None else turn.moment.today_on
    if dict(turn.scores).get(on) == given and turn.meant.is_press:
        return Decision(_closing(turn))
    kept = SetScore(on, given, note(turn.meant.text))
    effects: tuple[Effect, ...] = (kept, *_closing(turn))
    if given > LOW:
        kind = "ack_checkin_mid" if given == MIDDLE else "ack_checkin_good"
        return Decision(effects, (Say(kind, {"score": given}),))
    return Decision((*effects, low_task(turn, given)), (Say("checkin_low", {"score": given}, asks="call_me"),))


def low_task(turn: Turn, given: int) -> OpenTask:
    """The task after a low score: the lowest within two hours, the next one by the next working morning."""
    is_urgent = given <= VERY_LOW
    due_at = turn.moment.now + CALL_WITHIN if is_urgent else turn.moment.next_morning_at
    occasion = f"low_score:{turn.person.id}:{turn.moment.today_on.isoformat()}:{given}"
    return OpenTask("low_score", str(given), due_at, is_urgent=is_urgent, occasion=occasion)


def note(text: str) -> str:
    """The words that came with a score; nothing when the words were only the score."""
    rest = _SCORE.sub("", text).strip()
    had_digit = rest != text.strip()
    return rest if had_digit or len(rest.split()) > 2 else ""


def stop(turn: Turn) -> Decision:
    """No more check-ins; reminders go on."""
    return Decision((SetCheckins(False), *_closing(turn, "hour")), (Say("checkins_stopped"),))


def hour(turn: Turn) -> Decision:
    """Asks for the hour, or keeps the one that was chosen."""
    chosen = turn.meant.slots.get("hour")
    if chosen is None:
        return Decision((), (Say("checkin_hour_ask", asks="hour"),))
    if not 0 <= int(chosen) <= 23:
        return again(turn)
    # Formatted by the catalogue as a time of day in the person's language.
    at_local = time(int(chosen))
    facts = {"starts_local": datetime.combine(turn.moment.today_on, at_local)}
    return Decision((SetHour(at_local), SetCheckins(True), *_closing(turn, "hour")), (Say("checkin_hour_done", facts),))


def pause(turn: Turn) -> Decision:
    """Asks how long, or pauses the check-ins for that many days from today."""
    days = turn.meant.slots.get("days")
    if days is None:
        return Decision((), (Say("pause_ask", asks="pause"),))
    if not 1 <= int(days) <= MOST_DAYS:
        return again(turn)
    until_on = turn.moment.today_on + timedelta(days=int(days) - 1)
    return Decision((Pause(until_on), *_closing(turn, "pause")), (Say("paused", {"days": int(days)}),))


def number_in(text: str) -> int | None:
    """The first number in a few words, such as the hour or the days asked for."""
    found = _NUMBER.search(text)
    return int(found[0]) if found and len(text.split()) <= 5 else None


def history(turn: Turn) -> Decision:
    """The person's own scores of the last two weeks."""
    if not turn.scores:
        return Decision((), (Say("history_none"),))
    return Decision((), (Say("history", {"history": turn.scores}),))


def _closing(turn: Turn, asks: str = "checkin") -> tuple[Effect, ...]:
    """Ends the question if it is the one that was answered."""
    asked = turn.asked
    is_it = asked is not None and asked.asks == asks and not asked.is_answered
    return (CloseQuestion(asked.message_id),) if asked is not None and is_it else ()
