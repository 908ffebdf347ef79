"""Who is told next: there is always a next telling, and never one that goes back in time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.concerns import Severity
from bot.domain.ladder import Addition, Ladder, Means, OpenAlert, Rung, Step, addition

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
JOIN = timedelta(minutes=30)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """Any ladder that can be made, insisting or not."""
    times = sorted(draw(st.lists(st.integers(0, 600), max_size=5)))
    rungs = [draw(st.sampled_from(Rung)) for _ in times] + [Rung.LEADS]
    steps = [Step(rung, minutes(after)) for rung, after in zip(rungs, [0, *times], strict=True)]
    insist = draw(st.none() | st.integers(1, 200).map(minutes))
    return Ladder(tuple(steps), minutes(draw(st.integers(1, 600))), insist)


@given(ladders(), st.integers(0, 200))
def test_every_telling_has_a_next_one_that_is_due_later(ladder: Ladder, number: int) -> None:
    assert ladder.due(number + 1, NOON) > ladder.due(number, NOON) >= NOON


@given(ladders())
def test_every_step_is_told_for_the_first_time_exactly_once_and_when_it_is_due(ladder: Ladder) -> None:
    fresh = [(step, telling.after) for telling in ladder.tellings for step in telling.fresh]
    assert [step for step, _ in fresh] == list(ladder.steps)
    assert all(step.after == after for step, after in fresh)


@given(ladders())
def test_only_an_insisting_ladder_repeats_and_only_whom_it_told_before(ladder: Ladder) -> None:
    for telling in ladder.tellings:
        assert telling.fresh or telling.again
        assert not telling.again or ladder.insist_every
        for step in telling.again:
            assert (telling.after - step.after) % (ladder.insist_every or minutes(0)) == minutes(0)
            assert step.after < telling.after


@given(ladders(), st.integers(0, 50))
def test_past_its_end_a_ladder_tells_the_leads_again_and_again(ladder: Ladder, beyond: int) -> None:
    number = len(ladder.tellings) + beyond
    assert ladder.exhausted(number)
    assert ladder.steps[-1] in ladder.telling(number).again
    assert ladder.due(number + 1, NOON) - ladder.due(number, NOON) == ladder.repeat_every


@given(ladders(), st.integers(0, 3000))
def test_what_was_missed_is_made_up_for_without_repeats(ladder: Ladder, late: int) -> None:
    """Taken one after another as fast as they may, late tellings name each step once."""
    now, number, told = NOON + minutes(late), 0, []
    while ladder.next_due(number, NOON, now) <= now:
        number, telling = ladder.due_now(number, NOON, now)
        told += [*telling.fresh]
        number += 1
    assert told == [step for step in ladder.steps if step.after <= minutes(late)]


@given(ladders(), st.integers(0, 40))
def test_the_next_rung_is_never_one_that_was_told(ladder: Ladder, number: int) -> None:
    rung = ladder.next_rung(number)
    assert rung >= number
    assert ladder.exhausted(rung) or ladder.telling(rung).fresh


@pytest.mark.parametrize(
    ("steps", "every", "insist", "complaint"),
    [
        ([], 5, None, "starts after 0"),
        ([(Rung.LEADS, 3)], 5, None, "starts after 0"),
        ([(Rung.ASSIGNED, 0), (Rung.DEPUTY, 9), (Rung.LEADS, 3)], 5, None, "never go back"),
        ([(Rung.ASSIGNED, 0)], 5, None, "ends with the safeguarding leads"),
        ([(Rung.LEADS, 0)], 0, None, "more than 0"),
        ([(Rung.LEADS, 0)], 5, 0, "more than 0"),
    ],
)
def test_a_ladder_that_could_end_in_silence_is_refused(
    steps: list[tuple[Rung, int]], every: int, insist: int | None, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Ladder(
            tuple(Step(rung, minutes(after)) for rung, after in steps),
            minutes(every),
            None if insist is None else minutes(insist),
        )


@pytest.mark.parametrize("means", [(), (Means.TEXT, Means.TEXT)])
def test_a_step_tells_by_some_means_and_by_each_once(means: tuple[Means, ...]) -> None:
    with pytest.raises(ValueError, match="at least one means"):
        Step(Rung.LEADS, minutes(0), means)


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
    acknowledged = None if acknowledged_minutes_ago is None else NOON - minutes(acknowledged_minutes_ago)
    assert addition(OpenAlert(before, acknowledged), severity, NOON, JOIN) is expected
