"""Conversations through the whole service, and what must come of each, turn by turn."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.domain.concerns import Sign
from bot.domain.contact_record import Contact
from bot.domain.doubts import Doubt
from bot.domain.languages import Language
from bot.rehearsal_happenings import HAPPENINGS
from bot.rehearsal_scripts import Script, read_yaml
from bot.rehearse import Rehearsal
from bot.settings import ROOT

pytestmark = [pytest.mark.service, pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]

CONVERSATIONS = [json.loads(line) for line in Path(__file__).with_name("ten.jsonl").read_text().splitlines()]
SCRIPTS = [
    script
    for file in sorted((ROOT / "tests" / "rehearsals").glob("*.yml"))
    for script in read_yaml(StringIO(file.read_text(encoding="utf-8")))
]
ENOUGH = 240
ENOUGH_MIXED = 15
# The texts of a whole check-in from us, its opening included.
MOST_TEXTS = 6


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def results(rehearsal: Rehearsal) -> dict[str, dict[str, Any]]:
    scripts = [Script.read(conversation) for conversation in CONVERSATIONS]
    return {result["id"]: result async for result in rehearsal.play(scripts)}


class Rehearsed:
    """What comes of each rehearsal: all are played side by side, and a test waits for its own alone."""

    def __init__(self, played: AsyncIterator[dict[str, Any]]) -> None:
        self._played = played
        self._results: dict[str, dict[str, Any]] = {}

    async def result(self, id_: str) -> dict[str, Any]:
        while id_ not in self._results:
            result = await anext(self._played)
            self._results[result["id"]] = result
        return self._results[id_]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def rehearsed(rehearsal: Rehearsal) -> AsyncIterator[Rehearsed]:
    async with aclosing(rehearsal.play(SCRIPTS)) as played:
        yield Rehearsed(played)


@pytest.mark.parametrize("id_", [script.id for script in SCRIPTS])
async def test_a_rehearsed_conversation_goes_as_written(rehearsed: Rehearsed, id_: str) -> None:
    result = await rehearsed.result(id_)
    assert (result["errors"], result["failures"]) == ([], [])


async def test_there_are_enough_rehearsals_in_both_languages_and_each_has_its_own_name() -> None:
    names = [script.id for script in SCRIPTS]
    assert len(set(names)) == len(names) >= ENOUGH
    assert all(script.expects for script in SCRIPTS)
    for language in (Language.ENGLISH, Language.WELSH):
        assert sum(script.language is language for script in SCRIPTS) >= ENOUGH / 3
    assert sum(script.mixed for script in SCRIPTS) >= ENOUGH_MIXED


async def test_whatever_can_happen_happens_in_some_rehearsal() -> None:
    assert {turn.happens for script in SCRIPTS for turn in script.turns if turn.happens} == HAPPENINGS


async def test_every_doubt_sign_and_way_of_answering_comes_of_some_rehearsal() -> None:
    expected = [turn.expected for script in SCRIPTS for turn in script.turns]
    tasks = {task for one in expected for task in one.tasks or ()}
    noticed = {name for one in expected for name in one.noticed or ()}
    assert set(Doubt) <= tasks
    assert {Sign(name.partition("/")[0]) for name in noticed} == set(Sign)
    assert noticed >= {"silence/low", "silence/medium", "mood_drop/low", "mood_drop/medium"}
    assert {one.contact for one in expected if one.contact} == set(Contact)


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda conversation: conversation["id"])
async def test_a_conversation_comes_to_what_it_must(
    results: dict[str, dict[str, Any]], conversation: dict[str, Any]
) -> None:
    result, expected = results[conversation["id"]], conversation["expect"]
    assert result["errors"] == []
    assert (result["mood"], result["language"], result["opted_out"]) == (
        expected["mood"],
        expected["language"],
        expected["opted_out"],
    )
    found = {f"{alert['category']}/{alert['severity']}" for alert in result["alerts"]}
    assert set(expected["alerts"]) <= found if expected["alerts"] else found == set()
    assert len(result["opening"]) == 1
    assert len(result["replies"]) == len(conversation["turns"])
    if "safety_reply_at" in expected:
        assert "999" in result["replies"][expected["safety_reply_at"]][0]
    if "silent_at" in expected:
        assert result["replies"][expected["silent_at"]] == []


@pytest.mark.parametrize("id_", ["good day", "low day"])
async def test_a_whole_check_in_takes_at_most_six_texts(results: dict[str, dict[str, Any]], id_: str) -> None:
    texts = [text for turn in [results[id_]["opening"], *results[id_]["replies"]] for text in turn]
    assert len(texts) <= MOST_TEXTS
