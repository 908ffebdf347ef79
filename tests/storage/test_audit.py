"""The trail of who did what: appended to, never changed, and every change found."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.storage import audit
from tests.fixtures import World

pytestmark = pytest.mark.service

LAST = "(chain, sequence) IN (SELECT chain, max(sequence) FROM audit GROUP BY chain)"


@pytest.fixture
async def trail(world: World) -> World:
    for number in range(40):
        async with world.database("hafan_worker").transaction() as connection:
            await audit.record(
                connection, world.clock(), "service", "test:do", f"subject {number % 7}", step=number
            )
    return world


async def _broken(world: World) -> list[tuple[int, int]]:
    async with world.parts.database.transaction() as connection:
        return await audit.broken_entries(connection)


async def test_an_untouched_trail_is_whole(trail: World) -> None:
    assert await _broken(trail) == []
    assert len(await trail.rows("SELECT DISTINCT chain FROM audit")) > 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET actor = 'somebody'", "DELETE FROM audit", "TRUNCATE audit"],
)
async def test_the_trail_refuses_to_be_changed_even_by_its_owner(trail: World, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with trail.parts.database.transaction() as connection:
            await connection.execute(text(statement))


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET detail = '{}' WHERE sequence = 2",
        "DELETE FROM audit WHERE sequence = 2",
        f"DELETE FROM audit WHERE {LAST}",
        f"UPDATE audit SET sequence = sequence + 1 WHERE {LAST}",
    ],
)
async def test_tampering_behind_the_triggers_is_found(trail: World, tampering: str) -> None:
    async with trail.parts.database.transaction() as connection:
        await connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        await connection.execute(text(tampering))
    assert await _broken(trail) != []
