"""Envelope encryption: a data key per young person, wrapped by a master key from outside the database.

Every sealed value is bound to its place (table, column and row) as associated data, so that a value
copied to another row does not open there.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
FORMAT = b"\x01"


class SealBrokenError(Exception):
    """A sealed value does not open: wrong key, wrong place, or changed bytes."""


class MasterKeyError(Exception):
    """The master key is missing or is not 32 bytes in base64."""


def seal(key: bytes, text: str, place: str) -> bytes:
    """Encrypt `text`, bound to `place` such as `messages.body:<id>`."""
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> str:
    """Decrypt what `seal` made; raises SealBrokenError and never says what was inside."""
    return _decrypt(key, sealed, place).decode()


def _decrypt(key: bytes, sealed: bytes, place: str) -> bytes:
    if sealed[:1] != FORMAT:
        raise SealBrokenError(f"{place.split(':')[0]} is not in a known sealed form")
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, place.encode())
    except InvalidTag:
        raise SealBrokenError(f"{place.split(':')[0]} does not open with this key") from None


@dataclass(frozen=True)
class Vault:
    """Everything that the master key opens. Each purpose has a key of its own, derived by HKDF."""

    master: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.master) != KEY_BYTES:
            raise MasterKeyError(f"the master key must be {KEY_BYTES} bytes, in base64")

    @classmethod
    def from_base64(cls, text: str) -> "Vault":
        """Read a master key as `hafan` writes it: 32 bytes in base64."""
        try:
            return cls(base64.b64decode(text.strip(), validate=True))
        except ValueError:
            raise MasterKeyError(
                "the master key is not base64; make one with: openssl rand -base64 32"
            ) from None

    def derived(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose; knowing it tells nothing about the others."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"hafan:{purpose}".encode()).derive(self.master)

    def new_data_key(self, owner: str) -> bytes:
        """A fresh data key, wrapped for storage beside its owner (a row id)."""
        key = os.urandom(KEY_BYTES)
        nonce = os.urandom(NONCE_BYTES)
        return FORMAT + nonce + AESGCM(self.derived("wrap")).encrypt(nonce, key, owner.encode())

    def open_data_key(self, wrapped: bytes, owner: str) -> bytes:
        """The data key of `owner`; raises SealBrokenError when it was erased or belongs to another."""
        return _decrypt(self.derived("wrap"), wrapped, owner)

    def service_key(self) -> bytes:
        """Seals what belongs to no young person: staff details and texts from unknown numbers."""
        return self.derived("service")

    def blind_index(self, kind: str, value: str) -> bytes:
        """A keyed hash by which a number or user name is found without being readable."""
        return hmac.new(self.derived(f"index:{kind}"), value.encode(), hashlib.sha256).digest()


def new_master_key() -> str:
    """A master key in the form that `Vault.from_base64` reads."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()
