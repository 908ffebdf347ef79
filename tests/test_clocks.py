"""Clocks of the service: they remind, climb, and tell in words that name nobody."""

from datetime import timedelta
from uuid import UUID

import pytest

from bot import alerts, clocks
from bot.domain.clocks import ClockKind
from bot.domain.follow_up import ActionKind, PassedBy
from bot.domain.languages import Language
from bot.domain.sms import Encoding, segments
from bot.storage.clocks import running_clocks
from bot.storage.encryption import unseal
from tests.following_up import EVERYBODY, FollowedUp
from tests.posting import Post

pytestmark = pytest.mark.service


async def test_a_clock_reminds_before_its_end_and_climbs_to_the_leads_when_it_is_overdue(
    taken: FollowedUp,
) -> None:
    await taken.pass_on(PassedBy.PHONE)
    end = taken.world.clock() + timedelta(hours=24)
    expected: list[str] = []
    for minutes, who in [
        (-240, None),  # that is at eight in the morning, when nobody is at work
        (-181, None),
        (-180, "assigned"),
        (-60, "assigned"),
        (0, "assigned"),
        (15, "deputy"),
        (60, "duty_manager"),
        (119, None),
        (120, "lead"),
        (360, "lead"),
        (600, "lead"),
    ]:
        expected += [who] if who else []
        assert await taken.at(end + timedelta(minutes=minutes)) == expected


async def test_a_day_that_ends_at_night_reminds_once_in_the_evening_and_tells_at_night_when_it_is_overdue(
    taken: FollowedUp,
) -> None:
    night = taken.world.clock().replace(hour=2)
    taken.world.clock.time = night + timedelta(days=1)
    await taken.pass_on(PassedBy.PHONE)
    end = taken.world.clock() + timedelta(days=1)
    evening = end.replace(hour=17) - timedelta(days=1)
    assert await taken.at(evening - timedelta(minutes=1)) == []
    assert await taken.at(evening) == ["assigned"]
    assert await taken.at(end - timedelta(minutes=1)) == ["assigned"]
    assert await taken.at(end) == ["assigned", "assigned"]


async def test_a_chase_climbs_on_working_days_to_the_leads(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.FORM)
    end = taken.worker.clocks.end(ClockKind.ACKNOWLEDGEMENT, taken.world.clock())
    moment = taken.world.clock()
    while moment < end + timedelta(days=8):
        moment += timedelta(hours=1)
        await taken.at(moment)
    told = await taken.told()
    assert list(dict.fromkeys(told)) == ["assigned", "deputy", "duty_manager", "lead"]
    rows = await taken.world.rows("SELECT created_at FROM dispatches WHERE clock_id IS NOT NULL")
    days = {row.created_at.weekday() for row in rows}
    assert days <= {0, 1, 2, 3, 4}


async def test_a_stopped_clock_tells_nobody(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    await taken.pass_on(PassedBy.POST, "gwynedd")
    await taken.record(ActionKind.AGENCY_ACKNOWLEDGED, agency="gwynedd")
    assert await taken.at(taken.world.clock() + timedelta(days=30)) == []


async def test_the_same_step_is_never_told_twice(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    [row] = await taken.world.rows("SELECT id FROM clocks")
    taken.world.clock.forward(hours=21)
    for _ in range(3):
        await clocks.climb(taken.worker, row.id)
    assert await taken.told() == ["assigned"]


async def test_after_a_long_silence_of_the_service_every_rung_is_told_once(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    taken.world.clock.forward(days=3)
    for _ in range(12):
        await clocks.climb_all_due(taken.worker)
    told = await taken.told()
    assert sorted(set(told)) == sorted(EVERYBODY)
    assert told.count("lead") == 1


async def test_a_reminder_that_does_not_arrive_lets_the_clock_climb_at_once(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    await taken.at(taken.world.clock() + timedelta(hours=24, minutes=1))
    for _ in range(2):
        await clocks.climb_all_due(taken.worker)
    before = await taken.told()
    assert "deputy" not in before
    [row] = await taken.world.rows(
        "SELECT id FROM dispatches WHERE clock_id IS NOT NULL ORDER BY created_at DESC, key DESC LIMIT 1"
    )
    async with taken.worker.database.transaction() as connection:
        await clocks.not_delivered(connection, taken.worker, row.id, taken.world.clock())
    await clocks.climb_all_due(taken.worker)
    assert (await taken.told())[len(before) :] == ["deputy"]


async def test_a_reminder_names_the_alert_and_no_person_and_fits_in_one_text(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    await taken.at(taken.world.clock() + timedelta(hours=21))
    [row] = await taken.world.rows("SELECT key, body_sealed FROM dispatches WHERE clock_id IS NOT NULL")
    [alert] = await taken.world.rows("SELECT reference FROM alerts")
    body = unseal(taken.world.vault.service_key(), bytes(row.body_sealed), f"dispatches.body:{row.key}")
    assert alert.reference in body
    assert "ends soon" in body
    assert "Enghraifft" not in body
    assert (segments(body).encoding, segments(body).parts) == (Encoding.GSM7, 1)


async def test_whoever_was_told_of_a_clock_sees_the_young_person_until_it_stops(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    async with taken.web.transaction(user=taken.where.by) as connection:
        outcome, now = alerts.Outcome.PASSED_TO_SOCIAL_CARE, taken.world.clock()
        await alerts.close(connection, taken.where.key, taken.alert, taken.where.by, outcome, "", now)
    assert await taken.seen_by("duty_manager") == (0, 0)
    start = taken.world.clock()
    for hours in (20, 23, 24, 24.25, 25):
        await taken.at(start + timedelta(hours=hours))
    assert await taken.seen_by("duty_manager") == (1, 1)
    await taken.pass_on(PassedBy.EMAIL)
    await taken.record(ActionKind.AGENCY_ACKNOWLEDGED, agency="gwynedd")
    assert await taken.seen_by("duty_manager") == (0, 0)
    assert await taken.seen_by("lead") == (0, 0)


async def test_a_clock_that_only_strangers_could_see_is_on_nobody_elses_list(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    stranger = await taken.world.add_staff()
    async with taken.web.transaction(user=stranger) as connection:
        assert await running_clocks(connection) == []


async def reminder_of(taken: FollowedUp) -> tuple[UUID, str]:
    """(dispatch, number) of the newest reminder."""
    [row] = await taken.world.rows(
        "SELECT id, practitioner_id FROM dispatches WHERE clock_id IS NOT NULL"
        " ORDER BY created_at DESC, key DESC LIMIT 1"
    )
    [name] = [name for name, member in taken.staff.items() if member == row.practitioner_id]
    return row.id, taken.phones[name]


async def test_a_reminder_says_on_the_phone_whether_the_clock_is_near_its_end_or_past_it(
    taken: FollowedUp, post: Post
) -> None:
    await taken.pass_on(PassedBy.PHONE)
    [alert] = await taken.world.rows("SELECT reference FROM alerts")
    end = taken.world.clock() + timedelta(days=1)
    said = {
        Language.ENGLISH: ("ends soon", "has RUN OUT"),
        Language.WELSH: ("ar fin dod i ben", "WEDI DOD I BEN"),
    }
    for late, moment in enumerate((end - timedelta(hours=1), end + timedelta(minutes=15))):
        await taken.at(moment)
        await taken.at(moment)
        dispatch, number = await reminder_of(taken)
        await post.send(dispatch)
        [body] = post.arrived(number)
        assert said[taken.languages[number]][late] in body
        assert f"/alerts/{alert.reference}" in body


async def test_a_reminder_that_has_not_left_when_its_clock_stops_never_does(
    taken: FollowedUp, post: Post
) -> None:
    await taken.pass_on(PassedBy.PHONE)
    await taken.at(taken.world.clock() + timedelta(hours=24))
    dispatch, number = await reminder_of(taken)
    await taken.pass_on(PassedBy.EMAIL)
    await post.send(dispatch)
    assert post.arrived(number) == []
    assert await post.state(dispatch) == ("withheld", None)
