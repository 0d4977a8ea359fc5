"""Encryption of names, phones and texts, and the keyed digests by which they are found again.

A stolen database file shows no phone, name or word: values are Fernet tokens, look-ups go by HMAC digests.
Keys come from SECRET_KEY; several, separated by commas, allow rotation: the first seals, all open.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import LargeBinary, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from unidecode import unidecode

CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LONGEST_NUMBER = 12  # letters; any longer would not fit a database number


class WrongKey(Exception):
    """This database was sealed with another SECRET_KEY; start Stik with the key that belongs to it."""


class Keyring:
    """The keys of one installation, made from one or more secrets of any length (at least 16 characters each)."""

    def __init__(self, secrets: str) -> None:
        parts = [part.strip() for part in secrets.split(",") if part.strip()]
        if not parts or any(len(part) < 16 for part in parts):
            raise ValueError("SECRET_KEY needs at least 16 characters; make one with: openssl rand -hex 32")
        seals = [Fernet(base64.urlsafe_b64encode(_derive(part, "seal"))) for part in parts]
        self._first, self._fernet = seals[0], MultiFernet(seals)
        self._digest_keys = [_derive(part, "digest") for part in parts]
        self._code_keys = [_derive(part, "code") for part in parts]
        self._name_keys = [_derive(part, "name") for part in parts]

    def seal(self, text: str) -> bytes:
        """The sealed form of a text; two calls give two different tokens."""
        # A phone may send half of a surrogate pair, which UTF-8 cannot hold; it must not stop the inbox.
        return self._fernet.encrypt(text.encode("utf-8", "replace"))

    def open(self, token: bytes) -> str:
        """The text inside a token. Raises WrongKey when no key of the ring opens it."""
        try:
            return self._fernet.decrypt(bytes(token)).decode()
        except InvalidToken as error:
            raise WrongKey(WrongKey.__doc__) from error

    def rotate(self, token: bytes) -> bytes:
        """The same text under the first key."""
        return self._fernet.rotate(bytes(token))

    def is_current(self, token: bytes) -> bool:
        """True when the first key sealed this token."""
        try:
            self._first.decrypt(bytes(token))
        except InvalidToken:
            return False
        return True

    def opens(self, token: bytes) -> bool:
        """True when some key of the ring opens this token."""
        try:
            self._fernet.decrypt(bytes(token))
        except InvalidToken:
            return False
        return True

    def digest(self, noun: str, text: str) -> str:
        """A keyed digest of a value (32 hex characters), equal for equal values of the same noun."""
        return _digest(self._digest_keys[0], noun, text=text)

    def digests(self, noun: str, text: str) -> tuple[str, ...]:
        """The digests of a value under every key, the present one first: what an older key wrote is still found."""
        return tuple(_digest(key, noun, text=text) for key in self._digest_keys)

    @property
    def older_digest_keys(self) -> tuple[str, ...]:
        """The keys of older digests, in hex; they open nothing."""
        return tuple(key.hex() for key in self._digest_keys[1:])

    def learn(self, digest_keys: Iterable[str]) -> None:
        """Adds keys of older digests, in hex; those known already are left out."""
        fresh = (bytes.fromhex(key) for key in digest_keys)
        self._digest_keys += [key for key in fresh if key not in self._digest_keys]

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """A short public name of each key, the present one first, by which a backup tells what it was sealed with."""
        return tuple(key.hex()[:16] for key in self._name_keys)

    def code(self, noun: str, number: int, *, length: int = 8) -> str:
        """A short public code for row `number` of `noun`: the number and `length` letters of proof (5 bits each)."""
        return _letters(number) + "1" + self._proof(self._code_keys[0], noun, number=number, length=length)

    def number_of(self, noun: str, code: str, *, length: int = 8) -> int | None:
        """The row number behind a code, or None when the code is not ours. Case and blanks do not matter."""
        number, proof = claimed(code)
        if number is None or len(proof) != length:
            return None
        proofs = (self._proof(key, noun, number=number, length=length) for key in self._code_keys)
        return number if any([hmac.compare_digest(proof.encode(), each.encode()) for each in proofs]) else None

    @staticmethod
    def _proof(key: bytes, noun: str, *, number: int, length: int) -> str:
        raw = hmac.new(key, f"{noun}\x00{number}".encode(), hashlib.sha256).digest()
        return "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in raw[:length])


_ring: list[Keyring] = []


def use(keyring: Keyring) -> None:
    """Makes this the keyring of the process; the database does it when it opens."""
    _ring[:] = [keyring]


def ring() -> Keyring:
    """The keyring in use. Raises RuntimeError before any database was opened."""
    if not _ring:
        raise RuntimeError("no keyring is in use yet: open a Database first")
    return _ring[0]


def digest(noun: str, text: str) -> str:
    """A keyed digest under the keyring in use."""
    return ring().digest(noun, text)


def digests(noun: str, text: str) -> tuple[str, ...]:
    """The digests under every key of the keyring in use, the present one first; for `column.in_(…)`."""
    return ring().digests(noun, text)


def fold(text: str) -> str:
    """Lower-case letters without diacritics and single blanks, as used for search and sorting."""
    return " ".join(unidecode(text).casefold().split())


def search_digests(*words: str) -> Iterator[str]:
    """Digests of every prefix (2 to 12 letters) of every word: a name can be found by its beginning, not read."""
    for word in {part for text in words for part in fold(text).replace("-", " ").split()}:
        for size in range(min(2, len(word)), min(12, len(word)) + 1):
            yield digest("search", word[:size])


class Sealed(TypeDecorator[str]):
    """A text column that is sealed at rest."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Seals on the way in."""
        return None if value is None else ring().seal(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Opens on the way out."""
        return None if value is None else ring().open(value)


class SealedJson(TypeDecorator[Any]):
    """A JSON column that is sealed at rest."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Seals on the way in."""
        return None if value is None else ring().seal(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Opens on the way out."""
        return None if value is None else json.loads(ring().open(value))


Digest = String(32)


def _derive(secret: str, purpose: str) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=f"stik:{purpose}".encode(), n=2**12, r=8, p=1, dklen=32)


def _digest(key: bytes, noun: str, *, text: str) -> str:
    said = f"{noun}\x00{text}".encode("utf-8", "replace")
    return hmac.new(key, said, hashlib.sha256).hexdigest()[:32]


def _letters(number: int) -> str:
    out = ""
    while True:
        number, rest = divmod(number, len(CODE_LETTERS))
        out = CODE_LETTERS[rest] + out
        if number == 0:
            return out


def _number(letters: str) -> int:
    out = 0
    for letter in letters:
        out = out * len(CODE_LETTERS) + CODE_LETTERS.index(letter)
    return out


def claimed(code: str) -> tuple[int | None, str]:
    """The row number that a code claims to be for, and its proof, unchecked; no number when it cannot be a code."""
    head, mark, proof = code.strip().lower().partition("1")
    is_code = mark and 0 < len(head) <= LONGEST_NUMBER and set(head + proof) <= set(CODE_LETTERS)
    return (_number(head) if is_code else None), proof
