"""What one young person's page tells: how they are, whether they answer, what was noted, and on paper."""

import re
from typing import Any

import pytest

from bot.domain.languages import Language
from bot.web.timeline import MOST_ENTRIES
from tests.fixtures import World
from tests.web.conftest import Case, Service
from tests.web.test_caseload_page import check_ins

pytestmark = pytest.mark.service

NOTE = {"kind": "group", "day": "17", "month": "11", "year": "2026", "body": "Cooked together <b>twice</b>."}


def words(page: str) -> str:
    """What a reader sees, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


async def opened(case: Case, rest: str = "") -> str:
    answer = await case.theirs.get(f"/young-people/{case.young_person}{rest}")
    assert answer.status_code == 200
    return answer.text


async def keep(case: Case, **changes: str) -> Any:
    await opened(case)
    return await case.theirs.post(f"/young-people/{case.young_person}/notes", **NOTE | changes)


async def test_mood_is_shown_with_what_is_usual_for_them(case: Case, world: World) -> None:
    await check_ins(world, case.young_person, "aaaaaaa", "6767764")
    page = words(await opened(case))
    assert "Usually 5 to 8, in the middle 6.5, from 6 earlier answers." in page
    assert "The last answer is lower than usual for them." in page
    assert "At least 5 earlier answers are needed." in page


async def test_with_too_few_answers_nothing_is_called_usual(case: Case, world: World) -> None:
    assert "No answers yet." in words(await opened(case))
    await check_ins(world, case.young_person, "aaa", "671")
    page = words(await opened(case))
    assert "Too few answers to say what is usual for them." in page
    assert "lower than usual for them" not in page.replace("Lower than usual", "")


async def test_silence_is_told_apart_from_what_never_arrived(case: Case, world: World) -> None:
    person, _ = await world.add_young_person(assigned=case.practitioner)
    await check_ins(world, person, "aaaaauss", "66666666")
    page = words((await case.theirs.get(f"/young-people/{person}")).text)
    assert "They have stopped answering, which is unusual for them." in page
    assert "Answered 5 of the last 7 check-ins that arrived" in page
    assert "2 in a row unanswered since" in page
    assert "1 check-in did not arrive" in page


async def test_a_session_is_kept_sealed_with_who_wrote_it(case: Case, world: World) -> None:
    answer = await keep(case)
    assert answer.headers["location"].endswith("?done=noted")
    page = await opened(case)
    assert "Cooked together &lt;b&gt;twice&lt;/b&gt;." in page
    assert "Group session" in words(page)
    assert "Mari Enghraifft" in words(page)
    [row] = await world.rows("SELECT body_sealed, written_by FROM case_notes")
    assert b"Cooked" not in bytes(row.body_sealed)
    assert row.written_by == case.practitioner
    [trail] = await world.rows("SELECT detail FROM audit WHERE action = 'case_note:add'")
    assert trail.detail == {"young_person": str(case.young_person)}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kind": ""}, "Select what it was"),
        ({"kind": "party"}, "Select what it was"),
        ({"day": "31"}, "Enter a real date"),
        ({"year": ""}, "Enter a real date"),
        ({"day": "19"}, "The date must be today or in the past"),
        ({"body": "  "}, "Enter what you want to keep"),
        ({"body": "x" * 8001}, "8,000 characters or fewer"),
    ],
)
async def test_what_is_wrong_with_a_note_is_said_and_nothing_is_lost(
    case: Case, world: World, changes: dict[str, str], problem: str
) -> None:
    answer = await keep(case, **changes)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert problem in answer.text
    kept = (NOTE | changes)["body"].strip()
    assert kept.replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert await world.rows("SELECT 1 FROM case_notes") == []


@pytest.mark.parametrize(
    ("only", "shown"),
    [
        ("all", {"hell hurt me", "Cooked", "Threats or coercion"}),
        ("messages", {"hell hurt me"}),
        ("notes", {"Cooked"}),
        ("alerts", {"Threats or coercion"}),
        ("check-ins", set()),
        ("nonsense", {"hell hurt me", "Cooked", "Threats or coercion"}),
    ],
)
async def test_the_timeline_shows_what_is_asked_for(case: Case, only: str, shown: set[str]) -> None:
    await keep(case)
    page = await opened(case, f"?show={only}")
    timeline = page[page.index('id="timeline"') :]
    timeline = timeline[: timeline.index('aria-label="Weeks"')]
    assert {one for one in ("hell hurt me", "Cooked", "Threats or coercion") if one in timeline} == shown


async def test_a_busy_month_is_spread_over_pages_by_whole_days(
    service: Service, case: Case, world: World
) -> None:
    for day in range(3):
        for number in range(30):
            await service.says(case.number, f"day {day} text {number} end")
        world.clock.forward(days=1)
    browser = await service.sign_in(case.practitioner)
    first = (await browser.get(f"/young-people/{case.young_person}")).text
    assert len(re.findall(r'id="message-', first)) <= MOST_ENTRIES + 1
    assert "day 2 text 0 end" in first
    assert "day 0 text 0 end" not in first
    earlier = re.findall(r"show=all&amp;until=[\d-]+", first)[-1].replace("&amp;", "&")
    second = (await browser.get(f"/young-people/{case.young_person}?{earlier}")).text
    assert "day 1 text 0 end" in second
    assert "day 2 text 0 end" not in second


async def test_older_unread_messages_can_be_reached(service: Service, case: Case, world: World) -> None:
    world.clock.forward(days=40)
    browser = await service.sign_in(case.practitioner)
    page = (await browser.get(f"/young-people/{case.young_person}")).text
    assert "1 unread message" in page
    assert "I have read" not in page
    [link] = re.findall(r'href="([^"]+until=2026-11-18)"', page)
    assert "hell hurt me" in (await browser.get(link)).text


async def test_the_printed_record_speaks_the_sessions_language(case: Case, world: World) -> None:
    await keep(case)
    for asked, language, title in (("", "en", "For the session"), ("?in=cy", "cy", "Ar gyfer y sesiwn")):
        answer = await case.theirs.get(f"/young-people/{case.young_person}/print{asked}")
        assert answer.headers["cache-control"] == "no-store"
        assert f'<html lang="{language}"' in answer.text
        for shown in ("Alex Invented", "hell hurt me", "Cooked together", "Mari Enghraifft", title):
            assert shown in answer.text, shown
    looks = await world.rows("SELECT subject FROM audit WHERE action = 'young_person:print'")
    assert [row.subject for row in looks] == [str(case.young_person)] * 2


async def test_a_full_page_with_its_chart_stays_light(service: Service, world: World) -> None:
    member, browser = await service.member(language=Language.WELSH)
    person, number = await world.add_young_person(assigned=member)
    await check_ins(world, person, "a" * 60, "6" * 60)
    for place in range(MOST_ENTRIES):
        world.clock.forward(minutes=1)
        await service.says(number, f"a text of ordinary length, such as one may write on the way {place}")
    world.clock.forward(minutes=1)
    page = await (await service.sign_in(member)).get(f"/young-people/{person}")
    weight = len(page.content)
    assert "chart-" in page.text
    for name in set(re.findall(r'"(/static/[^"]+)"', page.text)):
        sent = await browser.http.get(name, headers={"accept-encoding": "gzip"})
        weight += int(sent.headers["content-length"])
    assert weight < 150_000
