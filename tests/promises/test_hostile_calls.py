"""Whatever another system sends to the API, on both databases: a problem with a sentence, never a fault of ours."""

import json
from datetime import datetime
from typing import Any

import pytest

from records.database import Database
from tests.cast import Cast
from tests.staff.api_calling import BASE, Calls, calls_at

VALUES: tuple[Any, ...] = (
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202e\u2066obrnjeno",
    "<script>alert(1)</script>",
    "=1+1",
    "a" * 10_000,
    "🙂" * 3000,
    "",
    "²",
    "-1",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "2026-03-29T02:30:00",
    "25:00",
    "09:00+02:00",
    10**30,
    -(10**30),
    10**18 - 1,
    1e308,
    True,
    None,
    [],
    [[[]]],
    {},
    {"sl": "a\x00b"},
    {"items": 1},
    ["1", "\x00"],
)
BODIES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("POST", "/providers", {"name": "N", "sender": "S", "phone": "1", "csd_phone": "2"}),
    ("PATCH", "/providers/1", {"name": "N", "phone": "1"}),
    (
        "POST",
        "/programmes",
        {"provider_id": "1", "name": "P", "funder": "", "language": "sl", "zone": "UTC", "max_age": 5,
         "municipalities": ["Bovec"]},
    ),
    ("PATCH", "/programmes/1", {"name": "P", "zone": "UTC", "municipalities": ["B"], "language": "sl"}),
    (
        "POST",
        "/cycles",
        {"programme_id": "1", "name": "C", "starts_on": "2026-09-01", "ends_on": "2026-10-01", "seats": 5},
    ),
    ("PATCH", "/cycles/1", {"name": "C", "starts_on": "2026-09-01", "ends_on": "2027-10-01", "seats": 5}),
    ("POST", "/places", {"provider_id": "1", "name": "K", "address": "A", "municipality": "M", "directions": "D"}),
    ("PATCH", "/places/1", {"name": "K", "address": "A"}),
    (
        "POST",
        "/participants",
        {"cycle_id": "1", "first_name": "F", "last_name": "L", "phone": "040123456", "language": "sl", "code": "Q",
         "from_on": "2026-09-01", "to_on": "2026-10-01"},
    ),
    (
        "PATCH",
        "/participants/1",
        {"first_name": "F", "last_name": "L", "phone": "040123457", "language": "sl", "code": "Q2",
         "checkin_at_local": "09:00", "paused_until_on": "2026-10-01", "diacritics": "keep", "is_easy": True},
    ),
    (
        "POST",
        "/activities",
        {"cycle_id": "1", "kind": "workshop", "title": "T", "neutral_title": "N", "starts_local": "2026-09-16T09:00",
         "ends_local": "2026-09-16T10:00", "place": "K", "participant_ids": ["1"], "code": "Z", "bring": "b",
         "lead_id": "1", "partner_id": "1"},
    ),
    (
        "PATCH",
        "/activities/1",
        {"title": "T", "starts_local": "2026-09-16T09:00", "ends_local": "2026-09-16T10:00", "place": "K",
         "participant_ids": ["1"], "lead_id": "1", "kind": "fair"},
    ),
    ("POST", "/activities/1/cancel", {"notify": True, "text": "T"}),
    ("PUT", "/activities/1/attendance", {"participant_id": "1", "presence": "came", "hours": 2, "justified": True}),
    (
        "PUT",
        "/ladders",
        {"programme_id": "1", "kind": "workshop", "steps": [{"minutes_before": 5}]},
    ),
    ("PUT", "/checkin-plans", {"cycle_id": "1", "at_local": "09:00", "weekdays": [1], "question": "checkin_morning"}),
    ("POST", "/broadcasts", {"audience": {"cycle_ids": ["1"]}, "texts": {"sl": "T"}, "hold_seconds": 5}),
    ("PATCH", "/tasks/1", {"state": "done", "note": "n"}),
)  # fmt: skip
LISTS = (
    "/providers", "/programmes", "/cycles", "/places", "/ladders", "/checkin-plans", "/activities", "/participants",
    "/messages", "/replies", "/tasks", "/checkins", "/forecast",
)  # fmt: skip
ASKED = (
    *("cursor", "limit", "cycle", "participant", "programme", "provider", "activity", "from", "to", "since", "q"),
    *("kind", "state", "needs_person"),
)


@pytest.fixture
async def api(database: Database, cast: Cast, now: datetime) -> Calls:
    """A token for everything."""
    return await calls_at(database, now)


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
async def test_no_value_of_any_field_is_a_fault_of_ours(api: Calls, value: Any) -> None:
    """One field after the other is put wrong, and each id in each address."""
    for method, path, body in BODIES:
        for name in body:
            said = json.dumps({**body, name: value}).encode()
            answer = await api.call(method, path, content=said, headers={"content-type": "application/json"})
            assert answer.status_code < 500, (method, path, name, answer.text)
            assert "\x00" not in answer.text


@pytest.mark.parametrize("value", [each for each in VALUES if isinstance(each, str) and each != "\ud800"])
async def test_no_question_is_a_fault_of_ours(api: Calls, value: str) -> None:
    """One filter after the other of every list; what is answered is a list or a problem."""
    for path in LISTS:
        for name in ASKED:
            answer = await api.get(path, **{name: value})
            assert answer.status_code in (200, 400, 422), (path, name, answer.text)


async def test_no_number_in_an_address_is_a_fault_of_ours(api: Calls) -> None:
    """Too large, negative, none at all."""
    for number in ("0", "-1", 10**18, 10**30, "%00", "%C2%B2", "a" * 5000):
        for path in LISTS[:-1]:
            answer = await api.get(f"{path}/{number}")
            assert answer.status_code in (404, 405), (path, answer.text)


async def test_bodies_that_are_none_are_refused(api: Calls) -> None:
    """Too deep, too long, no JSON, numbers without end, a length that is no number."""
    json_type = {"content-type": "application/json"}
    for body in (
        b"[" * 100_000,
        b"{",
        b"\xff\xfe",
        b'{"name": NaN}',
        b'{"name": ' + b"9" * 100_000 + b"}",
        b"null",
        b"",
    ):
        answer = await api.call("POST", "/places", content=body, headers=json_type)
        assert answer.status_code in (400, 422), (body[:20], answer.text)
    answer = await api.call("POST", "/places", content=b"x" * 5_000_000, headers=json_type)
    assert answer.status_code == 413
    request = api.http.build_request("POST", BASE + "/places", content=b"{}", headers=json_type)
    request.headers.raw.append((b"authorization", f"Bearer {api.token}".encode()))
    odd = [
        (name, "²".encode("latin-1") if name.lower() == b"content-length" else value)
        for name, value in request.headers.raw
    ]
    request.headers = type(request.headers)(odd)
    assert (await api.http.send(request)).status_code < 500
