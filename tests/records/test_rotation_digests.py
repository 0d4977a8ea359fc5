"""While keys are changed and after, people, opt-outs, tokens and links are found as before."""

from datetime import datetime

import pytest
from sqlalchemy import select

from records import accounts, one_time_links, retired_keys, tokens
from records.addresses import add_pending, addresses_of
from records.consents import Agreement, join
from records.database import Database
from records.people import list_people, people_at
from records.rotation import rotate
from records.scope import EVERYTHING
from records.sealed import Keyring
from records.tables import addresses, marks, opt_outs, replies
from tests.cast import ANA_CHAT, BEN_PHONE, CVETKA_PHONE, Cast
from tests.conftest import SECRET
from tests.records.conftest import Started
from tests.records.stories import STRANGER, Given

NEW = "a new secret of sixteen letters and more"
OLD_ONLY, BOTH, NEW_ONLY = SECRET, f"{NEW},{SECRET}", NEW


async def turn(database: Database, started: Started, now: datetime) -> None:
    """The whole change: both keys, a rotation, then the new key only."""
    started(BOTH)
    await rotate(database, lambda progress: None, now=now)
    started(NEW_ONLY)


async def test_people_are_found_by_phone_and_by_name(
    database: Database, given: Given, started: Started, now: datetime
) -> None:
    for secrets in (BOTH, NEW_ONLY):
        if secrets is NEW_ONLY:
            await turn(database, started, now)
        started(secrets)
        async with database.reading() as tx:
            assert [each.first_name for each in await people_at(tx, "sms", BEN_PHONE)] == ["Ben"]
            assert [each.first_name for each in await people_at(tx, "telegram", ANA_CHAT)] == ["Ana"]
            assert [each.first_name for each in await list_people(tx, EVERYTHING, q="040 111 222")] == ["Ben"]
            assert [each.first_name for each in await list_people(tx, EVERYTHING, q="cvet")] == ["Cvetka"]
            eva = await accounts.account_by_email(tx, "Eva@lumia.example")
        assert eva is not None and eva.name == "Eva Mentorica"


@pytest.mark.parametrize("number", [CVETKA_PHONE, STRANGER])
@pytest.mark.parametrize("secrets", [BOTH, NEW_ONLY])
async def test_a_number_that_said_stop_stays_stopped(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime, number: str, secrets: str
) -> None:
    await turn(database, started, now)
    started(secrets)
    async with database.transaction() as tx:
        await add_pending(tx, cast.drago, channel="sms", value=number, now=now)
        (address,) = (await addresses_of(tx, [cast.drago]))[cast.drago]
    assert (address.state, address.reason) == ("stopped", "opted_out")


async def test_a_number_that_said_stop_stays_stopped_after_two_changes(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime
) -> None:
    await turn(database, started, now)
    started(f"the newest secret of them all,{NEW}")
    await rotate(database, lambda progress: None, now=now)
    started("the newest secret of them all")
    async with database.transaction() as tx:
        await add_pending(tx, cast.drago, channel="sms", value=STRANGER, now=now)
        assert (await addresses_of(tx, [cast.drago]))[cast.drago][0].state == "stopped"


async def test_who_said_stop_under_the_old_key_may_start_again(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime
) -> None:
    await turn(database, started, now)
    async with database.transaction() as tx:
        await join(tx, cast.drago, Agreement("sms", STRANGER, "sms", "1"), now=now)
        assert (await addresses_of(tx, [cast.drago]))[cast.drago][0].state == "active"
        await add_pending(tx, cast.ana, channel="sms", value=STRANGER, now=now)
        assert [each.state for each in (await addresses_of(tx, [cast.ana]))[cast.ana]] == ["active", "pending"]


async def test_an_opt_out_moves_with_its_address(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime
) -> None:
    await turn(database, started, now)
    async with database.reading() as tx:
        kept = set((await tx.execute(select(opt_outs.c.digest))).scalars())
        mine = select(addresses.c.digest).where(addresses.c.participant_id == cast.cvetka)
        assert (await tx.execute(mine)).scalar_one() in kept
    assert len(kept) == 2


@pytest.mark.parametrize("secrets", [BOTH, NEW_ONLY])
async def test_tokens_and_unused_links_go_on_working(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime, secrets: str
) -> None:
    await turn(database, started, now)
    started(secrets)
    async with database.transaction() as tx:
        token = await tokens.account_of_token(tx, given.token)
        assert token is not None and token.name == "preglednica"
        assert await one_time_links.use_link(tx, given.link, now=now) == cast.eva
        assert await one_time_links.use_link(tx, given.link, now=now) is None


async def test_a_reply_keeps_its_address(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime
) -> None:
    await turn(database, started, now)
    async with database.reading() as tx:
        heard = (await tx.execute(select(replies.c.address_digest))).scalar_one()
        mine = select(addresses.c.digest).where(addresses.c.participant_id == cast.ana)
        assert (await tx.execute(mine)).scalar_one() == heard


async def test_an_address_added_twice_during_the_change_is_one_again(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime
) -> None:
    started(BOTH)
    async with database.transaction() as tx:
        await join(tx, cast.ben, Agreement("sms", BEN_PHONE, "sms", "2"), now=now)
    await turn(database, started, now)
    async with database.reading() as tx:
        mine = (await addresses_of(tx, [cast.ben]))[cast.ben]
    assert [(each.value, each.state) for each in mine] == [(BEN_PHONE, "active")]


async def test_an_erased_person_stays_unfindable(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime
) -> None:
    from records.erasure import erase

    async with database.transaction() as tx:
        await erase(tx, cast.ben, now=now)
    await turn(database, started, now)
    async with database.transaction() as tx:
        assert await list_people(tx, EVERYTHING, q="erased") == []
        await add_pending(tx, cast.drago, channel="sms", value=BEN_PHONE, now=now)
        assert (await addresses_of(tx, [cast.drago]))[cast.drago][0].state == "stopped"


async def test_retired_keys_are_sealed(database: Database, given: Given, started: Started, now: datetime) -> None:
    await turn(database, started, now)
    async with database.reading() as tx:
        kept = select(marks.c.value).where(marks.c.name.startswith(retired_keys.PREFIX))
        values = (await tx.execute(kept)).scalars().all()
    old = Keyring(SECRET + "," + SECRET).older_digest_keys[0]
    assert len(values) == 1 and old not in values[0] and Keyring(NEW).open(values[0].encode()) == old
