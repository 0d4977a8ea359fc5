"""Filling a text so that it fits its channel: one SMS part where any form can, 4096 units on Telegram.

Forms are tried as written, longest first; then with long titles and places cut; then the form with the fewest parts.
Times, links and a staff member's own words are never cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from language.facts import Facts
from language.segments import Parts, count, strip_diacritics, utf16_units
from language.template import EmptyGap, parse
from language.values import SHORTENED, Voice, value

TELEGRAM_UNITS = 4096
SMS_CHARACTERS = 1600
SMS_ROOMS = (40, 32, 26, 21, 17, 14)
TELEGRAM_ROOM = 200

Form = tuple[str, str]


class TextError(Exception):
    """A text cannot be said; the message is a sentence for a person."""


class MissingFact(TextError):
    """The sentence has a gap that must be filled, and the fact behind it is empty."""

    def __init__(self, kind: str, placeholder: str) -> None:
        super().__init__(f'The text "{kind}" needs {{{placeholder}}}, and it is not known; give it and try again.')
        self.kind, self.placeholder = kind, placeholder


class TextTooLong(TextError):
    """The text is longer than its channel carries."""

    def __init__(self, kind: str, limit: int) -> None:
        super().__init__(f'The text "{kind}" is longer than {limit} characters; make it shorter.')
        self.kind, self.limit = kind, limit


@dataclass(frozen=True, slots=True)
class Fitted:
    """A filled text, the form it came from, its SMS cost (none elsewhere), and whether a name was cut."""

    text: str
    form: str
    cost: Parts | None = None
    shortened: bool = False


@dataclass(frozen=True, slots=True)
class Teller:
    """Fills the texts of one kind with one person's facts."""

    kind: str
    facts: Facts
    voice: Voice

    def tell(self, source: str, *, plain: bool = False, room: int = 0) -> str:
        """The text filled; with a room, long titles and places in at most so many characters. Raises MissingFact."""
        voice = replace(self.voice, plain=plain, room=room) if plain or room else self.voice
        try:
            text = parse(source).fill(lambda name: value(name, self.facts, voice=voice))
        except EmptyGap as gap:
            raise MissingFact(self.kind, str(gap)) from None
        text = text.replace("....", "...") if room else text
        return strip_diacritics(text) if plain else text


def fit_sms(forms: Sequence[Form], teller: Teller, *, strip: bool) -> Fitted:
    """The first form that fits one part; else one with long names cut that does; else the one with the fewest parts.

    A form that leaves out title and place altogether says less than one with a cut name, so that is tried before it.
    Raises MissingFact, and TextTooLong over 1600 characters (the provider's limit).
    """
    best = _cheapest(forms, teller, strip=strip)
    if _parts(best) > 1 or not _names_anything(dict(forms)[best.form]):
        best = _cut_to_one_part(forms, teller, strip=strip) or best
    if len(best.text) > SMS_CHARACTERS:
        raise TextTooLong(teller.kind, SMS_CHARACTERS)
    return best


def fit_telegram(form: Form, teller: Teller) -> Fitted:
    """The text for Telegram or the answer page; only one over Telegram's limit has its long names cut.

    Raises MissingFact, and TextTooLong when it still does not fit.
    """
    name, source = form
    text = teller.tell(source)
    if utf16_units(text) < TELEGRAM_UNITS:
        return Fitted(text, name)
    cut = teller.tell(source, room=TELEGRAM_ROOM)
    if utf16_units(cut) >= TELEGRAM_UNITS:
        raise TextTooLong(teller.kind, TELEGRAM_UNITS - 1)
    return Fitted(cut, name, shortened=True)


def _told(form: Form, teller: Teller, *, strip: bool, room: int = 0) -> Fitted:
    name, source = form
    text = teller.tell(source, plain=strip, room=room)
    return Fitted(text, name, count(text), shortened=bool(room))


def _parts(fitted: Fitted) -> int:
    return fitted.cost.parts if fitted.cost else 0


def _cheapest(forms: Sequence[Form], teller: Teller, *, strip: bool) -> Fitted:
    told: list[Fitted] = []
    for form in forms:
        told.append(_told(form, teller, strip=strip))
        if _parts(told[-1]) <= 1:
            return told[-1]
    return min(told, key=_parts)


def _names_anything(source: str) -> bool:
    return not SHORTENED.isdisjoint(parse(source).gaps())


def _cut_to_one_part(forms: Sequence[Form], teller: Teller, *, strip: bool) -> Fitted | None:
    with_names = [form for form in forms if _names_anything(form[1])]
    for room in SMS_ROOMS:
        for form in with_names:
            cut = _told(form, teller, strip=strip, room=room)
            if _parts(cut) <= 1:
                return cut
    return None
