"""Questions, other times, language, data, news of work, thanks, lists: each its own path to an answer or a task."""

import re
from datetime import timedelta

from unidecode import unidecode

from bot.conversation.effects import CloseQuestion, Effect, NeedsPerson, OpenTask, SetLanguage
from bot.conversation.shapes import Decision, Planned, Say, Turn
from bot.conversation.subject import apart_from_wish, asked_about
from language.asking import asks_where_or_when
from language.dates import time_text, when_short
from language.files import languages
from programme.attendance import Answer
from programme.calendar import to_local

DATA_WITHIN = timedelta(days=30)
_LOST = re.compile(r"\b(izgub\w*|odpust\w*|odpoved\w*|otkaz\w*|niso me vzeli|nisem dobil\w*|lost|fired|laid off)\b")


def help_(turn: Turn) -> Decision:
    """What can be written, and the help lines: the word may also be a cry for help."""
    return Decision((), (Say("help"),))


def language(turn: Turn) -> Decision:
    """Speaks the language from now on if there are texts in it; otherwise a person is told, and the choice is shown."""
    wanted = str(turn.meant.slots.get("language", ""))
    ask = Say("language_ask", asks="language")
    if not wanted:
        return Decision((), (ask,))
    if wanted not in languages():
        task = OpenTask("language", wanted, turn.moment.next_morning_at, occasion=f"language:{turn.person.id}:{wanted}")
        return Decision((task,), (ask,))
    effects: tuple[Effect, ...] = (SetLanguage(wanted),)
    if turn.asked is not None and turn.asked.asks == "language":
        effects += (CloseQuestion(turn.asked.message_id),)
    return Decision(effects, (Say("language_done", {"language": wanted}),))


def data_request(turn: Turn) -> Decision:
    """A request about one's own data is answered within a month (GDPR art. 12)."""
    task = OpenTask("data_request", turn.meant.text, turn.moment.now + DATA_WITHIN)
    return Decision((task, NeedsPerson()), (Say("data_request_ack"),))


def work_news(turn: Turn) -> Decision:
    """News of work or a placement: a person calls about the next steps."""
    is_lost = _LOST.search(_folded(turn)) is not None
    task = OpenTask("job_news", turn.meant.text, turn.moment.next_morning_at)
    return Decision((task, NeedsPerson()), (Say("ack_job_lost" if is_lost else "ack_job_news"),))


def thanks(turn: Turn) -> Decision:
    """A quiet word back once a day; after an open attendance question the question is asked once more."""
    asked = turn.asked
    if asked is not None and asked.asks == "attendance" and asked.is_open and not asked.is_answered:
        is_new = "ask_after_thanks" not in turn.past.said_today
        about = asked.planned
        if is_new and about is not None and about.answer is Answer.NONE:
            return Decision((), (Say("ask_after_thanks", asks="attendance", about=about),))
        return Decision()
    return Decision((), () if "ack_thanks" in turn.past.said_today else (Say("ack_thanks"),))


def reschedule(turn: Turn) -> Decision:
    """Another time is wished: a task with the proposed time; it is no "not coming" unless that was said too."""
    why = str(turn.meant.slots.get("when") or turn.meant.text)
    about = asked_about(apart_from_wish(turn))
    task = OpenTask("reschedule", why, turn.moment.next_morning_at, activity_id=about.id if about else None)
    return Decision((task, NeedsPerson()), (Say("ack_reschedule", about=about),))


def question(turn: Turn) -> Decision:
    """Where and when are answered from the timetable; all else by a person, and it is said by when."""
    about = asked_about(turn)
    if about is not None and asks_where_or_when(turn.meant.text, (about.title, about.place)):
        return Decision((NeedsPerson(),), (Say("answer_where_when", about=about),))
    due_at = turn.moment.next_morning_at
    task = OpenTask("question", turn.meant.text, due_at)
    kind = "ack_question" if turn.moment.is_office_open else "out_of_hours"
    promised = {"starts_local": to_local(due_at, turn.moment.zone)}
    return Decision((task, NeedsPerson()), (Say(kind, promised),))


def no_words(turn: Turn) -> Decision:
    """A photo or a voice message: only words are read, which is told once a day."""
    said = () if "not_text" in turn.past.said_today else (Say("not_text"),)
    return Decision((NeedsPerson(),), said)


def today(turn: Turn) -> Decision:
    """What is on today."""
    lines = (_line(each, time_text(each.starts_local, turn.person.language)) for each in turn.coming_up)
    return _list("today_list", "\n".join(lines))


def week(turn: Turn) -> Decision:
    """What is on in the next seven days."""
    lines = (_line(each, when_short(each.starts_local, turn.person.language)) for each in turn.coming_up)
    return _list("week_list", "\n".join(lines))


def _list(kind: str, text: str) -> Decision:
    return Decision((), (Say(kind, {"text": text}),) if text else (Say("list_empty"),))


def _line(each: Planned, when: str) -> str:
    return ", ".join(part for part in (f"{when} {each.title}", each.place) if part)


def _folded(turn: Turn) -> str:
    return unidecode(turn.meant.text).casefold()
