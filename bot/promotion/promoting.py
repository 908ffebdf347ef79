"""Letting a candidate serve, which takes two people, and going back, which takes one."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.promotion.code_version import code_version
from bot.promotion.examples import counts, read_examples
from bot.promotion.objections import Objection
from bot.promotion.swapping import Intention, intend
from bot.promotion.versions import Promotion, Report, State, Store, Version, is_that, new_id, sync
from bot.recipes import (
    ASSISTANT_MODEL,
    DATA_FOLDER,
    LANGUAGE_MODEL,
    RECIPES,
    data_hash,
    read_manifest,
)
from bot.storage.model_requests import Refused

FILES = (ASSISTANT_MODEL, LANGUAGE_MODEL)
# Who made a version that was trained without a comparison, by `hafan train`.
ENGINEERS = "hafan train"


class Refusal(StrEnum):
    """Why a version may not serve."""

    SAME_PERSON = "same_person"
    OBJECTIONS = "objections"
    NOT_A_CANDIDATE = "not_a_candidate"
    OUTDATED = "outdated"
    DAMAGED = "damaged"
    NOTHING_BEFORE = "nothing_before"
    SERVES_ANOTHER = "serves_another"
    UNFINISHED = "unfinished"


SENTENCES: Mapping[str, str] = {
    Refusal.SAME_PERSON: "Whoever asks may not approve: let somebody else compare the two and approve.",
    Refusal.OBJECTIONS: "There are objections against this version: mend what they name and train again.",
    Refusal.NOT_A_CANDIDATE: (
        "This version serves, or served before: only a candidate, or one that was rolled back from, can be "
        "promoted."
    ),
    Refusal.OUTDATED: (
        "None serves, or another than the one it was compared with: compare it again (`hafan train --compare "
        "--version ID`), or train a new candidate."
    ),
    Refusal.DAMAGED: "The version's files are not those that were examined: train a new candidate.",
    Refusal.NOTHING_BEFORE: "No earlier version is kept to go back to.",
    Refusal.SERVES_ANOTHER: "Another version serves now: look again before you roll back.",
    Refusal.UNFINISHED: (
        "It is decided and written down, but its files could not be put in place, and what served goes on "
        "serving: make room in the folder of models, and `hafan models` finishes it."
    ),
    Refused.ALREADY_ASKED: "Somebody asked for it already: let somebody else approve or decline it.",
    Refused.ALREADY_DECIDED: "Somebody else was quicker and has decided.",
    Refused.UNKNOWN: "Nobody asked that it serve, or it was decided: ask first, with --asked-by.",
}


class PromotionRefusedError(Exception):
    """A version may not serve; `objections` are those that stand against it."""

    def __init__(self, refusal: Refusal | Refused, objections: tuple[Objection, ...] = ()) -> None:
        super().__init__(refusal, objections)
        self.refusal, self.objections = refusal, objections

    def __str__(self) -> str:
        reasons = [f"\n  - {objection}" for objection in self.objections]
        return SENTENCES[self.refusal] + "".join(reasons)


def promotion_of(store: Store, version_id: str, asked_by: str, approved_by: str, now: datetime) -> Intention:
    """To let a candidate serve, or a version that was rolled back from; raises PromotionRefusedError and
    UnknownVersionError.

    The two people are ids of accounts; whether they may is the caller's to know, and to `examine_again`
    before. What served is kept.
    """
    with store.alone():
        before = take_in(store, now)
        version = store.version(version_id)
        _check(store, version, before, asked_by, approved_by)
        return intend(store, _promoted(version, Promotion(asked_by, approved_by, now)), before, now)


def refusals(store: Store, version: Version, serving: Version | None) -> list[Refusal]:
    """Everything that stands against promoting a version, whoever asks."""
    if not version.may_be_asked_for:
        return [Refusal.OBJECTIONS if version.state is State.REFUSED else Refusal.NOT_A_CANDIDATE]
    found = []
    if store.report(version.id).objections:
        found.append(Refusal.OBJECTIONS)
    # Where nothing serves there is nothing that it was compared with.
    if serving is None or version.compared_with != serving.id:
        found.append(Refusal.OUTDATED)
    # Without its examples nobody can tell whether it learned what must never be an example.
    if not store.is_whole(version) or store.learned(version.id) is None:
        found.append(Refusal.DAMAGED)
    return found


def way_back(store: Store, by: str, now: datetime, expected: str | None = None) -> Intention:
    """To let the version serve that served before the present one; raises PromotionRefusedError.

    `expected` is the version to be left, where somebody saw which serves: two who click at once go one step.
    Again and again it goes further back, never forth: what was left that way needs two people to serve.
    """
    with store.alone():
        serving = take_in(store, now)
        if expected is not None and expected != (serving.id if serving else None):
            raise PromotionRefusedError(Refusal.SERVES_ANOTHER)
        earlier = store.previous()
        if earlier is None:
            raise PromotionRefusedError(Refusal.NOTHING_BEFORE)
        if not store.is_whole(earlier):
            raise PromotionRefusedError(Refusal.DAMAGED)
        left = replace(serving, withdrawn=True) if serving else None
        back = _gone_back_to(_promoted(earlier, Promotion(by, by, now)))
        return intend(store, back, left, now)


def _promoted(version: Version, promotion: Promotion) -> Version:
    return replace(version, promotions=(*version.promotions, promotion), withdrawn=False)


def _gone_back_to(version: Version) -> Version:
    """Older than what is in data/, on purpose: `bot.training` then leaves it alone."""
    here = {recipe.name: data_hash(recipe) for recipe in RECIPES}
    entries = {
        name: {**entry, "laid_over": here[name], "rolled_back": True}
        for name, entry in version.entries.items()
    }
    return replace(version, entries=entries)


def take_in(store: Store, now: datetime) -> Version | None:
    """The version that serves; one that `hafan train` built becomes a version here, files and all."""
    if (known := store.serving()) or not (sha256 := store.serving_hash()):
        if known:
            _mend_kept_files(store, known)
        if known and store.learned(known.id) is None:
            _keep_learned(store, known)
        return known
    _retire_others(store, now)
    entries = _entries(store)
    version = Version(new_id(now), State.SERVING, ENGINEERS, now, code_version(), sha256, entries)
    folder = store.path(version.id)
    folder.mkdir(parents=True)
    for name in FILES:
        if (store.models / name).exists():
            shutil.copy2(store.models / name, folder)
    examples = _keep_learned(store, version)
    return store.write(version, Report(examples))


def _mend_kept_files(store: Store, serving: Version) -> None:
    """What serves must be kept whole before another takes its place: a power cut may have spoilt the copy."""
    for entry in serving.entries.values():
        kept, serves = store.path(serving.id) / entry["file"], store.models / entry["file"]
        if not is_that(kept, entry) and is_that(serves, entry):
            part = Path(shutil.copy2(serves, kept.with_name(f"{kept.name}.part")))
            sync(part)
            part.replace(kept)


def _retire_others(store: Store, now: datetime) -> None:
    """What served before somebody trained without asking here."""
    for one in store.versions():
        if one.state is State.RETIRED and one.retired_at is None:
            store.write(replace(one, retired_at=now))


def _keep_learned(store: Store, version: Version) -> Mapping[str, Mapping[str, int]]:
    """Keep what it was trained from, where data/ still holds that; how many examples those are."""
    made_from = [recipe for recipe in RECIPES if recipe.name in version.entries]
    # Either will do: both learn from the examples, and each from something else that may have changed since.
    if not any(version.entries[recipe.name]["data_hash"] == data_hash(recipe) for recipe in made_from):
        return {}
    store.keep_learned(version.id, DATA_FOLDER)
    return counts(read_examples(DATA_FOLDER))


def _entries(store: Store) -> Mapping[str, Mapping[str, Any]]:
    known = read_manifest(store.models)
    return {name: known[name] for name in ("assistant", "language") if name in known}


def _check(store: Store, version: Version, serving: Version | None, asked_by: str, approved_by: str) -> None:
    if asked_by == approved_by:
        raise PromotionRefusedError(Refusal.SAME_PERSON)
    for refusal in refusals(store, version, serving):
        raise PromotionRefusedError(refusal, store.report(version.id).objections)
