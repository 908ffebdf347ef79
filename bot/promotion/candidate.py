"""Making a candidate: from a snapshot of the examples to a version with its report."""

import json
import shutil
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.language import train as language_training
from bot.policy import load_policy
from bot.promotion import apart, examination
from bot.promotion.code_version import code_version
from bot.promotion.examination import Examined, Screen, known_topics
from bot.promotion.examples import PARTS, Example, ExampleFileError, changed_files, counts, read_examples
from bot.promotion.learned import examples_of
from bot.promotion.measuring import Measured, measured
from bot.promotion.objections import Kind, Objection
from bot.promotion.promoting import take_in
from bot.promotion.steps import Clock, Progress, Step
from bot.promotion.versions import LEARNED, Report, State, Store, Version, new_id, sha256_of
from bot.recipes import ASSISTANT_MODEL, LANGUAGE_MODEL, RECIPES, TrainingError, data_hash
from bot.screening.gate import Locked, load_locked


class NothingServesError(TrainingError):
    """There is nothing that a candidate could be compared with, or that it could take the place of."""


# What a trainer's examples decide and no gate of screening judges.
PROMOTED = tuple(recipe for recipe in RECIPES if recipe.name in ("assistant", "language"))


@dataclass(frozen=True)
class Order:
    """Who wants a candidate, when, what screens its examples, and the locked disclosures in force.

    `locked` are those of the released file unless given; `cleared` are examples, as (language, topic, words),
    that a safeguarding lead found harmless.
    """

    author: str
    at: datetime
    screen: Screen
    locked: Sequence[Locked] | None = None
    cleared: Collection[tuple[str, str, str]] = frozenset()


def train_candidate(data: Path, store: Store, order: Order, report: Progress) -> Version:
    """Train and examine a candidate in isolation; it is a candidate, or refused with its objections.

    `data` stands in for the folder of that name and holds nlu, rules and stories: see `examples.snapshot`.
    Takes minutes, and blocks: run it in a thread. Raises TrainingError when a tool itself fails.
    """
    with store.alone():
        serving = take_in(store, order.at)
    if serving is None:
        raise NothingServesError("nothing serves that a candidate could be compared with: run `hafan train`")
    clock = Clock.of(store, report)
    version = _begun(data, order, serving)
    examples, objections = examine(data, partial(examples_of, store, serving), order, clock)
    if objections:
        findings = Report(counts(examples), objections=tuple(objections), seconds=clock.seconds)
        return store.write(version, findings)
    with store.workshop() as folder:
        entries = _train(data, folder, version, clock)
        findings = measured(store, serving, Measured(version.id, folder / ASSISTANT_MODEL, examples), clock)
        folder.rename(store.path(version.id))
    entries["assistant"]["figures"] = findings.comparison.lines if findings.comparison else []
    state = State.REFUSED if findings.objections else State.CANDIDATE
    trained = replace(version, state=state, sha256=entries["assistant"]["sha256"], entries=entries)
    return store.write(trained, replace(findings, examples=counts(examples), seconds=clock.seconds))


def _begun(data: Path, order: Order, serving: Version) -> Version:
    """A version of which nothing is known but what it is made from."""
    changed = changed_files(data)
    entries = {
        recipe.name: {
            "file": recipe.file,
            "data_hash": data_hash(recipe, data),
            "laid_over": data_hash(recipe),
            "changed": changed,
        }
        for recipe in PROMOTED
    }
    return Version(
        id=new_id(order.at),
        state=State.REFUSED,
        author=order.author,
        made_at=order.at,
        code=code_version(),
        sha256=None,
        entries=entries,
        compared_with=serving.id,
    )


def examine(
    data: Path, today: Callable[[], list[Example]], order: Order, clock: Clock
) -> tuple[list[Example], list[Objection]]:
    """The examples, and what stands against them."""
    tick = clock.begin(Step.VALIDATE)
    try:
        examined = Examined(list(read_examples(data)), today(), known_topics(), order.cleared)
    except ExampleFileError as wrong:
        clock.end(Step.VALIDATE)
        return [], [Objection(Kind.INVALID_DATA, {"complaint": str(wrong)})]
    found = [*examination.about_examples(examined), *examination.about_answers()]
    # Rasa only repeats, in other words, what is already found.
    found += [] if found else _complaints(data, tick)
    clock.end(Step.VALIDATE)
    clock.begin(Step.SCREEN)
    locked = load_locked() if order.locked is None else order.locked
    found += examination.about_safety(examined, order.screen, locked, load_policy().alert_from)
    clock.end(Step.SCREEN)
    return list(examined.examples), found


def _complaints(data: Path, tick: Callable[[float], None]) -> list[Objection]:
    said = apart.run("bot.assistant.validate", ("--data", str(data)), tick)
    complaints = json.loads(said.splitlines()[-1])
    return [Objection(Kind.INVALID_DATA, {"complaint": complaint}) for complaint in complaints]


def _train(data: Path, folder: Path, version: Version, clock: Clock) -> dict[str, dict[str, Any]]:
    """What the manifest is to say of each file that was made."""
    tick = clock.begin(Step.TRAIN)
    parts = [str(data / part) for part in PARTS]
    apart.run("bot.assistant.train", ("--output", str(folder), "--data", *parts), tick)
    language_training.train(data / LEARNED, folder / LANGUAGE_MODEL)
    shutil.copytree(data / LEARNED, folder / LEARNED)
    clock.end(Step.TRAIN)
    return {
        name: {
            **entry,
            "sha256": sha256_of(folder / entry["file"]),
            "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": clock.seconds[Step.TRAIN],
            "python": sys.version.split()[0],
            "code": version.code,
            "by": version.author,
            "figures": [],
        }
        for name, entry in version.entries.items()
    }
