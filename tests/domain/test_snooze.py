"""When somebody would rather be asked."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load_content
from bot.domain.check_in_items import ASKED_BY_DEFAULT
from bot.domain.languages import Language
from bot.domain.moments_in_words import Saying, in_words
from bot.domain.safe_hours import HOME
from bot.domain.signals import SignalKind
from bot.domain.snooze import comes_back, until, wish

# A Wednesday afternoon in winter.
NOW = datetime(2026, 11, 25, 16, 20, tzinfo=UTC)


CONTENT = load_content()


def saying(language: Language) -> Saying:
    return lambda key, /, **values: CONTENT.text(f"times.{key}", language, **values)


def asked_at(text: str, now: datetime = NOW) -> str:
    wished = wish(text)
    assert wished is not None
    return until(wished, now).astimezone(HOME).strftime("%a %H:%M")


@pytest.mark.parametrize(
    ("text", "moment"),
    {
        "later": "Wed 19:20",
        "wedyn": "Wed 19:20",
        "not now": "Wed 19:20",
        "dim rwan sori": "Wed 19:20",
        "busy in class text me later": "Wed 19:20",
        "in an hour": "Wed 17:20",
        "mewn awr": "Wed 17:20",
        "in half an hour": "Wed 16:50",
        "mewn hanner awr": "Wed 16:50",
        "give me 10 mins": "Wed 16:30",
        "mewn 2 awr": "Wed 18:20",
        "tonight": "Wed 19:00",
        "heno": "Wed 19:00",
        "nos fory": "Thu 19:00",
        "bore fory": "Thu 10:00",
        "can we do this tomorrow": "Thu 16:20",
        "tomorrow after school": "Thu 16:00",
        "ar ol ysgol fory": "Thu 16:00",
        "after school": "Thu 16:00",
        "text me at 6": "Wed 18:00",
        "at 8": "Wed 20:00",
        "at 8am": "Thu 08:00",
        "tua 7 heno": "Wed 19:00",
        "friday night": "Fri 19:00",
        "dydd sadwrn": "Sat 16:00",
        "at the weekend": "Sat 16:00",
        "next week": "Wed 16:00",
        "gimme 2 hrs": "Wed 18:20",
        "half an hour": "Wed 16:50",
        "hanner awr": "Wed 16:50",
        "dwy awr": "Wed 18:20",
        "remind me in an hour": "Wed 17:20",
        "half 7": "Wed 19:30",
        "hanner awr wedi 7": "Wed 19:30",
        "at 8ish": "Wed 20:00",
        "am wyth": "Wed 20:00",
        "when im home": "Wed 19:20",
        "pan dwi adra": "Wed 19:20",
        "afta skl tmrw": "Thu 16:00",
        "after my tea": "Wed 18:30",
        "ar ol ffwti": "Wed 18:30",
        "nos sadwrn": "Sat 19:00",
        "not today": "Thu 16:00",
        "dim heno sori": "Thu 16:00",
        "dont wanna do this today": "Thu 16:00",
        "in maths": "Wed 19:20",
        "dwi'n ysgol": "Wed 19:20",
        "in abit": "Wed 19:20",
        "l8rz": "Wed 19:20",
        "not 2day": "Thu 16:00",
    }.items(),
)
def test_a_time_is_understood_however_it_is_put(text: str, moment: str) -> None:
    assert asked_at(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        *("see you later", "night", "nos da", "bore da", "morning", "6", "no", "asdf", ""),
        *(
            "i was out later than mam said",
            "he said hed be back in an hour",
            "got my exam tomorrow",
            "slept 8 hrs",
            "8 hrs",
            "school was shit",
            "dont want to talk about it",
        ),
    ],
)
def test_a_greeting_or_a_story_asks_for_no_other_time(text: str) -> None:
    assert wish(text) is None


@pytest.mark.parametrize(
    ("text", "not_now"),
    {
        "not now": True,
        "dim rwan": True,
        "not today": True,
        "dim heno": True,
        "in class": True,
        "later": False,
        "tonight": False,
    }.items(),
)
def test_what_could_be_a_no_is_marked(text: str, not_now: bool) -> None:
    wished = wish(text)
    assert wished is not None
    assert wished.not_now is not_now


@pytest.mark.parametrize(
    ("now", "text", "moment"),
    [
        # The night the clocks go forward, and the one they go back.
        (datetime(2026, 3, 28, 18, tzinfo=UTC), "nos fory", datetime(2026, 3, 29, 18, tzinfo=UTC)),
        (datetime(2026, 10, 24, 18, tzinfo=UTC), "nos fory", datetime(2026, 10, 25, 19, tzinfo=UTC)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "in an hour", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_evenings_stay_evenings_when_the_clocks_change(now: datetime, text: str, moment: datetime) -> None:
    wished = wish(text)
    assert wished is not None
    assert until(wished, now) == moment


TEXTS = (
    *("later", "in an hour", "mewn awr", "tonight", "nos fory", "bore fory", "tomorrow", "after school"),
    *(
        "at 8",
        "at 6pm",
        "friday",
        "next week",
        "after tea",
        "this afternoon",
        "in the morning",
        "in 100 hours",
    ),
)


@given(st.sampled_from(TEXTS), st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)))  # noqa: DTZ001
def test_nobody_is_asked_in_the_past_or_in_weeks(text: str, when: datetime) -> None:
    now, wished = when.replace(tzinfo=UTC), wish(text)
    assert wished is not None
    assert now < until(wished, now) <= now + timedelta(days=14)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    wished = wish(text)
    assert wished is None or until(wished, NOW) > NOW
    assert comes_back(text, ASKED_BY_DEFAULT) in (True, False)


@pytest.mark.parametrize(
    ("text", "pending", "comes"),
    [
        ("7", SignalKind.MOOD, True),
        ("slept fine", SignalKind.SLEEP, True),
        ("ok im free now", SignalKind.SLEEP, True),
        ("barod rwan", SignalKind.SAFE, True),
        ("thanks", SignalKind.MOOD, False),
        ("later", SignalKind.MOOD, False),
        # Another time than the one that was said back.
        ("nah saturday", SignalKind.MOOD, True),
        ("lol", SignalKind.SLEEP, False),
    ],
)
def test_an_answer_or_a_word_takes_it_up_again(text: str, pending: SignalKind, comes: bool) -> None:
    assert comes_back(text, (pending,)) is comes


@pytest.mark.parametrize(
    ("hours", "english", "welsh"),
    [
        (0.5, "in about 30 minutes", "mewn tua 30 munud"),
        (1, "at about half past 5 this evening", "tua hanner awr wedi 5 heno"),
        (17.7, "at about 10 tomorrow morning", "tua 10 bore fory"),
        (26.7, "at about 7 tomorrow evening", "tua 7 nos fory"),
        (71.7, "at about 4 on Saturday afternoon", "tua 4 pnawn dydd Sadwrn"),
        (76.7, "at about 9 on Saturday evening", "tua 9 nos Sadwrn"),
        (100.7, "at about 9 on Sunday evening", "tua 9 nos Sul"),
        (124.7, "at about 9 on Monday evening", "tua 9 nos Lun"),
        (167.7, "at about 4 on Wednesday afternoon next week", "tua 4 pnawn dydd Mercher nesa"),
    ],
)
def test_a_moment_is_said_roughly_and_plainly(hours: float, english: str, welsh: str) -> None:
    moment = NOW + timedelta(hours=hours)
    assert in_words(moment, NOW, saying(Language.ENGLISH)) == english
    assert in_words(moment, NOW, saying(Language.WELSH)) == welsh
