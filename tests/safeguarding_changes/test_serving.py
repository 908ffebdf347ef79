"""Approved rules in a running process, over a real database."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from sqlalchemy.exc import ProgrammingError

from bot.channels.contract import InboundText
from bot.doctor import approved_rules
from bot.domain.staff import Role
from bot.receive import receive
from bot.safeguarding_changes import serving
from bot.safeguarding_changes.overlay import lay_locked
from bot.safeguarding_changes.serving import Screening, kept_current, refresh
from bot.screening import RuleError
from bot.storage import safeguarding_changes as changes
from bot.storage import safeguarding_checks as checks
from bot.storage.safeguarding_changes import Change, Content, Kind, Refused, State
from tests.fixtures import PUBLIC, World
from tests.safeguarding_changes.deciding import approved, checked, decided, leads, proposed, wider
from tests.safeguarding_changes.writing import Folder, small_release

pytestmark = pytest.mark.service


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    return small_release(tmp_path, monkeypatch)


async def test_a_running_process_takes_up_what_two_leads_agreed_on(world: World, folder: Folder) -> None:
    screening = Screening(folder.rules)
    parts = world.parts_of("hafan_intake", screen=screening)
    async with kept_current(parts):
        assert screening("i runned away") == ()
    await approved(world, folder, wider(folder))
    assert await refresh(screening, parts.database, parts.vault)
    assert [concern.rule for concern in screening("i runned away")] == ["missing-plain"]
    first = screening.in_force
    assert await refresh(screening, parts.database, parts.vault)
    assert screening.in_force is first


async def test_a_process_that_starts_later_serves_the_same(world: World, folder: Folder) -> None:
    await approved(world, folder, wider(folder))
    screening = Screening(folder.rules)
    async with kept_current(world.parts_of("hafan_intake", screen=screening)):
        assert screening("i runned away")


async def test_nobody_approves_what_they_wrote_themselves(world: World, folder: Folder) -> None:
    one, _ = await leads(world)
    proposal = await proposed(world, one, wider(folder))
    await checked(world, one, folder, proposal)
    assert await decided(world, one, folder, proposal) is Refused.OWN


async def test_what_was_not_checked_cannot_be_approved(world: World, folder: Folder) -> None:
    one, other = await leads(world)
    proposal = await proposed(world, one, wider(folder))
    assert await decided(world, other, folder, proposal) is Refused.UNCHECKED


async def test_a_check_of_words_that_were_changed_since_counts_no_more(world: World, folder: Folder) -> None:
    one, other = await leads(world)
    proposal = await proposed(world, one, wider(folder))
    await checked(world, one, folder, proposal)
    async with world.database("hafan_web").transaction(one) as connection:
        held = await changes.one(connection, world.vault, proposal)
        assert held
        content = wider(folder, new='"(ran|scarpered) away"').content
        assert await changes.write(connection, world.vault, held, content, "other", world.clock()) is None
    assert await decided(world, other, folder, proposal) is Refused.UNCHECKED


async def test_a_check_beside_other_files_or_another_approval_counts_no_more(
    world: World, folder: Folder
) -> None:
    one, other = await leads(world)
    proposal = await proposed(world, one, wider(folder))
    await checked(world, one, folder, proposal)
    await approved(world, folder, Change(Kind.LOCKED, "x", True, Content("they ran away", severity="high")))
    assert await decided(world, other, folder, proposal) is Refused.UNCHECKED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"ran away"', '"(ran away"'),  # cannot be read
        ('"ran away"', '"legged it"'),  # its own example and a locked disclosure are heard no more
    ],
)
async def test_what_breaks_the_set_cannot_be_approved(
    world: World, folder: Folder, old: str, new: str
) -> None:
    one, other = await leads(world)
    proposal = await proposed(world, one, wider(folder, old, new))
    await checked(world, one, folder, proposal)
    assert await decided(world, other, folder, proposal) is Refused.OBJECTIONS


async def test_a_withdrawn_rule_that_a_locked_disclosure_needs_is_refused(
    world: World, folder: Folder
) -> None:
    one, other = await leads(world)
    change = replace(wider(folder), removes=True)
    proposal = await proposed(world, one, change)
    await checked(world, one, folder, proposal)
    async with world.database("hafan_web").transaction(one) as connection:
        found = await checks.newest(connection, proposal)
    assert found
    assert {str(one["why"]) for one in found.objections or ()} == {"locked"}
    assert await decided(world, other, folder, proposal) is Refused.OBJECTIONS


async def test_a_trainers_proposal_needs_a_lead_who_answers_for_it_and_another_who_approves(
    world: World, folder: Folder
) -> None:
    trainer, (one, other) = await world.add_staff(Role.TRAINER), await leads(world)
    proposal = await proposed(world, trainer, wider(folder))
    await checked(world, one, folder, proposal)
    assert await decided(world, other, folder, proposal) is Refused.NOBODY_ANSWERS
    async with world.database("hafan_web").transaction(one) as connection:
        held = await changes.one(connection, world.vault, proposal)
        assert held
        await changes.write(connection, world.vault, held, held.change.content, "mine", world.clock())
    await checked(world, one, folder, proposal)
    assert await decided(world, one, folder, proposal) is Refused.OWN
    assert await decided(world, other, folder, proposal) is None


@pytest.mark.parametrize("role", [Role.TRAINER, Role.PRACTITIONER, Role.DUTY_MANAGER, Role.ADMINISTRATOR])
async def test_nobody_but_leads_writes_checks_or_approves(world: World, folder: Folder, role: Role) -> None:
    other, (one, _) = await world.add_staff(role), await leads(world)
    proposal = await proposed(world, one, wider(folder))
    async with world.database("hafan_web").transaction(one) as connection:
        held = await changes.one(connection, world.vault, proposal)
    assert held
    with pytest.raises(ProgrammingError):
        async with world.database("hafan_web").transaction(other) as connection:
            await changes.write(connection, world.vault, held, held.change.content, "x", world.clock())
    with pytest.raises(ProgrammingError):
        async with world.database("hafan_web").transaction(other) as connection:
            await checks.ask(connection, proposal, world.clock())
    with pytest.raises(ProgrammingError):
        async with world.database("hafan_web").transaction(other) as connection:
            await changes.decide(connection, world.vault, held, State.APPROVED, "x", "x", world.clock())
    async with world.database("hafan_web").transaction(other) as connection:
        assert await changes.one(connection, world.vault, proposal) is None


async def test_hits_are_kept_without_words_and_shown_to_whoever_sees_the_young_person(
    world: World, folder: Folder
) -> None:
    one, other = await leads(world)
    theirs, number = await world.add_young_person(assigned=one)
    await says(world, number, "i runned away")
    await says(world, number, "tea was nice")
    proposal = await proposed(world, one, wider(folder))
    await checked(world, one, folder, proposal)
    for lead, seen in ((one, [theirs]), (other, [])):
        async with world.database("hafan_web").transaction(lead) as connection:
            found = await checks.newest(connection, proposal)
            assert found
            assert found.found
            [row] = found.found["messages"]
            assert (row["turn"], row["severity"], row["count"]) == ("new", "high", 1)
            words = await checks.words(connection, world.vault, found.id, 10)
            assert [said.person for said in words] == seen
    assert "runned" not in str(await world.rows("SELECT found, objections FROM safeguarding_checks"))


async def says(world: World, number: str, body: str) -> None:
    text = InboundText(
        provider_id=f"SM{uuid4().hex}", sender=number, recipient=PUBLIC, body=body, media_count=0
    )
    await receive(text, world.parts_of("hafan_intake"))


async def test_an_approved_set_that_does_not_compile_is_refused_and_the_last_good_one_serves(
    world: World, folder: Folder
) -> None:
    screening = Screening(folder.rules)
    database = world.database("hafan_intake")
    await approved(world, folder, wider(folder))
    assert await refresh(screening, database, world.vault)
    # Another release, with which what was approved does not go together: its word list is gone.
    change = wider(folder, '"ran away"', '"{nowhere} away"')
    assert not screening.take_up([change], 7)
    assert screening.problem
    assert "missing.yml:6: rule 'missing-plain'" in screening.problem
    assert screening.in_force.version == 1
    assert screening("i runned away")


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("severity: high", "severity: [high", "missing.yml:"),
        ("2026-11-01", "2026-02-30", "missing.yml:3: 'reviewed'"),
        ("language: en", "severity: low", "missing.yml:8: rule 'missing-plain': 'severity'"),
    ],
)
async def test_a_released_file_that_cannot_be_read_any_more_is_refused_with_its_line(
    world: World, folder: Folder, right: str, wrong: str, place: str
) -> None:
    screening = Screening(folder.rules)
    await approved(world, folder, wider(folder))
    missing = folder.rules / "missing.yml"
    missing.write_text(missing.read_text().replace(right, wrong))
    assert not await refresh(screening, world.database("hafan_intake"), world.vault)
    assert screening.problem
    assert screening.problem.startswith(place)
    assert screening("i ran away")


def test_a_service_without_sound_rules_does_not_start(folder: Folder) -> None:
    missing = folder.rules / "missing.yml"
    missing.write_text(missing.read_text().split("  #")[0])
    with pytest.raises(RuleError, match=r"^missing\.yml:1: needs a list"):
        Screening(folder.rules)


async def test_a_process_that_starts_with_a_broken_approval_serves_what_was_approved_before(
    world: World, folder: Folder
) -> None:
    good, broken = wider(folder), wider(folder, '"ran away"', '"{nowhere} away"')
    screening = Screening(folder.rules)
    assert not screening.take_up([good, broken], 2)
    assert screening.problem
    assert screening("i runned away")
    # And takes up what leads approve next.
    assert screening.take_up([good, broken, wider(folder, new='"(ran|legged) away"')], 3)
    assert screening("i legged away")
    assert screening.problem is None


async def test_the_doctor_names_the_rule_that_was_approved_and_cannot_serve(
    world: World, folder: Folder
) -> None:
    await approved(world, folder, wider(folder))
    assert (await approved_rules(world.parts.database, world.vault, folder.rules)).well
    words = folder.rules / "words.yml"
    words.write_text(words.read_text().replace("self:", "others:"))
    found = await approved_rules(world.parts.database, world.vault, folder.rules)
    assert "missing.yml:6: rule 'missing-plain'" in found.advice
    assert "Screening page" in found.advice


async def test_locked_disclosures_count_for_every_gate_at_once(world: World, folder: Folder) -> None:
    locked = Change(Kind.LOCKED, "x", False, Content("my mate ran away", severity="high"))
    await approved(world, folder, locked)
    async with world.parts_of("hafan_worker").database.transaction() as connection:
        held = lay_locked(folder.released.locked(), await changes.approved(connection, world.vault))
    assert "my mate ran away" in {one.text for one in held}


async def test_a_disclosure_that_is_not_heard_cannot_be_locked(world: World, folder: Folder) -> None:
    one, other = await leads(world)
    change = Change(Kind.LOCKED, "x", False, Content("nobody hears this", severity="high"))
    proposal = await proposed(world, one, change)
    await checked(world, one, folder, proposal)
    assert await decided(world, other, folder, proposal) is Refused.OBJECTIONS


async def test_whatever_goes_wrong_while_looking_is_loud_and_the_next_look_is_taken_all_the_same(
    world: World, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    screening, parts = Screening(folder.rules), world.parts_of("hafan_intake")
    monkeypatch.setattr(serving, "LOOK_SECONDS", 0.05)
    with structlog.testing.capture_logs() as logged:
        async with kept_current(replace(parts, screen=screening)):
            monkeypatch.setattr(screening, "is_current", _fails)
            await approved(world, folder, wider(folder))
            await _until(lambda: bool(logged))
            monkeypatch.undo()
            await _until(lambda: bool(screening("i runned away")))
    [entry, *_] = [one for one in logged if one["event"] == "rules_not_looked_at"]
    assert (entry["log_level"], entry["kind"]) == ("critical", "KeyError")
    assert entry["where"].startswith("test_serving.py:")
    assert "nobody may read" not in str(logged)


def _fails(_: int) -> bool:
    raise KeyError("words that nobody may read")


async def _until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not happened():
            await asyncio.sleep(0.05)
