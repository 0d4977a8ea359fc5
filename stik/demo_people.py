"""Who is who in the demo: most of the invented people have joined, by Telegram or SMS; a few wait for their code."""

from dataclasses import dataclass
from datetime import datetime

from language.catalogue import text_version
from records import consents, people
from records.codes import join_code
from records.database import Tx
from records.people import Person
from records.scope import EVERYTHING

WAITING_EACH = 7  # every seventh person has not joined yet
SMS_EACH = 3  # every third of the others has only SMS


@dataclass(frozen=True, slots=True)
class Phone:
    """A simulated phone: the chat app it shows, the address behind it, and whether its owner has yet to join."""

    participant_id: int
    name: str
    code: str
    channel: str
    address: str
    join_code: str
    is_waiting: bool


async def let_join(tx: Tx, *, now: datetime) -> int:
    """Lets most people join, as they would have with their codes; returns how many."""
    joined = 0
    for number, person in enumerate(await _everybody(tx), start=1):
        if number % WAITING_EACH == 0:
            continue
        channel, value = _phone_of(person, number)
        if value:
            version = text_version("invite_consent", person.language)
            agreed = consents.Agreement(channel, value, how=channel, text_version=version)
            await consents.join(tx, person.id, agreed, now=now)
            joined += 1
    return joined


async def phones(tx: Tx, *, most: int = 6) -> list[Phone]:
    """The phones that the demo shows: of a few people with each channel, and of one who has not joined."""
    everybody = await _everybody(tx)
    by_app: dict[str, list[Person]] = {"telegram": [], "sms": [], "": []}
    for number, person in enumerate(everybody, start=1):
        app = "" if number % WAITING_EACH == 0 else _phone_of(person, number)[0]
        by_app[app].append(person)
    several = most // 2
    chosen = [*by_app["telegram"][:several], *by_app["sms"][: most - several - 1], *by_app[""][:1]]
    return [await phone(tx, person.id) for person in chosen]


async def phone(tx: Tx, participant_id: int) -> Phone:
    """The phone of one person, stopped or not; somebody who never joined has the Telegram they would join with."""
    person = await people.person(tx, participant_id, EVERYTHING)
    if person is None:
        raise LookupError(f"there is no participant {participant_id}")
    is_waiting = not any(each.state in ("active", "stopped") for each in person.addresses)
    address = None if is_waiting else next(iter(person.addresses), None)
    return Phone(
        participant_id=person.id,
        name=person.name,
        code=person.code,
        channel=address.channel if address else "telegram",
        address=address.value if address else str(_chat_of(person)),
        join_code=join_code(person),
        is_waiting=is_waiting,
    )


async def _everybody(tx: Tx) -> list[Person]:
    return sorted(await people.list_people(tx, EVERYTHING, limit=200), key=lambda person: person.id)


def _phone_of(person: Person, number: int) -> tuple[str, str]:
    numbers = [each.value for each in person.addresses if each.channel == "sms"]
    if number % SMS_EACH == 0 and numbers:
        return "sms", numbers[0]
    return "telegram", str(_chat_of(person))


def _chat_of(person: Person) -> int:
    return 500_000 + person.id
