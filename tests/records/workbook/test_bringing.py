"""Bringing a workbook in: everything or nothing, and a second time nothing more."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from programme.attendance import Answer, Presence
from programme.kinds import ActivityKind
from records.attendances import Given, expected, set_answer
from records.checkin_plans import list_plans
from records.consents import stop
from records.database import Database, Tx
from records.enrolments import enrolments_of
from records.ladders import steps_of
from records.outcomes import list_outcomes
from records.people import NewPerson, Person, add_person, list_people
from records.programmes import list_cycles, list_programmes, list_providers
from records.scope import EVERYTHING, Scope
from records.tables import accounts, consents, cycle_staff, metadata
from records.timetable import Activity, activities_between
from records.workbook import Report, bring_in
from tests.records.workbook.books import RIGHT, read, right, with_cell

NOW = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)


async def bring(database: Database, path: Path, sheets: dict[str, Any], **more: Any) -> Report:
    async with database.transaction() as tx:
        return await bring_in(tx, read(path, sheets), more.pop("now", NOW), **more)


async def all_activities(tx: Tx) -> dict[str, Activity]:
    return {each.code: each for each in await activities_between(tx, EVERYTHING)}


async def people_by_code(tx: Tx) -> dict[str, Person]:
    return {each.code: each for each in await list_people(tx, EVERYTHING)}


async def count_rows(database: Database) -> int:
    async with database.reading() as tx:
        counts = [
            (await tx.execute(select(func.count()).select_from(each))).scalar_one() for each in metadata.sorted_tables
        ]
    return sum(counts)


async def test_a_workbook_becomes_a_programme(database: Database, tmp_path: Path) -> None:
    report = await bring(database, tmp_path, RIGHT)
    assert report.faults == ()
    assert {name: each.added for name, each in report.counts.items()} == {
        "Program": 1,
        "Cikli": 1,
        "Osebje": 1,
        "Kraji": 1,
        "Udeleženci": 3,
        "Dejavnosti": 5,
    }
    async with database.reading() as tx:
        planned, people = await all_activities(tx), await people_by_code(tx)
        assert set(planned) == {"D1", "D2", "D3-2026-10-20", "D3-2026-10-27", "D3-2026-11-03"}
        assert planned["D3-2026-10-20"].starts_at == datetime(2026, 10, 20, 7, tzinfo=UTC)
        assert planned["D3-2026-10-27"].starts_at == datetime(2026, 10, 27, 8, tzinfo=UTC)
        assert planned["D1"].place and planned["D1"].place.name == "ZPTM Brežice"
        assert [each.name for each in await expected(tx, planned["D1"].id)] == ["Ben Cvet", "Ana Čebela", "Drago Dež"]
        assert [each.name for each in await expected(tx, planned["D2"].id)] == ["Ana Čebela", "Drago Dež"]
        assert (people["U1"].phone, people["U1"].state, people["U1"].channel) == ("+38640111222", "invited", None)
        assert [each.id for each in await list_people(tx, EVERYTHING, q="ceb")] == [people["U1"].id]
        eva = (await tx.execute(select(accounts))).mappings().one()
        assert (eva["name"], eva["role"], eva["password_hash"]) == ("Eva Primer", "mentor", None)
        assert (await enrolments_of(tx, people["U2"].id))[0].mentor_id == eva["id"]
        assert (await tx.execute(select(cycle_staff))).all() != []
        assert (await tx.execute(select(consents))).all() == []


async def test_a_second_import_changes_nothing(database: Database, tmp_path: Path) -> None:
    await bring(database, tmp_path, RIGHT)
    before = await count_rows(database)
    report = await bring(database, tmp_path, RIGHT)
    assert (report.changes, report.faults) == (0, ())
    assert report.counts["Dejavnosti"].unchanged == 5
    assert await count_rows(database) == before


async def test_a_dry_run_tells_and_changes_nothing(database: Database, tmp_path: Path) -> None:
    report = await bring(database, tmp_path, RIGHT, dry_run=True)
    assert (report.is_dry_run, report.changes) == (True, 12)
    assert await count_rows(database) == 0


FAULTS = [
    (
        ("Dejavnosti", 2, "kraj", "ZPTM Brezce"),
        "kraja ZPTM Brezce ni na listu Kraji; morda ZPTM Brežice?",
    ),
    (("Dejavnosti", 2, "cikel", "3. ciklus"), "stolpec cikel: cikla 3. ciklus ni na listu Cikli"),
    (("Dejavnosti", 2, "vodi", "Neznanka"), "stolpec vodi: osebe Neznanka ni na listu Osebje."),
    (("Dejavnosti", 2, "udeleženci", "U1; U9"), "stolpec udeleženci: oznake U9 nima nihče na listu Udeleženci."),
    (("Udeleženci", 2, "cikel", "2. cikel"), "cikla 2. cikel ni na listu Cikli; morda 1. cikel?"),
    (("Udeleženci", 2, "mentor", "Evelina"), "stolpec mentor: osebe Evelina ni na listu Osebje."),
    (("Udeleženci", 2, "od", "1.1.2020"), "stolpec od: 1. 1. 2020 je zunaj cikla; cikel 1. cikel traja od 1. 9. 2026"),
    (("Dejavnosti", 3, "oznaka", "D3-2026-10-27"), "oznako D3-2026-10-27 ima že dejavnost v vrstici 3."),
    (("Udeleženci", 2, "telefon", "12"), "številka 12 je prekratka."),
]


@pytest.mark.parametrize(("cell", "sentence"), FAULTS, ids=[f"{cell[0]} {cell[2]} {cell[3]}" for cell, _ in FAULTS])
async def test_one_fault_stops_everything(
    sqlite_database: Database, tmp_path: Path, cell: tuple[str, int, str, Any], sentence: str
) -> None:
    report = await bring(sqlite_database, tmp_path, with_cell(*cell))
    assert len(report.faults) == 1 and sentence in str(report.faults[0]), [str(each) for each in report.faults]
    assert report.changes == 0
    assert await count_rows(sqlite_database) == 0


async def test_a_bad_row_does_not_make_further_faults(sqlite_database: Database, tmp_path: Path) -> None:
    report = await bring(sqlite_database, tmp_path, with_cell("Cikli", 2, "od", "jeseni"))
    assert [str(each) for each in report.faults] == [
        "List Cikli, vrstica 2, stolpec od: »jeseni« ni datum; napišite ga na primer kot 3.6.2026."
    ]


async def test_a_changed_row_updates_and_a_missing_row_stays(database: Database, tmp_path: Path) -> None:
    await bring(database, tmp_path, RIGHT)
    people = [
        ["oznaka", "ime", "priimek", "telefon", "cikel", "občina"],
        ["U1", "Ana", "Žagar", "", "1. cikel", "Krško"],
        ["U4", "Nova", "Oseba", "", "1. cikel", "Krško"],
    ]
    report = await bring(database, tmp_path, right(Udeleženci=people))
    counts = report.counts["Udeleženci"]
    assert (counts.added, counts.changed, counts.unchanged) == (1, 1, 0), [str(each) for each in report.faults]
    async with database.reading() as tx:
        found = await people_by_code(tx)
        assert set(found) == {"U1", "U2", "U3", "U4"}
        assert (found["U1"].last_name, found["U1"].phone) == ("Žagar", "+38640111222")
        ana = (await enrolments_of(tx, found["U1"].id))[0]
        assert (ana.details, ana.mentor_id is not None) == ({"municipality": "Krško"}, True)
        assert len(await expected(tx, (await all_activities(tx))["D1"].id)) == 4


async def test_a_moved_activity_asks_anew_and_an_unchanged_one_keeps_its_answers(
    database: Database, tmp_path: Path
) -> None:
    await bring(database, tmp_path, RIGHT)
    async with database.transaction() as tx:
        planned, people = await all_activities(tx), await people_by_code(tx)
        for code in ("D1", "D2"):
            coming = Given(Answer.COMING, None, None, "button")
            await set_answer(tx, planned[code].id, people["U1"].id, given=coming, at=NOW)
    report = await bring(database, tmp_path, with_cell("Dejavnosti", 2, "datum", "17.9.2026"))
    assert (report.counts["Dejavnosti"].changed, report.counts["Dejavnosti"].unchanged) == (1, 4)
    assert "List Dejavnosti, vrstica 2: dejavnost D1 je prestavljena na 17. 9. 2026 ob 9.00." in report.notes
    async with database.reading() as tx:
        planned = await all_activities(tx)
        answers = {code: {each.answer for each in await expected(tx, planned[code].id)} for code in ("D1", "D2")}
    assert (planned["D1"].revision, planned["D2"].revision) == (2, 1)
    assert answers == {"D1": {Answer.NONE}, "D2": {Answer.COMING, Answer.NONE}}


async def test_dates_that_a_repetition_loses_are_cancelled_when_they_are_to_come(
    database: Database, tmp_path: Path
) -> None:
    await bring(database, tmp_path, RIGHT)
    shorter = with_cell("Dejavnosti", 4, "ponavljanje", "vsak torek do 27.10.2026")
    report = await bring(database, tmp_path, shorter)
    assert "List Dejavnosti, vrstica 4: termin D3-2026-11-03 je odpovedan, ker ga v zvezku ni več." in report.notes
    async with database.reading() as tx:
        states = {code: each.state for code, each in (await all_activities(tx)).items() if code.startswith("D3")}
    assert states == {"D3-2026-10-20": "planned", "D3-2026-10-27": "planned", "D3-2026-11-03": "cancelled"}
    assert (await bring(database, tmp_path, shorter)).changes == 0


async def test_other_people_named_at_an_activity_are_expected_there(database: Database, tmp_path: Path) -> None:
    await bring(database, tmp_path, RIGHT)
    others = with_cell("Dejavnosti", 3, "udeleženci", "U2; U3")
    assert (await bring(database, tmp_path, others)).counts["Dejavnosti"].changed == 1
    async with database.reading() as tx:
        named = await expected(tx, (await all_activities(tx))["D2"].id)
    assert [each.name for each in named] == ["Ben Cvet", "Drago Dež"]
    assert (await bring(database, tmp_path, others)).changes == 0


async def test_nobody_who_said_stop_is_revived(database: Database, tmp_path: Path) -> None:
    await bring(database, tmp_path, RIGHT)
    async with database.transaction() as tx:
        ana = (await people_by_code(tx))["U1"]
        await stop(tx, ana.id, how="sms", now=NOW)
    people = [["oznaka", "ime", "priimek", "telefon", "cikel"], ["X9", "Nekdo", "Drug", "040 111 222", "1. cikel"]]
    await bring(database, tmp_path, RIGHT)
    await bring(database, tmp_path, right(Udeleženci=[*RIGHT["Udeleženci"], [*people[1], ""]]))
    async with database.reading() as tx:
        found = await people_by_code(tx)
    assert (found["U1"].state, found["U1"].addresses[0].state) == ("stopped", "stopped")
    assert (found["X9"].addresses[0].state, found["X9"].channel) == ("stopped", None)


async def test_a_person_may_be_in_two_cycles(database: Database, tmp_path: Path) -> None:
    cycles = [["cikel", "od", "do"], ["1. cikel", "1.9.2026", "28.2.2027"], ["2. cikel", "1.3.2027", "31.8.2027"]]
    people = [
        ["oznaka", "ime", "priimek", "cikel"],
        ["U1", "Ana", "Čebela", "1. cikel"],
        ["U1", "Ana", "Čebela", "2. cikel"],
        ["U3", "Drago", "Dež", "1. cikel"],
    ]
    report = await bring(database, tmp_path, right(Cikli=cycles, Udeleženci=people))
    assert (report.faults, report.counts["Udeleženci"].added) == ((), 2)
    async with database.reading() as tx:
        ana = (await people_by_code(tx))["U1"]
        assert [each.from_on for each in await enrolments_of(tx, ana.id)] == [date(2027, 3, 1), date(2026, 9, 1)]


async def test_two_programmes_may_have_cycles_of_one_name(database: Database, tmp_path: Path) -> None:
    program = [["izvajalec", "program"], ["ICRA", "Jug"], ["ICRA", "Sever"]]
    cycles = [["program", "cikel", "od", "do"], *[[name, "A", "1.9.2026", "28.2.2027"] for name in ("Jug", "Sever")]]
    people = [["oznaka", "ime", "priimek", "cikel"], ["U1", "Ana", "Čebela", "Sever / A"], ["U2", "Ben", "Cvet", "A"]]
    sheets = {"Program": program, "Cikli": cycles, "Udeleženci": people}
    report = await bring(database, tmp_path, sheets)
    assert [str(each) for each in report.faults] == [
        "List Udeleženci, vrstica 3, stolpec cikel: cikel A je v dveh programih; napišite program / A."
    ]
    assert (await bring(database, tmp_path, {**sheets, "Udeleženci": people[:2]})).faults == ()


async def test_a_cycle_may_not_overlap_one_that_is_there(database: Database, tmp_path: Path) -> None:
    await bring(database, tmp_path, RIGHT)
    cycles = [["cikel", "od", "do"], ["2. cikel", "1.2.2027", "31.8.2027"]]
    report = await bring(database, tmp_path, {"Program": RIGHT["Program"], "Cikli": cycles})
    assert [str(each) for each in report.faults] == [
        "List Cikli, vrstica 2, stolpec od: cikel se prekriva s ciklom 1. cikel, ki traja do 28. 2. 2027."
    ]


async def test_ladders_checkins_presence_and_outcomes_come_in(database: Database, tmp_path: Path) -> None:
    more = {
        "Opomniki": [
            ["vrsta", "kdaj", "vpraša"],
            ["delavnica", "3 dni prej 10:00", "ne"],
            ["delavnica", "2 h prej", "da"],
        ],
        "Pozdrav": [["cikel", "ura", "dnevi"], ["1. cikel", time(17, 30), "pon, sre"]],
        "Prisotnost": [
            ["dejavnost", "udeleženec", "prisotnost", "ure", "opravičeno", "razlog"],
            ["D1", "U1", "prisotna", 2.5, "", ""],
            ["D3-2026-10-20", "U2", "opravičena odsotnost", "", "da", "bolezen"],
        ],
        "Izidi": [["udeleženec", "izid", "datum", "kje"], ["U3", "zaposlitev", "1.3.2027", "Podjetje"]],
    }
    report = await bring(database, tmp_path, right(**more))
    assert report.faults == ()
    assert {name: report.counts[name].added for name in more} == {
        "Opomniki": 1,
        "Pozdrav": 1,
        "Prisotnost": 2,
        "Izidi": 1,
    }
    async with database.reading() as tx:
        programme = (await list_programmes(tx))[0]
        steps = await steps_of(tx, programme.id, ActivityKind.WORKSHOP)
        assert [(each.key, each.asks, each.tells) for each in steps] == [
            ("3d1000", False, "notice"),
            ("120m", True, "reminder"),
        ]
        plan = (await list_plans(tx, EVERYTHING))[0]
        assert (plan.at_local, plan.weekdays) == (time(17, 30), frozenset({0, 2}))
        ana = next(
            each for each in await expected(tx, (await all_activities(tx))["D1"].id) if each.name == "Ana Čebela"
        )
        assert (ana.presence, ana.hours, ana.answer) == (Presence.CAME, Decimal("2.50"), Answer.NONE)
        assert [each.place for each in await list_outcomes(tx, EVERYTHING)] == ["Podjetje"]
    assert (await bring(database, tmp_path, right(**more))).changes == 0


async def test_presence_of_a_repeated_activity_needs_its_date(sqlite_database: Database, tmp_path: Path) -> None:
    rows = [["dejavnost", "udeleženec", "prisotnost"], ["D3", "U1", "da"], ["D7", "U1", "da"]]
    report = await bring(sqlite_database, tmp_path, right(Prisotnost=rows))
    assert [str(each) for each in report.faults] == [
        "List Prisotnost, vrstica 2, stolpec dejavnost: dejavnosti D3 ni; "
        "ponavlja se, zato dopišite datum, na primer D3-2026-10-20.",
        "List Prisotnost, vrstica 3, stolpec dejavnost: dejavnosti D7 ni na listu Dejavnosti.",
    ]


async def test_a_provider_cannot_bring_in_the_workbook_of_another(database: Database, tmp_path: Path) -> None:
    await bring(database, tmp_path, RIGHT)
    async with database.reading() as tx:
        lumia = (await list_providers(tx))[0].id
    foreign = right(Program=[["izvajalec", "program"], ["ICRA", "Tuji"]])
    report = await bring(database, tmp_path, foreign, only_provider_id=lumia)
    assert "zvezek je od izvajalca ICRA, uvozite pa lahko le svojega" in str(report.faults[0])
    assert (await bring(database, tmp_path, RIGHT, only_provider_id=lumia)).changes == 0
    taken = await bring(database, tmp_path, foreign)
    assert [str(each) for each in taken.faults] == [
        "List Osebje, vrstica 2, stolpec e-pošta: naslova eva@example.org ni mogoče uporabiti; vpišite drugega."
    ]


async def test_two_providers_may_use_the_same_codes(database: Database, tmp_path: Path) -> None:
    await bring(database, tmp_path, RIGHT)
    foreign = with_cell("Udeleženci", 3, "mentor", "Eva Primer")
    foreign["Program"] = [["izvajalec", "program"], ["ICRA", "Tuji"]]
    foreign["Osebje"] = [["ime", "e-pošta", "vloga"], ["Eva Primer", "druga.eva@example.org", "mentor"]]
    assert (await bring(database, tmp_path, foreign)).faults == ()
    async with database.reading() as tx:
        providers = await list_providers(tx)
        assert [len(await list_people(tx, Scope(each.id))) for each in providers] == [3, 3]
        assert [len(await list_cycles(tx, Scope(each.id))) for each in providers] == [1, 1]


async def test_who_is_in_the_database_may_be_named_without_a_row(database: Database, tmp_path: Path) -> None:
    await bring(database, tmp_path, RIGHT)
    async with database.transaction() as tx:
        provider = (await list_providers(tx))[0]
        await add_person(tx, NewPerson(provider.id, "U9", "Vida", "Vrana"), now=NOW)
    later = {"Program": RIGHT["Program"], "Dejavnosti": [RIGHT["Dejavnosti"][0], [*RIGHT["Dejavnosti"][2][:-1], "U9"]]}
    report = await bring(database, tmp_path, later)
    assert report.faults == ()
    async with database.reading() as tx:
        assert [each.name for each in await expected(tx, (await all_activities(tx))["D2"].id)] == ["Vida Vrana"]


async def test_many_rows_come_in_within_seconds(sqlite_database: Database, tmp_path: Path) -> None:
    rows = [[f"U{n}", f"Ime{n}", f"Priimek{n}", f"040 {n:06}", "1. cikel", ""] for n in range(100, 2100)]
    people = [RIGHT["Udeleženci"][0], *RIGHT["Udeleženci"][1:], *rows]
    report = await bring(sqlite_database, tmp_path, right(Udeleženci=people))
    assert report.counts["Udeleženci"].added == 2003
    assert (await bring(sqlite_database, tmp_path, right(Udeleženci=people))).changes == 0
