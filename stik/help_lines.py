"""The numbers to call in need: the file of the operator, or the one that comes with Stik, judged and put in force."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from language.files import PACKAGED_HELP_LINES, use_help_lines

GOOD_FOR = timedelta(days=365)
_NUMBER = re.compile(r"\+?\d[\d ]{1,18}")


class HelpLinesFault(ValueError):
    """The file cannot be used; the message names the file and every fault in it."""


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One number, and the day on which somebody of the team last called it; None if nobody has."""

    number: str
    checked_on: date | None

    def is_old(self, today_on: date) -> bool:
        """True when it was checked, but more than a year ago."""
        return self.checked_on is not None and today_on - self.checked_on > GOOD_FOR


def read_help_lines(path: str) -> dict[str, HelpLine]:
    """The lines of a file by name; without a path those of the package. Raises HelpLinesFault with every fault."""
    table = _table(path) if path else _packaged()
    known = _packaged()
    faults = [f"[{name}] is missing" for name in known if name not in table]
    faults += [f"[{name}] is not a line of Stik" for name in table if name not in known]
    faults += [fault for name, line in table.items() if name in known for fault in _faults_of(name, line)]
    if faults:
        raise HelpLinesFault(f"{path}: {'; '.join(faults)}")
    return {name: HelpLine(str(line["number"]), _day(line)) for name, line in table.items()}


def put_in_force(path: str) -> None:
    """From now on the texts of this process say these numbers; without a path those of the package."""
    use_help_lines({name: line.number for name, line in read_help_lines(path).items()})


def _packaged() -> dict[str, Any]:
    return tomllib.loads(files("language").joinpath(PACKAGED_HELP_LINES).read_text("utf-8"))


def _table(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise HelpLinesFault(f"{path} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise HelpLinesFault(f"{path} is no TOML: {error}") from error


def _faults_of(name: str, line: Any) -> list[str]:
    given = line if isinstance(line, dict) else {}
    faults = []
    if not _NUMBER.fullmatch(str(given.get("number", ""))):
        faults.append(f'[{name}] needs a number, such as "116 123"')
    try:
        _day(given)
    except ValueError:
        faults.append(f'[{name}] checked_on is a day, such as "2026-11-20", or empty')
    return faults


def _day(line: dict[str, Any]) -> date | None:
    said = str(line.get("checked_on", ""))
    return date.fromisoformat(said) if said else None
