"""A decline and a silence raise a concern once, and once more when they become graver."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.concerns import Noticed, Severity, Sign
from bot.domain.contact_record import Prompt
from bot.domain.signals import SignalKind
from bot.domain.trend import FEWEST, Trend, course
from bot.domain.watching import WATCHED, Earlier, Given, decline, silence
from tests.domain.test_contact_record import NOW, prompts

START = datetime(2026, 6, 1, 17, tzinfo=UTC)


def given_on(values: list[int]) -> list[Given]:
    """An answer each three days."""
    return [Given(START + timedelta(days=3 * at), value) for at, value in enumerate(values)]


def lived(kind: SignalKind, values: list[int]) -> list[tuple[int, Noticed]]:
    """What is raised as one answer follows the other, and at which."""
    told: list[tuple[int, Noticed]] = []
    for upto in range(1, len(values) + 1):
        answers = given_on(values)[:upto]
        earlier = [
            Earlier(given_on(values)[at].asked_at + timedelta(hours=1), one.severity) for at, one in told
        ]
        found = decline(kind, answers, earlier)
        if found:
            told.append((upto - 1, found))
    return told


def signs(kind: SignalKind, values: list[int]) -> list[tuple[int, Sign, Severity]]:
    return [(at, one.category, one.severity) for at, one in lived(kind, values)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([7, 7, 6, 7, 8, 7], []),
        ([7, 7, 6, 7, 8, 4], [(5, Sign.MOOD_DROP, Severity.LOW)]),
        ([7, 7, 6, 7, 8, 2], [(5, Sign.MOOD_DROP, Severity.MEDIUM)]),
        # The same decline going on is not told again; one that becomes graver is.
        ([7, 7, 6, 7, 8, 4, 4, 4], [(5, Sign.MOOD_DROP, Severity.LOW)]),
        ([7, 7, 6, 7, 8, 4, 1], [(5, Sign.MOOD_DROP, Severity.LOW), (6, Sign.MOOD_DROP, Severity.MEDIUM)]),
        # After an answer that is usual for them, a further drop is a new one.
        ([7, 7, 6, 7, 8, 4, 7, 4], [(5, Sign.MOOD_DROP, Severity.LOW), (7, Sign.MOOD_DROP, Severity.LOW)]),
        ([8, 8, 8, 8, 8, 6, 6, 6], [(7, Sign.MOOD_DRIFT, Severity.LOW)]),
    ],
)
def test_a_lower_mood_is_raised_once_a_decline(
    values: list[int], expected: list[tuple[int, Sign, Severity]]
) -> None:
    assert signs(SignalKind.MOOD, values) == expected


def test_the_figures_are_the_evidence() -> None:
    [(_, found)] = lived(SignalKind.MOOD, [7, 7, 6, 7, 8, 4])
    figures = {"newest": 4, "before_newest": 8, "usual": 7, "low": 5, "high": 9, "answers": 5}
    assert (dict(found.figures), found.rule) == (figures, "signal:mood_drop")


@pytest.mark.parametrize(
    ("kind", "sign"), [(SignalKind.SLEEP, Sign.SLEEP_DRIFT), (SignalKind.SAFE, Sign.SAFE_DRIFT)]
)
def test_on_a_scale_of_three_steps_three_lower_answers_are_a_drift(kind: SignalKind, sign: Sign) -> None:
    assert signs(kind, [2, 2, 2, 2, 2, 1, 1, 1]) == [(7, sign, Severity.LOW)]
    assert signs(kind, [2, 2, 2, 2, 2, 0, 2, 1]) == []


def test_what_somebody_hopes_or_wishes_is_not_watched() -> None:
    assert decline(SignalKind.GOAL_1, given_on([9, 9, 9, 9, 9, 0]), []) is None


moods = st.lists(st.integers(0, 10), max_size=25)
kinds = st.sampled_from(sorted(WATCHED))


@given(moods)
def test_nothing_is_raised_but_what_the_page_shows_as_lower_than_usual(values: list[int]) -> None:
    for at, found in lived(SignalKind.MOOD, values):
        shown = course(values[: at + 1])
        assert at >= FEWEST
        assert shown.trend is (Trend.DROP if found.category is Sign.MOOD_DROP else Trend.DRIFT)
        assert found.severity < Severity.HIGH


@given(moods)
def test_one_decline_raises_each_severity_at_most_once(values: list[int]) -> None:
    raised = lived(SignalKind.MOOD, values)
    for (before, one), (at, other) in pairwise(raised):
        between = range(before + 1, at)
        usual_again = any(not course(values[: place + 1]).trend.downward for place in between)
        assert usual_again or other.severity > one.severity


@given(kinds, st.lists(st.integers(0, 2), max_size=20))
def test_answers_that_never_change_raise_nothing(kind: SignalKind, values: list[int]) -> None:
    assert lived(kind, values[:1] * 12) == []


@pytest.mark.parametrize(
    ("story", "severity"),
    [
        ("aaaaaaas", None),
        ("aaaaaass", Severity.LOW),
        ("aaaaaassss", Severity.MEDIUM),
        # Whoever answers every second check-in may be silent for longer.
        ("asasasass", None),
        # What did not arrive, or was held back, is no silence.
        ("aaaaaauuu", None),
        ("aaaaaawww", None),
    ],
)
def test_a_silence_is_judged_by_their_own_habit(story: str, severity: Severity | None) -> None:
    found = silence(prompts(story), NOW, ())
    assert (found and found.severity) == severity


def test_a_silence_is_raised_once_and_again_only_when_graver() -> None:
    began = prompts("aaaaaass")[6].opened_at
    told = [Earlier(began + timedelta(days=4), Severity.LOW)]
    assert silence(prompts("aaaaaass"), NOW, told) is None
    before = [Earlier(began - timedelta(days=4), Severity.MEDIUM)]
    assert silence(prompts("aaaaaass"), NOW, before) is not None


stories = st.text("asuw", max_size=13)


@given(stories)
def test_nobody_is_called_silent_whose_last_check_in_they_answered_or_never_got(story: str) -> None:
    found = silence(prompts(story), NOW, ())
    if found:
        assert story.replace("u", "").replace("w", "").endswith("ss")
        assert not story.endswith("u")


@given(stories, st.sampled_from(Severity))
def test_a_silence_that_was_told_at_its_gravest_is_not_told_again(story: str, severity: Severity) -> None:
    found: Noticed | None = silence(prompts(story), NOW, [Earlier(NOW, severity)])
    assert found is None or found.severity > severity


def test_a_text_that_has_not_left_yet_is_no_silence() -> None:
    waiting = [Prompt(NOW - timedelta(days=9 - 3 * at), "queued", answered=False) for at in range(3)]
    assert silence(waiting, NOW, ()) is None
