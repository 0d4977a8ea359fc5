"""Makes brezice.xlsx and posocje.xlsx: two real programmes, shifted to the years from 2026 on, with invented people.

Run `python examples/make_examples.py`; the same call gives the same bytes. `--around 2027-05-12` lays everything by
whole weeks so that this day falls into the eighth week of the first cycle.
"""

import argparse
import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from brezice import BREZICE_ABOUT, brezice  # noqa: E402 - the checkout has to be on the path first
from parts import Calendar  # noqa: E402
from posocje import POSOCJE_ABOUT, posocje  # noqa: E402

from records.workbook import write_workbook  # noqa: E402

EIGHTH_WEEK = date(2026, 10, 21)


def main() -> None:
    """Writes both files beside this script, or into the folder named."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--around", type=date.fromisoformat, help="a day that falls into the eighth week")
    options.add_argument("--into", type=Path, default=HERE, help="the folder to write into")
    chosen = options.parse_args()
    weeks = round((chosen.around - EIGHTH_WEEK).days / 7) if chosen.around else 0
    calendar = Calendar(weeks)
    write_workbook(chosen.into / "brezice.xlsx", brezice(calendar), about=BREZICE_ABOUT)
    write_workbook(chosen.into / "posocje.xlsx", posocje(calendar), about=POSOCJE_ABOUT)


if __name__ == "__main__":
    main()
