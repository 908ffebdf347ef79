"""Building the models: what they are built from, whether they are stale, and the manifest beside them."""

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.language import train as language_training
from bot.policy import load_thresholds
from bot.processes import ASSISTANT_MODEL, ASSISTANT_PYTHON
from bot.screening.classifier import ARTEFACT
from bot.settings import ROOT

MANIFEST = "manifest.json"
NLU_FOLDER = ROOT / "data" / "nlu"


class TrainingError(Exception):
    """A model could not be built; the text holds the last lines of what the trainer said."""


@dataclass(frozen=True)
class Recipe:
    """One model: the file that it becomes, what it is made from, and how."""

    name: str
    file: str
    sources: tuple[str, ...]
    # What training measured of it, if anything, as lines to read.
    build: Callable[[Path], Sequence[str]]


def _build_assistant(folder: Path) -> Sequence[str]:
    command = [str(ASSISTANT_PYTHON), "-W", "ignore", "-m", "bot.assistant.train", "--output", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise TrainingError("\n".join((done.stdout + done.stderr).splitlines()[-15:]))
    return ()


def _build_language(folder: Path) -> Sequence[str]:
    language_training.train(NLU_FOLDER, folder / "language.json")
    return ()


def _build_classifier(folder: Path) -> Sequence[str]:
    # scikit-learn takes a second or two to load, which only training needs.
    from bot.screening import classifier_training  # noqa: PLC0415

    return classifier_training.train(folder / ARTEFACT, load_thresholds())


RECIPES = (
    Recipe("language", "language.json", ("data/nlu", "bot/language"), _build_language),
    Recipe(
        "classifier",
        ARTEFACT,
        (
            "data/safeguarding/corpus",
            "data/nlu",
            # What turns a text into features, and features into weights.
            *(
                f"bot/domain/{name}.py"
                for name in ("folding", "spellings", "english_spellings", "welsh_spellings", "mutation")
            ),
            *(
                f"bot/screening/{name}.py"
                for name in ("features", "classifier", "classifier_training", "corpus", "ordinary")
            ),
        ),
        _build_classifier,
    ),
    Recipe(
        "assistant",
        ASSISTANT_MODEL,
        (
            "config.yml",
            "domain",
            "data/nlu",
            "data/rules",
            "data/stories",
            # What runs in the pipeline, and how it is trained.
            "bot/assistant/folding.py",
            "bot/assistant/tokenizer.py",
            "bot/assistant/train.py",
            "requirements/rasa.txt",
        ),
        _build_assistant,
    ),
)


def stale(folder: Path) -> list[Recipe]:
    """The models that are missing or built from something else than what is here now."""
    known = _read(folder)
    return [recipe for recipe in RECIPES if not _fresh(recipe, known.get(recipe.name), folder)]


def _fresh(recipe: Recipe, entry: dict[str, Any] | None, folder: Path) -> bool:
    return bool(entry) and (folder / recipe.file).exists() and entry["data_hash"] == data_hash(recipe)  # type: ignore[index]


def build(recipe: Recipe, folder: Path) -> dict[str, Any]:
    """Build one model and enter it in the manifest; the entry. Raises TrainingError."""
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    figures = recipe.build(folder)
    entry = {
        "file": recipe.file,
        "sha256": hashlib.sha256((folder / recipe.file).read_bytes()).hexdigest(),
        "data_hash": data_hash(recipe),
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - started, 1),
        "python": sys.version.split()[0],
        "figures": list(figures),
    }
    manifest = _read(folder) | {recipe.name: entry}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
    return entry


def data_hash(recipe: Recipe) -> str:
    """A hash over the names and contents of everything that a model is made from."""
    total = hashlib.sha256()
    for source in recipe.sources:
        path = ROOT / source
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                total.update(f"{file.relative_to(ROOT)}\0".encode())
                total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _read(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return manifest
