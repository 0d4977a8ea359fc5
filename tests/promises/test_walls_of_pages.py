"""Walls on the pages: nothing of another provider, and nothing of another mentor's cycle, is shown or changed."""

from datetime import datetime
from typing import Any

import pytest

from records.database import Database
from records.tables import metadata
from staff.desk import Desk
from tests.cast import Cast
from tests.neighbour import SECRETS, Neighbour, move_in
from tests.staff.browsing import Browser, hired

OWN_TRACES = ("journal", "sign_ins")


@pytest.fixture(params=["coordinator of another provider", "mentor of another cycle"])
async def intruder(request: pytest.FixtureRequest, desk: Desk, sqlite_cast: Cast, now: datetime) -> Browser:
    """Somebody of Lumia who has no business with the neighbour."""
    is_mentor = request.param.startswith("mentor")
    return await hired(desk.database, "mentor" if is_mentor else "coordinator", provider=sqlite_cast.provider, now=now)


@pytest.fixture
async def theirs(request: pytest.FixtureRequest, intruder: Browser, sqlite_cast: Cast, now: datetime) -> Neighbour:
    """Another provider, or for the mentor another cycle of the same."""
    is_mentor = "mentor of" in request.node.name
    return await move_in(intruder.desk.database, now=now, provider=sqlite_cast.provider if is_mentor else None)


async def kept(database: Database) -> dict[str, list[Any]]:
    """Every row but those that tell of the visit itself."""
    tables = [table for table in metadata.sorted_tables if table.name not in OWN_TRACES]
    async with database.reading() as tx:
        return {table.name: list((await tx.execute(table.select())).all()) for table in tables}


async def test_their_pages_are_not_there(intruder: Browser, theirs: Neighbour) -> None:
    """404, as for what does not exist."""
    for path in (
        f"/activities/{theirs.activity}",
        f"/broadcasts/{theirs.broadcast}",
        f"/participants/{theirs.person}",
    ):
        page = await intruder.get(path)
        assert page.status_code == 404 and not any(secret in page.text for secret in SECRETS), path


async def test_no_list_and_no_address_shows_a_word_of_theirs(intruder: Browser, theirs: Neighbour) -> None:
    """Neither the lists nor what is asked for behind the question mark."""
    for path in (
        "/",
        "/?on=2026-09-15",
        f"/?undo={theirs.task}",
        "/week?on=2026-09-15",
        "/forecast?on=2026-09-15",
        "/participants?cycle=all",
        f"/participants?cycle={theirs.cycle}",
        "/participants?cycle=all&q=tuj",
        "/participants?cycle=all&q=40111222",
        "/replies",
        f"/replies?undo={theirs.reply}",
        f"/write?person={theirs.person}&activity={theirs.activity}&cycle={theirs.cycle}",
        f"/write?again={theirs.broadcast}",
        "/account",
    ):
        page = await intruder.get(path)
        assert page.status_code == 200 and not any(secret in page.text for secret in SECRETS), path


def forms_about(theirs: Neighbour) -> list[tuple[str, dict[str, Any]]]:
    """Every form that names something of theirs."""
    times = {"on": "2026-09-16", "begins": "10:00", "ends": "12:00"}
    return [
        (f"/tasks/{theirs.task}", {"state": "done"}),
        (f"/activities/{theirs.activity}/presence", {"participant_id": theirs.person, "presence": "came"}),
        (f"/activities/{theirs.activity}/answer", {"participant_id": theirs.person, "answer": "coming"}),
        (f"/activities/{theirs.activity}/move", times),
        (f"/activities/{theirs.activity}/cancel", {}),
        (f"/activities/{theirs.activity}/restore", {}),
        (f"/broadcasts/{theirs.broadcast}/send", {}),
        (f"/broadcasts/{theirs.broadcast}/stop", {}),
        (f"/broadcasts/{theirs.broadcast}/again", {}),
        (f"/participants/{theirs.person}/write", {"text": "Pozdrav", "once": "1"}),
        (f"/participants/{theirs.person}/change", {"what": "stop"}),
        (f"/participants/{theirs.person}/erase", {"code": "X-1"}),
        (f"/replies/{theirs.reply}/answer", {"text": "Pozdrav", "once": "1"}),
        (f"/replies/{theirs.reply}/done", {}),
        ("/write", {"person": theirs.person, "sl": "Pozdrav"}),
        ("/write", {"cycle": theirs.cycle, "sl": "Pozdrav"}),
        ("/write", {"activity": theirs.activity, "sl": "Pozdrav"}),
    ]


async def test_no_form_changes_anything_of_theirs(intruder: Browser, theirs: Neighbour) -> None:
    """Forms of every kind, with the right token: 404, and every row stays as it was."""
    await intruder.get("/account")
    token, before = intruder.token, await kept(intruder.desk.database)
    for path, fields in forms_about(theirs):
        page = await intruder.web.post(path, data={"form_token": token, **fields})
        assert page.status_code == 404, (path, page.status_code)
        assert not any(secret in page.text for secret in SECRETS), path
    assert await kept(intruder.desk.database) == before


async def test_nothing_of_theirs_gets_into_what_is_mine(
    eva: Browser, sqlite_cast: Cast, now: datetime, desk: Desk
) -> None:
    """Eva's own pages refuse the neighbour's place, person, address, sign-in and broadcast."""
    theirs = await move_in(desk.database, now=now)
    await eva.get("/account")
    token, before = eva.token, await kept(desk.database)
    mine, times = sqlite_cast.workshop, {"on": "2026-09-16", "begins": "10:00", "ends": "12:00"}
    forms: list[tuple[str, dict[str, Any], int]] = [
        (f"/activities/{mine}/move", {**times, "place_id": theirs.place}, 404),
        (f"/activities/{mine}/presence", {"participant_id": theirs.person, "presence": "came"}, 400),
        (f"/activities/{mine}/answer", {"participant_id": theirs.person, "answer": "coming"}, 404),
        (f"/participants/{sqlite_cast.cvetka}/change", {"what": "start", "address_id": 10**14}, 422),
        ("/account/sign-ins", {"id": 10**14}, 404),
        ("/write", {"cycle": sqlite_cast.cycle, "person": theirs.person, "sl": "Pozdrav"}, 404),
        ("/write", {"activity": theirs.activity, "person": sqlite_cast.ana, "sl": "Pozdrav"}, 404),
    ]
    for path, fields, status in forms:
        page = await eva.web.post(path, data={"form_token": token, **fields})
        assert page.status_code == status, (path, page.status_code)
    assert await kept(desk.database) == before
    await eva.web.post(
        "/write", data={"form_token": token, "again": theirs.broadcast, "person": sqlite_cast.ana, "sl": "A"}
    )
    rows = {row.id: row.state for row in (await kept(desk.database))["broadcasts"]}
    assert rows.pop(theirs.broadcast) == "held" and list(rows.values()) == ["held"]


async def test_a_mentor_stops_no_broadcast_of_another_cycle_by_writing_anew(
    eva: Browser, sqlite_cast: Cast, now: datetime, desk: Desk
) -> None:
    """A number in a hidden field is no key."""
    theirs = await move_in(desk.database, now=now, provider=sqlite_cast.provider)
    await eva.get("/write")
    await eva.post("/write", again=theirs.broadcast, person=sqlite_cast.ana, sl="Pozdrav")
    rows = {row.id: row.state for row in (await kept(desk.database))["broadcasts"]}
    assert rows[theirs.broadcast] == "held"


async def test_a_partner_has_its_own_activity_and_no_other_page(
    desk: Desk, sqlite_cast: Cast, now: datetime, eva: Browser
) -> None:
    """Neither people nor words nor broadcasts of its own provider, and no form but presence where it takes part."""
    theirs = await move_in(desk.database, now=now, provider=sqlite_cast.provider)
    partner = await hired(desk.database, "partner", provider=sqlite_cast.provider, now=now)
    for path in ("/", "/?on=2026-09-15", "/week?on=2026-09-15", "/account"):
        page = await partner.get(path)
        assert page.status_code == 200 and not any(secret in page.text for secret in (*SECRETS, "Primer")), path
    token, before = partner.token, await kept(desk.database)
    for path, fields in forms_about(theirs):
        assert (await partner.web.post(path, data={"form_token": token, **fields})).status_code == 404, path
    mine = {"participant_id": sqlite_cast.ana, "presence": "came", "answer": "coming", "state": "done", "sl": "A"}
    for path in (
        "/write",
        f"/activities/{sqlite_cast.workshop}/presence",
        f"/activities/{sqlite_cast.workshop}/answer",
    ):
        assert (await partner.web.post(path, data={"form_token": token, **mine})).status_code == 404, path
    assert await kept(desk.database) == before


async def test_the_name_of_a_browser_is_only_words(desk: Desk, sqlite_cast: Cast, eva: Browser) -> None:
    """It stands on the page of one's account, and comes from outside."""
    other = Browser(desk)
    other.web.headers["user-agent"] = "<script>alert(1)</script>\"'=1+1 " + "x" * 5000
    await other.sign_in()
    page = await other.get("/account")
    assert page.status_code == 200 and "<script>alert" not in page.text
