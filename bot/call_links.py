"""The addresses that Twilio asks during a call, each bound to one dispatch by a token."""

import hmac
from uuid import UUID

from bot.parts import Parts


def answer_url(parts: Parts, dispatch: UUID) -> str:
    """Where Twilio asks what to say first."""
    return f"{parts.public_address}/voice/answer?dispatch={dispatch}&token={_token(parts, dispatch, 'call')}"


def status_url(parts: Parts, dispatch: UUID) -> str:
    """Where Twilio reports how the call goes."""
    return f"{parts.public_address}/voice/status?dispatch={dispatch}&token={_token(parts, dispatch, 'call')}"


def key_url(parts: Parts, dispatch: UUID, raise_number: int, turn: int) -> str:
    """Where Twilio posts the key pressed after the sentence was read for the `turn`th time.

    It is bound to how grave the alert was then: nobody takes what they have not heard of.
    """
    token = _token(parts, dispatch, f"key:{raise_number}:{turn}")
    query = f"dispatch={dispatch}&raise={raise_number}&turn={turn}&token={token}"
    return f"{parts.public_address}/voice/key?{query}"


def is_call_token(parts: Parts, dispatch: UUID, token: str) -> bool:
    """Whether the token is the one of this dispatch's call."""
    return hmac.compare_digest(_token(parts, dispatch, "call"), token)


def is_key_token(parts: Parts, dispatch: UUID, raise_number: int, turn: int, token: str) -> bool:
    """Whether the token is the one of this turn of this dispatch's call."""
    return hmac.compare_digest(_token(parts, dispatch, f"key:{raise_number}:{turn}"), token)


def _token(parts: Parts, dispatch: UUID, purpose: str) -> str:
    key = parts.vault.derived("call-links")
    return hmac.new(key, f"{dispatch}:{purpose}".encode(), "sha256").hexdigest()[:40]
