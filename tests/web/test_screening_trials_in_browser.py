"""What a rule would hear, seen while it is written: with scripts and without, by leads and by a trainer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.safeguarding_changes.serving import Screening
from bot.safeguarding_changes.trying import Asked, Bench, tell
from tests.safeguarding_changes.writing import Folder
from tests.web.conftest import Service
from tests.web.test_caseload_in_browser import without_scripts
from tests.web.test_plans_in_browser import unfit
from tests.web.test_screening_in_browser import enter, says

pytestmark = [pytest.mark.service, pytest.mark.browser]

CHANGE = "/safeguarding/rules/missing-plain/change"


@asynccontextmanager
async def worker(service: Service, folder: Folder) -> AsyncIterator[list[Asked]]:
    """What the worker's process does with each trial that is asked for; which those were."""
    world, done = service.world, list[Asked]()
    bench = Bench(world.database("hafan_worker"), world.vault, world.clock, folder.released)

    async def work() -> None:
        while True:
            rows = await world.rows(
                "SELECT args FROM procrastinate_jobs WHERE task_name = 'try_rule' ORDER BY id"
            )
            for row in rows[len(done) :]:
                done.append(Asked.opened(world.vault, UUID(row.args["subject"]), row.args["sealed"]))
                async for part in bench.attempt(done[-1], lambda: False):
                    await tell(bench.database, done[-1].id, part)
            await asyncio.sleep(0.05)

    working = asyncio.create_task(work())
    yield done
    working.cancel()


async def write(page: Page, old: str = '"ran away"', new: str = '"(ran|runned) away"') -> None:
    box = page.get_by_label("The rule", exact=True)
    await box.fill((await box.input_value()).replace(old, new))


async def test_a_lead_sees_at_once_what_a_rule_would_hear_and_nothing_is_kept(
    service: Service, page: Page, folder: Folder
) -> None:
    lead = await enter(service, page, Role.SAFEGUARDING_LEAD, "Mari Sampl")
    _, number = await service.world.add_young_person(assigned=lead)
    await says(service, Screening(folder.rules), number, "we runned away last week")
    trial = page.locator("#trial")
    async with worker(service, folder) as done:
        await page.goto(CHANGE)
        await expect(trial.get_by_text("In the training messages:")).to_be_visible()
        # Opening the page reads nobody's message.
        assert [one.real for one in done] == [False]
        assert await service.world.rows("SELECT 1 FROM audit WHERE action = 'safeguarding:try'") == []
        await write(page)
        await expect(trial).to_contain_text("In 1 message of the last 90 days: 1 newly heard")
        await write(page, "ran|runned", "i ran")
        await expect(trial).to_contain_text("0 newly heard (or as graver), 1 no longer")
        await trial.get_by_text("No longer heard, or heard as milder").click()
        await expect(trial).to_contain_text("the dog ran away and came back")
    assert await service.world.rows("SELECT 1 FROM safeguarding_changes") == []
    rows = await service.world.rows("SELECT detail FROM audit WHERE action = 'safeguarding:try'")
    assert [row.detail["rule"] for row in rows] == ["missing-plain"] * 2


async def test_examples_that_do_not_hold_are_named_while_the_rule_is_written(
    service: Service, page: Page, folder: Folder
) -> None:
    await enter(service, page, Role.SAFEGUARDING_LEAD, "Mari Sampl")
    trial = page.locator("#trial")
    async with worker(service, folder):
        await page.goto(CHANGE)
        await write(page, '"ran away"', '"the run"')
        await expect(trial).to_contain_text("It must fire on this, and does not: i ran away")
        await expect(trial).to_contain_text("It must not fire on this, and does: the run was long")
        await write(page, '"the run"', '"(the run"')
        await expect(trial).to_contain_text("Line 5 cannot be read")
        await expect(trial).not_to_contain_text("training messages")


async def test_a_rule_is_tried_and_its_words_read_without_scripts(
    service: Service, page: Page, folder: Folder
) -> None:
    lead = await enter(service, page, Role.SAFEGUARDING_LEAD, "Mari Sampl")
    _, number = await service.world.add_young_person(assigned=lead)
    _, others = await service.world.add_young_person()
    for one, words in ((number, "we runned away last week"), (others, "they runned away too")):
        await says(service, Screening(folder.rules), one, words)
    plain = await without_scripts(service, page)
    async with worker(service, folder):
        await plain.goto(CHANGE)
        await write(plain)
        await plain.get_by_role("button", name="Try it").click()
        trial = plain.locator("#trial")
        await expect(trial).to_contain_text("In 2 messages of the last 90 days: 2 newly heard")
        await expect(trial).not_to_contain_text("last week")
        await trial.get_by_role("button", name="Show the words that I may read").click()
        await expect(trial).to_contain_text("we runned away last week")
        await expect(trial).not_to_contain_text("they runned away too")
        assert "runned" in await plain.get_by_label("The rule", exact=True).input_value()
    [_] = await service.world.rows("SELECT 1 FROM audit WHERE action = 'safeguarding:words'")


async def test_a_trainer_tries_a_rule_on_training_messages_alone(
    service: Service, page: Page, folder: Folder
) -> None:
    await enter(service, page, Role.TRAINER, "Tom Hyfforddwr")
    trial = page.locator("#trial")
    async with worker(service, folder) as done:
        await page.goto(CHANGE)
        await write(page, '"ran away"', '"(ran away|kipping)"')
        await expect(trial).to_contain_text("1 newly heard")
        await expect(trial).not_to_contain_text("90 days")
        await page.get_by_role("button", name="Try it").click()
        await expect(trial).to_contain_text("1 newly heard")
    assert not any(one.real for one in done)


async def test_when_nobody_counts_the_page_says_so_and_keeps_what_was_written(
    service: Service, page: Page, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.screening_rule_page.WAITS_SECONDS", 0.2)
    await enter(service, page, Role.SAFEGUARDING_LEAD, "Mari Sampl")
    plain = await without_scripts(service, page)
    await plain.goto(CHANGE)
    await write(plain)
    await plain.get_by_role("button", name="Try it").click()
    await expect(plain.locator("#trial")).to_contain_text("Hafan is counting.")
    await expect(plain.locator("#trial")).to_contain_text("2 of 2 hold")
    assert "runned" in await plain.get_by_label("The rule", exact=True).input_value()


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_a_trial_can_be_read_by_everybody_on_any_screen(
    service: Service, page: Page, folder: Folder, language: Language
) -> None:
    lead = await enter(service, page, Role.SAFEGUARDING_LEAD, "Mari Sampl", language=language)
    _, number = await service.world.add_young_person(assigned=lead)
    await says(service, Screening(folder.rules), number, "we runned away last week")
    async with worker(service, folder):
        await page.goto(CHANGE)
        box = page.locator("#text")
        await box.fill((await box.input_value()).replace('"ran away"', '"(i ran|runned|kipping)"'))
        await expect(page.locator("#trial table")).to_have_count(3)
        found = await unfit(page)
        await box.fill((await box.input_value()).replace('"(i ran', '"((i ran'))
        await expect(page.locator(".hafan-trial__wrong")).to_be_visible()
        found += await unfit(page)
    assert found == []
