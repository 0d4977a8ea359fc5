"""The commands staff add and token add."""

import asyncio
import sys
from dataclasses import dataclass

from records import accounts, one_time_links, programmes, tokens
from records.accounts import BadAccount, NewAccount
from records.database import Tx
from records.scope import EVERYTHING
from stik.assembly import migrated, open_database
from stik.clock import real_now
from stik.failing import Failed
from stik.settings import Settings, load


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
    migrated(settings)
    code = asyncio.run(_add_staff(settings, newcomer))
    address = settings.public_url or "http://127.0.0.1:8000"
    sys.stdout.write(f"{address}/enter/{code}\n")


def add_token(name: str, provider: str, *, read_only: bool) -> None:
    """Makes an API token and prints it; it is not kept in readable form anywhere."""
    settings = load()
    migrated(settings)
    sys.stdout.write(asyncio.run(_add_token(settings, name, provider, read_only=read_only)) + "\n")


async def _add_staff(settings: Settings, newcomer: Newcomer) -> str:
    database = open_database(settings)
    try:
        async with database.transaction() as tx:
            is_admin = newcomer.role == "admin"
            provider_id = None if is_admin and not newcomer.provider else await provider_of(tx, newcomer.provider)
            there = await accounts.account_by_email(tx, newcomer.email)
            same = newcomer.role, provider_id
            if there is not None and there.is_active and (there.role, there.provider_id) == same:
                return await one_time_links.add_link(tx, there.id, now=real_now())
            new = NewAccount(
                email=newcomer.email,
                name=newcomer.name,
                role=newcomer.role,
                provider_id=provider_id,
                telegram_id=newcomer.telegram_id,
            )
            _, code = await accounts.add_account(tx, new, real_now())
            return code
    except BadAccount as error:
        raise Failed(f"{error}.") from error
    finally:
        await database.close()


async def _add_token(settings: Settings, name: str, provider: str, *, read_only: bool) -> str:
    database = open_database(settings)
    try:
        async with database.transaction() as tx:
            provider_id = await provider_of(tx, provider) if provider else None
            return await tokens.add_token(tx, name, provider_id=provider_id, is_read_only=read_only, now=real_now())
    finally:
        await database.close()


async def provider_of(tx: Tx, name: str) -> int:
    """The id of a provider by name, or of the only one. Raises Failed with the names there are."""
    known = await programmes.list_providers(tx, EVERYTHING)
    found = [each for each in known if each.name == name or not name]
    if len(found) == 1:
        return found[0].id
    names = ", ".join(each.name for each in known) or "none yet: bring in a workbook first (stik import)"
    raise Failed(f"Name the provider with --provider. Known: {names}.")
