"""The page docs/texts.md: every text as a participant sees it, with its buttons and its SMS cost, for people to read.

`python -m language.texts_page > docs/texts.md` renews it; a test holds that it is current.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from language.catalogue import Said, Style, languages, say, text_version
from language.facts import Facts
from language.segments import count
from language.wording import ACTIVITY_KINDS, Wording, all_kinds, wordings

SAMPLE = Facts(
    name="Ana",
    org="Lumia",
    program="Socialna aktivacija Brežice",
    title="Predstavitev poklicev",
    activity_kind="workshop",
    starts_local=datetime(2026, 6, 3, 9, 0),
    ends_local=datetime(2026, 6, 3, 12, 0),
    today_on=date(2026, 6, 2),
    place="ZPTM Brežice",
    address="Trg mladih 7",
    bring="copate",
    partner="Knjižnica Brežice",
    old_starts_local=datetime(2026, 6, 2, 10, 0),
    old_place="OŠ Artiče",
    old_address="Artiče 39",
    minutes=15,
    score=3,
    reason="transport",
    hours="pon-pet 8.00-15.00",
    days=7,
    answer="not_coming",
    link="https://stik.example.si/o/3k9f7m2p4q8x",
    text="Jutri se dobimo pri vhodu Knjižnice.",
    staff_name="Eva",
    staff_phone="07 000 00 00",
    csd_phone="07 000 00 01",
    retention="30. 6. 2031",
    language="en",
    milestone="10",
    contact_name="Eva",
    history=((date(2026, 6, 1), 4), (date(2026, 6, 2), 3)),
)

SMS_STYLES = (
    ("c s z", Style("sms", "strip")),
    ("č š ž", Style("sms", "keep")),
    ("one way, c s z", Style("sms", "strip", two_way=False)),
    ("one way, č š ž", Style("sms", "keep", two_way=False)),
    ("shared, c s z", Style("sms", "strip", neutral=True)),
    ("shared, one way, c s z", Style("sms", "strip", two_way=False, neutral=True)),
)

INTRODUCTION = """# Texts

Every sentence Stik says to a participant, filled with an invented example. This page is made from the data in
`language/sl/` and `language/en/` (`texts_*.toml`, `buttons.toml`, `words.toml`); do not edit it by hand:
change the data and run `python -m language.texts_page > docs/texts.md`.

An SMS line shows the form that is sent for each choice: with č š ž or with c s z, answerable or one way (then with the
answer link), and on a shared phone. "GSM-7 133, 1" means 133 units of the cheap alphabet in one part.
The version stands for the exact wording; it is kept with a person's consent."""


def page() -> str:
    """The whole page as Markdown; the same data give the same page."""
    lines = [INTRODUCTION]
    theme = ""
    for kind in all_kinds():
        if wordings(languages()[0])[kind].theme != theme:
            theme = wordings(languages()[0])[kind].theme
            lines.append(f"\n## {theme.capitalize()}")
        lines.extend(_kind_lines(kind))
    return "\n".join(lines) + "\n"


def _kind_lines(kind: str) -> Iterator[str]:
    yield f"\n### {kind}"
    for language in languages():
        wording = wordings(language)[kind]
        yield f"\n**{language}** · {wording.form('about')} · version {text_version(kind, language)}"
        shown = ""
        for name, said in _chats(wording):
            if said.text != shown:
                yield f"\n{name}:\n\n```text\n{said.text}\n```"
            shown = shown or said.text
        buttons = " ".join(f"[{choice.label}]" for row in wording.rows() for choice in row)
        if buttons:
            yield f"\nButtons: {buttons}"
        yield "\n| SMS | | units, parts |\n| --- | --- | --- |"
        yield from _sms_lines(kind, language)


def _chats(wording: Wording) -> Iterator[tuple[str, Said]]:
    kind, language = wording.kind, wording.language
    yield "Telegram", say(kind, SAMPLE, language=language)
    if wording.form("page") is not None:
        yield "Page", say(kind, SAMPLE, language=language, style=Style("page"))
    yield "Shared phone", say(kind, SAMPLE, language=language, style=Style(neutral=True))
    if "easy" in wording.table:
        yield "Easy to read", say(kind, SAMPLE, language=language, style=Style(easy=True))
    for activity in (each for each in ACTIVITY_KINDS if each in wording.table):
        yield f"For {activity}", say(kind, replace(SAMPLE, activity_kind=activity), language=language)


def _sms_lines(kind: str, language: str) -> Iterator[str]:
    told: dict[str, list[str]] = {}
    for name, style in SMS_STYLES:
        told.setdefault(say(kind, SAMPLE, language=language, style=style).text, []).append(name)
    for text, names in told.items():
        cost = count(text)
        alphabet = "GSM-7" if cost.encoding == "gsm7" else "UCS-2"
        shown = text.replace("|", "\\|").replace("\n", "<br>") or "(nothing)"
        shared = "every" if len(told) == 1 else "; ".join(names)
        yield f"| {shared} | {shown} | {alphabet} {cost.units}, {cost.parts} |"


if __name__ == "__main__":
    sys.stdout.write(page())
