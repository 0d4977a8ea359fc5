"""/activities and attendance: planning, moving, cancelling, and who came; on both databases."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.attendance import Answer
from programme.delivery import Importance
from records import outbox
from records.attendances import Given, set_answer
from records.database import Database
from records.tables import messages
from tests.cast import Cast
from tests.staff.api_calling import Calls, calls_at, is_problem


def _new(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "cycle_id": str(cast.cycle),
        "kind": "workshop",
        "title": "Življenjepis",
        "starts_local": "2026-09-22T09:00:00",
        "ends_local": "2026-09-22T12:00:00",
        "place": "ZPTM Brežice",
        **more,
    }


async def _lumia(database: Database, cast: Cast, now: datetime) -> Calls:
    return await calls_at(database, now, provider=cast.provider)


async def _remind_ana(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        message = outbox.Put(
            cast.ana,
            "reminder_ask",
            f"reminder:{cast.workshop}:1:1d1700",
            Importance.REMINDER,
            due_at=now + timedelta(hours=8),
            useful_until=now + timedelta(hours=24),
            activity_id=cast.workshop,
            revision=1,
        )
        await outbox.put(tx, message, now=now)


async def test_a_workshop_is_planned_for_the_cycle(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    answer = await api.post("/activities", _new(cast, neutral_title="Srečanje", bring="Svinčnik"))
    assert answer.status_code == 201, answer.text
    activity = answer.json()
    assert activity == {
        "id": activity["id"],
        "cycle_id": str(cast.cycle),
        "provider_id": str(cast.provider),
        "code": activity["code"],
        "kind": "workshop",
        "title": "Življenjepis",
        "neutral_title": "Srečanje",
        "starts_local": "2026-09-22T09:00:00",
        "ends_local": "2026-09-22T12:00:00",
        "starts_at": "2026-09-22T07:00:00Z",
        "ends_at": "2026-09-22T10:00:00Z",
        "zone": "Europe/Ljubljana",
        "place": "ZPTM Brežice",
        "place_id": str(cast.place),
        "address": "Trg 1, Brežice",
        "bring": "Svinčnik",
        "is_for_all": True,
        "state": "planned",
        "revision": 1,
        "lead_id": None,
        "partner_id": None,
    }
    assert (await api.get(f"/activities/{activity['id']}")).json() == activity
    assert len(await api.items(f"/activities/{activity['id']}/attendance")) == 4


async def test_a_place_goes_by_id_by_name_or_is_new(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    for given, shown in ((str(cast.other_place), "Knjižnica Brežice"), ("zptm brežice", "ZPTM Brežice")):
        assert (await api.post("/activities", _new(cast, place=given))).json()["place"] == shown
    fresh = (await api.post("/activities", _new(cast, place="Mestni park"))).json()
    assert (await api.get(f"/places/{fresh['place_id']}")).json()["name"] == "Mestni park"
    assert (await api.post("/activities", _new(cast, place=None))).json()["place"] is None
    is_problem(await api.post("/activities", _new(cast, place="999")), 422)


async def test_an_appointment_is_for_those_named(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    body = _new(cast, kind="appointment", participant_ids=[str(cast.ana)], lead_id=str(cast.eva))
    activity = (await api.post("/activities", body)).json()
    assert (activity["is_for_all"], activity["lead_id"]) == (False, str(cast.eva))
    path = f"/activities/{activity['id']}"
    assert [each["participant_id"] for each in await api.items(f"{path}/attendance")] == [str(cast.ana)]
    assert (await api.change(path, {"participant_ids": [str(cast.ben)]})).json()["notice"] is None
    assert [each["participant_id"] for each in await api.items(f"{path}/attendance")] == [str(cast.ben)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_local", "2026-09-22T09:00:00"),
        ("starts_local", "2026-09-22T09:00:00Z"),
        ("starts_local", "0001-01-01T00:00:00"),
        ("kind", "party"),
        ("cycle_id", "999"),
        ("participant_ids", ["999"]),
        ("lead_id", "999"),
    ],
)
async def test_a_wrong_activity_is_422(
    sqlite_database: Database, sqlite_cast: Cast, now: datetime, field: str, value: Any
) -> None:
    api = await _lumia(sqlite_database, sqlite_cast, now)
    problem = is_problem(await api.post("/activities", _new(sqlite_cast, **{field: value})), 422)
    assert problem["errors"][0]["field"] == field


async def test_a_taken_code_is_409(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    assert (await api.post("/activities", _new(cast, code="D9"))).json()["code"] == "D9"
    is_problem(await api.post("/activities", _new(cast, code="D9")), 409)


async def test_the_timetable_is_listed_by_time(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    later = await api.post("/activities", _new(cast))
    await api.post("/activities", _new(cast, starts_local="2026-09-16T09:00:00", ends_local="2026-09-16T10:00:00"))
    starts = [each["starts_local"][:10] for each in await api.items("/activities")]
    assert starts == ["2026-09-15", "2026-09-16", "2026-09-22"]
    days = {"from": "2026-09-16", "to": "2026-09-22"}
    assert len(await api.items("/activities", cycle=str(cast.cycle), **days)) == 2
    assert len(await api.items("/activities", **{"from": "2026-09-22T07:00:01Z"})) == 0
    assert len(await api.items("/activities", **{"to": later.json()["starts_at"]})) == 2
    assert await api.items("/activities", cycle="999") == []
    first = (await api.get("/activities", limit=2)).json()
    second = (await api.get("/activities", limit=2, cursor=first["next"])).json()
    assert [each["starts_local"][:10] for each in second["items"]] == ["2026-09-22"]


async def test_a_move_re_plans_and_offers_a_notice(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    await _remind_ana(database, cast, now)
    async with database.transaction() as tx:
        await set_answer(tx, cast.workshop, cast.ana, given=Given(Answer.COMING, None, None, "button"), at=now)
    path = f"/activities/{cast.workshop}"
    moved = (await api.change(path, {"starts_local": "2026-09-16T10:00:00"})).json()
    assert (moved["revision"], moved["ends_local"]) == (2, "2026-09-16T13:00:00")
    assert moved["notice"]["kind"] == "change_time" and moved["notice"]["state"] == "held"
    assert {each["answer"] for each in await api.items(f"{path}/attendance")} == {"none"}
    assert [each["reason"] for each in await api.items("/messages", state="withdrawn")] == ["moved"]

    preview = (await api.get(f"/broadcasts/{moved['notice']['broadcast_id']}/preview")).json()
    assert {each["code"] for each in preview["recipients"]} == {"A1", "B2"}
    assert "16. september" in preview["recipients"][0]["text"]
    assert (await api.change(path, {"starts_local": "2026-09-16T10:00:00"})).json()["notice"] is None


async def test_a_second_move_makes_the_first_notice_untrue(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    path = f"/activities/{cast.workshop}"
    first = (await api.change(path, {"starts_local": "2026-09-16T10:00:00"})).json()["notice"]
    second = (await api.change(path, {"place": "Knjižnica Brežice"})).json()["notice"]
    assert second["kind"] == "change_both"  # nobody was told of the time yet
    assert (await api.get(f"/broadcasts/{first['broadcast_id']}")).json()["state"] == "stopped"
    text = (await api.get(f"/broadcasts/{second['broadcast_id']}/preview")).json()["recipients"][0]["text"]
    assert "15." in text and "Knjižnica" in text
    back = {"starts_local": "2026-09-15T09:00:00", "place": "ZPTM Brežice"}
    assert (await api.change(path, back)).json()["notice"] is None
    is_problem(await api.post(f"/broadcasts/{second['broadcast_id']}/send"), 409)


async def test_other_words_need_no_notice(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    answer = (await api.change(f"/activities/{cast.workshop}", {"title": "Nov naslov", "bring": ""})).json()
    assert (answer["title"], answer["revision"], answer["notice"]) == ("Nov naslov", 1, None)


async def test_a_cancellation_tells_everybody_once(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    await _remind_ana(database, cast, now)
    path = f"/activities/{cast.workshop}"
    cancelled = (await api.post(f"{path}/cancel", {"notify": True})).json()
    assert cancelled["state"] == "cancelled"
    assert (cancelled["notice"]["kind"], cancelled["notice"]["state"]) == ("change_cancelled", "sending")
    assert (await api.get(f"/broadcasts/{cancelled['notice']['broadcast_id']}")).json()["state"] == "sending"
    async with database.reading() as tx:
        assert (await tx.execute(select(messages.c.state))).scalars().all() == ["withdrawn"]
    again = (await api.post(f"{path}/cancel", {"notify": True})).json()
    assert (again["state"], again["notice"]) == ("cancelled", None)
    assert api.rings


async def test_a_restored_activity_stops_the_notice(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    path = f"/activities/{cast.workshop}"
    notice = (await api.post(f"{path}/cancel", {"notify": True})).json()["notice"]
    restored = (await api.post(f"{path}/restore")).json()
    assert (restored["state"], restored["notice"]["kind"]) == ("planned", "uncancelled")
    assert (await api.get(f"/broadcasts/{notice['broadcast_id']}")).json()["state"] == "stopped"
    assert (await api.post(f"{path}/restore")).json()["notice"] is None


async def test_a_cancellation_in_own_words_or_silent(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    path = f"/activities/{cast.workshop}"
    is_problem(await api.post(f"{path}/cancel", {}), 422)
    is_problem(await api.post(f"{path}/cancel", {"notify": False, "text": "Odpade"}), 422)
    notice = (await api.post(f"{path}/cancel", {"notify": True, "text": "Eva je bolna, odpade."})).json()["notice"]
    assert (await api.get(f"/broadcasts/{notice['broadcast_id']}")).json()["texts"] == {"sl": "Eva je bolna, odpade."}
    await api.post(f"{path}/restore")
    assert (await api.post(f"{path}/cancel", {"notify": False})).json()["notice"] is None


async def test_attendance_shows_answers_and_takes_presence(database: Database, cast: Cast, now: datetime) -> None:
    api = await _lumia(database, cast, now)
    async with database.transaction() as tx:
        await set_answer(tx, cast.workshop, cast.ben, given=Given(Answer.LATE, None, 15, "text"), at=now)
    path = f"/activities/{cast.workshop}/attendance"
    ben = next(each for each in await api.items(path) if each["participant_id"] == str(cast.ben))
    assert ben == {
        "participant_id": str(cast.ben),
        "answer": "late",
        "reason": None,
        "minutes_late": 15,
        "answered_at": "2026-09-14T07:00:00Z",
        "how": "text",
        "presence": "unknown",
        "hours": None,
        "justified": None,
    }
    one = await api.put(path, {"participant_id": str(cast.ana), "presence": "came"})
    assert one.status_code == 200, one.text
    many = [
        {"participant_id": str(cast.ben), "presence": "late"},
        {"participant_id": str(cast.cvetka), "presence": "left_early", "hours": 1.5},
        {"participant_id": str(cast.drago), "presence": "excused", "justified": True},
    ]
    for _ in range(2):
        rows = {each["participant_id"]: each for each in (await api.put(path, many)).json()["items"]}
    assert [rows[str(who)]["hours"] for who in (cast.ana, cast.ben, cast.cvetka, cast.drago)] == [3.0, 2.75, 1.5, 0.0]
    assert (rows[str(cast.ben)]["answer"], rows[str(cast.ben)]["presence"]) == ("late", "late")
    assert rows[str(cast.drago)]["justified"] is True


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"participant_id": "1", "presence": "came", "colour": "red"},
        {"participant_id": "1", "presence": "maybe"},
        {"participant_id": "999", "presence": "came"},
        {"participant_id": "1", "presence": "came", "hours": 25},
        [{"participant_id": "1", "presence": "came"}, {"participant_id": "1", "presence": "absent"}],
    ],
)
async def test_a_wrong_presence_is_422(sqlite_database: Database, sqlite_cast: Cast, now: datetime, body: Any) -> None:
    api = await _lumia(sqlite_database, sqlite_cast, now)
    is_problem(await api.put(f"/activities/{sqlite_cast.workshop}/attendance", body), 422)


async def test_activities_of_another_provider_are_not_there(database: Database, cast: Cast, now: datetime) -> None:
    other = (await (await calls_at(database, now)).post("/providers", {"name": "Posočje"})).json()["id"]
    api = await calls_at(database, now, provider=int(other))
    path = f"/activities/{cast.workshop}"
    assert await api.items("/activities") == []
    is_problem(await api.get(path), 404)
    is_problem(await api.change(path, {"title": "X"}), 404)
    is_problem(await api.post(f"{path}/cancel", {"notify": False}), 404)
    is_problem(await api.post(f"{path}/restore"), 404)
    is_problem(await api.get(f"{path}/attendance"), 404)
    is_problem(await api.put(f"{path}/attendance", {"participant_id": str(cast.ana), "presence": "came"}), 404)
    is_problem(await api.post("/activities", _new(cast)), 422)
