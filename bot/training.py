"""Building the models: whether they are stale, and putting what was built into service."""

import hashlib
import json
import shutil
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.parts import system_clock
from bot.promotion.code_version import code_version
from bot.promotion.examples import holds
from bot.promotion.promoting import ENGINEERS, take_in
from bot.promotion.versions import Store
from bot.recipes import MANIFEST, RECIPES, Recipe, TrainingError, data_hash, read_manifest
from bot.settings import Settings

CANDIDATE = "candidate"
WHY_KEPT = (
    "it was promoted or rolled back, and training from data/ would undo that. `hafan train --compare` makes "
    "a candidate of what is in data/; `hafan train` trains from there all the same."
)


def stale(folder: Path) -> list[Recipe]:
    """The models that are missing or built from something else than what is here now.

    Not those that people decided on and that training from data/ would undo: see `kept`.
    """
    known = read_manifest(folder)
    return [
        recipe
        for recipe in RECIPES
        if _missing(recipe, known, folder) or (_outdated(recipe, known) and not _decided(recipe, known))
    ]


def kept(folder: Path) -> list[Recipe]:
    """The models that are built from something else than data/ and serve because people decided so.

    One was promoted with examples that are not in data/ yet, or rolled back to what data/ no longer holds.
    Only since data/ changed otherwise is it worth telling.
    """
    known = read_manifest(folder)
    here = [recipe for recipe in RECIPES if not _missing(recipe, known, folder)]
    return [recipe for recipe in here if _outdated(recipe, known) and _decided(recipe, known)]


def _missing(recipe: Recipe, known: dict[str, Any], folder: Path) -> bool:
    return recipe.name not in known or not (folder / recipe.file).exists()


def _outdated(recipe: Recipe, known: dict[str, Any]) -> bool:
    entry = known[recipe.name]
    return data_hash(recipe) not in (entry["data_hash"], entry.get("laid_over"))


def _decided(recipe: Recipe, known: dict[str, Any]) -> bool:
    entry = known[recipe.name]
    return bool(entry.get("rolled_back")) or not holds(entry.get("changed", {}))


def begin(folder: Path) -> Path:
    """A folder in which models are built beside those that serve, which it starts with."""
    candidate = folder / CANDIDATE
    shutil.rmtree(candidate, ignore_errors=True)
    candidate.mkdir(parents=True)
    for file in folder.iterdir():
        if file.is_file():
            shutil.copy2(file, candidate)
    return candidate


async def finish(recipes: Sequence[Recipe], settings: Settings) -> None:
    """Put what was built into service, all of it together, and keep what the assistant learned from.

    When the gate refuses what screens, all of it is thrown away and what served goes on serving: raises
    TrainingError.
    """
    folder = settings.models_folder
    if any(recipe.screens for recipe in recipes):
        await _ask_the_gate(folder / CANDIDATE, settings)
    for file in (folder / CANDIDATE).iterdir():
        file.replace(folder / file.name)
    (folder / CANDIDATE).rmdir()
    store = Store(folder)
    with store.alone():
        take_in(store, system_clock())


async def _ask_the_gate(candidate: Path, settings: Settings) -> None:
    from bot.in_force import decided_here  # noqa: PLC0415 -- the app imports what trains nothing
    from bot.screening import gate  # noqa: PLC0415

    leads = await decided_here(settings)
    if reasons := gate.objections(leads.screen(candidate), leads.locked):
        shutil.rmtree(candidate)
        lines = "\n".join(f"  - {reason}" for reason in reasons)
        raise TrainingError(f"refused, and what served goes on serving:\n{lines}")


def build(recipe: Recipe, folder: Path) -> dict[str, Any]:
    """Build one model in the folder that `begin` gave and enter it in the manifest there; the entry.

    Raises TrainingError.
    """
    started, made_from = time.monotonic(), data_hash(recipe)
    figures = recipe.build(folder)
    entry = {
        "file": recipe.file,
        "sha256": hashlib.sha256((folder / recipe.file).read_bytes()).hexdigest(),
        "data_hash": made_from,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - started, 1),
        "python": sys.version.split()[0],
        "code": code_version(),
        # Whoever has a terminal here: it asks nobody who they are.
        "by": ENGINEERS,
        "figures": list(figures),
    }
    manifest = read_manifest(folder) | {recipe.name: entry}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
    return entry
