"""Who is told next: there is always a next step, and never one that goes back in time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.concerns import Category, Concern, Severity
from bot.domain.ladder import Addition, Ladder, OpenAlert, Rung, Step, addition
from bot.policy import load_policy

POLICY = load_policy()
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)

minutes = st.lists(st.integers(0, 5000), max_size=6).map(sorted)
ladders = st.builds(
    lambda times, rungs, every: Ladder(
        tuple(
            Step(rung, timedelta(minutes=after))
            for rung, after in zip([*rungs[: len(times)], Rung.LEADS], [0, *times], strict=False)
        )
        if len(rungs) >= len(times)
        else (Step(Rung.LEADS, timedelta(0)),),
        timedelta(minutes=every),
    ),
    minutes,
    st.lists(st.sampled_from(Rung), min_size=6, max_size=6),
    st.integers(1, 5000),
)


@given(ladders, st.integers(0, 200))
def test_every_step_has_a_next_one_that_is_due_no_earlier(ladder: Ladder, step: int) -> None:
    assert ladder.due(step + 1, NOON) >= ladder.due(step, NOON) >= NOON


@given(ladders, st.integers(0, 50))
def test_past_its_end_a_ladder_tells_the_leads_again_and_again(ladder: Ladder, beyond: int) -> None:
    step = len(ladder.steps) + beyond
    assert ladder.exhausted(step)
    assert ladder.rung(step) is Rung.LEADS
    assert ladder.due(step + 1, NOON) - ladder.due(step, NOON) == ladder.repeat_every


@pytest.mark.parametrize("severity", Severity)
def test_our_ladders_climb_from_the_assigned_worker_to_all_leads(severity: Severity) -> None:
    rungs = [step.rung for step in POLICY.ladders[severity].steps]
    assert rungs == [Rung.ASSIGNED, Rung.DEPUTY, Rung.DUTY_MANAGER, Rung.LEADS]


def test_a_graver_alert_climbs_no_slower() -> None:
    for step in range(6):
        waits = [POLICY.ladders[severity].due(step, NOON) for severity in Severity]
        assert waits == sorted(waits, reverse=True)


@pytest.mark.parametrize(
    ("steps", "every", "complaint"),
    [
        ([], 5, "starts after 0"),
        ([(Rung.LEADS, 3)], 5, "starts after 0"),
        ([(Rung.ASSIGNED, 0), (Rung.DEPUTY, 9), (Rung.LEADS, 3)], 5, "never go back"),
        ([(Rung.ASSIGNED, 0)], 5, "ends with the safeguarding leads"),
        ([(Rung.LEADS, 0)], 0, "more than 0"),
    ],
)
def test_a_ladder_that_could_end_in_silence_is_refused(
    steps: list[tuple[Rung, int]], every: int, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Ladder(tuple(Step(rung, timedelta(minutes=after)) for rung, after in steps), timedelta(minutes=every))


@pytest.mark.parametrize(
    ("before", "acknowledged_minutes_ago", "severity", "expected"),
    [
        (Severity.MEDIUM, None, Severity.HIGH, Addition.RAISE),
        (Severity.HIGH, None, Severity.HIGH, Addition.JOIN),
        (Severity.HIGH, None, Severity.LOW, Addition.JOIN),
        (Severity.HIGH, 5, Severity.MEDIUM, Addition.JOIN),
        (Severity.MEDIUM, 5, Severity.MEDIUM, Addition.JOIN),
        (Severity.HIGH, 5, Severity.HIGH, Addition.NEW),
        (Severity.HIGH, 5, Severity.EMERGENCY, Addition.NEW),
        (Severity.HIGH, 31, Severity.HIGH, Addition.NEW),
        (Severity.HIGH, 31, Severity.LOW, Addition.NEW),
    ],
)
def test_a_further_concern_raises_joins_or_begins_an_alert(
    before: Severity, acknowledged_minutes_ago: int | None, severity: Severity, expected: Addition
) -> None:
    acknowledged = (
        None if acknowledged_minutes_ago is None else NOON - timedelta(minutes=acknowledged_minutes_ago)
    )
    assert addition(OpenAlert(before, acknowledged), severity, NOON, POLICY) is expected


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("severity", Severity)
def test_whatever_is_at_least_medium_or_asks_for_a_person_pages(
    category: Category, severity: Severity
) -> None:
    concern = Concern(category, severity, "rule", "test", 1.0, None)
    expected = severity >= Severity.MEDIUM or category is Category.WORKER_CONTACT
    assert POLICY.needs_alert(concern) is expected
