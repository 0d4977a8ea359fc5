"""From the timetable to "Ana: pride": a reminder goes out, an answer comes back, the team sees it; on every way."""

import re

import pytest
from sqlalchemy import select

from records.tables import messages
from tests.cast import ANA_CHAT, BEN_PHONE, Cast
from tests.journeys.evening import EVENING, TUESDAY
from tests.journeys.house import WITHIN, House, until
from tests.journeys.team import Visitor, browser, signed_in


def name_under(page: Visitor, title: str) -> list[str]:
    """Whose names stand under a heading of the activity's card."""
    found = re.search(rf"{title}</span>.*?</dt>\s*<dd>(.*?)</dd>", page.text, re.DOTALL)
    return [] if found is None else re.findall(r"(?:Ana|Ben|Cvetka|Drago)", found[1])


@pytest.mark.parametrize("house", [{"telegram_mode": "polling"}, {"telegram_mode": "webhook"}], indirect=True)
async def test_ana_presses_yes_on_telegram_and_the_team_sees_that_she_comes(house: House, cast: Cast) -> None:
    ana = house.telegram.person(int(ANA_CHAT))
    await house.tick()
    await house.rests()
    assert ana.chat == []

    await house.turn_to(EVENING)
    reminder = await ana.receives(containing="Iskanje zaposlitve", within=WITHIN)
    assert "ob 9.00" in reminder.text and reminder.labels[0] == "Da, pridem"
    async with signed_in(house, cast.eva) as eva:
        await eva.open(TUESDAY)
        assert name_under(eva, "Pridejo") == []

        query = ana.presses(None, "Da, pridem")
        await ana.receives(containing="pridete", within=WITHIN)
        await until(lambda: is_acknowledged(house, query))
        await eva.open(TUESDAY)
        assert name_under(eva, "Pridejo") == ["Ana"]
    assert len(ana.chat) == 2


async def is_acknowledged(house: House, query: str) -> bool:
    return query in [each for each, _, _ in house.telegram.chats.answers]


async def test_ben_answers_by_sms_and_the_team_sees_that_he_comes(house: House, cast: Cast) -> None:
    ben = house.twilio.phone(BEN_PHONE)
    await house.turn_to(EVENING)
    assert "DA ali NE" in await ben.receives(containing="Lumia", within=WITHIN)

    hook = await ben.texts("ja pridm")
    assert hook is not None and (hook.status, "<Message" in hook.body) == (200, False)
    await ben.receives(containing="pridete", within=WITHIN)
    async with signed_in(house, cast.eva) as eva:
        await eva.open(TUESDAY)
        assert name_under(eva, "Pridejo") == ["Ben"]
    await until(lambda: all_delivered(house, cast.ben))
    assert len(ben.inbox) == 2


async def all_delivered(house: House, who: int) -> bool:
    async with house.database.reading() as tx:
        mine = select(messages.c.state).where(messages.c.participant_id == who)
        return set((await tx.execute(mine)).scalars()) == {"delivered"}


@pytest.mark.parametrize("house", [{"sms_two_way": False, "sms_from": "Lumia"}], indirect=True)
async def test_ben_who_cannot_text_back_answers_on_the_page(house: House, cast: Cast) -> None:
    await house.turn_to(EVENING)
    text = await house.twilio.phone(BEN_PHONE).receives(containing="/o/", within=WITHIN)
    [path] = re.findall(rf"{house.url}(/o/\w+)", text)
    async with browser(house) as ben, signed_in(house, cast.eva) as eva:
        assert "Iskanje zaposlitve" in await ben.open(path)
        assert await house.answer_of(cast.ben, cast.workshop) == "none"
        await ben.send(path, choice="coming")
        assert "pridete" in ben.words, ben.words
        await eva.open(TUESDAY)
        assert name_under(eva, "Pridejo") == ["Ben"]

        await ben.send(path, choice="not_coming")
        await eva.open(TUESDAY)
        assert name_under(eva, "Ne pridejo") == ["Ben"]
    await house.rests()
    assert len(house.twilio.accepted) == 1
