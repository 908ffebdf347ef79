"""What one check-in asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.check_in_items import ASKED_BY_DEFAULT, GOALS, Asking, Item, open_questions
from bot.domain.signals import SignalKind


def test_goals_are_asked_one_by_one_in_their_place() -> None:
    asking = Asking((Item.MOOD, Item.GOALS, Item.WENT_WELL), goals=2)
    assert asking.kinds == (SignalKind.MOOD, *GOALS[:2], SignalKind.WENT_WELL)


@given(st.lists(st.sampled_from(Item)), st.integers(0, 3))
def test_every_question_is_asked_once_and_some_question_always(items: list[Item], goals: int) -> None:
    kinds = Asking(tuple(items), goals).kinds
    assert kinds
    assert len(set(kinds)) == len(kinds)
    assert len(set(kinds) & set(GOALS)) <= goals


@pytest.mark.parametrize(("mood", "left"), [(3, ("safe", "contact_wish")), (4, ASKED_BY_DEFAULT[1:])])
def test_on_a_bad_day_only_safety_and_a_call_are_left_to_ask(mood: int, left: tuple[str, ...]) -> None:
    assert open_questions(ASKED_BY_DEFAULT, {SignalKind.MOOD: mood}) == left


def test_a_question_that_was_declined_is_not_open() -> None:
    assert open_questions(ASKED_BY_DEFAULT, {SignalKind.MOOD: None})[0] is SignalKind.SLEEP
