"""A model that is replaced while the assistant's real server answers."""

import shutil
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.promotion.parsing import Parsing, ParsingError
from tests.assistant.running import MODEL, TOKEN, Running, running

pytestmark = [pytest.mark.rasa, pytest.mark.slow]

VERSION = "20261122-2141-3f2a"
WITHIN = 60.0
A_SECOND = 5


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with a version in it, and something beside it that is none."""
    folder = tmp_path_factory.mktemp("models")
    shutil.copy2(MODEL, folder)
    version = folder / "versions" / VERSION
    version.mkdir(parents=True)
    shutil.copy2(MODEL, version)
    (folder / "versions" / "elsewhere").mkdir()
    shutil.copy2(MODEL, folder / "versions" / "elsewhere")
    (folder / "versions" / "20261122-2141-11cc").symlink_to(folder)
    return folder


@pytest.fixture(scope="module")
def assistant(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("rasa"), models / MODEL.name, log_level="WARNING") as under_test:
        yield under_test


def put(models: Path, content: bytes) -> None:
    """As a promotion does it: written beside, and put in place in one step."""
    part = models / f"{MODEL.name}.part"
    part.write_bytes(content)
    part.replace(models / MODEL.name)


def wait_for(assistant: Running, event: str, before: int) -> None:
    deadline = time.monotonic() + WITHIN
    while assistant.log.read_text().count(event) <= before:
        assert time.monotonic() < deadline, "nothing of it in the log"
        time.sleep(0.1)


def swap(assistant: Running, models: Path) -> None:
    """Put the same model there anew, and wait until it serves."""
    before = assistant.log.read_text().count("model_swapped")
    put(models, MODEL.read_bytes())
    wait_for(assistant, "model_swapped", before)


class Texting(threading.Thread):
    """Texts at a gentle, even pace, each in a conversation of its own, until it is told to stop."""

    def __init__(self, assistant: Running) -> None:
        super().__init__()
        self._assistant, self._enough = assistant, threading.Event()
        self.answers: list[str | None] = []

    def run(self) -> None:
        while not self._enough.wait(1 / A_SECOND):
            self.answers.append(self._assistant.say(uuid.uuid4().hex, "who reads this?", check_in=False))

    def stop(self) -> None:
        self._enough.set()
        self.join()


def test_no_reply_is_lost_while_a_new_model_takes_over(assistant: Running, models: Path) -> None:
    texting = Texting(assistant)
    texting.start()
    try:
        time.sleep(1)
        answered = len(texting.answers)
        swap(assistant, models)
        meanwhile = len(texting.answers) - answered
        time.sleep(1)
    finally:
        texting.stop()
    assert meanwhile > 0
    # Silence is what the service answers in place of the assistant for.
    assert [answer for answer in texting.answers if not answer] == []


def test_a_check_in_goes_on_with_the_new_model_where_it_was(assistant: Running, models: Path) -> None:
    sender = uuid.uuid4().hex
    assert assistant.say(sender, "7") == "Good to hear. How did you sleep last night?"
    swap(assistant, models)
    assert assistant.say(sender, "slept fine") == (
        "Glad you got some sleep. Do you feel safe at the moment? Yes, no or not sure."
    )


@pytest.mark.parametrize("content", [b"", b"half of a model", MODEL.name.encode() * 1000])
def test_a_model_that_cannot_be_loaded_is_told_loudly_and_changes_nothing(
    assistant: Running, models: Path, content: bytes
) -> None:
    before = assistant.log.read_text().count("model_swap_failed")
    put(models, content)
    wait_for(assistant, '"level": "critical", "logger": "hafan.model", "event": "model_swap_failed"', before)
    assert assistant.say(uuid.uuid4().hex, "7") == "Good to hear. How did you sleep last night?"
    swap(assistant, models)


def test_a_model_file_that_cannot_be_looked_at_is_told_loudly_and_looked_for_again(
    assistant: Running, models: Path
) -> None:
    file = models / MODEL.name
    file.unlink()
    # A link to itself: no file system says of it whether it is there.
    file.symlink_to(file)
    wait_for(assistant, '"level": "critical", "logger": "hafan.model", "event": "model_not_looked_at', 0)
    assert assistant.say(uuid.uuid4().hex, "7") == "Good to hear. How did you sleep last night?"
    file.unlink()
    swap(assistant, models)
    assert assistant.log.read_text().count("model_not_looked_at") == 1


async def asked(assistant: Running, text: str, version: str | None = None) -> list[tuple[str, float]]:
    async with httpx.AsyncClient() as client:
        return await Parsing(client, assistant.rasa, TOKEN).parse(text, version)


@pytest.mark.parametrize("version", [None, VERSION])
async def test_a_sentence_can_be_tried_in_what_serves_and_in_a_version(
    assistant: Running, version: str | None
) -> None:
    topics = await asked(assistant, "dwi isio siarad efo rywun", version)
    assert topics[0][0] == "talk_to_worker"
    assert [score for _, score in topics] == sorted((score for _, score in topics), reverse=True)
    assert "nlu_fallback" not in dict(topics)


@pytest.mark.parametrize(
    "version",
    [
        "20261122-2141-0000",
        "elsewhere",
        "..",
        f"../versions/{VERSION}",
        f"{VERSION}/",
        "/etc",
        "",
        "\0",
        "20261122-2141-11cc",
    ],
)
async def test_nothing_but_a_version_can_be_asked(assistant: Running, version: str) -> None:
    with pytest.raises(ParsingError, match="has no version"):
        await asked(assistant, "haia", version)


async def test_without_the_token_nothing_is_answered(assistant: Running) -> None:
    async with httpx.AsyncClient() as client:
        with pytest.raises(ParsingError, match="403"):
            await Parsing(client, assistant.rasa, "wrong").parse("haia")


@pytest.mark.parametrize(
    "body", [[], {}, {"text": ""}, {"text": 7}, {"text": "x" * 1601}, {"text": "x", "version": 7}]
)
async def test_a_malformed_question_is_refused(assistant: Running, body: object) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=assistant.rasa) as client:
        assert (await client.post("/hafan/parse", json=body, headers=headers)).status_code == 400


async def test_an_assistant_that_is_away_is_said_to_be() -> None:
    async with httpx.AsyncClient() as client:
        with pytest.raises(ParsingError, match="does not answer"):
            await Parsing(client, "http://127.0.0.1:9", TOKEN).parse("haia")


def test_what_is_tried_is_not_in_the_log(assistant: Running) -> None:
    assert "siarad" not in assistant.log.read_text()
