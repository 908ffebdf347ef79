"""A practitioner adds a young person on one page: filled in, rehearsed, and only then is anything sent."""

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import checkins, sending
from bot.check_in_plans import load_plans
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.letters import Carriers
from tests.fixtures import START
from tests.web.chatting import Texts
from tests.web.conftest import Browser, Service

pytestmark = pytest.mark.service

FORM = {
    "name": "Nia Ddychmygol",
    "phone": "07700 900456",
    "language": "cy",
    "device": "own",
    "opening": "plain",
    "hours": "service",
    "plan": "weekly",
    "first": "at_once",
    "detail": "Told who reads it and how to stop; said that is fine.",
    "agreed": "yes",
}
REHEARSED = 'name="rehearsed" value="'


async def rehearse(browser: Browser, **changes: str) -> Any:
    return await browser.post("/young-people/new", **FORM | {"step": "rehearse"} | changes)


async def start(browser: Browser, **changes: str) -> Any:
    """Rehearse, then start what was rehearsed."""
    shown = (await rehearse(browser, **changes)).text
    seen = shown.split(REHEARSED)[1].split('"')[0]
    return await browser.post("/young-people/new", **FORM | {"step": "start", "rehearsed": seen} | changes)


async def test_nothing_is_kept_or_sent_by_the_rehearsal(service: Service) -> None:
    _, browser = await service.member()
    answer = await rehearse(browser)
    assert answer.status_code == 200
    assert "What they would get" in answer.text
    # The opening and each question, in the order of the plan, and both languages.
    order = ["Haia, Hafan sy", "Sut wyt ti heddiw", "Sut nest ti gysgu", "teimlo&#39;n saff", "ffonio di?"]
    shown = answer.text[answer.text.index('id="rehearsal"') :]
    places = [shown.index(words) for words in order]
    assert places == sorted(places)
    assert "How did you sleep last night?" in shown
    for table in ("young_people", "messages", "dispatches"):
        assert await service.world.rows(f"SELECT 1 FROM {table}") == []


async def test_a_text_is_counted_as_it_is_sent_which_is_without_its_accents(service: Service) -> None:
    _, browser = await service.member()
    goal = "codi yn gynnar a mynd i dŷ fy ffrind bob dydd Sadwrn"
    shown = html.unescape((await rehearse(browser, plan="goals", goals=goal)).text)
    question = f'Sut mae\'n mynd efo "{goal}", o 0 i 10?'
    cost = re.search(r'hafan-meta">([^<]+)<', shown.split(question)[1])
    assert cost
    assert cost[1] == f"1 part, {len(question)} characters"


async def test_starting_makes_the_practitioner_the_assigned_one_and_sends_the_first_text(
    service: Service,
) -> None:
    member, browser = await service.member()
    answer = await start(browser)
    assert answer.status_code == 303
    page = await browser.get(answer.headers["location"])
    assert "Nia Ddychmygol" in page.text
    [row] = await service.world.rows(
        "SELECT y.id, y.language, y.next_check_in_at, y.next_check_in_reason, a.practitioner_id, a.capacity,"
        " p.name FROM young_people y JOIN assignments a ON a.young_person_id = y.id"
        " JOIN check_in_plans p ON p.young_person_id = y.id"
    )
    assert (row.practitioner_id, row.capacity, row.language, row.name) == (member, "assigned", "cy", "weekly")
    assert (row.next_check_in_at, row.next_check_in_reason) == (START + timedelta(minutes=2), "first")
    [sent] = await service.world.rows("SELECT purpose, neutral, status FROM dispatches")
    assert (sent.purpose, sent.neutral, sent.status) == ("first", False, "queued")
    [agreed] = await service.world.rows("SELECT given, practitioner_id FROM consents")
    assert (agreed.given, agreed.practitioner_id) == (True, member)
    actions = await service.world.rows("SELECT action FROM audit WHERE subject = :s", s=str(row.id))
    assert {"young_person:add", "consent:record"} <= {one.action for one in actions}


async def test_they_are_found_by_name_at_once(service: Service) -> None:
    _, browser = await service.member()
    await start(browser)
    assert "Nia Ddychmygol" in (await browser.post("/young-people/search", query="nia")).text


async def test_what_was_changed_after_the_rehearsal_is_rehearsed_again(service: Service) -> None:
    _, browser = await service.member()
    shown = (await rehearse(browser)).text
    seen = shown.split(REHEARSED)[1].split('"')[0]
    changed = FORM | {"step": "start", "rehearsed": seen, "plan": "gentle"}
    answer = await browser.post("/young-people/new", **changed)
    assert answer.status_code == 200
    assert "Look at it once more" in answer.text
    assert await service.world.rows("SELECT 1 FROM young_people") == []


@pytest.mark.parametrize(
    "agreed", [{"full_confirmed": "yes"}, {"safety_replies": "neutral"}, {"safety_replies": "none"}]
)
async def test_how_a_disclosure_is_answered_on_a_watched_phone_is_agreed_before_the_first_text(
    service: Service, agreed: dict[str, str]
) -> None:
    _, browser = await service.member()
    answer = await start(browser, device="watched", opening="no_name", **agreed)
    assert answer.status_code == 303
    [kept] = await service.world.rows("SELECT safety_replies FROM contact_profiles")
    assert kept.safety_replies == agreed.get("safety_replies", "any_hour")


async def test_on_a_shared_phone_the_texts_are_neutral(service: Service) -> None:
    _, browser = await service.member()
    covered = {"device": "shared", "opening": "no_name", "safety_replies": "neutral", "plan": "goals"}
    covered["goals"] = "getting to school"
    shown = (await rehearse(browser, **covered)).text
    shown = shown[shown.index('id="rehearsal"') :]
    assert "Hafan" not in shown.split("</section>")[0]
    # A goal's own words might tell more than was agreed.
    assert "getting to school" not in shown.split("</section>")[0]
    await start(browser, **covered)
    [sent] = await service.world.rows("SELECT neutral FROM dispatches")
    assert sent.neutral


@pytest.mark.parametrize(
    ("opening", "greets", "asked_later"),
    [
        ("no_name", ["Hi. How are you today, from 0 (bad)", "Haia. Sut wyt ti heddiw, o 0 (drwg)"], False),
        ("number_only", ["Hi, 0 to 10 today?", "Haia, 0 i 10 heddiw?"], False),
        ("catch_up", ["Hi, how's things?", "Haia, sut mae petha?"], True),
    ],
)
async def test_an_opening_that_only_greets_is_rehearsed_with_the_number_after_it(
    service: Service, opening: str, greets: list[str], asked_later: bool
) -> None:
    _, browser = await service.member()
    shown = html.unescape(
        (await rehearse(browser, device="shared", opening=opening, safety_replies="none")).text
    )
    shown = shown[shown.index('id="rehearsal"') :]
    asks = ["How are you today, from 0 to 10?", "Sut wyt ti heddiw, o 0 i 10?"]
    for greeting, question in zip(greets, asks, strict=True):
        assert (question in shown.split(greeting)[1]) is asked_later


async def test_hours_that_were_agreed_at_the_beginning_hold_for_the_first_text(service: Service) -> None:
    _, browser = await service.member()
    # It is a Wednesday; of that day the hours are over.
    hours = {"hours": "own", "day_2": "7-8:15", "day_3": "16:00-18:30"}
    shown = html.unescape((await rehearse(browser, **hours)).text)
    assert "The first text would wait until" in shown
    waits = shown.split("The first text would wait until")[1].split("</p>")[0]
    assert "16:00" in waits
    await start(browser, **hours)
    [kept] = await service.world.rows("SELECT windows FROM contact_profiles")
    assert kept.windows == [[2, 420, 495], [3, 960, 1110]]
    [sent] = await service.world.rows("SELECT id FROM dispatches")
    texts = Texts()
    worker = service.world.parts_of("hafan_worker")
    await sending.send(worker, Carriers(texts, None, None), sent.id, 3)  # type: ignore[arg-type]
    [sent] = await service.world.rows("SELECT status, held_until FROM dispatches")
    assert (sent.status, texts.carried) == ("held", [])
    assert sent.held_until == datetime(2026, 11, 19, 16, 0, tzinfo=UTC)


# On Wednesday at noon; the plan asks on Wednesdays at four.
THURSDAY = {"hours": "own", "day_3": "17:00-18:30", "day_5": "9-10"}


@pytest.mark.parametrize(("language", "opens"), [("en", "How are you today"), ("cy", "Sut wyt ti heddiw")])
@pytest.mark.parametrize(
    ("first", "hours", "at", "reason"),
    [
        # The first text waits for Thursday, and the check-in follows it.
        ("at_once", THURSDAY, "17:02", "first"),
        ("by_plan", THURSDAY, "17:02", "first"),
        # The first text leaves today, and the plan's hour waits for Thursday.
        ("by_plan", THURSDAY | {"day_2": "11-13"}, "17:00", "weekday"),
    ],
)
async def test_the_first_check_in_is_due_in_their_own_hours_and_comes_in_their_language(
    service: Service, first: str, hours: dict[str, str], at: str, reason: str, language: str, opens: str
) -> None:
    world = service.world
    _, browser = await service.member()
    await start(browser, first=first, language=language, **hours)
    due = datetime.fromisoformat(f"2026-11-19T{at}Z")
    [row] = await world.rows("SELECT id, next_check_in_at, next_check_in_reason FROM young_people")
    assert (row.next_check_in_at, row.next_check_in_reason) == (due, reason)
    assert f'datetime="{due:%Y-%m-%dT%H:%M}' in (await browser.get(f"/young-people/{row.id}")).text
    worker, texts = world.parts_of("hafan_worker"), Texts()
    world.clock.time = due - timedelta(minutes=1)
    assert await checkins.open_due(worker) == 0
    world.clock.time = due
    assert await checkins.open_due(worker) == 1
    for sent in await world.rows("SELECT id FROM dispatches WHERE purpose = 'check_in'"):
        await sending.send(worker, Carriers(texts, None, None), sent.id, 3)  # type: ignore[arg-type]
    [(_, words)] = texts.carried
    assert opens in words


@pytest.mark.parametrize("interface", ["en", "cy"])
async def test_the_language_is_offered_in_both_whatever_the_practitioner_reads(
    service: Service, interface: str
) -> None:
    _, browser = await service.member(language=Language(interface))
    page = (await browser.get("/young-people/new")).text
    assert f'<html lang="{interface}"' in page
    assert '<span lang="en">Would you like your texts in English or Welsh?</span>' in page
    assert '<span lang="cy">Ti isio dy decsts yn Gymraeg neu yn Saesneg?</span>' in page
    boxes = re.findall(r'<input[^>]*name="language"[^>]*>', page)
    assert len(boxes) == 2
    assert not any("checked" in box for box in boxes)


async def test_the_first_check_in_can_be_left_to_the_plan(service: Service) -> None:
    _, browser = await service.member()
    await start(browser, first="by_plan")
    [row] = await service.world.rows("SELECT next_check_in_at, next_check_in_reason FROM young_people")
    assert (row.next_check_in_at, row.next_check_in_reason) == (START + timedelta(hours=4), "weekday")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Enter a name or an alias"),
        ({"phone": ""}, "Enter their mobile number"),
        ({"phone": "07700"}, "not a whole telephone number"),
        ({"phone": "01248 351151"}, "gets no texts"),
        ({"phone": "+353 85 123 4567"}, "another country"),
        ({"language": ""}, "Select the language that they chose"),
        ({"plan": "none"}, "Select a plan"),
        ({"plan": "goals"}, "Enter at least one goal"),
        ({"plan": "goals", "goals": "a" * 61}, "60 characters or fewer"),
        ({"plan": "goals", "goals": "one\ntwo\nthree\nfour"}, "three goals or fewer"),
        ({"detail": ""}, "Enter what they were told"),
        ({"agreed": ""}, "Show them the first text"),
        ({"device": "watched"}, "There is a problem"),
        ({"device": "shared", "opening": "no_name"}, "Confirm that a disclosure may be answered"),
        ({"hours": "own", "day_0": "soon"}, "There is a problem"),
        ({"hours": "never"}, "There is a problem"),
    ],
)
async def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    service: Service, wrong: dict[str, str], said: str
) -> None:
    _, browser = await service.member()
    answer = await rehearse(browser, **wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert "how to stop; said that is fine" in answer.text or "detail" in wrong
    assert "Start: send the first text" not in answer.text


async def test_a_number_that_is_somebodys_is_refused_without_saying_whose(service: Service) -> None:
    _, browser = await service.member()
    await service.world.add_young_person(phone="+447700900456", name="Alex Invented")
    answer = await start_or_refused(browser)
    assert answer.status_code == 422
    assert "is here already" in answer.text
    assert "Alex" not in answer.text
    await service.world.add_staff(phone="+447700900457")
    assert "one of the staff" in (await rehearse(browser, phone="07700900457")).text


async def start_or_refused(browser: Browser) -> Any:
    return await browser.post("/young-people/new", **FORM | {"step": "start"})


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TRAINER])
async def test_whoever_cares_for_nobody_adds_nobody(service: Service, role: Role) -> None:
    _, browser = await service.member(role)
    assert (await rehearse(browser)).status_code == 403


def test_every_plan_has_a_name_of_its_own_in_both_languages() -> None:
    for part in ("names", "about"):
        for language in ("en", "cy"):
            found = [getattr(one, part)[language] for one in load_plans().values()]
            assert len(set(found)) == len(found)
            assert all(found)
