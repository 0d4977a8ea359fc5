"""The commands as their users run them: real processes, exit codes, one plain sentence when something is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "brezice.xlsx"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that holds the Brežice programme."""
    folder = tmp_path_factory.mktemp("furnished")
    done = stik(folder, "import", str(EXAMPLE))
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def stik(folder: Path, *words: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs a command in a folder of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STIK_")}
    return subprocess.run(
        [sys.executable, "-m", "stik", *words],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT), **settings},
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_every_command_has_help(tmp_path: Path) -> None:
    listed = stik(tmp_path, "--help").stdout
    for command in ("demo", "run", "migrate", "check", "import", "template", "staff", "token", "forecast", "read"):
        assert command in listed
        done = stik(tmp_path, command, "--help")
        assert (done.returncode, done.stderr) == (0, "")


def test_wrong_usage_is_exit_2(tmp_path: Path) -> None:
    assert stik(tmp_path, "fly").returncode == 2
    assert stik(tmp_path, "import").returncode == 2


def test_a_second_import_changes_nothing(furnished: Path) -> None:
    done = stik(furnished, "import", str(EXAMPLE), "--json")
    counts = json.loads(done.stdout)["counts"]
    assert counts
    assert {count["added"] + count["changed"] for count in counts.values()} == {0}


def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "letter.xlsx").write_text("Dragi Stik")
    done = stik(tmp_path, "import", "letter.xlsx")
    assert done.returncode == 1
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    done = stik(tmp_path, "import", "nowhere.xlsx")
    assert done.returncode == 1
    assert "nowhere.xlsx" in done.stderr


def test_the_template_is_written_once(tmp_path: Path) -> None:
    assert stik(tmp_path, "template", "empty.xlsx").returncode == 0
    again = stik(tmp_path, "template", "empty.xlsx")
    assert again.returncode == 1
    assert "already" in again.stderr


def test_staff_get_a_link_once_and_lose_it_when_closed(furnished: Path) -> None:
    who = ["mira@lumia.example", "--name", "Mira Primer", "--role", "coordinator"]
    added = stik(furnished, "staff", "add", *who, STIK_PUBLIC_URL="https://stik.example.si")
    assert added.stdout.startswith("https://stik.example.si/enter/")
    assert stik(furnished, "staff", "close", "mira@lumia.example").returncode == 0
    assert stik(furnished, "staff", "close", "nobody@lumia.example").returncode == 1


def test_a_token_is_printed_once_and_can_be_ended(furnished: Path) -> None:
    made = stik(furnished, "token", "add", "report", "--read-only")
    assert made.stdout.startswith("stik_")
    assert stik(furnished, "token", "end", "report").stdout == "Tokens ended: 1.\n"
    assert stik(furnished, "token", "end", "unknown").returncode == 1


def test_an_unknown_provider_is_answered_with_the_names_there_are(furnished: Path) -> None:
    done = stik(furnished, "token", "add", "x", "--provider", "Nobody")
    assert done.returncode == 1
    assert "Lumia" in done.stderr


def test_nobody_who_has_not_agreed_is_in_the_forecast(furnished: Path) -> None:
    done = stik(furnished, "forecast", "--from", "2026-12-01", "--to", "2026-12-10", "--json")
    assert json.loads(done.stdout) == []


def test_check_tells_a_line_each_and_hides_secrets(furnished: Path) -> None:
    done = stik(furnished, "check", "--json", STIK_SECRET_KEY="")
    lines = {line["name"]: line for line in json.loads(done.stdout)}
    assert {"settings", "schema", "database", "clock", "telegram", "sms", "public_url"} <= lines.keys()
    assert lines["schema"]["is_well"]
    assert lines["database"]["is_well"]


def test_check_names_a_telegram_that_cannot_be_reached(furnished: Path) -> None:
    unreachable = {
        "STIK_TELEGRAM_TOKEN": "123456:a-token-of-the-tests",
        "STIK_TELEGRAM_API_URL": "http://127.0.0.1:9/bot",
    }
    done = stik(furnished, "check", **unreachable)
    assert done.returncode == 1
    assert "FAULT telegram" in done.stdout
    assert "a-token-of-the-tests" not in done.stdout + done.stderr


def test_no_database_server_is_one_plain_sentence(tmp_path: Path) -> None:
    settings = {"STIK_DATABASE_URL": "postgresql://127.0.0.1:9/stik", "STIK_SECRET_KEY": "x" * 32}
    done = stik(tmp_path, "migrate", **settings)
    assert done.returncode == 1
    assert done.stderr == "The database does not answer; check STIK_DATABASE_URL and that the server runs.\n"


def test_another_key_than_the_databases_is_one_plain_sentence(furnished: Path) -> None:
    done = stik(furnished, "forecast", STIK_SECRET_KEY="another key than this database has")
    assert done.returncode in (0, 1)
    export = stik(furnished, "export", "out", STIK_SECRET_KEY="another key than this database has")
    assert export.returncode == 1
    assert "SECRET_KEY" in export.stderr
    assert "Traceback" not in export.stderr


def test_read_streams_one_answer_a_line(tmp_path: Path) -> None:
    typed = '{"id": "1", "text": "na pridem", "context": "reminder"}\n{"id": "2", "text": "4", "context": "checkin"}\n'
    lines = [json.loads(line) for line in stik(tmp_path, "read", typed=typed).stdout.splitlines()]
    assert [(line["id"], line["intent"]) for line in lines] == [("1", "decline"), ("2", "checkin_score")]
    assert lines[1]["slots"] == {"score": 4}
