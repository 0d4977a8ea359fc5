"""Gathers what one decision rests on: the person, the question, the near activities, what was said lately."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.conversation import Asked, Meant, Past, PersonView, Planned, Turn, commands, presses
from bot.hearing import Hearing
from language.files import words
from language.reading import read
from language.times import START
from programme.calendar import to_instant
from programme.kinds import ActivityKind
from records import addresses, checkins, dialogue, replies
from records.database import Tx
from records.dialogue import Expected, Told
from records.people import Person

NEAR = timedelta(hours=36)
AHEAD = timedelta(days=14)
UNCLEAR_WITHIN = timedelta(hours=24)
BROADCAST_WITHIN = timedelta(hours=24)
ABSENT_WITHIN = timedelta(days=14)
CONTEXTS = {
    "checkin": "checkin",
    "minutes": "minutes",
    "reason": "reason",
    "yes_no": "yes_no",
    "call_me": "yes_no",
    "consent": "yes_no",
    "erase": "yes_no",
}
OK_WORDS = 3
NOT_UNDERSTOOD = ("unclear", "other_free_text")
_SCORE_FIRST = re.compile(r"\s*[1-5](?:\s*$|[^\w.:]|\.(?!\d))")
LISTS = {"today": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Reply:
    """Who said it, to which message of ours it belongs, and what was meant."""

    person: Person
    told: Told | None
    meant: Meant


@dataclass(frozen=True, slots=True)
class Ground:
    """What words are read against: the question, the person's language, how they came, when the activity begins.

    start: minutes after midnight, from which an hour named counts as lateness.
    """

    context: str
    language: str
    how: str
    start: int = START


async def turn_of(tx: Tx, hearing: Hearing, reply: Reply) -> Turn:
    """Everything that the rules need for this reply."""
    person, moment = await _as_read_there(tx, hearing, reply.person), hearing.moment
    found = await dialogue.expected_ahead(tx, person.id, now=hearing.now, until=hearing.now + AHEAD)
    ahead = _planned_all(found, person)
    near = (each for each in ahead if hearing.now < each.starts_at <= hearing.now + NEAR)
    midnight = to_instant(datetime.combine(moment.today_on, time()), moment.zone)
    asked_at = await dialogue.last_asked_at(tx, person.id, since=hearing.now - UNCLEAR_WITHIN)
    past = Past(
        not_understood=await replies.count_unclear_since(tx, person.id, asked_at),
        said_today=await dialogue.kinds_said(tx, person.id, midnight),
        absences=await dialogue.absences_by_reason(tx, person.id, hearing.now - ABSENT_WITHIN),
    )
    paused = person.paused_until_on is not None and person.paused_until_on >= moment.today_on
    view = PersonView(
        person.id,
        person.provider_id,
        language=person.language,
        state=person.state,
        is_paused=paused,
        wants_checkins=person.wants_checkins,
    )
    days = LISTS.get(reply.meant.meaning)
    turn = Turn(reply.meant, view, moment, near=tuple(near), ahead=ahead, past=past)
    return replace(
        turn,
        asked=await asked_of(tx, reply, now=hearing.now),
        coming_up=await _coming_up(tx, person, midnight, days=days) if days else (),
        scores=await _scores(tx, person.id),
    )


async def _as_read_there(tx: Tx, hearing: Hearing, person: Person) -> Person:
    """The person; with neutral texts where others read along."""
    is_shared = not hearing.is_page and await addresses.count_at(tx, hearing.heard.channel, hearing.heard.address) > 1
    return replace(person, is_neutral=True) if is_shared else person


async def asked_of(tx: Tx, reply: Reply, *, now: datetime) -> Asked | None:
    """The question as the rules see it, with the activity and the answer on record."""
    told = reply.told
    if told is None:
        return None
    expected = None
    if told.activity_id is not None:
        expected = await dialogue.expected_at(tx, reply.person.id, told.activity_id)
    until = told.asked_until or (expected.starts_at if expected is not None else now)
    return Asked(
        message_id=told.message_id,
        kind=told.kind,
        asks=told.asks or presses.question_of(reply.meant.why[0] if reply.meant.why else ""),
        is_open=until > now and not told.is_moved,
        is_answered=told.is_answered,
        planned=None if expected is None else _planned(expected, reply.person),
        on=dialogue.day_of(told.occasion),
    )


async def understood(tx: Tx, hearing: Hearing, person: Person, *, told: Sequence[Told]) -> tuple[Meant, Told | None]:
    """What words mean, read against the latest open question, and the question they belong to."""
    text, how = hearing.heard.text, _how(hearing)
    latest = told[0] if told else None
    command = commands.commanded(text)
    if command is not None:
        return replace(command, how=how), latest
    ground = await _ground(tx, hearing, person, told=latest)
    if _SCORE_FIRST.match(text) and latest is not None and latest.asks == "attendance":
        greeted = _older(text, told, ground=ground)
        if greeted is not None:
            return greeted
    meant = _read(text, ground)
    if meant.meaning == "confirm" and ground.context in ("reason", "minutes"):
        # "ok" after "why?" thanks for the question; only "I am coming after all" takes the refusal back.
        plain = _read(text, replace(ground, context="none"))
        is_ok = plain.meaning != "confirm" and len(text.split()) <= OK_WORDS
        return (replace(plain, meaning="thanks_ack") if is_ok else plain), latest
    if meant.meaning in NOT_UNDERSTOOD:
        return _older(text, told, ground=ground) or (meant, latest)
    return meant, latest


def _older(text: str, told: Sequence[Told], *, ground: Ground) -> tuple[Meant, Told] | None:
    """A score may still answer this morning's greeting although another question came after it."""
    greeting = next((each for each in told[1:] if each.asks == "checkin"), None)
    if greeting is None:
        return None
    meant = _read(text, replace(ground, context="checkin"))
    return (meant, greeting) if meant.meaning == "checkin_score" else None


def _read(text: str, ground: Ground) -> Meant:
    reading = read(text, ground.context, language=ground.language, start=ground.start)
    return Meant(
        str(reading.meaning),
        dict(reading.slots),
        text=text,
        how=ground.how,
        also=tuple(str(each) for each in reading.also),
        confidence=reading.confidence,
        why=reading.why,
    )


async def _ground(tx: Tx, hearing: Hearing, person: Person, *, told: Told | None) -> Ground:
    ground = Ground("none", person.language, _how(hearing))
    if told is None:
        since = hearing.now - BROADCAST_WITHIN
        return replace(ground, context="broadcast") if await dialogue.had_broadcast(tx, person.id, since) else ground
    ground = replace(ground, context=CONTEXTS.get(told.asks or "", "none"))
    expected = None
    if told.activity_id is not None:
        expected = await dialogue.expected_at(tx, person.id, told.activity_id)
    if expected is not None:
        ground = replace(ground, start=expected.starts_local.hour * 60 + expected.starts_local.minute)
    if told.asks != "attendance" or told.activity_id is None:
        return ground
    is_health = expected is not None and expected.kind == ActivityKind.HEALTH_SESSION
    return replace(ground, context="health_notice" if is_health else "reminder")


async def _coming_up(tx: Tx, person: Person, midnight: datetime, *, days: int) -> tuple[Planned, ...]:
    found = await dialogue.expected_between(tx, person.id, from_at=midnight, to_at=midnight + timedelta(days=days))
    return _planned_all(found, person)


async def _scores(tx: Tx, participant_id: int) -> tuple[tuple[date, int], ...]:
    kept = await checkins.history(tx, participant_id, days=14)
    return tuple((each.on, each.score) for each in kept if each.score is not None)


def _planned_all(found: Sequence[Expected], person: Person) -> tuple[Planned, ...]:
    return tuple(_planned(each, person) for each in found)


def _planned(expected: Expected, person: Person) -> Planned:
    same = ("id", "revision", "starts_at", "ends_at", "starts_local", "answer", "reason", "answered_at")
    return Planned(
        **{name: getattr(expected, name) for name in same},
        title=expected.title or _word_for(expected.kind, person),
        place="" if person.is_neutral else expected.place,  # a place may tell as much as a title
        minutes=expected.minutes_late,
        is_cancelled=expected.is_cancelled,
    )


def _word_for(kind: str, person: Person) -> str:
    table = words(person.language if person.language in ("sl", "en") else "en")["activity"]
    return str(table["neutral" if person.is_neutral else kind])


def _how(hearing: Hearing) -> str:
    if hearing.is_page:
        return "page"
    return "edit" if hearing.heard.what == "edit" else "text"
