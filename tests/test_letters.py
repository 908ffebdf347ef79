"""What a dispatch carries when it is about to leave."""

import pytest

from bot.domain.contact_gate import HOME
from bot.letters import Carriers, TextLetter, letter_of
from bot.receive import receive
from bot.storage import dispatches
from tests.fixtures import NUMBERS, World
from tests.test_receive import text_from

pytestmark = pytest.mark.service


async def test_an_unknown_number_is_told_at_night_of_no_line_that_is_closed(world: World) -> None:
    for hour, named in ((3, False), (12, True)):
        world.clock.forward(hours=(hour - world.clock().astimezone(HOME).hour) % 24)
        await receive(text_from(next(NUMBERS), "who is this"), world.parts_of("hafan_intake"))
        query = "SELECT id FROM dispatches WHERE purpose = 'unknown_number' ORDER BY created_at DESC LIMIT 1"
        [row] = await world.rows(query)
        parts = world.parts_of("hafan_worker")
        async with parts.database.transaction() as connection:
            found = await dispatches.held(connection, row.id)
            letter = await letter_of(connection, parts, Carriers(None, None, None), found)  # type: ignore[arg-type]
        assert isinstance(letter, TextLetter)
        assert ("Meic" in letter.body, "999" in letter.body) == (named, True)
