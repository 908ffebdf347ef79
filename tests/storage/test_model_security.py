"""PostgreSQL itself keeps anybody from approving what they asked for, and trains one model at a time."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Role
from bot.storage import model_requests, model_runs
from bot.storage.model_requests import Decision, Refused, Swap
from bot.storage.schema import metadata
from tests.fixtures import World

pytestmark = pytest.mark.service

VERSION = "20261122-2141-3f2a"
TABLES = ("model_runs", "model_requests", "model_swaps")


class Deciding:
    """Those who work with models, each entering as the pages do."""

    def __init__(self, world: World) -> None:
        self.world, self.web = world, world.database("hafan_web")

    async def prepare(self) -> "Deciding":
        self.eleri, self.nia = [await self.world.add_staff(Role.TRAINER) for _ in range(2)]
        self.others = {role: await self.world.add_staff(role) for role in Role}
        return self

    async def does[Found](
        self, member: UUID, act: Callable[..., Awaitable[Found]], *given: Any, vault: bool = True
    ) -> Found:
        async with self.web.transaction(user=member) as connection:
            keys = (self.world.vault,) if vault else ()
            return await act(connection, *keys, *given, self.world.clock())

    async def asks(self, member: UUID) -> Refused | None:
        return await self.does(member, model_requests.ask, VERSION, "Hears more ways of saying hello.")

    async def decides(self, member: UUID, decision: Decision = Decision.APPROVED) -> Refused | None:
        query = "SELECT id FROM model_requests ORDER BY decided_at DESC NULLS FIRST LIMIT 1"
        [row] = await self.world.rows(query)
        return await self.does(member, model_requests.decide, row.id, decision, "Looked at both languages.")

    async def trains(self, member: UUID) -> UUID | None:
        changes = {"nlu/cy/smalltalk.yml": "version: '3.1'"}
        return await self.does(member, model_runs.start, changes, vault=False)

    async def cancels(self, member: UUID, run: UUID) -> bool:
        return await self.does(member, model_runs.cancel, run, vault=False)


@pytest.fixture
async def deciding(world: World) -> Deciding:
    return await Deciding(world).prepare()


async def test_a_second_trainer_or_a_lead_decides_and_never_whoever_asked(deciding: Deciding) -> None:
    assert await deciding.asks(deciding.eleri) is None
    assert await deciding.asks(deciding.nia) is Refused.ALREADY_ASKED
    assert await deciding.decides(deciding.eleri) is Refused.SAME_PERSON
    assert await deciding.decides(deciding.nia, Decision.DECLINED) is None
    assert await deciding.decides(deciding.others[Role.SAFEGUARDING_LEAD]) is Refused.ALREADY_DECIDED
    assert await deciding.asks(deciding.eleri) is None
    assert await deciding.decides(deciding.others[Role.SAFEGUARDING_LEAD]) is None


async def test_no_row_can_say_that_somebody_approved_their_own(deciding: Deciding) -> None:
    await deciding.asks(deciding.eleri)
    with pytest.raises(IntegrityError):
        await deciding.world.rows(
            "UPDATE model_requests SET decided_by = asked_by, decided_at = now(), decision = 'approved',"
            " answer_sealed = '' RETURNING 1"
        )


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.DUTY_MANAGER, Role.ADMINISTRATOR])
async def test_who_has_nothing_to_do_with_models_sees_and_does_nothing(
    deciding: Deciding, role: Role
) -> None:
    await deciding.asks(deciding.eleri)
    run = await deciding.trains(deciding.eleri)
    assert run
    member = deciding.others[role]
    for table in TABLES:
        async with deciding.web.transaction(user=member) as connection:
            assert (await connection.execute(select(metadata.tables[table]))).all() == []
    for refused in (
        deciding.asks(member),
        deciding.decides(member),
        deciding.trains(member),
        deciding.cancels(member, run),
    ):
        with pytest.raises(ProgrammingError, match="InsufficientPrivilege"):
            await refused


async def test_a_lead_approves_but_trains_nothing(deciding: Deciding) -> None:
    lead = deciding.others[Role.SAFEGUARDING_LEAD]
    for refused in (deciding.trains(lead), deciding.asks(lead)):
        with pytest.raises(ProgrammingError, match="InsufficientPrivilege"):
            await refused


async def test_nothing_serves_by_a_promotion_that_somebody_else_or_nobody_approved(
    deciding: Deciding,
) -> None:
    await deciding.asks(deciding.eleri)
    [row] = await deciding.world.rows("SELECT id FROM model_requests")

    async def swap(connection: AsyncConnection, now: Any) -> None:
        swap = Swap(now, "promoted", VERSION, None, deciding.nia, row.id)
        await model_requests.swapped(connection, swap, uuid4())

    for member in (deciding.nia, deciding.eleri):
        with pytest.raises(ProgrammingError, match="InsufficientPrivilege"):
            await deciding.does(member, swap, vault=False)
    await deciding.decides(deciding.nia)
    with pytest.raises(ProgrammingError, match="InsufficientPrivilege"):
        await deciding.does(deciding.eleri, swap, vault=False)
    await deciding.does(deciding.nia, swap, vault=False)


async def test_one_candidate_is_trained_at_a_time(deciding: Deciding) -> None:
    first = await deciding.trains(deciding.eleri)
    assert first
    assert await deciding.trains(deciding.nia) is None
    assert await deciding.cancels(deciding.nia, first)
    assert not await deciding.cancels(deciding.nia, first)
    assert await deciding.trains(deciding.nia)


async def test_nobody_cancels_a_training_that_does_not_exist(deciding: Deciding) -> None:
    assert not await deciding.cancels(deciding.nia, uuid4())


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("hafan_web", "INSERT INTO model_runs SELECT * FROM model_runs"),
        ("hafan_web", "UPDATE model_runs SET state = 'done'"),
        ("hafan_web", "UPDATE model_requests SET decision = 'approved'"),
        ("hafan_web", "DELETE FROM model_swaps"),
        ("hafan_worker", "UPDATE model_runs SET changes = '{}'"),
        ("hafan_worker", "INSERT INTO model_runs SELECT * FROM model_runs"),
        ("hafan_worker", "SELECT * FROM model_requests"),
        ("hafan_intake", "SELECT * FROM model_runs"),
        ("hafan_rasa", "SELECT * FROM model_runs"),
    ],
)
async def test_no_statement_goes_round_the_functions(world: World, role: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with world.database(role).transaction() as connection:
            await connection.execute(text(statement))


async def test_what_is_said_for_and_against_a_model_is_sealed(deciding: Deciding) -> None:
    await deciding.asks(deciding.eleri)
    [row] = await deciding.world.rows("SELECT reason_sealed FROM model_requests")
    assert b"hello" not in row.reason_sealed
    async with deciding.web.transaction(user=deciding.nia) as connection:
        [asked] = await model_requests.requests(connection, deciding.world.vault, VERSION)
    assert asked.reason == "Hears more ways of saying hello."
