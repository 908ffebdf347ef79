"""Staff who are told by every means: our web hooks, the worker's carriers, and the phones between."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from sanic import Sanic

from bot import alerts, hanging_up, sending
from bot.channels.simulated import Setup, SimulatedMail, SimulatedTwilio, simulated_twilio
from bot.letters import Carriers
from bot.parts import Parts
from bot.receive import receive
from bot.sending import TryAgainError
from bot.settings import Mode
from bot.web.sms import register_sms
from bot.web.voice import register_voice
from tests.fixtures import NUMBERS, PUBLIC, World
from tests.posting import ACCOUNT, ATTEMPTS, OURS, TOKEN, carried
from tests.test_receive import text_from
from tests.web.conftest import serving


@dataclass
class Ringing:
    """A young person in distress, and phones that can be answered."""

    world: World
    twilio: SimulatedTwilio
    mail: SimulatedMail
    carriers: Carriers
    worker: Parts
    address: str

    async def staff(self, **details: Any) -> tuple[UUID, str]:
        """(member, number) of somebody with a phone and an e-mail address."""
        number = next(NUMBERS)
        return await self.world.add_staff(phone=number, **details), number

    async def alert(self, assigned: UUID | None, body: str = "he is outside now", **more: Any) -> UUID:
        """The alert that a text of a new young person raises."""
        _, number = await self.world.add_young_person(assigned=assigned, **more)
        return await self.says(number, body)

    async def says(self, number: str, body: str) -> UUID:
        """The alert that a text of this young person raises or joins."""
        self.world.clock.forward(seconds=1)
        await receive(text_from(number, body), self.world.parts_of("hafan_intake"))
        [row] = await self.world.rows("SELECT id FROM alerts ORDER BY opened_at DESC, id LIMIT 1")
        alert: UUID = row.id
        return alert

    async def reference(self, alert: UUID) -> str:
        [row] = await self.world.rows("SELECT reference FROM alerts WHERE id = :a", a=alert)
        return str(row.reference)

    async def send_all(self) -> None:
        """Make one attempt at everything that waits, as the worker's jobs do."""
        for row in await self.world.rows(
            "SELECT id FROM dispatches WHERE status IN ('queued', 'unclear') ORDER BY created_at, key"
        ):
            try:
                await sending.send(self.worker, self.carriers, row.id, ATTEMPTS)
            except TryAgainError:
                continue

    async def hang_up_all(self) -> None:
        """Do what the worker does about every alert that was taken, in the order in which they were."""
        jobs = "SELECT args ->> 'subject' AS alert FROM procrastinate_jobs WHERE task_name = 'hang_up'"
        for row in await self.world.rows(f"{jobs} ORDER BY id"):
            await hanging_up.hang_up(self.worker, self.carriers, UUID(row.alert))

    async def acknowledged(self, alert: UUID) -> UUID | None:
        [row] = await self.world.rows("SELECT acknowledged_by FROM alerts WHERE id = :a", a=alert)
        member: UUID | None = row.acknowledged_by
        return member

    async def climb(self) -> None:
        await alerts.climb_all_due(self.worker)

    async def statuses(self, channel: str) -> list[str]:
        rows = await self.world.rows(
            "SELECT status FROM dispatches WHERE channel = :c ORDER BY created_at, key", c=channel
        )
        return [row.status for row in rows]

    def texts(self, number: str) -> list[str]:
        return [text.body for text in self.twilio.texts_to(number)]


@pytest.fixture
async def ringing(world: World) -> AsyncIterator[Ringing]:
    """The service behind real HTTP on loopback; who is told by which means is the policy's."""
    app: Sanic[Any, Any] = Sanic(f"hooks-{uuid4().hex[:8]}", configure_logging=False)
    app.config.update(ACCESS_LOG=False, AUTO_EXTEND=False, MOTD=False, TOUCHUP=False)
    intake = world.parts_of("hafan_intake")
    register_sms(app, intake, TOKEN)
    register_voice(app, intake, TOKEN)
    async with serving(app) as address:
        setup = Setup(ACCOUNT, TOKEN, OURS, PUBLIC, posts_to=address)
        async with simulated_twilio(setup, mode=Mode.DEMO) as twilio, carried(twilio) as (mail, carriers):
            yield Ringing(world, twilio, mail, carriers, world.parts_of("hafan_worker"), address)
