"""What is noticed, and what a young person will be told, on the pages: in both languages, for everybody."""

import pytest
from playwright.async_api import Page, expect

from bot.domain.languages import Language
from tests.web.conftest import Service
from tests.web.test_in_browser import enter, problems

pytestmark = [pytest.mark.service, pytest.mark.browser]

FIGURES = '{"newest": 4, "before_newest": 8, "usual": 7, "low": 5, "high": 9, "answers": 5}'


async def notice(service: Service) -> str:
    """Put a drop of mood on the record of the only young person; their page."""
    async with service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO concerns"
            " (id, young_person_id, category, severity, source, rule, score, found_at, figures)"
            " SELECT gen_random_uuid(), id, 'mood_drop', 'low', 'signal', 'signal:mood_drop', 1, now(),"
            f" '{FIGURES}' FROM young_people"
        )
    [row] = await service.world.rows("SELECT id FROM young_people")
    return f"/young-people/{row.id}"


@pytest.mark.parametrize(
    ("language", "noticed", "told"),
    [
        (Language.ENGLISH, "Mood 4, after 8. Usually 5 to 9", "they get this text:"),
        (Language.WELSH, "Hwyliau 4, ar ôl 8. Fel arfer 5 i 9", "byddant yn cael y neges hon:"),
    ],
)
async def test_figures_and_the_text_to_come_are_shown_to_everybody(
    service: Service, page: Page, language: Language, noticed: str, told: str
) -> None:
    await enter(service, page, language=language)
    await page.goto(await notice(service))
    await expect(page.get_by_text(noticed)).to_be_visible()
    assert await problems(page) == []
    await page.goto(f"/alerts/{await service.reference()}")
    await expect(page.get_by_text(told)).to_be_visible()
    await expect(page.get_by_text("A person on your worker's team has seen your message.")).to_be_visible()
    await page.set_viewport_size({"width": 320, "height": 700})
    assert await problems(page) == []
