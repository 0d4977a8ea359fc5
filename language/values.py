"""What fills the gaps: every placeholder a text may use, made from the facts in one language.

Values are one clean line each (only a staff member's own text and lists keep their lines). On a shared phone
whatever could speak of health, benefits or the programme is withheld, so that its piece of the sentence falls away;
a place tells too ("Center za socialno delo"), so it stands only on the page, and in a message the link to that page.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from language import dates
from language.facts import Facts
from language.files import help_lines, words
from language.segments import strip_diacritics

WITHHELD = frozenset(
    {"program", "partner", "bring", "reason", "csd_phone", "milestone", "score", "history", "history_short"}
)
ONLY_ON_PAGES = frozenset({"place", "address", "where_partner", "old_place", "old_address", "contact_name"})
SHORTENED = frozenset({"title", "what", "place", "address", "old_place", "old_address", "partner", "contact_name"})
HISTORY_SHORT_DAYS = 7

_SPACE = re.compile(r"\s+")
_LINE_SPACE = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Voice:
    """How the values are spoken: language, shared phone, on a page, without šumniki, the room of a long name."""

    language: str
    neutral: bool = False
    on_page: bool = False
    plain: bool = False
    room: int = 0


Source = Callable[[Facts, Voice], str]


def value(name: str, facts: Facts, *, voice: Voice) -> str:
    """The words for one placeholder; empty when the fact is unknown or withheld."""
    if voice.neutral and name in WITHHELD:
        return ""
    if voice.neutral and not voice.on_page and name in ONLY_ON_PAGES:
        return _way_to(name, facts, voice=voice)
    said = SOURCES[name](facts, voice)
    if voice.plain and not said.isascii():
        said = clean_lines(strip_diacritics(said))
    return shorten(said, voice.room) if voice.room and name in SHORTENED else said


def _way_to(name: str, facts: Facts, *, voice: Voice) -> str:
    """Where a withheld place can be seen: on the page behind the link; without one, that it is told by phone."""
    if name not in ("place", "where_partner") or not SOURCES[name](facts, voice):
        return ""
    told: str = words(voice.language)["place"]["by_phone"]
    return clean(facts.link) or (strip_diacritics(told) if voice.plain else told)


def shorten(text: str, room: int) -> str:
    """The text in at most room characters, cut at a word where one ends near, with "..." to show it."""
    if len(text) <= room:
        return text
    kept = text[: room - 3]
    whole_words = kept.rsplit(" ", 1)[0]
    return (whole_words if len(whole_words) > room // 2 else kept).rstrip(" ,;:.-") + "..."


def clean(text: str) -> str:
    """One line without control and direction characters."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _visible(_SPACE.sub(" ", text)).strip()


def clean_lines(text: str) -> str:
    """As clean, but the lines stay."""
    return _visible(_LINE_SPACE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def _visible(text: str) -> str:
    joiners = "\u200d\ufe0f\n"
    return "".join(
        each for each in text if each in joiners or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )


def _plain(name: str) -> Source:
    return lambda facts, voice: clean(getattr(facts, name))


def _label(table: str, key: str, *, voice: Voice) -> str:
    found: str = words(voice.language)[table].get(key, "")
    return found


def _activity(facts: Facts, voice: Voice) -> str:
    kind = "neutral" if voice.neutral or not facts.activity_kind else facts.activity_kind
    return _label("activity", kind, voice=voice) or _label("activity", "neutral", voice=voice)


def _what(facts: Facts, voice: Voice) -> str:
    return clean(facts.title) or _activity(facts, voice)


def _where_partner(facts: Facts, voice: Voice) -> str:
    partner = "" if voice.neutral else facts.partner
    return ", ".join(filter(None, (clean(partner), clean(facts.place), clean(facts.address))))


def _clock(facts: Facts, voice: Voice) -> str:
    return dates.time_text(facts.starts_local, voice.language) if facts.starts_local else clean(facts.hours)


def _days(facts: Facts, voice: Voice) -> str:
    return "" if facts.days is None else dates.count_text(facts.days, words(voice.language)["count"]["day"])


def _language(facts: Facts, voice: Voice) -> str:
    return _label("language", facts.language, voice=voice) or clean(facts.language)


def _history(facts: Facts, voice: Voice) -> str:
    labels = words(voice.language)["score"]
    return "\n".join(
        f"{dates.date_label(on, voice.language)}: {score} {labels.get(str(score), '')}".rstrip()
        for on, score in facts.history
    )


def _history_short(facts: Facts, voice: Voice) -> str:
    latest = sorted(facts.history)[-HISTORY_SHORT_DAYS:]
    return ", ".join(f"{dates.date_short(on, voice.language)} {score}" for on, score in latest)


def _moment(said: Callable[[datetime, Facts, str], str], *, field: str = "starts_local") -> Source:
    def source(facts: Facts, voice: Voice) -> str:
        local: datetime | None = getattr(facts, field)
        return "" if local is None else said(local, facts, voice.language)

    return source


def _number(name: str) -> Source:
    return lambda facts, voice: "" if getattr(facts, name) is None else str(getattr(facts, name))


def _help_line(name: str) -> Source:
    return lambda facts, voice: help_lines()[name]


_PLAIN_NAMES = (
    "name", "org", "program", "title", "place", "address", "bring", "partner", "old_place", "old_address",
    "hours", "link", "staff_name", "staff_phone", "csd_phone", "retention", "milestone", "contact_name",
)  # fmt: skip

SOURCES: Mapping[str, Source] = {
    **{name: _plain(name) for name in _PLAIN_NAMES},
    **{f"line_{name}": _help_line(name) for name in help_lines()},
    "text": lambda facts, voice: clean_lines(facts.text),
    "minutes": _number("minutes"),
    "score": _number("score"),
    "days": _days,
    "activity": _activity,
    "what": _what,
    "where_partner": _where_partner,
    "answer": lambda facts, voice: _label("answer", facts.answer, voice=voice),
    "reason": lambda facts, voice: _label("reason", facts.reason, voice=voice),
    "language": _language,
    "history": _history,
    "history_short": _history_short,
    "clock": _clock,
    "time": _moment(lambda at, facts, language: dates.time_text(at, language)),
    "end_time": _moment(lambda at, facts, language: dates.time_text(at, language), field="ends_local"),
    "when_label": _moment(lambda at, facts, language: dates.when_label(at, language)),
    "when_run": _moment(lambda at, facts, language: dates.when_run(at, language, today_on=facts.today_on)),
    "when_short": _moment(lambda at, facts, language: dates.when_short(at, language)),
    "when_brief": _moment(lambda at, facts, language: dates.when_brief(at, language, today_on=facts.today_on)),
    "when_digits": _moment(lambda at, facts, language: dates.when_digits(at, language, today_on=facts.today_on)),
    "when_old_short": _moment(lambda at, facts, language: dates.when_short(at, language), field="old_starts_local"),
    "day_run": _moment(lambda at, facts, language: dates.day_run(at, facts.today_on, language=language)),
    "day_label": _moment(lambda at, facts, language: dates.date_label(at, language, today_on=facts.today_on)),
    "date_label": _moment(lambda at, facts, language: dates.date_label(at, language)),
    "missed_day": lambda facts, voice: dates.past_day(facts.starts_local, facts.today_on, language=voice.language),
}
