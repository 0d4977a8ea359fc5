"""The dialogue as pure rules: every meaning against every question, with what changes and what is said."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.conversation import Asked, Decision, Meant, Moment, Past, PersonView, Planned, Turn, commands, decide, presses
from bot.conversation.checkins import note
from bot.conversation.effects import (
    AlarmStaff,
    CloseQuestion,
    NeedsPerson,
    OpenTask,
    Pause,
    SetAnswer,
    SetCheckins,
    SetHour,
    SetLanguage,
    SetScore,
    StartAgain,
    StopEverything,
    StopThisAddress,
)
from language.files import buttons
from language.wording import button_rows
from programme.attendance import AbsenceReason, Answer

MONDAY_9 = datetime(2026, 9, 14, 7, 0, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2026, 9, 13, 20, 0, tzinfo=UTC)
ANA = PersonView(id=1, provider_id=1)
WORKSHOP = Planned(
    id=7,
    revision=1,
    starts_at=datetime(2026, 9, 15, 7, 0, tzinfo=UTC),
    ends_at=datetime(2026, 9, 15, 10, 0, tzinfo=UTC),
    starts_local=datetime(2026, 9, 15, 9, 0),
    title="delavnica",
    place="ZPTM Brežice",
)
REMINDER = Asked(message_id=3, kind="reminder_ask", asks="attendance", planned=WORKSHOP)
GREETING = Asked(message_id=4, kind="checkin_morning", asks="checkin", on=date(2026, 9, 14))


def moment(at: datetime = MONDAY_9) -> Moment:
    return Moment(now=at, heard_at=at, zone="Europe/Ljubljana")


def turn(meaning: str, *, asked: Asked | None = REMINDER, **more: Any) -> Turn:
    meant = Meant(meaning, more.pop("slots", {}), text=more.pop("text", ""), how=more.pop("how", "text"))
    meant = replace(meant, also=more.pop("also", ()))
    return Turn(meant, more.pop("person", ANA), more.pop("moment", moment()), asked=asked, **more)


def kinds(decision: Decision) -> list[str]:
    return [each.kind for each in decision.says]


def on_record(answer: Answer, **more: Any) -> Asked:
    earlier = MONDAY_9 - timedelta(hours=1)
    return replace(REMINDER, planned=replace(WORKSHOP, answer=answer, answered_at=earlier, **more), is_answered=True)


@pytest.mark.parametrize(
    ("meaning", "slots", "given", "said"),
    [
        ("confirm", {}, SetAnswer(7, Answer.COMING), "ack_confirm"),
        ("tentative", {}, SetAnswer(7, Answer.MAYBE), "ack_tentative"),
        ("late", {}, SetAnswer(7, Answer.LATE), "ack_late_ask"),
        ("late", {"minutes": 15}, SetAnswer(7, Answer.LATE, None, minutes=15), "ack_late"),
        ("decline", {"absence_reason": "unknown"}, SetAnswer(7, Answer.NOT_COMING), "ack_decline"),
        (
            "decline",
            {"absence_reason": "illness"},
            SetAnswer(7, Answer.NOT_COMING, AbsenceReason.ILLNESS),
            "ack_illness",
        ),
        (
            "decline",
            {"absence_reason": "job"},
            SetAnswer(7, Answer.NOT_COMING, AbsenceReason.JOB),
            "ack_decline_reason",
        ),
    ],
)
def test_each_answer_is_kept_and_echoed(meaning: str, slots: dict[str, Any], given: SetAnswer, said: str) -> None:
    decision = decide(turn(meaning, slots=slots))
    assert decision.effects[:2] == (given, CloseQuestion(3))
    assert kinds(decision) == [said]


def test_the_follow_up_questions_are_about_the_same_activity() -> None:
    [why] = decide(turn("decline")).says
    [minutes] = decide(turn("late")).says
    assert (why.asks, why.about, minutes.asks, minutes.about) == ("reason", WORKSHOP, "minutes", WORKSHOP)


@pytest.mark.parametrize(
    ("former", "meaning", "said"),
    [
        (Answer.COMING, "decline", ["changed_answer", "ask_reason"]),
        (Answer.NOT_COMING, "confirm", ["changed_answer"]),
        (Answer.NOT_COMING, "late", ["changed_answer", "ask_minutes"]),
        (Answer.COMING, "tentative", ["changed_answer"]),
        (Answer.COMING, "late", ["ack_late_ask"]),
        (Answer.MAYBE, "confirm", ["ack_confirm"]),
    ],
)
def test_a_later_answer_that_takes_the_former_back_says_so(former: Answer, meaning: str, said: list[str]) -> None:
    assert kinds(decide(turn(meaning, asked=on_record(former)))) == said


def test_a_double_tap_says_nothing_and_a_late_repeat_says_what_is_on_record() -> None:
    just_now = on_record(Answer.COMING)
    assert just_now.planned is not None
    tapped = replace(just_now, planned=replace(just_now.planned, answered_at=MONDAY_9 - timedelta(seconds=1)))
    assert decide(turn("confirm", asked=tapped, how="button")) == Decision()
    assert kinds(decide(turn("confirm", asked=just_now))) == ["already_answered"]


def test_an_answer_that_was_overtaken_changes_nothing() -> None:
    later = on_record(Answer.NOT_COMING)
    assert later.planned is not None
    overtaken = replace(later, planned=replace(later.planned, answered_at=MONDAY_9 + timedelta(seconds=5)))
    assert decide(turn("confirm", asked=overtaken)) == Decision()


def test_after_the_start_a_person_is_told_and_the_answer_stays() -> None:
    decision = decide(turn("decline", moment=moment(WORKSHOP.starts_at + timedelta(minutes=10))))
    assert decision.needs_person and kinds(decision) == ["ack_other"]
    assert not any(isinstance(each, SetAnswer) for each in decision.effects)


def test_a_tap_on_a_question_that_moved_or_ran_out_is_told_what_is_on_record() -> None:
    moved = replace(on_record(Answer.COMING), is_open=False)
    [said] = decide(turn("decline", asked=moved, how="button")).says
    assert (said.kind, said.facts["answer"]) == ("question_closed", "coming")


def test_a_stop_on_an_old_question_still_stops() -> None:
    over = replace(REMINDER, is_open=False)
    assert StopEverything() in decide(turn("opt_out", asked=over, how="page")).effects


def test_without_a_question_only_explicit_words_reach_the_one_near_activity() -> None:
    only: dict[str, Any] = {"near": (WORKSHOP,), "ahead": (WORKSHOP,)}
    explicit = turn("decline", asked=None, **only, text="jutri ne pridem")
    assert kinds(decide(explicit)) == ["ack_which", "ask_reason"]
    assert kinds(decide(turn("confirm", asked=None, **only, text="pridem"))) == ["ask_again"]
    two = (WORKSHOP, replace(WORKSHOP, id=8))
    which = decide(turn("decline", asked=None, near=two, ahead=two, text="ne pridem"))
    assert which.effects == (NeedsPerson(),) and kinds(which) == ["ask_again"]
    today = decide(turn("decline", asked=None, **only, text="danes me ne bo"))
    assert today.effects == (NeedsPerson(),) and kinds(today) == ["ask_again"]


def test_a_reason_in_own_words_is_thanked_for_and_read_by_a_person() -> None:
    why = replace(on_record(Answer.NOT_COMING), asks="reason", kind="ask_reason", is_answered=False)
    decision = decide(turn("unclear", asked=why, text="moram k sestri"))
    assert decision.needs_person and kinds(decision) == ["ack_decline_reason"]


def test_rather_not_say_is_kept_without_a_reason() -> None:
    why = replace(on_record(Answer.NOT_COMING), asks="reason", kind="ask_reason", is_answered=False)
    tapped = replace(turn("reason", asked=why), meant=presses.pressed("rather_not"))
    decision = decide(tapped)
    assert decision.effects[0] == SetAnswer(7, Answer.NOT_COMING, AbsenceReason.UNKNOWN)
    assert decision.says[0].facts == {"reason": ""}


def test_a_reason_given_afterwards_stands_beside_the_answer() -> None:
    why = replace(on_record(Answer.COMING), asks="reason", kind="missed_followup", is_answered=False)
    late = replace(turn("reason", asked=why, moment=moment(WORKSHOP.starts_at)), meant=presses.pressed("illness"))
    decision = decide(late)
    assert decision.effects[0] == SetAnswer(7, Answer.COMING, AbsenceReason.ILLNESS)
    assert decision.needs_person and kinds(decision) == ["ack_other"]


def test_a_reason_tapped_after_a_yes_takes_the_yes_back_and_says_so() -> None:
    why = replace(on_record(Answer.COMING), asks="reason", kind="ask_reason")
    decision = decide(replace(turn("reason", asked=why), meant=presses.pressed("transport")))
    assert kinds(decision) == ["changed_answer"]


def test_the_same_obstacle_twice_in_two_weeks_opens_an_offer_of_help() -> None:
    slots = {"absence_reason": "transport"}
    first = decide(turn("decline", slots=slots))
    second = decide(turn("decline", slots=slots, past=Past(absences={"transport": 1})))
    assert not any(isinstance(each, OpenTask) for each in first.effects)
    [task] = [each for each in second.effects if isinstance(each, OpenTask)]
    assert (task.kind, task.why) == ("barrier", "transport")


@pytest.mark.parametrize(
    ("score", "said", "urgent"),
    [(5, "ack_checkin_good", None), (3, "ack_checkin_mid", None), (2, "checkin_low", False), (1, "checkin_low", True)],
)
def test_each_score_has_its_word_and_a_low_one_its_task(score: int, said: str, urgent: bool | None) -> None:
    decision = decide(turn("checkin_score", asked=GREETING, slots={"score": score}))
    assert decision.effects[0] == SetScore(date(2026, 9, 14), score)
    assert kinds(decision) == [said]
    tasks = [each for each in decision.effects if isinstance(each, OpenTask)]
    assert [each.is_urgent for each in tasks] == ([] if urgent is None else [urgent])
    if urgent:
        assert tasks[0].due_at == MONDAY_9 + timedelta(hours=2)
    elif tasks:
        assert tasks[0].due_at == datetime(2026, 9, 15, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("4", ""),
        ("4!", ""),
        ("2, slabo sem spala", "slabo sem spala"),
        ("dobro", ""),
        ("danes je kar dobro", "danes je kar dobro"),
    ],
)
def test_the_words_beside_a_score_are_its_note(text: str, kept: str) -> None:
    assert note(text) == kept


def test_the_same_score_tapped_twice_says_nothing() -> None:
    again = turn("checkin_score", asked=GREETING, slots={"score": 4}, how="button", scores=((date(2026, 9, 14), 4),))
    assert decide(again).says == ()


def test_distress_comes_first_and_the_refusal_is_kept_quietly() -> None:
    decision = decide(turn("distress", also=("decline",), text="ne pridem, ne morem več živeti"))
    assert kinds(decision) == ["emergency"] and decision.says[0].is_urgent and decision.says[0].asks == "call_me"
    task = decision.effects[0]
    assert isinstance(task, OpenTask)
    assert (task.kind, task.is_urgent, task.due_at) == ("distress", True, MONDAY_9 + timedelta(minutes=30))
    assert AlarmStaff() in decision.effects and decision.needs_person
    assert SetAnswer(7, Answer.NOT_COMING) in decision.effects


def test_a_score_beside_distress_is_kept_without_a_second_task() -> None:
    said = {"slots": {"score": 1}, "also": ("checkin_score",)}
    decision = decide(turn("distress", asked=GREETING, **said))
    assert SetScore(date(2026, 9, 14), 1) in decision.effects and kinds(decision) == ["emergency"]
    assert [each.kind for each in decision.effects if isinstance(each, OpenTask)] == ["distress"]


def test_no_food_or_roof_has_its_own_text() -> None:
    assert kinds(decide(turn("distress", slots={"kind": "basic_needs"}))) == ["emergency_basic_needs"]


def test_a_stop_inside_a_cry_for_help_stops_and_still_helps() -> None:
    decision = decide(turn("distress", also=("opt_out",)))
    assert StopEverything() in decision.effects and kinds(decision) == ["emergency"]


@pytest.mark.parametrize(("meaning", "said"), [("confirm", "calling_you"), ("decline", "call_declined")])
def test_shall_we_call_you_takes_yes_and_no(meaning: str, said: str) -> None:
    offer = Asked(message_id=9, kind="checkin_low", asks="call_me")
    decision = decide(turn(meaning, asked=offer))
    assert kinds(decision) == [said]
    assert any(isinstance(each, OpenTask) and each.is_urgent for each in decision.effects) == (said == "calling_you")


def test_words_after_the_offer_of_a_call_go_to_a_person_at_once() -> None:
    offer = Asked(message_id=9, kind="checkin_low", asks="call_me")
    decision = decide(turn("unclear", asked=offer, text="ne vem kaj bi"))
    assert decision.needs_person and kinds(decision) == ["hand_over"]


def test_what_was_not_understood_is_asked_once_and_then_handed_over() -> None:
    [again] = decide(turn("unclear")).says
    assert (again.kind, again.asks, again.about) == ("ask_again", "attendance", WORKSHOP)
    assert kinds(decide(turn("other_free_text", asked=GREETING, text="da"))) == ["ask_again_checkin"]
    second = decide(turn("unclear", past=Past(not_understood=1)))
    assert second.needs_person and kinds(second) == ["hand_over"]
    assert any(isinstance(each, OpenTask) and each.kind == "question" for each in second.effects)


def test_small_talk_is_read_by_a_person_and_makes_no_task() -> None:
    chat = turn("other_free_text", asked=None, text="včeraj sem srečala Tatjano", past=Past(not_understood=3))
    assert decide(chat).effects == (NeedsPerson(),) and kinds(decide(chat)) == ["ack_other"]
    later = replace(chat, past=Past(said_today=frozenset({"ack_other"})))
    assert decide(later).says == ()


@pytest.mark.parametrize(
    ("state", "effects", "said"),
    [("joined", (StopEverything(),), ["stop_done"]), ("stopped", (StopEverything(),), [])],
)
def test_stop_is_confirmed_exactly_once(state: str, effects: tuple[Any, ...], said: list[str]) -> None:
    decision = decide(turn("opt_out", person=replace(ANA, state=state)))
    assert (decision.effects, kinds(decision)) == (effects, said)


@pytest.mark.parametrize(
    ("person", "effects", "said"),
    [
        (replace(ANA, state="stopped"), (StartAgain(),), "start_done"),
        (replace(ANA, state="invited"), (), "invite_consent"),
        (replace(ANA, is_paused=True), (Pause(None),), "unpaused"),
        (replace(ANA, wants_checkins=False), (SetCheckins(True),), "checkins_started"),
        (ANA, (), "start_done"),
    ],
)
def test_start_opens_what_is_closed(person: PersonView, effects: tuple[Any, ...], said: str) -> None:
    decision = decide(turn("opt_in", person=person))
    assert (decision.effects, kinds(decision)) == (effects, [said])


def test_a_wrong_number_is_closed_and_looked_for() -> None:
    decision = decide(turn("wrong_person", text="napačna številka"))
    assert StopThisAddress() in decision.effects and kinds(decision) == ["ack_wrong_person"]


@pytest.mark.parametrize(
    ("slots", "effect", "said"),
    [
        ({"language": "en"}, SetLanguage("en"), "language_done"),
        ({"language": "sq"}, OpenTask, "language_ask"),
        ({}, None, "language_ask"),
    ],
)
def test_a_language_is_set_if_there_are_texts_in_it(slots: dict[str, str], effect: Any, said: str) -> None:
    decision = decide(turn("language_change", slots=slots))
    assert kinds(decision) == [said]
    if effect is None:
        assert decision.effects == ()
    else:
        assert decision.effects[0] == effect or isinstance(decision.effects[0], OpenTask)


def test_a_bare_code_answers_the_question_for_the_language() -> None:
    asked = Asked(message_id=5, kind="language_ask", asks="language")
    assert decide(turn("unclear", asked=asked, text="EN")).effects == (SetLanguage("en"), CloseQuestion(5))


def test_a_request_about_data_is_due_in_a_month() -> None:
    [task, _] = decide(turn("data_request", text="PODATKI")).effects
    assert isinstance(task, OpenTask)
    assert (task.kind, task.due_at) == ("data_request", MONDAY_9 + timedelta(days=30))


@pytest.mark.parametrize(("text", "said"), [("dobila službo!", "ack_job_news"), ("izgubil sem službo", "ack_job_lost")])
def test_news_of_work_is_good_or_bad(text: str, said: str) -> None:
    decision = decide(turn("placement_or_job_news", asked=None, text=text))
    assert kinds(decision) == [said] and decision.needs_person


def test_thanks_are_answered_once_a_day_without_a_task() -> None:
    assert kinds(decide(turn("thanks_ack", asked=None))) == ["ack_thanks"]
    assert decide(turn("thanks_ack", asked=None, past=Past(said_today=frozenset({"ack_thanks"})))) == Decision()


def test_thanks_are_no_yes_so_the_question_is_asked_once_more() -> None:
    assert kinds(decide(turn("thanks_ack"))) == ["ask_after_thanks"]
    assert decide(turn("thanks_ack", past=Past(said_today=frozenset({"ask_after_thanks"})))).says == ()


def test_another_time_is_a_wish_and_no_refusal_unless_that_was_said() -> None:
    wish = decide(turn("reschedule_request", slots={"when": "v četrtek"}))
    assert kinds(wish) == ["ack_reschedule"] and not any(isinstance(each, SetAnswer) for each in wish.effects)
    [task] = [each for each in wish.effects if isinstance(each, OpenTask)]
    assert (task.kind, task.why, task.activity_id) == ("reschedule", "v četrtek", 7)
    both = decide(turn("reschedule_request", slots={"when": "v četrtek"}, also=("decline",)))
    assert SetAnswer(7, Answer.NOT_COMING) in both.effects
    assert kinds(both) == ["ack_reschedule", "ack_decline_reason"]


def test_a_question_is_answered_by_a_person_and_out_of_hours_it_says_so() -> None:
    asked = turn("question", asked=None, text="a dobim potrdilo za zavod")
    assert kinds(decide(asked)) == ["ack_question"] and decide(asked).needs_person
    [task] = [each for each in decide(asked).effects if isinstance(each, OpenTask)]
    assert task.due_at == datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
    at_night = decide(replace(asked, moment=moment(SUNDAY_NIGHT)))
    assert kinds(at_night) == ["out_of_hours"]
    [task] = [each for each in at_night.effects if isinstance(each, OpenTask)]
    assert task.due_at == datetime(2026, 9, 14, 8, 0, tzinfo=UTC)


def test_where_and_when_are_answered_from_the_timetable() -> None:
    decision = decide(turn("question", text="kje pa je to?"))
    assert kinds(decision) == ["answer_where_when"] and decision.effects == (NeedsPerson(),)
    both = decide(turn("confirm", text="pridem, kje je?", also=("question",)))
    assert kinds(both) == ["ack_confirm", "answer_where_when"]


def test_a_score_and_a_refusal_are_two_facts() -> None:
    both = turn(
        "checkin_score",
        asked=GREETING,
        slots={"score": 4},
        also=("decline",),
        near=(WORKSHOP,),
        ahead=(WORKSHOP,),
        text="4, jutri ne pridem",
    )
    decision = decide(both)
    assert SetAnswer(7, Answer.NOT_COMING) in decision.effects
    assert kinds(decision) == ["ack_checkin_good", "ack_which", "ask_reason"]


def test_a_photo_is_told_about_once_a_day_and_seen_by_a_person() -> None:
    assert kinds(decide(turn("no_words"))) == ["not_text"]
    told = decide(turn("no_words", past=Past(said_today=frozenset({"not_text"}))))
    assert told.says == () and told.needs_person


def test_consent_takes_a_yes_and_a_no() -> None:
    asked = Asked(message_id=6, kind="invite_consent", asks="consent")
    assert kinds(decide(turn("confirm", asked=asked))) == ["join_done"]
    assert kinds(decide(turn("decline", asked=asked))) == ["join_declined"]


def test_hours_and_days_are_taken_as_numbers() -> None:
    hour = Asked(message_id=6, kind="checkin_hour_ask", asks="hour")
    pause = Asked(message_id=6, kind="pause_ask", asks="pause")
    assert decide(turn("unclear", asked=hour, text="ob 8")).effects[0] == SetHour(time(8))
    assert decide(turn("unclear", asked=pause, text="5 dni")).effects[0] == Pause(date(2026, 9, 18))
    assert kinds(decide(turn("unclear", asked=hour, text="99"))) == ["checkin_hour_ask"]


def test_one_own_scores_and_activities_can_be_asked_for() -> None:
    assert kinds(decide(turn("history", asked=None))) == ["history_none"]
    assert kinds(decide(turn("history", asked=None, scores=((date(2026, 9, 14), 4),)))) == ["history"]
    [week] = decide(turn("week", asked=None, coming_up=(WORKSHOP,))).says
    assert (week.kind, week.facts["text"]) == ("week_list", "tor 15. 9. ob 9.00 delavnica, ZPTM Brežice")
    assert kinds(decide(turn("today", asked=None))) == ["list_empty"]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("/stop", "opt_out"), ("/pomoc", "help"), ("/pomoč", "help"), ("/help", "help"), ("/jezik", "language_change"),
        ("/danes", "today"), ("/week", "week"), ("/pavza", "pause"), ("/podatki", "data_request"),
        ("JEZIK", "language_change"), ("Premor.", "pause"), ("PODATKI", "data_request"),
    ],
)  # fmt: skip
def test_every_command_of_the_menu_means_something(text: str, meaning: str) -> None:
    command = commands.commanded(text)
    assert command is not None and command.meaning == meaning


def test_a_word_inside_a_sentence_is_no_command() -> None:
    assert commands.commanded("danes") is None
    assert commands.commanded("stop, nočem več") is None


def test_every_button_of_the_catalogue_has_a_meaning() -> None:
    keys = {each.key for name in buttons("sl") for row in button_rows(name, "sl") for each in row}
    assert {key for key in keys if presses.pressed(key).meaning == "unclear"} == set()


def test_data_of_a_button_that_is_not_ours_is_nothing() -> None:
    assert presses.parse("q:12:coming") == (12, "coming")
    assert presses.parse("q:x:coming") is None
    assert presses.parse("q:1:coming; drop") is None
