"""On a young person's own page: who read what they said, and when, in their own language."""

import re

import pytest

from bot.domain.staff import Capacity
from bot.storage import people
from tests.web.chatting import Chat, chat, words, write
from tests.web.test_chat_own_page import read_all

__all__ = ["chat"]

pytestmark = pytest.mark.service


@pytest.mark.parametrize(
    ("language", "worker", "deputy"),
    [
        ("en", "Read by your worker", "Read by the person who stands in for your worker"),
        (
            "cy",
            "Wedi'i ddarllen gan dy weithiwr",
            "Wedi'i ddarllen gan y person sy'n cymryd lle dy weithiwr",
        ),
    ],
)
async def test_a_reader_stands_there_by_their_place_with_the_time(
    chat: Chat, language: str, worker: str, deputy: str
) -> None:
    world = chat.service.world
    standing_in = await world.add_staff(name="Elin Sampl")
    async with world.parts.database.transaction() as connection:
        await people.assign(connection, chat.person, standing_in, Capacity.DEPUTY, world.clock())
    browser = await chat.enter()
    await browser.post("/chat/language", to=language)
    await write(browser, "haia")
    for reader, named in ((chat.practitioner, worker), (standing_in, deputy)):
        world.clock.forward(minutes=7)
        await read_all(chat, reader)
        page = await browser.get("/chat/me")
        shown = words(page)
        assert re.search(rf"{named} ?, [^.]*\b{world.clock():%H:%M}", shown)
        assert f'<time datetime="{world.clock():%Y-%m-%dT%H:%M}' in page.text
        assert "Elin" not in shown
        assert "Mari" not in shown
