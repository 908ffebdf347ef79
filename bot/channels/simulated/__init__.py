"""A stand-in for Twilio and the phones of invented people, for the demo, rehearsals and tests alone."""

from bot.channels.simulated.app import serving, simulated_app
from bot.channels.simulated.calls import Call, NoCallError
from bot.channels.simulated.faults import TOO_MANY_REQUESTS, Crash, Fault, Hang, Refuse, Slow, Undeliverable
from bot.channels.simulated.mail import SimulatedMail, serving_mail
from bot.channels.simulated.phones import NoTextError, Origin, Phone, Role, Text
from bot.channels.simulated.setup import OnlyInDemoError, Setup
from bot.channels.simulated.twilio import SimulatedTwilio, simulated_twilio

__all__ = [
    "TOO_MANY_REQUESTS",
    "Call",
    "Crash",
    "Fault",
    "Hang",
    "NoCallError",
    "NoTextError",
    "OnlyInDemoError",
    "Origin",
    "Phone",
    "Refuse",
    "Role",
    "Setup",
    "SimulatedMail",
    "SimulatedTwilio",
    "Slow",
    "Text",
    "Undeliverable",
    "serving",
    "serving_mail",
    "simulated_app",
    "simulated_twilio",
]
