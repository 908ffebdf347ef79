"""The messages that measure the assistant are not those that taught it."""

import re
from itertools import groupby

import pytest

from bot.domain.languages import Language
from bot.examples.files import texts_of
from bot.promotion.comparison import LANGUAGES
from bot.promotion.held_apart import labelled
from bot.settings import ROOT

ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
# Shorter ones ("diolch", "7 out of 10") are whoever's: two people write them alike.
LONG = 15


def bare(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" .!?,").casefold()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_longer_message_is_a_training_example_too(language: Language) -> None:
    files = (ROOT / "data" / "nlu" / language).glob("*.yml")
    topics = [topic for file in files for topic in texts_of(file.read_text(encoding="utf-8")).values()]
    taught = {bare(ENTITY.sub(r"\1", text)) for texts in topics for text in texts}
    assert len(taught) > 3_000
    known = [text for each, _, text in labelled() if each is language and bare(text) in taught]
    assert [text for text in known if len(bare(text)) >= LONG] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_is_measured_by_as_many_messages_and_none_twice(language: Language) -> None:
    messages = sorted((topic, text) for each, topic, text in labelled() if each is language)
    counts = {topic: len(list(found)) for topic, found in groupby(messages, key=lambda pair: pair[0])}
    assert len(counts) == 22
    assert set(counts.values()) == {32}
    assert len({bare(text) for _, text in messages}) == len(messages)
