"""Whether the text files are whole and true to their promises: one plain sentence per fault.

Held here: known placeholders, every text in every language, the same buttons and the same necessary facts,
labels of at most 30 characters, a link wherever no answer can be written, and no telling word on a shared phone.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from language.files import Table, buttons, languages, themes, words
from language.segments import strip_diacritics
from language.template import BadTemplate, Template, parse
from language.values import SOURCES, WITHHELD
from language.wording import FIELDS, FORMS, PLAIN, VARIANTS, Wording, all_kinds, wordings

LABEL_CHARACTERS = 30
ONE_WAY_FORMS = ("sms_link", "sms_link_short")


def faults() -> tuple[str, ...]:
    """Every fault of the data files, in order; empty when all is well."""
    shape = tuple(_shape_faults())
    return shape or tuple(_meaning_faults())


def _shape_faults() -> Iterator[str]:
    for language in languages():
        for name, table in buttons(language).items():
            yield from faults_of_buttons(f"{language}/buttons/{name}", table)
        tables = [(theme, kind, table) for theme, kinds in themes(language).items() for kind, table in kinds.items()]
        first = {kind: (theme, table) for theme, kind, table in reversed(tables)}
        for theme, kind, table in tables:
            if first[kind][0] != theme:
                yield f"{language}/{kind}: stands in texts_{first[kind][0]} and in texts_{theme}; keep one."
            yield from faults_of_fields(f"{language}/{kind}", table)
            yield from _reference_faults(kind, language, table=table, known=first)


def _reference_faults(
    kind: str, language: str, *, table: Table, known: Mapping[str, tuple[str, Table]]
) -> Iterator[str]:
    original = table.get("same_as")
    if original is not None and ("same_as" in known[original][1] if original in known else True):
        yield f'{language}/{kind}: same_as names "{original}", which has no sentences of its own.'
    for part in (table, *(inner for inner in table.values() if isinstance(inner, dict))):
        if part.get("buttons", "") not in {"", *buttons(language)}:
            yield f'{language}/{kind}: "{part["buttons"]}" is not a set of buttons; use one of buttons.toml.'


def faults_of_fields(where: str, table: Table, *, variant: str = PLAIN) -> Iterator[str]:
    """The faults in the shape of one kind: unknown fields and placeholders, brackets, what every text needs."""
    for name, content in table.items():
        if isinstance(content, dict) and not variant:
            if name not in VARIANTS:
                yield f'{where}: "{name}" is not a variant; use one of {", ".join(VARIANTS)}.'
            yield from faults_of_fields(f"{where}.{name}", content, variant=name)
        elif name not in FIELDS:
            yield f'{where}: "{name}" is not a field; use one of {", ".join(FIELDS)}.'
        elif name in FORMS:
            yield from _template_faults(f"{where}.{name}", str(content))
    if not variant and "same_as" not in table and not {"about", "telegram", "sms"} <= table.keys():
        yield f"{where}: every text needs about, telegram and sms."


def _template_faults(where: str, source: str) -> Iterator[str]:
    try:
        template = parse(source)
    except BadTemplate as bad:
        yield f"{where}: {bad}"
        return
    for name in sorted(set(template.gaps()) - SOURCES.keys()):
        yield f"{where}: {{{name}}} is not a placeholder we know; correct its name."


def faults_of_buttons(where: str, table: Table) -> Iterator[str]:
    """The faults of one set of buttons: rows and labels that differ, labels too long."""
    keys = [key for row in table["rows"] for key in row]
    if sorted(keys) != sorted(table.keys() - {"rows"}):
        yield f"{where}: rows and labels do not name the same buttons."
    for key in keys:
        if not 0 < len(table.get(key, "-")) <= LABEL_CHARACTERS:
            yield f'{where}: the label of "{key}" must have 1 to {LABEL_CHARACTERS} characters.'


def _meaning_faults() -> Iterator[str]:
    for kind in all_kinds():
        said = [wordings(language).get(kind) for language in languages()]
        missing = [language for language, wording in zip(languages(), said, strict=True) if wording is None]
        yield from (f"{kind}: has no text in {language}; add it." for language in missing)
        known = [wording for wording in said if wording is not None]
        for wording in known:
            yield from faults_of_wording(wording)
            yield from faults_between(known[0], wording)


def faults_between(first: Wording, other: Wording) -> Iterator[str]:
    """Where two languages of one kind disagree: buttons, variants, necessary facts."""
    where = f"{other.language}/{other.kind}"
    for variant in VARIANTS:
        if _keys(first, variant) != _keys(other, variant):
            yield f"{where}: its buttons differ from those in {first.language}/{first.kind}."
    if first.table.keys() != other.table.keys():
        yield f"{where}: has other variants than {first.language}/{first.kind}."
    for form in ("telegram", "page"):
        ours, theirs = (_needed(wording, form) for wording in (first, other))
        if ours != theirs:
            yield f"{where}.{form}: needs other facts than {first.language}/{first.kind}: {sorted(ours ^ theirs)}."


def _keys(wording: Wording, variant: str) -> list[list[str]]:
    return [[choice.key for choice in row] for row in wording.rows((variant,))]


def _needed(wording: Wording, form: str) -> frozenset[str]:
    return parse(wording.form(form) or "").needed()


def faults_of_wording(wording: Wording) -> Iterator[str]:
    """The promises one wording breaks: forms it needs, links it must carry, words it must not say."""
    where = f"{wording.language}/{wording.kind}"
    if wording.asks and wording.form("sms_short") is None:
        yield f"{where}: asks by SMS, so it needs sms_short."
    if wording.asks and wording.form("sms_link") is None:
        yield f"{where}: asks by SMS, so it needs sms_link for an SMS that cannot be answered."
    for variant, form, template in _templates(wording):
        name = f"{where}.{form}" if not variant else f"{where}.{variant}.{form}"
        if wording.asks and form in ONE_WAY_FORMS and "link" not in template.needed():
            yield f"{name}: asks without an answer, so it must carry {{link}}."
        if _cannot_be_answered(wording, form, variant=variant):
            yield from _word_faults(name, template, rule="one_way", language=wording.language)
    yield from _neutral_faults(wording)


def _templates(wording: Wording) -> Iterator[tuple[str, str, Template]]:
    for variant, fields in wording.table.items():
        for form in FORMS:
            if form in fields:
                yield variant, form, parse(fields[form])


def _cannot_be_answered(wording: Wording, form: str, *, variant: str) -> bool:
    if form in ("sms", "sms_short"):
        return wording.form("sms_link", (variant,)) is None
    if form == "telegram":
        return wording.form("page", (variant,)) is None
    return True


def _neutral_faults(wording: Wording) -> Iterator[str]:
    where = f"{wording.language}/{wording.kind}"
    for form in FORMS:
        source = wording.form(form, ("neutral",))
        if source is None:
            continue
        yield from _word_faults(f"{where}.neutral.{form}", parse(source), rule="neutral", language=wording.language)
        for name in sorted(parse(source).needed() & WITHHELD):
            yield f"{where}.neutral.{form}: needs {{{name}}}, which a shared phone must not show."
    for choice in (each for row in wording.rows(("neutral",)) for each in row):
        for word in telling_words(choice.label, "neutral", language=wording.language):
            yield f'{where}.neutral: the button "{choice.label}" says "{word}".'


def _word_faults(name: str, template: Template, *, rule: str, language: str) -> Iterator[str]:
    for word in telling_words(template.words(), rule, language=language):
        yield f'{name}: must not say "{word}" ({rule} in words.toml).'


def telling_words(text: str, rule: str, *, language: str) -> tuple[str, ...]:
    """The words of a text that a rule of words.toml ("neutral", "one_way") forbids, with or without šumniki."""
    return tuple(match[0] for match in _forbidden(rule, language).finditer(text))


@cache
def _forbidden(rule: str, language: str) -> re.Pattern[str]:
    """Beginnings of words; one with a capital is meant exactly so, others in any case."""
    forbidden = words(language)[rule]["forbidden"]
    beginnings = dict.fromkeys([*forbidden, *map(strip_diacritics, forbidden)])
    return re.compile("|".join(rf"\b{_beginning(each)}\w*" for each in beginnings))


def _beginning(word: str) -> str:
    return re.escape(word) if word != word.lower() else f"(?i:{re.escape(word)})"
