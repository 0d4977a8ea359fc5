"""The evening before the workshop: Ana and Ben were just asked whether they come."""

from datetime import UTC, datetime

from tests.cast import ANA_CHAT, BEN_PHONE
from tests.journeys.house import WITHIN, House
from tests.servers.telegram_people import Person
from tests.servers.twilio_phones import Phone

EVENING = datetime(2026, 9, 14, 15, 0, 30, tzinfo=UTC)  # Monday, 17.00
NIGHT = datetime(2026, 9, 14, 20, 0, tzinfo=UTC)  # Monday, 22.00, in quiet hours
TUESDAY = "/?on=2026-09-15"


async def asked(house: House) -> tuple[Person, Phone]:
    """Ana at her chat and Ben at his phone, each with the reminder of tomorrow's workshop."""
    ana, ben = house.telegram.person(int(ANA_CHAT)), house.twilio.phone(BEN_PHONE)
    await house.turn_to(EVENING)
    await ana.receives(containing="Iskanje zaposlitve", within=WITHIN)
    await ben.receives(containing="Lumia", within=WITHIN)
    return ana, ben
