"""The way in: passwords, limits, one-time links, and nothing that tells who has an account."""

from datetime import datetime, timedelta

from records import accounts, journal, one_time_links
from records.accounts import NewAccount
from staff.desk import Desk
from tests.cast import Cast
from tests.staff.browsing import PASSWORD, Browser, Watch, desk_of, give_password


async def test_the_right_password_opens_today(eva: Browser) -> None:
    """A new token in a cookie that scripts cannot read."""
    assert eva.page is not None and eva.page.url.path == "/"
    cookie = eva.page.history[0].headers["set-cookie"]
    assert cookie.startswith("stik=")
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie
    assert "Secure" not in cookie


async def test_over_https_the_cookie_is_bound_to_the_host(desk: Desk, sqlite_cast: Cast, now: datetime) -> None:
    """Browsers keep a __Host- cookie only when it is Secure and for the whole host."""
    await give_password(desk.database, sqlite_cast.eva, now=now)
    browser = Browser(desk_of(desk.database, Watch(now), is_secure=True))
    first = await browser.web.get("https://stik.example/sign-in")
    assert "__Host-stik-door=" in first.headers["set-cookie"] and "Secure" in first.headers["set-cookie"]
    assert first.headers["strict-transport-security"].startswith("max-age=")


async def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(eva: Browser, desk: Desk) -> None:
    """Nobody learns who has an account."""
    browser = Browser(desk)
    wrong = await browser.sign_in("eva@lumia.example", "not this password")
    unknown = await browser.sign_in("nobody@lumia.example", "not this password")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("eva@", "nobody@").split("form_token")[0] == unknown.text.split("form_token")[0]


async def test_there_are_no_default_accounts(stranger: Browser) -> None:
    """An empty installation lets nobody in."""
    for email in ("admin", "admin@localhost", ""):
        assert (await stranger.sign_in(email, "admin")).status_code == 401


async def test_guessing_is_stopped_for_the_known_and_the_unknown_alike(eva: Browser, desk: Desk, watch: Watch) -> None:
    """Ten tries in a quarter of an hour, then even the right password has to wait."""
    for email in ("eva@lumia.example", "nobody@lumia.example"):
        browser = Browser(desk, came_from=f"198.51.100.{len(email)}")
        answers = [(await browser.sign_in(email, "not this password")).status_code for _ in range(11)]
        assert answers == [401] * 10 + [429]
    guesser = Browser(desk, came_from="198.51.100.17")
    assert (await guesser.sign_in()).status_code == 429
    elsewhere = Browser(desk, came_from="203.0.113.9")
    assert (await elsewhere.sign_in()).status_code == 200
    watch.now += timedelta(minutes=16)
    assert (await guesser.sign_in()).status_code == 200


async def test_a_one_time_link_sets_the_password_once(desk: Desk, sqlite_cast: Cast, now: datetime) -> None:
    """Looking at it uses nothing up; the second use is over."""
    async with desk.database.transaction() as tx:
        new = NewAccount("nova@lumia.example", "Nova <b>Oseba</b>", "mentor", sqlite_cast.provider)
        _, code = await accounts.add_account(tx, new, now)
    browser = Browser(desk)
    for _ in range(3):
        assert (await browser.get(f"/enter/{code}")).status_code == 200
    assert "Nova &lt;b&gt;Oseba" in browser.text
    entered = await browser.post(f"/enter/{code}", password=PASSWORD, again=PASSWORD)
    assert entered.url.path == "/"
    assert (await Browser(desk).get(f"/enter/{code}")).status_code == 404
    assert (await Browser(desk).sign_in("NOVA@lumia.example ")).url.path == "/"


async def test_a_weak_password_is_refused_with_a_sentence(desk: Desk, sqlite_cast: Cast, now: datetime) -> None:
    """Too short, guessed first, or typed differently the second time."""
    async with desk.database.transaction() as tx:
        code = await one_time_links.add_link(tx, sqlite_cast.eva, now=now)
    browser = Browser(desk)
    await browser.get(f"/enter/{code}")
    for password, again in (("kratko", "kratko"), ("password1234", "password1234"), (PASSWORD, PASSWORD + "x")):
        refused = await browser.post(f"/enter/{code}", password=password, again=again)
        assert refused.status_code == 422 and 'role="alert"' in refused.text
    assert (await browser.post(f"/enter/{code}", password=PASSWORD, again=PASSWORD)).status_code == 200


async def test_an_old_link_is_over(desk: Desk, sqlite_cast: Cast, watch: Watch) -> None:
    """Three days, and the account must be open."""
    async with desk.database.transaction() as tx:
        code = await one_time_links.add_link(tx, sqlite_cast.eva, now=watch.now)
    watch.now += timedelta(days=4)
    assert (await Browser(desk).get(f"/enter/{code}")).status_code == 404


async def test_a_form_of_another_site_signs_nobody_in(eva: Browser, desk: Desk) -> None:
    """Neither without the token nor with a foreign origin."""
    browser = Browser(desk)
    await browser.get("/sign-in")
    fields = {"form_token": browser.token, "email": "eva@lumia.example", "password": PASSWORD}
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert (await browser.web.post("/sign-in", data=fields, headers=headers)).status_code == 403
    assert (await browser.web.post("/sign-in", data=fields | {"form_token": ""})).status_code == 403
    assert (await browser.web.post("/sign-in", data=fields)).status_code == 200


async def test_sign_ins_and_refusals_are_in_the_journal(eva: Browser, desk: Desk, sqlite_cast: Cast) -> None:
    """With the account, never with what was typed."""
    await Browser(desk).sign_in("eva@lumia.example", "a secret typed wrongly")
    async with desk.database.reading() as tx:
        lines = [entry for _, entry in await journal.latest(tx)]
    assert [line.verb for line in lines[:2]] == ["sign_in_refused", "sign_in"]
    assert lines[0].actor == f"account:{sqlite_cast.eva}"
    assert "typed wrongly" not in repr(lines)


async def test_the_language_can_be_chosen_before_signing_in(stranger: Browser) -> None:
    """Slovenian unless somebody chose otherwise."""
    await stranger.get("/sign-in")
    assert '<html lang="sl">' in stranger.text and "Prijava" in stranger.text
    await stranger.post("/language/here", language="en")
    assert '<html lang="en">' in stranger.text and "Sign in" in stranger.text
