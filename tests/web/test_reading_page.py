"""The reading list: nothing leaves it but by somebody who says that they have read it."""

import re
from typing import Any, Literal
from uuid import uuid4

import pytest
from sqlalchemy import text

from bot.domain.concerns import Category, Concern, Severity
from bot.domain.staff import Role
from bot.storage import cases
from bot.storage.cases import Subject
from tests.fixtures import World
from tests.web.conftest import Browser, Case, Service

pytestmark = pytest.mark.service

MESSAGE = re.compile(r'name="message" value="([\w-]+)"')


async def find(world: World, said_first: int, source: Literal["rule", "model"], score: float) -> None:
    """Let screening have marked the message that came in at this place, without paging anybody."""
    rows = await world.rows("SELECT id, young_person_id FROM messages WHERE inbound ORDER BY sequence")
    message = rows[said_first]
    severity = Severity.LOW
    concern = Concern(Category.COERCION_THREAT, severity, source, None, score, (0, 4))
    async with world.parts.database.transaction() as connection:
        subject = Subject(message.young_person_id, message.id)
        await cases.record_concerns(connection, None, subject, [concern], world.clock())


async def unread(world: World) -> int:
    return len(await world.rows("SELECT 1 FROM messages WHERE inbound AND read_at IS NULL"))


async def mark(browser: Browser, ids: list[str], following: str = "/reading-list") -> Any:
    form = {"csrf_token": browser.token, "next": following, "message": ids}
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return await browser.http.post("/reading-list/read", data=form, headers={"cookie": cookies})


@pytest.fixture
async def talkative(service: Service, case: Case) -> Case:
    """A young person who wrote four messages: one that paged, and three more."""
    for words in ("school was ok", "he keeps asking where i am", "gonna watch a film"):
        service.world.clock.forward(minutes=5)
        await service.says(case.number, words)
    await find(service.world, 1, "model", 0.4)
    await find(service.world, 2, "model", 0.5)
    return case


async def test_the_most_doubtful_comes_first_and_plain_ones_last(talkative: Case) -> None:
    page = (await talkative.theirs.get("/reading-list")).text
    order = ["he keeps asking", "school was", "hell hurt me", "gonna watch a film"]
    bodies = re.sub(r"<[^>]*>", "", page)
    assert [bodies.index(words) for words in order] == sorted(bodies.index(words) for words in order)
    assert "4 messages wait to be read" in bodies


async def test_looking_marks_nothing_as_read(talkative: Case, world: World) -> None:
    await talkative.theirs.get("/reading-list")
    await talkative.theirs.get(f"/young-people/{talkative.young_person}")
    await talkative.theirs.get(f"/young-people/{talkative.young_person}/print")
    await talkative.theirs.get(f"/alerts/{talkative.reference}")
    assert await unread(world) == 4


async def test_only_what_was_shown_is_marked_as_read(service: Service, talkative: Case, world: World) -> None:
    page = (await talkative.theirs.get(f"/young-people/{talkative.young_person}")).text
    await service.says(talkative.number, "one more thing")
    answer = await mark(talkative.theirs, MESSAGE.findall(page))
    assert answer.headers["location"] == "/reading-list?done=read"
    rows = await world.rows("SELECT read_by FROM messages WHERE inbound ORDER BY sequence")
    assert [row.read_by for row in rows] == [talkative.practitioner] * 4 + [None]


async def test_plain_ones_are_read_together_and_marked_ones_one_by_one(talkative: Case, world: World) -> None:
    page = (await talkative.theirs.get("/reading-list")).text
    await mark(talkative.theirs, MESSAGE.findall(page))
    assert await unread(world) == 3
    for message in re.findall(r'action="/messages/([\w-]+)/read"', page):
        await talkative.theirs.post(f"/messages/{message}/read", next="/reading-list")
    assert await unread(world) == 0
    assert "Everything has been read." in (await talkative.theirs.get("/reading-list")).text


async def test_of_two_who_read_at_once_the_first_counts(
    service: Service, talkative: Case, world: World
) -> None:
    colleague, browser = await service.member()
    async with world.parts.database.transaction() as connection:
        await connection.execute(
            text("INSERT INTO assignments SELECT gen_random_uuid(), :p, :m, 'deputy', :now"),
            {"p": talkative.young_person, "m": colleague, "now": world.clock()},
        )
    pages = [(await one.get("/reading-list")).text for one in (talkative.theirs, browser)]
    await mark(talkative.theirs, MESSAGE.findall(pages[0]))
    answer = await mark(browser, MESSAGE.findall(pages[1]))
    assert answer.headers["location"] == "/reading-list?done=read-before"
    assert "A colleague had read this" in (await browser.get("/reading-list?done=read-before")).text
    [row] = await world.rows("SELECT read_by FROM messages WHERE read_at IS NOT NULL")
    assert row.read_by == talkative.practitioner


async def test_nobody_marks_what_they_may_not_see(talkative: Case, world: World) -> None:
    ids = [str(row.id) for row in await world.rows("SELECT id FROM messages WHERE inbound")]
    await talkative.others.get("/reading-list")
    for sent in (ids, ids[:1], [str(uuid4())]):
        assert (await mark(talkative.others, sent)).status_code == 404
    assert (await mark(talkative.theirs, [*ids, str(uuid4())])).status_code == 404
    assert (await talkative.others.post(f"/messages/{ids[0]}/read")).status_code == 404
    assert await unread(world) == 4


@pytest.mark.parametrize("sent", [[], ["nonsense"], ["0" * 32] * 501])
async def test_a_form_that_is_not_ours_changes_nothing(
    talkative: Case, world: World, sent: list[str]
) -> None:
    await talkative.theirs.get("/reading-list")
    assert (await mark(talkative.theirs, sent)).status_code == 400
    assert await unread(world) == 4


async def test_texts_of_unknown_numbers_wait_for_those_who_manage_duty(
    service: Service, case: Case, world: World
) -> None:
    await service.says("+447700900877", "its me on my cousins phone")
    [row] = await world.rows("SELECT id FROM unknown_messages")
    manager, theirs = await service.member(Role.DUTY_MANAGER)
    assert "cousins phone" not in (await case.theirs.get("/reading-list")).text
    assert (await case.theirs.post(f"/unknown-numbers/{row.id}/read")).status_code == 403
    assert "cousins phone" in (await theirs.get("/reading-list")).text
    await theirs.post(f"/unknown-numbers/{row.id}/read", next="/reading-list")
    assert "cousins phone" not in (await theirs.get("/reading-list")).text
    [row] = await world.rows("SELECT read_by FROM unknown_messages")
    assert row.read_by == manager


async def test_every_page_shows_how_many_wait(talkative: Case) -> None:
    for path in ("/alerts", "/account", "/young-people"):
        page = (await talkative.theirs.get(path)).text
        assert re.search(r'Reading list <span class="hafan-count">4</span>', page), path


async def test_looking_at_words_is_on_the_audit_trail(talkative: Case, world: World) -> None:
    await talkative.theirs.get("/reading-list")
    [row] = await world.rows("SELECT detail FROM audit WHERE action = 'reading_list:look'")
    assert len(row.detail["messages"]) == 4


async def test_a_long_list_has_pages(service: Service, case: Case) -> None:
    for number in range(31):
        await service.says(case.number, f"plain words {number}")
    first = (await case.theirs.get("/reading-list")).text
    assert "Page 1 of 2" in first
    assert "plain words 30" not in first
    assert "plain words 30" in (await case.theirs.get("/reading-list?page=2")).text
    assert (await case.theirs.get("/reading-list?page=99999999999")).status_code == 200


async def test_what_the_assistant_misunderstood_is_noted_where_it_is_read(
    service: Service, talkative: Case
) -> None:
    page = (await talkative.theirs.get("/reading-list")).text
    assert page.count("The assistant misunderstood this") == 4
    [message] = await service.world.rows(
        "SELECT id FROM messages WHERE inbound ORDER BY sequence DESC LIMIT 1"
    )

    noted = await talkative.theirs.post(f"/messages/{message.id}/misunderstood", next="/reading-list")

    assert noted.headers["location"] == "/reading-list?done=misunderstood"
    page = (await talkative.theirs.get("/reading-list")).text
    assert page.count("The assistant misunderstood this") == 3
    assert f'href="/releases#message-{message.id}"' in page
    assert "gonna watch a film" in (await talkative.theirs.get("/releases")).text
