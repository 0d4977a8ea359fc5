"""Presence is recorded by people, one tap each, and never taken from an answer."""

from datetime import UTC, datetime
from decimal import Decimal

from programme.attendance import Answer, Presence
from records import attendances
from records.attendances import Expected, Given
from tests.cast import Cast
from tests.staff.browsing import Browser, Watch

DURING = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)


async def _ana(eva: Browser, cast: Cast) -> Expected:
    async with eva.desk.database.reading() as tx:
        return next(each for each in await attendances.expected(tx, cast.workshop) if each.participant_id == cast.ana)


async def test_one_tap_records_and_a_second_takes_it_back(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """Who came was there for all of it; the same button again is an undo."""
    watch.now = DURING
    path = f"/activities/{sqlite_cast.workshop}"
    await eva.sign_in()
    await eva.get(path)
    await eva.post(f"{path}/presence", participant_id=sqlite_cast.ana, presence="came")
    ana = await _ana(eva, sqlite_cast)
    assert (ana.presence, ana.hours) == (Presence.CAME, Decimal("3.00"))
    assert "1/4" in eva.text
    await eva.post(f"{path}/presence", participant_id=sqlite_cast.ana, presence="came")
    assert (await _ana(eva, sqlite_cast)).presence is Presence.UNKNOWN


async def test_hours_of_a_late_arrival_are_typed_in(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """The minutes that the person announced are not taken for hours of presence."""
    watch.now = DURING
    path = f"/activities/{sqlite_cast.workshop}"
    async with eva.desk.database.transaction() as tx:
        given = Given(Answer.LATE, None, 30, "button")
        await attendances.set_answer(tx, sqlite_cast.workshop, sqlite_cast.ana, given=given, at=watch.now)
    assert (await _ana(eva, sqlite_cast)).presence is Presence.UNKNOWN
    await eva.sign_in()
    await eva.get(path)
    await eva.post(f"{path}/presence", participant_id=sqlite_cast.ana, presence="late")
    assert (await _ana(eva, sqlite_cast)).hours is None and "manjkajo ure" in eva.text
    await eva.post(f"{path}/presence", participant_id=sqlite_cast.ana, save_hours="1", hours="2,5")
    assert (await _ana(eva, sqlite_cast)).hours == Decimal("2.50")
    for wrong in ("-1", "25", "tri", "1e3", "NaN"):
        assert (
            await eva.post(f"{path}/presence", participant_id=sqlite_cast.ana, save_hours="1", hours=wrong)
        ).status_code == 400
        await eva.get(path)


async def test_one_press_records_everybody_who_is_left(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """Those on record stay as they are."""
    watch.now = DURING
    path = f"/activities/{sqlite_cast.workshop}"
    await eva.sign_in()
    await eva.get(path)
    await eva.post(f"{path}/presence", participant_id=sqlite_cast.ana, presence="absent")
    await eva.post(f"{path}/presence", everybody="1")
    async with eva.desk.database.reading() as tx:
        found = [each.presence for each in await attendances.expected(tx, sqlite_cast.workshop)]
    assert sorted(found) == [Presence.ABSENT, Presence.CAME, Presence.CAME, Presence.CAME]


async def test_presence_cannot_be_recorded_ahead(eva: Browser, sqlite_cast: Cast) -> None:
    """From one hour before the start on."""
    path = f"/activities/{sqlite_cast.workshop}"
    await eva.get(path)
    assert 'name="presence"' not in eva.text
    assert (await eva.post(f"{path}/presence", participant_id=sqlite_cast.ana, presence="came")).status_code == 400


async def test_a_tap_of_the_live_page_gets_its_row_only(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """The count above it comes along."""
    watch.now = DURING
    await eva.sign_in()
    await eva.get(f"/activities/{sqlite_cast.workshop}")
    fields = {"form_token": eva.token, "participant_id": sqlite_cast.ana, "presence": "excused"}
    path = f"/activities/{sqlite_cast.workshop}/presence"
    part = await eva.web.post(path, data=fields, headers={"hx-request": "true"})
    assert f'id="p{sqlite_cast.ana}"' in part.text and "hx-swap-oob" in part.text and "<html" not in part.text


async def test_the_list_to_sign_names_everybody(eva: Browser, sqlite_cast: Cast) -> None:
    """On paper only."""
    page = (await eva.get(f"/activities/{sqlite_cast.workshop}")).text
    printed = page.split("only-print")[1]
    assert all(name in printed for name in ("Ana Primer", "Ben Primer", "Cvetka Primer", "Drago Primer"))
