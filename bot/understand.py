"""What the trained assistant makes of messages, for people who write examples."""

import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from bot.keys import assistant_token, open_vault
from bot.language.detect import detect
from bot.processes import Processes, assistant_program, free_ports
from bot.settings import Settings


@asynccontextmanager
async def assistant(settings: Settings) -> AsyncIterator[tuple[str, str]]:
    """(address, token) of an assistant: the one that runs with our key, or one started for the while."""
    token = assistant_token(open_vault(settings))
    if await _ours(settings.assistant_address, token):
        yield settings.assistant_address, token
        return
    with tempfile.TemporaryDirectory(prefix="hafan-understand-") as folder:
        # Without a tracker store and actions it can only read messages: nothing of them is kept.
        endpoints = Path(folder) / "endpoints.yml"
        endpoints.write_text("{}\n")
        own = settings.model_copy(
            update={"assistant_port": free_ports(1)[0], "database_url": None, "tracker_database_url": None}
        )
        program = assistant_program(own, open_vault(settings), endpoints)
        processes = Processes(Path(folder))
        try:
            await processes.start(program)
            await processes.wait_until_ready(program)
            yield own.assistant_address, token
        finally:
            await processes.stop()


async def _ours(address: str, token: str) -> bool:
    async with httpx.AsyncClient() as client:
        try:
            return (await client.get(f"{address}/status", params={"token": token}, timeout=2)).is_success
        except httpx.HTTPError:
            return False


async def understand(settings: Settings, texts: Iterable[tuple[Any, str]]) -> AsyncIterator[dict[str, Any]]:
    """For each (id, text): language, intent, confidence and entities."""
    async with (
        assistant(settings) as (address, token),
        httpx.AsyncClient(base_url=address, timeout=30) as client,
    ):
        for identifier, text in texts:
            answer = await client.post(
                "/model/parse", params={"token": token}, json={"text": text.lstrip("/")}
            )
            answer.raise_for_status()
            yield _line(identifier, text, answer.json())


def _line(identifier: Any, text: str, parsed: dict[str, Any]) -> dict[str, Any]:
    # Whether the assistant is sure enough to act on it is another question than what it heard.
    heard = next(guess for guess in parsed["intent_ranking"] if guess["name"] != "nlu_fallback")
    return {
        "id": identifier,
        "language": detect(text).value,
        "intent": heard["name"],
        "confidence": round(heard["confidence"], 4),
        "entities": [
            {key: entity[key] for key in ("entity", "value", "start", "end") if key in entity}
            for entity in parsed.get("entities", [])
        ],
    }
