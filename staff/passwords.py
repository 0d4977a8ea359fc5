"""Passwords: hashed with argon2id in a thread, judged by length and by a list of those that are guessed first.

No rules about kinds of characters and no forced change (OWASP ASVS 5.0, 6.2).
"""

import asyncio
import functools
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from staff.texts import N_

SHORTEST, LONGEST = 12, 200
_LIST = Path(__file__).with_suffix(".txt")
GUESSED = N_("This password is guessed first. Choose another one, for example four words that do not belong together.")
# OWASP's second choice of parameters: a small machine bears several sign-ins at once.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def fault_of(password: str, *, email: str) -> str | None:
    """Why the password cannot be taken, as a sentence to translate; None when it can."""
    if len(password) < SHORTEST:
        return N_("This password is too short. Choose at least 12 characters, for example four words.")
    if len(password) > LONGEST:
        return N_("This password is too long. Choose at most 200 characters.")
    plain = password.casefold().strip()
    address = email.casefold()
    name = address.partition("@")[0]
    is_own = plain in (address, name * 2, name * 3) or (len(name) > 3 and plain.replace(name, "", 1).isdigit())
    if is_own or plain in _guessed() or len(set(plain)) < 5:
        return GUESSED
    return None


async def hash_of(password: str) -> str:
    """The argon2id hash of a password."""
    return await asyncio.to_thread(_hasher.hash, password)


async def matches(password: str, password_hash: str | None) -> bool:
    """True when the password is the one of the hash; without a hash it takes the same time and is false."""
    is_right = await asyncio.to_thread(_verify, password[: LONGEST + 1], password_hash or _nobodys())
    return is_right and password_hash is not None


def _verify(password: str, password_hash: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@functools.cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")


@functools.cache
def _guessed() -> frozenset[str]:
    return frozenset(_LIST.read_text("utf-8").split("\n"))
