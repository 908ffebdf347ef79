"""Passwords and one-time codes."""

import hmac
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# argon2id with the library's parameters, which follow RFC 9106 for machines with little memory.
_hasher = PasswordHasher()
LONGEST_PASSWORD = 200
# A clock may be one step (30 seconds) off in either direction.
DRIFT = (0, -1, 1)


def hash_password(password: str) -> str:
    """What is stored of a password. Takes a twentieth of a second and 64 MB on purpose."""
    return _hasher.hash(password)


# Checked when there is no such account, so that the answer takes as long.
NOBODYS_HASH = hash_password(pyotp.random_base32())


def is_password(stored: str, password: str) -> bool:
    """Whether this is the password of a stored hash."""
    try:
        return _hasher.verify(stored, password[:LONGEST_PASSWORD])
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
