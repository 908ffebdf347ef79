"""The pages of models in Chromium: on a phone and a desk, in both languages, for everybody."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.promotion.versions import State
from bot.storage import model_runs
from tests.fixtures import World
from tests.web import versions
from tests.web.conftest import DEMO, Service, chromium, serving, web_app
from tests.web.test_plans_in_browser import unfit
from tests.web.versions import DISCLOSURE, HALVED, LOCKED

pytestmark = [pytest.mark.service, pytest.mark.browser]


@pytest.fixture
async def shown(world: World, tmp_path: Path) -> AsyncIterator[tuple[Service, Path]]:
    app = web_app(world, settings=versions.settings(tmp_path, public_url=DEMO))
    async with serving(app) as address:
        running = Service(world, app, address)
        yield running, tmp_path
        for client in running.clients:
            await client.aclose()


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_each_page_of_models_can_be_used_by_everybody_on_any_screen(
    shown: tuple[Service, Path], language: Language
) -> None:
    service, folder = shown
    places = await _places(service, folder, language)
    found: list[str] = []
    async with chromium(service.address) as context:
        page = await context.new_page()
        for role, here in places.items():
            await _enter(service, page, role, language)
            for path in here:
                await page.goto(path)
                found += await unfit(page)
    assert found == []


async def _places(service: Service, folder: Path, language: Language) -> dict[Role, list[str]]:
    """Every page in a state that shows most of it."""
    store = versions.store_with_serving(folder)
    eleri, trainer = await service.member(Role.TRAINER, name="Eleri Enghraifft", language=language)
    refused = versions.add_candidate(
        store, eleri, objections=(DISCLOSURE, HALVED, LOCKED), state=State.REFUSED
    )
    good = f"/trainers/models/versions/{versions.beside_promoted(store, eleri).id}"
    await trainer.post(f"{good}/ask", reason="Hears more ways of saying hello in Welsh.")
    run = (await trainer.post("/trainers/models/train")).headers["location"]
    async with service.world.parts_of("hafan_worker").database.transaction() as connection:
        [row] = await service.world.rows("SELECT id FROM model_runs")
        await model_runs.begin(connection, row.id, service.world.clock())
        await model_runs.go_on(connection, row.id, "train", 0.4, service.world.clock())
    looked_at = [f"{good}/comparison", "/trainers/models/roll-back"]
    return {
        Role.TRAINER: ["/trainers/models", run, f"/trainers/models/versions/{refused.id}", *looked_at],
        Role.SAFEGUARDING_LEAD: [good],
    }


async def _enter(service: Service, page: Page, role: Role, language: Language) -> None:
    await page.goto("about:blank")
    _, browser = await service.member(role, name="Nia Sampl", language=language)
    await page.context.clear_cookies()
    session = {"name": "hafan", "value": browser.cookies["hafan"], "url": service.address}
    await page.context.add_cookies([session])  # type: ignore[list-item]
