"""An export is whole, readable by people, without secrets and without anybody else's people."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, select

from records.database import Database
from records.export import BOOK, SHEETS, Asked, ExportFault, export, provider_ids
from records.export_writers import CsvFile, csv_cell
from records.journal import latest
from records.tables import accounts, messages, one_time_links, participants, providers, tasks, tokens
from tests.cast import ANA_CHAT, BEN_PHONE, CVETKA_PHONE, Cast
from tests.records.stories import STRANGER, WORDS, Given

ASKED = Asked("Europe/Ljubljana")


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """One csv of an export, by heading."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def everything_in(folder: Path) -> str:
    """Every text of an export, from the csv files and the xlsx."""
    book = CalamineWorkbook.from_path(folder / BOOK)
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    return "\n".join([path.read_text("utf-8-sig") for path in folder.glob("*.csv")] + cells)


async def test_people_stand_there_with_names_and_phones(
    database: Database, given: Given, tmp_path: Path, now: datetime
) -> None:
    counts = await export(database, tmp_path / "izvoz", asked=ASKED, now=now)
    people = {row["ime"]: row for row in table(tmp_path / "izvoz", "participants")}
    assert counts["participants"] == 4
    assert people["Ana"]["Telegram"] == ANA_CHAT and people["Ana"]["izvajalec"] == "Lumia"
    assert people["Ben"]["telefon"] == f"'{BEN_PHONE}"
    assert (people["Cvetka"]["telefon"], people["Cvetka"]["stanje"]) == (f"'{CVETKA_PHONE}", "odjavljen/-a")
    assert people["Drago"]["telefon"] == ""


async def test_attendance_has_hours_and_allowance(
    database: Database, given: Given, tmp_path: Path, now: datetime
) -> None:
    await export(database, tmp_path / "izvoz", asked=ASKED, now=now)
    ana = next(row for row in table(tmp_path / "izvoz", "attendances") if row["ime"] == "Ana")
    assert (ana["odgovor"], ana["prisotnost"], ana["opravičeno"]) == ("pride", "prisotnost", "da")
    assert (ana["ure"], ana["nadomestilo EUR"], ana["opomba"]) == ("2,50", "2,50", WORDS[3])
    assert ana["začetek"] == "2026-09-15 09:00"
    ben = next(row for row in table(tmp_path / "izvoz", "attendances") if row["ime"] == "Ben")
    assert (ben["ure"], ben["nadomestilo EUR"], ben["prisotnost"]) == ("", "", "")


async def test_words_and_local_times_stand_there(
    database: Database, given: Given, tmp_path: Path, now: datetime
) -> None:
    folder = tmp_path / "izvoz"
    await export(database, folder, asked=ASKED, now=now)
    (reply,) = table(folder, "replies")
    assert (reply["besedilo"], reply["prejeto"]) == (WORDS[1], "2026-09-14 09:00")
    assert table(folder, "messages")[0]["besedilo"] == WORDS[0]
    assert table(folder, "checkins")[0]["opomba"] == WORDS[2]
    assert table(folder, "tasks")[0]["zakaj"] == WORDS[2]
    assert table(folder, "outcomes")[0]["izid"] == "zaposlitev"
    assert table(folder, "activities")[0]["vrsta"] == "delavnica"
    ana = next(row for row in table(folder, "enrolments") if row["ime"] == "Ana")
    assert (ana["občina"], ana["leto rojstva"], ana["DSP"]) == ("Brestanica", "1999", "da")
    assert {row["namen"] for row in table(folder, "consents")} == {"sporočila", "dnevni pozdravi"}


async def test_the_book_has_the_same_tables(database: Database, given: Given, tmp_path: Path, now: datetime) -> None:
    folder = tmp_path / "izvoz"
    counts = await export(database, folder, asked=ASKED, now=now)
    book = CalamineWorkbook.from_path(folder / BOOK)
    assert book.sheet_names == [sheet.title for sheet in SHEETS]
    for sheet in SHEETS:
        rows = book.get_sheet_by_name(sheet.title).to_python()
        assert rows[0] == sheet.headings
        assert len(rows) - 1 == counts[sheet.name] == len(table(folder, sheet.name))
    assert book.get_sheet_by_name("Prisotnost").to_python()[1][7] == datetime(2026, 9, 15, 9, 0)


async def test_no_secret_is_in_it(database: Database, cast: Cast, given: Given, tmp_path: Path, now: datetime) -> None:
    async with database.transaction() as tx:
        await tx.execute(accounts.update().values(password_hash="$argon2id$v=19$secret"))
        link = f"Odgovorite na https://stik.example/o/abc1defghjkm ali t.me/stik_bot?start={given.link}"
        await tx.execute(messages.update().where(messages.c.occasion == "o:1").values(text=link))
        digests = [(await tx.execute(select(each.c.digest))).scalars().all() for each in (tokens, one_time_links)]
    await export(database, tmp_path / "izvoz", asked=ASKED, now=now)
    shown = everything_in(tmp_path / "izvoz")
    assert "https://stik.example/o/…" in shown
    secrets = ("argon2", "abc1defghjkm", given.link, given.token, "gAAAAA", *digests[0], *digests[1])
    assert [secret for secret in secrets if secret in shown] == []
    assert not {"digest", "password_hash", "form_token"} & {name for sheet in SHEETS for name in sheet.headings}


async def test_another_providers_people_are_not_in_it(
    database: Database, cast: Cast, given: Given, tmp_path: Path, now: datetime
) -> None:
    async with database.transaction() as tx:
        other = {"name": "Posočje", "sender": "Posočje", "created_at": now}
        other_id = (await tx.execute(insert(providers).values(**other).returning(providers.c.id))).scalar_one()
        row = {"provider_id": other_id, "code": "Z9", "first_name": "Zala", "last_name": "Drugje", "created_at": now}
        zala = (await tx.execute(insert(participants).values(**row).returning(participants.c.id))).scalar_one()
        task = {"provider_id": other_id, "kind": "question", "occasion": "z", "why": "drugo", "due_at": now}
        await tx.execute(insert(tasks).values(**task, participant_id=zala, created_at=now))
        said = {"kind": "reminder", "importance": 2, "channel": "sms", "due_at": now, "useful_until": now}
        said["created_at"] = now
        await tx.execute(insert(messages).values(**said, occasion="t", to_value=STRANGER, text="Sporočilo tujcu"))
        await tx.execute(insert(messages).values(**said, occasion="z", participant_id=zala, text="Sporočilo Zali"))
    ours = await export(database, tmp_path / "ours", asked=Asked("Europe/Ljubljana", cast.provider), now=now)
    theirs = await export(database, tmp_path / "theirs", asked=Asked("Europe/Ljubljana", other_id), now=now)
    shown = everything_in(tmp_path / "ours")
    assert "Zala" not in shown and "Posočje" not in shown and "tujcu" not in shown and "drugo" not in shown
    shown = everything_in(tmp_path / "theirs")
    assert "Ana" not in shown and "Lumia" not in shown and "tujcu" not in shown and "Zala" in shown
    assert (ours["participants"], theirs["participants"], theirs["activities"]) == (4, 1, 0)
    assert theirs["journal"] == 0
    assert await provider_ids(database) == {"Lumia": cast.provider, "Posočje": other_id}


async def test_an_export_is_a_line_in_the_journal(
    database: Database, cast: Cast, given: Given, tmp_path: Path, now: datetime
) -> None:
    await export(database, tmp_path / "izvoz", asked=Asked("Europe/Ljubljana", cast.provider), now=now)
    async with database.reading() as tx:
        (_, entry), *_ = await latest(tx)
    assert (entry.verb, entry.provider_id, entry.details["participants"]) == ("export", cast.provider, 4)


async def test_a_folder_that_holds_something_is_refused(database: Database, tmp_path: Path, now: datetime) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ExportFault, match="is not an empty folder"):
        await export(database, tmp_path, asked=ASKED, now=now)
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith("stik")] == ["mine.txt"]


async def test_an_empty_folder_is_filled_and_open_to_its_owner_only(
    database: Database, cast: Cast, tmp_path: Path, now: datetime
) -> None:
    (tmp_path / "izvoz").mkdir()
    await export(database, tmp_path / "izvoz", asked=ASKED, now=now)
    assert (tmp_path / "izvoz").stat().st_mode & 0o077 == 0
    assert len(list((tmp_path / "izvoz").iterdir())) == len(SHEETS) + 1


async def test_what_people_wrote_is_no_formula(database: Database, cast: Cast, tmp_path: Path, now: datetime) -> None:
    async with database.transaction() as tx:
        row = {"provider_id": cast.provider, "code": "@SUM(1)", "last_name": "+1", "created_at": now}
        await tx.execute(insert(participants).values(**row, first_name='=HYPERLINK("http://x","y")'))
    await export(database, tmp_path / "izvoz", asked=ASKED, now=now)
    last = table(tmp_path / "izvoz", "participants")[-1]
    assert (last["oznaka"], last["ime"], last["priimek"]) == ("'@SUM(1)", '\'=HYPERLINK("http://x","y")', "'+1")
    rows = CalamineWorkbook.from_path(tmp_path / "izvoz" / BOOK).get_sheet_by_name("Udeleženci").to_python()
    assert rows[-1][1:4] == ["@SUM(1)", '=HYPERLINK("http://x","y")', "+1"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\r=1", "  =1", "\n-1"])
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert csv_cell(text) == f"'{text}"


@pytest.mark.parametrize(("value", "text"), [(None, ""), (3, "3"), ("a=1", "a=1"), ("Žiga", "Žiga")])
def test_other_cells_stay_as_they_are(value: Any, text: str) -> None:
    assert csv_cell(value) == text


def test_a_csv_begins_with_the_mark_that_excel_looks_for(tmp_path: Path) -> None:
    file = CsvFile(tmp_path / "a.csv", ["ime", "kraj"])
    file.write([["Ana", "Brežice"]])
    file.close()
    assert (tmp_path / "a.csv").read_bytes() == "\ufeffime;kraj\r\nAna;Brežice\r\n".encode()
