"""The released files that leads' changes are laid over: rules, corpus and locked disclosures."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.safeguarding_changes.messages import takes
from bot.screening import corpus
from bot.screening.corpus import Message
from bot.screening.gate import LOCKED_FILE, Locked, load_locked
from bot.screening.loading import read_texts
from bot.settings import ROOT
from bot.storage.safeguarding_changes import Change, Kind

RULES_FOLDER = ROOT / "data" / "safeguarding" / "rules"


@dataclass(frozen=True)
class Released:
    """What this release says, without anybody's change."""

    rules: Path = RULES_FOLDER
    locked_file: Path = LOCKED_FILE
    corpus: Path = corpus.CORPUS

    def texts(self) -> dict[str, str]:
        """The rule files, by name; raises RuleError."""
        return read_texts(self.rules)

    def locked(self) -> tuple[Locked, ...]:
        """The locked disclosures; raises GateError."""
        return load_locked(self.locked_file)

    def messages(self) -> tuple[Message, ...]:
        """The labelled messages; read once while their files stay the same; raises CorpusError."""
        stamps = tuple((str(file), file.stat().st_mtime_ns) for file in sorted(self.corpus.glob("*/*.jsonl")))
        return _messages(self.corpus, stamps)

    def print_of(self) -> str:
        """Another one for any other rules or locked disclosures."""
        held = hashlib.sha256(json.dumps(self.texts(), sort_keys=True).encode())
        held.update(self.locked_file.read_bytes())
        return held.hexdigest()

    def files(self) -> dict[str, str]:
        """Everything that a change may change, by its path below `data/`."""
        found = {f"safeguarding/rules/{name}": text for name, text in self.texts().items()}
        for file in sorted(self.corpus.glob("*/*.jsonl")):
            found[f"safeguarding/corpus/{file.parent.name}/{file.name}"] = file.read_text(encoding="utf-8")
        return {**found, "safeguarding/locked.yml": self.locked_file.read_text(encoding="utf-8")}


@lru_cache(maxsize=1)
def _messages(folder: Path, _stamps: tuple[tuple[str, int], ...]) -> tuple[Message, ...]:
    return corpus.load_corpus(folder)


def exported(released: Released, rules: Mapping[str, str], changes: Iterable[Change]) -> dict[str, str]:
    """The files as every approved change makes them; `rules` are the rule files with theirs already."""
    files = released.files() | {f"safeguarding/rules/{name}": text for name, text in rules.items()}
    for change in changes:
        if change.kind is Kind.CORPUS:
            held = _holding(files, change)
            path = held or f"safeguarding/corpus/{change.content.file}"
            if held or (not change.removes and takes(change, there=False)):
                files[path] = _with_line(files.get(path, ""), change)
        elif change.kind is Kind.LOCKED:
            path = "safeguarding/locked.yml"
            files[path] = _with_locked(files[path], change)
    return files


def _holding(files: Mapping[str, str], change: Change) -> str | None:
    """The corpus file that has the message already."""
    mark = f'"id": {json.dumps(change.target)},'
    return next((path for path, text in files.items() if "/corpus/" in path and mark in text), None)


def _with_line(content: str, change: Change) -> str:
    """A corpus file in which the message has its new line, stands at the end when it had none, or is gone."""
    lines = content.splitlines()
    at = next((at for at, line in enumerate(lines) if json.loads(line)["id"] == change.target), len(lines))
    lines[at : at + 1] = [] if change.removes else [change.content.text]
    return "\n".join([*lines, ""])


def _with_locked(content: str, change: Change) -> str:
    """The list with one disclosure more, or fewer; comments and order stay."""
    words = change.content.text
    lines = [line for line in content.splitlines() if not _is_entry(line, words)]
    if not change.removes:
        heads = (f"{change.content.severity}:", f"{change.content.severity}: []")
        head = next(at for at, line in enumerate(lines) if line.rstrip() in heads)
        lines[head] = heads[0]
        end = next((at for at in range(head + 1, len(lines)) if not lines[at].startswith(" ")), len(lines))
        lines.insert(end, f"  - {json.dumps(words, ensure_ascii=False)}")
    # A level that has nothing any more is an empty list, and not nothing.
    return _EMPTY.sub(r"\1 []", "\n".join([*lines, ""]))


# The name of a level, with another level or the end after it.
_EMPTY = re.compile(r"^(\w+:)[ ]*$(?!\n(?:[ ]*#.*\n|[ ]*\n)*[ ]+-)", re.MULTILINE)


def _is_entry(line: str, words: str) -> bool:
    """Whether a line of the list holds these words, with or without quotes."""
    entry = line.strip()
    return entry.startswith("- ") and str(yaml.safe_load(entry[2:])) == words
