"""A provider that is down or asks for patience: the other one is not slowed, nothing is lost, nothing comes twice."""

from datetime import UTC, datetime

import pytest

from records.tables import attempts, messages
from tests.cast import ANA_CHAT, BEN_PHONE, Cast
from tests.journeys.evening import EVENING
from tests.journeys.house import WITHIN, House, until
from tests.journeys.team import signed_in

TOO_LATE = datetime(2026, 9, 15, 7, 30, tzinfo=UTC)  # Tuesday 9.30, half an hour after the start


async def tried(house: House, who: int, *, at_least: int = 1) -> None:
    """Returns when somebody was tried so often and the try has ended."""
    [mine] = await house.rows(messages, messages.c.participant_id == who)

    async def have_ended() -> bool:
        ended = attempts.c.message_id == mine["id"], attempts.c.ended_at.is_not(None)
        return await house.count(attempts, *ended) >= at_least

    await until(have_ended)


async def test_while_telegram_is_down_sms_go_out_and_then_telegram_follows(house: House, cast: Cast) -> None:
    ana, ben = house.telegram.person(int(ANA_CHAT)), house.twilio.phone(BEN_PHONE)
    await house.telegram.goes_down()
    await house.turn_to(EVENING)
    await ben.receives(containing="Lumia", within=WITHIN)
    await tried(house, cast.ana)
    await ben.texts("da")
    await ben.receives(containing="pridete", within=WITHIN)
    await house.later(minutes=1)
    await tried(house, cast.ana, at_least=2)

    await house.telegram.comes_back()
    await house.later(minutes=10)
    await ana.receives(containing="Iskanje zaposlitve", within=WITHIN)
    ana.presses(None, "Da, pridem")
    await ana.receives(containing="pridete", within=2 * WITHIN)
    await house.rests()
    assert (len(ana.chat), len(ben.inbox)) == (2, 2)


async def test_while_twilio_is_down_telegram_goes_on_and_then_sms_follow(house: House, cast: Cast) -> None:
    ana, ben = house.telegram.person(int(ANA_CHAT)), house.twilio.phone(BEN_PHONE)
    await house.twilio.goes_down()
    await house.turn_to(EVENING)
    await ana.receives(containing="Iskanje zaposlitve", within=WITHIN)
    ana.presses(None, "Da, pridem")
    await ana.receives(containing="pridete", within=WITHIN)
    await tried(house, cast.ben)

    await house.twilio.comes_back()
    await house.later(minutes=10)
    await ben.receives(containing="Lumia", within=WITHIN)
    await house.rests()
    assert (len(ana.chat), len(ben.inbox)) == (2, 1)


async def test_an_outage_until_after_the_start_ends_in_silence_and_is_shown(house: House, cast: Cast) -> None:
    ben = house.twilio.phone(BEN_PHONE)
    house.telegram.person(int(ANA_CHAT))
    await house.twilio.goes_down()
    await house.turn_to(EVENING)
    await tried(house, cast.ben)
    await house.turn_to(TOO_LATE)
    await house.twilio.comes_back()
    await house.later(minutes=30)
    await house.rests()
    assert ben.inbox == []
    [mine] = await house.rows(messages, messages.c.participant_id == cast.ben)
    assert (mine["state"], mine["reason"]) == ("withdrawn", "too_late")
    async with signed_in(house, cast.eva) as page:
        await page.open("/?on=2026-09-14")
        assert "Ben" in page.words.partition("Kaj ni bilo poslano")[2]


@pytest.mark.parametrize("house", [{"telegram_per_second": 20}], indirect=True)
async def test_a_provider_that_asks_for_patience_gets_it(house: House, cast: Cast) -> None:
    ana, ben = house.telegram.person(int(ANA_CHAT)), house.twilio.phone(BEN_PHONE)
    house.telegram.faults.rate_limited(2)
    house.twilio.faults.rate_limited(2)
    await house.turn_to(EVENING)
    await tried(house, cast.ana)
    await tried(house, cast.ben)
    ana.says("/teden")  # whoever writes is answered at once, but not sooner than the provider allows
    await ana.receives(containing="Iskanje zaposlitve", within=WITHIN)
    await house.later(minutes=1)
    await ana.receives(containing="Boste prišli?", within=WITHIN)
    await ben.receives(containing="Lumia", within=WITHIN)
    await house.rests()
    assert (house.telegram.sent_too_soon, house.twilio.sent_too_soon) == (0, 0)
    assert (len(ana.chat), len(ben.inbox)) == (2, 1)


@pytest.mark.parametrize("fault", ["reset_after", "html_502_after"])
async def test_an_sms_whose_answer_was_lost_is_found_at_twilio_and_not_sent_again(
    house: House, cast: Cast, fault: str
) -> None:
    ben = house.twilio.phone(BEN_PHONE)
    house.twilio.faults.add(fault)
    await house.turn_to(EVENING)
    await tried(house, cast.ben)
    await house.later(minutes=1)
    await house.repairs()
    await house.later(minutes=10)
    await house.rests()
    assert len(ben.inbox) == 1
    [mine] = await house.rows(messages, messages.c.participant_id == cast.ben)
    assert (mine["state"], mine["tries"]) == ("delivered", 1)
