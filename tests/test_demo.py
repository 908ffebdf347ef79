"""Everybody who is needed to try the whole service on one machine can sign in to the demo."""

from collections import Counter

import pytest

from bot import demo
from bot.domain.staff import Role
from bot.run import demo_phones
from tests.fixtures import World

pytestmark = pytest.mark.service


async def test_whatever_needs_two_people_can_be_tried_with_the_demo_s(world: World) -> None:
    assert await demo.add_demo_people(world.parts.database, world.vault, world.clock())

    rows = await world.rows("SELECT role FROM practitioners")
    roles = Counter(row.role for row in rows)

    assert set(roles) == set(Role)
    assert roles[Role.TRAINER] == roles[Role.SAFEGUARDING_LEAD] == 2


async def test_a_demo_begun_before_somebody_was_invented_gets_them_and_nothing_else(world: World) -> None:
    await demo.add_demo_people(world.parts.database, world.vault, world.clock())
    await world.rows(
        "UPDATE practitioners SET username_index = 'another' WHERE role = 'administrator' RETURNING 1"
    )

    assert not await demo.add_demo_people(world.parts.database, world.vault, world.clock())

    [people] = await world.rows("SELECT count(*) AS number FROM young_people")
    [staff] = await world.rows("SELECT count(*) AS number FROM practitioners")
    assert (people.number, staff.number) == (len(demo.YOUNG_PEOPLE), len(demo.STAFF) + 1)


async def test_the_simulated_phones_are_those_of_people_who_are_reached_by_phone() -> None:
    reached = [phone.name for phone in demo_phones()]

    assert [one.name for one in demo.STAFF if one.phone] == reached[len(demo.YOUNG_PEOPLE) :]
    assert not [one.name for one in demo.STAFF if one.role is Role.TRAINER and one.name in reached]
