"""Words that were written when the sign-in ran out are in the form again, and nowhere in clear meanwhile."""

import pytest

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.storage import kept_forms
from tests.fixtures import World
from tests.web.conftest import Browser, Case, Service

pytestmark = pytest.mark.service

WORDS = "rang her nain, both are safe"


@pytest.fixture
async def taken(case: Case) -> Case:
    await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    return case


async def too_late(case: Case, world: World, path: str, **form: str) -> str:
    """Send a form after the sign-in ran out; where signing in leads on to."""
    world.clock.forward(minutes=31)
    answer = await case.theirs.post(path, **form)
    assert answer.status_code == 303
    where = answer.headers["location"]
    assert where.startswith("/sign-in?next=")
    assert WORDS.split()[0] not in where + str(answer.headers.get_list("set-cookie"))
    return where.removeprefix("/sign-in?next=").split("&")[0].replace("%2F", "/")


async def back(service: Service, case: Case) -> Browser:
    return await service.sign_in(case.practitioner)


async def test_what_was_done_about_an_alert_is_in_the_form_again(
    service: Service, taken: Case, world: World
) -> None:
    form = {"kind": "called", "reached": "yes", "whom": "", "when": "2026-11-18T12:00", "note": WORDS}
    place = await too_late(taken, world, f"/alerts/{taken.reference}/actions", **form)
    assert place == f"/alerts/{taken.reference}/actions/new"
    again = await back(service, taken)
    page = (await again.get(place)).text
    assert WORDS in page
    [kept] = await world.rows("SELECT body_sealed FROM kept_forms")
    assert WORDS.encode() not in kept.body_sealed
    assert WORDS not in (await taken.others.get(place)).text
    await again.post(f"/alerts/{taken.reference}/actions", **form)
    assert await world.rows("SELECT 1 FROM kept_forms") == []


async def test_a_correction_is_in_the_form_again(service: Service, taken: Case, world: World) -> None:
    form = {"kind": "met", "whom": "", "when": "2026-11-18T12:00", "note": "x"}
    await taken.theirs.post(f"/alerts/{taken.reference}/actions", **form)
    [action] = await world.rows("SELECT id FROM alert_actions")
    path = f"/alerts/{taken.reference}/actions/{action.id}/correct"
    assert await too_late(taken, world, path, note=WORDS) == path
    again = await back(service, taken)
    assert WORDS in (await again.get(path)).text
    await again.post(path, note=WORDS)
    assert await world.rows("SELECT 1 FROM kept_forms") == []


async def test_how_an_alert_ended_is_in_the_form_again(service: Service, taken: Case, world: World) -> None:
    path, form = f"/alerts/{taken.reference}", {"outcome": "spoke_to_young_person", "note": WORDS}
    assert await too_late(taken, world, f"{path}/close", **form) == path
    again = await back(service, taken)
    assert WORDS in (await again.get(path)).text
    await again.post(f"{path}/close", **form)
    assert await world.rows("SELECT 1 FROM kept_forms") == []


async def test_a_note_is_in_the_form_again(service: Service, case: Case, world: World) -> None:
    path = f"/young-people/{case.young_person}"
    form = {"kind": "note", "day": "18", "month": "11", "year": "2026", "body": WORDS}
    assert await too_late(case, world, f"{path}/notes", **form) == path
    again = await back(service, case)
    assert WORDS in (await again.get(path)).text
    await again.post(f"{path}/notes", **form)
    assert await world.rows("SELECT 1 FROM kept_forms") == []


async def test_how_a_report_was_sent_is_in_the_form_again(
    service: Service, taken: Case, world: World
) -> None:
    begun = await taken.theirs.post(
        f"/alerts/{taken.reference}/report", agency="gwynedd", language=str(Language.ENGLISH)
    )
    path = begun.headers["location"].split("?")[0]
    form = {"means": "email", "whom": "duty team", "when": "2026-11-18T12:00", "note": WORDS}
    assert await too_late(taken, world, f"{path}/sent", **form) == path
    again = await back(service, taken)
    assert WORDS in (await again.get(path)).text
    await again.post(f"{path}/sent", **form)
    assert await world.rows("SELECT 1 FROM kept_forms") == []


async def test_why_a_record_must_be_opened_is_in_the_form_again(
    service: Service, case: Case, world: World
) -> None:
    member, manager = await service.member(Role.DUTY_MANAGER, name="Dilys Sampl")
    path = f"/young-people/{case.young_person}/break-glass"
    world.clock.forward(minutes=31)
    assert (await manager.post(path, reason=WORDS)).status_code == 303
    assert await world.rows("SELECT 1 FROM break_glass") == []
    again = await service.sign_in(member)
    assert WORDS in (await again.get(path)).text
    await again.post(path, reason=WORDS)
    assert await world.rows("SELECT 1 FROM kept_forms") == []


async def test_nothing_is_kept_for_somebody_who_may_not_see_the_alert(case: Case, world: World) -> None:
    world.clock.forward(minutes=31)
    await case.others.post(f"/alerts/{case.reference}/actions", kind="met", note=WORDS)
    assert await world.rows("SELECT 1 FROM kept_forms") == []


async def test_nothing_is_kept_without_the_token_of_the_form(case: Case, world: World) -> None:
    world.clock.forward(minutes=31)
    await case.theirs.post(f"/alerts/{case.reference}/actions", csrf_token="0" * 64, note=WORDS)
    assert await world.rows("SELECT 1 FROM kept_forms") == []


async def test_what_nobody_comes_back_to_is_forgotten(taken: Case, world: World) -> None:
    await too_late(taken, world, f"/alerts/{taken.reference}/close", note=WORDS)
    worker = world.parts_of("hafan_worker")
    for days, left in ((6, 1), (2, 0)):
        world.clock.forward(days=days)
        async with worker.database.transaction() as connection:
            await kept_forms.forget_old(connection, world.clock())
        assert len(await world.rows("SELECT 1 FROM kept_forms")) == left
