"""The helplines that texts name: open at that hour, and one for whoever cannot speak."""

import re
from datetime import datetime

import pytest

from bot.content import LANGUAGES
from bot.domain.contact_gate import HOME
from bot.domain.languages import Language
from tests.test_content import (
    CONTENT,
    SAFETY,
    TO_YOUNG_PEOPLE,
    TRUTHS,
    category_of,
    every,
    helplines,
    numbers_in,
    numbers_of,
    safety_texts,
)

HOURS = {hour: datetime(2026, 11, 18, hour, 30, tzinfo=HOME) for hour in (0, 3, 7, 8, 12, 19, 22, 23)}
# Danger that cannot wait is read in a hurry: 999 alone, and how to be silent there, is the right answer.
NINES_ALONE = "safety.immediate_danger_emergency"
PRESSED = "55"
WITH_A_LINE = [
    name
    for name in TO_YOUNG_PEOPLE
    if any(numbers_of(helplines()) & set(numbers_in(CONTENT.texts[name, language])) for language in LANGUAGES)
]


def texting(category: str, now: datetime) -> set[str]:
    """The numbers to text, other than 999, that fit what was told and are open at this moment."""
    closed = {line.number for line in CONTENT.helplines if not line.is_named(now)}
    fitting = [line for line in helplines() if line["for"] == "all" or category in line["for"]]
    return {line["text_number"] for line in fitting if line["number"] not in closed} - {None, "999"}


@pytest.mark.parametrize("hour", HOURS)
@safety_texts
def test_whoever_cannot_talk_aloud_can_text_in_either_language_at_any_hour(
    name: str, language: Language, text: str, hour: int
) -> None:
    fitting = texting(category_of(name), HOURS[hour])
    named = set(numbers_in(CONTENT.at(text, HOURS[hour]))) & fitting
    assert bool(named) is (bool(fitting) and name != NINES_ALONE)


def test_at_night_there_is_nobody_to_text_about_these() -> None:
    kinds = {category_of(name) for name in SAFETY}
    assert {kind for kind in kinds if not texting(kind, HOURS[3])} == {
        "any",
        "criminal_exploitation",
        "emotional_abuse_neglect",
        "hsb",
        "missing",
        "online_abuse",
    }
    assert all(texting(kind, HOURS[12]) for kind in kinds)


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize(("name", "language", "text"), every(WITH_A_LINE))
def test_no_text_names_a_line_that_is_closed_and_each_still_leads_to_help(
    name: str, language: Language, text: str, hour: int
) -> None:
    said = CONTENT.at(text, HOURS[hour])
    closed = [line for line in CONTENT.helplines if not line.is_named(HOURS[hour])]
    assert not any(line.number in said or f"{line.name} " in said for line in closed)
    assert "999" in numbers_in(said) or numbers_in(said) == numbers_in(text)
    assert not re.search(r"  | [.,]|\(\)|: (or|neu)\b|\b(or|neu)[.,]", said)
    if hour == 22:
        assert said == text


@pytest.mark.parametrize("hour", HOURS)
@safety_texts
def test_a_safety_reply_always_names_999_and_a_line_that_is_open(
    name: str, language: Language, text: str, hour: int
) -> None:
    said = CONTENT.at(text, HOURS[hour])
    lines = set(numbers_in(said)) - {"999", PRESSED}
    assert "999" in said
    assert lines == set() if name == NINES_ALONE else lines
    assert lines <= numbers_of(helplines())
    assert all(truth in said for truth in TRUTHS[language])
