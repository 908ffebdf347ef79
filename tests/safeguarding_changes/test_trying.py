"""Trying a rule while it is written, over a real database, and the process that does it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from bot.channels.contract import InboundText
from bot.domain.folding import fold
from bot.domain.staff import Role
from bot.receive import receive
from bot.safeguarding_changes import trying
from bot.safeguarding_changes.effects import Pair, in_corpus
from bot.safeguarding_changes.filed import Filed, doubtful
from bot.safeguarding_changes.launching import Trials
from bot.safeguarding_changes.released import Released
from bot.safeguarding_changes.trying import Asked, Bench
from bot.screening.loading import load_texts
from bot.storage.migrate import role_url
from bot.trial_run import serve
from tests.fixtures import PUBLIC, World
from tests.safeguarding_changes.writing import Folder, release

TEXT = (
    "id: missing-plain\nseverity: high\nlanguage: en\npatterns: ['(ran|runned) away']\n"
    "must_fire: [i ran away]\nmust_not_fire: [the run was long]\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return release(tmp_path / "released")


def asked(text: str = TEXT, *, real: bool = False, by: UUID | None = None) -> Asked:
    return Asked(uuid4(), by or uuid4(), "missing-plain", "missing.yml", text, real)


def bench(world: World, folder: Folder) -> Bench:
    return Bench(world.database("hafan_worker"), world.vault, world.clock, folder.released)


async def found(world: World, folder: Folder, one: Asked) -> dict[str, Any]:
    parts = bench(world, folder).attempt(one, lambda: False)
    return {part["part"]: part["found"] async for part in parts}


async def says(world: World, number: str, body: str) -> None:
    text = InboundText(
        provider_id=f"SM{uuid4().hex}", sender=number, recipient=PUBLIC, body=body, media_count=0
    )
    await receive(text, world.parts_of("hafan_intake"))


@pytest.mark.service
async def test_training_messages_are_counted_by_label_beside_the_rule_as_it_serves(
    world: World, folder: Folder
) -> None:
    narrower = TEXT.replace("(ran|runned) away", "i ran away")
    corpus = (await found(world, folder, asked(narrower)))["corpus"]
    assert corpus["labels"] == {
        "missing": {"before": 1, "after": 1, "new": 0, "gone": 0},
        "none": {"before": 1, "after": 0, "new": 0, "gone": 1},
    }
    assert corpus["languages"] == {"en": {"before": 2, "after": 1, "new": 0, "gone": 1}}
    assert corpus["named"] == {"gone": ["en-3"]}


@pytest.mark.service
async def test_a_rule_that_is_new_is_counted_beside_nothing(world: World, folder: Folder) -> None:
    new = Asked(uuid4(), uuid4(), "missing-new", "missing.yml", TEXT.replace("-plain", "-new"))
    corpus = (await found(world, folder, new))["corpus"]
    assert corpus["languages"]["en"] == {"before": 0, "after": 2, "new": 2, "gone": 0}


@pytest.mark.service
async def test_real_messages_of_90_days_are_counted_for_those_who_may_see_counts(
    world: World, folder: Folder
) -> None:
    lead = await world.add_staff(Role.SAFEGUARDING_LEAD)
    _, number = await world.add_young_person(assigned=lead)
    await says(world, number, "i runned away long ago")
    world.clock.forward(days=91)
    for body in ("i runned away", "i ran away", "tea was nice"):
        await says(world, number, body)
    messages = (await found(world, folder, asked(real=True)))["messages"]
    assert messages == {"languages": {"en": {"before": 1, "after": 2, "new": 1, "gone": 0}}, "total": 3}
    assert "messages" not in await found(world, folder, asked(real=False))


def test_filing_by_words_leaves_out_no_message_that_a_rule_of_ours_fires_on() -> None:
    released = Released()
    serving = load_texts(released.texts())
    some = released.messages()[::40]
    filed = Filed(some, serving)
    for name in ("threat-plain", "missing-plain", "missing-cy", serving.rules[-1].id):
        pair = Pair.of(name, serving, serving)
        tried = filed.to_try(pair.serving.rules, known=serving.words)
        fired = [message for message in some if pair.turn(message.text)]
        assert set(fired) <= set(tried)
        assert in_corpus(pair, tried, lambda: None).counts == in_corpus(pair, fired, lambda: None).counts


def test_only_doubtful_spellings_depend_on_which_words_the_rules_use() -> None:
    released = Released()
    known = load_texts(released.texts()).words
    for message in released.messages()[::25]:
        if not doubtful(message.text):
            assert fold(message.text, known) == fold(message.text, frozenset({"kill", "me"}))


@pytest.mark.service
async def test_a_word_that_is_new_to_the_rules_is_found_in_its_disguise(world: World, folder: Folder) -> None:
    await add_to_corpus(folder, "i sc4rpered")
    wider = TEXT.replace("(ran|runned) away", "(ran away|scarpered)")
    corpus = (await found(world, folder, asked(wider)))["corpus"]
    assert corpus["named"] == {"new": ["en-9"]}


async def add_to_corpus(folder: Folder, text: str) -> None:
    row = {
        "id": "en-9",
        "text": text,
        "labels": ["missing"],
        "severity": "high",
        "kind": "hint",
        "set": "train",
    }
    file = folder.released.corpus / "en" / "missing.jsonl"
    file.write_text(file.read_text() + json.dumps(row) + "\n")


def line(world: World, one: Asked) -> bytes:
    return json.dumps({"trial": str(one.id), "sealed": one.sealed(world.vault)}).encode() + b"\n"


@pytest.mark.service
async def test_whoever_types_on_is_told_of_the_last_text_alone_and_a_failure_holds_up_nobody(
    world: World, folder: Folder
) -> None:
    first, broken = asked(), asked("id: [")
    last = asked(TEXT.replace("runned", "walked"), by=first.by)
    lines = asyncio.StreamReader()
    lines.feed_data(b"".join(line(world, one) for one in (first, broken, last)))
    lines.feed_eof()
    async with listening(world) as notices:
        await serve(bench(world, folder), lines)
        told = [json.loads(notice.payload) async for notice in notices(timeout=10, stop_after=2)]
    assert {(one["trial"], one["part"]) for one in told} == {
        (str(last.id), "corpus"),
        (str(broken.id), "failed"),
    }


@asynccontextmanager
async def listening(world: World) -> AsyncIterator[Any]:
    """What is told to the pages from now on."""
    url = make_url(role_url(world.url, world.vault, "hafan_web")).set(drivername="postgresql")
    address = url.render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute(f"LISTEN {trying.NOTICES}".encode())
        yield connection.notifies


async def test_one_process_tries_everything_and_ends_when_nothing_comes(tmp_path: Path) -> None:
    out = tmp_path / "lines"
    copy = f"import sys; open({str(out)!r}, 'a').write(sys.stdin.read())"
    trials = Trials((sys.executable, "-c", copy), idle_seconds=0.2)
    ids = [uuid4(), uuid4()]
    for trial in ids:
        await trials.ask(trial, "sealed")
    assert trials.process
    assert await asyncio.wait_for(trials.process.wait(), 20) == 0
    # Whatever ended it, the next trial starts another.
    ids.append(uuid4())
    await trials.ask(ids[-1], "sealed")
    assert await asyncio.wait_for(trials.process.wait(), 20) == 0
    assert [json.loads(row)["trial"] for row in out.read_text().splitlines()] == [str(one) for one in ids]
