"""Which activity words are about: the day they name wins over the question, the question over what is near."""

from dataclasses import replace
from datetime import timedelta

from bot.conversation.shapes import Planned, Turn
from language.days import NamedDay, named_days

# For so long after the start somebody may still be on the way.
ON_THE_WAY = timedelta(minutes=60)


def subjects(turn: Turn) -> tuple[Planned, ...]:
    """The activities that an answer is about, by start; none when that is not certain."""
    named = _of_named_days(turn)
    if named is not None:
        return named
    asked = turn.asked.planned if turn.asked is not None else None
    return (asked,) if asked is not None else _unasked(turn)


def asked_about(turn: Turn) -> Planned | None:
    """The one activity that a question or a wish is about, if there is one."""
    named = _of_named_days(turn)
    if named is not None:
        return named[0] if len(named) == 1 else None
    if turn.asked is not None and turn.asked.planned is not None:
        return turn.asked.planned
    candidates = _candidates(turn)
    return candidates[0] if len(candidates) == 1 else None


def names_another(turn: Turn) -> bool:
    """True when the words name the day of another activity than the one that was asked about."""
    named = _of_named_days(turn) or ()
    asked = turn.asked.planned.id if turn.asked is not None and turn.asked.planned is not None else None
    return bool(named) and asked not in {each.id for each in named}


def apart_from_wish(turn: Turn) -> Turn:
    """The same without the time that is wished for or told of: "v četrtek" in "jutri ne morem, lahko v četrtek"."""
    when = str(turn.meant.slots.get("when", ""))
    text = turn.meant.text.replace(when, " ") if when else turn.meant.text
    return replace(turn, meant=replace(turn.meant, text=text))


def nearest(turn: Turn) -> Planned | None:
    """The next activity that has not begun."""
    coming = (each for each in (*turn.near, *turn.ahead) if each.starts_at > turn.moment.now)
    return min(coming, key=lambda each: each.starts_at, default=None)


def _unasked(turn: Turn) -> tuple[Planned, ...]:
    """Nobody asked: explicit words reach the only near activity, being late the one that has just begun."""
    candidates = _candidates(turn)
    if turn.meant.meaning == "late" and candidates:
        begun = [each for each in candidates if each.starts_at <= turn.moment.now]
        candidates = tuple(begun[-1:]) or candidates
    if len(candidates) != 1:
        return ()
    is_explicit = turn.meant.meaning in ("decline", "late") or candidates[0].answer != "none"
    return candidates if is_explicit else ()


def _candidates(turn: Turn) -> tuple[Planned, ...]:
    now = turn.moment.now
    begun = (each for each in turn.ahead if each.starts_at <= now < each.starts_at + ON_THE_WAY)
    return (*begun, *turn.near)


def _of_named_days(turn: Turn) -> tuple[Planned, ...] | None:
    """The activities of the days that the words name; none when that is not certain, None when they name no day."""
    days = named_days(turn.meant.text, turn.moment.heard_on, deciding=turn.meant.why)
    told = [each for each in days if each.is_told]
    found = {each: on_it for each in told or days if (on_it := _on(turn, each))}
    if not found:
        return () if told else None
    if len({each.row for each in found}) > 1:
        return ()  # "today I am ill, tomorrow I see the doctor": who knows which
    meant = [_meant_on(turn, on_it) for on_it in dict.fromkeys(found.values())]
    return tuple(each for some in meant for each in some) if all(meant) else ()


def _on(turn: Turn, day: NamedDay) -> tuple[Planned, ...]:
    """What is planned on a day; of several dates on the first that has something."""
    each_date = (tuple(each for each in turn.ahead if each.starts_local.date() == on) for on in day.dates)
    return next(filter(None, each_date), ())


def _meant_on(turn: Turn, on_it: tuple[Planned, ...]) -> tuple[Planned, ...]:
    """Which activities of one day are meant: by a refusal all, by lateness the first, else the one asked about."""
    asked = turn.asked.planned.id if turn.asked is not None and turn.asked.planned is not None else None
    if len(on_it) == 1 or turn.meant.meaning == "decline":
        return on_it
    about = tuple(each for each in on_it if each.id == asked)
    return about or (on_it[:1] if turn.meant.meaning == "late" else ())
