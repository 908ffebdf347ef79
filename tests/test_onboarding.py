"""Adding a young person by the owner, as the command line does, and what the pages' role cannot do."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot import onboarding
from bot.check_in_plans import load_plans
from bot.domain.languages import Language
from bot.domain.safe_hours import DAYTIME
from bot.domain.staff import Capacity, Role
from bot.onboarding import Adding, NewYoungPerson
from bot.storage import people
from tests.fixtures import START, World

pytestmark = pytest.mark.service

WEEKLY = load_plans()["weekly"].plan


async def test_the_command_line_adds_with_plan_workers_and_a_trace(world: World) -> None:
    worker, deputy = await world.add_staff(), await world.add_staff()
    new = NewYoungPerson("Nia Ddychmygol", "+447700900456", Language.WELSH, WEEKLY, START + timedelta(days=1))
    by = Adding("owner", {Capacity.ASSIGNED: worker, Capacity.DEPUTY: deputy})
    async with world.parts.database.transaction() as connection:
        person = await onboarding.add(connection, world.vault, DAYTIME, new, by, START)
        assert await people.whose_number(connection, world.vault, new.phone) == "young_person"
    rows = await world.rows("SELECT practitioner_id, capacity FROM assignments ORDER BY capacity")
    assert [tuple(row) for row in rows] == [(worker, "assigned"), (deputy, "deputy")]
    [entry] = await world.rows("SELECT actor, action, subject, detail FROM audit")
    assert (entry.actor, entry.action, entry.subject) == ("owner", "young_person:add", str(person))
    assert entry.detail == {"plan": "weekly"}
    assert await world.rows("SELECT 1 FROM dispatches") == []


async def test_nobody_is_added_twice_by_one_number(world: World) -> None:
    new = NewYoungPerson("Nia Ddychmygol", "+447700900456", Language.WELSH, WEEKLY)
    for expected in (None, IntegrityError):
        if expected is None:
            async with world.parts.database.transaction() as connection:
                await onboarding.add(connection, world.vault, DAYTIME, new, Adding("owner"), START)
            continue
        with pytest.raises(expected):
            async with world.parts.database.transaction() as connection:
                await onboarding.add(connection, world.vault, DAYTIME, new, Adding("owner"), START)


async def test_the_pages_take_nobody_who_was_there_before(world: World) -> None:
    member = await world.add_staff()
    orphan, _ = await world.add_young_person()
    query = text("SELECT assignment_of_new(:one, :person, now())")
    async with world.database("hafan_web").transaction(user=member) as connection:
        assert await connection.scalar(query, {"one": uuid4(), "person": orphan}) is None
    assert await world.rows("SELECT 1 FROM assignments") == []


@pytest.mark.parametrize("role", [Role.TRAINER, Role.ADMINISTRATOR])
async def test_the_database_too_lets_only_those_who_care_add_and_ask_for_numbers(
    world: World, role: Role
) -> None:
    member = await world.add_staff(role)
    _, number = await world.add_young_person()
    new = NewYoungPerson("Nia Ddychmygol", "+447700900456", Language.WELSH, WEEKLY)
    web = world.database("hafan_web")
    async with web.transaction(user=member) as connection:
        assert await people.whose_number(connection, world.vault, number) is None
    with pytest.raises(Exception, match="row-level security"):
        async with web.transaction(user=member) as connection:
            await onboarding.add(connection, world.vault, DAYTIME, new, Adding(member), START)
