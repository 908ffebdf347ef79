"""How long a person has for a written report, or an agency for its answer: pure, with time as an argument."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.contact_gate import HOME
from bot.domain.ladder import Rung

SATURDAY = 5


class ClockKind(StrEnum):
    """What is waited for."""

    WRITTEN_REPORT = "written_report"
    ACKNOWLEDGEMENT = "acknowledgement"


class ClockState(StrEnum):
    """How a running clock is shown."""

    RUNNING = "running"
    NEAR = "near"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class WorkingTime:
    """When offices answer, at home. `is_holiday` knows the bank holidays."""

    since: time
    until: time
    is_holiday: Callable[[date], bool]

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise ValueError("the working day must begin before it ends")

    def works_on(self, day: date) -> bool:
        """Whether this is neither a weekend nor a bank holiday."""
        return day.weekday() < SATURDAY and not self.is_holiday(day)

    def next_day(self, day: date) -> date:
        """The working day after this day."""
        day += timedelta(days=1)
        while not self.works_on(day):
            day += timedelta(days=1)
        return day

    def add_days(self, start: datetime, days: int) -> datetime:
        """The same hour so many working days later; an hour outside the working day moves to its edge.

        The day on which it starts does not count.
        """
        local = start.astimezone(HOME)
        day = local.date()
        for _ in range(days):
            day = self.next_day(day)
        hour = min(max(local.time().replace(fold=0), self.since), self.until)
        return datetime.combine(day, hour, HOME).astimezone(UTC)

    def no_earlier(self, moment: datetime) -> datetime:
        """This moment, or the first after it at which offices answer."""
        local = moment.astimezone(HOME)
        if self.works_on(local.date()) and local.time() <= self.until:
            return max(moment, self._opening(local.date()))
        return self._opening(self.next_day(local.date()))

    def no_later(self, moment: datetime) -> datetime:
        """This moment, or the last before it at which offices answer."""
        local = moment.astimezone(HOME)
        if self.works_on(local.date()) and local.time() >= self.since:
            return min(moment, self._closing(local.date()))
        day = local.date() - timedelta(days=1)
        while not self.works_on(day):
            day -= timedelta(days=1)
        return self._closing(day)

    def night_around(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """From when to when the night lasts that this moment falls in, whatever the day; None by day."""
        local = moment.astimezone(HOME)
        if self.since <= local.time() <= self.until:
            return None
        evening = local.date() - timedelta(days=local.time() < self.since)
        return self._closing(evening), self._opening(evening + timedelta(days=1))

    def _opening(self, day: date) -> datetime:
        return datetime.combine(day, self.since, HOME).astimezone(UTC)

    def _closing(self, day: date) -> datetime:
        return datetime.combine(day, self.until, HOME).astimezone(UTC)


@dataclass(frozen=True)
class ClockStep:
    """Tell `rung` at `offset` from the clock's end: before it when negative."""

    rung: Rung
    offset: timedelta


@dataclass(frozen=True)
class Timeline:
    """How one kind of clock runs, reminds and climbs. It lasts `hours`, or else `working_days`.

    The assigned rung means whoever holds the clock, too. The last step is repeated until a person stops it.
    """

    hours: int | None
    working_days: int | None
    steps: tuple[ClockStep, ...]
    repeat_every: timedelta

    def __post_init__(self) -> None:
        if (self.hours is None) == (self.working_days is None) or (self.hours or self.working_days or 0) < 1:
            raise ValueError("a clock lasts either some hours or some working_days")
        offsets = [step.offset for step in self.steps]
        if not offsets or offsets[0] >= timedelta(0) or self.steps[0].rung is not Rung.ASSIGNED:
            raise ValueError("a clock first reminds the assigned practitioner, before its end")
        if offsets != sorted(offsets):
            raise ValueError("a clock's steps never go back in time")
        if self.steps[-1].rung is not Rung.LEADS or offsets[-1] < timedelta(0):
            raise ValueError("a clock ends with the safeguarding leads, once it is overdue")
        if self.repeat_every <= timedelta(0):
            raise ValueError("the last step is repeated after more than 0 minutes")

    def rung(self, step: int) -> Rung:
        """Whom step number `step` (from 0) tells; past the end it is the leads again."""
        return self.steps[min(step, len(self.steps) - 1)].rung

    def exhausted(self, step: int) -> bool:
        """Whether everybody was told before step number `step`."""
        return step >= len(self.steps)

    @property
    def warned_for(self) -> timedelta:
        """How long before its end a clock counts as near it at the latest."""
        return -self.steps[0].offset

    @property
    def shortest_notice(self) -> timedelta:
        """How long before its end a clock reminds for the last time."""
        return -max(step.offset for step in self.steps if step.offset < timedelta(0))


@dataclass(frozen=True)
class ClockPolicy:
    """What safeguarding leads decided about clocks, from `data/safeguarding/policy.yml`."""

    working: WorkingTime
    timelines: Mapping[ClockKind, Timeline]

    def end(self, kind: ClockKind, started: datetime) -> datetime:
        """When a clock runs out. Hours are hours that pass, whatever the clocks on the wall do meanwhile."""
        timeline = self.timelines[kind]
        if timeline.hours is not None:
            return started.astimezone(UTC) + timedelta(hours=timeline.hours)
        assert timeline.working_days is not None
        return self.working.add_days(started, timeline.working_days)

    def due(self, kind: ClockKind, step: int, ends_at: datetime) -> datetime:
        """When step number `step` is due; there always is a next step.

        What counts working days is not followed up at night or on days off, when no office could answer:
        reminders come earlier then, and what follows the end comes later. What counts hours wakes nobody
        before its end; from its end on it is overdue and told at any hour.
        """
        timeline = self.timelines[kind]
        last = len(timeline.steps) - 1
        beyond = max(step - last, 0)
        offset = timeline.steps[min(step, last)].offset
        moment = ends_at + offset + beyond * timeline.repeat_every
        reminds = offset < timedelta(0)
        if timeline.working_days is None:
            return self._by_day(moment, ends_at - timeline.shortest_notice) if reminds else moment
        return self.working.no_later(moment) if reminds else self.working.no_earlier(moment)

    def _by_day(self, moment: datetime, latest: datetime) -> datetime:
        """A reminder waits for the morning unless that is after `latest`; else it comes in the evening."""
        night = self.working.night_around(moment)
        if night is None:
            return moment
        evening, morning = night
        return morning if morning <= latest else evening

    def step_to_take(self, kind: ClockKind, step: int, ends_at: datetime, now: datetime) -> int:
        """Step number `step` or, of several that are due and tell the same people, the last."""
        timeline = self.timelines[kind]
        while (
            not timeline.exhausted(step + 1)
            and timeline.rung(step + 1) is timeline.rung(step)
            and self.due(kind, step + 1, ends_at) <= now
        ):
            step += 1
        return step

    def next_due(self, kind: ClockKind, step: int, ends_at: datetime, now: datetime) -> datetime:
        """When step number `step` may be taken after one that was taken now.

        Late steps are made up for at once; repeats are not, or days away would end in a hundred texts.
        """
        timeline = self.timelines[kind]
        if not timeline.exhausted(step):
            return max(self.due(kind, step, ends_at), now)
        earliest = now + timeline.repeat_every
        if timeline.working_days is not None:
            earliest = self.working.no_earlier(earliest)
        return max(self.due(kind, step, ends_at), earliest)

    def state(self, kind: ClockKind, ends_at: datetime, now: datetime) -> ClockState:
        """How a running clock is shown now."""
        if now >= ends_at:
            return ClockState.OVERDUE
        near = now >= min(ends_at - self.timelines[kind].warned_for, self.due(kind, 0, ends_at))
        return ClockState.NEAR if near else ClockState.RUNNING

    def first_useful_step(self, kind: ClockKind, ends_at: datetime, now: datetime) -> int:
        """The step that a clock begins with: reminders whose time has passed are left out.

        What happened long ago may be recorded late, and somebody must then hear of its end, not of its eve.
        """
        steps = self.timelines[kind].steps
        passed = [
            number
            for number, step in enumerate(steps)
            if step.offset < timedelta(0) and self.due(kind, number, ends_at) <= now
        ]
        return len(passed)
