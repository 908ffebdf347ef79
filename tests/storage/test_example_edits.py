"""Only trainers change examples, whatever a page would let through."""

import pytest

from bot.domain.staff import Role
from tests.fixtures import World

pytestmark = pytest.mark.service


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TRAINER}))
async def test_the_database_lets_trainers_alone_change_examples(world: World, role: Role) -> None:
    member = await world.add_staff(role)
    insert = (
        "INSERT INTO example_edits VALUES"
        f" (gen_random_uuid(), now(), '{member}', 'en', 'greet', NULL, 'x', 'greet')"
    )
    with pytest.raises(Exception, match="row-level security"):
        async with world.database("hafan_web").transaction(user=member) as connection:
            await connection.exec_driver_sql(insert)
