"""A person is measured by themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.trend import FEWEST, Trend, baseline, course

moods = st.lists(st.integers(0, 10), max_size=30)


@pytest.mark.parametrize(
    ("values", "trend"),
    [
        ([], Trend.TOO_FEW),
        ([7, 7, 7, 7, 1], Trend.TOO_FEW),
        ([7, 7, 7, 7, 7, 7], Trend.USUAL),
        ([7, 7, 7, 7, 7, 5], Trend.USUAL),
        ([7, 7, 7, 7, 7, 4], Trend.DROP),
        ([7, 6, 8, 7, 7, 10], Trend.USUAL),
        # Whoever swings widely is not alarming by a swing.
        ([1, 9, 3, 8, 2, 9, 1], Trend.USUAL),
        # Low all along: their own usual, not other people's.
        ([3, 2, 3, 3, 2, 3, 2], Trend.USUAL),
        # Each step is small, and all together they are not.
        ([7, 8, 7, 7, 8, 7, 6, 5, 5], Trend.DRIFT),
        ([7, 8, 7, 7, 8, 7, 5, 8, 5], Trend.USUAL),
    ],
)
def test_the_newest_answers_are_held_against_the_persons_own(values: list[int], trend: Trend) -> None:
    assert course(values).trend is trend


def test_one_odd_answer_moves_the_band_hardly_at_all() -> None:
    steady, odd = baseline([6, 7, 6, 7, 6, 7]), baseline([6, 7, 6, 7, 6, 0])
    assert steady
    assert odd
    assert abs(steady.low - odd.low) <= 1


@given(moods)
def test_the_band_lies_around_what_is_usual_and_within_the_scale(values: list[int]) -> None:
    found = baseline(values)
    assert (found is None) is (len(values) < FEWEST)
    if found:
        assert 0 <= found.low <= found.usual <= found.high <= 10


@given(moods)
def test_an_answer_within_what_the_page_calls_usual_is_no_drop(values: list[int]) -> None:
    found = course(values)
    if found.baseline and values[-1] >= found.baseline.low:
        assert found.trend is not Trend.DROP


@given(st.lists(st.integers(0, 9), min_size=6, max_size=20))
def test_feeling_better_is_never_called_worse(values: list[int]) -> None:
    better = [*values[:-1], values[-1] + 1]
    if not course(values).trend.downward:
        assert not course(better).trend.downward
