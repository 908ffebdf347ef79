"""The worker's side of sending, with Twilio's stand-in behind it, for the tests of sending."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from bot import contact, sending
from bot.channels.mail import MailServer, Security, SmtpMailer
from bot.channels.simulated import (
    Setup,
    SimulatedMail,
    SimulatedTwilio,
    serving,
    serving_mail,
    simulated_twilio,
)
from bot.channels.twilio import TwilioCaller, TwilioSender
from bot.domain.contact_gate import Purpose
from bot.domain.languages import Language
from bot.letters import Carriers
from bot.parts import Parts, system_clock
from bot.settings import Mode
from bot.storage import people
from tests.fixtures import PUBLIC, World

ACCOUNT, TOKEN, OURS = "AC" + "1" * 32, "token", "+447700900000"
ATTEMPTS = 3


class Post:
    """The worker's side of sending, with Twilio's stand-in behind it."""

    def __init__(
        self, world: World, twilio: SimulatedTwilio, mail: SimulatedMail, carriers: Carriers
    ) -> None:
        self.world, self.twilio, self.mail, self.carriers = world, twilio, mail, carriers
        self.parts: Parts = world.parts_of("hafan_worker")

    async def write(
        self, text: str = "haia", purpose: Purpose = Purpose.REPLY, author: str = "x"
    ) -> tuple[UUID, str]:
        """(dispatch, number) of a text to a new young person."""
        person_id, number = await self.world.add_young_person()
        async with self.parts.database.transaction() as connection:
            person = await people.by_id(connection, person_id)
            now = self.world.clock()
            await contact.say(
                connection,
                self.parts,
                person,
                text,
                purpose=purpose,
                language=Language.ENGLISH,
                author=author,
                now=now,
            )
        [row] = await self.world.rows("SELECT id FROM dispatches WHERE young_person_id = :p", p=person_id)
        return row.id, number

    async def send(self, dispatch: UUID) -> None:
        await sending.send(self.parts, self.carriers, dispatch, ATTEMPTS)

    async def state(self, dispatch: UUID) -> tuple[str, int | None]:
        [row] = await self.world.rows("SELECT status, error_code FROM dispatches WHERE id = :d", d=dispatch)
        return row.status, row.error_code

    def arrived(self, number: str) -> list[str]:
        return [text.body for text in self.twilio.texts_to(number)]


@pytest.fixture
async def post(world: World) -> AsyncIterator[Post]:
    setup = Setup(ACCOUNT, TOKEN, OURS, PUBLIC, posts_to="http://127.0.0.1:9")
    async with simulated_twilio(setup, mode=Mode.DEMO) as twilio, carried(twilio) as (mail, carriers):
        yield Post(world, twilio, mail, carriers)


@asynccontextmanager
async def carried(twilio: SimulatedTwilio) -> AsyncIterator[tuple[SimulatedMail, Carriers]]:
    """The worker's carriers, with the stand-ins at the other end of real HTTP and SMTP."""
    mail = SimulatedMail(twilio.phones)
    async with (
        serving(twilio, mode=Mode.DEMO) as address,
        serving_mail(mail, mode=Mode.DEMO) as port,
        TwilioSender(ACCOUNT, TOKEN, OURS, base_url=address, timeout=0.5) as text,
        TwilioCaller(ACCOUNT, TOKEN, OURS, base_url=address, timeout=0.5) as call,
    ):
        server = MailServer("127.0.0.1", port, Security.NONE, "hafan@hafan.example", timeout=0.5)
        yield mail, Carriers(text, call, SmtpMailer(server, system_clock))
