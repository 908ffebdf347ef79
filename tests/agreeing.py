"""A young person with whom words and ways of contact were agreed."""

from uuid import UUID

import pytest

from bot import contact
from bot.domain.contact_profile import ContactProfile
from bot.storage import contact_profiles, people
from bot.storage.database import Database
from bot.storage.encryption import unseal
from tests.fixtures import World
from tests.test_replies import Talk

WORDS = ContactProfile(safe_word="marmalade", danger_word="blue penguin")


class Agreed(Talk):
    """A young person with whom something was agreed."""

    pages: Database
    member: UUID

    async def agree(self, profile: ContactProfile = WORDS) -> list[str]:
        async with self.pages.transaction(user=self.member) as connection:
            person = await people.by_id(connection, self.person)
            return await contact_profiles.save(
                connection, self.world.vault, person, profile, self.member, self.world.clock()
            )

    async def paused(self) -> str | None:
        [row] = await self.world.rows("SELECT pause_reason FROM young_people")
        reason: str | None = row.pause_reason
        return reason

    async def tasks(self) -> set[str]:
        return {row.kind for row in await self.world.rows("SELECT kind FROM tasks")}

    async def last_text(self) -> str:
        async with self.world.parts.database.transaction() as connection:
            person = await people.by_id(connection, self.person)
            query = "SELECT id, body_sealed FROM messages WHERE NOT inbound ORDER BY sequence DESC LIMIT 1"
            row = (await connection.exec_driver_sql(query)).one()
        return unseal(person.key(self.world.vault), row.body_sealed, f"messages.body:{row.id}")

    async def pause(self, reason: str) -> None:
        async with self.worker.database.transaction() as connection:
            await contact.pause(connection, self.person, reason, self.world.clock())


@pytest.fixture
async def agreed(world: World) -> Agreed:
    member = await world.add_staff()
    talk = Agreed(world, *await world.add_young_person(assigned=member))
    talk.pages, talk.member = world.database("hafan_web"), member
    await talk.agree()
    return talk
