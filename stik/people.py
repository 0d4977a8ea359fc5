"""The commands staff add, staff close, token add and token end."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from records import accounts, journal, one_time_links, programmes, tokens
from records.accounts import BadAccount, NewAccount
from records.database import Tx
from records.journal import Entry
from records.scope import EVERYTHING
from stik.clock import real_now
from stik.failing import Failed
from stik.opening import migrated, open_database
from stik.settings import Settings, load

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who joins the team; `provider` is a name, empty when there is only one."""

    email: str
    name: str
    role: str
    provider: str
    telegram_id: str


def add_staff(newcomer: Newcomer) -> None:
    """Adds an account and prints its one-time sign-in link; for an account that is there already, a new link."""
    settings = load()
    code = _write(settings, lambda tx: _add_staff(tx, newcomer))
    address = settings.public_url or "http://127.0.0.1:8000"
    sys.stdout.write(f"{address}/enter/{code}\n")


def close_staff(email: str) -> None:
    """Closes an account; every sign-in and link of it ends at once."""
    name = _write(load(), lambda tx: _close_staff(tx, email))
    sys.stdout.write(f"The account of {name} is closed.\n")


def add_token(name: str, provider: str, *, read_only: bool) -> None:
    """Makes an API token and prints it; it is not kept in readable form anywhere."""
    plain = _write(load(), lambda tx: _add_token(tx, name, provider=provider, read_only=read_only))
    sys.stdout.write(f"{plain}\n")


def end_token(name: str) -> None:
    """Ends every open API token of this name."""
    ended = _write(load(), lambda tx: _end_token(tx, name))
    sys.stdout.write(f"Tokens ended: {ended}.\n")


def _write(settings: Settings, act: Callable[[Tx], Awaitable[Result]]) -> Result:
    migrated(settings)

    async def acted() -> Result:
        database = open_database(settings)
        try:
            async with database.transaction() as tx:
                return await act(tx)
        finally:
            await database.close()

    return asyncio.run(acted())


async def _add_staff(tx: Tx, newcomer: Newcomer) -> str:
    is_admin = newcomer.role == "admin"
    provider_id = None if is_admin and not newcomer.provider else await provider_of(tx, newcomer.provider)
    there = await accounts.account_by_email(tx, newcomer.email)
    if there is not None and there.is_active and (there.role, there.provider_id) == (newcomer.role, provider_id):
        return await one_time_links.add_link(tx, there.id, now=real_now())
    new = NewAccount(
        email=newcomer.email,
        name=newcomer.name,
        role=newcomer.role,
        provider_id=provider_id,
        telegram_id=newcomer.telegram_id,
    )
    try:
        account_id, code = await accounts.add_account(tx, new, real_now())
    except BadAccount as error:
        raise Failed(f"{error}.") from error
    await _note(tx, "add", "account", noun_id=account_id)
    return code


async def _close_staff(tx: Tx, email: str) -> str:
    there = await accounts.account_by_email(tx, email)
    if there is None:
        raise Failed(f"There is no account with the e-mail {email}.")
    await accounts.set_active(tx, there.id, False, now=real_now())
    await _note(tx, "close", "account", noun_id=there.id)
    return there.name


async def _add_token(tx: Tx, name: str, *, provider: str, read_only: bool) -> str:
    provider_id = await provider_of(tx, provider) if provider else None
    return await tokens.add_token(tx, name, provider_id=provider_id, is_read_only=read_only, now=real_now())


async def _end_token(tx: Tx, name: str) -> int:
    found = [each for each in await tokens.list_tokens(tx) if each.name == name]
    if not found:
        raise Failed(f"There is no token called {name}.")
    return sum([await tokens.end(tx, each.id, now=real_now()) for each in found])


async def _note(tx: Tx, verb: str, noun: str, *, noun_id: int) -> None:
    await journal.write(tx, Entry(actor="command", verb=verb, noun=noun, noun_id=noun_id), at=real_now())


async def provider_of(tx: Tx, name: str) -> int:
    """The id of a provider by name, or of the only one. Raises Failed with the names there are."""
    known = await programmes.list_providers(tx, EVERYTHING)
    found = [each for each in known if each.name == name or not name]
    if len(found) == 1:
        return found[0].id
    names = ", ".join(each.name for each in known) or "none yet: bring in a workbook first (stik import)"
    raise Failed(f"Name the provider with --provider. Known: {names}.")
