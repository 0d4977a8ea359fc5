"""Who may see what, as SQL conditions: a list is narrowed in the database, never afterwards.

Administrators see everything, coordinators their provider, mentors the people of their cycles, partners only the
activities they take part in.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select

from records.tables import activities, attendances, cycle_staff, cycles, enrolments, participants, programmes


@dataclass(frozen=True, slots=True)
class Scope:
    """The view of one staff member or API token; `provider_id` None is the whole installation."""

    provider_id: int | None
    account_id: int | None = None
    role: str = "admin"


EVERYTHING = Scope(None)


def cycles_seen(scope: Scope) -> Select[tuple[int]]:
    """The ids of the cycles in view."""
    found = select(cycles.c.id)
    if scope.provider_id is not None:
        found = found.join(programmes, programmes.c.id == cycles.c.programme_id)
        found = found.where(programmes.c.provider_id == scope.provider_id)
    if scope.role == "mentor":
        return found.where(or_(cycles.c.id.in_(_cycles_staffed(scope)), cycles.c.id.in_(_cycles_mentored(scope))))
    if scope.role == "partner":
        return found.where(cycles.c.id.in_(select(activities.c.cycle_id).where(_is_partner(scope))))
    return found


def people_seen(scope: Scope) -> Select[tuple[int]]:
    """The ids of the people in view; erased ones are nobody any more."""
    found = select(participants.c.id).where(participants.c.state != "erased")
    if scope.provider_id is not None:
        found = found.where(participants.c.provider_id == scope.provider_id)
    if scope.role == "mentor":
        enrolled = select(enrolments.c.participant_id).where(enrolments.c.cycle_id.in_(cycles_seen(scope)))
        return found.where(participants.c.id.in_(enrolled))
    if scope.role == "partner":
        expected = select(attendances.c.participant_id).join(activities, activities.c.id == attendances.c.activity_id)
        return found.where(participants.c.id.in_(expected.where(_is_partner(scope))))
    return found


def activities_seen(scope: Scope) -> Select[tuple[int]]:
    """The ids of the activities in view."""
    found = select(activities.c.id)
    if scope.role == "partner":
        return found.where(_is_partner(scope))
    if scope == EVERYTHING:
        return found
    return found.where(activities.c.cycle_id.in_(cycles_seen(scope)))


def _is_partner(scope: Scope) -> ColumnElement[bool]:
    return activities.c.partner_id == scope.account_id


def _cycles_staffed(scope: Scope) -> Select[tuple[int]]:
    return select(cycle_staff.c.cycle_id).where(cycle_staff.c.account_id == scope.account_id)


def _cycles_mentored(scope: Scope) -> Select[tuple[int]]:
    return select(enrolments.c.cycle_id).where(enrolments.c.mentor_id == scope.account_id)
