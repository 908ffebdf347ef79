"""The examples of a folder of training data, by language and topic, and snapshots to train from."""

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml

from bot.domain.languages import Language
from bot.recipes import DATA_FOLDER

# What the assistant is trained from, within data/.
PARTS = ("nlu", "rules", "stories")
LANGUAGES = (Language.ENGLISH, Language.WELSH)
_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


class SnapshotError(ValueError):
    """A changed file is none that candidates are trained from; the text names it."""


@dataclass(frozen=True)
class Example:
    """One message that stands for a topic, with the marks of entities taken off."""

    language: Language
    topic: str
    text: str
    file: str


def snapshot(changes: Mapping[str, str], data: Path = DATA_FOLDER) -> Path:
    """A temporary copy of the training data with changed files laid over it, for the caller to remove.

    `changes` gives the whole new content by path within data/, as "nlu/cy/smalltalk.yml"; nothing outside
    data/nlu can be changed so. Raises SnapshotError.
    """
    for name in changes:
        path = PurePosixPath(name)
        if path.parts[:1] != ("nlu",) or ".." in path.parts or path.suffix != ".yml" or len(path.parts) != 3:
            raise SnapshotError(f"{name}: only data/nlu/<language>/<file>.yml can be changed here")
    copied = Path(tempfile.mkdtemp(prefix="hafan-snapshot-"))
    for part in PARTS:
        shutil.copytree(data / part, copied / part)
    for name, content in changes.items():
        (copied / name).parent.mkdir(parents=True, exist_ok=True)
        (copied / name).write_text(content, encoding="utf-8")
    return copied


def read_examples(data: Path) -> Iterator[Example]:
    """Every example of a folder that stands in for data/; raises yaml.YAMLError for a file that is none."""
    for language in LANGUAGES:
        for file in sorted((data / "nlu" / language).glob("*.yml")):
            for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
                for line in entry.get("examples", "").splitlines() if "intent" in entry else ():
                    text = _ENTITY.sub(r"\1", line.strip().removeprefix("- ")).strip()
                    if text:
                        yield Example(language, entry["intent"], text, str(file.relative_to(data)))
