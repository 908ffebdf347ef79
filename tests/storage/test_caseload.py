"""What the caseload adds to the database shows nobody more than they may see."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from bot.domain.case_notes import NoteKind
from bot.domain.staff import Role
from bot.receive import receive
from bot.storage import case_notes, looking_up, people
from tests.fixtures import World
from tests.test_receive import text_from

pytestmark = pytest.mark.service

SEEN = ("case_notes", "name_tokens", "recent_looks", "hafan_caseload()", "hafan_unread()")


class Record:
    """A young person with a note, who wrote, was looked at, and has a name to be found by."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.web = world.database("hafan_web")

    async def prepare(self) -> "Record":
        self.worker, self.other = await self.world.add_staff(), await self.world.add_staff()
        self.manager = await self.world.add_staff(Role.DUTY_MANAGER)
        self.admin = await self.world.add_staff(Role.ADMINISTRATOR)
        self.person, number = await self.world.add_young_person(assigned=self.worker)
        await receive(text_from(number, "went to town"), self.world.parts_of("hafan_intake"))
        await self.write(self.worker, self.worker)
        async with self.web.transaction(user=self.worker) as connection:
            await looking_up.note_look(connection, self.worker, self.person, self.world.clock())
        return self

    async def write(self, user: UUID, author: UUID) -> None:
        async with self.world.parts.database.transaction() as connection:
            key = (await people.by_id(connection, self.person)).key(self.world.vault)
        async with self.web.transaction(user=user) as connection:
            await case_notes.add(
                connection,
                key,
                person=self.person,
                kind=NoteKind.NOTE,
                held_on=date(2026, 11, 17),
                body="note",
                member=author,
                now=self.world.clock(),
            )

    async def seen(self, what: str, user: UUID | None) -> int:
        async with self.web.transaction(user=user) as connection:
            return len(list(await connection.execute(text(f"SELECT * FROM {what}"))))


@pytest.fixture
async def record(world: World) -> Record:
    return await Record(world).prepare()


@pytest.mark.parametrize("what", SEEN)
async def test_only_who_works_with_them_sees(record: Record, what: str) -> None:
    assert await record.seen(what, record.worker) > 0
    for stranger in (record.other, record.manager, record.admin, uuid4(), None):
        assert await record.seen(what, stranger) == 0


async def test_nobody_writes_about_whom_they_do_not_see_or_in_anothers_name(record: Record) -> None:
    for user, author in ((record.other, record.other), (record.worker, record.other)):
        with pytest.raises(ProgrammingError, match="row-level security"):
            await record.write(user, author)


async def test_nobody_makes_somebody_elses_young_person_findable_under_another_name(record: Record) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with record.web.transaction(user=record.other) as connection:
            await looking_up.index_name(connection, record.world.vault, record.person, "Another Name")


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("hafan_web", "UPDATE case_notes SET kind = 'note'"),
        ("hafan_web", "DELETE FROM case_notes"),
        ("hafan_web", "UPDATE name_tokens SET token = ''"),
        ("hafan_web", "SELECT * FROM reading_watchers"),
        ("hafan_web", "UPDATE unknown_messages SET body_sealed = ''"),
        ("hafan_worker", "SELECT * FROM case_notes"),
        ("hafan_intake", "SELECT * FROM name_tokens"),
        ("hafan_intake", "SELECT * FROM hafan_caseload()"),
        ("hafan_intake", "SELECT * FROM hafan_unread()"),
        ("hafan_rasa", "SELECT * FROM hafan_unread()"),
    ],
)
async def test_a_role_can_do_only_its_own_work(world: World, role: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with world.database(role).engine.begin() as connection:
            await connection.exec_driver_sql(statement)
