"""What the gate is told of somebody is what was agreed with them, whatever that was."""

from itertools import cycle, product

import pytest

from bot.domain.contact_gate import DAYTIME, SafetyReplies
from bot.domain.contact_profile import ContactProfile, Details, Device, Opening
from bot.domain.safe_hours import SafeHours, Window, every_day
from bot.storage import contact_profiles, people
from tests.domain.test_contact_gate import agreed
from tests.fixtures import World

pytestmark = pytest.mark.service

WEEKS = (None, SafeHours(()), every_day(DAYTIME), SafeHours((Window(2, 420, 495), Window(6, 960, 1440))))


async def test_every_agreement_comes_to_the_gate_as_it_was_kept(world: World) -> None:
    member = await world.add_staff()
    person_id, _ = await world.add_young_person(assigned=member)
    weeks, replies = cycle(WEEKS), cycle([*SafetyReplies, SafetyReplies.ANY_HOUR])
    for device, opening in product(Device, Opening):
        details = Details(own_opening="hiya you about")
        profile = ContactProfile(device, next(weeks), next(replies), opening, details=details)
        async with world.database("hafan_web").transaction(user=member) as connection:
            person = await people.by_id(connection, person_id)
            await contact_profiles.save(connection, world.vault, person, profile, member, world.clock())
            assert await contact_profiles.state(connection, person) == agreed(profile), profile
