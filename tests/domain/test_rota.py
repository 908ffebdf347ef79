"""Whom a rung means at one moment: leave, cover, hours and duty, and nobody passed over in silence."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.contact_gate import HOME
from bot.domain.ladder import Rung
from bot.domain.rota import Attached, Cover, Duty, Member, Moment, Reason, Rota, available, resolve
from bot.domain.staff import Role
from bot.domain.working_hours import Shift, Span, WorkingHours, whole_days

# A Wednesday.
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 18, 23, 0, tzinfo=UTC)
OFFICE = WorkingHours({day: Shift(time(9), time(17)) for day in range(5)}, lambda _: False)
NAMES = ("sian", "tom", "mari", "dilys", "dewi", "lee", "nia")
SIAN, TOM, MARI, DILYS, DEWI, LEE, NIA = (UUID(int=number) for number in range(1, 8))
NAME = dict(zip((SIAN, TOM, MARI, DILYS, DEWI, LEE, NIA), NAMES, strict=True))
ROLES = {
    **dict.fromkeys((SIAN, TOM, MARI), Role.PRACTITIONER),
    **dict.fromkeys((DILYS, DEWI), Role.DUTY_MANAGER),
    **dict.fromkeys((LEE, NIA), Role.SAFEGUARDING_LEAD),
}
EVERYBODY = Rota({one: Member(one, role, "default", OFFICE) for one, role in ROLES.items()}, leads=(NIA, LEE))
CASE = Attached(assigned=(SIAN,), deputies=(TOM,))
AROUND = Span(NOON - timedelta(days=1), NOON + timedelta(days=1))


def away(*members: UUID, rota: Rota = EVERYBODY) -> Rota:
    changed = {one: replace(rota.members[one], leave=(AROUND,)) for one in members}
    return replace(rota, members={**rota.members, **changed})


def covered(*pairs: tuple[UUID, UUID], rota: Rota = EVERYBODY) -> Rota:
    return replace(rota, covers=tuple(Cover(absent, cover, AROUND) for absent, cover in pairs))


def on_call(*members: UUID, rota: Rota = EVERYBODY, team: str | None = None) -> Rota:
    return replace(rota, duties=tuple(Duty(one, AROUND, team) for one in members))


def said(rota: Rota, rung: Rung, now: datetime = NOON, *, any_hour: bool = False) -> dict[str, str]:
    """Each person whom the rung means, and why they are told or not."""
    moment = Moment(rota, now, "default", any_hour)
    return {NAME[one.member]: one.reason.value for one in resolve(rung, CASE, moment)}


@pytest.mark.parametrize(
    ("rota", "rung", "now", "any_hour", "expected"),
    [
        (EVERYBODY, Rung.ASSIGNED, NOON, False, {"sian": "works"}),
        (EVERYBODY, Rung.ASSIGNED, NIGHT, False, {"sian": "out_of_hours"}),
        (EVERYBODY, Rung.ASSIGNED, NIGHT, True, {"sian": "any_hour"}),
        (away(SIAN), Rung.ASSIGNED, NIGHT, True, {"sian": "on_leave"}),
        (covered((SIAN, MARI)), Rung.ASSIGNED, NOON, False, {"sian": "works", "mari": "covers"}),
        (
            away(SIAN, rota=covered((SIAN, MARI))),
            *(Rung.ASSIGNED, NOON, False, {"sian": "on_leave", "mari": "covers"}),
        ),
        (
            away(SIAN, rota=covered((SIAN, MARI))),
            *(Rung.ASSIGNED, NIGHT, False, {"sian": "on_leave", "mari": "out_of_hours"}),
        ),
        (
            away(SIAN, MARI, rota=covered((SIAN, MARI), (MARI, TOM))),
            *(Rung.ASSIGNED, NOON, False, {"sian": "on_leave", "mari": "on_leave", "tom": "covers"}),
        ),
        (
            away(SIAN, MARI, rota=covered((SIAN, MARI), (MARI, SIAN))),
            *(Rung.ASSIGNED, NOON, False, {"sian": "on_leave", "mari": "on_leave"}),
        ),
        (EVERYBODY, Rung.DEPUTY, NOON, False, {"tom": "works"}),
        (EVERYBODY, Rung.DUTY_MANAGER, NOON, False, {"dilys": "works", "dewi": "works"}),
        (EVERYBODY, Rung.DUTY_MANAGER, NIGHT, False, {"dilys": "nobody_else", "dewi": "nobody_else"}),
        (on_call(DEWI), Rung.DUTY_MANAGER, NIGHT, False, {"dewi": "on_call", "dilys": "not_on_call"}),
        (
            on_call(LEE),
            Rung.DUTY_MANAGER,
            NIGHT,
            False,
            dict.fromkeys(("dilys", "dewi"), "not_on_call") | {"lee": "on_call"},
        ),
        (
            away(DEWI, rota=on_call(DEWI)),
            Rung.DUTY_MANAGER,
            NOON,
            False,
            {"dewi": "on_leave", "dilys": "works"},
        ),
        (on_call(DEWI, team="other"), Rung.DUTY_MANAGER, NOON, False, {"dilys": "works", "dewi": "works"}),
        (away(DILYS, DEWI), Rung.DUTY_MANAGER, NOON, False, {"dilys": "on_leave", "dewi": "on_leave"}),
        (EVERYBODY, Rung.FIRST_LEAD, NOON, False, {"nia": "works", "lee": "not_first"}),
        (away(NIA), Rung.FIRST_LEAD, NOON, False, {"nia": "on_leave", "lee": "works"}),
        (EVERYBODY, Rung.LEADS, NIGHT, False, {"nia": "any_hour", "lee": "any_hour"}),
        (away(NIA), Rung.LEADS, NOON, False, {"nia": "on_leave", "lee": "works"}),
        (away(NIA, LEE), Rung.LEADS, NOON, False, {"nia": "nobody_else", "lee": "nobody_else"}),
    ],
)
def test_a_rung_means_whoever_is_there_and_says_why(
    rota: Rota, rung: Rung, now: datetime, any_hour: bool, expected: dict[str, str]
) -> None:
    assert said(rota, rung, now, any_hour=any_hour) == expected


def test_whoever_has_the_alert_is_reminded_and_in_their_leave_their_cover() -> None:
    moment = Moment(away(MARI, rota=covered((MARI, TOM))), NOON, "default")
    told = [one.member for one in resolve(Rung.HOLDER, Attached(holder=MARI), moment) if one.told]
    assert told == [TOM]


def test_nobody_is_on_a_rung_that_nobody_stands_on() -> None:
    moment = Moment(EVERYBODY, NOON, "default")
    assert resolve(Rung.ASSIGNED, Attached(), moment) == ()
    assert resolve(Rung.HOLDER, Attached(), moment) == ()


def test_a_teams_own_duty_managers_come_before_those_of_others() -> None:
    members = {**EVERYBODY.members, DEWI: replace(EVERYBODY.members[DEWI], team="wrexham")}
    moment = Moment(replace(EVERYBODY, members=members), NOON, "wrexham")
    assert [one.member for one in resolve(Rung.DUTY_MANAGER, CASE, moment)] == [DEWI]


def test_whoever_left_is_neither_told_nor_told_again() -> None:
    rota = replace(EVERYBODY, members={one: who for one, who in EVERYBODY.members.items() if one != SIAN})
    assert said(rota, Rung.ASSIGNED) == {}
    assert not available(SIAN, Moment(rota, NOON, "default"))


@pytest.mark.parametrize(
    ("now", "any_hour", "again"), [(NOON, False, True), (NIGHT, False, False), (NIGHT, True, True)]
)
def test_who_is_told_again_is_bound_by_the_same_hours(now: datetime, any_hour: bool, again: bool) -> None:
    assert available(SIAN, Moment(EVERYBODY, now, "default", any_hour)) is again
    assert available(NIA, Moment(EVERYBODY, now, "default", any_hour))
    assert not available(NIA, Moment(away(NIA), now, "default", any_hour))


# Weeks with a bank holiday, and around both nights in which the clocks change.
moments = st.sampled_from([date(2026, 3, 28), date(2026, 10, 24), date(2026, 11, 18)]).flatmap(
    lambda day: st.integers(0, 3 * 24 * 60).map(
        lambda minutes: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)
    )
)
spans = st.tuples(moments, st.integers(1, 5000)).map(
    lambda pair: Span(pair[0], pair[0] + timedelta(minutes=pair[1]))
)


@st.composite
def rotas(draw: st.DrawFn) -> Rota:
    """Anybody on leave, covering and on call at any time, contradictions included."""
    members = {
        one: replace(who, leave=tuple(draw(st.lists(spans, max_size=2))))
        for one, who in EVERYBODY.members.items()
    }
    anybody = st.sampled_from(list(members))
    covers = draw(st.lists(st.builds(Cover, anybody, anybody, spans), max_size=5))
    duties = draw(
        st.lists(st.builds(Duty, anybody, spans, st.sampled_from([None, "default", "other"])), max_size=3)
    )
    return Rota(members, (NIA, LEE), tuple(covers), tuple(duties))


@given(rotas(), moments, st.sampled_from(Rung), st.booleans())
def test_hours_leave_and_cover_are_respected_whatever_the_rota(
    rota: Rota, now: datetime, rung: Rung, any_hour: bool
) -> None:
    attached = Attached((SIAN,), (TOM,), MARI)
    verdicts = resolve(rung, attached, Moment(rota, now, "default", any_hour))
    assert len({one.member for one in verdicts}) == len(verdicts)
    for one in verdicts:
        person = rota.members[one.member]
        if one.told and one.reason is not Reason.NOBODY_ELSE:
            assert not person.on_leave(now)
        if one.reason in (Reason.WORKS, Reason.COVERS) and not any_hour:
            assert person.hours.include(now)
        if one.reason is Reason.COVERS:
            assert any(
                cover.cover == one.member and cover.absent == one.instead_of and cover.span.holds(now)
                for cover in rota.covers
            )
        if one.reason is Reason.ON_CALL:
            assert any(duty.member == one.member and duty.span.holds(now) for duty in rota.duties)


@given(rotas(), moments, st.booleans())
def test_the_last_rung_always_tells_somebody(rota: Rota, now: datetime, any_hour: bool) -> None:
    assert any(one.told for one in resolve(Rung.LEADS, CASE, Moment(rota, now, "default", any_hour)))


@given(moments)
def test_work_begins_at_the_same_hour_by_the_clock_on_the_wall_whatever_the_season(now: datetime) -> None:
    begins = OFFICE.next_within(now)
    assert begins.timestamp() >= now.timestamp()
    assert OFFICE.include(begins)
    if begins != now:
        assert begins.astimezone(HOME).time() == time(9)
        assert not any(
            OFFICE.include(now + timedelta(minutes=minutes))
            for minutes in range(0, int((begins - now).total_seconds() // 60), 7)
        )


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)]
)
def test_a_day_of_leave_is_as_long_as_that_day_is(day: date, hours: int) -> None:
    span = whole_days(day, day)
    assert span.until.timestamp() - span.since.timestamp() == hours * 3600
    assert (span.first_day, span.last_day) == (day, day)


@pytest.mark.parametrize("hours", [0, -1])
def test_what_ends_before_it_begins_is_refused(hours: int) -> None:
    with pytest.raises(ValueError, match="ends before"):
        Span(NOON, NOON + timedelta(hours=hours))
    with pytest.raises(ValueError, match="on the same day"):
        Shift(time(9), time(9 + hours))
