"""Leave, its cover, a drill and the end of a ladder in a real browser, without scripts, in both languages."""

from datetime import timedelta
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from bot import alerts
from bot.domain.languages import Language
from bot.domain.staff import Role
from tests.web.conftest import SECRET, Service
from tests.web.test_in_browser import problems

pytestmark = [pytest.mark.service, pytest.mark.browser]

BOTH = pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
WORDS = {
    Language.ENGLISH: {
        "leave": "Add leave",
        "cover": "Hand over for these days",
        "gap": "Nobody covers this leave:",
        "entered": "The cover is named.",
        "high": "High",
        "start": "Start drill",
        "drill": "This is a drill. Nobody is in danger.",
        "take": "Acknowledge: I have this",
        "after": "after 1 minute 35 seconds, by",
        "loud": "Nobody has acknowledged 1 alert",
    },
    Language.WELSH: {
        "leave": "Ychwanegu gwyliau",
        "cover": "Trosglwyddo dros y diwrnodau hyn",
        "gap": "Nid oes neb yn cyflenwi'r gwyliau hyn:",
        "entered": "Mae rhywun wedi'i enwi i gyflenwi.",
        "high": "Uchel",
        "start": "Dechrau'r ymarfer",
        "drill": "Ymarfer yw hwn. Nid oes neb mewn perygl.",
        "take": "Cydnabod",
        "after": "ar ôl 1 munud 35 eiliad, gan",
        "loud": "Nid oes neb wedi cydnabod 1 rhybudd",
    },
}


async def enter(service: Service, page: Page, member: UUID) -> None:
    """Be this member of staff from now on."""
    browser = await service.sign_in(member)
    await browser.http.aclose()
    session = {"name": "hafan", "value": browser.cookies["hafan"], "url": service.address}
    # An open page that loses its cookie goes to the sign-in by itself.
    await page.goto("about:blank")
    await page.context.clear_cookies()
    await page.context.add_cookies([session])  # type: ignore[list-item]


async def staff(service: Service, language: Language) -> dict[str, UUID]:
    roles = {"sian": Role.PRACTITIONER, "tom": Role.PRACTITIONER, "dilys": Role.DUTY_MANAGER}
    roles["lee"] = Role.SAFEGUARDING_LEAD
    return {
        name: await service.world.add_staff(
            role, totp_secret=SECRET, language=language, name=name.capitalize()
        )
        for name, role in roles.items()
    }


async def fits(page: Page) -> list[str]:
    """What is wrong with this page on a phone and on a desk."""
    found: list[str] = []
    for width in (320, 1200):
        await page.set_viewport_size({"width": width, "height": 900})
        if await page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{page.url} is wider than {width}")
        found += await problems(page)
    return found


@BOTH
async def test_leave_is_covered_and_the_cover_is_told_and_sees(
    service: Service,
    page: Page,
    language: Language,
) -> None:
    words, world = WORDS[language], service.world
    people = await staff(service, language)
    person, number = await world.add_young_person(assigned=people["sian"], name="Alex Invented")
    await enter(service, page, people["sian"])
    await page.goto(f"/rota/members/{people['sian']}")
    today, last = world.clock().date(), (world.clock() + timedelta(days=9)).date()
    await page.fill("#leave-first", str(today))
    await page.fill("#leave-last", str(last))
    await page.get_by_role("button", name=words["leave"]).click()
    await expect(page.get_by_text(words["gap"])).to_be_visible()
    await page.select_option("#cover-cover", str(people["tom"]))
    await page.fill("#cover-first", str(today))
    await page.fill("#cover-last", str(last))
    await page.get_by_role("button", name=words["cover"]).click()
    await expect(page.get_by_text(words["entered"])).to_be_visible()
    assert await fits(page) == []
    await service.says(number, "he said hell hurt me")
    told = await world.rows("SELECT DISTINCT practitioner_id FROM dispatches WHERE purpose = 'notification'")
    assert [row.practitioner_id for row in told] == [people["tom"]]
    await enter(service, page, people["tom"])
    answer = await page.goto(f"/young-people/{person}")
    assert answer
    assert answer.status == 200
    await enter(service, page, people["dilys"])
    await page.goto("/rota")
    assert await fits(page) == []


@BOTH
async def test_a_drill_is_walked_from_its_start_to_its_times(
    service: Service,
    page: Page,
    language: Language,
) -> None:
    words, world = WORDS[language], service.world
    people = await staff(service, language)
    await enter(service, page, people["dilys"])
    await page.goto("/drills")
    await page.get_by_role("button", name=words["start"]).click()
    found = await fits(page)
    await page.get_by_label(words["high"], exact=True).check()
    await page.select_option("#drill-assigned", str(people["sian"]))
    await page.get_by_role("button", name=words["start"]).click()
    await alerts.climb_all_due(world.parts_of("hafan_worker"))
    report = page.url.partition("?")[0]
    world.clock.forward(seconds=95)
    await enter(service, page, people["sian"])
    await page.goto(report.replace("/drills/", "/alerts/"))
    await expect(page.get_by_text(words["drill"])).to_be_visible()
    found += await fits(page)
    await page.get_by_role("button", name=words["take"]).click()
    await enter(service, page, people["dilys"])
    await page.goto(report)
    await expect(page.get_by_text(words["after"])).to_be_visible()
    assert found + await fits(page) == []


@BOTH
async def test_a_ladder_climbs_to_its_end_and_everybody_sees_that_nobody_came(
    service: Service,
    page: Page,
    language: Language,
) -> None:
    world = service.world
    people = await staff(service, language)
    _, number = await world.add_young_person(assigned=people["sian"], name="Alex Invented")
    await service.says(number, "he is outside now")
    worker = world.parts_of("hafan_worker")
    for _ in range(5):
        world.clock.forward(minutes=3)
        await alerts.climb_all_due(worker)
    await enter(service, page, people["tom"])
    for path in (f"/rota/members/{people['tom']}", "/alerts"):
        await page.goto(path)
        await expect(page.get_by_text(WORDS[language]["loud"])).to_be_visible()
        assert "Alex" not in await page.content()
        assert await fits(page) == []
