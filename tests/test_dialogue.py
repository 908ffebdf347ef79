"""Asking the assistant: whatever it does, the caller goes on after the deadline."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import httpx

from bot.dialogue import Assistant
from bot.domain.languages import Language
from bot.storage.conversations import Conversation

DEADLINE = 0.5
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
TALK = Conversation(uuid4(), "random", uuid4(), True, Language.ENGLISH, NOON, None, None, None)


async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers byte by byte, so that something always comes and the answer never does."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"[")
        await asyncio.sleep(DEADLINE / 5)


async def test_an_answer_that_trickles_is_not_waited_for() -> None:
    async with await asyncio.start_server(trickle, "127.0.0.1", 0) as server, httpx.AsyncClient() as client:
        port = server.sockets[0].getsockname()[1]
        assistant = Assistant(client, f"http://127.0.0.1:{port}", "key", DEADLINE)
        async with asyncio.timeout(DEADLINE * 4):
            assert await assistant.ask(TALK, "id", "haia", Language.ENGLISH) is None
