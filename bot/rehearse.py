"""Playing conversations through the real service, from a check-in's opening text."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import parts_for
from bot.channels.contract import ChatMessage
from bot.channels.simulated import SimulatedTwilio
from bot.checkins import open_check_in
from bot.domain.contact_record import Contact
from bot.domain.languages import Language
from bot.domain.staff import Capacity, Role
from bot.parts import Parts
from bot.processes import free_ports
from bot.receive import receive
from bot.rehearsal_happenings import Happenings, PhonesOff
from bot.rehearsal_outcomes import Outcome, TextsByName, misses
from bot.rehearsal_scripts import CHAT, SMS, Script, Turn, as_played, until_a_whole_day
from bot.settings import Settings
from bot.storage import (
    caseload,
    contact_profiles,
    correspondence,
    embedded,
    people,
    plans,
    staff,
    undelivered,
)
from bot.takeovers import TakeoverError
from bot.whole import Progress, Whole, whole_service

TURN_SECONDS = 30.0
AT_ONCE = 6
# The numbers reserved for drama that are nobody else's in a rehearsal, nor in the demo.
FIRST, LAST = 301, 899
MOST = LAST - FIRST + 1
NOBODY_SIGNS_IN = "!"
PRACTITIONER_PHONE = "+447700900900"
ACCEPTED = 200
SIGNALS = "SELECT kind, value FROM signals WHERE young_person_id = :p ORDER BY recorded_at"
CONCERNS = (
    "SELECT DISTINCT category, severity FROM concerns"
    " WHERE young_person_id = :p AND alert_id IS NOT NULL ORDER BY 1, 2"
)
STATE = "SELECT language, last_language, opted_out_at, pause_reason FROM young_people WHERE id = :p"
HEARD = "SELECT DISTINCT language FROM messages WHERE young_person_id = :p AND inbound"
MOOD = (
    "SELECT value FROM signals WHERE young_person_id = :p AND kind = 'mood' ORDER BY recorded_at DESC LIMIT 1"
)
NOTICED = (
    "SELECT category, severity, figures FROM concerns"
    " WHERE young_person_id = :p AND source = 'signal' ORDER BY found_at"
)
PICTURES = (
    "SELECT media_count FROM messages WHERE young_person_id = :p AND inbound ORDER BY sequence DESC LIMIT 1"
)
TASKS = "SELECT kind FROM tasks WHERE young_person_id = :p"
MOST_IN_CHAT = 100
SETTLED = ("sent", "delivered", "undelivered", "failed", "withheld", "dead")


@asynccontextmanager
async def stage(settings: Settings, progress: Progress, *, durable: bool = False) -> AsyncIterator[Whole]:
    """A throw-away service: its own database, ports and keys, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hafan-rehearsal-"))
    names = ("port", "internal_port", "phone_port", "mail_port", "assistant_port")
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    changes = {"data_folder": folder, "database_url": None, "public_url": None, "send_attempts": 3} | ports
    try:
        async with whole_service(settings.model_copy(update=changes), (), progress, durable=durable) as whole:
            yield whole
    finally:
        embedded.remove(folder)


class Rehearsal:
    """Plays conversations side by side, each with a young person of its own."""

    def __init__(self, whole: Whole) -> None:
        assert whole.twilio
        self._whole = whole
        self._twilio: SimulatedTwilio = whole.twilio
        self._parts: Parts = parts_for(whole.settings, whole.vault, "hafan_worker")
        self._intake: Parts = parts_for(whole.settings, whole.vault, "hafan_intake")
        self._texts = TextsByName(self._parts.content)
        self._numbers = (f"+447700900{number:03d}" for number in range(FIRST, LAST + 1))
        self._limit = asyncio.Semaphore(AT_ONCE)
        self._worker: UUID | None = None
        self._twilio.faults = self._off = PhonesOff()

    async def play(self, scripts: Iterable[Script]) -> AsyncGenerator[dict[str, Any]]:
        """What came of each conversation, in their order; none goes on when nobody waits any more."""
        self._worker = self._worker or await self._add_practitioner()
        playing = [asyncio.create_task(self._play_one(script, self._worker)) for script in scripts]
        try:
            for one in playing:
                yield await one
        finally:
            for one in playing:
                one.cancel()
            await asyncio.gather(*playing, return_exceptions=True)

    async def close(self) -> None:
        """Let go of the database."""
        await self._parts.database.close()
        await self._intake.database.close()

    async def _play_one(self, script: Script, worker: UUID) -> dict[str, Any]:
        async with self._limit:
            await asyncio.sleep(until_a_whole_day(self._parts.now()).total_seconds())
            person, number = await self._add_young_person(script, worker)
            errors: list[str] = []
            await open_check_in(self._parts, person)
            await self._settle(person, errors)
            opening = self._bodies(number)
            said, *wanted = script.expected
            outcome = await self._outcome_of_turn(person, {SMS: opening, CHAT: []})
            failures = misses(said, outcome, self._texts)
            replies = []
            for place, (turn, expected) in enumerate(zip(script.turns, wanted, strict=True), 1):
                outcome = await self._outcome_of_turn(person, await self._turn(person, number, turn, errors))
                replies.append(list(outcome.replies))
                failures += [f"turn {place}: {miss}" for miss in misses(expected, outcome, self._texts)]
            if script.mixed and not await self._heard_both(person):
                failures.append("is written in one language")
            found = await self._outcome(person)
        result = {"id": script.id, "opening": opening, "replies": replies} | found | {"errors": errors}
        return result | ({"failures": failures} if script.expects else {})

    async def _turn(self, person: UUID, number: str, turn: Turn, errors: list[str]) -> dict[str, list[str]]:
        """What came of it, by the way in which it came."""
        before = await self._sent(person, number)
        if turn.happens:
            await self._happens(person, number, turn.happens, errors)
        elif turn.via == CHAT:
            await receive(ChatMessage(uuid4().hex, person, turn.text), self._intake)
        else:
            await self._text(person, number, turn, errors)
        await self._settle(person, errors)
        after = await self._sent(person, number)
        fresh = {way: bodies[len(before[way]) :] for way, bodies in after.items()}
        if turn.text and any(bodies for way, bodies in fresh.items() if way != turn.via):
            errors.append("answered another way than it came")
        return fresh

    async def _happens(self, person: UUID, number: str, what: str, errors: list[str]) -> None:
        assert self._worker
        whole = self._whole
        parts, twilio = self._parts, self._twilio
        happenings = Happenings(parts, whole.database, twilio, self._off, person, number, self._worker)
        try:
            await happenings.come_about(what)
        except TakeoverError as impossible:
            errors.append(f"{what} is not possible: {impossible.reason}")

    async def _text(self, person: UUID, number: str, turn: Turn, errors: list[str]) -> None:
        status = await self._twilio.text_from(number, turn.text, turn.pictures)
        if status != ACCEPTED:
            errors.append(f"the web hook answered {status}")
        async with self._whole.database.transaction() as connection:
            kept = await connection.scalar(text(PICTURES), {"p": person})
        if kept != turn.pictures:
            errors.append(f"keeps {kept} pictures and not {turn.pictures}")

    async def _sent(self, person: UUID, number: str) -> dict[str, list[str]]:
        """What has come to their phone, and what stands in their chat."""
        async with self._whole.database.transaction() as connection:
            key = (await people.by_id(connection, person)).key(self._whole.vault)
            said = await correspondence.latest(connection, key, person, MOST_IN_CHAT)
        in_chat = [one for one in said if not one.inbound and any(d.channel == CHAT for d in one.deliveries)]
        return {SMS: self._bodies(number), CHAT: [one.body for one in in_chat]}

    def _bodies(self, number: str) -> list[str]:
        return [received.body for received in self._twilio.texts_to(number)]

    async def _settle(self, person: UUID, errors: list[str]) -> None:
        """Wait until every message is answered and done with, and every answer is sent or withheld."""
        try:
            async with asyncio.timeout(TURN_SECONDS):
                while await self._waiting(person):
                    await asyncio.sleep(0.03)
        except TimeoutError:
            errors.append(f"no answer within {TURN_SECONDS:.0f} s")

    async def _waiting(self, person: UUID) -> int:
        query = text(
            "SELECT (SELECT count(*) FROM messages"
            " WHERE young_person_id = :p AND inbound AND handled_at IS NULL)"
            " + (SELECT count(*) FROM dispatches WHERE young_person_id = :p AND (status <> ALL(:settled)"
            # Whether they can have read it, its receipt tells.
            " OR (status = 'sent' AND purpose IN ('check_in', 'reminder'))))"
            # Answers beside a disclosure are kept after the reply to it.
            " + (SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND args ->> 'subject' IN"
            " (SELECT id::text FROM messages WHERE young_person_id = :p))"
        )
        async with self._whole.database.transaction() as connection:
            return int(await connection.scalar(query, {"p": person, "settled": list(SETTLED)}) or 0)

    async def _outcome_of_turn(self, person: UUID, replies: Mapping[str, Sequence[str]]) -> Outcome:
        # What the pages show is read as their worker reads it.
        async with self._whole.database.transaction(user=self._worker) as connection:
            signals = await connection.execute(text(SIGNALS), {"p": person})
            concerns = await connection.execute(text(CONCERNS), {"p": person})
            tasks = await connection.scalars(text(TASKS), {"p": person})
            noticed = await connection.execute(text(NOTICED), {"p": person})
            state = (await connection.execute(text(STATE), {"p": person})).one()
            contact, lost = await self._on_the_page(connection, person)
            return Outcome(
                tuple(chain.from_iterable(replies.values())),
                {row.kind: row.value for row in signals},
                frozenset(f"{row.category}/{row.severity}" for row in concerns),
                frozenset(tasks),
                Language(state.last_language),
                Language(state.language),
                state.opted_out_at is not None,
                state.pause_reason,
                {f"{row.category}/{row.severity}": row.figures for row in noticed},
                frozenset(replies[SMS]),
                contact,
                lost,
            )

    async def _on_the_page(self, connection: AsyncConnection, person: UUID) -> tuple[Contact, int]:
        """How they answer, and how many texts did not reach them, as their worker reads of it."""
        vault, now = self._whole.vault, self._parts.now()
        case = await caseload.case(connection, vault, person)
        assert case
        lost = [one for one in await undelivered.failed(connection, vault, now) if not one.waits]
        return case.contact(now).contact, sum(one.young_person_id == person for one in lost)

    async def _heard_both(self, person: UUID) -> bool:
        """Whether some text of theirs was taken for both languages, or some for either."""
        async with self._whole.database.transaction() as connection:
            heard = {Language(one) for one in await connection.scalars(text(HEARD), {"p": person})}
        return Language.MIXED in heard or {Language.ENGLISH, Language.WELSH} <= heard

    async def _outcome(self, person: UUID) -> dict[str, Any]:
        values = {"p": person}
        async with self._whole.database.transaction() as connection:
            alerts = await connection.execute(text(CONCERNS), values)
            mood = await connection.scalar(text(MOOD), values)
            state = (await connection.execute(text(STATE), values)).one()
            return {
                "alerts": [{"category": row.category, "severity": row.severity} for row in alerts],
                "mood": mood,
                "language": state.last_language,
                "opted_out": state.opted_out_at is not None,
            }

    async def _add_practitioner(self) -> UUID:
        async with self._whole.database.transaction() as connection:
            return await staff.add(
                connection,
                self._whole.vault,
                username="rehearsal",
                name="Rehearsal",
                phone=PRACTITIONER_PHONE,
                role=Role.PRACTITIONER,
                language=Language.ENGLISH,
                password_hash=NOBODY_SIGNS_IN,
                totp_secret="",
                now=self._parts.now(),
            )

    async def _add_young_person(self, script: Script, worker: UUID) -> tuple[UUID, str]:
        number, now, vault = next(self._numbers), self._parts.now(), self._whole.vault
        async with self._whole.database.transaction() as connection:
            person = await people.add(
                connection,
                vault,
                name="Rehearsal",
                phone=number,
                language=script.language,
                now=now,
                next_check_in_at=None,
            )
            await people.assign(connection, person, worker, Capacity.ASSIGNED, now)
            row = await people.by_id(connection, person)
            script = as_played(script, now)
            await contact_profiles.save(connection, vault, row, script.profile, worker, now)
            await plans.save(connection, vault, row, script.plan, worker, now)
        return person, number
