"""Writing to many: to cycles, to everybody at an activity, or to single people; seen first, then sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from language.segments import count, strip_diacritics
from records import broadcasts, ledger, people, programmes
from records.activities import activity
from records.audience import Audience
from records.broadcasts import Broadcast, NewBroadcast
from records.database import Tx
from records.ledger import Notice
from records.programme_shapes import Cycle
from staff.forms import BadForm, Form
from staff.texts import N_
from staff.visit import NotFound, Visit

LONGEST_TEXT = 1500
SAME_WITHIN = timedelta(minutes=10)
NO_TEXT = N_("Write the text in Slovenian, or in both languages.")
NOBODY = N_("Choose whom to write to.")
SEVERAL = N_("Choose people of one provider at a time.")


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form."""

    audience: Audience
    sl: str = ""
    en: str = ""
    is_urgent: bool = False


async def show(visit: Visit) -> Response:
    """The form, with what the address or an earlier broadcast says already in it."""
    async with visit.desk.database.reading() as tx:
        draft = await _from_before(tx, visit) or _draft(visit.query)
    return await _page(visit, draft)


async def prepare(visit: Visit) -> Response:
    """Keeps what was written and goes on to the preview; nothing is sent. The same form twice is one broadcast."""
    draft = _draft(visit.form)
    try:
        async with visit.desk.database.transaction() as tx:
            number = await _prepare(tx, visit, draft)
    except BadForm as error:
        return await _page(visit, draft, status=422, why=str(error))
    return visit.go(f"/broadcasts/{number}")


async def _prepare(tx: Tx, visit: Visit, draft: Draft) -> int:
    if not draft.sl:
        raise BadForm(NO_TEXT)
    texts = {"sl": draft.sl} | ({"en": draft.en} if draft.en else {})
    provider_id = await _provider_of(tx, visit, draft.audience)
    twin = await _twin(tx, visit, draft, texts=texts)
    if twin is not None:
        return twin
    new = NewBroadcast(
        provider_id=provider_id,
        account_id=visit.account.id,
        audience=draft.audience,
        texts=texts,
        hold_seconds=visit.desk.hold_seconds,
        is_urgent=draft.is_urgent,
    )
    before = await _before(tx, visit, visit.form)
    if before is not None and before.state == "held":
        await broadcasts.stop(tx, before.id, now=visit.now)
    number = await broadcasts.prepare(tx, new, now=visit.now)
    await visit.note(tx, "prepare broadcast", noun_id=number)
    return number


async def _provider_of(tx: Tx, visit: Visit, audience: Audience) -> int:
    """The one provider of everybody chosen. Raises NotFound for what is not in view, and BadForm."""
    cycles = {each.id: each.provider_id for each in await programmes.list_cycles(tx, visit.scope)}
    known = await people.people_of(tx, audience.participant_ids, visit.scope)
    found = await activity(tx, audience.activity_id, visit.scope) if audience.activity_id else None
    is_missing = set(audience.cycle_ids) - cycles.keys() or set(audience.participant_ids) - known.keys()
    if is_missing or (audience.activity_id and found is None):
        raise NotFound
    if not all(await ledger.in_view(tx, [audience], visit.scope)):
        raise NotFound
    owners = {cycles[each] for each in audience.cycle_ids} | {each.provider_id for each in known.values()}
    owners |= {found.provider_id} if found else set()
    if len(owners) != 1:
        raise BadForm(SEVERAL if owners else NOBODY)
    return owners.pop()


async def _twin(tx: Tx, visit: Visit, draft: Draft, *, texts: dict[str, str]) -> int | None:
    for each in await ledger.listed(tx, visit.scope, limit=5):
        is_same = each.audience == draft.audience and _words(each) == texts and each.is_urgent == draft.is_urgent
        if is_same and each.state in ("held", "sending") and visit.now - each.created_at < SAME_WITHIN:
            return each.id
    return None


async def _from_before(tx: Tx, visit: Visit) -> Draft | None:
    found = await _before(tx, visit, visit.query)
    if found is None:
        return None
    words = _words(found)
    return Draft(found.audience, words.get("sl", ""), words.get("en", ""), is_urgent=found.is_urgent)


async def _before(tx: Tx, visit: Visit, form: Form) -> Broadcast | None:
    """The broadcast that is written once more, if it is in view."""
    number = form.number("again")
    found = None if number is None else await broadcasts.broadcast(tx, number, visit.scope)
    return found if found and all(await ledger.in_view(tx, [found.audience], visit.scope)) else None


def _draft(form: Form) -> Draft:
    audience = Audience(form.numbers("cycle"), form.numbers("person"), form.number("activity"))
    return Draft(audience, form.text("sl", LONGEST_TEXT), form.text("en", LONGEST_TEXT), form.has("is_urgent"))


def _words(of: Broadcast | Notice) -> dict[str, str]:
    return {language: text for language, text in of.texts.items() if language != "facts"}


async def _page(visit: Visit, draft: Draft, *, status: int = 200, why: str = "") -> Response:
    async with visit.desk.database.reading() as tx:
        cycles = await programmes.list_cycles(tx, visit.scope)
        chosen = draft.audience
        about = await activity(tx, chosen.activity_id, visit.scope) if chosen.activity_id else None
        single = await people.people_of(tx, chosen.participant_ids, visit.scope)
        before = await ledger.listed(tx, visit.scope)
        is_seen = await ledger.in_view(tx, [each.audience for each in before], visit.scope)
        latest = [each for each, seen in zip(before, is_seen, strict=True) if seen]
    told = visit.texts.gettext(why) if why else ""
    values: dict[str, Any] = {"draft": draft, "cycles": _running_first(cycles, visit), "about": about, "single": single}
    plain = strip_diacritics(draft.sl) if visit.desk.diacritics == "strip" else draft.sl
    again = (visit.form if status != 200 else visit.query).number("again")
    return visit.page("write.html", status, **values, latest=latest, why=told, cost=count(plain), again=again)


def _running_first(cycles: Sequence[Cycle], visit: Visit) -> list[Cycle]:
    return sorted(cycles, key=lambda each: (not each.starts_on <= visit.today_on <= each.ends_on, each.starts_on))
