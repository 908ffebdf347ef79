"""The caseload and one young person's page."""

import html
from uuid import UUID

import pytest
from sqlalchemy import select

from bot import checkins, contact
from bot.domain.languages import Language
from bot.domain.signals import SignalKind
from bot.storage import conversations, pauses
from bot.storage.schema import metadata
from tests.fixtures import START, World
from tests.web.conftest import Case, Service

pytestmark = pytest.mark.service

NOTE = {"kind": "note", "day": "17", "month": "11", "year": "2026", "body": "Met at the youth club."}


async def test_the_caseload_shows_mine_and_nobody_elses(case: Case) -> None:
    page = (await case.theirs.get("/young-people")).text
    assert "Alex Invented" in page
    assert "High" in page
    assert "Alex" not in (await case.others.get("/young-people")).text
    assert "You do not work with any young person yet." in (await case.others.get("/young-people")).text


async def test_a_young_persons_page_tells_day_by_day_what_happened(service: Service, case: Case) -> None:
    world = service.world
    world.clock.forward(days=1)
    await checkins.open_check_in(world.parts, case.young_person)
    async with world.parts.database.transaction() as connection:
        held = await conversations.current(connection, case.young_person, world.clock())
        assert held is not None
        for kind, value in ((SignalKind.MOOD, 6), (SignalKind.SAFE, 2), (SignalKind.TELL, None)):
            await conversations.record_signal(connection, held, kind, value, world.clock())
    case.theirs = await service.sign_in(case.practitioner)
    page = (await case.theirs.get(f"/young-people/{case.young_person}")).text
    for shown in ("hell hurt me", "6 out of 10", "Feels safe", "skipped", "Thursday 19 November (today)"):
        assert shown in page
    assert page.index("Thursday 19 November") < page.index("Wednesday 18 November")


async def test_what_is_older_is_on_the_page_before(service: Service, case: Case) -> None:
    service.world.clock.forward(days=28)
    browser = await service.sign_in(case.practitioner)
    page = f"/young-people/{case.young_person}"
    assert "hell hurt me" not in (await browser.get(page)).text
    day = START.date()
    assert "hell hurt me" in (await browser.get(f"{page}?until={day}")).text
    assert (await browser.get(f"{page}?until=never")).status_code == 200
    assert (await browser.get(f"{page}?until=0001-01-01")).status_code == 200


@pytest.mark.parametrize("rest", ["", "/print", "/check-in", "/resume", "/notes"])
async def test_somebody_elses_young_person_is_as_if_they_did_not_exist(case: Case, rest: str) -> None:
    missing = "00000000-0000-4000-8000-000000000000"
    answers = []
    for person in (case.young_person, missing):
        path = f"/young-people/{person}{rest}"
        looks = rest in ("", "/print")
        answers.append(await (case.others.get(path) if looks else case.others.post(path, **NOTE)))
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text.count("Alex") == 0


TABLES = (
    "young_people messages signals check_ins alerts concerns alert_events alert_watchers tasks dispatches "
    "assignments"
).split()


async def test_the_database_itself_shows_nobody_elses_young_person(service: Service, case: Case) -> None:
    await service.says(case.number, "STOP")
    await checkins.open_check_in(service.world.parts, case.young_person)
    async with service.world.parts.database.transaction() as connection:
        await contact.opt_in(connection, case.young_person, service.world.clock())
    await checkins.open_check_in(service.world.parts, case.young_person)
    async with service.world.parts.database.transaction() as connection:
        held = await conversations.current(connection, case.young_person, service.world.clock())
        assert held is not None
        await conversations.record_signal(connection, held, SignalKind.MOOD, 3, service.world.clock())
    other = await service.world.add_staff()
    assert 0 not in (await visible(service.world, case.practitioner)).values()
    assert set((await visible(service.world, other)).values()) == {0}


async def visible(world: World, member: UUID) -> dict[str, int]:
    """How many rows of each table the pages' role sees for this member of staff."""
    async with world.database("hafan_web").transaction(user=member) as connection:
        return {name: len((await connection.execute(select(metadata.tables[name]))).all()) for name in TABLES}


async def test_looking_is_on_the_audit_trail(case: Case, world: World) -> None:
    await case.theirs.get(f"/young-people/{case.young_person}")
    await case.others.get(f"/young-people/{case.young_person}")
    looks = await world.rows("SELECT actor, subject FROM audit WHERE action = 'young_person:look'")
    assert [(row.actor, row.subject) for row in looks] == [(str(case.practitioner), str(case.young_person))]


async def test_a_check_in_can_be_made_due_at_once(case: Case, world: World) -> None:
    answer = await case.theirs.post(f"/young-people/{case.young_person}/check-in")
    assert answer.status_code == 303
    [row] = await world.rows("SELECT next_check_in_at FROM young_people")
    assert row.next_check_in_at == world.clock()


async def test_nobody_is_checked_in_with_against_their_opt_out(
    service: Service, case: Case, world: World
) -> None:
    await service.says(case.number, "STOP")
    page = (await case.theirs.get(f"/young-people/{case.young_person}")).text
    assert "They asked us to stop texting." in page
    assert "Check in now" not in page
    assert (await case.theirs.post(f"/young-people/{case.young_person}/check-in")).status_code == 409
    [row] = await world.rows("SELECT next_check_in_at FROM young_people")
    assert row.next_check_in_at is None


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("wrong_person", "somebody else may hold the phone"),
        ("unproven", "it may not be them who writes, and no safe word is agreed"),
    ],
)
async def test_contact_goes_on_once_it_is_known_who_holds_the_phone(
    case: Case, world: World, reason: str, why: str
) -> None:
    assert (await case.theirs.post(f"/young-people/{case.young_person}/resume")).status_code == 409
    async with world.parts.database.transaction() as connection:
        await contact.pause(connection, case.young_person, reason, world.clock())
    page = (await case.theirs.get(f"/young-people/{case.young_person}")).text
    assert why in page
    answer = await case.theirs.post(f"/young-people/{case.young_person}/resume")
    assert answer.status_code == 303
    [row] = await world.rows("SELECT paused_at, pause_reason FROM young_people")
    assert (row.paused_at, row.pause_reason) == (None, None)


@pytest.mark.parametrize(
    ("language", "waits", "ended"),
    [
        (Language.ENGLISH, "Contact is still paused: no check-in is sent.", "no longer on the list"),
        (Language.WELSH, "Mae'r cysylltu wedi'i oedi o hyd", "ddim ar y rhestr bellach"),
    ],
)
async def test_a_pause_that_was_forgotten_is_a_task_on_their_page_and_on_the_list(
    service: Service, language: Language, waits: str, ended: str
) -> None:
    world, (practitioner, browser) = service.world, await service.member(language=language)
    person, _ = await world.add_young_person(assigned=practitioner)
    async with world.parts.database.transaction() as connection:
        await contact.pause(connection, person, "unproven", world.clock())
        await pauses.remind(connection, person, world.clock())
    for path in ("/alerts", f"/young-people/{person}"):
        assert waits in html.unescape((await browser.get(path)).text), path
    async with world.parts.database.transaction() as connection:
        await contact.resume(connection, person, world.clock(), "service")
        await pauses.settle(connection, contact.DOUBTS, world.clock())
    assert waits not in html.unescape((await browser.get("/alerts")).text)
    assert ended in (await browser.get(f"/young-people/{person}")).text


async def test_what_was_written_is_shown_and_never_run(service: Service) -> None:
    attack = "<script>alert('hurt')</script>"
    practitioner, browser = await service.member(name=f"Staff {attack}")
    person, number = await service.world.add_young_person(assigned=practitioner, name=f"Name {attack}")
    await service.says(number, attack)
    reference = await service.reference()
    for path in ("/alerts", "/young-people", f"/young-people/{person}", f"/alerts/{reference}", "/account"):
        page = (await browser.get(path)).text
        assert "&lt;script&gt;alert" in page, path
        assert "<script>" not in page, path


async def test_a_welsh_text_is_marked_as_welsh_for_screen_readers(service: Service) -> None:
    practitioner, browser = await service.member()
    person, number = await service.world.add_young_person(assigned=practitioner, language=Language.WELSH)
    await service.says(number, "dwi'm yn iawn")
    assert 'lang="cy">dwi&#39;m yn iawn' in (await browser.get(f"/young-people/{person}")).text
