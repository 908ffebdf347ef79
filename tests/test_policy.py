"""The policy that safeguarding leads own: what it says now, and that a mistake in it is named."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain.alert_policy import DEFAULT_TEAM
from bot.domain.concerns import Category, Concern, Severity
from bot.domain.ladder import Rung
from bot.domain.working_hours import WorkingHours
from bot.policy import POLICY_FILE, PolicyError, load_policy

POLICY = load_policy()
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 19, 0, 0, tzinfo=UTC)


def written(folder: Path, *changes: tuple[str, Any]) -> Path:
    """The real policy with entries changed by their path, or taken out where the new value is `...`."""
    data = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    for path, value in changes:
        *parents, last = (int(name) if name.isdigit() else name for name in path.split("."))
        entry = data
        for name in parents:
            entry = entry[name]
        if value is ...:
            del entry[last]
        else:
            entry[last] = value
    file = folder / "policy.yml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return file


@pytest.mark.parametrize("severity", Severity)
def test_our_ladders_climb_from_the_assigned_worker_to_all_leads(severity: Severity) -> None:
    rungs = [step.rung for step in POLICY.ladder(DEFAULT_TEAM, severity, NOON).steps]
    assert rungs == [Rung.ASSIGNED, Rung.DEPUTY, Rung.DUTY_MANAGER, Rung.LEADS]


@pytest.mark.parametrize("severity", Severity)
def test_out_of_hours_the_duty_manager_is_told_at_once(severity: Severity) -> None:
    first = POLICY.ladder(DEFAULT_TEAM, severity, MIDNIGHT).telling(0)
    assert Rung.DUTY_MANAGER in {step.rung for step in first.fresh}


@pytest.mark.parametrize("raised_at", [NOON, MIDNIGHT])
def test_a_graver_alert_reaches_the_leads_no_later(raised_at: datetime) -> None:
    waits = [POLICY.ladder(DEFAULT_TEAM, severity, raised_at).steps[-1].after for severity in Severity]
    assert waits == sorted(waits, reverse=True)


def test_an_emergency_is_repeated_at_every_rung_and_reaches_people_at_any_hour() -> None:
    climbing = POLICY.climbing(DEFAULT_TEAM, Severity.EMERGENCY)
    assert climbing.in_hours.insist_every
    assert climbing.out_of_hours.insist_every
    assert {Rung.ASSIGNED, Rung.DEPUTY} <= climbing.any_hour


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("severity", Severity)
def test_whatever_is_at_least_medium_or_asks_for_a_person_pages(
    category: Category, severity: Severity
) -> None:
    concern = Concern(category, severity, "rule", "test", 1.0, None)
    expected = severity >= Severity.MEDIUM or category is Category.WORKER_CONTACT
    assert POLICY.needs_alert(concern) is expected


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-18T12:00", True),
        ("2026-11-18T08:59", False),
        ("2026-11-18T17:00", False),
        ("2026-11-21T12:00", False),
        # Boxing Day falls on a Saturday: Wales makes up for it on the Monday.
        ("2026-12-28T12:00", False),
        ("2027-05-03T12:00", False),
    ],
)
def test_hours_leave_out_nights_weekends_and_the_bank_holidays_of_wales(day: str, works: bool) -> None:
    hours = POLICY.team(DEFAULT_TEAM).hours
    assert hours.include(datetime.fromisoformat(day).replace(tzinfo=UTC)) is works


def test_a_services_own_closed_days_are_out_of_hours(tmp_path: Path) -> None:
    closed = load_policy(written(tmp_path, ("teams.default.closed_days", [NOON.date()])))
    assert POLICY.team(DEFAULT_TEAM).hours.include(NOON)
    assert not closed.team(DEFAULT_TEAM).hours.include(NOON)


def test_a_team_states_what_differs_and_has_the_rest_of_the_default(tmp_path: Path) -> None:
    name = {"en": "Wrexham", "cy": "Wrecsam"}
    steps = [{"tell": "leads", "after_minutes": 0, "by": ["call", "text"]}]
    own = {"in_hours": steps, "out_of_hours": steps, "repeat_every_minutes": 2, "any_hour": []}
    team = {"name": name, "hours": {"saturday": "10:00-14:00"}, "ladders": {"high": own}}
    policy = load_policy(written(tmp_path, ("teams.wrexham", team)))
    assert [step.rung for step in policy.ladder("wrexham", Severity.HIGH, NOON).steps] == [Rung.LEADS]
    low = policy.climbing("wrexham", Severity.LOW)
    assert low == policy.climbing(DEFAULT_TEAM, Severity.LOW)
    assert not policy.team("wrexham").hours.include(NOON)
    assert policy.team("no longer named") is policy.team(DEFAULT_TEAM)


HIGH = "teams.default.ladders.high"
LATE = {"tell": "leads", "after_minutes": 45, "by": ["text"]}


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("version", 1, "policy.yml.version: this service reads version 2"),
        ("alert_from", "grave", "policy.yml.alert_from: grave is none of low, medium"),
        ("teams.default", ..., "policy.yml.teams.default: is missing"),
        ("teams.default.name.cy", " ", "name.cy: is not text"),
        ("teams.default.hours", {}, "hours: a team works on one day at least"),
        ("teams.default.hours.monday", "9 to 5", 'hours.monday: hours are written as "09:00-17:00"'),
        ("teams.default.hours.monday", "17:00-09:00", "hours.monday: working hours end after they begin"),
        ("teams.default.hours.mondag", "09:00-17:00", "hours: mondag is not known here"),
        ("teams.default.closed_days", ["soon"], r"closed_days\[0\]: soon is not a date"),
        ("teams.default.ladders.grave", {}, "ladders: grave is not known here"),
        (f"{HIGH}.in_hours", ..., "high.in_hours: is missing"),
        (f"{HIGH}.in_hours", [LATE], "high.in_hours: a ladder starts after 0 minutes"),
        (f"{HIGH}.in_hours.3.tell", "deputy", "high.in_hours: a ladder ends with the safeguarding leads"),
        (f"{HIGH}.in_hours.1.tell", "holder", r"in_hours\[1\].tell: holder: nobody has the alert yet"),
        (f"{HIGH}.in_hours.1.tell", "boss", r"in_hours\[1\].tell: boss is none of"),
        (f"{HIGH}.in_hours.1.by", [], r"in_hours\[1\].by: a step tells by at least one means"),
        (f"{HIGH}.in_hours.1.by", ["pigeon"], r"in_hours\[1\].by\[0\]: pigeon is none of text"),
        (f"{HIGH}.in_hours.1.after_minutes", -5, r"in_hours\[1\].after_minutes: -5 is not a whole number"),
        (f"{HIGH}.repeat_every_minutes", 0, "high.in_hours: the last step is repeated after more than 0"),
        (f"{HIGH}.insist_every_minutes", 0, "high.in_hours: people are told again after more than 0"),
        (f"{HIGH}.any_hours", [], "high: any_hours is not known here"),
        ("teams.default.after_acknowledgement.low.at_any_hour", "no", "at_any_hour: no is neither"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, path: str, value: Any, complaint: str) -> None:
    with pytest.raises(PolicyError, match=complaint):
        load_policy(written(tmp_path, (path, value)))


def test_hours_that_never_come_are_an_error_and_no_endless_search() -> None:
    with pytest.raises(ValueError, match="nobody works"):
        WorkingHours({}, lambda _: False).next_within(NOON)
