"""Every sentence Stik says to a participant: one text for a kind, a person's language, a channel and a variant.

The wording is data (sl/, en/: texts_*.toml, buttons.toml, words.toml), checked when it is first used.
Texts are plain, without markup. An SMS takes the first form that fits one part.
"""

from dataclasses import dataclass
from functools import cache

from language.checks import faults
from language.facts import Facts
from language.files import known_language, languages
from language.fitting import TELEGRAM_UNITS, Fitted, MissingFact, Teller, TextError, TextTooLong, fit_sms, fit_telegram
from language.segments import Parts
from language.values import Voice
from language.wording import Choice, Rows, Wording, all_kinds, wordings

__all__ = [
    "TELEGRAM_UNITS",
    "BadTexts",
    "Choice",
    "Facts",
    "MissingFact",
    "Rows",
    "Said",
    "Style",
    "TextError",
    "TextTooLong",
    "UnknownKind",
    "choices",
    "kinds",
    "languages",
    "say",
    "text_version",
]


class UnknownKind(TextError):
    """No text has this name."""

    def __init__(self, kind: str) -> None:
        super().__init__(f'There is no text called "{kind}"; use one of language.catalogue.kinds().')
        self.kind = kind


class BadTexts(TextError):
    """The data files have faults; the message names each in a sentence of its own."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("The text files have faults:\n" + "\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Style:
    """How a person is spoken to.

    channel: telegram, sms or page. diacritics (sms only): keep or strip. two_way false: an SMS that cannot be answered,
    so it carries the answer link. neutral: a shared phone, nothing on benefits, health or the programme. easy: the
    easy-to-read wording where there is one.
    """

    channel: str = "telegram"
    diacritics: str = "keep"
    two_way: bool = True
    neutral: bool = False
    easy: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What is sent: the text, its buttons in rows (none by SMS), the SMS parts it takes (0 elsewhere), the encoding.

    An empty SMS text means: say nothing by SMS. language is the one really used, form the field of the data file,
    shortened tells that a long name was cut to fit.
    """

    text: str
    choices: Rows
    parts: int
    encoding: str
    kind: str
    language: str = ""
    form: str = ""
    shortened: bool = False


DEFAULT_STYLE = Style()


def say(kind: str, facts: Facts, *, language: str = "sl", style: Style = DEFAULT_STYLE) -> Said:
    """The text of a kind for one person. A language without texts gets English, and Said.language says so.

    Raises UnknownKind, MissingFact (a fact the sentence cannot do without) and TextTooLong, all of them TextError.
    """
    wording = _wording(kind, known_language(language))
    variants = _variants(facts, style)
    teller = Teller(kind, facts, Voice(wording.language, style.neutral, on_page=style.channel == "page"))
    if style.channel == "sms":
        fitted = fit_sms(_sms_forms(wording, variants, style=style), teller, strip=style.diacritics == "strip")
        return _said(wording, fitted)
    form = "page" if style.channel == "page" and wording.form("page", variants) is not None else "telegram"
    fitted = fit_telegram((form, wording.form(form, variants) or ""), teller)
    return _said(wording, fitted, rows=wording.rows(variants))


def kinds() -> tuple[str, ...]:
    """The names of all texts."""
    _ready()
    return all_kinds()


def choices(kind: str, language: str, *, neutral: bool = False) -> Rows:
    """The buttons of a kind in rows, for the answer page; empty when it has none. Raises UnknownKind."""
    return _wording(kind, known_language(language)).rows(("neutral",) if neutral else ())


def text_version(kind: str, language: str) -> str:
    """A short hash that stands for the exact wording of a kind, kept with consents. Raises UnknownKind."""
    return _wording(kind, known_language(language)).version()


@cache
def _ready() -> bool:
    found = faults()
    if found:
        raise BadTexts(found)
    return True


def _wording(kind: str, language: str) -> Wording:
    _ready()
    try:
        return wordings(language)[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def _variants(facts: Facts, style: Style) -> tuple[str, ...]:
    if style.neutral:
        return ("neutral",)
    return ("easy", facts.activity_kind) if style.easy else (facts.activity_kind,)


def _sms_forms(wording: Wording, variants: tuple[str, ...], *, style: Style) -> tuple[tuple[str, str], ...]:
    one_way = not style.two_way and wording.form("sms_link", variants) is not None
    names = ("sms_link", "sms_link_short") if one_way else ("sms", "sms_short")
    found = ((name, wording.form(name, variants)) for name in names)
    return tuple((name, text) for name, text in found if text is not None)


def _said(wording: Wording, fitted: Fitted, *, rows: Rows = ()) -> Said:
    cost = fitted.cost or Parts("", 0, 0, 0)
    return Said(
        fitted.text, rows, cost.parts, cost.encoding, wording.kind, wording.language, fitted.form, fitted.shortened
    )
