"""Whom to tell at once when somebody is in distress, and which providers the words of a stranger may concern."""

from sqlalchemy import or_, select

from records.database import Tx
from records.tables import accounts, cycle_staff, enrolments, participants, providers


async def staff_to_alarm(tx: Tx, participant_id: int) -> list[tuple[int, str]]:
    """Account and Telegram chat of the person's mentors and the provider's coordinators who linked one."""
    mine = enrolments.c.participant_id == participant_id
    mentors = select(enrolments.c.mentor_id).where(mine, enrolments.c.mentor_id.is_not(None))
    beside = select(cycle_staff.c.account_id).join(enrolments, enrolments.c.cycle_id == cycle_staff.c.cycle_id)
    provider = select(participants.c.provider_id).where(participants.c.id == participant_id).scalar_subquery()
    wanted = or_(
        accounts.c.id.in_(mentors),
        accounts.c.id.in_(beside.where(mine)),
        (accounts.c.role == "coordinator") & (accounts.c.provider_id == provider),
    )
    found = select(accounts.c.id, accounts.c.telegram_chat).where(
        wanted, accounts.c.is_active, accounts.c.telegram_chat.is_not(None)
    )
    return [(row.id, row.telegram_chat) for row in await tx.execute(found.order_by(accounts.c.id))]


async def provider_ids(tx: Tx) -> list[int]:
    """Every provider of the installation."""
    return list((await tx.execute(select(providers.c.id).order_by(providers.c.id))).scalars())


async def provider_phone(tx: Tx, provider_id: int) -> str:
    """The number that people may call; empty when none is on record."""
    found = select(providers.c.phone).where(providers.c.id == provider_id)
    return (await tx.execute(found)).scalar_one_or_none() or ""
