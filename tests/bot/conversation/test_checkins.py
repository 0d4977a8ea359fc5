"""The check-in's own settings by words: the hour, a pause, the history."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.conversation import Asked, Decision, Meant, Moment, PersonView, Planned, Turn, commands, decide
from bot.conversation.checkins import number_in
from bot.conversation.effects import CloseQuestion, Pause, SetAnswer, SetCheckins, SetHour
from programme.attendance import Answer

MONDAY_9 = datetime(2026, 9, 14, 7, 0, tzinfo=UTC)
WORKSHOP = Planned(
    id=7,
    revision=1,
    starts_at=MONDAY_9 + timedelta(days=1),
    ends_at=MONDAY_9 + timedelta(days=1, hours=3),
    starts_local=datetime(2026, 9, 15, 9, 0),
    title="delavnica",
)
REMINDER = Asked(message_id=3, kind="reminder_ask", asks="attendance", planned=WORKSHOP)
HOUR = Asked(message_id=6, kind="checkin_hour_ask", asks="hour")
PAUSE = Asked(message_id=6, kind="pause_ask", asks="pause")


def said(text: str, asked: Asked | None, *, meaning: str = "unclear", **slots: Any) -> Decision:
    """What is decided about words: a command if they are one, else what the reader made of them."""
    meant = commands.commanded(text) or Meant(meaning, slots, text=text)
    moment = Moment(now=MONDAY_9, heard_at=MONDAY_9, zone="Europe/Ljubljana")
    return decide(Turn(meant, PersonView(id=1, provider_id=1), moment, asked=asked, near=(WORKSHOP,)))


def kinds(decision: Decision) -> list[str]:
    return [each.kind for each in decision.says]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8", 8), ("ob 8", 8), ("8.00", 8), ("8h", 8), ("ob 8. uri", 8), ("at 8", 8), ("8 zvečer", 20), ("7 pm", 19),
        ("10 zjutraj", 10), ("5 dni", 5), ("za 5 dni", 5), ("2 tedna", 14), ("one week", 7), ("99", 99),
        ("zamudim 15 minut", None), ("pridem ob 8", None), ("imam 2 otroka", None), ("pavza 3", None), ("en", None),
    ],
)  # fmt: skip
def test_a_number_is_taken_from_a_bare_answer_only(text: str, number: int | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("asked", [None, REMINDER, HOUR, PAUSE])
def test_pause_three_pauses_whatever_was_asked(asked: Asked | None) -> None:
    decision = said("pavza 3", asked)
    assert Pause(date(2026, 9, 16)) in decision.effects and kinds(decision) == ["paused"]
    assert not [each for each in decision.effects if isinstance(each, SetHour | SetAnswer)]


def test_being_late_is_no_hour_while_the_hour_is_asked() -> None:
    decision = said("zamudim 15 minut", HOUR, meaning="late", minutes=15)
    assert SetAnswer(7, Answer.LATE, None, minutes=15) in decision.effects
    assert not [each for each in decision.effects if isinstance(each, SetHour)]


def test_an_hour_by_words_is_kept_beside_any_question() -> None:
    decision = said("ura 10", REMINDER)
    assert decision.effects == (SetHour(time(10)), SetCheckins(True))
    assert said("ob 10", HOUR).effects == (SetHour(time(10)), SetCheckins(True), CloseQuestion(6))


@pytest.mark.parametrize(("text", "asked"), [("5 dni", HOUR), ("ura 25", REMINDER), ("99", HOUR)])
def test_what_can_be_no_hour_asks_for_the_hour(text: str, asked: Asked) -> None:
    decision = said(text, asked)
    assert (decision.effects, kinds(decision)) == ((), ["checkin_hour_ask"])


@pytest.mark.parametrize(("text", "asked"), [("8.00", PAUSE), ("ob 8", PAUSE), ("pavza 100", REMINDER), ("0", PAUSE)])
def test_what_can_be_no_number_of_days_asks_for_the_days(text: str, asked: Asked) -> None:
    decision = said(text, asked)
    assert (decision.effects, kinds(decision)) == ((), ["pause_ask"])


def test_an_hour_is_an_answer_to_how_late() -> None:
    minutes = Asked(message_id=5, kind="ask_minutes", asks="minutes", planned=WORKSHOP)
    assert SetAnswer(7, Answer.LATE, None, minutes=60) in said("ura", minutes).effects
    assert kinds(said("/ura", minutes)) == ["checkin_hour_ask"]


def test_the_history_comes_for_a_single_word() -> None:
    assert kinds(said("odgovori", REMINDER)) == ["history_none"]
