"""Twilio, the provider of texts and calls: its web hooks to us, and what we ask of its API."""

from bot.channels.twilio.caller import TwilioCaller
from bot.channels.twilio.rest import PERMANENT_CODES, TWILIO_ADDRESS
from bot.channels.twilio.sender import TwilioSender
from bot.channels.twilio.voice import KeyPress, parse_call_report, parse_key, twiml
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
    "KeyPress",
    "Problem",
    "TwilioCaller",
    "TwilioSender",
    "WebhookError",
    "canonical_number",
    "parse_call_report",
    "parse_inbound",
    "parse_key",
    "parse_receipt",
    "read_form",
    "twiml",
    "verify",
]
