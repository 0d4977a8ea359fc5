"""The only reader of the environment. A wrong or unknown setting stops the start, with all faults named at once."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from programme.calendar import QuietHours
from stik.help_lines import read_help_lines

PREFIX = "STIK_"


class SettingsFault(Exception):
    """The settings are wrong; the message names every fault in a line of its own."""


def _quiet(text: str) -> str:
    QuietHours.parse(text)
    return text


def _address(text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql://")):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return text


def _help_lines(path: str) -> str:
    read_help_lines(path)
    return path


def _web(text: str) -> str:
    if text and not text.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise ValueError("must begin with https://")
    return text.rstrip("/")


class Settings(BaseSettings):
    """Every setting, with its unit, default and reason in docs/operating.md."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", hide_input_in_errors=True)

    database_url: Annotated[str, AfterValidator(_address)] = "sqlite:///stik.sqlite3"
    secret_key: SecretStr = SecretStr("")
    secret_key_file: Path | None = None
    public_url: Annotated[str, AfterValidator(_web)] = ""
    timezone: str = "Europe/Ljubljana"

    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org/bot"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: SecretStr = SecretStr("")
    telegram_per_second: float = Field(default=30, gt=0, le=1000)

    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_api_url: str = "https://api.twilio.com"
    sms_from: str = ""
    sms_two_way: bool = False
    sms_per_second: float = Field(default=10, gt=0, le=2000)
    sms_diacritics: Literal["keep", "strip"] = "strip"
    sms_part_price: float = Field(default=0.08, ge=0, le=10)

    quiet_hours: Annotated[str, AfterValidator(_quiet)] = "20:00-08:00"
    messages_per_day: int = Field(default=4, ge=1, le=50)
    broadcast_hold_seconds: int = Field(default=60, ge=0, le=3600)
    raw_kept_days: int = Field(default=30, ge=1, le=365)
    help_lines: Annotated[str, AfterValidator(_help_lines)] = ""

    trusted_proxies: str = "127.0.0.1"
    workers: int = Field(default=1, ge=1, le=16)
    poll_seconds: float = Field(default=1.0, ge=0.05, le=60)
    log_format: Literal["plain", "json"] = "plain"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _belong_together(self) -> "Settings":
        if self.telegram_mode == "webhook" and self.telegram_token.get_secret_value():
            if not self.telegram_webhook_secret.get_secret_value():
                raise ValueError("TELEGRAM_MODE=webhook needs TELEGRAM_WEBHOOK_SECRET")
            if not self.public_url:
                raise ValueError("TELEGRAM_MODE=webhook needs PUBLIC_URL")
        if self.twilio_account_sid and not (self.twilio_auth_token.get_secret_value() and self.sms_from):
            raise ValueError("TWILIO_ACCOUNT_SID needs TWILIO_AUTH_TOKEN and SMS_FROM")
        if self.database_url.startswith("postgresql") and not self.secret():
            raise ValueError(
                "SECRET_KEY or SECRET_KEY_FILE is needed with PostgreSQL; make one with: openssl rand -hex 32"
            )
        return self

    @property
    def quiet(self) -> QuietHours:
        """The quiet hours as a rule."""
        return QuietHours.parse(self.quiet_hours)

    def secret(self) -> str:
        """The secret key from the setting or its file; empty when neither is there."""
        if self.secret_key.get_secret_value():
            return self.secret_key.get_secret_value()
        if self.secret_key_file is not None and self.secret_key_file.exists():
            return self.secret_key_file.read_text("utf-8").strip()
        return ""


def load(**given: Any) -> Settings:
    """The settings of this process. Raises SettingsFault with every fault at once, unknown names included."""
    faults = [f"{name} is not a setting of Stik; see .env.example" for name in _unknown_names()]
    try:
        settings = Settings(**given)
    except ValidationError as error:
        faults += [_sentence(fault) for fault in error.errors()]
    else:
        if not faults:
            return settings
    raise SettingsFault("\n".join(faults))


def secret_of(settings: Settings) -> str:
    """The secret key; on SQLite one is made at the first start, in a file beside the database."""
    if settings.secret():
        return settings.secret()
    path = settings.secret_key_file or Path(settings.database_url.removeprefix("sqlite:///")).with_suffix(".key")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32) + "\n")
    return path.read_text("utf-8").strip()


def _unknown_names() -> list[str]:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    given = {name.upper() for name in (*os.environ, *dotenv_values(".env"))}
    return sorted(name for name in given if name.startswith(PREFIX) and name not in known)


def _sentence(fault: Any) -> str:
    name = ".".join(str(part) for part in fault["loc"]).upper()
    said = str(fault["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{name}: {said}" if name else said
