"""What the topics are called and what belongs there, in plain words, from `data/content/topics.yml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.domain.concerns import Category, Concern, Severity
from bot.domain.languages import Language
from bot.settings import ROOT

TOPICS_FILE = ROOT / "data" / "content" / "topics.yml"
LANGUAGES = (Language.ENGLISH, Language.WELSH)


class TopicsError(Exception):
    """The file of topics is wrong: the text names the topic and what is missing."""


@dataclass(frozen=True)
class Topic:
    """One topic. `expected` are concerns that screening raises at messages which do belong there, at most as
    grave as `up_to`.
    """

    id: str
    group: str
    names: Mapping[Language, str]
    belongs: Mapping[Language, str]
    expected: frozenset[Category] = frozenset()
    up_to: Severity = Severity.LOW

    def expects(self, concerns: Iterable[Concern]) -> bool:
        """Whether messages that belong here are often heard like this."""
        return all(one.category in self.expected and one.severity <= self.up_to for one in concerns)


def load_topics(file: Path = TOPICS_FILE) -> Mapping[str, Topic]:
    """Every topic by the name that the files use; raises TopicsError."""
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    groups: dict[str, dict[str, Any]] = content["topics"]
    return {
        name: _topic(name, group, entry) for group, held in groups.items() for name, entry in held.items()
    }


def _topic(name: str, group: str, entry: Mapping[str, Any]) -> Topic:
    try:
        return Topic(
            id=name,
            group=group,
            names={language: entry[language]["name"] for language in LANGUAGES},
            belongs={language: entry[language]["belongs"] for language in LANGUAGES},
            expected=frozenset(Category(category) for category in entry.get("expected", ())),
            up_to=Severity(entry.get("up_to", "low")),
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise TopicsError(f"data/content/topics.yml: {name}: {wrong}") from wrong
