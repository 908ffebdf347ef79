"""What each model is built from and how, and what the manifest beside the models says of them."""

import hashlib
import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.language import train as language_training
from bot.policy import load_thresholds
from bot.screening.classifier import ARTEFACT
from bot.screening.encoder import ENCODER
from bot.settings import ROOT

ASSISTANT_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
ASSISTANT_MODEL = "assistant.tar.gz"
LANGUAGE_MODEL = "language.json"
MANIFEST = "manifest.json"
DATA_FOLDER = ROOT / "data"
NLU_FOLDER = DATA_FOLDER / "nlu"


class TrainingError(Exception):
    """A model could not be built; the text holds the last lines of what the trainer said."""


class TookTooLongError(TrainingError):
    """The trainer was stopped, because it went on for longer than it ever should."""


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
    run_apart("bot.assistant.train", "--output", str(folder))
    return ()


def run_apart(module: str, *arguments: str) -> None:
    """Run one of the modules that need the Rasa server's Python; raises TrainingError."""
    command = [str(ASSISTANT_PYTHON), "-W", "ignore", "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise TrainingError("\n".join((done.stdout + done.stderr).splitlines()[-15:]))


def _build_language(folder: Path) -> Sequence[str]:
    language_training.train(NLU_FOLDER, folder / LANGUAGE_MODEL)
    return ()


def _build_classifier(folder: Path) -> Sequence[str]:
    # scikit-learn takes a second or two to load, which only training needs.
    from bot.screening import classifier_training  # noqa: PLC0415

    return classifier_training.train(folder / ARTEFACT, load_thresholds())


def _build_encoder(folder: Path) -> Sequence[str]:
    from bot.screening import encoder_training  # noqa: PLC0415

    def teach(given: Path, taught: Path) -> None:
        run_apart("bot.assistant.encoder_training", str(given), str(taught))

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
    Recipe(
        "language", LANGUAGE_MODEL, ("data/nlu", "data/language/words.yml", "bot/language"), _build_language
    ),
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


def data_hash(recipe: Recipe, data: Path = DATA_FOLDER) -> str:
    """A hash over the names and contents of everything that a model is made from.

    `data` stands in for the folder of that name: the same files give the same hash wherever they lie, and
    what it does not hold is as it is here.
    """
    total = hashlib.sha256()
    for source in recipe.sources:
        stands_in = data / source.removeprefix("data/")
        path = stands_in if source.startswith("data/") and stands_in.exists() else ROOT / source
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                total.update(f"{_name(file, data)}\0".encode())
                total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _name(file: Path, data: Path) -> Path:
    return "data" / file.relative_to(data) if file.is_relative_to(data) else file.relative_to(ROOT)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What is known of the models in a folder, by name; nothing where there is no manifest to read."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return manifest
