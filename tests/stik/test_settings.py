"""Settings: every fault at once, unknown names refused, secrets never shown, a key made on the first start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stik.settings import SettingsFault, load, secret_of

ROOT = Path(__file__).resolve().parents[2]
SECRET = "1234567890abcdef-a-secret"


def check(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`stik migrate` in an empty folder with this environment."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STIK_")}
    return subprocess.run(
        [sys.executable, "-m", "stik", "migrate"],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_any_setting_stik_works_on_a_file_beside_it(tmp_path: Path) -> None:
    done = check(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "stik.sqlite3").exists()


def test_every_fault_is_named_at_once_and_the_start_is_refused(tmp_path: Path) -> None:
    done = check(tmp_path, STIK_QUIET_HOURS="always", STIK_MESSAGES_PER_DAY="many", STIK_TELEGRAMM_TOKEN="1:a")
    assert done.returncode == 1
    for name in ("STIK_QUIET_HOURS", "STIK_MESSAGES_PER_DAY", "STIK_TELEGRAMM_TOKEN is not a setting"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_name_in_the_env_file_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("STIK_POLL=3\n")
    done = check(tmp_path)
    assert done.returncode == 1
    assert "STIK_POLL is not a setting" in done.stderr


def test_a_secret_never_stands_in_a_fault(tmp_path: Path) -> None:
    done = check(tmp_path, STIK_TELEGRAM_MODE="webhook", STIK_TELEGRAM_TOKEN="1234:very-secret-token")
    assert done.returncode == 1
    assert "TELEGRAM_WEBHOOK_SECRET" in done.stderr
    assert "very-secret" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"database_url": "mysql://x"}, "STIK_DATABASE_URL"),
        ({"database_url": "postgresql://localhost/stik"}, "SECRET_KEY"),
        ({"public_url": "http://stik.example.si"}, "STIK_PUBLIC_URL"),
        ({"twilio_account_sid": "AC1"}, "TWILIO_AUTH_TOKEN"),
        ({"telegram_per_second": 0}, "STIK_TELEGRAM_PER_SECOND"),
        ({"quiet_hours": "25:00-08:00"}, "STIK_QUIET_HOURS"),
    ],
)
def test_each_wrong_setting_is_named(given: dict[str, object], named: str) -> None:
    with pytest.raises(SettingsFault, match=named):
        load(**given, _env_file=None)


def test_a_key_is_made_once_readable_only_by_its_owner(tmp_path: Path) -> None:
    settings = load(database_url=f"sqlite:///{tmp_path / 'deep' / 'stik.sqlite3'}", _env_file=None)
    made = secret_of(settings)
    assert made == secret_of(settings)
    assert len(made) == 64
    assert (tmp_path / "deep" / "stik.key").stat().st_mode & 0o777 == 0o600


def test_a_key_of_ones_own_comes_from_the_setting_or_its_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET + "\n")
    assert secret_of(load(secret_key_file=tmp_path / "key", _env_file=None)) == SECRET
    assert secret_of(load(secret_key=SECRET, _env_file=None)) == SECRET
