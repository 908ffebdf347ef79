"""Who may decide sees that a request waits, and whoever asked what became of it, without looking for it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.staff import Role
from tests.fixtures import World
from tests.web.conftest import Browser
from tests.web.model_pages import APPROVES, Models, open_models

pytestmark = pytest.mark.service

MODELS = "/trainers/models"
DECLINES = {"decision": "declined", "reason": "Two topics got worse."}
TOLD = "Somebody decided about the model that you asked for."


@pytest.fixture
async def models(world: World, tmp_path: Path) -> AsyncIterator[Models]:
    async with open_models(world, tmp_path) as opened:
        yield opened


async def count(browser: Browser, page: str = "/help") -> str | None:
    """The number beside the menu's link, on any page."""
    shown = (await browser.get(page)).text
    menu = re.search(r'href="/trainers/models"[^>]*>\s*(?:Models|Modelau)(.*?)</a>', shown, re.DOTALL)
    assert menu
    number = re.search(r">(\d+)<", menu[1])
    return number[1] if number else None


async def test_whoever_may_decide_has_a_number_beside_models_and_whoever_asked_has_none(
    models: Models,
) -> None:
    assert await count(models.second) is None
    place = await models.asked()
    assert [await count(one) for one in (models.second, models.lead, models.trainer)] == ["1", "1", None]
    await models.lead.post(f"{place}/decide", **DECLINES)
    assert [await count(one) for one in (models.second, models.lead)] == [None, None]


async def test_a_trainers_first_page_says_that_a_model_waits_for_them(models: Models) -> None:
    await models.asked()
    waits = "1 model waits for you to decide whether it serves"
    assert waits in (await models.second.get("/trainers/examples")).text
    assert waits not in (await models.trainer.get("/trainers/examples")).text
    await models.second.post("/language", to="cy", next=MODELS)
    assert "Mae 1 model yn aros i chi" in (await models.second.get("/trainers/examples")).text
    assert await count(models.second) == "1"


async def test_whoever_works_with_young_people_alone_sees_nothing_of_it(models: Models) -> None:
    await models.asked()
    _, practitioner = await models.service.member(Role.PRACTITIONER)
    assert "/trainers/models" not in (await practitioner.get("/alerts")).text


async def test_whoever_asked_reads_who_decided_what_and_why_at_the_top_of_models(models: Models) -> None:
    place = await models.asked()
    await models.lead.post(f"{place}/decide", **DECLINES)
    assert TOLD in (await models.trainer.get("/trainers/examples")).text
    top = (await models.trainer.get(MODELS)).text.split('id="train"')[0]
    for said in ("What became of what you asked for", "Declined", "Ifor Example", "Two topics got worse."):
        assert said in top, said
    for other in (models.second, models.lead):
        shown = (await other.get(MODELS)).text
        assert TOLD not in shown
        assert "Two topics got worse." not in shown
    await models.trainer.post("/language", to="cy", next=MODELS)
    assert "Beth a ddaeth o'ch cais" in (await models.trainer.get(MODELS)).text.replace("&#39;", "'")


async def test_an_approval_is_told_as_well(models: Models) -> None:
    place = await models.asked()
    await models.second.post(f"{place}/decide", **APPROVES)
    top = (await models.trainer.get(MODELS)).text.split('id="train"')[0]
    assert "Approved" in top
    assert "Nia Sampl" in top


@pytest.mark.parametrize("way", ["opens", "dismisses", "asks again"])
async def test_it_stays_until_they_open_it_dismiss_it_or_ask_again(models: Models, way: str) -> None:
    place = await models.asked()
    await models.lead.post(f"{place}/decide", **DECLINES)
    await models.second.get(place)
    shown = (await models.trainer.get(MODELS)).text
    assert "Two topics got worse." in shown
    if way == "opens":
        assert TOLD not in (await models.trainer.get(place)).text
    elif way == "dismisses":
        [notice] = re.findall(r"/notices/([0-9a-f-]{36})/seen", shown)
        await models.trainer.post(f"/notices/{notice}/seen", next=MODELS)
    else:
        await models.trainer.post(f"{place}/ask", reason="Both are better now.")
    after = (await models.trainer.get(MODELS)).text
    assert TOLD not in after
    assert "Two topics got worse." not in after


async def test_who_asks_for_one_model_goes_on_being_told_of_another(models: Models) -> None:
    place = await models.asked()
    await models.lead.post(f"{place}/decide", **DECLINES)
    await models.asked()
    assert "Two topics got worse." in (await models.trainer.get(MODELS)).text
