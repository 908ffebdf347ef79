"""A person in place of the computer, and the danger word, through the whole service."""

import re

import httpx
import pytest

from tests.flows.conftest import JAY, OSIAN, Running, token_of

pytestmark = [pytest.mark.service, pytest.mark.rasa, pytest.mark.asyncio(loop_scope="session")]


async def address_of(browser: httpx.AsyncClient, name: str) -> str:
    page = await browser.get("/young-people")
    found = re.search(rf'href="(/young-people/[0-9a-f-]+)"[^>]*>\s*{name}', page.text)
    assert found, "the caseload does not show them"
    return found[1]


async def post(browser: httpx.AsyncClient, address: str, what: str, **form: str) -> httpx.Response:
    page = await browser.get(f"{address}/conversation")
    answer = await browser.post(f"{address}/{what}", data=form | token_of(page))
    assert answer.status_code == 200, what
    return answer


async def test_a_person_takes_over_writes_and_hands_back(running: Running) -> None:
    async with running.signed_in("tom") as browser:
        address = await address_of(browser, JAY.name)
        await post(browser, address, "take-over", shown_name="Tom")
        await running.until_answered()
        before = len(running.twilio.texts_to(JAY.phone))
        assert await running.answers(JAY.phone, "oh hi") == []
        form = {"text": "Hi Jay, you ok for later?", "step": "send"}
        first = await post(browser, address, "write", **form)
        confirm = re.search(r'name="confirmed"[^>]*value="([^"]*)"', first.text)
        assert confirm, "nothing asks whether they agreed to be written to"
        assert len(running.twilio.texts_to(JAY.phone)) == before
        await post(browser, address, "write", confirmed=confirm[1], **form)
        await running.until_answered()
        await post(browser, address, "hand-back")
        await running.until_answered()
        texts = [one.body for one in running.twilio.texts_to(JAY.phone)][before:]
        assert texts[0] == form["text"]
        assert "computer will answer again" in texts[1]
    assert len(await running.answers(JAY.phone, "hiya")) >= 1


async def test_the_danger_word_is_an_emergency_that_shows_nowhere(running: Running) -> None:
    async with running.signed_in("sian") as browser:
        address = await address_of(browser, OSIAN.name)
        page = await browser.get(f"{address}/contact-safety")
        form = {
            "device": "own",
            "hours": "service",
            "opening": "plain",
            "language": "cy",
            "danger_word": "pelican",
        }
        kept = await browser.post(f"{address}/contact-safety", data=form | token_of(page))
        assert kept.status_code == 200
        answers = await running.answers(OSIAN.phone, "nest ti weld y belican na")
        assert answers == ["Iawn, dim problem. Rywbryd eto."]
        alerts = await browser.get("/alerts")
        assert OSIAN.name in alerts.text
        assert await running.answers(OSIAN.phone, "helo? pwy sy na") == []
        page = await browser.get(f"{address}/conversation")
        await browser.post(f"{address}/resume", data=token_of(page))
