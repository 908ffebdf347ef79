"""Releasing a message and making an example of it in Chromium: both languages, a phone, no scripts."""

from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.web import cookies
from tests.web.conftest import Service
from tests.web.test_caseload_in_browser import without_scripts
from tests.web.test_in_browser import enter
from tests.web.test_plans_in_browser import unfit

pytestmark = [pytest.mark.service, pytest.mark.browser]

SAID = "me and cadi went to bangor and my head is proper blargh"


async def as_member(service: Service, page: Page, member: UUID) -> None:
    """Go on in this browser as somebody else."""
    await page.goto("about:blank")
    signed_in = await service.sign_in(member)
    name = cookies.name(service.app.ctx.web, cookies.SESSION)
    await page.context.add_cookies([{"name": name, "value": signed_in.cookies[name], "url": service.address}])


async def wrote(service: Service, words: str) -> UUID:
    """The young person of the one who signed in writes; the message."""
    world = service.world
    [row] = await world.rows("SELECT practitioner_id AS member FROM assignments LIMIT 1")
    _, number = await world.add_young_person(assigned=row.member, name="Sam Madeup")
    await service.says(number, words)
    [row] = await world.rows("SELECT id FROM messages WHERE inbound ORDER BY sequence DESC LIMIT 1")
    message: UUID = row.id
    return message


async def release(page: Page, message: UUID) -> None:
    """What the practitioner does, without choosing more than they must."""
    await page.goto(f"/messages/{message}/release")
    await page.locator("#by_hand").fill("blargh")
    await page.locator('button[value="look"]').click()
    await page.locator('input[name="language"][value="en"]').check()
    await page.locator('input[name="confirmed"]').check()
    await page.locator("#release").click()


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_each_page_can_be_used_by_everybody_on_any_screen(
    service: Service, page: Page, language: Language
) -> None:
    await enter(service, page, language=language)
    message = await wrote(service, SAID)
    found: list[str] = []
    await page.goto(f"/messages/{message}/release")
    found += await unfit(page)
    await page.locator("#release").click()
    found += await unfit(page)
    await release(page, message)
    found += await unfit(page)
    trainer = await service.world.add_staff(Role.TRAINER, language=language)
    await as_member(service, page, trainer)
    await page.goto("/trainers/review")
    found += await unfit(page)
    await page.locator("main .hafan-list a").first.click()
    found += await unfit(page)
    await page.locator('button[value="rewrite"]').click()
    found += await unfit(page)
    lead = await service.world.add_staff(Role.SAFEGUARDING_LEAD, language=language)
    await as_member(service, page, lead)
    await page.goto("/released")
    found += await unfit(page)
    assert found == []


async def test_a_message_is_released_and_rewritten_as_an_example_without_scripts(
    service: Service, page: Page
) -> None:
    await enter(service, page)
    message = await wrote(service, SAID)
    plain = await without_scripts(service, page)
    await release(plain, message)
    await expect(plain.locator("main")).to_contain_text("me and [name] went to [place]")
    await as_member(service, plain, await service.world.add_staff(Role.TRAINER))
    await plain.goto("/trainers/review")
    await expect(plain.locator("main")).not_to_contain_text("cadi")
    await plain.locator("main .hafan-list a").first.click()
    await plain.locator("#text").fill("everything is mush today and im flat as a pancake")
    await plain.locator("#topic").select_option("mood_report_low")
    await plain.locator('button[value="rewrite"]').click()
    await expect(plain.locator("main .hafan-empty")).to_be_visible()
    [row] = await service.world.rows("SELECT topic, after FROM example_edits")
    assert row.topic == "mood_report_low"
