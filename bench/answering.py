"""How long a young person waits for an answer, beside what Rasa alone takes for the same texts."""

import asyncio
import time
from uuid import uuid4

import httpx

from bench.figures import percentiles
from bot.demo import YOUNG_PEOPLE
from bot.dialogue import WEBHOOK
from bot.keys import assistant_key
from bot.whole import Whole

TEXTS = (
    "haia",
    "7",
    "slept ok ta",
    "yeah",
    "nah nothing",
    "no thanks",
    "is this a bot",
    "diolch",
    "iawn",
    "nos da",
)
ROUNDS = 4


async def measure(whole: Whole) -> None:
    """Print the wait from sending a text to its answer on the phone, and Rasa's REST latency."""
    whole_way = await _whole_way(whole)
    bare = await _bare(whole)
    print(f"answering, from phone to phone:  {percentiles(whole_way)}")
    print(f"Rasa alone, the same texts:      {percentiles(bare)}")


async def _whole_way(whole: Whole) -> list[float]:
    assert whole.twilio
    took = []
    for person in YOUNG_PEOPLE[:ROUNDS]:
        for text in TEXTS:
            started = time.perf_counter()
            await whole.twilio.text_from(person.phone, text)
            await whole.twilio.next_text(person.phone, within=30)
            took.append(time.perf_counter() - started)
            await asyncio.sleep(0.05)
    return took


async def _bare(whole: Whole) -> list[float]:
    took = []
    headers = {"X-Hafan-Key": assistant_key(whole.vault)}
    async with httpx.AsyncClient(base_url=whole.settings.assistant_address, headers=headers) as client:
        for _ in range(ROUNDS):
            sender = uuid4().hex
            for text in TEXTS:
                request = {"sender": sender, "message": text}
                metadata = {"language": "en", "check_in": False, "paused": False, "message_id": uuid4().hex}
                started = time.perf_counter()
                answer = await client.post(WEBHOOK, json=request | {"metadata": metadata}, timeout=30)
                took.append(time.perf_counter() - started)
                answer.raise_for_status()
    return took
