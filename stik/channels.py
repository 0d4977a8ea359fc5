"""Builds the channels of this installation from its settings."""

from bot.channel import Channel, Channels
from bot.rehearsal import RehearsalChannel
from bot.sms import SmsAccount, SmsChannel
from bot.telegram import TelegramChannel
from records.database import Database
from stik.clock import Now
from stik.settings import Settings


def real_channels(settings: Settings) -> Channels:
    """Telegram and SMS, each when its account is set up."""
    found: dict[str, Channel] = {}
    token = settings.telegram_token.get_secret_value()
    if token:
        found["telegram"] = TelegramChannel(token, base_url=settings.telegram_api_url)
    if settings.twilio_account_sid:
        account = SmsAccount(
            sid=settings.twilio_account_sid,
            token=settings.twilio_auth_token.get_secret_value(),
            sender=settings.sms_from,
            is_two_way=settings.sms_two_way,
            api_url=settings.twilio_api_url,
            public_url=settings.public_url,
        )
        found["sms"] = SmsChannel(account)
    return Channels(found)


def rehearsal_channels(database: Database, now: Now, *, sms_two_way: bool) -> Channels:
    """Simulated phones in place of both providers."""
    return Channels(
        {
            "telegram": RehearsalChannel("telegram", database, now=now),
            "sms": RehearsalChannel("sms", database, now=now, is_two_way=sms_two_way),
        }
    )


def pace_of(settings: Settings, name: str) -> float:
    """The allowance of a channel in messages a second."""
    return settings.telegram_per_second if name == "telegram" else settings.sms_per_second
