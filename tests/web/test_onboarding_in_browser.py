"""A young person is added in under a minute, by somebody who types with ordinary hands."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, Page, expect

from bot.domain.languages import Language
from tests.web.conftest import Service
from tests.web.test_in_browser import enter

pytestmark = [pytest.mark.service, pytest.mark.browser]

# Seconds by the keystroke-level model of Card, Moran and Newell: a key of an average typist; to think, point
# and click; and to take the hand from mouse to keyboard and back.
KEY, CLICK, REACH = 0.28, 1.35 + 1.1 + 0.2, 0.8
A_MINUTE = 60
# Name, number, language, plan, what they were told, and that they agree to the first text.
NEEDED = 6


@dataclass
class Hands:
    """What a practitioner does on the page, and how long it would take them."""

    page: Page
    seconds: float = 0
    clicks: int = 0

    async def types(self, field: Locator, words: str) -> None:
        await field.fill(words)
        self.seconds += CLICK + REACH + KEY * len(words)

    async def clicks_on(self, what: Locator) -> None:
        await what.click()
        self.clicks += 1
        self.seconds += CLICK


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_adding_a_young_person_takes_less_than_a_minute(
    service: Service, page: Page, language: Language
) -> None:
    await enter(service, page, language=language)
    await page.goto("/young-people/new")
    hands = Hands(page)
    await hands.types(page.locator("#name"), "Nia Ddychmygol")
    await hands.types(page.locator("#phone"), "07700 900456")
    for name, value in (
        ("language", "cy"),
        ("device", "shared"),
        ("opening", "no_name"),
        ("safety_replies", "neutral"),
        ("plan", "weekly"),
        ("agreed", "yes"),
    ):
        await hands.clicks_on(page.locator(f'input[name="{name}"][value="{value}"]'))
    await hands.types(page.locator("#detail"), "Told who reads it and how to stop, said ok")
    await hands.clicks_on(page.locator('button[value="rehearse"]'))
    await expect(page.locator("#rehearsal")).to_contain_text("Sut nest ti gysgu neithiwr?")
    assert await service.world.rows("SELECT 1 FROM dispatches WHERE purpose = 'first'") == []
    await hands.clicks_on(page.locator('button[value="start"]'))
    await expect(page.get_by_role("heading", level=1)).to_have_text("Nia Ddychmygol")
    assert len(await service.world.rows("SELECT 1 FROM dispatches WHERE purpose = 'first'")) == 1
    assert hands.seconds < A_MINUTE
    # A shared phone asks one thing more: how a disclosure is answered on it.
    assert hands.clicks <= NEEDED + 2


async def test_no_more_is_asked_for_than_is_needed(service: Service, page: Page) -> None:
    await enter(service, page)
    await page.goto("/young-people/new")
    await page.locator('button[value="rehearse"]').click()
    await expect(page.locator(".govuk-error-summary__list li")).to_have_count(NEEDED)
