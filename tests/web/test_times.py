"""Times as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.languages import Language
from bot.web.times import Times

NOW = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # half past eleven at night in Wales
ENGLISH, WELSH = Times(Language.ENGLISH, NOW), Times(Language.WELSH, NOW)


@pytest.mark.parametrize(
    ("distance", "english", "welsh"),
    [
        (timedelta(), "1 minute ago", "1 munud yn ôl"),
        (timedelta(seconds=-30), "1 minute ago", "1 munud yn ôl"),
        (timedelta(seconds=30), "in 1 minute", "ymhen 1 munud"),
        (timedelta(minutes=-5), "5 minutes ago", "5 munud yn ôl"),
        (timedelta(hours=3), "in 3 hours", "ymhen 3 awr"),
        (timedelta(days=-3), "3 days ago", "3 diwrnod yn ôl"),
    ],
)
def test_how_long_ago_or_until(distance: timedelta, english: str, welsh: str) -> None:
    assert ENGLISH.ago(NOW + distance) == english
    assert WELSH.ago(NOW + distance) == welsh


def test_clocks_show_the_time_in_wales() -> None:
    assert ENGLISH.clock(NOW) == "23:30"
    assert ENGLISH.at(NOW) == "23:30"
    assert ENGLISH.stamp(NOW) == "2026-07-01T23:30:00+01:00"


def test_another_day_is_named() -> None:
    assert ENGLISH.at(NOW + timedelta(hours=1)) == "2 Jul, 00:30"
    assert WELSH.day(NOW.date()) == "Dydd Mercher 1 Gorffennaf"
