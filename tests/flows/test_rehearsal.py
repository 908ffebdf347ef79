"""Ten conversations through the whole service, and what must come of each."""

import json
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.rehearse import Rehearsal, Script
from tests.flows.conftest import Running

pytestmark = [pytest.mark.service, pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]

CONVERSATIONS = [json.loads(line) for line in Path(__file__).with_name("ten.jsonl").read_text().splitlines()]
# The texts of a whole check-in from us, its opening included.
MOST_TEXTS = 6


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def results(running: Running) -> dict[str, dict[str, Any]]:
    scripts = [Script.read(conversation) for conversation in CONVERSATIONS]
    return {result["id"]: result async for result in Rehearsal(running.whole).play(scripts)}


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
