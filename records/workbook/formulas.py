"""Finding formulas that were never computed: a spreadsheet made by a program has them, and they would read as empty."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import iterparse

_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class UncomputedFormula:
    """Stands in a cell whose formula has no stored value."""


UNCOMPUTED = UncomputedFormula()


def uncomputed(path: Path) -> dict[str, dict[tuple[int, int], UncomputedFormula]]:
    """By sheet, the cells (row and column from 0) with a formula and no stored value; only xlsx tells."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return {}
        return {name: holes for name, part in _parts(archive) if (holes := _holes(archive, part))}


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    related = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace") if _has_rels(archive) else ""
    targets = {}
    for tag in re.findall(r"<Relationship\b[^>]*>", related):
        named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        targets[named.get("Id", "")] = named.get("Target", "").removeprefix("/xl/")
    for _, element in iterparse(io.BytesIO(archive.read("xl/workbook.xml"))):
        if element.tag.endswith("}sheet"):
            ref = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            if f"xl/{targets.get(ref)}" in archive.namelist():
                yield element.attrib.get("name", ""), f"xl/{targets[ref]}"


def _has_rels(archive: zipfile.ZipFile) -> bool:
    return "xl/_rels/workbook.xml.rels" in archive.namelist()


def _holes(archive: zipfile.ZipFile, part: str) -> dict[tuple[int, int], UncomputedFormula]:
    raw = archive.read(part)
    if b"<f" not in raw:
        return {}
    holes = {}
    for _, element in iterparse(io.BytesIO(raw)):
        if element.tag != f"{_NAMESPACE}c":
            continue
        formula, value = element.find(f"{_NAMESPACE}f"), element.find(f"{_NAMESPACE}v")
        if formula is not None and (value is None or not value.text):
            holes[_position(element.attrib.get("r", "A1"))] = UNCOMPUTED
    return holes


def _position(ref: str) -> tuple[int, int]:
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", ref).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1
