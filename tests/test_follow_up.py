"""What people record after an alert starts and stops clocks, and nothing else does."""

from datetime import timedelta

import pytest

from bot import alerts
from bot.domain.clocks import ClockKind
from bot.domain.follow_up import ActionKind, PassedBy
from bot.follow_up import FollowUpError
from tests.following_up import FollowedUp

pytestmark = pytest.mark.service


async def test_a_report_by_phone_to_childrens_services_must_follow_in_writing_within_a_day(
    taken: FollowedUp,
) -> None:
    called = taken.world.clock()
    taken.world.clock.forward(minutes=50)
    await taken.pass_on(PassedBy.PHONE, at=called)
    assert await taken.running() == [("written_report", called + timedelta(hours=24))]


@pytest.mark.parametrize("agency", ["police", "health"])
async def test_what_the_police_or_the_health_board_hear_by_phone_starts_no_clock(
    taken: FollowedUp, agency: str
) -> None:
    await taken.pass_on(PassedBy.PHONE, agency)
    assert await taken.running() == []


@pytest.mark.parametrize("means", [means for means in PassedBy if means.written])
async def test_the_written_report_stops_the_day_and_starts_the_wait_for_an_answer(
    taken: FollowedUp, means: PassedBy
) -> None:
    await taken.pass_on(PassedBy.PHONE)
    taken.world.clock.forward(hours=2)
    await taken.pass_on(means)
    end = taken.worker.clocks.end(ClockKind.ACKNOWLEDGEMENT, taken.world.clock())
    assert await taken.running() == [("acknowledgement", end)]
    taken.world.clock.forward(days=1)
    await taken.record(ActionKind.AGENCY_ACKNOWLEDGED, agency="gwynedd")
    assert await taken.running() == []


async def test_what_another_agency_gets_or_says_stops_nothing(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    await taken.pass_on(PassedBy.EMAIL, "conwy")
    await taken.record(ActionKind.AGENCY_ACKNOWLEDGED, agency="gwynedd")
    assert [kind for kind, _ in await taken.running()] == ["written_report", "acknowledgement"]


async def test_what_was_done_before_a_clock_began_does_not_stop_it(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    await taken.pass_on(PassedBy.EMAIL, at=taken.world.clock() - timedelta(minutes=5))
    assert "written_report" in [kind for kind, _ in await taken.running()]


@pytest.mark.parametrize("kind", [ActionKind.CALLED, ActionKind.MET, ActionKind.NO_FURTHER_ACTION])
async def test_nothing_else_starts_or_stops_a_clock(taken: FollowedUp, kind: ActionKind) -> None:
    await taken.pass_on(PassedBy.PHONE)
    before = await taken.running()
    await taken.record(kind, reached=True, note="said hello")
    assert await taken.running() == before


async def test_closing_the_alert_stops_no_clock(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    async with taken.web.transaction(user=taken.where.by) as connection:
        outcome, now = alerts.Outcome.PASSED_TO_SOCIAL_CARE, taken.world.clock()
        await alerts.close(connection, taken.where.key, taken.alert, taken.where.by, outcome, "", now)
    assert len(await taken.running()) == 1


async def test_what_did_not_happen_stops_its_clock(taken: FollowedUp) -> None:
    await taken.withdraw(await taken.pass_on(PassedBy.PHONE))
    assert await taken.running() == []


async def test_a_report_that_was_not_sent_after_all_lets_the_day_run_on(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    before = await taken.running()
    sent = await taken.pass_on(PassedBy.EMAIL)
    await taken.withdraw(sent)
    assert await taken.running() == before
    assert await taken.at(taken.world.clock() + timedelta(hours=24)) != []
    with pytest.raises(FollowUpError, match="already_withdrawn"):
        await taken.withdraw(sent)
