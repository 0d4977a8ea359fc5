"""Writing to one person, and what staff may change about one: pause, stop, start, words of their own, erase."""

from datetime import timedelta

from starlette.responses import Response

from language.catalogue import text_version
from programme.delivery import Importance
from records import consents, erasure, outbox, people
from records.consents import Agreement
from records.database import Tx
from records.outbox import Put
from records.people import Person
from staff.forms import BadForm
from staff.participant import page, wanted
from staff.texts import N_
from staff.visit import Visit

USEFUL_FOR = timedelta(hours=24)
LONGEST_TEXT = 1500
NO_TEXT = N_("Write something first.")
NO_WAY = N_("Nobody can write to this person: there is no address that is in use and agreed to.")
NOT_TYPED = N_("To erase, type the person's code exactly as it stands above the form.")
NO_DAY = N_("Give the last day of the pause, at most half a year ahead.")
NO_CONSENT = N_("Only an address that the person used before can be opened again; otherwise send the joining link.")


async def write(visit: Visit) -> Response:
    """Queues a message in staff's own words; the same form twice is one message."""
    try:
        async with visit.desk.database.transaction() as tx:
            who = await wanted(tx, visit)
            await put_words(tx, visit, who)
    except BadForm as error:
        return await page(visit, 422, why=str(error))
    visit.desk.ring()
    return visit.go(f"/participants/{visit.number()}", at="talk")


async def put_words(tx: Tx, visit: Visit, who: Person, *, reply_id: int | None = None) -> int | None:
    """Queues the form's text for a person; None when this form was taken before. Raises BadForm."""
    text, once = visit.form.text("text", LONGEST_TEXT), visit.form.text("once", 40)
    if not text:
        raise BadForm(NO_TEXT)
    if who.channel is None:
        raise BadForm(NO_WAY)
    message = Put(
        who.id,
        "staff_reply",
        f"staff_reply:{visit.account.id}:{once}",
        importance=Importance.URGENT if visit.form.has("is_urgent") else Importance.REMINDER,
        due_at=visit.now,
        useful_until=visit.now + USEFUL_FOR,
        reply_id=reply_id,
        facts={"text": text},
    )
    message_id = await outbox.put(tx, message, now=visit.now)
    if message_id is not None:
        await visit.note(tx, "write message", noun_id=message_id, participant_id=who.id)
    return message_id


async def change(visit: Visit) -> Response:
    """Pauses check-ins, stops or starts messages, or sets how the person is spoken to."""
    what = visit.form.text("what", 20)
    try:
        async with visit.desk.database.transaction() as tx:
            who = await wanted(tx, visit)
            await _change(tx, visit, who, what=what)
            await visit.note(tx, "change participant", noun_id=who.id, participant_id=who.id, details={"what": what})
    except BadForm as error:
        return await page(visit, 422, why=str(error))
    visit.desk.ring()
    return visit.go(f"/participants/{visit.number()}", at="settings")


async def erase(visit: Visit) -> Response:
    """Erases the person for good, once the code was typed."""
    try:
        async with visit.desk.database.transaction() as tx:
            who = await wanted(tx, visit)
            if visit.form.text("code", 40).casefold() != who.code.casefold():
                raise BadForm(NOT_TYPED)
            await erasure.erase(tx, who.id, now=visit.now, actor=f"account:{visit.account.id}")
    except BadForm as error:
        return await page(visit, 422, why=str(error))
    return visit.go("/participants", erased=1)


async def _change(tx: Tx, visit: Visit, who: Person, *, what: str) -> None:
    match what:
        case "pause":
            until_on = visit.form.day("until")
            if until_on is None or not timedelta(0) <= until_on - visit.today_on <= timedelta(days=183):
                raise BadForm(NO_DAY)
            await people.change_person(tx, who.id, {"paused_until_on": until_on}, now=visit.now)
        case "resume":
            await people.change_person(tx, who.id, {"paused_until_on": None}, now=visit.now)
        case "stop":
            await consents.stop(tx, who.id, how="staff", now=visit.now)
        case "start":
            await _start(tx, visit, who)
        case "style":
            await people.change_person(tx, who.id, _style(visit), now=visit.now)
        case _:
            raise BadForm(N_("The form could not be read. Go back and try again."))


def _style(visit: Visit) -> dict[str, object]:
    diacritics = visit.form.text("diacritics", 8)
    return {
        "language": visit.form.text("language", 8) or "sl",
        "is_neutral": visit.form.has("is_neutral"),
        "is_easy": visit.form.has("is_easy"),
        "diacritics": diacritics if diacritics in ("keep", "strip") else None,
    }


async def _start(tx: Tx, visit: Visit, who: Person) -> None:
    """Opens an address again that the person once agreed to; consent by word of mouth is marked as entered by staff."""
    number = visit.form.number("address_id")
    address = next((each for each in who.addresses if each.id == number), None)
    if address is None:
        raise BadForm(NO_CONSENT)
    version = text_version("invite_consent", who.language)
    agreement = Agreement(address.channel, address.value, how="staff", text_version=version)
    await consents.start_again(tx, who.id, agreement, now=visit.now)
