"""Taking over, writing and handing back in a real browser, in both languages, with scripts and without."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.domain import sms
from bot.domain.languages import Language
from tests.web.conftest import Service
from tests.web.test_in_browser import enter, problems

pytestmark = [pytest.mark.service, pytest.mark.browser]

WORDS: dict[Language, dict[str, Any]] = {
    Language.ENGLISH: {
        "write": "Write as a person",
        "take": "Take over",
        "mine": "You hold this conversation.",
        "text": "Your text",
        "two": "2 parts, about ",
        "look": "Look at it first",
        "thought": "I have thought of this",
        "send": "Send",
        "sent": "Your text is on its way.",
        "back": "Hand back to the computer",
        "done": "The computer answers again.",
    },
    Language.WELSH: {
        "write": "Ysgrifennu fel person",
        "take": "Cymryd drosodd",
        "mine": "Chi sy'n cynnal y sgwrs hon.",
        "text": "Eich neges",
        "two": "2 ran, tua ",
        "look": "Edrych arni'n gyntaf",
        "thought": "Rwyf wedi ystyried hyn",
        "send": "Anfon",
        "sent": "Mae eich neges ar ei ffordd.",
        "back": "Rhoi yn ôl i'r cyfrifiadur",
        "done": "Y cyfrifiadur sy'n ateb eto.",
    },
}


async def address_of(service: Service) -> str:
    [person] = await service.world.rows("SELECT id FROM young_people")
    return f"/young-people/{person.id}"


async def walk(page: Page, address: str, said: dict[str, Any]) -> list[str]:
    """From the young person's page through a conversation and back; what axe found on the way."""
    found: list[str] = []
    await page.goto(address)
    await (
        page.get_by_role("button", name=said["write"])
        .or_(page.get_by_role("link", name=said["write"]))
        .first.click()
    )
    found += await problems(page)
    await page.get_by_role("button", name=said["take"], exact=True).click()
    await expect(page.get_by_text(said["mine"])).to_be_visible()
    await page.get_by_label(said["text"], exact=True).fill("Haia! " * 30)
    await expect(page.locator("#count")).to_contain_text(said["two"])
    await page.get_by_label(said["text"], exact=True).fill("Haia, ffonia 07700 900123 – dŵr?")
    await page.get_by_role("button", name=said["look"]).click()
    await expect(page.locator("#preview mark")).to_have_count(2)
    found += await problems(page)
    await page.get_by_label(said["thought"]).check()
    await page.get_by_role("button", name=said["send"], exact=True).click()
    await expect(page.get_by_text(said["sent"])).to_be_visible()
    await expect(page.locator("#texts").get_by_text("Haia, ffonia")).to_be_visible()
    await page.get_by_role("button", name=said["back"]).click()
    await expect(page.get_by_role("alert").get_by_text(said["done"])).to_be_visible()
    return found + await problems(page)


@pytest.mark.parametrize("language", list(WORDS))
async def test_a_conversation_is_taken_over_and_handed_back(
    service: Service, page: Page, language: Language
) -> None:
    await enter(service, page, language=language)
    await page.set_viewport_size({"width": 320, "height": 900})
    assert await walk(page, await address_of(service), WORDS[language]) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320


async def test_a_conversation_is_taken_over_and_handed_back_without_scripts(
    service: Service, page: Page
) -> None:
    await enter(service, page)
    cookies = await page.context.storage_state()
    assert page.context.browser
    context = await page.context.browser.new_context(
        base_url=service.address, java_script_enabled=False, storage_state=cookies, bypass_csp=True
    )
    plain = await context.new_page()
    said = WORDS[Language.ENGLISH]
    await plain.goto(f"{await address_of(service)}/conversation")
    await plain.get_by_role("button", name=said["take"], exact=True).click()
    await plain.get_by_label(said["text"], exact=True).fill("x" * 400)
    await plain.get_by_role("button", name=said["send"], exact=True).click()
    await expect(plain.get_by_text("3 parts, about 12.0p")).to_be_visible()
    await plain.get_by_label(said["thought"]).check()
    await plain.get_by_role("button", name=said["send"], exact=True).click()
    await expect(plain.get_by_text(said["sent"])).to_be_visible()
    await plain.get_by_role("button", name=said["back"]).click()
    await expect(plain.get_by_text(said["done"])).to_be_visible()


@pytest.mark.parametrize(
    "text", ["haia", "a" * 161, "€" * 81, "dŵr", "ŵ" * 71, "😀" * 36, "a\nb", "a" * 152 + "€" + "a" * 152]
)
async def test_the_page_counts_as_the_server_does(service: Service, page: Page, text: str) -> None:
    await enter(service, page)
    await page.goto(f"{await address_of(service)}/conversation")
    await page.get_by_role("button", name="Take over", exact=True).click()
    script = await page.locator("script[src*=writing]").get_attribute("src")
    rules = "JSON.parse(document.getElementById('count').dataset.rules)"
    found = await page.evaluate(f"async (text) => (await import('{script}')).count(text, {rules})", text)
    assert (found["parts"], found["units"]) == (sms.segments(text).parts, sms.segments(text).units)
    assert found["cheap"] is (sms.segments(text).encoding is sms.Encoding.GSM7)


@pytest.mark.parametrize("language", list(WORDS))
async def test_the_agreements_can_be_made_by_everybody_on_any_screen(
    service: Service, page: Page, language: Language
) -> None:
    await enter(service, page, language=language)
    for width in (320, 1280):
        await page.set_viewport_size({"width": width, "height": 900})
        await page.goto(f"{await address_of(service)}/contact-safety")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await problems(page) == []
        await page.locator("#device-4").check()
        await page.locator("form[action$=contact-safety] button").last.click()
        await expect(page.locator(".govuk-error-summary")).to_be_visible()
        assert await problems(page) == []
