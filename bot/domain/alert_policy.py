"""What safeguarding leads decided about alerts, for the whole service and for each team."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.concerns import Category, Found, Severity
from bot.domain.ladder import Ladder, Rung
from bot.domain.languages import Language
from bot.domain.working_hours import WorkingHours

DEFAULT_TEAM = "default"


@dataclass(frozen=True)
class Climbing:
    """How an alert of one severity climbs in one team.

    `any_hour` names the rungs whose people are told outside of their own working hours too. `after` follows
    an alert that was acknowledged and not closed; `after_any_hour` says whether at night as well.
    """

    in_hours: Ladder
    out_of_hours: Ladder
    any_hour: frozenset[Rung]
    after: Ladder
    after_any_hour: bool


@dataclass(frozen=True)
class TeamPolicy:
    """One team's name, hours and ladders."""

    name: Mapping[Language, str]
    hours: WorkingHours
    climbing: Mapping[Severity, Climbing]


@dataclass(frozen=True)
class Policy:
    """What safeguarding leads decided, read from `data/safeguarding/policy.yml`."""

    teams: Mapping[str, TeamPolicy]
    alert_from: Severity
    alert_always: frozenset[Category]
    join_after_acknowledgement: timedelta

    def needs_alert(self, concern: Found) -> bool:
        """Whether a concern pages somebody; any other marks its message on the reading list."""
        return concern.severity >= self.alert_from or concern.category in self.alert_always

    def team(self, name: str) -> TeamPolicy:
        """The policy of a team; one that is no longer named has the default's."""
        return self.teams.get(name) or self.teams[DEFAULT_TEAM]

    def climbing(self, team: str, severity: Severity) -> Climbing:
        """How an alert of this severity climbs in a team."""
        return self.team(team).climbing[severity]

    def ladder(self, team: str, severity: Severity, raised_at: datetime) -> Ladder:
        """The ladder of an alert that was raised then.

        It stays the same through a climb, so that no step is lost when an office closes meanwhile; whom a
        rung means is decided anew at each step.
        """
        climbing = self.climbing(team, severity)
        return climbing.in_hours if self.team(team).hours.include(raised_at) else climbing.out_of_hours

    def follow_up_due(
        self, team: str, severity: Severity, number: int, acknowledged_at: datetime, now: datetime
    ) -> datetime:
        """When telling `number` about an alert that somebody has and nobody closes may come."""
        climbing = self.climbing(team, severity)
        due = climbing.after.next_due(number, acknowledged_at, now)
        return due if climbing.after_any_hour else self.team(team).hours.next_within(due)
