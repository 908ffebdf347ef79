"""What a promotion costs those who text meanwhile: texts at an even pace, with and without a swap."""

import asyncio
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
from sqlalchemy import text
from twilio.request_validator import RequestValidator

from bench.figures import percentiles
from bot.app import DEMO_NUMBER, DEMO_TOKEN
from bot.content import load_content
from bot.domain.languages import Language
from bot.parts import system_clock
from bot.promotion.promoting import promotion_of, take_in
from bot.promotion.swapping import carry_out
from bot.promotion.versions import Report, State, Store, Version, new_id, sha256_of
from bot.recipes import ASSISTANT_MODEL, read_manifest
from bot.storage import people
from bot.whole import Whole

A_SECOND = 20
SECONDS = 20
NUMBERS = [f"+447700900{number:03d}" for number in range(400, 480)]
WORDS = ("haia", "is this a bot", "who reads this", "diolch")
PATIENCE = 60.0
SWAPPED = '"event": "model_swapped'
ASSISTANT_DOWN = "texts.assistant_down"
LOST = (
    "SELECT asked.created_at AS came, asked.handled_at AS answered, count(said.id) AS answers"
    " FROM messages asked LEFT JOIN messages said ON said.answers_id = asked.id"
    " WHERE asked.provider_id = ANY(:sids) GROUP BY asked.id"
)


@dataclass
class Told:
    """When each text left, and when its answer stood in the database."""

    left: dict[str, float] = field(default_factory=dict)
    refused: int = 0
    fallbacks: int = 0


def own_models(models: Path, folder: Path) -> Path:
    """A copy of the models, so that a promotion changes nothing of anybody's."""
    folder.mkdir(parents=True)
    for file in models.iterdir():
        if file.is_file():
            shutil.copy2(file, folder)
    return folder


def waiting_twin(store: Store) -> Version:
    """A candidate that is the serving model once more: what is measured is the swap alone."""
    now = system_clock()
    serving = take_in(store, now)
    assert serving
    folder = store.path(new_id(now))
    shutil.copytree(store.path(serving.id), folder)
    # A file of its own: two versions with the same hash would be one and the same.
    (folder / ASSISTANT_MODEL).write_bytes((folder / ASSISTANT_MODEL).read_bytes() + b"\0" * 512)
    entries = {
        name: dict(entry) for name, entry in read_manifest(store.models).items() if name in serving.entries
    }
    entries["assistant"]["sha256"] = sha256_of(folder / ASSISTANT_MODEL)
    version = Version(
        *(folder.name, State.CANDIDATE, "bench", now, "bench", entries["assistant"]["sha256"], entries),
        compared_with=serving.id,
    )
    return store.write(version, Report())


async def measure(whole: Whole) -> None:
    """Print waits from acceptance to the stored answer, lost texts and fallbacks, without and with a swap."""
    await _add_people(whole)
    await _steadily(whole, seconds=5)
    store = Store(whole.settings.models_folder)
    quiet = await _steadily(whole)
    candidate = await asyncio.to_thread(waiting_twin, store)
    swapped = asyncio.create_task(_promote_in_the_middle(whole, store, candidate))
    busy = await _steadily(whole)
    print(f"promotion, {A_SECOND} texts/s, without:  {await _outcome(whole, quiet)}")
    print(f"promotion, {A_SECOND} texts/s, with one: {await _outcome(whole, busy)}")
    print(f"promotion, until the new model served: {await swapped:.1f} s")


async def _promote_in_the_middle(whole: Whole, store: Store, candidate: Version) -> float:
    await asyncio.sleep(SECONDS / 3)
    log = whole.settings.data_folder / "logs" / "assistant.log"
    before, started = log.read_text().count(SWAPPED), time.perf_counter()
    await asyncio.to_thread(_promote, store, candidate)
    while log.read_text().count(SWAPPED) == before:
        await asyncio.sleep(0.1)
    return time.perf_counter() - started


def _promote(store: Store, candidate: Version) -> None:
    """Two people's decision, carried out at once as after a commit."""
    carry_out(store, promotion_of(store, candidate.id, "one", "another", system_clock()))


async def _add_people(whole: Whole) -> None:
    async with whole.database.transaction() as connection:
        for number in NUMBERS:
            await people.add(
                *(connection, whole.vault),
                name="Bench Example",
                phone=number,
                language=Language.ENGLISH,
                now=system_clock(),
                next_check_in_at=None,
            )


async def _steadily(whole: Whole, seconds: int = SECONDS) -> Told:
    """Text at an even pace whatever happens, and wait until nothing is left to answer."""
    told, url = Told(fallbacks=-_fallbacks(whole)), f"{whole.settings.public_address}/sms/inbound"
    validator = RequestValidator(DEMO_TOKEN)

    async def send(client: httpx.AsyncClient, place: int, at: float) -> None:
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        sid = f"SM{uuid4().hex}"
        form = {"MessageSid": sid, "From": NUMBERS[place % len(NUMBERS)], "To": DEMO_NUMBER}
        form |= {"Body": WORDS[place % len(WORDS)], "NumMedia": "0"}
        signature = str(validator.compute_signature(url, form))
        answer = await client.post(url, data=form, headers={"X-Twilio-Signature": signature})
        told.left[sid] = at
        told.refused += not answer.is_success

    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        first = time.perf_counter()
        every = (send(client, place, first + place / A_SECOND) for place in range(A_SECOND * seconds))
        await asyncio.gather(*every)
    await _until_answered(whole)
    assert whole.twilio
    await whole.twilio.settle()
    told.fallbacks += _fallbacks(whole)
    return told


async def _until_answered(whole: Whole) -> None:
    query = text("SELECT count(*) FROM messages WHERE inbound AND handled_at IS NULL")
    async with asyncio.timeout(PATIENCE):
        while True:
            async with whole.database.transaction() as connection:
                if not await connection.scalar(query):
                    return
            await asyncio.sleep(0.1)


async def _outcome(whole: Whole, told: Told) -> str:
    """Waits, texts without an answer, and answers that were the service's own for want of the assistant."""
    async with whole.database.transaction() as connection:
        rows = list(await connection.execute(text(LOST), {"sids": list(told.left)}))
    waits = [(row.answered - row.came).total_seconds() for row in rows if row.answered]
    answered = sum(row.answers > 0 for row in rows)
    return (
        f"{percentiles(waits)}   ({len(told.left)} sent, {told.refused} refused, "
        f"{len(told.left) - answered} lost, {told.fallbacks} by the fallback)"
    )


def _fallbacks(whole: Whole) -> int:
    """How many texts so far said that the assistant is out of order."""
    assert whole.twilio
    words = load_content().text(ASSISTANT_DOWN, Language.ENGLISH)
    return sum(received.body == words for number in NUMBERS for received in whole.twilio.texts_to(number))
