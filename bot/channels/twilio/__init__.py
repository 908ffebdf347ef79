"""Twilio, the provider of texts: its web hooks to us, and our texts through its API."""

from bot.channels.twilio.sender import PERMANENT_CODES, TWILIO_ADDRESS, TwilioSender
from bot.channels.twilio.webhooks import (
    Form,
    Problem,
    WebhookError,
    canonical_number,
    parse_inbound,
    parse_receipt,
    read_form,
    verify,
)

__all__ = [
    "PERMANENT_CODES",
    "TWILIO_ADDRESS",
    "Form",
    "Problem",
    "TwilioSender",
    "WebhookError",
    "canonical_number",
    "parse_inbound",
    "parse_receipt",
    "read_form",
    "verify",
]
