"""Following an alert up in a real browser: recorded, drafted, printed and logged, in both languages."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.domain.languages import Language
from bot.domain.staff import Role
from tests.web.conftest import Service
from tests.web.pdf import pages_of
from tests.web.test_in_browser import enter, problems

pytestmark = [pytest.mark.service, pytest.mark.browser]

WORDS = {
    Language.ENGLISH: {
        "acknowledge": "Acknowledge: I have this",
        "record": "Record what you did",
        "passed": "Passed on to an agency",
        "phone": "By phone",
        "save_action": "Record",
        "write": "Write a report to an agency",
        "draft": "Put the draft together",
        "wants": "What the young person knows and wants",
        "save": "Save",
        "pdf": "as PDF",
        "email": "In writing, by secure e-mail",
        "log": "Log as sent",
        "waits": "Cyngor Gwynedd to confirm that it has our report",
        "title": "Safeguarding report",
        "confidential": "CONFIDENTIAL",
        "agency": "Agency",
    },
    Language.WELSH: {
        "acknowledge": "Cydnabod",
        "record": "Cofnodi'r hyn a wnaethoch",
        "passed": "Trosglwyddwyd i asiantaeth",
        "phone": "Dros y ffôn",
        "save_action": "Cofnodi",
        "write": "Ysgrifennu adroddiad i asiantaeth",
        "draft": "Llunio'r drafft",
        "wants": "Beth mae'r person ifanc yn ei wybod ac yn ei ddymuno",
        "save": "Cadw",
        "pdf": "fel PDF",
        "email": "Yn ysgrifenedig, drwy e-bost diogel",
        "log": "Cofnodi fel wedi'i anfon",
        "waits": "Cyngor Gwynedd i gadarnhau bod ein hadroddiad wedi cyrraedd",
        "title": "Adroddiad diogelu",
        "confidential": "CYFRINACHOL",
        "agency": "Asiantaeth",
    },
}


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_a_report_goes_from_the_alert_to_a_pdf_and_is_logged_as_sent(
    service: Service,
    page: Page,
    language: Language,
) -> None:
    say = WORDS[language]
    await enter(service, page, Role.PRACTITIONER, language=language)
    await page.goto(f"/alerts/{await service.reference()}")
    await page.get_by_role("button", name=say["acknowledge"]).click()
    await page.locator("summary", has_text=say["record"]).click()
    await page.get_by_label(say["passed"], exact=True).check()
    await page.locator("#agency").select_option("gwynedd")
    await page.get_by_label(say["phone"], exact=True).check()
    await page.get_by_role("button", name=say["save_action"], exact=True).click()
    await expect(page.locator(".hafan-clock")).to_contain_text("Cyngor Gwynedd")
    await page.get_by_role("link", name=say["write"]).click()
    await page.get_by_label(say["agency"]).select_option("gwynedd")
    await page.get_by_role("button", name=say["draft"]).click()
    await page.get_by_label(say["wants"]).fill("Mae hi isio mynd at nain: ŵ ŷ")
    await page.get_by_role("button", name=say["save"], exact=True).click()
    async with page.expect_download() as download:
        await page.get_by_role("link", name=say["pdf"]).click()
    text = _printed(await (await download.value).path())
    for shown in (say["title"], say["confidential"], "he said hell hurt me", "nain: ŵ ŷ", "Alex Invented"):
        assert shown in text
    await page.get_by_label(say["email"]).check()
    await page.get_by_role("button", name=say["log"]).click()
    await expect(page.locator(".hafan-clock")).to_have_count(1)
    await expect(page.locator(".hafan-clock")).to_contain_text(say["waits"])


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_every_page_and_state_of_following_up_can_be_used_by_everybody_on_any_screen(
    service: Service,
    page: Page,
    language: Language,
) -> None:
    await enter(service, page, Role.SAFEGUARDING_LEAD, language=language)
    await page.set_viewport_size({"width": 320, "height": 900})
    alert = f"/alerts/{await service.reference()}"
    await page.goto(alert)
    await page.get_by_role("button", name=WORDS[language]["acknowledge"]).click()
    await page.locator("summary", has_text=WORDS[language]["record"]).click()
    found = await problems(page)
    await page.get_by_role("button", name=WORDS[language]["save_action"], exact=True).click()
    found += await _checked(page)
    await page.locator("#kind-3").check()
    await page.locator("#agency").select_option("conwy")
    await page.locator("#means").check()
    await page.get_by_role("button", name=WORDS[language]["save_action"], exact=True).click()
    await page.goto(f"{alert}/report")
    found += await _checked(page)
    await page.locator("#agency").select_option("conwy")
    await page.get_by_role("button", name=WORDS[language]["draft"]).click()
    found += await _checked(page)
    await page.get_by_role("button", name=WORDS[language]["log"]).click()
    found += await _checked(page)
    [action] = await service.world.rows("SELECT id FROM alert_actions")
    for path in (
        alert,
        f"{alert}/actions/{action.id}/correct",
        "/clocks",
        "/agencies",
        "/agencies/conwy/duty",
    ):
        await page.goto(path)
        found += await _checked(page)
    await page.goto("/false-alarms")
    found += await _checked(page)
    assert found == []


def _printed(file: Path) -> str:
    return "\n".join(pages_of(file.read_bytes()))


async def _checked(page: Page) -> list[str]:
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    return await problems(page)


async def test_an_action_is_recorded_without_scripts(service: Service, page: Page) -> None:
    await enter(service, page)
    cookies = await page.context.storage_state()
    assert page.context.browser
    context = await page.context.browser.new_context(
        base_url=service.address, java_script_enabled=False, storage_state=cookies
    )
    plain = await context.new_page()
    await plain.goto(f"/alerts/{await service.reference()}")
    await plain.get_by_role("button", name="Acknowledge").click()
    await plain.locator("summary", has_text="Record what you did").click()
    await plain.get_by_label("Called the young person").check()
    await plain.get_by_label("No", exact=True).check()
    await plain.get_by_role("button", name="Record", exact=True).click()
    await expect(plain.get_by_text("not reached")).to_be_visible()
