"""Today shows what happened within seconds, and says when something stands still."""

from datetime import timedelta

from programme.attendance import Answer
from records import attendances, follow_ups, tasks
from records.attendances import Given
from records.tasks import NewTask
from tests.cast import Cast
from tests.staff.browsing import Browser, Watch

LIVE = {"hx-request": "true"}


async def test_an_answer_shows_on_the_next_look(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """The page asks every five seconds; when nothing is new it gets nothing."""
    await eva.get("/?on=2026-09-15")
    mark = eva.text.split('id="seen" value="')[1].split('"')[0]
    live = f"/?on=2026-09-15&seen={mark}"
    assert (await eva.web.get(live, headers=LIVE)).status_code == 204
    async with eva.desk.database.transaction() as tx:
        given = Given(Answer.LATE, None, 15, "button")
        await attendances.set_answer(tx, sqlite_cast.workshop, sqlite_cast.ana, given=given, at=watch.now)
    part = await eva.web.get(live, headers=LIVE)
    assert part.status_code == 200 and "1 zamudi" in part.text and "15 minut" in part.text
    assert "<html" not in part.text


async def test_the_silent_stand_on_a_call_list(eva: Browser, sqlite_cast: Cast) -> None:
    """Who cannot be written to is called; the number is one tap away."""
    page = (await eva.get("/?on=2026-09-15")).text
    assert 'href="tel:+38641333444"' in page  # Cvetka stopped messages, and has a phone
    assert "ni telefonske številke" in page  # Drago has none


async def test_a_stopped_clock_is_said_out_loud(eva: Browser, watch: Watch) -> None:
    """Two minutes without a tick."""
    assert "Ura v Stiku ne teče" not in (await eva.get("/")).text
    watch.now += timedelta(minutes=3)
    assert "Ura v Stiku ne teče" in (await eva.get("/")).text


async def test_a_task_is_done_and_undone(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """Taken, done, and back again with one press."""
    async with eva.desk.database.transaction() as tx:
        new = NewTask(sqlite_cast.provider, "question", "q:1", "Kdaj?", watch.now, sqlite_cast.ana)
        number = await tasks.open_task(tx, new, now=watch.now)
    await eva.get("/")
    await eva.post(f"/tasks/{number}", state="taken", back="/")
    assert "prevzeli ste vi" in eva.text
    await eva.post(f"/tasks/{number}", state="done", back="//evil.example/")
    assert eva.page is not None and eva.page.url.host == "stik.example"
    assert "Kdaj?" not in eva.text and "Razveljavi" in eva.text
    await eva.post(f"/tasks/{number}", state="open", back="/")
    assert "Kdaj?" in eva.text


async def test_a_days_presence_that_is_missing_is_asked_for(eva: Browser, watch: Watch) -> None:
    """Attendance is money; it is asked for after the end of the activity."""
    assert "Prisotnost še ni vpisana" not in (await eva.get("/")).text
    watch.now += timedelta(days=2)
    await eva.sign_in()
    assert "Prisotnost še ni vpisana" in (await eva.get("/")).text


async def test_an_urgent_task_that_nobody_took_says_so(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """Until somebody takes it."""
    async with eva.desk.database.transaction() as tx:
        new = NewTask(sqlite_cast.provider, "distress", "d:1", "Nočem več.", watch.now, sqlite_cast.ana, is_urgent=True)
        number = await tasks.open_task(tx, new, now=watch.now)
        await follow_ups.escalate(tx, now=watch.now + timedelta(minutes=31))
    assert "ni pravočasno prevzel" in (await eva.get("/")).text
    await eva.post(f"/tasks/{number}", state="taken", back="/")
    assert "ni pravočasno prevzel" not in eva.text


async def test_a_barrier_is_named_in_the_readers_language(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """The same obstacle twice: what it was, in words."""
    async with eva.desk.database.transaction() as tx:
        new = NewTask(sqlite_cast.provider, "barrier", "b:1", "illness", watch.now, sqlite_cast.ana)
        await tasks.open_task(tx, new, now=watch.now)
    page = (await eva.get("/")).text
    assert "illness" not in page and "bolezen" in page.lower()
