"""What a safety reply says is what helps at this hour."""

from datetime import UTC, datetime

import pytest

from bot.answer_texts import own_words
from bot.content import load_content
from bot.domain.concerns import Category, Severity
from bot.domain.languages import Language
from bot.domain.reply_plan import Answer

CONTENT = load_content()
NIGHT, DAY, EVENING = (datetime(2026, 11, 18, hour, tzinfo=UTC) for hour in (3, 12, 20))
MEIC, RUNAWAY, CHILDLINE, WELSH = "080880 23456", "116 000", "0800 1111", "0808 164 0123"


def said(category: Category, language: Language, now: datetime) -> str:
    gravest = (category, Severity.HIGH)
    [text] = own_words(CONTENT, Answer.SAFETY_REPLY, gravest, language, channel="sms", now=now)
    return text


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
def test_at_night_a_safety_reply_names_no_line_that_is_closed(language: Language) -> None:
    by_day, at_night = (said(Category.MISSING, language, now) for now in (DAY, NIGHT))
    assert RUNAWAY in by_day
    assert RUNAWAY not in at_night
    assert CHILDLINE in at_night
    assert MEIC not in at_night


def test_whoever_tells_in_welsh_hears_of_the_welsh_line_while_it_is_open() -> None:
    assert WELSH in said(Category.SUICIDE, Language.WELSH, EVENING)
    assert WELSH not in said(Category.SUICIDE, Language.WELSH, NIGHT)
    assert WELSH not in said(Category.SUICIDE, Language.ENGLISH, EVENING)


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
@pytest.mark.parametrize(
    ("category", "numbers"),
    [
        (Category.SUICIDE, ["116 123", "85258", CHILDLINE]),
        (Category.SELF_HARM, ["85258", CHILDLINE]),
        (Category.EMOTIONAL_ABUSE_NEGLECT, [CHILDLINE, MEIC, "84001"]),
        (Category.MISSING, [CHILDLINE, RUNAWAY]),
        (Category.SEXUAL_EXPLOITATION, [CHILDLINE, "0808 80 10 800"]),
    ],
)
def test_a_safety_reply_names_the_lines_for_what_was_told(
    category: Category, numbers: list[str], language: Language
) -> None:
    text = said(category, language, EVENING)
    assert [number for number in numbers if number not in text] == []
