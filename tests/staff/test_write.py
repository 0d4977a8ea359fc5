"""Writing to many: seen before it is sent, the same form twice is one broadcast, in each person's language."""

from datetime import timedelta

from records import broadcasts
from records.scope import EVERYTHING
from records.tables import messages, participants
from tests.cast import Cast
from tests.staff.browsing import Browser, Watch


async def test_the_same_form_twice_is_one_broadcast(eva: Browser, sqlite_cast: Cast) -> None:
    """A slow line and an impatient finger."""
    await eva.get("/write")
    token = eva.token
    for _ in range(2):
        await eva.web.post("/write", data={"form_token": token, "cycle": sqlite_cast.cycle, "sl": "Jutri zaprto."})
    async with eva.desk.database.reading() as tx:
        assert len(await broadcasts.latest(tx, EVERYTHING)) == 1


async def test_each_gets_the_own_language(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """The preview shows both texts, and they are what is queued."""
    async with eva.desk.database.transaction() as tx:
        await tx.execute(participants.update().where(participants.c.id == sqlite_cast.ana).values(language="en"))
    await eva.get("/write")
    await eva.post("/write", cycle=sqlite_cast.cycle, sl="Jutri zaprto.", en="Closed tomorrow.")
    assert "Jutri zaprto." in eva.text and "Closed tomorrow." in eva.text
    await eva.post("/broadcasts/1/send")
    watch.now += timedelta(seconds=61)
    async with eva.desk.database.transaction() as tx:
        await broadcasts.release_due(tx, now=watch.now)
        rows = (await tx.execute(messages.select())).mappings().all()
    texts = {row["participant_id"]: row["facts"]["text"] for row in rows}
    assert texts == {sqlite_cast.ana: "Closed tomorrow.", sqlite_cast.ben: "Jutri zaprto."}


async def test_what_is_missing_is_said_and_nothing_typed_is_lost(eva: Browser, sqlite_cast: Cast) -> None:
    """No text, nobody chosen."""
    await eva.get("/write")
    assert (await eva.post("/write", cycle=sqlite_cast.cycle, sl=" ", en="Only English")).status_code == 422
    assert "Only English" in eva.text
    assert (await eva.post("/write", sl="Komu?")).status_code == 422
    assert "Izberite, komu pišete." in eva.text and "Komu?" in eva.text


async def test_a_changed_text_takes_the_place_of_the_first(eva: Browser, sqlite_cast: Cast) -> None:
    """The first one can no longer be sent by mistake."""
    await eva.get("/write")
    await eva.post("/write", cycle=sqlite_cast.cycle, sl="Napaka.")
    await eva.get("/write?again=1")
    assert "Napaka." in eva.text and 'name="again" value="1"' in eva.text
    await eva.post("/write", again="1", cycle=sqlite_cast.cycle, sl="Prav.")
    async with eva.desk.database.reading() as tx:
        states = [each.state for each in await broadcasts.latest(tx, EVERYTHING)]
    assert states == ["held", "stopped"]


async def test_šumniki_show_what_they_cost(eva: Browser, sqlite_cast: Cast) -> None:
    """Ben's SMS keeps its marks and takes two parts."""
    async with eva.desk.database.transaction() as tx:
        await tx.execute(participants.update().where(participants.c.id == sqlite_cast.ben).values(diacritics="keep"))
    await eva.get("/write")
    await eva.post(
        "/write",
        person=sqlite_cast.ben,
        sl="Žal jutri ni delavnice. Dobimo se naslednji teden ob isti uri na istem kraju. Lep pozdrav",
    )
    assert "po 2 dela SMS" in eva.text and "0,16 €" in eva.text
