"""Beginning again after an opt-out: by START, and by a yes that is no answer to anything else."""

import pytest

from bot import checkins
from tests.fixtures import World
from tests.test_replies import Talk

pytestmark = pytest.mark.service


@pytest.fixture
async def talk(world: World) -> Talk:
    worker = await world.add_staff()
    return Talk(world, *await world.add_young_person(assigned=worker))


async def test_start_begins_again(talk: Talk) -> None:
    await talk.text("STOP")
    assert await talk.text("START") == ["opt_in_confirmed"]
    assert await talk.text("haia") == ["reply"]


@pytest.mark.parametrize("word", ["Yes", "ia"])
async def test_a_plain_yes_is_an_answer_to_our_question(talk: Talk, word: str) -> None:
    await checkins.open_check_in(talk.worker, talk.person)
    assert await talk.text(word) == ["reply"]
    assert [text for _, text, _ in talk.assistant.asked] == [word]


@pytest.mark.parametrize(
    ("stop", "word"), [("STOP", "YES"), ("stopio", "ia"), ("stopio", "ie"), ("STOP", "yes")]
)
async def test_a_yes_that_ends_an_opt_out_is_confirmed_each_time_and_the_next_is_an_answer(
    talk: Talk, stop: str, word: str
) -> None:
    for _ in range(2):
        await talk.text(stop)
        talk.world.clock.forward(minutes=1)
        assert await talk.text(word) == ["opt_in_confirmed"]
        talk.world.clock.forward(minutes=1)
        assert await talk.text(word) == ["reply"]
