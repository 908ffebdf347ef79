"""A version on the messages held apart: beside what serves, and beside what two people promoted last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from bot.promotion import held_apart, weighing
from bot.promotion.comparison import Heard, compare
from bot.promotion.examples import Example
from bot.promotion.held_apart import Labelled
from bot.promotion.learned import examples_of
from bot.promotion.objections import Kind, Objection
from bot.promotion.steps import Clock, Step
from bot.promotion.versions import Beside, Report, Store, Version
from bot.recipes import ASSISTANT_MODEL

log = structlog.get_logger()

Tick = Callable[[float], None]


@dataclass(frozen=True)
class Measured:
    """The version that is measured: its name, its file, and what it learned."""

    id: str
    model: Path
    examples: Sequence[Example]


def measured(store: Store, serving: Version, version: Measured, clock: Clock) -> Report:
    """What comes of comparing; what stands against it follows from what serves alone.

    Where somebody rolled back from what was promoted last, or trained another, that is compared with too:
    what two people wanted is then not lost without anybody seeing it.
    """
    messages, promoted = held_apart.labelled(), store.last_promoted()
    tick = clock.begin(Step.EVALUATE)
    heard, failed = held_apart.ask(version.model, messages, tick, held_apart.STORIES)
    before = _heard_by(store, serving, messages, tick)
    also = None
    if promoted and promoted.id not in (serving.id, version.id):
        if store.is_whole(promoted):
            also = _beside(store, promoted, heard, version.examples, tick)
        else:
            # It is told beside, and refuses nothing: for want of it no candidate is lost either.
            log.error("last_promoted_not_compared", version=promoted.id, reason="files missing or damaged")
    clock.end(Step.EVALUATE)
    clock.begin(Step.COMPARE)
    comparison = compare(heard, before)
    objections = [
        *weighing.about_figures(comparison),
        *(Objection(Kind.CONVERSATION_FAILED, {"story": name}) for name in failed),
    ]
    clock.end(Step.COMPARE)
    return Report(heard=heard, comparison=comparison, promoted=also, objections=tuple(objections))


def _beside(
    store: Store, promoted: Version, heard: Sequence[Heard], examples: Sequence[Example], tick: Tick
) -> Beside:
    messages = [(one.language, one.topic, one.text) for one in heard]
    here = {(one.language, one.topic, one.text) for one in examples}
    unlearned = [
        one
        for one in (examples_of(store, promoted) if store.learned(promoted.id) else ())
        if (one.language, one.topic, one.text) not in here
    ]
    comparison = compare(heard, _heard_by(store, promoted, messages, tick))
    return Beside(promoted.id, comparison, tuple(unlearned))


def _heard_by(store: Store, version: Version, messages: list[Labelled], tick: Tick) -> tuple[Heard, ...]:
    """What a version that is kept makes of the messages; asked once for each set of them."""
    known = store.report(version.id)
    if [(one.language, one.topic, one.text) for one in known.heard] == messages:
        return known.heard
    heard, _ = held_apart.ask(store.path(version.id) / ASSISTANT_MODEL, messages, tick)
    with store.alone():
        # Asking takes half a minute, and somebody may have found out more about it meanwhile.
        store.write(store.version(version.id), replace(store.report(version.id), heard=heard))
    return heard
