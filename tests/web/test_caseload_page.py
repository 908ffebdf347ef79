"""The caseload in its order, search, and whom somebody saw last."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bot.domain.staff import Role
from bot.storage import looking_up, people
from bot.storage.encryption import seal
from tests.fixtures import World
from tests.web.conftest import Browser, Case, Service

pytestmark = pytest.mark.service


def names(page: str) -> list[str]:
    """The young people on a list, in its order."""
    return re.findall(r"data-key-item>([^<]+)</a>", page)


CHECK_IN = """
    INSERT INTO check_ins (id, young_person_id, conversation_id, planned, language, opened_at)
    VALUES (:id, :person, :id, true, 'en', :at)"""
OPENING = """
    INSERT INTO messages (id, young_person_id, check_in_id, inbound, author, purpose, channel, body_sealed,
                          language, created_at)
    VALUES (:opening, :person, :id, false, 'service', 'check_in', 'sms', :asks, 'en', :at)"""
DISPATCH = """
    INSERT INTO dispatches (id, key, purpose, channel, young_person_id, message_id, status, created_at)
    VALUES (gen_random_uuid(), :opening, 'check_in', 'sms', :person, :opening, :status, :at)"""
ANSWER = """
    INSERT INTO messages (id, young_person_id, check_in_id, inbound, author, channel, body_sealed, language,
                          created_at, handled_at, read_at)
    VALUES (:answer, :person, :id, true, 'young_person', 'sms', :says, 'en', :at, :at, :at)"""
MOOD = "INSERT INTO signals VALUES (gen_random_uuid(), :person, :id, 'mood', :mood, :at)"


async def check_ins(world: World, person: UUID, story: str, moods: str = "") -> None:
    """One check-in every three days, the last a day ago: answered with a mood, silent, or undelivered."""
    async with world.parts.database.transaction() as connection:
        key = (await people.by_id(connection, person)).key(world.vault)
        for place, kind in enumerate(story):
            opening, answer = uuid4(), uuid4()
            values = {
                "id": uuid4(),
                "opening": opening,
                "asks": seal(key, "How are things?", f"messages.body:{opening}"),
                "answer": answer,
                "says": seal(key, "alright", f"messages.body:{answer}"),
                "person": person,
                "at": world.clock() - timedelta(days=1 + 3 * (len(story) - 1 - place)),
                "status": "undelivered" if kind == "u" else "delivered",
                "mood": int(moods[place]) if moods else None,
            }
            answered = (ANSWER, MOOD) if kind == "a" else ()
            for statement in (CHECK_IN, OPENING, DISPATCH, *answered):
                await connection.execute(text(statement), values)


async def test_each_stands_where_they_stand_for_a_reason_that_is_said(service: Service) -> None:
    world = service.world
    member, browser = await service.member()

    async def add(name: str) -> tuple[UUID, str]:
        return await world.add_young_person(assigned=member, name=name)

    await add("Anwen Calm")
    _, writes = await add("Bethan Unread")
    lower, _ = await add("Carys Lower")
    unreached, _ = await add("Dewi Unreached")
    missed, _ = await add("Elin Missed")
    _, waiting = await add("Ffion Waiting")
    _, emergency = await add("Gwen Emergency")
    await service.says(writes, "went to town")
    await check_ins(world, lower, "aaaaaaa", "7777773")
    await check_ins(world, unreached, "aaaaau", "777777")
    await check_ins(world, missed, "aaaaass", "7777777")
    await service.says(waiting, "he said hell hurt me")
    await service.says(emergency, "he is outside now")
    page = (await browser.get("/young-people")).text
    assert names(page) == [
        *("Gwen Emergency", "Ffion Waiting", "Elin Missed", "Dewi Unreached", "Carys Lower"),
        *("Bethan Unread", "Anwen Calm"),
    ]
    for said in (
        "An emergency alert is open",
        "An alert waits that nobody has taken",
        "2 check-ins in a row unanswered, which is unusual for them",
        "Our last text did not arrive",
        "Mood lower than usual for them",
        "1 unread message",
        "Nothing presses",
        "6 young people need a look",
    ):
        assert said in page, said


async def test_mine_my_teams_and_all_are_told_apart(service: Service, case: Case, world: World) -> None:
    colleague = await world.add_staff(name="Colleague Example")
    await world.add_young_person(assigned=colleague, deputy=case.practitioner, name="Beca Shared")
    pages = [names((await case.theirs.get(f"/young-people?show={one}")).text) for one in ("mine", "team")]
    assert pages == [["Alex Invented"], ["Alex Invented", "Beca Shared"]]
    assert names((await case.theirs.get("/young-people?show=nonsense")).text) == ["Alex Invented"]


async def test_whoever_an_alert_led_to_finds_them_among_all(service: Service, case: Case) -> None:
    manager, browser = await service.member(Role.DUTY_MANAGER)
    assert names((await browser.get("/young-people")).text) == []
    async with service.world.parts.database.transaction() as connection:
        watch = text("INSERT INTO alert_watchers SELECT id, :m, now() FROM alerts")
        await connection.execute(watch, {"m": manager})
    assert names((await browser.get("/young-people?show=mine")).text) == []
    assert names((await browser.get("/young-people?show=all")).text) == ["Alex Invented"]


async def test_a_long_caseload_has_pages(service: Service, world: World) -> None:
    member, browser = await service.member()
    for number in range(51):
        await world.add_young_person(assigned=member, name=f"Example {number:03}")
    first = await browser.get("/young-people")
    assert len(names(first.text)) == 50
    assert names((await browser.get("/young-people?show=mine&page=2")).text) == ["Example 050"]
    assert names((await browser.get("/young-people?show=mine&page=oops")).text) == names(first.text)


async def search(browser: Browser, query: str) -> list[str]:
    answer = await browser.post("/young-people/search", query=query)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return names(answer.text)


@pytest.fixture
async def zoe(service: Service) -> tuple[Browser, str]:
    """Somebody with an accent in her name, and her practitioner."""
    member, browser = await service.member()
    _, number = await service.world.add_young_person(assigned=member, name="Zoë O'Ddychmyg")
    await service.world.add_young_person(assigned=member, name="Zac Invented")
    return browser, number


@pytest.mark.parametrize("query", ["Zoë", "zoe", "ZOE oddy", "o'ddy zo\u00eb", "  zoe  "])
async def test_a_name_is_found_by_its_beginnings(zoe: tuple[Browser, str], query: str) -> None:
    assert await search(zoe[0], query) == ["Zoë O&#39;Ddychmyg"]


async def test_a_number_is_found_however_it_is_written(zoe: tuple[Browser, str]) -> None:
    browser, number = zoe
    for written in (number, "0" + number[3:], f"0{number[3:7]} {number[7:]}"):
        assert await search(browser, written) == ["Zoë O&#39;Ddychmyg"]
    assert await search(browser, number[:-2]) == []


@pytest.mark.parametrize(
    "query", ["", "zo", "zoe invented", "%", "'; DROP TABLE name_tokens; --", "x" * 5000]
)
async def test_what_fits_nobody_finds_nobody(zoe: tuple[Browser, str], query: str) -> None:
    browser, _ = zoe
    answer = await browser.post("/young-people/search", query=query)
    assert names(answer.text) == []
    assert "Nobody whom you may see" in answer.text


async def test_nobody_finds_whom_they_may_not_see(case: Case, world: World) -> None:
    assert await search(case.theirs, "alex") == ["Alex Invented"]
    assert await search(case.theirs, case.number) == ["Alex Invented"]
    for query in ("alex", case.number):
        assert await search(case.others, query) == []
    async with world.database("hafan_web").transaction() as connection:
        assert list(await connection.execute(text("SELECT 1 FROM name_tokens"))) == []


async def test_what_was_searched_for_is_in_no_log_address_or_trail(
    zoe: tuple[Browser, str], world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    await search(zoe[0], "zoe")
    logged = "".join(capsys.readouterr())
    trail = str(await world.rows("SELECT action, subject, detail FROM audit"))
    assert "caseload:search" in trail
    assert "zoe" not in (logged + trail).lower()


async def test_a_search_needs_its_form(zoe: tuple[Browser, str]) -> None:
    assert (await zoe[0].get("/young-people/search?query=zoe")).status_code in (404, 405)
    answer = await zoe[0].post("/young-people/search", query="zoe", csrf_token="")
    assert answer.status_code == 403


async def test_names_from_before_are_made_findable(zoe: tuple[Browser, str], world: World) -> None:
    worker = world.parts_of("hafan_worker")
    async with world.parts.database.transaction() as connection:
        await connection.execute(text("DELETE FROM name_tokens"))
    assert await search(zoe[0], "zoe") == []
    for expected in (2, 0):
        async with worker.database.transaction() as connection:
            assert await looking_up.index_missing(connection, world.vault) == expected
    assert await search(zoe[0], "zoe") == ["Zoë O&#39;Ddychmyg"]


async def test_whom_somebody_saw_last_is_a_click_away_for_them_alone(
    service: Service, case: Case, world: World
) -> None:
    other, _ = await world.add_young_person(assigned=case.practitioner, name="Beca Later")
    for person in (case.young_person, other):
        world.clock.forward(minutes=1)
        await case.theirs.get(f"/young-people/{person}")
    seen = re.findall(
        r'<li><a[^>]*href="/young-people/[^>]*>([^<]+)</a></li>',
        (await case.theirs.get("/young-people")).text,
    )
    assert seen[:2] == ["Beca Later", "Alex Invented"]
    async with world.parts.database.transaction() as connection:
        await connection.execute(text("UPDATE assignments SET until = now() - interval '1 minute'"))
        await connection.execute(text("UPDATE alerts SET closed_at = now()"))
    assert "Beca Later" not in (await case.theirs.get("/young-people")).text


async def test_looking_at_the_caseload_is_on_the_audit_trail(case: Case, world: World) -> None:
    await case.theirs.get("/young-people")
    [row] = await world.rows("SELECT detail FROM audit WHERE action = 'caseload:look'")
    assert row.detail["people"] == [str(case.young_person)]
