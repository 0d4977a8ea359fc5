"""The empty template: what it offers can be read again, and its examples are not imported."""

import zipfile
from pathlib import Path

from python_calamine import CalamineWorkbook

from records.workbook import Faults, read_workbook, write_template
from records.workbook.sheets import SHEETS


def test_the_template_has_every_sheet_with_the_exact_headings(tmp_path: Path) -> None:
    write_template(tmp_path / "predloga.xlsx")
    with CalamineWorkbook.from_path(tmp_path / "predloga.xlsx") as book:
        assert book.sheet_names == ["Navodila", *[sheet.name for sheet in SHEETS]]
        for sheet in SHEETS:
            headings = book.get_sheet_by_name(sheet.name).to_python()[0]
            assert headings == [column.heading for column in sheet.columns]


def test_the_examples_in_the_template_are_not_imported(tmp_path: Path) -> None:
    write_template(tmp_path / "predloga.xlsx")
    found = read_workbook(tmp_path / "predloga.xlsx")
    assert not isinstance(found, Faults)
    assert all(rows == () for rows in found.sheets.values())
    assert [str(each) for each in found.faults] == [
        "List Program: list je prazen; brez njega ne vemo, čigav je program."
    ]


def test_the_template_offers_choices(tmp_path: Path) -> None:
    write_template(tmp_path / "predloga.xlsx")
    with zipfile.ZipFile(tmp_path / "predloga.xlsx") as archive:
        pages = "".join(archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name)
    for choice in ("preventivna delavnica", "koordinator", "da,ne", "'Kraji'!$A$2:$A$2000"):
        assert choice in pages


def test_the_same_template_is_the_same_file(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_template(tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
