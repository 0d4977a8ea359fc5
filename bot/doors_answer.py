"""GET and POST /o/CODE: one question with big buttons, without login and JavaScript; GET changes nothing.

A form is an arrival like any other, recorded by its own number before it is read, so that sending it twice is once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot import doors_pages
from bot.channel import Arrival
from bot.conversation import presses
from bot.hearing import PAGE
from bot.intake import Intake
from bot.labels import label_of
from bot.receiver import Receiver
from language.catalogue import Choice, Rows, Said, Style, TextError, choices, languages, say
from language.files import known_language
from language.files import words as texts
from language.wording import button_rows
from records import checkins, dialogue, duty, people, shown
from records.codes import answer_code, message_of_answer_code
from records.database import Database, Tx
from records.dialogue import Told
from records.people import Person
from records.shown import Shown, ToSay

log = structlog.get_logger(__name__)

OPEN_WITHOUT_QUESTION = timedelta(days=30)
LONGEST_TEXT = 1000
CHECKIN = "checkin"
PAUSES = ("days_3", "days_7", "days_14")
HOURS = ("hour_8", "hour_9", "hour_12", "hour_17")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as its page shows it, with what is on record."""

    told: Told
    person: Person
    said: Said
    answers: Sequence[Shown]
    noted: str
    chosen: str
    phone: str
    is_open: bool
    rows: Rows
    history: str
    settings: Sequence[Choice]

    @property
    def is_checkin(self) -> bool:
        """True on the page of a daily check-in, which offers what belongs to check-ins only."""
        return self.told.asks == CHECKIN


def routes(intake: Intake, receiver: Receiver, *, database: Database, now: Callable[[], datetime]) -> list[Route]:
    """The answer page and its style."""
    door = AnswerDoor(intake, receiver, database=database, now=now)
    return [doors_pages.style(), Route("/o/{code}", door.show), Route("/o/{code}", door.take, methods=["POST"])]


class AnswerDoor:
    """The page of one question."""

    def __init__(self, intake: Intake, receiver: Receiver, *, database: Database, now: Callable[[], datetime]) -> None:
        self._intake = intake
        self._receiver = receiver
        self._database = database
        self._now = now

    async def show(self, request: Request) -> Response:
        """The question, what is on record, and the buttons as long as it is open."""
        found = await self._asked(request)
        return found if isinstance(found, Response) else _page(found)

    async def take(self, request: Request) -> Response:
        """Records the form, deals with it at once, and leads back to the page."""
        found = await self._asked(request)
        if isinstance(found, Response):
            return found
        form = await doors_pages.fields(request)
        content = None if form is None else _content(found, form)
        if form is not None and content is not None:
            await self._hear(Arrival(PAGE, f"{found.told.message_id}-{form['form']}", content))
        return RedirectResponse(f"/o/{request.path_params['code']}", 303, headers=doors_pages.SAFE)

    async def _hear(self, arrival: Arrival) -> None:
        await self._intake.keep([arrival])
        try:
            await self._receiver.take_up(arrival)
        except Exception:
            # It is on record; the receiver's own round takes it up again and tells a person if it cannot.
            log.exception("a form could not be dealt with at once", ref=arrival.ref)

    async def _asked(self, request: Request) -> "Asked | Response":
        now = self._now()
        message_id = message_of_answer_code(str(request.path_params["code"]))
        async with self._database.reading() as tx:
            found = None if message_id is None else await _load(tx, message_id, now=now)
        return found or await doors_pages.wrong_code(self._database, request, door="answer", now=now)


async def _load(tx: Tx, message_id: int, *, now: datetime) -> Asked | None:
    told = await dialogue.told(tx, message_id)
    person = None if told is None else await people.person(tx, told.participant_id)
    to_say = await shown.to_say(tx, message_id, now=now)
    if told is None or person is None or to_say is None:
        return None
    noted, chosen = await _on_record(tx, told, person)
    said = _said(to_say, told)
    until = told.asked_until or told.created_at + OPEN_WITHOUT_QUESTION
    return Asked(
        told,
        person,
        said=said,
        answers=await shown.latest_answers(tx, message_id),
        noted=noted,
        chosen=chosen,
        phone=await duty.provider_phone(tx, person.provider_id),
        is_open=until > now and not told.is_moved,
        rows=said.choices or await _answers_to(tx, told, person, now=now),
        history=await _history(tx, to_say, person) if told.asks == CHECKIN else "",
        settings=_settings(person, now=now, hours=HOURS if told.asks == CHECKIN else ()),
    )


async def _answers_to(tx: Tx, told: Told, person: Person, *, now: datetime) -> Rows:
    """A thank-you about an activity that is still to come lets the answer be changed."""
    expected = None if told.activity_id is None else await dialogue.expected_at(tx, person.id, told.activity_id)
    may_change = expected is not None and expected.starts_at > now and not expected.is_cancelled
    return button_rows("attendance", known_language(person.language)) if may_change else ()


async def _history(tx: Tx, to_say: ToSay, person: Person) -> str:
    """The person's check-ins of the last days in words; on a shared phone only who shows them."""
    kept = tuple((each.on, each.score) for each in await checkins.history(tx, person.id) if each.score is not None)
    facts = replace(to_say.facts, name="", history=kept)
    return say("history" if kept else "history_none", facts, language=to_say.language, style=_style(to_say)).text


def _settings(person: Person, *, now: datetime, hours: Sequence[str]) -> list[Choice]:
    """The hour of the check-in, a pause, no check-ins, another language, and the way back from each."""
    language = known_language(person.language)
    is_paused = person.paused_until_on is not None and person.paused_until_on >= now.date()
    if person.state == "stopped" or is_paused or not person.wants_checkins:
        return [Choice("resume", doors_pages.words(language)["resume"])]
    w = doors_pages.words(language)
    named = [("hour", key) for key in hours] + [("pause", key) for key in PAUSES]
    others = [f"language_{code}" for code in languages() if code != language]
    return [
        *(Choice(key, f"{w[name]}: {label_of(key, language)}") for name, key in named),
        Choice("checkins_stop", w["no_checkins"]),
        *(Choice(key, label_of(key, language)) for key in others),
    ]


def _said(to_say: ToSay, told: Told) -> Said:
    """The text as the page says it now, without the name; if a fact is missing by now, as it was sent."""
    try:
        return say(to_say.kind, replace(to_say.facts, name=""), language=to_say.language, style=_style(to_say))
    except TextError:
        rows = choices(to_say.kind, to_say.language, neutral=to_say.is_neutral)
        return Said(told.text, rows, 0, "", to_say.kind)


def _style(to_say: ToSay) -> Style:
    return Style(PAGE, neutral=to_say.is_neutral, easy=to_say.is_easy)


async def _on_record(tx: Tx, told: Told, person: Person) -> tuple[str, str]:
    """What is on record in the person's words, and the button that stands for it."""
    language = known_language(person.language)
    if told.activity_id is not None:
        expected = await dialogue.expected_at(tx, person.id, told.activity_id)
        answer = str(expected.answer) if expected is not None else "none"
        return str(texts(language)["answer"].get(answer, "")), presses.key_of(answer)
    on = dialogue.day_of(told.occasion)
    kept = [each for each in await checkins.history(tx, person.id) if each.on == on and each.score is not None]
    return (str(kept[0].score), str(kept[0].score)) if kept else ("", "")


def _page(found: Asked) -> Response:
    code = answer_code(found.told.message_id)
    if not found.is_open:
        text = doors_pages.words(found.person.language)["over"]
        return _rendered(found, text=text, rows=(), status=410, action=f"/o/{code}")
    return _rendered(found, text=found.said.text, rows=found.rows, status=200, action=f"/o/{code}")


def _rendered(found: Asked, **more: Any) -> Response:
    return doors_pages.page(
        "answer.html",
        found.person.language,
        noted=found.noted,
        chosen=found.chosen,
        said=[_answer(each, found.person) for each in found.answers],
        is_open=found.is_open,
        is_checkin=found.is_checkin,
        history=found.history,
        settings=found.settings,
        may_stop=found.person.state != "stopped",
        phone=found.phone,
        **more,
    )


def _answer(each: Shown, person: Person) -> dict[str, Any]:
    rows: Rows = choices(each.kind, person.language, neutral=person.is_neutral) if each.asks else ()
    return {"text": each.text, "rows": rows, "action": f"/o/{answer_code(each.message_id)}"}


def _content(found: Asked, form: dict[str, str]) -> dict[str, Any] | None:
    """The arrival's content: a STOP holds always, a tap and words as long as the question is open."""
    mine = f"q:{found.told.message_id}"
    if form.get("stop"):
        return {"what": "stop", "button": f"{mine}:stop"}
    choice, text = form.get("choice", ""), form.get("text", "").strip()[:LONGEST_TEXT]
    if choice in {each.key for each in found.settings}:
        return {"what": "button", "button": f"{mine}:{choice}"}
    if not found.is_open:
        return None
    if choice in {each.key for row in found.rows for each in row}:
        return {"what": "button", "button": f"{mine}:{choice}"}
    return {"what": "text", "button": f"{mine}:text", "text": text} if text else None
