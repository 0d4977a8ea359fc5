"""What an activity refers to: a place by id or name, people and staff by id, all of the activity's own provider."""

from collections.abc import Sequence

from records import accounts, people, programmes
from records.database import Tx
from records.scope import Scope
from staff.api.caller import Caller
from staff.api.problems import wrong_field
from staff.api.shapes import number_of


async def place_for(tx: Tx, caller: Caller, given: str | None, *, provider_id: int) -> int | None:
    """The place with this id or name; a name that nobody has makes a new place. Raises Fault for an unknown id."""
    if given is None:
        return None
    known = await programmes.list_places(tx, Scope(provider_id), limit=100_000)
    name = given.casefold()
    found = next((each for each in known if str(each.id) == given), None)
    found = found or next((each for each in known if each.name.casefold() == name), None)
    if found is not None:
        return found.id
    if given.isdigit():
        raise wrong_field("place", "There is no such place of this provider.")
    place_id = await programmes.add_place(tx, programmes.NewPlace(provider_id, given))
    await caller.note(tx, "add", noun="place", noun_id=place_id, provider_id=provider_id)
    return place_id


async def people_for(
    tx: Tx, caller: Caller, given: Sequence[str] | None, *, provider_id: int
) -> tuple[int, ...] | None:
    """The people with these ids; None for none: the whole cycle. Raises Fault when one is unknown."""
    if not given:
        return None
    wanted = tuple(dict.fromkeys(number_of(each) or 0 for each in given))
    known = await people.people_of(tx, wanted, caller.scope)
    if any(each not in known or known[each].provider_id != provider_id for each in wanted):
        raise wrong_field("participant_ids", "One of these participants is not of this provider.")
    return wanted


async def account_for(tx: Tx, given: str | None, *, field: str, provider_id: int) -> int | None:
    """The staff account with this id. Raises Fault for one that is closed or of another provider."""
    if given is None:
        return None
    found = await accounts.account(tx, number_of(given) or 0)
    if found is None or not found.is_active or found.provider_id not in (None, provider_id):
        raise wrong_field(field, "There is no such staff account of this provider.")
    return found.id
