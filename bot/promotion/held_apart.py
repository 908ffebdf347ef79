"""The messages held apart from training, by which models are measured."""

import json
from collections.abc import Callable
from pathlib import Path

import yaml

from bot.domain.languages import Language
from bot.promotion import apart
from bot.promotion.comparison import LANGUAGES, Heard
from bot.settings import ROOT

FOLDER = ROOT / "tests" / "nlu" / "held_apart"
STORIES = ROOT / "tests" / "test_stories.yml"

Labelled = tuple[Language, str, str]


def labelled(folder: Path = FOLDER) -> list[Labelled]:
    """(language, topic, text) of each message, in the order of the files."""
    return [
        (language, entry["intent"], line.strip().removeprefix("- "))
        for language in LANGUAGES
        for entry in yaml.safe_load((folder / f"{language}.yml").read_text(encoding="utf-8"))["nlu"]
        for line in entry["examples"].splitlines()
    ]


def ask(
    model: Path, messages: list[Labelled], tick: Callable[[float], None], stories: Path | None = None
) -> tuple[tuple[Heard, ...], tuple[str, ...]]:
    """What a model takes each message for, and the practised conversations that it takes another way."""
    texts = [text for _, _, text in messages]
    given = json.dumps({"texts": texts, "stories": str(stories) if stories else None})
    said = apart.run("bot.assistant.evaluate", ("--model", str(model)), tick, given)
    answer = json.loads(said.splitlines()[-1])
    heard = (
        Heard(*message, topic, score)
        for message, (topic, score) in zip(messages, answer["heard"], strict=True)
    )
    return tuple(heard), tuple(answer["failed"])
