"""Building the models: what they are built from, whether they are stale, and the manifest beside them."""

import hashlib
import json
import shutil
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
from bot.screening.encoder import ENCODER
from bot.settings import ROOT

MANIFEST = "manifest.json"
CANDIDATE = "candidate"
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
    # Whether it is part of what screens, and so has to pass the gate.
    screens: bool = False


def _build_assistant(folder: Path) -> Sequence[str]:
    _run_apart("bot.assistant.train", "--output", str(folder))
    return ()


def _run_apart(module: str, *arguments: str) -> None:
    """Run one of the modules that need the Rasa server's Python; raises TrainingError."""
    command = [str(ASSISTANT_PYTHON), "-W", "ignore", "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise TrainingError("\n".join((done.stdout + done.stderr).splitlines()[-15:]))


def _build_language(folder: Path) -> Sequence[str]:
    language_training.train(NLU_FOLDER, folder / "language.json")
    return ()


def _build_classifier(folder: Path) -> Sequence[str]:
    # scikit-learn takes a second or two to load, which only training needs.
    from bot.screening import classifier_training  # noqa: PLC0415

    return classifier_training.train(folder / ARTEFACT, load_thresholds())


def _build_encoder(folder: Path) -> Sequence[str]:
    from bot.screening import encoder_training  # noqa: PLC0415

    def teach(given: Path, taught: Path) -> None:
        _run_apart("bot.assistant.encoder_training", str(given), str(taught))

    return encoder_training.train_encoder(folder / ENCODER, teach)


# What the encoder is made from; the classifier, which weighs its answers, is made from as much and more.
_HEARD = (
    "data/safeguarding/corpus",
    "data/nlu",
    "data/language/glosses.tsv",
    "requirements/rasa.txt",
    "bot/language/glosses.py",
    # What turns a text into features, and features into weights.
    "bot/assistant/encoder_training.py",
    *(
        f"bot/domain/{name}.py"
        for name in ("folding", "spellings", "english_spellings", "welsh_spellings", "mutation")
    ),
    *(
        f"bot/screening/{name}.py"
        for name in (
            "features",
            "corpus",
            "ordinary",
            "samples",
            "encoder",
            "encoder_graph",
            "encoder_training",
        )
    ),
)
RECIPES = (
    Recipe("language", "language.json", ("data/nlu", "bot/language"), _build_language),
    Recipe("encoder", ENCODER, _HEARD, _build_encoder, screens=True),
    Recipe(
        "classifier",
        ARTEFACT,
        (*_HEARD, "bot/screening/classifier.py", "bot/screening/classifier_training.py"),
        _build_classifier,
        screens=True,
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


def begin(folder: Path) -> Path:
    """A folder in which models are built beside those that serve, which it starts with."""
    candidate = folder / CANDIDATE
    shutil.rmtree(candidate, ignore_errors=True)
    candidate.mkdir(parents=True)
    for file in folder.iterdir():
        if file.is_file():
            shutil.copy2(file, candidate)
    return candidate


def finish(recipes: Sequence[Recipe], folder: Path) -> None:
    """Put what was built into service, all of it together.

    When the gate refuses what screens, all of it is thrown away and what served goes on serving: raises
    TrainingError.
    """
    candidate = folder / CANDIDATE
    if any(recipe.screens for recipe in recipes):
        _ask_the_gate(candidate)
    for file in candidate.iterdir():
        file.replace(folder / file.name)
    candidate.rmdir()


def _ask_the_gate(candidate: Path) -> None:
    from bot.app import screen_text  # noqa: PLC0415 -- the app imports what trains nothing
    from bot.screening import gate  # noqa: PLC0415

    if reasons := gate.objections(screen_text(candidate)):
        shutil.rmtree(candidate)
        lines = "\n".join(f"  - {reason}" for reason in reasons)
        raise TrainingError(f"refused, and what served goes on serving:\n{lines}")


def build(recipe: Recipe, folder: Path) -> dict[str, Any]:
    """Build one model in the folder that `begin` gave and enter it in the manifest there; the entry.

    Raises TrainingError.
    """
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
