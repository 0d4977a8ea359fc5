"""How are you today: one score a day, a kind word back, and a person when it is low."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.conversation import attendance
from bot.conversation.amounts import days_in, hour_in
from bot.conversation.effects import CloseQuestion, Effect, OpenTask, Pause, SetCheckins, SetHour, SetScore
from bot.conversation.shapes import Decision, Say, Turn
from bot.conversation.unclear import again

LOW, VERY_LOW, MIDDLE = 2, 1, 3
CALL_WITHIN = timedelta(hours=2)
MOST_DAYS = 60
_SCORE = re.compile(r"^\W*[1-5]\b\W*")
QUESTIONS = {"hour": "checkin_hour_ask", "pause": "pause_ask"}
# What is said after a choice of hour; the second where nothing is sent at that hour.
HOUR_DONE, HOUR_MOVED = "checkin_hour_done", "checkin_hour_moved"
Amount = Callable[[str], int | None]


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
    """Asks for the hour, or keeps the one that was chosen; as a bare answer to "how late" it is an hour of that."""
    chosen = turn.meant.slots.get("hour")
    if chosen is None:
        is_lateness = turn.asked is not None and turn.asked.asks == "minutes" and not turn.meant.text.startswith("/")
        return _an_hour_late(turn) if is_lateness else _ask(turn, "hour")
    if not 0 <= int(chosen) <= 23 or _names_only(turn, days_in, other=hour_in):
        return _ask(turn, "hour")
    # Formatted by the catalogue as a time of day in the person's language.
    at_local = time(int(chosen))
    facts = {"starts_local": datetime.combine(turn.moment.today_on, at_local)}
    return Decision((SetHour(at_local), SetCheckins(True), *_closing(turn, "hour")), (Say(HOUR_DONE, facts),))


def pause(turn: Turn) -> Decision:
    """Asks how long, or pauses the check-ins for that many days from today."""
    days = turn.meant.slots.get("days")
    if days is None or not 1 <= int(days) <= MOST_DAYS or _names_only(turn, hour_in, other=days_in):
        return _ask(turn, "pause")
    until_on = turn.moment.today_on + timedelta(days=int(days) - 1)
    return Decision((Pause(until_on), *_closing(turn, "pause")), (Say("paused", {"days": int(days)}),))


def number_in(text: str) -> int | None:
    """The hour or the days in a bare answer; None when the words say more than that."""
    days = days_in(text)
    return hour_in(text) if days is None else days


def _ask(turn: Turn, asks: str) -> Decision:
    """The question for the hour or the days; the second time in vain a person reads the answer."""
    is_same = turn.asked is not None and turn.asked.asks == asks
    if is_same and turn.meant.slots:
        return again(turn)
    return Decision((), (Say(QUESTIONS[asks], asks=asks),))


def _names_only(turn: Turn, named: Amount, *, other: Amount) -> bool:
    """True for words that name the one and cannot be the other: five days are no hour."""
    return named(turn.meant.text) is not None and other(turn.meant.text) is None


def _an_hour_late(turn: Turn) -> Decision:
    return attendance.answer(replace(turn, meant=replace(turn.meant, meaning="late", slots={"minutes": 60})))


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
