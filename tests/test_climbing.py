"""Ladders under a clock the test moves: whatever happens, and whenever, there is a next step or a person."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot import alerts, telling
from bot.alerts import AlertActionError, Outcome
from bot.domain.rota import Rota
from bot.domain.staff import Role
from bot.domain.working_hours import Span
from bot.parts import Parts
from bot.receive import receive
from bot.storage import rota
from bot.storage.dispatches import change
from bot.storage.rota_tables import cover, leave, on_call
from tests.fixtures import World
from tests.test_receive import text_from

pytestmark = pytest.mark.service

STARTS = (
    datetime(2026, 11, 18, 12, 0, tzinfo=UTC),
    # The nights in which the clocks change, before and in the hour itself.
    datetime(2026, 3, 28, 23, 50, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, tzinfo=UTC),
    datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 59, tzinfo=UTC),
    # Friday, just before everybody goes home; and a bank holiday.
    datetime(2026, 11, 20, 16, 55, tzinfo=UTC),
    datetime(2026, 12, 28, 10, 0, tzinfo=UTC),
)
WORDS = ("can i talk to my worker", "he got me a gift", "he says hell hurt me", "hes outside now")
ROLES = {
    **dict.fromkeys(("assigned", "deputy", "colleague"), Role.PRACTITIONER),
    **dict.fromkeys(("manager", "second_manager"), Role.DUTY_MANAGER),
    **dict.fromkeys(("lead", "second_lead"), Role.SAFEGUARDING_LEAD),
}

who = st.sampled_from(list(ROLES))
actions = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([1, 3, 7, 40, 200, 1500])),
    st.tuples(st.just("say"), st.sampled_from(WORDS)),
    st.tuples(st.just("fail"), st.just("")),
    st.tuples(st.just("acknowledge"), who),
    st.tuples(st.just("close"), who),
    st.tuples(st.just("leave"), who),
    st.tuples(st.just("cover"), st.tuples(who, who)),
    st.tuples(st.just("on_call"), who),
)


class Story:
    """One young person, a whole office, and what happens to both."""

    def __init__(self, world: World, parts: Parts) -> None:
        self.world, self.parts, self.intake = world, parts, parts
        self.staff: dict[str, UUID] = {}
        self.number = ""

    async def begin(self, start: datetime) -> None:
        self.world.clock.time = start
        async with self.world.parts.database.transaction() as connection:
            await connection.execute(text("UPDATE practitioners SET active = false"))
            await connection.execute(text("UPDATE alerts SET closed_at = now(), next_step_at = NULL"))
        self.staff = {name: await self.world.add_staff(role) for name, role in ROLES.items()}
        _, self.number = await self.world.add_young_person(
            assigned=self.staff["assigned"], deputy=self.staff["deputy"]
        )

    async def take(self, kind: str, what: Any) -> None:
        await getattr(self, f"_{kind}")(what)
        for _ in range(30):
            if not await alerts.climb_all_due(self.parts):
                break

    async def _wait(self, minutes: int) -> None:
        self.world.clock.forward(minutes=minutes)

    async def _say(self, words: str) -> None:
        await receive(text_from(self.number, words), self.intake)

    async def _fail(self, _: str) -> None:
        """The newest notification does not arrive."""
        rows = await self.world.rows(
            "SELECT id FROM dispatches WHERE purpose = 'notification' ORDER BY created_at DESC, key LIMIT 1"
        )
        for row in rows:
            async with self.parts.database.transaction() as connection:
                await change(connection, row.id, status="dead")
                await telling.not_delivered(connection, self.parts, row.id, self.world.clock())

    async def _acknowledge(self, name: str) -> None:
        for alert in await self.alerts():
            try:
                async with self.world.parts.database.transaction() as connection:
                    await alerts.acknowledge(connection, alert.id, self.staff[name], self.world.clock())
            except AlertActionError:
                pass

    async def _close(self, name: str) -> None:
        for alert in await self.alerts():
            try:
                async with self.world.parts.database.transaction() as connection:
                    outcome, now = Outcome.SAFE_AND_PLANNED, self.world.clock()
                    await alerts.close(connection, b"k" * 32, alert.id, self.staff[name], outcome, "", now)
            except AlertActionError:
                pass

    def _span(self) -> Span:
        return Span(self.world.clock(), self.world.clock() + timedelta(hours=9))

    async def _enter(self, table: Any, **values: UUID | str | None) -> None:
        async with self.world.parts.database.transaction() as connection:
            by = self.staff["manager"]
            await rota.enter(connection, table, self._span(), by, self.world.clock(), **values)

    async def _leave(self, name: str) -> None:
        await self._enter(leave, practitioner_id=self.staff[name])

    async def _cover(self, names: tuple[str, str]) -> None:
        if names[0] != names[1]:
            await self._enter(cover, absent_id=self.staff[names[0]], cover_id=self.staff[names[1]])

    async def _on_call(self, name: str) -> None:
        await self._enter(on_call, practitioner_id=self.staff[name], team=None)

    async def alerts(self) -> list[Any]:
        return await self.world.rows(
            "SELECT * FROM alerts JOIN young_people ON young_people.id = young_person_id"
            " WHERE young_people.phone_index = :index AND closed_at IS NULL",
            index=self.world.vault.blind_index("phone", self.number),
        )

    async def rota(self) -> Rota:
        async with self.parts.database.transaction() as connection:
            return await rota.read(connection, self.parts.policy, self.world.clock())

    async def told_now(self) -> list[Any]:
        return await self.world.rows(
            "SELECT d.*, a.severity, a.young_person_id FROM dispatches d JOIN alerts a ON a.id = d.alert_id"
            " WHERE d.purpose = 'notification' AND d.created_at = :now AND practitioner_id = ANY(:staff)",
            now=self.world.clock(),
            staff=list(self.staff.values()),
        )


async def holds(story: Story) -> None:
    """What must be true after everything that can happen."""
    now = story.world.clock()
    for alert in await story.alerts():
        assert alert.next_step_at is not None
        assert alert.next_step_at > now
    twice = await story.world.rows(
        "SELECT alert_id FROM dispatches WHERE purpose = 'notification'"
        " GROUP BY alert_id, split_part(key, ':', 3), split_part(key, ':', 4), practitioner_id, channel"
        " HAVING count(*) > 1"
    )
    assert twice == []
    office = await story.rota()
    leads_away = all(office.members[lead].on_leave(now) for lead in office.leads)
    for told in await story.told_now():
        member = office.members[told.practitioner_id]
        assert not member.on_leave(now) or (member.role is Role.SAFEGUARDING_LEAD and leads_away)
        if member.role is Role.PRACTITIONER and told.severity != "emergency":
            assert member.hours.include(now)


async def play(story: Story, start: datetime, taken: list[tuple[str, Any]]) -> None:
    await story.begin(start)
    await story.take("say", WORDS[2])
    for kind, what in taken:
        # What is told in one moment is judged by the rota of that moment.
        story.world.clock.forward(seconds=1)
        await story.take(kind, what)
        await holds(story)


async def test_there_is_always_a_next_step_or_a_person_and_nobody_is_told_twice(world: World) -> None:
    story = Story(world, world.parts_of("hafan_worker"))
    story.intake = world.parts_of("hafan_intake")
    loop = asyncio.get_running_loop()

    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(STARTS), st.lists(actions, min_size=3, max_size=9))
    def whatever_happens(start: datetime, taken: list[tuple[str, Any]]) -> None:
        asyncio.run_coroutine_threadsafe(play(story, start, taken), loop).result(timeout=60)

    await asyncio.to_thread(whatever_happens)
