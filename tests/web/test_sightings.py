"""What was noticed over time is said with its figures, and answers that have words are said in them."""

import pytest

from bot.domain.concerns import Sign
from bot.domain.languages import Language
from bot.web.pages import load_pages

SLEEP = {"newest": 0, "before_newest": 1, "usual": 2, "low": 0, "high": 2, "answers": 7}
IN_THE_MIDDLE = SLEEP | {"usual": 1.5}
SAFE = SLEEP | {"newest": 1, "answers": 15}
MOOD = {"newest": 4, "before_newest": 8, "usual": 6.5, "low": 5, "high": 9, "answers": 5}


def said(language: Language, sign: Sign, figures: dict[str, float]) -> str:
    """The line as the pages show it."""
    environment = load_pages().environments[language]
    source = '{% from "_parts.html" import sighting with context %}{{ sighting(sign, figures) }}'
    return " ".join(environment.from_string(source).render(sign=sign, figures=figures).split())


@pytest.mark.parametrize(
    ("sign", "figures", "english", "welsh"),
    [
        (
            Sign.SLEEP_DRIFT,
            SLEEP,
            "The last: “Bad”. Usually “Good”, from 7 earlier answers.",
            "Yr olaf: “Gwael”. Fel arfer “Da”, ar sail 7 o atebion cynharach.",
        ),
        (
            Sign.SLEEP_DRIFT,
            IN_THE_MIDDLE,
            "The last: “Bad”. Usually “So-so” or “Good”, from 7 earlier answers.",
            "Yr olaf: “Gwael”. Fel arfer “Gweddol” neu “Da”, ar sail 7 o atebion cynharach.",
        ),
        (
            Sign.SAFE_DRIFT,
            SAFE,
            "The last: “Not sure”. Usually “Yes”, from 15 earlier answers.",
            "Yr olaf: “Ddim yn siŵr”. Fel arfer “Ydy”, ar sail 15 o atebion cynharach.",
        ),
        (
            Sign.MOOD_DRIFT,
            MOOD,
            "Mood 4, lower for three answers now. Usually 5 to 9, in the middle 6.5, from 5 earlier answers.",
            "Fel arfer 5 i 9, y canol yn 6.5, ar sail 5 o atebion cynharach.",
        ),
    ],
)
def test_a_decline_is_shown_with_the_newest_the_usual_and_how_many(
    sign: Sign, figures: dict[str, float], english: str, welsh: str
) -> None:
    assert said(Language.ENGLISH, sign, figures).endswith(english)
    assert said(Language.WELSH, sign, figures).endswith(welsh)
