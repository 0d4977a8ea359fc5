"""Who works here: accounts of staff with their role. There are no default accounts and no passwords on record,
only their hashes; a password is set through a one-time link.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from records import one_time_links, sign_ins
from records.addresses import digest_of
from records.database import Row, Tx
from records.scope import EVERYTHING, Scope
from records.sealed import digest, digests
from records.sign_ins import SignIn
from records.tables import accounts, cycle_staff
from records.writing import add, add_many

ROLES = ("admin", "coordinator", "mentor", "partner")
LANGUAGES = ("sl", "en")


class BadAccount(ValueError):
    """The account cannot be added like this; the message says why, in one Slovenian sentence."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Somebody to be added. `provider_id` None only for an administrator of the whole installation."""

    email: str
    name: str
    role: str
    provider_id: int | None = None
    telegram_id: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One staff member."""

    id: int
    provider_id: int | None
    email: str
    name: str
    phone: str | None
    role: str
    language: str
    is_active: bool

    @property
    def scope(self) -> Scope:
        """What this account may see."""
        if self.role == "admin" and self.provider_id is None:
            return EVERYTHING
        return Scope(self.provider_id, self.id, self.role)


async def add_account(tx: Tx, new: NewAccount, now: datetime) -> tuple[int, str]:
    """Adds an account and returns its id with the code of its one-time link. Raises BadAccount."""
    email = normal_email(new.email)
    _check(new, email)
    row = {
        "provider_id": new.provider_id,
        "email": email,
        "email_digest": _digest(email),
        "name": new.name.strip() or email,
        "phone": new.phone,
        "role": new.role,
        "telegram_chat": new.telegram_id,
        "telegram_digest": digest_of("telegram", new.telegram_id) if new.telegram_id else None,
        "created_at": now,
    }
    account_id = await add(tx, accounts, row)
    if account_id is None:
        raise BadAccount(f"naslov {email} že ima račun")
    return account_id, await one_time_links.add_link(tx, account_id, now=now)


async def account(tx: Tx, account_id: int) -> Account | None:
    """One account, active or not; None when there is none."""
    return await _one(tx, accounts.c.id == account_id)


async def account_by_email(tx: Tx, email: str) -> Account | None:
    """The account with this e-mail in any spelling, active or not; None when there is none."""
    return await _one(tx, accounts.c.email_digest.in_(digests("email", normal_email(email))))


async def signed_in(tx: Tx, token: str, *, now: datetime) -> tuple[SignIn, Account] | None:
    """The sign-in of a browser's token with its account; None when either is over."""
    found = await sign_ins.sign_in_of(tx, token, now=now)
    its = None if found is None else await account(tx, found.account_id)
    return None if found is None or its is None or not its.is_active else (found, its)


async def accounts_of(tx: Tx, provider_id: int | None) -> list[Account]:
    """Every account of a provider (None: of the whole installation), by id."""
    found = select(accounts).order_by(accounts.c.id)
    if provider_id is not None:
        found = found.where(accounts.c.provider_id == provider_id)
    return [_account(row) for row in (await tx.execute(found)).mappings()]


async def password_hash_of(tx: Tx, account_id: int) -> str | None:
    """The hash of the password; None when none was set yet."""
    return (await tx.execute(select(accounts.c.password_hash).where(accounts.c.id == account_id))).scalar_one_or_none()


async def set_password_hash(tx: Tx, account_id: int, password_hash: str, *, now: datetime) -> None:
    """Sets the password and ends every sign-in made with the one before."""
    await _change(tx, account_id, {"password_hash": password_hash})
    await sign_ins.end_all(tx, account_id, now=now)


async def set_language(tx: Tx, account_id: int, language: str) -> None:
    """Sets the language of the pages for this account; an unknown one changes nothing."""
    if language in LANGUAGES:
        await _change(tx, account_id, {"language": language})


async def set_active(tx: Tx, account_id: int, is_active: bool, *, now: datetime) -> None:
    """Opens or closes an account; closing ends every sign-in and one-time link at once."""
    await _change(tx, account_id, {"is_active": is_active})
    if not is_active:
        await sign_ins.end_all(tx, account_id, now=now)
        await one_time_links.end_links(tx, account_id, now=now)


async def put_on_cycle(tx: Tx, account_id: int, cycle_id: int) -> None:
    """Gives a mentor the people of a cycle; a second call changes nothing."""
    await add_many(tx, cycle_staff, [{"cycle_id": cycle_id, "account_id": account_id}])


def normal_email(email: str) -> str:
    """The e-mail as it is compared: without blanks around it, in lower case."""
    return email.strip().casefold()


def _account(row: Row) -> Account:
    return Account(**{name: row[name] for name in Account.__slots__})


def _check(new: NewAccount, email: str) -> None:
    name, at, host = email.partition("@")
    if not (name and at and host) or " " in email or len(email) > 200:
        raise BadAccount(f"{new.email} ni e-poštni naslov")
    if new.role not in ROLES:
        raise BadAccount(f"vloge {new.role} ni; izberite eno od: {', '.join(ROLES)}")
    if new.provider_id is None and new.role != "admin":
        raise BadAccount(f"vloga {new.role} potrebuje izvajalca")


def _digest(email: str) -> str:
    return digest("email", email)


async def _one(tx: Tx, where: Any) -> Account | None:
    row = (await tx.execute(select(accounts).where(where))).mappings().first()
    return None if row is None else _account(row)


async def _change(tx: Tx, account_id: int, changes: Mapping[str, Any]) -> None:
    await tx.execute(update(accounts).where(accounts.c.id == account_id).values(**changes))
