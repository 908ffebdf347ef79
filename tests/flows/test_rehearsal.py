"""Conversations through the whole service, and what must come of each, turn by turn."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.domain.languages import Language
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
ENOUGH = 60
# The texts of a whole check-in from us, its opening included.
MOST_TEXTS = 6


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def results(rehearsal: Rehearsal) -> dict[str, dict[str, Any]]:
    scripts = [Script.read(conversation) for conversation in CONVERSATIONS]
    return {result["id"]: result async for result in rehearsal.play(scripts)}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def rehearsed(rehearsal: Rehearsal) -> dict[str, dict[str, Any]]:
    return {result["id"]: result async for result in rehearsal.play(SCRIPTS)}


@pytest.mark.parametrize("id_", [script.id for script in SCRIPTS])
async def test_a_rehearsed_conversation_goes_as_written(
    rehearsed: dict[str, dict[str, Any]], id_: str
) -> None:
    result = rehearsed[id_]
    assert (result["errors"], result["failures"]) == ([], [])


async def test_there_are_enough_rehearsals_in_both_languages_and_each_has_its_own_name() -> None:
    names = [script.id for script in SCRIPTS]
    assert len(set(names)) == len(names) >= ENOUGH
    assert all(script.expects for script in SCRIPTS)
    for language in (Language.ENGLISH, Language.WELSH):
        assert sum(script.language is language for script in SCRIPTS) >= ENOUGH / 3


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
