"""Passwords are long, not guessed first, and hashed with argon2id."""

import pytest

from staff import passwords

EMAIL = "eva.mentorica@lumia.example"


@pytest.mark.parametrize(
    "weak", ["kratko", "password1234", "PASSWORD1234", "aaaaaaaaaaaaaa", EMAIL, "x" * 201, "eva.mentorica123456"]
)
def test_weak_passwords_are_refused(weak: str) -> None:
    """Each with a sentence."""
    assert passwords.fault_of(weak, email=EMAIL)


@pytest.mark.parametrize(
    "good", ["štiri besede skupaj", "konj  prav baterija sponka", "žžžščč🙂🙂🙂 abc", "a b c d e f g h"]
)
def test_no_kinds_of_characters_are_asked_for(good: str) -> None:
    """Blanks, emoji and lower case are fine."""
    assert passwords.fault_of(good, email=EMAIL) is None


async def test_a_hash_is_argon2id_and_fits_its_password_only() -> None:
    """Without a hash nobody gets in."""
    kept = await passwords.hash_of("štiri besede skupaj")
    assert kept.startswith("$argon2id$") and len(kept) <= 200
    assert await passwords.matches("štiri besede skupaj", kept)
    assert not await passwords.matches("štiri besede skupaj ", kept)
    assert not await passwords.matches("nobody has this password", None)
    assert not await passwords.matches("x", "not a hash")
