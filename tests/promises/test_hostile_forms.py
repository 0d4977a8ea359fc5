"""Whatever a browser sends to the pages, on both databases: never a fault of ours, and words stay words."""

from datetime import date, datetime
from typing import Any

import pytest

from records import programmes
from records.database import Database
from records.programme_shapes import NewProvider
from staff import pages
from tests.cast import Cast
from tests.staff.browsing import Browser, Watch, desk_of, give_password, hired

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}%s"
VALUES = (
    "\x00",
    "a\x00b",
    "\u202e\u2066obrnjeno\u0007",
    SCRIPT,
    "=1+1;@SUM(A1)\t|cmd",
    "-1",
    "0",
    str(10**15 - 1),
    str(10**30),
    "9" * 5000,
    "1e999999",
    "NaN",
    "²",
    "0001-01-01",
    "9999-12-31",
    "31. 12. 9999",
    "2026-03-29",
    "2026-02-30",
    "02:30",
    "🙂" * 3000,
    "a" * 10_000,
    "š" * 10_000,
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
)
QUERY = ("on", "cycle", "q", "after", "state", "undo", "sent", "again", "person", "activity", "seen", "sl")
NAMES = (
    "state", "note", "back", "text", "once", "is_urgent", "until", "language", "diacritics", "is_neutral",
    "address_id", "code", "participant_id", "presence", "hours", "answer", "reason", "minutes", "words", "on",
    "begins", "ends", "place_id", "new_place", "new_address", "cycle", "person", "activity", "sl", "en",
    "again", "id", "others", "present", "password", "email", "undo",
)  # fmt: skip
WHATS = ("pause", "resume", "stop", "start", "style", "")


@pytest.fixture
async def browser(database: Database, cast: Cast, now: datetime) -> Browser:
    """Eva's browser, over both databases."""
    await give_password(database, cast.eva, now=now)
    found = Browser(desk_of(database, Watch(now)))
    await found.sign_in()
    return found


def paths(number: object) -> list[str]:
    """Every address but the one that ends the visit."""
    nowhere: Any = None
    routes = pages.routes(desk_of(nowhere, Watch(datetime(2026, 9, 14))))
    found = [route.path for route in routes if route.path not in ("/sign-out", "/static/{name:path}")]
    return [path.replace("{id}", str(number)).replace("{code}", "x").replace("{path:path}", "x") for path in found]


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
async def test_no_value_of_any_field_is_a_fault_of_ours(browser: Browser, value: str, cast: Cast) -> None:
    """Every field of every form at once; then every page is looked at, with the same value behind the question mark."""
    await browser.get("/account")
    token = browser.token
    fields: dict[str, Any] = dict.fromkeys(NAMES, value)
    for path in paths(1):
        for what in WHATS if path.endswith("/change") else ("",):
            form = {**fields, "what": what, "form_token": token}
            answer = await browser.web.post(path, data=form, follow_redirects=False)
            assert answer.status_code < 500, (path, what, answer.status_code)
    for path in paths(1):
        page = await browser.web.get(path, params=dict.fromkeys(QUERY, value[:400]))
        assert page.status_code < 500, (path, page.status_code)
        assert "<script>alert" not in page.text and "<img src=x" not in page.text and "\x00" not in page.text
        assert ">49<" not in page.text


async def test_no_number_in_an_address_is_a_fault_of_ours(browser: Browser) -> None:
    """Too large, negative, none at all."""
    for number in ("0", "-1", 10**15 - 1, 10**30, "%00", "%C2%B2", "..", "1%0d%0aSet-Cookie:%20a=b", "a" * 5000):
        for path in paths(number):
            assert (await browser.web.get(path)).status_code < 500, path


async def test_words_typed_into_a_field_are_only_words(browser: Browser, cast: Cast) -> None:
    """Stored, shown in the conversation, the preview and the place: as text."""
    await browser.get(f"/participants/{cast.ana}")
    await browser.post(f"/participants/{cast.ana}/write", text=SCRIPT, once="1")
    same = {"on": "2026-09-15", "begins": "10:00", "ends": "12:00"}
    await browser.get(f"/activities/{cast.workshop}")
    await browser.post(f"/activities/{cast.workshop}/move", new_place=SCRIPT, new_address=SCRIPT, **same)
    for path in (f"/activities/{cast.workshop}", "/broadcasts/1", f"/participants/{cast.ana}", "/week?on=2026-09-15"):
        page = await browser.get(path)
        assert page.status_code == 200 and "<script>alert" not in page.text and "<img src=x" not in page.text


async def test_a_wall_time_in_the_gap_and_in_the_doubled_hour_is_taken(browser: Browser, cast: Cast) -> None:
    """The night the clocks change: the activity is moved and its page stands."""
    for on in (date(2027, 3, 28), date(2026, 10, 25)):
        await browser.get(f"/activities/{cast.workshop}")
        await browser.post(f"/activities/{cast.workshop}/move", on=on.isoformat(), begins="02:30", ends="03:30")
        for path in (f"/activities/{cast.workshop}", f"/week?on={on}", f"/forecast?on={on}", f"/?on={on}"):
            assert (await browser.get(path)).status_code == 200, path


async def test_a_provider_without_any_programme_has_pages(database: Database, cast: Cast, now: datetime) -> None:
    """The first day of a new house."""
    async with database.transaction() as tx:
        empty = await programmes.add_provider(tx, NewProvider("Prazna"), now=now)
    first = await hired(database, "coordinator", provider=empty, now=now)
    for path in ("/", "/week", "/forecast", "/participants", "/replies", "/write", "/account"):
        assert (await first.get(path)).status_code == 200, path


async def test_forged_form_tokens_open_nothing(browser: Browser, database: Database, cast: Cast, now: datetime) -> None:
    """Another person's token, none, a wrong one, several, one with letters nobody has."""
    other = await hired(database, "coordinator", provider=cast.provider, now=now)
    await other.get("/account")
    await browser.get("/account")
    mine = browser.token
    for forged in (other.token, "", "x", "\u0000", "ž" * 90, mine + "x", mine[:-1], mine.upper()):
        answer = await browser.web.post("/write", data={"form_token": forged, "person": cast.ana, "sl": "A"})
        assert answer.status_code == 403, forged
    answer = await browser.web.post("/sign-in", data={"form_token": browser.token, "email": "eva@lumia.example"})
    assert answer.status_code == 403


async def test_odd_headers_and_cookies_are_no_fault_of_ours(browser: Browser) -> None:
    """A cookie with a line break in quotes, a name in no alphabet, a length that is no number."""
    for cookie in ('stik="\\012x"', 'stik-door="\\012x"', "stik=\xff\xfe", "stik_language=xx; stik-door=;;;", "="):
        for path in ("/sign-in", "/", "/enter/x"):
            page = await browser.web.get(path, headers={"cookie": cookie.encode("latin-1")})
            assert page.status_code < 500, (cookie, path)
