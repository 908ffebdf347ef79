"""A version that is kept, examined and compared with what serves now, by the same gate as a candidate.

So one that was rolled back from can be asked for again, whoever trained it and whatever it was compared with.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot.promotion.candidate import NothingServesError, Order, examine
from bot.promotion.examples import counts, snapshot
from bot.promotion.learned import examples_of
from bot.promotion.measuring import Measured, measured
from bot.promotion.promoting import PromotionRefusedError, Refusal, take_in
from bot.promotion.steps import Clock, Progress
from bot.promotion.versions import LEARNED, Report, State, Store, Version
from bot.recipes import ASSISTANT_MODEL


def compare_again(store: Store, version_id: str, order: Order, report: Progress) -> Version:
    """Find out anew what stands against a version, and how it compares; nothing is trained.

    For what two people could let serve: a candidate, or what somebody rolled back from. Takes half a minute,
    and blocks. Raises PromotionRefusedError, UnknownVersionError and TrainingError.
    """
    with store.alone():
        serving = take_in(store, order.at)
    version, learned = store.version(version_id), store.learned(version_id)
    if serving is None:
        raise NothingServesError("nothing serves that it could be compared with: run `hafan train`")
    if not version.may_be_asked_for:
        refused = version.state is State.REFUSED
        raise PromotionRefusedError(Refusal.OBJECTIONS if refused else Refusal.NOT_A_CANDIDATE)
    if learned is None or not store.is_whole(version):
        raise PromotionRefusedError(Refusal.DAMAGED)
    clock = Clock.of(store, report)
    with _data(learned) as data:
        examples, objections = examine(data, partial(examples_of, store, serving), order, clock)
    findings = Report()
    if not objections:
        made = Measured(version.id, store.path(version.id) / ASSISTANT_MODEL, examples)
        findings = measured(store, serving, made, clock)
    found = (*objections, *findings.objections)
    with store.alone():
        # Somebody may have let it serve meanwhile: its state and who promoted it are read once more.
        compared = replace(store.version(version_id), compared_with=serving.id)
        before = store.report(version_id)
        findings = replace(
            findings,
            examples=counts(examples),
            heard=findings.heard or before.heard,
            objections=found,
            seconds=before.seconds,
        )
        return store.write(compared, findings)


@contextmanager
def _data(learned: Path) -> Iterator[Path]:
    """A folder that stands in for data/, with the examples that a version learned and no others."""
    folder = snapshot({})
    try:
        shutil.rmtree(folder / LEARNED)
        shutil.copytree(learned / LEARNED, folder / LEARNED)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
