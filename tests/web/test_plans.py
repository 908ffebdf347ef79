"""Plans, goals and sessions on the pages, and when the next check-in then comes."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from bot import checkins
from bot.domain.signals import SignalKind
from bot.storage import conversations
from tests.fixtures import START
from tests.web.conftest import Browser, Service

pytestmark = pytest.mark.service

# What the form sends for a plan two days after each session.
PLAN = {
    "plan": "after_sessions",
    "items": "safe",
    "at": "16:00",
    "after_one_to_one": "2",
    "after_group": "1",
    "reminder": "yes",
    "language": "en",
}
TUESDAY = {"day": "17", "month": "11", "year": "2026"}


class Caseload:
    """A practitioner with two young people."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def prepare(self) -> "Caseload":
        world = self.service.world
        self.member, self.browser = await self.service.member()
        self.alex, _ = await world.add_young_person(assigned=self.member, name="Alex Invented")
        self.sam, _ = await world.add_young_person(assigned=self.member, name="Sam Madeup")
        return self

    async def keep(self, person: UUID, **changes: str) -> Any:
        return await self.browser.post(f"/young-people/{person}/plan", **PLAN | changes)

    async def due(self, person: UUID) -> Any:
        query = (
            "SELECT next_check_in_at AS at, next_check_in_reason AS reason, next_check_in_day AS day"
            " FROM young_people WHERE id = :person"
        )
        [row] = await self.service.world.rows(query, person=person)
        return row


@pytest.fixture
async def caseload(service: Service) -> Caseload:
    return await Caseload(service).prepare()


async def test_a_plan_is_kept_and_says_when_the_next_check_in_comes(caseload: Caseload) -> None:
    answer = await caseload.keep(caseload.alex, weekdays="4")
    assert answer.status_code == 303
    due = await caseload.due(caseload.alex)
    assert (due.at, due.reason) == (START + timedelta(days=2, hours=4), "weekday")
    page = (await caseload.browser.get(f"/young-people/{caseload.alex}")).text
    assert "a day of their plan" in page
    assert "Two days after each session" in page


async def test_a_session_brings_a_check_in_and_cancelling_it_takes_that_away(caseload: Caseload) -> None:
    await caseload.keep(caseload.alex)
    here = f"/young-people/{caseload.alex}"
    assert (await caseload.browser.post(f"{here}/sessions", **TUESDAY)).status_code == 303
    due = await caseload.due(caseload.alex)
    assert (due.at, due.day) == (START + timedelta(days=1, hours=4), date(2026, 11, 17))
    page = (await caseload.browser.get(here)).text
    assert "2 days after the session on Tuesday 17 November" in page
    assert "One-to-one session" in page
    assert "2 days after the session" in (await caseload.browser.get(f"{here}/print")).text
    [session] = await caseload.service.world.rows("SELECT id FROM sessions")
    answer = await caseload.browser.post(f"{here}/sessions/{session.id}/cancel")
    assert answer.status_code == 303
    assert (await caseload.due(caseload.alex)).at is None
    assert "did not take place" in (await caseload.browser.get(here)).text


async def test_after_a_group_session_each_member_is_asked_by_their_own_plan(caseload: Caseload) -> None:
    await caseload.keep(caseload.alex)
    await caseload.keep(caseload.sam, after_group="3")
    http = caseload.browser
    form = [("csrf_token", http.token), *TUESDAY.items()]
    members = [("members", str(caseload.alex)), ("members", str(caseload.sam))]
    answer = await post_pairs(http, "/sessions", [*form, *members])
    assert answer.status_code == 303
    assert (await caseload.due(caseload.alex)).at == START + timedelta(hours=4)
    assert (await caseload.due(caseload.sam)).at == START + timedelta(days=2, hours=4)
    assert "Sam Madeup" in (await http.get("/sessions")).text
    [session] = await caseload.service.world.rows("SELECT id FROM sessions")
    await http.post(f"/young-people/{caseload.alex}/sessions/{session.id}/cancel")
    assert (await caseload.due(caseload.alex)).at is None
    assert (await caseload.due(caseload.sam)).reason == "after_group"
    await http.post(f"/sessions/{session.id}/cancel")
    assert (await caseload.due(caseload.sam)).at is None


async def post_pairs(browser: Browser, path: str, pairs: list[tuple[str, str]]) -> Any:
    """A form in which one field comes several times."""
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    data: dict[str, list[str]] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    return await browser.http.post(path, data=data, headers={"cookie": cookie})


async def test_of_a_group_one_sees_only_ones_own_and_decides_only_for_them(caseload: Caseload) -> None:
    world = caseload.service.world
    other, browser = await caseload.service.member()
    theirs, _ = await world.add_young_person(assigned=other, name="Nobody Else")
    form = [("csrf_token", browser.token), *TUESDAY.items()]
    answer = await post_pairs(
        browser, "/sessions", [*form, ("members", str(theirs)), ("members", str(caseload.alex))]
    )
    assert answer.status_code == 303
    rows = await world.rows("SELECT young_person_id FROM session_members")
    assert [row.young_person_id for row in rows] == [theirs]
    assert "Nobody Else" not in (await caseload.browser.get("/sessions")).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"at": "later"}, "Enter a time of day"),
        ({"every_days": "0"}, "Enter a number of days from 1 to 28"),
        ({"after_group": "x"}, "Enter a number of days from 1 to 28"),
        ({"items": "goals"}, "Enter at least one goal"),
        ({"goal_1": "a" * 61}, "60 characters or fewer"),
    ],
)
async def test_a_plan_that_cannot_be_is_shown_again_with_what_is_wrong(
    caseload: Caseload, wrong: dict[str, str], said: str
) -> None:
    answer = await caseload.keep(caseload.alex, **wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert await caseload.service.world.rows("SELECT 1 FROM check_in_plans") == []


@pytest.mark.parametrize(
    ("day", "said"),
    [({"day": "31", "month": "2", "year": "2026"}, "a real date"), (TUESDAY | {"year": "2025"}, "60 days")],
)
async def test_a_session_needs_a_day_that_is_near(caseload: Caseload, day: dict[str, str], said: str) -> None:
    answer = await caseload.browser.post(f"/young-people/{caseload.alex}/sessions", **day)
    assert answer.status_code == 422
    assert said in answer.text


async def test_another_plan_fills_in_the_form_and_keeps_nothing(caseload: Caseload) -> None:
    page = (await caseload.browser.get(f"/young-people/{caseload.alex}/plan?from=gentle")).text
    assert "Short and gentle" in page
    assert await caseload.service.world.rows("SELECT 1 FROM check_in_plans") == []


async def test_goals_are_sealed_and_stand_beside_the_mood(caseload: Caseload) -> None:
    world = caseload.service.world
    await caseload.keep(caseload.alex, items="goals", goal_1="getting to school")
    [row] = await world.rows("SELECT words_sealed FROM goals")
    assert b"school" not in bytes(row.words_sealed)
    await checkins.open_check_in(world.parts, caseload.alex)
    async with world.parts.database.transaction() as connection:
        held = await conversations.current(connection, caseload.alex, world.clock())
        assert held is not None
        assert held.asks == (SignalKind.MOOD, SignalKind.GOAL_1)
        for kind, value in ((SignalKind.MOOD, 6), (SignalKind.GOAL_1, 4)):
            await conversations.record_signal(connection, held, kind, value, world.clock())
    page = (await caseload.browser.get(f"/young-people/{caseload.alex}")).text
    assert page.count("getting to school") == 3
    world.clock.forward(minutes=5)
    await caseload.keep(caseload.alex, items="goals", goal_1="football again")
    page = (await caseload.browser.get(f"/young-people/{caseload.alex}")).text
    # Answers to a goal that ended are not another goal's.
    assert page.count("football again") == 1
    assert "getting to school" not in page


async def test_the_language_chosen_with_the_plan_is_the_one_of_the_next_text(caseload: Caseload) -> None:
    await caseload.keep(caseload.alex, language="cy")
    [row] = await caseload.service.world.rows(
        "SELECT language FROM young_people WHERE id = :p", p=caseload.alex
    )
    assert row.language == "cy"
