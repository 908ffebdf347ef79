"""Passwords and one-time codes."""

import hmac
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# argon2id with the library's parameters, which follow RFC 9106 for machines with little memory.
_hasher = PasswordHasher()
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
# A clock may be one step (30 seconds) off in either direction.
DRIFT = (0, -1, 1)


class PasswordError(ValueError):
    """A password is too short or too long; the text says what is allowed."""


def hash_password(password: str) -> str:
    """What is stored of a password, or PasswordError. Takes a while and 64 MB on purpose."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise PasswordError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    return _hasher.hash(password)


# Checked when there is no such account, so that the answer takes as long.
NOBODYS_HASH = hash_password(pyotp.random_base32())


def is_password(stored: str, password: str) -> bool:
    """Whether this is the password of a stored hash."""
    try:
        return len(password) <= LONGEST_PASSWORD and _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def code_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step that a one-time code belongs to, or None when it is wrong. The caller spends the step."""
    totp = pyotp.TOTP(secret)
    step = totp.timecode(now)
    right = [
        step + drift
        for drift in DRIFT
        if hmac.compare_digest(totp.generate_otp(step + drift).encode(), code.encode())
    ]
    return right[0] if right else None
