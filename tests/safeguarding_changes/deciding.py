"""How a change goes its way in the tests: proposed, checked, decided by leads."""

from uuid import UUID

from bot.domain.staff import Role
from bot.safeguarding_changes import rule_text
from bot.safeguarding_changes.checking import check
from bot.safeguarding_changes.serving import Screening
from bot.storage import safeguarding_changes as changes
from bot.storage import safeguarding_checks as checks
from bot.storage.safeguarding_changes import Change, Content, Kind, Refused, State
from tests.fixtures import World
from tests.safeguarding_changes.writing import Folder


def wider(folder: Folder, old: str = '"ran away"', new: str = '"(ran|runned) away"') -> Change:
    base = rule_text.find(folder.released.texts(), "missing-plain").text
    return Change(Kind.RULE, "missing-plain", False, Content(base.replace(old, new), base, "missing.yml"))


async def proposed(world: World, by: UUID, change: Change) -> UUID:
    async with world.database("hafan_web").transaction(by) as connection:
        return await changes.propose(connection, world.vault, change, "because", world.clock())


async def checked(world: World, by: UUID, folder: Folder, change: UUID) -> None:
    async with world.database("hafan_web").transaction(by) as connection:
        assert await checks.ask(connection, change, world.clock()) is None
    async with world.database("hafan_web").transaction(by) as connection:
        waiting = await checks.newest(connection, change)
    assert waiting
    world.clock.forward(seconds=1)
    parts = world.parts_of("hafan_worker")
    # As the process that checks starts: with the files alone.
    assert await check(parts, Screening(folder.rules), waiting.id, folder.released)


async def decided(
    world: World, by: UUID, folder: Folder, change: UUID, how: State = State.APPROVED
) -> Refused | None:
    async with world.database("hafan_web").transaction(by) as connection:
        held = await changes.one(connection, world.vault, change)
        assert held
        files = folder.released.print_of()
        return await changes.decide(connection, world.vault, held, how, "read it", files, world.clock())


async def leads(world: World) -> tuple[UUID, UUID]:
    return await world.add_staff(Role.SAFEGUARDING_LEAD), await world.add_staff(Role.SAFEGUARDING_LEAD)


async def approved(world: World, folder: Folder, change: Change) -> None:
    one, other = await leads(world)
    proposal = await proposed(world, one, change)
    await checked(world, one, folder, proposal)
    assert await decided(world, other, folder, proposal) is None


async def why_not(world: World, folder: Folder, change: Change, proposal: UUID | None = None) -> list[str]:
    """What speaks against a change; nobody can approve it while anything does."""
    one, other = await leads(world)
    proposal = proposal or await proposed(world, one, change)
    await checked(world, one, folder, proposal)
    async with world.database("hafan_web").transaction(one) as connection:
        found = await checks.newest(connection, proposal)
    assert found
    refused = await decided(world, other, folder, proposal)
    assert refused is (Refused.OBJECTIONS if found.objections else None)
    return [str(objection["why"]) for objection in found.objections or ()]
