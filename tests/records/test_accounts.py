"""Accounts: one an e-mail, a role, a provider, and no password on record."""

from datetime import datetime

import pytest

from records import accounts, one_time_links, sign_ins
from records.accounts import BadAccount, NewAccount
from records.database import Database
from records.scope import EVERYTHING, Scope
from tests.cast import Cast


async def test_an_account_comes_with_a_one_time_link(database: Database, cast: Cast, now: datetime) -> None:
    """And without a password."""
    async with database.transaction() as tx:
        new = NewAccount(" Nova@Lumia.example ", "Nova", "coordinator", cast.provider, telegram_id="77")
        account_id, code = await accounts.add_account(tx, new, now)
        assert await one_time_links.account_of_link(tx, code, now=now) == account_id
        assert await accounts.password_hash_of(tx, account_id) is None
        found = await accounts.account_by_email(tx, "NOVA@lumia.example")
    assert found is not None and found.scope == Scope(cast.provider, account_id, "coordinator")


async def test_an_email_has_one_account(database: Database, cast: Cast, now: datetime) -> None:
    """In any spelling."""
    async with database.transaction() as tx:
        with pytest.raises(BadAccount, match="že ima račun"):
            await accounts.add_account(tx, NewAccount("EVA@lumia.example", "Eva", "mentor", cast.provider), now)


@pytest.mark.parametrize(
    ("email", "role", "provider"),
    [
        ("brez", "mentor", 1),
        ("a b@c.example", "mentor", 1),
        ("a@b.example", "boss", 1),
        ("a@b.example", "mentor", None),
    ],
)
async def test_a_faulty_account_is_refused(
    database: Database, now: datetime, email: str, role: str, provider: int | None
) -> None:
    """With one sentence."""
    async with database.transaction() as tx:
        with pytest.raises(BadAccount):
            await accounts.add_account(tx, NewAccount(email, "X", role, provider), now)


async def test_an_administrator_sees_everything(database: Database, now: datetime) -> None:
    """Without a provider it is the whole installation."""
    async with database.transaction() as tx:
        account_id, _ = await accounts.add_account(tx, NewAccount("a@b.example", "A", "admin"), now)
        found = await accounts.account(tx, account_id)
    assert found is not None and found.scope == EVERYTHING


async def test_a_new_password_ends_sign_ins(database: Database, cast: Cast, now: datetime) -> None:
    """Whoever knew the old one is out."""
    async with database.transaction() as tx:
        token = await sign_ins.start(tx, cast.eva, "Firefox", now=now)
        assert await accounts.signed_in(tx, token, now=now) is not None
        await accounts.set_password_hash(tx, cast.eva, "$argon2id$…", now=now)
        assert await accounts.signed_in(tx, token, now=now) is None


async def test_a_closed_account_is_nobody(database: Database, cast: Cast, now: datetime) -> None:
    """No sign-in and no link opens it."""
    async with database.transaction() as tx:
        code = await one_time_links.add_link(tx, cast.eva, now=now)
        await accounts.set_active(tx, cast.eva, False, now=now)
        token = await sign_ins.start(tx, cast.eva, "Firefox", now=now)
        assert await accounts.signed_in(tx, token, now=now) is None
        assert await one_time_links.account_of_link(tx, code, now=now) is None


async def test_names_and_addresses_are_sealed_at_rest(database: Database, cast: Cast) -> None:
    """The file shows no e-mail."""
    async with database.reading() as tx:
        raw = (await tx.exec_driver_sql("select email, name from accounts")).all()
        assert "lumia" not in repr(raw) and "Eva" not in repr(raw)
        assert [each.name for each in await accounts.accounts_of(tx, cast.provider)] == ["Eva Mentorica"]
