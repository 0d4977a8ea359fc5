"""Files of others are those that their makers published."""

import hashlib
import re
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[2] / "staff" / "static" / "vendor"


def test_vendored_files_have_the_sums_that_are_written_down() -> None:
    """And each file is written down, with a licence beside it."""
    listed = dict(re.findall(r"^\| (\S+\.js) \|.*\| ([0-9a-f]{64}) \|$", (VENDOR / "README.md").read_text(), re.M))
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}
    assert found == listed
    assert (VENDOR / "htmx.LICENSE.txt").is_file()
