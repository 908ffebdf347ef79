"""The examples that teach the assistant are enough of each topic, and not the same one over and over."""

import pytest

from bot.domain.folding import BREAK, fold
from bot.domain.languages import Language
from bot.promotion.examples import LANGUAGES, read_examples
from bot.recipes import DATA_FOLDER

TOPICS = 22
LEAST = 120


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_taught_by_many_examples_that_differ_in_more_than_typing(language: Language) -> None:
    taught: dict[str, set[tuple[str, ...]]] = {}
    for one in read_examples(DATA_FOLDER):
        if one.language is language:
            words = tuple(word for word in fold(one.text).words if word != BREAK)
            taught.setdefault(one.topic, set()).add(words)
    assert len(taught) == TOPICS
    assert {topic: len(texts) for topic, texts in taught.items() if len(texts) < LEAST} == {}
