"""Whom a rung of a ladder means at one moment: leave, cover, working hours and duty, decided in one place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bot.domain.ladder import Rung
from bot.domain.staff import Role
from bot.domain.working_hours import Span, WorkingHours


class Reason(StrEnum):
    """Why somebody is told, or is not."""

    WORKS = "works"
    ANY_HOUR = "any_hour"
    ON_CALL = "on_call"
    COVERS = "covers"
    NOBODY_ELSE = "nobody_else"
    ON_LEAVE = "on_leave"
    OUT_OF_HOURS = "out_of_hours"
    NOT_ON_CALL = "not_on_call"
    NOT_FIRST = "not_first"


TOLD = frozenset({Reason.WORKS, Reason.ANY_HOUR, Reason.ON_CALL, Reason.COVERS, Reason.NOBODY_ELSE})


@dataclass(frozen=True)
class Verdict:
    """What a rung means for one member of staff; `instead_of` is whom they cover."""

    member: UUID
    reason: Reason
    instead_of: UUID | None = None

    @property
    def told(self) -> bool:
        """Whether they are told."""
        return self.reason in TOLD


@dataclass(frozen=True)
class Member:
    """Somebody who can be told of alerts, and when they are there."""

    id: UUID
    role: Role
    team: str
    hours: WorkingHours
    leave: tuple[Span, ...] = ()

    def on_leave(self, now: datetime) -> bool:
        """Whether they are away now."""
        return any(span.holds(now) for span in self.leave)


@dataclass(frozen=True)
class Cover:
    """`cover` looks after the young people of `absent` for a time."""

    absent: UUID
    cover: UUID
    span: Span


@dataclass(frozen=True)
class Duty:
    """A duty manager's time on call; for one team, or for all."""

    member: UUID
    span: Span
    team: str | None = None


@dataclass(frozen=True)
class Rota:
    """Who is there: active members, leads in their order, covers and duties."""

    members: Mapping[UUID, Member]
    leads: tuple[UUID, ...] = ()
    covers: tuple[Cover, ...] = ()
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True)
class Attached:
    """Who works with the young person that an alert is about, and who took it."""

    assigned: tuple[UUID, ...] = ()
    deputies: tuple[UUID, ...] = ()
    holder: UUID | None = None


@dataclass(frozen=True)
class Moment:
    """What a rung is asked for: the rota, now, the alert's team, and whether hours are no reason to wait."""

    rota: Rota
    now: datetime
    team: str
    any_hour: bool = False
    managers: tuple[Member, ...] = field(init=False)

    def __post_init__(self) -> None:
        managers = [one for one in self.rota.members.values() if one.role is Role.DUTY_MANAGER]
        own = [one for one in managers if one.team == self.team]
        object.__setattr__(self, "managers", tuple(own or managers))


def resolve(rung: Rung, attached: Attached, moment: Moment) -> tuple[Verdict, ...]:
    """Everybody whom the rung means, each once, with whether and why they are told.

    Nobody is told when the rung is empty or everybody on it is away: the next rung's turn comes at once. The
    leads are the last rung, so whoever of them there is is told.
    """
    if rung is Rung.DUTY_MANAGER:
        return _once(_duty_managers(moment))
    if rung is Rung.LEADS:
        return _once(_leads(moment))
    if rung is Rung.FIRST_LEAD:
        return _once(_first_lead(moment))
    holders = (attached.holder,) if attached.holder else ()
    who = {Rung.ASSIGNED: attached.assigned, Rung.DEPUTY: attached.deputies, Rung.HOLDER: holders}[rung]
    return _once(verdict for member in who for verdict in _attached(member, moment))


def available(member: UUID, moment: Moment) -> bool:
    """Whether somebody who was told before may be told again: there, or a lead who is not away."""
    person = moment.rota.members.get(member)
    if person is None:
        return False
    reason = _there(person, moment)
    return reason in TOLD or (person.role is Role.SAFEGUARDING_LEAD and reason is not Reason.ON_LEAVE)


def _once(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Whoever is told for one reason is told, whatever else speaks against it."""
    found: dict[UUID, Verdict] = {}
    for verdict in verdicts:
        if verdict.member not in found or (verdict.told and not found[verdict.member].told):
            found[verdict.member] = verdict
    return tuple(found.values())


def _attached(member: UUID, moment: Moment) -> Iterator[Verdict]:
    """Somebody of the caseload; on leave their cover instead, with a cover named for now also beside them."""
    person = moment.rota.members.get(member)
    if person is not None:
        yield Verdict(member, _there(person, moment))
    yield from _covers(member, moment, frozenset({member}))


def _there(person: Member, moment: Moment) -> Reason:
    if person.on_leave(moment.now):
        return Reason.ON_LEAVE
    if person.hours.include(moment.now):
        return Reason.WORKS
    return Reason.ANY_HOUR if moment.any_hour else Reason.OUT_OF_HOURS


def _covers(absent: UUID, moment: Moment, seen: frozenset[UUID]) -> Iterator[Verdict]:
    """Whoever covers now; a cover who is away as well is covered by theirs."""
    rota = moment.rota
    named = [one.cover for one in rota.covers if one.absent == absent and one.span.holds(moment.now)]
    for cover in named:
        if cover in seen or cover not in rota.members:
            continue
        reason = _there(rota.members[cover], moment)
        yield Verdict(cover, Reason.COVERS if reason in TOLD else reason, instead_of=absent)
        if reason is Reason.ON_LEAVE:
            yield from _covers(cover, moment, seen | {cover})


def _duty_managers(moment: Moment) -> Iterator[Verdict]:
    """Whoever is on call; else those at work; else, so that somebody is told, all who are not away."""
    on_call = {
        duty.member
        for duty in moment.rota.duties
        if duty.span.holds(moment.now) and duty.team in (None, moment.team)
    }
    reasons = {member: _there(moment.rota.members[member], moment) for member in _known(on_call, moment)}
    there = [member for member, reason in reasons.items() if reason is not Reason.ON_LEAVE]
    yield from (Verdict(member, Reason.ON_CALL) for member in there)
    yield from (Verdict(member, Reason.ON_LEAVE) for member in reasons if member not in there)
    if there:
        rest = (one.id for one in moment.managers if one.id not in on_call)
        yield from (Verdict(member, Reason.NOT_ON_CALL) for member in rest)
    else:
        yield from _at_work_or_all(moment.managers, moment)


def _at_work_or_all(people: Iterable[Member], moment: Moment) -> Iterator[Verdict]:
    reasons = {one.id: _there(one, moment) for one in people}
    somebody = any(reason in TOLD for reason in reasons.values())
    for member, reason in reasons.items():
        alone = reason is Reason.OUT_OF_HOURS and not somebody
        yield Verdict(member, Reason.NOBODY_ELSE if alone else reason)


def _known(members: Iterable[UUID], moment: Moment) -> list[UUID]:
    return sorted(member for member in members if member in moment.rota.members)


def _first_lead(moment: Moment) -> Iterator[Verdict]:
    """The first in the leads' own order who is there."""
    found = False
    for lead in moment.rota.leads:
        reason = _there(moment.rota.members[lead], moment)
        yield Verdict(lead, Reason.NOT_FIRST if found and reason in TOLD else reason)
        found = found or reason in TOLD


def _leads(moment: Moment) -> Iterator[Verdict]:
    """All, whatever the hour, but those on leave; and those too, if there is nobody else."""
    members = [moment.rota.members[lead] for lead in moment.rota.leads]
    away = [one for one in members if one.on_leave(moment.now)]
    for one in members:
        works = Reason.WORKS if one.hours.include(moment.now) else Reason.ANY_HOUR
        if one in away:
            works = Reason.NOBODY_ELSE if len(away) == len(members) else Reason.ON_LEAVE
        yield Verdict(one.id, works)
