"""Going back on an approved change of a rule: proposed with a reason, approved by another lead."""

from collections.abc import Callable
from uuid import UUID

import pytest

from bot.domain.staff import Role
from bot.safeguarding_changes import overlay
from bot.safeguarding_changes.checking import check
from bot.safeguarding_changes.overlay import lay
from bot.safeguarding_changes.serving import Screening
from bot.storage import safeguarding_changes as changes
from bot.storage.safeguarding_changes import Change, Content, Kind, Refused
from tests.safeguarding_changes.deciding import approved, decided, wider
from tests.safeguarding_changes.writing import Folder
from tests.web.conftest import Service

pytestmark = pytest.mark.service


async def approval(service: Service, folder: Folder, change: Change) -> str:
    """Where a change stands that two leads approved."""
    await approved(service.world, folder, change)
    query = "SELECT id FROM safeguarding_changes WHERE state = 'approved' ORDER BY version DESC LIMIT 1"
    [row] = await service.world.rows(query)
    return f"/safeguarding/changes/{row.id}"


async def serving(service: Service, folder: Folder, name: str = "missing-plain") -> str:
    """The rule as leads approved it."""
    async with service.world.parts.database.transaction() as connection:
        held = await changes.approved(connection, service.world.vault)
    return overlay.here(lay(folder.released.texts(), held).texts, name)


async def checked(service: Service, folder: Folder) -> None:
    """What the worker does with the check that a lead's proposal begins."""
    [row] = await service.world.rows("SELECT id FROM safeguarding_checks WHERE state = 'waiting'")
    parts = service.world.parts_of("hafan_worker")
    assert await check(parts, Screening(folder.rules), row.id, folder.released)


def withdrawn(folder: Folder) -> Change:
    base = overlay.here(folder.released.texts(), "missing-hint")
    return Change(Kind.RULE, "missing-hint", True, Content("", base, "missing.yml"))


@pytest.mark.parametrize("make", [wider, withdrawn])
async def test_another_lead_puts_the_text_from_before_back(
    service: Service, folder: Folder, make: Callable[[Folder], Change]
) -> None:
    change = make(folder)
    before = await serving(service, folder, change.target)
    place = await approval(service, folder, change)
    assert not overlay.same(await serving(service, folder, change.target), before)
    lead, browser = await service.member(Role.SAFEGUARDING_LEAD)
    assert "Propose to go back" in (await browser.get(place)).text
    answer = await browser.post(f"{place}/go-back", reason="Too many false alarms.")
    assert answer.status_code == 303
    shown = (await browser.get(answer.headers["location"])).text
    assert "Too many false alarms." in shown
    proposal = UUID(answer.headers["location"].rsplit("/", 1)[1])
    await checked(service, folder)
    assert await decided(service.world, lead, folder, proposal) is Refused.OWN
    other = await service.world.add_staff(Role.SAFEGUARDING_LEAD)
    assert await decided(service.world, other, folder, proposal) is None
    assert overlay.same(await serving(service, folder, change.target), before)
    assert "there is nothing to go back on" in (await browser.get(place)).text


async def proposals(service: Service) -> int:
    [row] = await service.world.rows("SELECT count(*) AS number FROM safeguarding_changes")
    return int(row.number)


async def test_without_a_reason_nothing_is_proposed(service: Service, folder: Folder) -> None:
    place = await approval(service, folder, wider(folder))
    _, trainer = await service.member(Role.TRAINER)
    answer = await trainer.post(f"{place}/go-back", reason=" ")
    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert await proposals(service) == 1
    assert (await trainer.post(f"{place}/go-back", reason="False alarms.")).status_code == 303
    # A lead answers for it first, as for all that trainers propose.
    assert await service.world.rows("SELECT 1 FROM safeguarding_changes WHERE written_by IS NULL") != []


async def test_nobody_goes_back_over_a_change_that_came_since(service: Service, folder: Folder) -> None:
    place = await approval(service, folder, wider(folder))
    base = await serving(service, folder)
    newer = Content(base.replace("runned", "legged"), base, "missing.yml")
    await approval(service, folder, Change(Kind.RULE, "missing-plain", False, newer))
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    told = "Go back on the newest change first"
    page = (await lead.get(place)).text
    assert told in page
    assert "Propose to go back" not in page
    answer = await lead.post(f"{place}/go-back", reason="All the same.")
    assert answer.status_code == 409
    assert told in answer.text
    assert await proposals(service) == 2


async def test_a_rule_that_was_new_is_withdrawn_instead(service: Service, folder: Folder) -> None:
    text = overlay.here(folder.released.texts(), "missing-plain").replace("missing-plain", "missing-more")
    text = text.replace("ran away", "hopped it")
    new = Change(Kind.RULE, "missing-more", False, Content(text, "", "missing.yml"))
    place = await approval(service, folder, new)
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    answer = await lead.post(f"{place}/go-back", reason="False alarms.")
    assert answer.status_code == 409
    assert "propose to withdraw it" in answer.text


async def test_what_is_open_or_about_no_rule_has_no_way_back(service: Service, folder: Folder) -> None:
    gone = Change(Kind.LOCKED, "x", True, Content("they ran away", severity="high"))
    place = await approval(service, folder, gone)
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    assert "Go back on this change" not in (await lead.get(place)).text
    assert (await lead.post(f"{place}/go-back", reason="False alarms.")).status_code == 404
