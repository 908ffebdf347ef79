"""Learns which words and letters are Welsh and which English, from trainers' examples and our word lists."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from bot.domain.languages import Language
from bot.domain.mutation import mutations
from bot.language.words import Kind, Vocabulary, group_weight, letter_groups, split

_ROOT = Path(__file__).resolve().parents[2]
NLU_FOLDER = _ROOT / "data" / "nlu"
_WORD_LISTS = _ROOT / "data" / "language" / "words.yml"

_EXAMPLE = re.compile(r"^\s+- (?!intent:|lookup:|synonym:|regex:)(.+)$", re.MULTILINE)
_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
# Added to every count, so that a thing seen once in one language is not proof.
_DOUBT = 0.5
_SHORTEST_MUTATED = 4
# Letter groups overlap, so that their sum is surer than it should be; measured on the validation messages.
_OVERLAP = 4.0


class NoExamplesError(Exception):
    """The folder holds no example of a language; both `en` and `cy` are needed."""


class BrokenArtefactError(Exception):
    """The artefact is not what `train` writes: train again."""


def train(nlu_folder: Path, output: Path) -> None:
    """Learns from `<nlu_folder>/<en|cy>/*.yml` and writes the artefact that `load` reads."""
    vocabulary = fit(nlu_folder)
    output.parent.mkdir(parents=True, exist_ok=True)
    unfinished = output.with_suffix(".part")
    content = {"listed": vocabulary.listed, "seen": vocabulary.seen, "groups": vocabulary.groups}
    unfinished.write_text(json.dumps(content, sort_keys=True, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(output)


def load(artefact: Path) -> Vocabulary:
    """Reads what `train` wrote."""
    try:
        content = json.loads(artefact.read_text(encoding="utf-8"))
        listed = {word: Kind(kind) for word, kind in content["listed"].items()}
        return Vocabulary(listed, content["seen"], content["groups"])
    except (ValueError, KeyError) as error:
        raise BrokenArtefactError(f"{artefact.name} cannot be read: train again") from error


def fit(nlu_folder: Path) -> Vocabulary:
    """Learns in memory, in well under a second; the same texts always give the same result."""
    listed = _listed_words()
    welsh = _word_counts(nlu_folder, Language.WELSH)
    english = _word_counts(nlu_folder, Language.ENGLISH)
    listed |= _mutated(listed, english)
    groups = _weigh(
        _group_counts(_distinct(welsh, english, listed, {Kind.WELSH})),
        _group_counts(_distinct(english, welsh, listed, {Kind.ENGLISH, Kind.GRAMMAR})),
    )
    groups = {group: round(weight / _OVERLAP, 3) for group, weight in groups.items()}
    seen = {
        word: round(weight + group_weight(word, groups), 3)
        for word, weight in _weigh(welsh, english).items()
        if word not in listed
    }
    return Vocabulary(listed, seen, groups)


def examples(nlu_folder: Path, language: Language) -> list[str]:
    """The trainers' example messages in one language, entity marks removed."""
    files = sorted((nlu_folder / language).glob("*.yml"))
    lines = [line for file in files for line in _EXAMPLE.findall(file.read_text(encoding="utf-8"))]
    if not lines:
        raise NoExamplesError(
            f"no examples for '{language}' in the NLU folder: add data/nlu/{language}/*.yml"
        )
    return [_ENTITY.sub(r"\1", line) for line in lines]


def _listed_words() -> dict[str, Kind]:
    lists = yaml.safe_load(_WORD_LISTS.read_text(encoding="utf-8"))
    return {word: kind for kind in Kind for word in lists[kind].split()}


def _word_counts(nlu_folder: Path, language: Language) -> Counter[str]:
    return Counter(
        word for text in examples(nlu_folder, language) for word in {word.text for word in split(text)}
    )


def _mutated(listed: Mapping[str, Kind], english: Mapping[str, int]) -> dict[str, Kind]:
    radicals = [
        word for word, kind in listed.items() if kind is Kind.WELSH and len(word) >= _SHORTEST_MUTATED
    ]
    forms = {form for word in radicals for form in mutations(word) if len(form) >= _SHORTEST_MUTATED}
    return {form: Kind.WELSH for form in sorted(forms) if form not in listed and form not in english}


def _distinct(
    here: Mapping[str, int], there: Mapping[str, int], listed: Mapping[str, Kind], kinds: set[Kind]
) -> set[str]:
    """Words of one language alone: what is on its lists, and what is on none and unseen in the other."""
    own = {word for word, kind in listed.items() if kind in kinds}
    return own | {word for word in here if word not in there and word not in listed}


def _group_counts(words: Iterable[str]) -> Counter[str]:
    return Counter(group for word in words for group in set(letter_groups(word)))


def _weigh(welsh: Counter[str], english: Counter[str]) -> dict[str, float]:
    """Log-odds of Welsh against English, for what was seen at least twice."""
    return {
        thing: math.log((welsh[thing] + _DOUBT) / (english[thing] + _DOUBT))
        for thing in sorted(welsh.keys() | english.keys())
        if welsh[thing] + english[thing] > 1
    }
