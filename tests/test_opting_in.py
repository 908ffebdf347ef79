"""Opting out and beginning again: by START, by a yes that is no answer to anything else, and with a trace."""

import pytest

from bot import checkins
from bot.checkins import CheckIns
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


type Entry = tuple[str, str, str, dict[str, object]]


async def trace(talk: Talk) -> list[Entry]:
    """(action, actor, subject, detail) of what the trail says of opting out and in, in order."""
    rows = await talk.world.rows(
        "SELECT action, actor, subject, detail FROM audit"
        " WHERE action IN ('young_person:opt_out', 'young_person:opt_in') ORDER BY at"
    )
    return [(row.action, row.actor, row.subject, row.detail) for row in rows]


@pytest.mark.parametrize(("stop", "start"), [("STOP", "START"), ("stopio plis", "cychwyn")])
async def test_opting_out_and_in_is_on_the_trail_with_whose_it_is_and_none_of_the_words(
    talk: Talk, stop: str, start: str
) -> None:
    await talk.world.add_young_person()
    await talk.text("haia")
    assert await trace(talk) == []
    await talk.text(stop)
    out: Entry = ("young_person:opt_out", "service", str(talk.person), {})
    assert await trace(talk) == [out]
    talk.world.clock.forward(minutes=1)
    await talk.text(start)
    assert await trace(talk) == [out, ("young_person:opt_in", "service", str(talk.person), {})]
    everything = await talk.world.rows("SELECT audit::text AS line FROM audit")
    assert not [row.line for row in everything if any(word in row.line for word in (stop, start, "haia"))]


async def test_an_opt_out_in_other_words_is_on_the_trail_once(talk: Talk) -> None:
    await talk.text("plis leave me alone now")
    [row] = await talk.world.rows("SELECT conversation_id FROM check_ins")
    for _ in range(2):
        await CheckIns(talk.intake).opt_out(str(row.conversation_id))
    assert await trace(talk) == [("young_person:opt_out", "service", str(talk.person), {})]
