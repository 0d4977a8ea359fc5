"""Whom to tell at once when somebody needs a person, and which providers the words of a stranger may concern."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from records import outbox
from records.database import Tx
from records.outbox import PutElsewhere
from records.tables import accounts, cycle_staff, enrolments, participants, providers

ALERT_USEFUL = timedelta(hours=12)
Chat = tuple[int, str]  # an account and its Telegram chat


async def staff_to_alarm(tx: Tx, participant_id: int) -> list[Chat]:
    """The person's mentors and the provider's coordinators who linked Telegram; nobody there: those on duty."""
    mine = enrolments.c.participant_id == participant_id
    mentors = select(enrolments.c.mentor_id).where(mine, enrolments.c.mentor_id.is_not(None))
    beside = select(cycle_staff.c.account_id).join(enrolments, enrolments.c.cycle_id == cycle_staff.c.cycle_id)
    owner = select(participants.c.provider_id).where(participants.c.id == participant_id)
    provider_id = (await tx.execute(owner)).scalar_one()
    wanted = or_(accounts.c.id.in_(mentors), accounts.c.id.in_(beside.where(mine)), _coordinates(provider_id))
    return await _linked(tx, wanted) or await on_duty(tx, provider_id)


async def on_duty(tx: Tx, provider_id: int) -> list[Chat]:
    """A provider's coordinators who linked Telegram; without any, its mentors and the administrators."""
    mentors = and_(accounts.c.role == "mentor", accounts.c.provider_id == provider_id)
    return await _linked(tx, _coordinates(provider_id)) or await _linked(tx, or_(mentors, _administers(provider_id)))


async def everybody(tx: Tx, provider_id: int, participant_id: int | None) -> list[Chat]:
    """Everybody who may help when nobody did so far: whom the first note went to, coordinators, administrators."""
    first = await on_duty(tx, provider_id) if participant_id is None else await staff_to_alarm(tx, participant_id)
    wider = await _linked(tx, or_(_coordinates(provider_id), _administers(provider_id)))
    return sorted({*first, *wider})


async def alert(tx: Tx, chats: Iterable[Chat], kind: str, *, reason: str, now: datetime) -> None:
    """Queues a note without contents to each of them, once for one reason."""
    for account_id, chat in chats:
        note = PutElsewhere(
            "telegram",
            chat,
            kind=kind,
            occasion=f"{reason}:{account_id}",
            useful_until=now + ALERT_USEFUL,
            account_id=account_id,
        )
        await outbox.put_to_address(tx, note, now=now)


async def provider_ids(tx: Tx) -> list[int]:
    """Every provider of the installation."""
    return list((await tx.execute(select(providers.c.id).order_by(providers.c.id))).scalars())


async def provider_phone(tx: Tx, provider_id: int) -> str:
    """The number that people may call; empty when none is on record."""
    found = select(providers.c.phone).where(providers.c.id == provider_id)
    return (await tx.execute(found)).scalar_one_or_none() or ""


def _coordinates(provider_id: int) -> ColumnElement[bool]:
    return and_(accounts.c.role == "coordinator", accounts.c.provider_id == provider_id)


def _administers(provider_id: int) -> ColumnElement[bool]:
    here = or_(accounts.c.provider_id.is_(None), accounts.c.provider_id == provider_id)
    return and_(accounts.c.role == "admin", here)


async def _linked(tx: Tx, wanted: ColumnElement[bool]) -> list[Chat]:
    found = select(accounts.c.id, accounts.c.telegram_chat).where(
        wanted, accounts.c.is_active, accounts.c.telegram_chat.is_not(None)
    )
    return [(row.id, row.telegram_chat) for row in await tx.execute(found.order_by(accounts.c.id))]
