"""Telling people of an alert: who stands on its next rung now, by which means, and when the turn after is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.alert_policy import Climbing
from bot.domain.contact_gate import Purpose
from bot.domain.ladder import Ladder, Means, Rung, Step, Telling
from bot.domain.rota import Attached, Moment, Rota, available, resolve
from bot.parts import Parts
from bot.storage import cases, dispatches, messages, queue, staff
from bot.storage import rota as rotas
from bot.storage.cases import Alert

log = structlog.get_logger()

# `dispatches.channel` of a notification.
CHANNELS = {Means.TEXT: "sms", Means.CALL: "voice", Means.EMAIL: "email"}
NO_ADDRESS = "no_address"


@dataclass(frozen=True)
class Course:
    """What an alert climbs: its ladder, or, once somebody has it, the one that follows up."""

    alert: Alert
    climbing: Climbing
    ladder: Ladder
    since: datetime

    @property
    def follows_up(self) -> bool:
        """Whether somebody has the alert, and nobody closes it."""
        return self.alert.acknowledged_at is not None

    def any_hour(self, rung: Rung) -> bool:
        """Whether the people of a rung are told outside of their working hours."""
        return self.climbing.after_any_hour if self.follows_up else rung in self.climbing.any_hour

    def key(self, number: int) -> str:
        """What all notifications of one telling have in common."""
        turn = f"held-{number}" if self.follows_up else str(number)
        return f"alert:{self.alert.id}:{self.alert.raise_number}:{turn}"


@dataclass(frozen=True)
class Scene:
    """Who is there, and who works with the young person, at the moment of a telling."""

    rota: Rota
    attached: Attached
    again: tuple[UUID, ...]
    now: datetime


def course_of(parts: Parts, alert: Alert) -> Course:
    """Which ladder an alert is on."""
    climbing = parts.policy.climbing(alert.team, alert.severity)
    if alert.acknowledged_at is not None:
        return Course(alert, climbing, climbing.after, alert.acknowledged_at)
    ladder = parts.policy.ladder(alert.team, alert.severity, alert.raised_at)
    return Course(alert, climbing, ladder, alert.raised_at)


async def take_step(connection: AsyncConnection, parts: Parts, alert: Alert, now: datetime) -> None:
    """Make the alert's next telling, passing at once over rungs that reach nobody, and set the one after."""
    course, number, told, first = course_of(parts, alert), alert.step, False, True
    if alert.drill and course.ladder.exhausted(number):
        await _end_drill(connection, alert, now)
        return
    scene = await _scene(connection, parts, course, now)
    while not told:
        number, telling = course.ladder.due_now(number, course.since, now)
        told = await _make(connection, course, number, telling if first else _only_fresh(telling), scene)
        # Whoever is told again in this moment is told once, however many rungs are passed over.
        first, scene = False, replace(scene, again=())
        number = number + 1 if told else course.ladder.next_rung(number + 1)
        if course.ladder.exhausted(number):
            break
    if not told:
        log.critical("alert_reaches_nobody", alert=str(alert.id))
    await _set_next(connection, parts, course, number, now)


def _only_fresh(telling: Telling) -> Telling:
    return Telling(telling.after, telling.fresh)


async def _end_drill(connection: AsyncConnection, alert: Alert, now: datetime) -> None:
    """Everybody was told and nobody acknowledged: that is what the drill has shown."""
    await cases.change(connection, alert.id, closed_at=now, next_step_at=None)
    await cases.note(connection, alert.id, now, "drill_unanswered")
    log.warning("drill_unanswered", alert=str(alert.id))


async def _scene(connection: AsyncConnection, parts: Parts, course: Course, now: datetime) -> Scene:
    alert = course.alert
    rota = await rotas.read(connection, parts.policy, now)
    attached = await rotas.of_alert(connection, alert.id, now)
    begins = alert.step == 0 and not course.follows_up
    if begins and alert.young_person_id and not attached.assigned:
        await cases.note(connection, alert.id, now, "nobody_assigned")
        log.critical("nobody_assigned", alert=str(alert.id))
    watching = await cases.watchers(connection, alert.id) if begins else []
    moment = Moment(rota, now, alert.team, course.any_hour(Rung.ASSIGNED))
    return Scene(rota, attached, tuple(one for one in watching if available(one, moment)), now)


async def _make(
    connection: AsyncConnection, course: Course, number: int, telling: Telling, scene: Scene
) -> bool:
    """Tell whom a telling means; whether it reached somebody new, or, if it only repeats, anybody."""
    means: dict[UUID, list[Means]] = {}
    reached = [await _tell_rung(connection, course, number, step, scene, means) for step in telling.fresh]
    for member in scene.again:
        means.setdefault(member, []).extend(telling.fresh[0].means)
    repeated = [await _repeat(connection, course, step, scene, means) for step in telling.again]
    if repeated:
        rungs = [step.rung.value for step in telling.again]
        await cases.note(connection, course.alert.id, scene.now, "again", rungs=rungs, told=sum(repeated))
    for member, by in means.items():
        await cases.watch(connection, course.alert.id, member, scene.now)
        for one in dict.fromkeys(by):
            await _notify(connection, course, number, member, one, scene.now)
    return any(reached) if telling.fresh else any(repeated)


async def _tell_rung(
    connection: AsyncConnection,
    course: Course,
    number: int,
    step: Step,
    scene: Scene,
    means: dict[UUID, list[Means]],
) -> int:
    """Find whom a step tells and by which means; how many, with the reasons on the alert's own record."""
    moment = Moment(scene.rota, scene.now, course.alert.team, course.any_hour(step.rung))
    verdicts = resolve(step.rung, scene.attached, moment)
    why = Counter(verdict.reason.value for verdict in verdicts)
    reached = await _reachable(connection, (one.member for one in verdicts if one.told), step, means)
    if unreached := sum(verdict.told for verdict in verdicts) - reached:
        why[NO_ADDRESS] = unreached
    await cases.note(
        *(connection, course.alert.id, scene.now, "step"),
        rung=step.rung.value,
        step=number,
        told=reached,
        why=why,
    )
    return reached


async def _repeat(
    connection: AsyncConnection, course: Course, step: Step, scene: Scene, means: dict[UUID, list[Means]]
) -> int:
    moment = Moment(scene.rota, scene.now, course.alert.team, course.any_hour(step.rung))
    verdicts = resolve(step.rung, scene.attached, moment)
    return await _reachable(connection, (one.member for one in verdicts if one.told), step, means)


async def _reachable(
    connection: AsyncConnection, members: Iterable[UUID], step: Step, means: dict[UUID, list[Means]]
) -> int:
    """How many have an address for any of the step's means; those are added to `means`."""
    reached = 0
    for member in members:
        have = await staff.reach(connection, member)
        by = [one for one in step.means if one in have]
        reached += bool(by)
        means.setdefault(member, []).extend(by)
    return reached


async def _notify(
    connection: AsyncConnection, course: Course, number: int, member: UUID, means: Means, now: datetime
) -> None:
    dispatch = await messages.dispatch(
        connection,
        key=f"{course.key(number)}:{member}:{means}",
        purpose=Purpose.NOTIFICATION,
        channel=CHANNELS[means],
        now=now,
        practitioner_id=member,
        alert_id=course.alert.id,
    )
    if dispatch:
        await queue.enqueue(connection, queue.SEND, dispatch)


async def _set_next(
    connection: AsyncConnection, parts: Parts, course: Course, number: int, now: datetime
) -> None:
    alert = course.alert
    values: dict[str, object] = {"step": number}
    if course.follows_up:
        due = parts.policy.follow_up_due(alert.team, alert.severity, number, course.since, now)
    else:
        due = course.ladder.next_due(number, course.since, now)
        if course.ladder.exhausted(number) and alert.exhausted_at is None:
            values["exhausted_at"] = now
            log.error("alert_ladder_exhausted", alert=str(alert.id))
    await cases.change(connection, alert.id, **values, next_step_at=due)
    await queue.enqueue(connection, queue.CLIMB, alert.id, at=due)


async def not_delivered(connection: AsyncConnection, parts: Parts, dispatch: UUID, now: datetime) -> None:
    """Climb at once when somebody who was just told was reached by none of the means.

    Past the ladder's end that would only ring the same dead phones.
    """
    row = await dispatches.notification(connection, dispatch)
    alert = await cases.by_id(connection, row.alert_id) if row.alert_id else None
    if alert is None or alert.next_step_at is None:
        return
    course = course_of(parts, alert)
    last_told = f"{course.key(alert.step - 1)}:{row.practitioner_id}:"
    if course.ladder.exhausted(alert.step) or not row.key.startswith(last_told):
        return
    if alert.next_step_at > now and await dispatches.all_failed(connection, last_told):
        await cases.note(connection, alert.id, now, "not_delivered")
        rung = course.ladder.next_rung(alert.step)
        await cases.change(connection, alert.id, step=rung, next_step_at=now)
        await queue.enqueue(connection, queue.CLIMB, alert.id)
