"""The command check: a warning is said with its mend and is no failure."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def stik(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of Stik in an empty folder, without settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STIK_")}
    return subprocess.run(
        [sys.executable, "-m", "stik", *words],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_unchecked_help_lines_are_a_warning_with_a_mend_and_no_failure(tmp_path: Path) -> None:
    stik(tmp_path, "migrate")
    done = stik(tmp_path, "check")
    assert done.returncode == 0, done.stdout + done.stderr
    [at] = [at for at, line in enumerate(done.stdout.splitlines()) if line.startswith("WARN  help lines: 6 lines")]
    assert done.stdout.splitlines()[at + 1].startswith("      → ")
    [line] = [each for each in json.loads(stik(tmp_path, "check", "--json").stdout) if each["name"] == "help lines"]
    assert (line["is_well"], line["warns"]) == (True, True)
