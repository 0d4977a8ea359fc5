"""Writes the list of files in docs/map.md from the first sentence of each file's docstring.

`python tools/map.py` renews the part between the two marks; a house test holds that it is current.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "map.md"
ROOMS = ("programme", "language", "records", "bot", "scheduler", "staff", "stik", "migrations")
BEGIN, END = "<!-- files: made by tools/map.py -->\n", "<!-- end of files -->\n"


def files(room: str) -> list[Path]:
    """The Python files of a room, folder by folder, each package's own file first."""
    found = (path for path in (ROOT / room).rglob("*.py") if "__pycache__" not in path.parts)
    return sorted(found, key=lambda path: (path.parent.as_posix(), path.name != "__init__.py", path.name))


def sentence(path: Path) -> str:
    """The first sentence of the file's docstring on one line."""
    said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    first = " ".join(said.split("\n\n")[0].split())
    return re.split(r"(?<=[.!?])\s+(?=[A-Z`])", first)[0].rstrip(":.").replace("|", "\\|") + "."


def section(room: str) -> str:
    """One room: its own sentence, then a line for each file."""
    lines = [f"### {room}/", ""]
    for path in files(room):
        name = path.relative_to(ROOT).as_posix()
        lines.append(f"- `{name.removesuffix('__init__.py')}` {sentence(path)}")
    return "\n".join(lines) + "\n\n"


def page(text: str) -> str:
    """The page with the list of files as it is now. Raises ValueError when the marks are gone."""
    head, _, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not end:
        raise ValueError(f"docs/map.md has lost its marks; put these two lines back: {BEGIN}{END}")
    return head + BEGIN + "\n" + "".join(section(room) for room in ROOMS) + END + tail


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
