"""Trainers' pages of examples in Chromium: on a phone and a desk, in both languages, without scripts."""

import pytest
from playwright.async_api import Page, expect

from bot.domain.languages import Language
from bot.domain.staff import Role
from tests.web.conftest import Service
from tests.web.example_forms import edits
from tests.web.test_caseload_in_browser import without_scripts
from tests.web.test_in_browser import enter
from tests.web.test_plans_in_browser import unfit

pytestmark = [pytest.mark.service, pytest.mark.browser]

HERE = "/trainers/examples"
LINES = "ta for the lift home bud\nthanks\nta but he said hell hurt me\nwho can see what i write??"


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_each_page_can_be_used_by_everybody_on_any_screen(
    service: Service, page: Page, language: Language
) -> None:
    await enter(service, page, Role.TRAINER, language=language)
    found: list[str] = []
    for path in ("", "/topics/greet?language=cy", "/try", "/changes"):
        await page.goto(HERE + path)
        found += await unfit(page)
    await page.goto(f"{HERE}/topics/thanks?language=en")
    await page.locator("#lines").fill(LINES)
    await page.locator('button[value="check"]').click()
    found += await unfit(page)
    await page.locator('button[value="save_ready"]').click()
    found += await unfit(page)
    await page.locator('button[value^="hand_over:"]').click()
    await page.goto("/trainers/handed-over")
    await expect(page.locator("main .hafan-entry")).to_have_count(1)
    found += await unfit(page)
    await page.goto(f"{HERE}/changes")
    found += await unfit(page)
    await page.goto(f"{HERE}/topics/greet?language=en")
    await page.locator(".hafan-example__link").first.click()
    await page.locator("#text").fill("thanks")
    await page.locator('button[value="keep"]').click()
    found += await unfit(page)
    await page.goto(HERE)
    await page.locator("#search").fill("ffon")
    await page.locator(".hafan-search__button").click()
    found += await unfit(page)
    await page.goto(f"{HERE}/try")
    await page.locator("#sentence").fill("he said hell hurt me")
    await page.locator("main form button").click()
    found += await unfit(page)
    assert found == []


async def test_an_example_is_added_moved_and_undone_without_scripts(service: Service, page: Page) -> None:
    await enter(service, page, Role.TRAINER)
    plain = await without_scripts(service, page)
    await plain.goto("/")
    await plain.get_by_role("link", name="Saying thank you", exact=True).click()
    await plain.get_by_label("Add examples in").fill("ta for the lift home bud")
    await plain.get_by_role("button", name="Look through them").click()
    await expect(plain.get_by_text("Can be added", exact=True)).to_be_visible()
    await plain.get_by_role("button", name="Add 1 example").click()
    await expect(plain.get_by_text("Hafan learns it when the next model is trained")).to_be_visible()
    await plain.goto(HERE)
    await plain.locator("#search").fill("LIFT home")
    await plain.get_by_role("button", name="Search").click()
    await plain.get_by_role("link", name="ta for the lift home bud").click()
    await plain.get_by_label("Topic").select_option(label="Saying goodbye")
    await plain.get_by_role("button", name="Keep").click()
    await expect(plain.get_by_text("Moved to this topic.")).to_be_visible()
    await plain.get_by_role("link", name="What changed").click()
    await plain.get_by_role("button", name="Undo").click()
    await expect(plain.get_by_text("Nothing changed.")).to_be_visible()


async def test_two_trainers_meet_over_one_example(service: Service, page: Page) -> None:
    await enter(service, page, Role.TRAINER)
    await page.goto(f"{HERE}/topics/greet?language=en")
    await page.get_by_role("link", name="hello", exact=True).click()
    other = await page.context.new_page()
    await other.goto(page.url)
    await page.locator("#text").fill("hello from the first")
    await page.get_by_role("button", name="Keep").click()
    await expect(page.get_by_text("Changed. Hafan learns it")).to_be_visible()
    await other.locator("#text").fill("hello from the second")
    await other.get_by_role("button", name="Keep").click()
    await expect(other.get_by_text("What is there now")).to_be_visible()
    await expect(other.get_by_text("hello from the first")).to_be_visible()
    assert await unfit(other) == []
    await other.get_by_role("button", name="Add mine beside what is there").click()
    await expect(other.locator("#lines")).to_have_value("hello from the second")


async def test_what_is_typed_is_checked_without_a_button_and_kept_only_with_one(
    service: Service, page: Page
) -> None:
    await enter(service, page, Role.TRAINER)
    await page.goto(f"{HERE}/topics/thanks?language=en")
    box, said = page.locator("#lines"), page.locator("#looked-said")
    await box.press_sequentially("thanks")
    await expect(page.locator("#looked").get_by_text("This is there already")).to_be_visible()
    await expect(said).to_have_text("0 can be added, 0 need a thought of yours, 1 cannot be added.")
    await box.fill("ta for the lift home bud\nta megan that was well kind")
    await expect(said).to_contain_text("1 needs a thought of yours")
    await page.locator("#looked").get_by_text("I have thought of this").click()
    assert await edits(service) == []
    await page.get_by_role("button", name="Add all 2 examples").click()
    await expect(page.get_by_text("Added. Hafan learns it")).to_be_visible()
    assert [after for _, _, after, _ in await edits(service)] == [
        "ta for the lift home bud",
        "ta megan that was well kind",
    ]
