"""Who sees what: strangers nothing, each role its own, and no form without its token."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from starlette.routing import Route

from records import accounts, journal, people, programmes
from records.people import NewPerson
from records.programme_shapes import NewCycle, NewProgramme, NewProvider
from records.tables import activities, metadata
from staff import pages
from staff.desk import Desk
from tests.cast import Cast
from tests.staff.browsing import Browser, Watch, hired

LISTS = ("/", "/week", "/participants", "/replies", "/write", "/forecast", "/account")
PATHS = (*LISTS, "/participants/1", "/activities/1")
KEPT = [table for table in metadata.sorted_tables if table.name not in ("journal", "attempts_to_enter")]


@pytest.mark.parametrize("path", PATHS)
async def test_a_stranger_is_sent_to_the_sign_in(stranger: Browser, path: str) -> None:
    """Whatever the address, and whether or not there is something behind it."""
    page = await stranger.get(path)
    assert page.url.path == "/sign-in"
    live = await stranger.web.get(path, headers={"hx-request": "true"})
    assert live.status_code == 204 and live.headers["hx-redirect"] == "/sign-in"


async def test_every_answer_has_the_security_headers(eva: Browser, desk: Desk) -> None:
    """Pages, errors, files and redirects; pages are kept by no cache."""
    for path in (*PATHS, "/sign-in", "/no-such-page", "/static/stik.css", "/enter/x", "/static/../desk.py"):
        answer = await eva.web.get(path, follow_redirects=False)
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert answer.headers["x-content-type-options"] == "nosniff"
        kept = "max-age" in answer.headers["cache-control"]
        assert kept if path == "/static/stik.css" else answer.headers["cache-control"] == "no-store"


async def test_no_page_has_inline_script_or_style(eva: Browser) -> None:
    """The policy would stop them, and nobody would notice."""
    for path in PATHS:
        page = (await eva.get(path)).text
        assert " style=" not in page and "<style" not in page and " onclick=" not in page
        assert page.count("<script") == 1


async def test_a_form_without_its_token_changes_nothing(eva: Browser, sqlite_cast: Cast) -> None:
    """Nor one with another's, nor one that another site sent."""
    await eva.get(f"/activities/{sqlite_cast.workshop}")
    path, token = f"/activities/{sqlite_cast.workshop}/cancel", eva.token
    assert (await eva.web.post(path, data={})).status_code == 403
    assert (await eva.web.post(path, data={"form_token": "x" * 43})).status_code == 403
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "same-site"}):
        assert (await eva.web.post(path, data={"form_token": token}, headers=headers)).status_code == 403
    async with eva.desk.database.reading() as tx:
        assert (await tx.execute(activities.select())).mappings().one()["state"] == "planned"
        refused = [entry.verb for _, entry in await journal.latest(tx)]
    assert refused.count("refused") == 4


async def test_get_changes_nothing(eva: Browser, desk: Desk) -> None:
    """Every address with every query, also those of forms; only the journal of views and the count of tries grow."""
    before = await _everything(desk)
    for route in pages.routes(desk):
        assert isinstance(route, Route)
        path = route.path.replace("{id}", "1").replace("{name:path}", "stik.css").replace("{path:path}", "x")
        answer = await eva.web.get(path.replace("{code}", "x") + "?state=done&language=en&undo=1&what=stop")
        assert answer.status_code in (200, 404, 405)
    assert await _everything(desk) == before


async def _everything(desk: Desk) -> list[object]:
    async with desk.database.reading() as tx:
        return [(await tx.execute(table.select())).all() for table in KEPT]


async def test_a_mentor_of_another_cycle_finds_nothing(desk: Desk, sqlite_cast: Cast, now: datetime) -> None:
    """The person, the activity, the conversation: 404, as if they did not exist; and it is in the journal."""
    other = await hired(desk.database, "mentor", provider=sqlite_cast.provider, now=now)
    for path in (
        f"/participants/{sqlite_cast.ana}",
        f"/activities/{sqlite_cast.workshop}",
        f"/write?person={sqlite_cast.ana}",
    ):
        page = await other.get(path)
        assert "Ana Primer" not in page.text and "Iskanje zaposlitve" not in page.text
    assert (await other.get(f"/participants/{sqlite_cast.ana}")).status_code == 404
    await other.get("/account")
    for path in (f"/participants/{sqlite_cast.ana}/write", f"/activities/{sqlite_cast.workshop}/cancel"):
        token = {"form_token": other.token, "text": "x"}
        assert (await other.web.post(path, data=token)).status_code == 404
    await other.get("/write")
    stolen = await other.post("/write", cycle=str(sqlite_cast.cycle), sl="Pozdrav")
    assert stolen.status_code == 404
    async with desk.database.reading() as tx:
        assert "not_found" in [entry.verb for _, entry in await journal.latest(tx)]


async def test_providers_never_see_each_other(desk: Desk, sqlite_cast: Cast, now: datetime) -> None:
    """A coordinator of another provider has an empty house."""
    async with desk.database.transaction() as tx:
        icra = await programmes.add_provider(tx, NewProvider("ICRA"), now=now)
        programme = await programmes.add_programme(tx, NewProgramme(icra, "Posočje"))
        await programmes.add_cycle(tx, NewCycle(programme, "Prvi", starts_on=now.date(), ends_on=now.date()))
        mine = await people.add_person(tx, NewPerson(icra, "X1", "Tuja", "Oseba"), now=now)
    other = await hired(desk.database, "coordinator", provider=icra, now=now)
    assert (await other.get(f"/participants/{mine}")).status_code == 200
    assert (await other.get(f"/participants/{sqlite_cast.ana}")).status_code == 404
    assert "Ana Primer" not in (await other.get("/participants?cycle=all&q=Ana")).text


async def test_a_partner_sees_only_its_own_activity(desk: Desk, sqlite_cast: Cast, now: datetime) -> None:
    """No people, no replies, no writing; presence may be recorded."""
    partner = await hired(desk.database, "partner", provider=sqlite_cast.provider, now=now)
    assert (await partner.get(f"/activities/{sqlite_cast.workshop}")).status_code == 404
    async with desk.database.transaction() as tx:
        account = await accounts.account_by_email(tx, "partner@lumia.example")
        assert account is not None
        await tx.execute(activities.update().values(partner_id=account.id))
    page = await partner.get(f"/activities/{sqlite_cast.workshop}")
    assert page.status_code == 200 and "Ana Primer" in page.text and "/participants/" not in page.text
    for path in ("/participants", f"/participants/{sqlite_cast.ana}", "/replies", "/write", "/forecast"):
        assert (await partner.get(path)).status_code == 404


async def test_a_closed_account_is_out_at_once(eva: Browser, sqlite_cast: Cast, now: datetime) -> None:
    """Its sign-ins end on the server."""
    async with eva.desk.database.transaction() as tx:
        await accounts.set_active(tx, sqlite_cast.eva, False, now=now)
    assert (await eva.get("/")).url.path == "/sign-in"


async def test_a_sign_in_ends_when_idle_and_after_a_week(eva: Browser, watch: Watch) -> None:
    """A page that refreshes itself does not keep it alive."""
    for _ in range(14):
        watch.now += timedelta(hours=11)
        assert (await eva.get("/")).url.path == "/"
    watch.now += timedelta(hours=15)
    assert (await eva.get("/")).url.path == "/sign-in"
    await eva.sign_in()
    for _ in range(4):
        watch.now += timedelta(hours=4)
        live = await eva.web.get("/", headers={"hx-request": "true"})
    assert live.headers["hx-redirect"] == "/sign-in"


async def test_a_huge_form_is_refused(eva: Browser) -> None:
    """Before it is read to its end."""
    answer = await eva.web.post(
        "/tasks/1", content=b"x" * 400_000, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 413


async def test_a_fault_of_ours_shows_no_trace(sqlite_cast: Cast, desk: Desk) -> None:
    """A plain page with what to do."""
    broken = Browser(replace(desk, now=_no_time))
    page = await broken.get("/sign-in")
    assert page.status_code == 500 and "the secret inside" not in page.text and "Traceback" not in page.text


def _no_time() -> datetime:
    raise RuntimeError("the secret inside")
