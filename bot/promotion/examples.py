"""The examples of a folder of training data, by language and topic, and snapshots to train from."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from bot.domain.languages import Language
from bot.recipes import DATA_FOLDER

# What the assistant is trained from, within data/.
PARTS = ("nlu", "rules", "stories")
LANGUAGES = (Language.ENGLISH, Language.WELSH)
_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


class SnapshotError(ValueError):
    """A changed file is none that candidates are trained from; the text names it."""


class ExampleFileError(ValueError):
    """A file of examples cannot be read; the text names it, and the line where one is known."""


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
    """Every example of a folder that stands in for data/; raises ExampleFileError."""
    for language in LANGUAGES:
        for file in sorted((data / "nlu" / language).glob("*.yml")):
            name = str(file.relative_to(data))
            try:
                yield from _read(yaml.safe_load(file.read_text(encoding="utf-8")), language, name)
            except yaml.MarkedYAMLError as wrong:
                line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
                raise ExampleFileError(f"{name}, line {line}: {wrong.problem}") from wrong
            except (KeyError, TypeError, AttributeError, ValueError) as wrong:
                raise ExampleFileError(f"{name}: is not a file of examples by topic") from wrong


def _read(content: Any, language: Language, file: str) -> Iterator[Example]:
    for entry in content["nlu"]:
        for line in entry["examples"].splitlines() if "intent" in entry else ():
            if text := _ENTITY.sub(r"\1", line.strip().removeprefix("- ")).strip():
                yield Example(language, entry["intent"], text, file)


def counts(examples: Iterable[Example]) -> dict[str, dict[str, int]]:
    """How many examples there are, by language and topic."""
    found: dict[str, dict[str, int]] = {language: {} for language in LANGUAGES}
    for one in examples:
        found[one.language][one.topic] = found[one.language].get(one.topic, 0) + 1
    return found


def changed_files(data: Path, today: Path = DATA_FOLDER) -> dict[str, str]:
    """The files that differ from today's, by path within data/, with their hash; "" for one that is gone."""
    now, before = _hashes(data), _hashes(today)
    return {
        name: now.get(name, "")
        for name in sorted(now.keys() | before.keys())
        if now.get(name) != before.get(name)
    }


def holds(changed: Mapping[str, str], today: Path = DATA_FOLDER) -> bool:
    """Whether today's files are those that `changed_files` once told of."""
    now = _hashes(today)
    return all(now.get(name, "") == content for name, content in changed.items())


def _hashes(data: Path) -> dict[str, str]:
    files = [file for part in PARTS for file in sorted((data / part).rglob("*")) if file.is_file()]
    return {str(file.relative_to(data)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
