"""What is noticed in answers and silences: raised with the answer or by the sweep, once, with its figures."""

from datetime import timedelta
from uuid import UUID

import pytest

from bot import checkins, watching
from bot.checkins import CheckIns
from bot.domain.signals import SignalKind
from bot.parts import Parts
from tests.fixtures import World

pytestmark = pytest.mark.service


class Watched:
    """A young person whose check-ins come every three days."""

    def __init__(self, world: World, person: UUID) -> None:
        self.world, self.person = world, person
        self.worker: Parts = world.parts_of("hafan_worker")
        self.actions = CheckIns(world.parts_of("hafan_intake"))

    async def check_in(self) -> str:
        """Open one, as if its text had been delivered; the conversation's id."""
        self.world.clock.forward(days=3)
        await checkins.open_check_in(self.worker, self.person)
        async with self.world.parts.database.transaction() as connection:
            await connection.exec_driver_sql("UPDATE dispatches SET status = 'delivered'")
        rows = await self.world.rows("SELECT conversation_id FROM check_ins ORDER BY opened_at DESC LIMIT 1")
        return str(rows[0].conversation_id)

    async def answers(self, *values: int, kind: SignalKind = SignalKind.MOOD) -> None:
        for value in values:
            await self.actions.record(await self.check_in(), kind, value)

    async def raised(self) -> list[tuple[str, str]]:
        rows = await self.world.rows(
            "SELECT category, severity FROM concerns WHERE source = 'signal' ORDER BY found_at"
        )
        return [(row.category, row.severity) for row in rows]


@pytest.fixture
async def watched(world: World) -> Watched:
    member = await world.add_staff()
    person, _ = await world.add_young_person(assigned=member)
    return Watched(world, person)


async def test_a_low_answer_is_raised_as_it_is_kept_with_its_figures_and_once(watched: Watched) -> None:
    await watched.answers(7, 7, 6, 7, 8, 4, 4)
    assert await watched.raised() == [("mood_drop", "low")]
    [row] = await watched.world.rows("SELECT figures, alert_id, rule FROM concerns")
    assert (row.figures["newest"], row.figures["usual"], row.figures["low"]) == (4, 7, 5)
    assert (row.alert_id, row.rule) == (None, "signal:mood_drop")


async def test_a_deep_drop_pages_somebody(watched: Watched) -> None:
    await watched.answers(7, 7, 6, 7, 8, 2)
    assert await watched.raised() == [("mood_drop", "medium")]
    [alert] = await watched.world.rows("SELECT severity FROM alerts")
    assert alert.severity == "medium"


async def test_a_corrected_answer_is_not_raised_twice_for_one_check_in(watched: Watched) -> None:
    await watched.answers(7, 7, 6, 7, 8)
    conversation = await watched.check_in()
    for value in (4, 5, 4):
        watched.world.clock.forward(minutes=1)
        await watched.actions.record(conversation, SignalKind.MOOD, value)
    assert await watched.raised() == [("mood_drop", "low")]


async def test_silence_beyond_their_habit_is_raised_by_the_sweep_once(watched: Watched) -> None:
    await watched.answers(7, 7, 7)
    await watched.check_in()
    await watched.check_in()
    watched.world.clock.forward(days=2)
    async with watched.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO messages"
            " (id, young_person_id, inbound, author, channel, body_sealed, language, created_at)"
            " SELECT gen_random_uuid(), young_person_id, true, 'young_person', 'sms', '', 'en', recorded_at"
            " FROM signals"
        )
    for _ in range(2):
        await watching.look_at_silences(watched.worker)
    assert await watched.raised() == [("silence", "low")]
    watched.world.clock.forward(days=1)
    for _ in range(3):
        await watched.check_in()
    watched.world.clock.forward(days=2)
    assert await watching.look_at_silences(watched.worker) == 1
    assert (await watched.raised())[-1] == ("silence", "medium")


@pytest.mark.parametrize("column", ["opted_out_at = now()", "pause_reason = 'not_alone'", "active = false"])
async def test_whoever_could_not_have_answered_is_not_called_silent(watched: Watched, column: str) -> None:
    for _ in range(4):
        await watched.check_in()
    watched.world.clock.forward(days=2)
    async with watched.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql(f"UPDATE young_people SET {column}")
    assert await watching.look_at_silences(watched.worker) == 0


async def test_what_did_not_arrive_is_no_silence(watched: Watched) -> None:
    for _ in range(4):
        await watched.check_in()
    async with watched.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE dispatches SET status = 'undelivered'")
    watched.world.clock.time += timedelta(days=2)
    assert await watching.look_at_silences(watched.worker) == 0
