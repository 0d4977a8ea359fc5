"""/messages, /replies, /checkins, /tasks and /forecast: what other systems read; on both databases."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from programme.delivery import Importance
from records import outbox
from records.checkins import Scored, set_score
from records.database import Database
from records.replies import NewReply, add_reply
from records.tables import attempts, messages
from records.tasks import NewTask, open_task
from tests.cast import Cast
from tests.staff.api_calling import Calls, calls_at, is_problem


async def _lumia(database: Database, cast: Cast, now: datetime) -> Calls:
    return await calls_at(database, now, provider=cast.provider)


async def _elsewhere(database: Database, now: datetime) -> Calls:
    other = (await (await calls_at(database, now)).post("/providers", {"name": "Posočje"})).json()["id"]
    return await calls_at(database, now, provider=int(other))


async def _say(database: Database, who: int, now: datetime, *, occasion: str, activity: int | None = None) -> int:
    async with database.transaction() as tx:
        message_id = await outbox.put(
            tx,
            outbox.Put(
                who, "reminder_ask", occasion, Importance.REMINDER, now, now + timedelta(hours=9), activity_id=activity
            ),
            now=now,
        )
        assert message_id is not None
        row = {"message_id": message_id, "channel": "sms", "state": "accepted", "provider_ref": "SM1", "error": ""}
        for number in (1, 2):
            await tx.execute(attempts.insert().values(**row, number=number, started_at=now))
        return message_id


async def test_messages_show_each_try(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    message_id = await _say(database, cast.ben, now, occasion="reminder:1", activity=cast.workshop)
    tried = {"channel": "sms", "state": "accepted", "provider_id": "SM1", "error": "", "at": "2026-09-14T07:00:00Z"}
    expected = {
        "id": str(message_id),
        "participant_id": str(cast.ben),
        "activity_id": str(cast.workshop),
        "broadcast_id": None,
        "kind": "reminder_ask",
        "occasion": "reminder:1",
        "state": "queued",
        "reason": "",
        "due_at": "2026-09-14T07:00:00Z",
        "useful_until": "2026-09-14T16:00:00Z",
        "sent_at": None,
        "delivered_at": None,
        "channel": "sms",
        "text": None,
        "parts": None,
        "is_possible_repeat": False,
        "attempts": [tried, tried],
    }
    assert await api.items("/messages") == [expected]
    assert (await api.get(f"/messages/{message_id}")).json() == expected


async def test_messages_are_narrowed_by_each_filter(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    await _say(database, cast.ben, now, occasion="reminder:1", activity=cast.workshop)
    await _say(database, cast.ana, now + timedelta(days=1), occasion="other")
    for query, count in (
        ({"participant": str(cast.ana)}, 1),
        ({"activity": str(cast.workshop)}, 1),
        ({"kind": "reminder_ask"}, 2),
        ({"kind": "broadcast"}, 0),
        ({"state": "queued"}, 2),
        ({"state": "sent"}, 0),
        ({"since": "2026-09-15"}, 1),
        ({"since": "2026-09-14T07:00:00Z"}, 2),
        ({"since": "2026-09-14T09:00:00+02:00"}, 2),
        ({"participant": "nobody"}, 0),
    ):
        assert len(await api.items("/messages", **query)) == count, query
    is_problem(await api.get("/messages", state="lost"), 422)


async def test_words_to_strangers_are_for_the_whole_house_only(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        stranger = outbox.PutElsewhere("sms", "+38640999888", "who_are_you", "stranger:1", now + timedelta(hours=1))
        await outbox.put_to_address(tx, stranger, now=now)
        reply = NewReply("sms", "digest", "kdo ste", "text", "other_free_text", {}, now)
        await add_reply(tx, reply)
    lumia, admin = await _lumia(database, cast, now), await calls_at(database, now)
    for path in ("/messages", "/replies"):
        assert [each["participant_id"] for each in await admin.items(path)] == [None]
        assert await lumia.items(path) == []


async def test_replies_show_what_was_meant(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    async with database.transaction() as tx:
        slots = {"minutes": 10}
        reply = NewReply("sms", "digest", "zamujam 10 min", "text", "late", slots, now, participant_id=cast.ben)
        reply_id = await add_reply(tx, reply)
    expected = {
        "id": str(reply_id),
        "participant_id": str(cast.ben),
        "channel": "sms",
        "received_at": "2026-09-14T07:00:00Z",
        "text": "zamujam 10 min",
        "how": "text",
        "meaning": "late",
        "slots": slots,
        "confidence": 1.0,
        "message_id": None,
        "needs_person": False,
    }
    assert await api.items("/replies", participant=str(cast.ben), needs_person=False, since="2026-09-14") == [expected]
    assert (await api.get(f"/replies/{reply_id}")).json() == expected
    assert await api.items("/replies", needs_person=True) == await api.items("/replies", since="2026-09-15") == []
    other = await _elsewhere(database, now)
    assert await other.items("/replies") == []
    is_problem(await other.get(f"/replies/{reply_id}"), 404)


async def test_checkins_show_each_day(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    async with database.transaction() as tx:
        for day in (13, 14):
            await set_score(tx, Scored(cast.ana, date(2026, 9, day), day - 10, note="v redu"), now=now)
    rows = await api.items("/checkins", participant=str(cast.ana))
    assert rows[0] == {
        "participant_id": str(cast.ana),
        "on": "2026-09-13",
        "score": 3,
        "note": "v redu",
        "answered_at": "2026-09-14T07:00:00Z",
    }
    assert [each["on"] for each in await api.items("/checkins", **{"from": "2026-09-14", "to": "2026-09-14"})] == [
        "2026-09-14"
    ]
    assert await (await _elsewhere(database, now)).items("/checkins") == []


async def test_a_task_is_taken_and_finished(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    async with database.transaction() as tx:
        task = NewTask(cast.provider, "no_answer", "no_answer:1", "Delavnica", now, participant_id=cast.ana)
        task_id = await open_task(tx, task, now=now)
    shown = {
        "id": str(task_id),
        "kind": "no_answer",
        "participant_id": str(cast.ana),
        "activity_id": None,
        "reply_id": None,
        "message_id": None,
        "why": "Delavnica",
        "is_urgent": False,
        "is_escalated": False,
        "due_at": "2026-09-14T07:00:00Z",
        "state": "open",
        "assigned_to": None,
        "note": "",
        "created_at": "2026-09-14T07:00:00Z",
    }
    assert await api.items("/tasks", state="open") == [shown]
    done = (await api.change(f"/tasks/{task_id}", {"state": "done", "note": "Pride."})).json()
    assert done == {**shown, "state": "done", "note": "Pride."}
    assert (await api.get(f"/tasks/{task_id}")).json() == done
    assert await api.items("/tasks", state="open") == []
    assert await api.items("/tasks", participant=str(cast.ana)) == [done]
    is_problem(await api.change(f"/tasks/{task_id}", {"state": "lost"}), 422)
    is_problem(await api.change(f"/tasks/{task_id}", {"state": None}), 422)
    other = await _elsewhere(database, now)
    assert await other.items("/tasks") == []
    is_problem(await other.get(f"/tasks/{task_id}"), 404)
    is_problem(await other.change(f"/tasks/{task_id}", {"state": "done"}), 404)


async def test_the_forecast_tells_every_reminder(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    rows = await api.items("/forecast")
    assert {each["code"] for each in rows} == {"A1", "B2"}
    assert rows[0] == {
        "due_at": "2026-09-14T15:00:00Z",
        "participant_id": str(cast.ana),
        "code": "A1",
        "name": "Ana Primer",
        "kind": "reminder_ask",
        "occasion": f"reminder:{cast.workshop}:1:1d1700",
        "activity_id": str(cast.workshop),
        "channel": "telegram",
        "text": rows[0]["text"],
        "parts": 0,
    }
    assert rows[0]["text"]
    first = (await api.get("/forecast", limit=1)).json()
    second = (await api.get("/forecast", limit=1, cursor=first["next"])).json()
    assert first["items"] + second["items"] == rows and second["next"] is None
    assert await api.items("/forecast", **{"from": "2026-09-15"}) == []
    assert await api.items("/forecast", **{"from": "2026-09-14", "to": "2026-09-14"}) == rows
    is_problem(await api.get("/forecast", **{"from": "2026-09-14", "to": "2026-09-13"}), 422)
    is_problem(await api.get("/forecast", **{"from": "2026-01-01", "to": "2027-01-01"}), 422)
    assert await (await _elsewhere(database, now)).items("/forecast") == []
    async with database.reading() as tx:
        assert (await tx.execute(select(messages.c.id))).all() == []
