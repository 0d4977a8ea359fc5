"""Which activity is meant: the day that words name, in any of the languages, before the question that is open."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.conversation import Asked, Decision, Meant, Moment, PersonView, Planned, Turn, decide
from bot.conversation.effects import NeedsPerson, OpenTask, SetAnswer
from bot.conversation.subject import subjects
from language.asking import asks_where_or_when
from language.days import NEAR, WEEKDAYS
from language.folding import fold
from language.phrases import listed
from programme.attendance import AbsenceReason, Answer

TUESDAY_8 = datetime(2026, 9, 15, 6, 0, tzinfo=UTC)
LISTS = [
    *(("days", name) for name in (*NEAR, *WEEKDAYS, "next_week", "next", "aside", "between", "contrast")),
    *(("where_when", name) for name in ("asks", "about")),
]


def on(day: int, hour: int = 9) -> Planned:
    """An activity of three hours on a day of September; its id is the day and the hour."""
    local = datetime(2026, 9, day, hour, 0)
    at = local.replace(tzinfo=UTC) - timedelta(hours=2)
    return Planned(day * 100 + hour, 1, at, at + timedelta(hours=3), local, "delavnica", "ZPTM Brežice")


WEEK = tuple(on(day) for day in (15, 16, 17, 18, 21, 22))
ABOUT_WEDNESDAY = Asked(message_id=3, kind="reminder_ask", asks="attendance", planned=on(16))
WHY_WEDNESDAY = replace(ABOUT_WEDNESDAY, asks="reason", planned=replace(on(16), answer=Answer.NOT_COMING))


def turn(text: str, meaning: str = "decline", *, asked: Asked | None = ABOUT_WEDNESDAY, **more: Any) -> Turn:
    """Words of Tuesday at eight; the workshops of the week are on Tuesday to Friday, Monday and Tuesday."""
    meant = Meant(meaning, more.get("slots", {}), text=text, also=more.get("also", ()), why=more.get("why", ()))
    ahead = more.get("ahead", WEEK)
    moment = Moment(now=TUESDAY_8, heard_at=TUESDAY_8, zone="Europe/Ljubljana")
    near = tuple(each for each in ahead if each.starts_at <= TUESDAY_8 + timedelta(hours=36))
    return Turn(meant, PersonView(id=1, provider_id=1), moment, asked=asked, near=near, ahead=ahead)


def days(text: str, meaning: str = "decline", **more: Any) -> list[int]:
    """The days in September on which the activities are that the words are about."""
    return [each.starts_local.day for each in subjects(turn(text, meaning, **more))]


def given(decision: Decision) -> list[tuple[int, str]]:
    return [(each.activity_id, str(each.answer)) for each in decision.effects if isinstance(each, SetAnswer)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("danes ne morem", 15), ("dons ne bo šlo", 15), ("jutri me ne bo", 16), ("pojutrišnjem ne", 17),
        ("pojutršnjem ne bom mogu", 17), ("V ČETRTEK ne pridem", 17), ("v cetrtek ne", 17), ("v četrtk ne pridem", 17),
        ("u sredo ne morem", 16), ("u petk me ni", 18), ("v ponedelk ne", 21), ("v torek ne pridem", 15),
        ("naslednji torek me ne bo", 22), ("v torek naslednji teden ne", 22),
        ("danas ne mogu", 15), ("sutra ne mogu doći", 16), ("prekosutra ne dolazim", 17), ("u sredu ne mogu", 16),
        ("u srijedu neću moći", 16), ("u četvrtak ne mogu", 17), ("сутра не могу", 16), ("u petak ne", 18),
        ("I can't come today", 15), ("not coming tomorrow", 16), ("the day after tomorrow I can't", 17),
        ("on Thursday I can't", 17), ("next Tuesday I cannot come", 22), ("can't make it on fri", 18),
        ("oggi non posso", 15), ("domani non vengo", 16), ("dopodomani no", 17), ("giovedì non posso", 17),
        ("venerdi non ci sono", 18), ("lunedì non vengo", 21),
        ("heute kann ich nicht", 15), ("heute Morgen nicht", 15), ("morgen komme ich nicht", 16),
        ("übermorgen nicht", 17), ("uebermorgen nicht", 17), ("am Donnerstag nicht", 17), ("am Freitag nicht", 18),
    ],
)  # fmt: skip
def test_a_named_day_wins_over_the_open_question(text: str, day: int) -> None:
    assert days(text) == [day]


@pytest.mark.parametrize("text", ["ne pridem", "zjutraj ne morem", "guten Morgen, ich kann nicht", "zaradi vlaka ne"])
def test_without_a_day_the_question_says_what_is_meant(text: str) -> None:
    assert days(text) == [16]


@pytest.mark.parametrize(
    "text", ["v soboto ne pridem", "naslednji teden me ne bo", "u subotu ne mogu", "on Sunday I can't"]
)
def test_a_day_without_activities_leaves_the_answer_open(text: str) -> None:
    decision = decide(turn(text))
    assert decision.effects == (NeedsPerson(),)
    [said] = decision.says
    assert (said.kind, said.about) == ("ask_again", on(15))


def test_joined_days_are_all_meant_and_told_apart_days_are_not() -> None:
    assert days("danes in jutri me ne bo") == [15, 16]
    assert days("ni me v torek, v sredo in v četrtek") == [15, 16, 17]
    assert days("danes imam zdravnika, jutri pa ne pridem") == []


def test_a_day_beside_the_refusal_only_counts_when_it_fits() -> None:
    later = WEEK[1:]
    assert days("danes sem zbolela, ne morem priti", why=("ne morem",), ahead=later) == [16]
    assert days("danes ne morem, bolna sem", why=("ne morem", "bolna"), ahead=later) == []


def test_a_refusal_means_the_whole_day_and_coming_the_activity_asked_about() -> None:
    two = {"ahead": (on(16), on(16, 13), on(17))}
    assert [each.id for each in subjects(turn("jutri ne pridem", **two))] == [1609, 1613]
    assert [each.id for each in subjects(turn("jutri pridem", "confirm", **two))] == [1609]
    assert subjects(turn("jutri pridem", "confirm", asked=None, **two)) == ()
    assert [each.id for each in subjects(turn("jutri zamudim", "late", asked=None, **two))] == [1609]


def test_the_wished_day_is_not_the_day_that_is_refused() -> None:
    words, wish = "jutri ne morem, lahko v četrtek?", {"slots": {"when": "v četrtek"}, "also": ("decline",)}
    decision = decide(turn(words, "reschedule_request", asked=None, **wish))
    assert given(decision) == [(1609, "not_coming")]
    [task] = [each for each in decision.effects if isinstance(each, OpenTask)]
    assert task.activity_id == 1609


def test_a_refusal_of_another_day_is_no_reason() -> None:
    assert given(decide(turn("v četrtek tudi ne pridem", asked=WHY_WEDNESDAY))) == [(1709, "not_coming")]
    decision = decide(turn("v četrtek ne, bolna sem", asked=WHY_WEDNESDAY, slots={"absence_reason": "illness"}))
    assert SetAnswer(1609, Answer.NOT_COMING, AbsenceReason.ILLNESS) in decision.effects and decision.needs_person


def test_what_was_not_understood_changes_nothing_by_a_guess() -> None:
    doubtful = decide(turn("danes ne morem jutri pa pridem", "unclear", also=("decline", "confirm")))
    assert given(doubtful) == [] and [each.kind for each in doubtful.says] == ["ask_again"]


def test_coming_inside_a_question_is_no_promise() -> None:
    assert given(decide(turn("a pridem v copatih?", "question", also=("confirm",)))) == []
    assert given(decide(turn("kje je to? pridem", "question", also=("confirm",)))) == [(1609, "coming")]


@pytest.mark.parametrize(("table", "name"), LISTS)
def test_every_listed_phrase_is_written_as_words_are_folded(table: str, name: str) -> None:
    assert [each for each in listed(table, name) if fold(each) != each] == []


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("kje pa se dobimo?", True), ("ob kateri uri je jutri delavnica?", True), ("kdaj naj pridem?", True),
        ("kje je ZPTM Brežice", True), ("gdje je to?", True), ("u koliko sati počinje?", True),
        ("where do we meet tomorrow?", True), ("what time does it start?", True), ("dov'è?", True),
        ("a che ora comincia il corso?", True), ("wo treffen wir uns?", True), ("wann fängt der Kurs an?", True),
        ("kdaj bodo denar nakazali?", False), ("kdaj me pokličete?", False), ("kje dobim potrdilo?", False),
        ("kada dolazi novac?", False), ("when do I get paid?", False), ("quando arrivano i soldi?", False),
        ("wann kommt das Geld?", False), ("a dobim potrdilo?", False), ("delavnica", False),
    ],
)  # fmt: skip
def test_where_and_when_are_asked_of_the_activity_or_of_something_else(text: str, is_asked: bool) -> None:
    assert asks_where_or_when(text, ("delavnica", "ZPTM Brežice")) is is_asked
