"""Leads and a trainer change what screening hears, in Chromium, while the service runs."""

import re
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from bot.channels.contract import InboundText
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.receive import receive
from bot.safeguarding_changes.checking import check
from bot.safeguarding_changes.serving import Screening, refresh
from tests.fixtures import PUBLIC
from tests.safeguarding_changes.deciding import approved, wider
from tests.safeguarding_changes.writing import Folder
from tests.web.conftest import Service
from tests.web.test_plans_in_browser import unfit

pytestmark = [pytest.mark.service, pytest.mark.browser]


async def enter(service: Service, page: Page, role: Role, name: str, **details: object) -> UUID:
    """Whoever was signed in is not any more."""
    await page.goto("about:blank")
    await page.context.clear_cookies()
    member = await service.world.add_staff(role, name=name, **details)
    browser = await service.sign_in(member)
    await service.carry_over(browser, page)
    return member


async def work(service: Service, folder: Folder, screening: Screening) -> None:
    """What the worker does with the checks that wait."""
    parts = service.world.parts_of("hafan_worker")
    waiting = await service.world.rows("SELECT id FROM safeguarding_checks WHERE state = 'waiting'")
    service.world.clock.forward(seconds=1)
    for row in waiting:
        assert await check(parts, screening, row.id, folder.released)


async def widen(page: Page) -> None:
    """Write what hears "runned away" too."""
    await page.goto("/safeguarding/rules/missing-plain")
    await page.get_by_role("button", name="Change this rule").click()
    box = page.get_by_label("The rule", exact=True)
    await box.fill((await box.input_value()).replace('"ran away"', '"(ran|runned) away"'))
    await page.get_by_label("More examples that must fire").fill("she runned away")
    await page.get_by_label("Why?").fill("Young people say it so.")


async def says(service: Service, screening: Screening, number: str, body: str) -> None:
    text = InboundText(
        provider_id=f"SM{abs(hash(body))}", sender=number, recipient=PUBLIC, body=body, media_count=0
    )
    await receive(text, service.world.parts_of("hafan_intake", screen=screening))


async def test_what_two_leads_agree_on_is_heard_by_the_running_service(
    service: Service, page: Page, folder: Folder
) -> None:
    screening = Screening(folder.rules)
    intake = service.world.parts_of("hafan_intake")
    one = await enter(service, page, Role.SAFEGUARDING_LEAD, "Mari Sampl")
    _, number = await service.world.add_young_person(assigned=one)
    await says(service, screening, number, "we runned away last week")
    assert await service.world.rows("SELECT id FROM alerts") == []
    await widen(page)
    await page.get_by_role("button", name="Propose this").click()
    await expect(page.get_by_text("Hafan is counting.")).to_be_visible()
    await work(service, folder, screening)
    await page.get_by_role("link", name="Look again").click()
    await expect(page.get_by_text("Nothing speaks against it")).to_be_visible()
    await expect(page.locator("#check")).to_contain_text("Newly heard")
    # The words only on request, and whoever wrote it cannot approve it.
    assert "last week" not in await page.content()
    await expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    change = page.url
    await page.get_by_role("button", name="Show the words that I may read").click()
    await expect(page.get_by_text("we runned away last week")).to_be_visible()
    [_] = await service.world.rows("SELECT 1 FROM audit WHERE action = 'safeguarding:words'")
    await enter(service, page, Role.SAFEGUARDING_LEAD, "Gwen Arall")
    await page.goto(change)
    await page.get_by_label("What you decided").fill("I read it, and agree.")
    await page.get_by_role("button", name="Approve", exact=True).click()
    await expect(page.get_by_text("Approved", exact=True)).to_be_visible()
    assert await refresh(screening, intake.database, intake.vault)
    await says(service, screening, number, "i runned away tonight")
    [alert] = await service.world.rows("SELECT severity FROM alerts")
    assert alert.severity == "high"
    await page.goto("/safeguarding")
    patch = await (await page.request.get("/safeguarding/patch")).text()
    assert '+      - "(ran|runned) away"' in patch


async def test_what_a_trainer_proposes_takes_effect_through_leads_alone(
    service: Service, page: Page, folder: Folder
) -> None:
    screening = Screening(folder.rules)
    await enter(service, page, Role.TRAINER, "Tom Hyfforddwr")
    await widen(page)
    await page.get_by_role("button", name="Propose this").click()
    await expect(page.get_by_text("No lead answers for it yet.")).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("Approve|Check"))).to_have_count(0)
    change = page.url
    await enter(service, page, Role.SAFEGUARDING_LEAD, "Mari Sampl")
    await page.goto(change)
    await expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    await page.get_by_role("button", name="Answer for it as it is").click()
    await work(service, folder, screening)
    await page.reload()
    await expect(page.get_by_text("Another lead must approve this")).to_be_visible()
    assert await service.world.rows("SELECT 1 FROM safeguarding_changes WHERE state <> 'open'") == []


async def test_a_broken_pattern_is_named_with_its_line(service: Service, page: Page, folder: Folder) -> None:
    await enter(service, page, Role.SAFEGUARDING_LEAD, "Mari Sampl")
    await page.goto("/safeguarding/rules/missing-plain/change")
    box = page.get_by_label("The rule", exact=True)
    await box.fill((await box.input_value()).replace('"ran away"', '"(ran away"'))
    await expect(page.locator("#trial")).to_contain_text("Line 5 cannot be read")
    await page.get_by_label("Why?").fill("A slip.")
    await page.get_by_role("button", name="Propose this").click()
    await expect(page.get_by_role("alert")).to_contain_text("Line 5 cannot be read")


async def test_a_disclosure_is_locked_and_a_message_proposed(
    service: Service, page: Page, folder: Folder
) -> None:
    await enter(service, page, Role.SAFEGUARDING_LEAD, "Mari Sampl")
    await page.goto("/safeguarding/locked")
    await page.get_by_label("The words").fill("my mate ran away")
    await page.get_by_label("How grave is it?").select_option("high")
    await page.get_by_label("Why?").fill("It must never be missed.")
    await page.get_by_role("button", name="Propose to lock it").click()
    await work(service, folder, Screening(folder.rules))
    await page.reload()
    await expect(page.get_by_text("Nothing speaks against it")).to_be_visible()
    await page.goto("/safeguarding/corpus?q=kipping")
    await page.get_by_role("link", name="Change its words or labels, or delete it").click()
    await page.locator("#label").select_option("missing")
    await page.get_by_label("How grave is it?").select_option("medium")
    await page.get_by_label("Why?").fill("It is not grave alone.")
    await page.get_by_role("button", name="Propose this").click()
    await expect(page.get_by_text("takes effect at the next training")).to_be_visible()


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_each_page_can_be_used_by_everybody_on_any_screen(
    service: Service, page: Page, folder: Folder, language: Language
) -> None:
    await enter(service, page, Role.SAFEGUARDING_LEAD, "Mari Sampl", language=language)
    found: list[str] = []
    base = "/safeguarding"
    change = f"{base}/rules/missing-plain/change"
    for path in (
        base,
        f"{base}/rules",
        f"{base}/rules/missing-plain",
        change,
        f"{base}/locked",
        f"{base}/corpus?q=a",
    ):
        await page.goto(path)
        found += await unfit(page)
    await page.goto(change)
    box = page.locator("#text")
    await box.fill((await box.input_value()).replace('"ran away"', '"(ran|runned) away"'))
    await page.locator("#reason").fill("Wedi'i gyfansoddi.")
    await page.locator('button[value="propose"]').click()
    await work(service, folder, Screening(folder.rules))
    await page.reload()
    found += await unfit(page)
    assert found == []


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_what_holds_a_message_up_and_the_way_back_can_be_used_by_everybody(
    service: Service, page: Page, folder: Folder, language: Language
) -> None:
    await approved(service.world, folder, wider(folder))
    [row] = await service.world.rows("SELECT id FROM safeguarding_changes")
    await enter(service, page, Role.SAFEGUARDING_LEAD, "Mari Sampl", language=language)
    found: list[str] = []
    await page.goto(f"/safeguarding/changes/{row.id}")
    found += await unfit(page)
    await page.locator("#reason").fill("Wedi'i gyfansoddi.")
    await page.locator("#back button").click()
    await expect(page.get_by_text("Wedi'i gyfansoddi.")).to_be_visible()
    await page.goto("/safeguarding/corpus")
    await page.locator("#words").fill("Megan and me are kipping at the station")
    await page.locator("#language").select_option("cy")
    await page.locator("#label").select_option("missing")
    await page.locator("#severity").select_option("high")
    await page.locator("#reason").fill("Wedi'i gyfansoddi.")
    await page.locator('button[value="propose"]').click()
    await expect(page.locator("#cautions li")).to_have_count(2)
    found += await unfit(page)
    await page.locator('[name="known"]').check()
    await page.locator('button[value="propose"]').click()
    await expect(page.locator("#cautions li")).to_have_count(2)
    await expect(page.locator("#check")).to_be_visible()
    found += await unfit(page)
    await page.goto("/safeguarding/corpus")
    await page.locator("#words").fill("im kipping at the station")
    await page.locator('button[value="try"]').click()
    await expect(page.locator('a[href="/safeguarding/corpus?id=en-2#propose"]')).to_be_visible()
    found += await unfit(page)
    assert found == []
