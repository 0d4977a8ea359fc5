"""Replies that need a person: distress first, answered once, done and undone."""

from datetime import timedelta

from records import replies
from records.replies import NewReply
from records.tables import messages
from tests.cast import Cast
from tests.staff.browsing import Browser, Watch


async def _heard(eva: Browser, person: int | None, text: str, *, meaning: str, watch: Watch) -> int:
    async with eva.desk.database.transaction() as tx:
        new = NewReply("sms", "d", text, "text", meaning, {}, watch.now, participant_id=person, needs_person=True)
        return await replies.add_reply(tx, new)


async def test_distress_stands_above_older_questions(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """A question can wait a minute longer."""
    await _heard(eva, sqlite_cast.ana, "Kdaj je tržnica?", meaning="question", watch=watch)
    watch.now += timedelta(minutes=1)
    await _heard(eva, sqlite_cast.ben, "Ne zmorem več", meaning="distress", watch=watch)
    page = (await eva.get("/replies")).text
    assert page.index("Ne zmorem več") < page.index("Kdaj je tržnica?")
    assert '<b class="count">2' in page


async def test_an_answer_goes_out_once_and_ends_the_waiting(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """The sender is woken; the same form again is nothing new."""
    number = await _heard(eva, sqlite_cast.ana, "Kdaj je tržnica?", meaning="question", watch=watch)
    await eva.get("/replies")
    fields = {"form_token": eva.token, "once": "abc", "text": "V petek ob 10.00."}
    for _ in range(2):
        await eva.web.post(f"/replies/{number}/answer", data=fields)
    async with eva.desk.database.reading() as tx:
        rows = (await tx.execute(messages.select())).mappings().all()
    assert [(row["kind"], row["facts"], row["reply_id"]) for row in rows] == [
        ("staff_reply", {"text": "V petek ob 10.00."}, number)
    ]
    assert watch.rings == 2
    assert "Noben odgovor ne čaka" in (await eva.get("/replies")).text


async def test_an_empty_answer_is_refused(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """The reply keeps waiting."""
    number = await _heard(eva, sqlite_cast.ana, "Kdaj je tržnica?", meaning="question", watch=watch)
    await eva.get("/replies")
    assert (await eva.post(f"/replies/{number}/answer", text="  ")).status_code == 422
    assert "Kdaj je tržnica?" in eva.text


async def test_done_can_be_undone(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """One press each way."""
    number = await _heard(eva, sqlite_cast.ana, "Hm.", meaning="other_free_text", watch=watch)
    await eva.get("/replies")
    await eva.post(f"/replies/{number}/done")
    assert "Noben odgovor ne čaka" in eva.text
    await eva.post(f"/replies/{number}/done", undo="1")
    assert "Hm." in eva.text


async def test_who_cannot_be_written_to_is_to_be_called(eva: Browser, sqlite_cast: Cast, watch: Watch) -> None:
    """Cvetka stopped messages: her number is shown, the box is closed."""
    number = await _heard(eva, sqlite_cast.cvetka, "Pokličite me", meaning="call_me", watch=watch)
    await eva.get("/replies")
    assert "disabled" in eva.text and "tel:+38641333444" in eva.text
    assert (await eva.post(f"/replies/{number}/answer", text="Pozdrav")).status_code == 422
