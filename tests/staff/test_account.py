"""One's own account: language, password, sign-ins."""

from records import sign_ins
from tests.staff.browsing import PASSWORD, Browser


async def test_the_language_is_kept_with_the_account(eva: Browser) -> None:
    """And the page one was on comes back."""
    await eva.get("/week")
    await eva.post("/language", language="en", back="/week")
    assert eva.page is not None and eva.page.url.path == "/week" and '<html lang="en">' in eva.text
    await eva.post("/language", language="xx", back="https://evil.example/")
    assert eva.page.url.host == "stik.example" and '<html lang="en">' in eva.text


async def test_a_new_password_ends_the_other_sign_ins(eva: Browser) -> None:
    """This browser goes on, with a new token."""
    other = Browser(eva.desk)
    await other.sign_in()
    before = eva.web.cookies["stik"]
    await eva.get("/account")
    fresh = "povsem nove štiri besede"
    assert (await eva.post("/account/password", present="wrong", password=fresh, again=fresh)).status_code == 422
    await eva.post("/account/password", present=PASSWORD, password=fresh, again=fresh)
    assert eva.page is not None and eva.page.status_code == 200 and eva.web.cookies["stik"] != before
    assert (await other.get("/")).url.path == "/sign-in"
    assert (await other.sign_in(password=fresh)).url.path == "/"


async def test_sign_ins_are_listed_and_ended(eva: Browser) -> None:
    """One's own only."""
    other = Browser(eva.desk)
    await other.sign_in()
    await eva.get("/account")
    assert eva.text.count('action="/account/sign-ins"') == 2
    await eva.post("/account/sign-ins", others="1")
    assert (await other.get("/")).url.path == "/sign-in"
    assert (await eva.post("/account/sign-ins", id="999")).status_code == 404


async def test_signing_out_ends_it_on_the_server(eva: Browser, desk: object) -> None:
    """The old cookie opens nothing."""
    token = eva.web.cookies["stik"]
    await eva.get("/account")
    await eva.post("/sign-out")
    assert eva.page is not None and eva.page.url.path == "/sign-in"
    async with eva.desk.database.reading() as tx:
        assert await sign_ins.sign_in_of(tx, token, now=eva.desk.now()) is None
