"""An alert that is followed up, with everybody whom its clocks can tell."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from bot import alerts, clocks, follow_up
from bot.agencies import load_agencies
from bot.domain.agencies import Agency
from bot.domain.follow_up import Action, ActionKind, PassedBy
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.follow_up import OnAlert
from bot.receive import receive
from bot.storage import actions, people
from bot.storage.clocks import clocks_of, running_clocks
from tests.fixtures import NUMBERS, World
from tests.test_receive import text_from

AGENCIES = load_agencies().all
EVERYBODY = {
    "assigned": Role.PRACTITIONER,
    "deputy": Role.PRACTITIONER,
    "duty_manager": Role.DUTY_MANAGER,
    "lead": Role.SAFEGUARDING_LEAD,
}


class FollowedUp:
    """An alert that its practitioner has taken, with a whole ladder above them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.web, self.worker = world.database("hafan_web"), world.parts_of("hafan_worker")
        self.staff: dict[str, UUID] = {}
        self.phones: dict[str, str] = {}
        self.languages: dict[str, Language] = {}

    async def prepare(self) -> "FollowedUp":
        for name, role in EVERYBODY.items():
            number, language = next(NUMBERS), Language.WELSH if name == "deputy" else Language.ENGLISH
            self.staff[name] = await self.world.add_staff(role, phone=number, language=language)
            self.phones[name], self.languages[number] = number, language
        self.person, number = await self.world.add_young_person(
            assigned=self.staff["assigned"], deputy=self.staff["deputy"]
        )
        await receive(text_from(number, "he says hell hurt me"), self.world.parts_of("hafan_intake"))
        [row] = await self.world.rows("SELECT id FROM alerts")
        self.alert: UUID = row.id
        async with self.web.transaction(user=self.staff["assigned"]) as connection:
            await alerts.acknowledge(connection, self.alert, self.staff["assigned"], self.world.clock())
            person = await people.by_id(connection, self.person)
        self.where = OnAlert(self.alert, self.person, self.staff["assigned"], person.key(self.world.vault))
        return self

    async def record(self, kind: ActionKind, **details: Any) -> UUID:
        action = Action(kind, details.pop("at", self.world.clock()), **details)
        agency: Agency | None = AGENCIES.get(action.agency or "")
        async with self.web.transaction(user=self.staff["assigned"]) as connection:
            policy, now = self.worker.clocks, self.world.clock()
            return await follow_up.record(connection, policy, self.where, action, agency, now)

    async def pass_on(self, means: PassedBy, agency: str = "gwynedd", **details: Any) -> UUID:
        return await self.record(ActionKind.PASSED_ON, agency=agency, means=means, **details)

    async def withdraw(self, action: UUID) -> None:
        async with self.web.transaction(user=self.staff["assigned"]) as connection:
            done = await actions.of_alert(connection, self.world.vault, self.alert, self.where.key)
            earlier = next(one for one in done if one.id == action)
            await follow_up.correct(
                *(connection, self.worker.clocks, self.where, earlier, done),
                note="pressed the wrong button",
                withdraws=True,
                now=self.world.clock(),
            )

    async def running(self) -> list[tuple[str, datetime]]:
        async with self.web.transaction(user=self.staff["assigned"]) as connection:
            return [(clock.kind.value, clock.ends_at) for clock in await clocks_of(connection, self.person)]

    async def told(self) -> list[str]:
        """Whom clocks reminded so far, in order."""
        names = {member: name for name, member in self.staff.items()}
        query = "SELECT practitioner_id FROM dispatches WHERE clock_id IS NOT NULL ORDER BY created_at, key"
        return [names[row.practitioner_id] for row in await self.world.rows(query)]

    async def seen_by(self, who: str) -> tuple[int, int]:
        """(young people, running clocks) that somebody sees."""
        async with self.web.transaction(user=self.staff[who]) as connection:
            people = list(await connection.execute(text("SELECT id FROM young_people")))
            return len(people), len(await running_clocks(connection))

    async def at(self, moment: datetime) -> list[str]:
        self.world.clock.time = moment
        await clocks.climb_all_due(self.worker)
        return await self.told()


@pytest.fixture
async def taken(world: World) -> FollowedUp:
    return await FollowedUp(world).prepare()
