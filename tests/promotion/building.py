"""Small versions, reports and folders of examples, for which no model is trained."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.domain.languages import Language
from bot.promotion.comparison import Heard
from bot.promotion.objections import Objection
from bot.promotion.promoting import promotion_of, way_back
from bot.promotion.swapping import carry_out
from bot.promotion.versions import LEARNED, Report, State, Store, Version, new_id, sha256_of
from bot.recipes import ASSISTANT_MODEL, LANGUAGE_MODEL, MANIFEST

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
ELERI, NIA = "eleri's account", "nia's account"


def serving_folder(folder: Path, words: str = "first") -> Store:
    """A folder in which models serve that were built without any comparison."""
    (folder / ASSISTANT_MODEL).write_text(f"assistant {words}")
    (folder / LANGUAGE_MODEL).write_text(f"language {words}")
    manifest = {"classifier": {"file": "classifier.npz"}} | entries(folder, words)
    (folder / MANIFEST).write_text(json.dumps(manifest))
    return Store(folder)


def entries(folder: Path, words: str, changed: Mapping[str, str] | None = None) -> dict[str, dict[str, Any]]:
    """What the manifest says of the files in a folder."""
    return {
        name: {
            "file": file,
            "sha256": sha256_of(folder / file),
            "data_hash": words,
            "laid_over": "data",
            "changed": changed or {},
        }
        for name, file in (("assistant", ASSISTANT_MODEL), ("language", LANGUAGE_MODEL))
    }


def candidate(
    store: Store,
    words: str,
    compared_with: str | None,
    *,
    state: State = State.CANDIDATE,
    objections: tuple[Objection, ...] = (),
    minutes: int = 0,
    examples: Sequence[str] = (),
) -> Version:
    """A candidate with files of its own; `examples` are the English greetings that it learned."""
    at = NOW + timedelta(minutes=minutes)
    version_id = new_id(at)
    folder = store.path(version_id)
    folder.mkdir(parents=True)
    (folder / ASSISTANT_MODEL).write_text(f"assistant {words}")
    (folder / LANGUAGE_MODEL).write_text(f"language {words}")
    learn(store, version_id, examples)
    version = Version(
        id=version_id,
        state=state,
        author=ELERI,
        made_at=at,
        code="abc1234",
        sha256=sha256_of(folder / ASSISTANT_MODEL),
        entries=entries(folder, words),
        compared_with=compared_with,
    )
    return store.write(version, Report(objections=objections))


def learn(store: Store, version_id: str, examples: Sequence[str] = ()) -> None:
    """Keep English greetings as what a version learned from, in the place of anything kept before."""
    file = store.path(version_id) / LEARNED / "en" / "smalltalk.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"- {text}\n" for text in examples)
    file.write_text(yaml.safe_dump({"nlu": [{"intent": "greet", "examples": lines}]}))


def heard(language: Language, *pairs: tuple[str, str]) -> list[Heard]:
    """(topic, taken for) of messages, named by their number."""
    return [
        Heard(language, topic, f"{language} {number}", taken, 0.9)
        for number, (topic, taken) in enumerate(pairs)
    ]


def promote(store: Store, version_id: str, asked_by: str, approved_by: str, now: datetime) -> Version:
    """Two people's decision, carried out at once as after a commit."""
    return carry_out(store, promotion_of(store, version_id, asked_by, approved_by, now))


def roll_back(store: Store, by: str, now: datetime, expected: str | None = None) -> Version:
    """One step back, carried out at once."""
    return carry_out(store, way_back(store, by, now, expected))
