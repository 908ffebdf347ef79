"""Making a candidate: from a snapshot of the examples to a version with its report."""

import json
import shutil
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from bot.language import train as language_training
from bot.policy import load_policy
from bot.promotion import apart, examination, held_apart, weighing
from bot.promotion.code_version import code_version
from bot.promotion.comparison import Heard, compare
from bot.promotion.examination import Examined, Screen, known_topics
from bot.promotion.examples import PARTS, Example, ExampleFileError, changed_files, counts, read_examples
from bot.promotion.held_apart import Labelled
from bot.promotion.learned import examples_of
from bot.promotion.objections import Kind, Objection
from bot.promotion.promoting import take_in
from bot.promotion.versions import LEARNED, Report, State, Store, Version, new_id, sha256_of
from bot.recipes import ASSISTANT_MODEL, LANGUAGE_MODEL, RECIPES, TrainingError, data_hash
from bot.screening.gate import Locked, load_locked


class NothingServesError(TrainingError):
    """There is nothing that a candidate could be compared with, or that it could take the place of."""


class Step(StrEnum):
    """What is being done, in this order; a candidate with objections after SCREEN is not trained."""

    VALIDATE = "validate"
    SCREEN = "screen"
    TRAIN = "train"
    EVALUATE = "evaluate"
    COMPARE = "compare"


# Told at the beginning of each step and while it lasts: how much of the step is done, from 0 to 1.
Progress = Callable[[Step, float], None]
# What a trainer's examples decide and no gate of screening judges.
PROMOTED = tuple(recipe for recipe in RECIPES if recipe.name in ("assistant", "language"))
# How long the steps last as a rule; the last candidate's own times are taken once there are some.
USUAL_SECONDS: Mapping[str, float] = {Step.VALIDATE: 15.0, Step.TRAIN: 80.0, Step.EVALUATE: 20.0}
_ALMOST = 0.97


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
    clock = Clock(report, _usual(store))
    version = _begun(data, order, serving)
    examples, objections = _examine(data, partial(examples_of, store, serving), order, clock)
    if objections:
        findings = Report(counts(examples), objections=tuple(objections), seconds=clock.seconds)
        return store.write(version, findings)
    with store.workshop() as folder:
        entries = _train(data, folder, version, clock)
        findings = _findings(store, serving, folder / ASSISTANT_MODEL, clock)
        folder.rename(store.path(version.id))
    state = State.REFUSED if findings.objections else State.CANDIDATE
    trained = replace(version, state=state, sha256=entries["assistant"]["sha256"], entries=entries)
    return store.write(trained, replace(findings, examples=counts(examples), seconds=clock.seconds))


class Clock:
    """Tells progress, and how long each step took."""

    def __init__(self, report: Progress, usual: Mapping[str, float]) -> None:
        self._report, self._usual = report, usual
        self.seconds: dict[str, float] = {}

    def begin(self, step: Step) -> Callable[[float], None]:
        """Begin a step; give it its seconds so far now and then."""
        self._report(step, 0.0)
        self._started = time.monotonic()
        return lambda took: self._report(step, min(_ALMOST, took / self._usual.get(step, 1.0)))

    def end(self, step: Step) -> None:
        """The step is done."""
        self.seconds[step] = round(time.monotonic() - self._started, 1)
        self._report(step, 1.0)


def _usual(store: Store) -> Mapping[str, float]:
    before = (store.report(version.id).seconds for version in store.versions())
    return {**USUAL_SECONDS, **next((seconds for seconds in before if Step.TRAIN in seconds), {})}


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


def _examine(
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
            "figures": [],
        }
        for name, entry in version.entries.items()
    }


def _findings(store: Store, serving: Version, model: Path, clock: Clock) -> Report:
    """The candidate beside what serves, which is asked once for each set of messages."""
    messages = held_apart.labelled()
    tick = clock.begin(Step.EVALUATE)
    heard, failed = held_apart.ask(model, messages, tick, held_apart.STORIES)
    before = _heard_by(store, serving, messages, tick)
    clock.end(Step.EVALUATE)
    clock.begin(Step.COMPARE)
    comparison = compare(heard, before)
    objections = [
        *weighing.about_figures(comparison),
        *(Objection(Kind.CONVERSATION_FAILED, {"story": name}) for name in failed),
    ]
    clock.end(Step.COMPARE)
    return Report(heard=heard, comparison=comparison, objections=tuple(objections))


def _heard_by(
    store: Store, serving: Version, messages: list[Labelled], tick: Callable[[float], None]
) -> tuple[Heard, ...]:
    known = store.report(serving.id)
    if [(one.language, one.topic, one.text) for one in known.heard] == messages:
        return known.heard
    heard, _ = held_apart.ask(store.path(serving.id) / ASSISTANT_MODEL, messages, tick)
    store.write(store.version(serving.id), replace(known, heard=heard))
    return heard
