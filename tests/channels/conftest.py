"""The service, the stand-in for Twilio, and the SDK between them: real HTTP on loopback."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.channels.simulated import Phone, Role, Setup, SimulatedTwilio, serving, simulated_twilio
from bot.channels.twilio import TwilioSender
from bot.settings import Mode
from tests.channels.receiving import AUTH_TOKEN, PUBLIC_ADDRESS, Receiving, receiving

ACCOUNT = "AC" + "0" * 32
SERVICE_NUMBER = "+447700900001"
PHONE = "+447700900101"
OTHER_PHONE = "+447700900201"
PHONES = (
    Phone("Mali Demo", PHONE, Role.YOUNG_PERSON, "cy"),
    Phone("Carys Demo", OTHER_PHONE, Role.PRACTITIONER, "en"),
)


@dataclass(frozen=True)
class Line:
    """Both ends of the wire."""

    service: Receiving
    twilio: SimulatedTwilio
    sender: TwilioSender
    address: str


def setup_for(service_address: str, *, emulate_opt_out: bool = True) -> Setup:
    return Setup(
        ACCOUNT,
        AUTH_TOKEN,
        SERVICE_NUMBER,
        PUBLIC_ADDRESS,
        posts_to=service_address,
        emulate_opt_out=emulate_opt_out,
    )


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with (
        receiving() as service,
        simulated_twilio(setup_for(service.address), PHONES, mode=Mode.DEMO) as twilio,
        serving(twilio, mode=Mode.DEMO) as address,
        TwilioSender(ACCOUNT, AUTH_TOKEN, SERVICE_NUMBER, base_url=address) as sender,
    ):
        yield Line(service, twilio, sender, address)


@pytest.fixture
async def impatient(line: Line) -> AsyncIterator[Line]:
    """The same wire with a sender that gives up soon."""
    async with TwilioSender(
        ACCOUNT, AUTH_TOKEN, SERVICE_NUMBER, base_url=line.address, timeout=1.0
    ) as sender:
        yield replace(line, sender=sender)
