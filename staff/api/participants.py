"""/participants: the people of the programmes. Adding somebody sends nothing: they join with their own consent."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from records import enrolments, erasure, people, programmes
from records.database import Tx
from records.phones import BadPhone
from staff.api.caller import WRITES, Caller, Calling
from staff.api.cursors import after, paged
from staff.api.participant_shapes import Participant, ParticipantChange, ParticipantNew, ParticipantsPage, shown
from staff.api.problems import Fault, not_found, wrong_field
from staff.api.shapes import Listed, changes_in, number_of

router = APIRouter()
MOST_IN_A_CYCLE = 5000
TAKEN = "Another participant of this provider has this code; choose another, or leave it out."
BAD_PHONE = "This is not a number that an SMS can be sent to; give a mobile number, as in 040 123 456 or +38640123456."


@router.get("/participants")
async def list_participants(
    request: Request, caller: Calling, page: Annotated[ParticipantsPage, Query()]
) -> Listed[Participant]:
    """Participants by id: those of a cycle, those whose name, code or phone begins like every word of `q`, or all."""
    first = after(request, page) or 0
    async with caller.reading() as tx:
        rows = await _rows(tx, caller, page, first=first)
        cycles = await _cycles(tx, rows)
    return paged(
        request,
        page,
        rows=rows,
        show=lambda each: shown(each, cycles.get(each.id, ()), desk=caller.desk),
        key=lambda each: each.id,
    )


@router.post("/participants", status_code=201, responses=WRITES)
async def add_participant(caller: Calling, body: ParticipantNew, response: Response) -> Participant:
    """Adds a participant to a cycle, invited; the answer has the joining code to hand over."""
    async with caller.writing() as tx:
        cycle = await programmes.cycle(tx, number_of(body.cycle_id) or 0, caller.scope)
        if cycle is None:
            raise wrong_field("cycle_id", "There is no such cycle, or this token may not see it.")
        new = people.NewPerson(
            cycle.provider_id, body.code, body.first_name, body.last_name, phone=body.phone, language=body.language
        )
        try:
            person_id = await people.add_person(tx, new, now=caller.now)
        except people.CodeTaken as error:
            raise Fault(409, TAKEN) from error
        except BadPhone as error:
            raise wrong_field("phone", BAD_PHONE) from error
        await enrolments.enrol(tx, _enrolment(caller, person_id, cycle=cycle, body=body))
        about = {"provider_id": cycle.provider_id, "participant_id": person_id}
        await caller.note(tx, "add", noun="participant", noun_id=person_id, **about)
        response.headers["Location"] = f"participants/{person_id}"
        return await _participant(tx, caller, str(person_id))


@router.get("/participants/{participant_id}")
async def get_participant(caller: Calling, participant_id: str) -> Participant:
    """One participant; an erased one is nobody."""
    async with caller.reading() as tx:
        return await _participant(tx, caller, participant_id)


@router.patch("/participants/{participant_id}", responses=WRITES)
async def change_participant(caller: Calling, participant_id: str, body: ParticipantChange) -> Participant:
    """Changes the named fields. A new phone waits for consent again, under a new joining code."""
    changes = changes_in(body)
    async with caller.writing() as tx:
        before = await _person(tx, caller, participant_id)
        try:
            await people.change_person(tx, before.id, changes, now=caller.now)
        except people.CodeTaken as error:
            raise Fault(409, TAKEN) from error
        except BadPhone as error:
            raise wrong_field("phone", BAD_PHONE) from error
        about = {"provider_id": before.provider_id, "participant_id": before.id}
        fields = {"fields": sorted(changes)}
        await caller.note(tx, "change", noun="participant", noun_id=before.id, details=fields, **about)
        return await _participant(tx, caller, participant_id)


@router.delete("/participants/{participant_id}", status_code=204, responses=WRITES)
async def erase_participant(caller: Calling, participant_id: str) -> None:
    """Erases a participant for good: names, texts and addresses go, the counts a funder needs stay."""
    async with caller.writing() as tx:
        before = await _person(tx, caller, participant_id)
        await erasure.erase(tx, before.id, now=caller.now, actor=f"token:{caller.token.id}")


async def _rows(tx: Tx, caller: Caller, page: ParticipantsPage, *, first: int) -> Sequence[people.Person]:
    if page.cycle is None:
        return await people.list_people(tx, caller.scope, q=page.q, after=first, limit=page.limit + 1)
    # records list a cycle by name, and a name may change between two pages; ids do not.
    cycle_id = number_of(page.cycle)
    found = await people.list_people(tx, caller.scope, cycle_id=cycle_id, q=page.q, limit=MOST_IN_A_CYCLE)
    return sorted((each for each in found if each.id > first), key=lambda each: each.id)[: page.limit + 1]


async def _cycles(tx: Tx, rows: Sequence[people.Person]) -> dict[int, list[int]]:
    return await enrolments.cycles_of(tx, [each.id for each in rows])


async def _person(tx: Tx, caller: Caller, participant_id: str) -> people.Person:
    found = await people.person(tx, number_of(participant_id) or 0, caller.scope)
    if found is None:
        raise not_found("participant")
    return found


async def _participant(tx: Tx, caller: Caller, participant_id: str) -> Participant:
    person = await _person(tx, caller, participant_id)
    cycles = await _cycles(tx, [person])
    return shown(person, cycles.get(person.id, ()), desk=caller.desk)


def _enrolment(
    caller: Caller, person_id: int, *, cycle: programmes.Cycle, body: ParticipantNew
) -> enrolments.Enrolment:
    """From today on, as nobody expects a newcomer at what was before."""
    today = caller.today
    from_on = body.from_on or min(max(cycle.starts_on, today), cycle.ends_on)
    to_on = body.to_on or max(cycle.ends_on, from_on)
    if to_on < from_on:
        raise wrong_field("to_on", "An enrolment cannot end before it starts.")
    return enrolments.Enrolment(person_id, cycle.id, from_on, to_on)
