"""Reading a workbook: what people write is understood, and what is wrong is named with its place."""

import zipfile
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from programme.kinds import ActivityKind
from records.workbook import Faults, read_workbook
from tests.records.workbook.books import RIGHT, read, right, with_cell, write


def said(path: Path, sheets: dict[str, Any]) -> list[str]:
    return [str(fault) for fault in read(path, sheets).faults]


def test_the_right_workbook_has_no_faults(tmp_path: Path) -> None:
    book = read(tmp_path, RIGHT)
    assert book.faults == ()
    assert book.notes == ("Teh listov v zvezku ni, zato se tam nič ne spremeni: Opomniki, Pozdrav, Prisotnost, Izidi.",)
    assert [row["phone"] for row in book.rows("Udeleženci")] == ["+38640111222", "+38640123456", None]
    first, second, third = book.rows("Dejavnosti")
    assert (first["on"], first["starts"], first["ends"]) == (date(2026, 9, 15), time(9), time(12))
    assert (second["kind"], second["starts"], second["people"]) == (ActivityKind.APPOINTMENT, time(13), ("U1", "U3"))
    assert (third["ends"], third["dates"]) == (
        time(12, 30),
        (date(2026, 10, 20), date(2026, 10, 27), date(2026, 11, 3)),
    )


def test_headings_count_in_any_order_and_spelling(tmp_path: Path) -> None:
    people = [["PRIIMEK", "Ime ", "cikel", "OZNAKA", "Leto  Rojstva"], ["Čebela", "Ana", "1. cikel", "U1", 1985.0]]
    book = read(tmp_path, {"UDELEZENCI": people, "program": RIGHT["Program"], "cikli": RIGHT["Cikli"]})
    row = book.rows("Udeleženci")[0]
    assert (row["last_name"], row["code"], row["birth_year"]) == ("Čebela", "U1", 1985)


def test_unknown_columns_and_sheets_are_noted(tmp_path: Path) -> None:
    places = [["kraj", "barva", "kraj"], ["ZPTM Brežice", "modra", "drugje"]]
    book = read(tmp_path, right(Kraji=places, Malica=[["kaj"], ["kruh"]]))
    assert book.faults == ()
    assert "List Kraji: stolpca barva ne poznamo, zato ga pustimo ob strani." in book.notes
    assert "List Kraji: stolpec kraj je dvakrat, velja prvi." in book.notes
    assert "Lista Malica ne poznamo, zato ga pustimo ob strani." in book.notes


CASES = [
    (
        ("Udeleženci", 3, "telefon", "040 12"),
        "List Udeleženci, vrstica 3, stolpec telefon: številka 040 12 je prekratka.",
    ),
    (("Udeleženci", 3, "telefon", "01 234 56 78"), "ni mobilna, zato nanjo ni mogoče poslati SMS."),
    (("Udeleženci", 3, "telefon", "112"), "na katero ni mogoče poslati SMS."),
    (("Udeleženci", 3, "ime", ""), "List Udeleženci, vrstica 3, stolpec ime: podatek manjka."),
    (("Udeleženci", 3, "DSP", "mogoče"), "stolpec DSP: »mogoče« ni da ali ne."),
    (("Udeleženci", 3, "leto rojstva", "85"), "leto rojstva 85 ne more biti pravo."),
    (("Udeleženci", 3, "jezik", "klingonščina"), "»klingonščina« ni med možnostmi: slovenščina"),
    (("Udeleženci", 3, "oznaka", "U1"), "vrstica 3, stolpec oznaka: oznako U1 ima v vrstici 2 nekdo drug."),
    (("Udeleženci", 3, "do", "1.1.2020"), None),
    (
        ("Cikli", 2, "do", "1.8.2026"),
        "vrstica 2, stolpec do: konec 1. 8. 2026 je pred začetkom 1. 9. 2026.",
    ),
    (("Cikli", 2, "od", "jeseni"), "stolpec od: »jeseni« ni datum; napišite ga na primer kot 3.6.2026."),
    (("Cikli", 2, "od", "1.9."), "»1.9.« ni datum"),
    (("Cikli", 2, "od", "31.2.2026"), "»31.2.2026« ni datum"),
    (("Cikli", 2, "od", date(1900, 1, 5)), "je predaleč; preverite leto."),
    (("Cikli", 2, "mest", "petnajst"), "»petnajst« ni celo število."),
    (("Osebje", 2, "e-pošta", "eva"), "stolpec e-pošta: »eva« ni e-poštni naslov."),
    (("Osebje", 2, "vloga", "šefica"), "»šefica« ni med možnostmi: koordinator, mentor, partner."),
    (("Dejavnosti", 2, "od", "ob devetih"), "»ob devetih« ni ura; napišite jo na primer kot 9.00 ali 9:00."),
    (("Dejavnosti", 2, "od", 25), "ni ura"),
    (("Dejavnosti", 2, "do", "8.00"), "stolpec do: konec ob 8.00 ni po začetku ob 9.00."),
    (("Dejavnosti", 2, "vrsta", "izlet"), "Vrste dejavnosti »izlet« ne poznamo."),
    (("Dejavnosti", 3, "oznaka", "D1"), "vrstica 3, stolpec oznaka: isto je že v vrstici 2."),
    (("Dejavnosti", 4, "ponavljanje", "vsak torek"), "stolpec ponavljanje: Ponavljanju »vsak torek« manjka konec."),
    (("Dejavnosti", 4, "naslov", "#REF!"), "v celici je napaka preglednice #REF!."),
    (("Dejavnosti", 4, "naslov", "a" * 201), "besedilo ima 201 znakov, največ jih je lahko 200."),
]


@pytest.mark.parametrize(("cell", "expected"), CASES, ids=[f"{cell[0]} {cell[2]} {cell[3]!s:.12}" for cell, _ in CASES])
def test_a_wrong_cell_is_named_with_its_reason(
    tmp_path: Path, cell: tuple[str, int, str, Any], expected: str | None
) -> None:
    found = said(tmp_path, with_cell(*cell))
    if expected is None:
        assert found == []
    else:
        assert len(found) == 1 and expected in found[0], found


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    people = [["oznaka", "ime", "priimek", "telefon", "cikel"], ["U1", "", "", "12", "1. cikel"]]
    assert len(said(tmp_path, right(Udeleženci=people, Kraji=[["naslov"], ["nekje"]]))) == 4


def test_overlapping_cycles_of_one_programme_are_refused(tmp_path: Path) -> None:
    cycles = [
        ["program", "cikel", "od", "do"],
        ["Socialna aktivacija", "1. cikel", "1.9.2026", "28.2.2027"],
        ["Socialna aktivacija", "2. cikel", "28.2.2027", "31.8.2027"],
        ["Drugi program", "A", "1.9.2026", "28.2.2027"],
    ]
    assert said(tmp_path, right(Cikli=cycles)) == [
        "List Cikli, vrstica 3, stolpec od: cikel se prekriva s ciklom 1. cikel (vrstica 2)."
    ]


def test_two_providers_need_two_workbooks(tmp_path: Path) -> None:
    program = [["izvajalec", "program"], ["Lumia", "A"], ["ICRA", "B"]]
    assert "v enem zvezku je lahko le en izvajalec" in said(tmp_path, right(Program=program))[0]


def test_a_shared_phone_is_noted_and_not_refused(tmp_path: Path) -> None:
    book = read(tmp_path, with_cell("Udeleženci", 3, "telefon", "040 111 222"))
    assert book.faults == ()
    assert "List Udeleženci, vrstica 3: isto številko ima tudi U1 (vrstica 2)." in book.notes


def test_an_empty_and_a_missing_sheet_each_get_an_answer(tmp_path: Path) -> None:
    assert "Ti listi so prazni: Kraji." in read(tmp_path, right(Kraji=[["kraj"]])).notes
    assert "Ti listi so prazni: Kraji." in read(tmp_path, right(Kraji=[])).notes
    without = {name: rows for name, rows in RIGHT.items() if name != "Program"}
    assert said(tmp_path, without) == ["List Program: tega lista ni; brez njega ne vemo, čigav je program."]
    assert said(tmp_path, right(Program=[])) == ["List Program: list je prazen; brez njega ne vemo, čigav je program."]
    assert said(tmp_path, right(Cikli=[["cikel", "od"], ["A", "1.9.2026"]])) == [
        "List Cikli, stolpec do: tega stolpca ni, pa je nujen."
    ]


def test_a_formula_without_a_value_is_named(tmp_path: Path) -> None:
    path = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Program")
        page.write_row(0, 0, ["izvajalec", "program"])
        page.write_string(1, 0, "Lumia")
        page.write_formula(1, 1, '="Socialna " & "aktivacija"', None, "Socialna aktivacija")
        page.write_string(2, 0, "Lumia")
        page.write_formula(2, 1, "=B2", None, "")
    book_read = read_workbook(path)
    assert not isinstance(book_read, Faults)
    assert book_read.rows("Program")[0]["name"] == "Socialna aktivacija"
    assert [str(fault) for fault in book_read.faults] == [
        "List Program, vrstica 3, stolpec program: formula nima izračunane vrednosti; "
        "odprite datoteko v Excelu in jo shranite."
    ]


def test_rows_keep_their_number_below_blank_ones(tmp_path: Path) -> None:
    people: list[list[Any]] = [["oznaka", "ime", "priimek", "cikel"], [], [], ["U1", "", "Čebela", "1. cikel"]]
    assert said(tmp_path, right(Udeleženci=people)) == ["List Udeleženci, vrstica 4, stolpec ime: podatek manjka."]
    assert said(tmp_path, right(Udeleženci=[[], *people])) == [
        "List Udeleženci, vrstica 5, stolpec ime: podatek manjka."
    ]


@pytest.mark.parametrize(
    "name", ["besedilo.txt", "pokvarjen.xlsx", "prazen.xlsx", "drug.zip", "zaklenjen.xlsx", "ni.xlsx"]
)
def test_what_is_no_workbook_gets_one_plain_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    whole = write(tmp_path / "cel.xlsx", RIGHT).read_bytes()
    if name == "drug.zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "a")
    elif name != "ni.xlsx":
        contents = {
            "besedilo.txt": b"izvajalec;program\nLumia;A\n",
            "pokvarjen.xlsx": whole[: len(whole) // 2],
            "prazen.xlsx": b"",
            "zaklenjen.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048),
        }
        path.write_bytes(contents[name])
    found = read_workbook(path)
    assert isinstance(found, Faults) and len(found.faults) == 1
    wanted = {"zaklenjen.xlsx": "zaklenjena z geslom", "ni.xlsx": "Datoteke ni.xlsx ni"}.get(name, "ni Excelov zvezek")
    assert wanted in str(found) and name in str(found)


def test_a_workbook_of_something_else_is_refused(tmp_path: Path) -> None:
    found = read_workbook(write(tmp_path / "recepti.xlsx", {"Juhe": [["sestavine"], ["voda"]]}))
    assert isinstance(found, Faults) and "nobenega lista programa" in str(found)


def test_a_sheet_that_is_too_long_is_refused_with_the_limit(tmp_path: Path) -> None:
    rows = [["kraj"], *[[f"Kraj {number}"] for number in range(20_001)]]
    found = read_workbook(write(tmp_path / "velik.xlsx", right(Kraji=rows)))
    assert isinstance(found, Faults)
    assert str(found) == "List Kraji ima več kot 20.000 vrstic; razdelite ga na več datotek."


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), (",", "utf-8"), ("\t", "cp1250")])
def test_a_folder_of_csv_files_is_a_workbook_too(tmp_path: Path, delimiter: str, encoding: str) -> None:
    folder = tmp_path / "zvezek"
    folder.mkdir()
    for name in ("Program", "Kraji"):
        lines = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in RIGHT[name])
        (folder / f"{name}.csv").write_bytes(lines.encode(encoding))
    book = read_workbook(folder)
    assert not isinstance(book, Faults)
    assert book.faults == ()
    assert book.rows("Kraji")[0]["name"] == "ZPTM Brežice"
    assert book.rows("Program")[0]["municipalities"] == ("Brežice", "Krško")


def test_an_empty_folder_is_no_workbook(tmp_path: Path) -> None:
    assert "ni datotek csv" in str(read_workbook(tmp_path))
