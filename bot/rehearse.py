"""Playing conversations through the real service, from a check-in's opening text."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from bot.app import parts_for
from bot.channels.simulated import SimulatedTwilio
from bot.checkins import open_check_in
from bot.domain.languages import Language
from bot.domain.staff import Capacity, Role
from bot.parts import Parts
from bot.processes import free_ports
from bot.settings import Settings
from bot.storage import embedded, people, staff
from bot.whole import Progress, Whole, whole_service

TURN_SECONDS = 30.0
AT_ONCE = 6
# The numbers reserved for drama that are nobody else's in a rehearsal.
MOST = 899
NOBODY_SIGNS_IN = "!"
PRACTITIONER_PHONE = "+447700900900"
SETTLED = ("sent", "delivered", "undelivered", "failed", "withheld", "dead")


class ScriptError(ValueError):
    """A conversation that cannot be played; the text says what is wrong with it."""


@dataclass(frozen=True)
class Script:
    """One conversation to play: what the young person texts after the opening."""

    id: Any
    language: Language
    turns: tuple[str, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Script":
        """From a line of the file; raises ScriptError."""
        language, turns = data.get("lang"), data.get("turns")
        if "id" not in data:
            raise ScriptError("id is missing")
        if language not in (Language.ENGLISH, Language.WELSH):
            raise ScriptError('lang must be "en" or "cy"')
        if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
            raise ScriptError("turns must be a list of texts")
        return cls(data["id"], Language(language), tuple(turns))


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
        self._numbers = (f"+447700900{number:03d}" for number in range(1, MOST + 1))
        self._limit = asyncio.Semaphore(AT_ONCE)

    async def play(self, scripts: Iterable[Script]) -> AsyncIterator[dict[str, Any]]:
        """What came of each conversation, in the order of the scripts."""
        worker = await self._add_practitioner()
        playing = [asyncio.create_task(self._play_one(script, worker)) for script in scripts]
        for one in playing:
            yield await one
        await self._parts.database.close()

    async def _play_one(self, script: Script, worker: UUID) -> dict[str, Any]:
        async with self._limit:
            person, number = await self._add_young_person(script.language, worker)
            errors: list[str] = []
            await open_check_in(self._parts, person)
            await self._settle(person, errors)
            opening = self._bodies(number)
            replies = [await self._turn(person, number, turn, errors) for turn in script.turns]
            found = await self._outcome(person)
        return {"id": script.id, "opening": opening, "replies": replies} | found | {"errors": errors}

    async def _turn(self, person: UUID, number: str, turn: str, errors: list[str]) -> list[str]:
        before = len(self._bodies(number))
        status = await self._twilio.text_from(number, turn)
        if status != 200:
            errors.append(f"the web hook answered {status}")
        await self._settle(person, errors)
        return self._bodies(number)[before:]

    def _bodies(self, number: str) -> list[str]:
        return [received.body for received in self._twilio.texts_to(number)]

    async def _settle(self, person: UUID, errors: list[str]) -> None:
        """Wait until every message is answered and every answer is sent or withheld."""
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
            " + (SELECT count(*) FROM dispatches WHERE young_person_id = :p AND status <> ALL(:settled))"
        )
        async with self._whole.database.transaction() as connection:
            return int(await connection.scalar(query, {"p": person, "settled": list(SETTLED)}) or 0)

    async def _outcome(self, person: UUID) -> dict[str, Any]:
        values = {"p": person}
        async with self._whole.database.transaction() as connection:
            alerts = await connection.execute(
                text(
                    "SELECT DISTINCT category, severity FROM concerns"
                    " WHERE young_person_id = :p AND alert_id IS NOT NULL ORDER BY 1, 2"
                ),
                values,
            )
            mood = await connection.scalar(
                text(
                    "SELECT value FROM signals WHERE young_person_id = :p AND kind = 'mood'"
                    " ORDER BY recorded_at DESC LIMIT 1"
                ),
                values,
            )
            state = (
                await connection.execute(
                    text("SELECT last_language, opted_out_at FROM young_people WHERE id = :p"), values
                )
            ).one()
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

    async def _add_young_person(self, language: Language, worker: UUID) -> tuple[UUID, str]:
        number, now = next(self._numbers), self._parts.now()
        async with self._whole.database.transaction() as connection:
            person = await people.add(
                connection,
                self._whole.vault,
                name="Rehearsal",
                phone=number,
                language=language,
                now=now,
                next_check_in_at=None,
            )
            await people.assign(connection, person, worker, Capacity.ASSIGNED, now)
        return person, number
