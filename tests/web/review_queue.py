"""A practitioner, their young person and a trainer, for the tests of the review queue."""

from typing import Any
from uuid import UUID

from bot.domain.staff import Role
from bot.storage import releases
from tests.web.conftest import Browser, Service

SAID = "me and cadi went to bangor and my head is proper blargh"


class Queue:
    """A practitioner whose young person wrote what the assistant did not understand, and a trainer."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def prepare(self) -> "Queue":
        world = self.service.world
        self.member, self.theirs = await self.service.member(name="Mari Enghraifft")
        _, self.others = await self.service.member(name="Tom Example")
        self.trainer_id, self.trainer = await self.service.member(Role.TRAINER, name="Nia Hyfforddwr")
        self.person, self.number = await world.add_young_person(assigned=self.member, name="Alex Invented")
        self.message = await self.says(SAID)
        return self

    async def says(self, words: str) -> UUID:
        await self.service.says(self.number, words)
        [row] = await self.service.world.rows("SELECT id FROM messages ORDER BY sequence DESC LIMIT 1")
        message: UUID = row.id
        return message

    async def release(self, message: UUID | None = None, by: Browser | None = None, **changes: str) -> Any:
        form = {"step": "release", "language": "en", "audience": "trainers", "confirmed": "yes"} | changes
        return await (by or self.theirs).post(f"/messages/{message or self.message}/release", **form)

    async def count(self, table: str) -> int:
        [row] = await self.service.world.rows(f"SELECT count(*) AS number FROM {table}")
        return int(row.number)

    async def released(self) -> UUID:
        [row] = await self.service.world.rows("SELECT id FROM released_messages")
        found: UUID = row.id
        return found

    async def sweep(self) -> None:
        world = self.service.world
        async with world.parts_of("hafan_worker").database.transaction() as connection:
            await releases.forget(connection, world.clock())
