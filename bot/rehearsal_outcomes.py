"""Whether a rehearsed turn came to what it must: texts are compared by name, so that wording may change."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

import yaml

from bot.channels.simulated.opt_out import HELPED, STARTED, STOPPED
from bot.content import Content
from bot.personal_words import MARK
from bot.rehearsal_scripts import OPEN, Expected
from bot.settings import ROOT

# What the phone network answers by itself, beside us.
NETWORK = {"network.stopped": {STOPPED}, "network.started": {STARTED}, "network.helped": {HELPED}}
RESPONSES = ROOT / "domain" / "responses"
_FILLED = re.compile(r"\\\[(?:worker|when|goal_[1-3]|goal)\\\]|\\\{\w+\\\}")


@dataclass(frozen=True)
class Outcome:
    """What is so after a turn, and what was written back in it."""

    replies: tuple[str, ...] = field(repr=False)
    signals: Mapping[str, int | None]
    alerts: frozenset[str]
    tasks: frozenset[str]
    language: str
    opted_out: bool
    pause: str | None


@dataclass(frozen=True)
class TextsByName:
    """The assistant's responses (`utter_...`), our texts (`texts.help`) and the network's, by name."""

    content: Content

    @cached_property
    def _patterns(self) -> dict[str, str]:
        """Each name with what any of its wordings look like once they are filled in."""
        found: dict[str, set[str]] = dict(NETWORK)
        for (name, _), text in self.content.texts.items():
            found.setdefault(name, set()).update(self.content.wordings(text))
        for name, variations in self._responses().items():
            found[name] = {variation["text"] for variation in variations}
        return {name: "(?:" + "|".join(map(_pattern, sorted(texts))) + ")" for name, texts in found.items()}

    @staticmethod
    def _responses() -> dict[str, Any]:
        files = [
            yaml.safe_load(file.read_text("utf-8"))["responses"] for file in sorted(RESPONSES.glob("*.yml"))
        ]
        return dict(chain.from_iterable(file.items() for file in files))

    def says(self, replies: Sequence[str], names: Sequence[str]) -> bool:
        """Whether the replies are these texts, one after the other, and nothing else."""
        unknown = [name for name in names if name not in self._patterns]
        if unknown:
            raise KeyError(f"no such text: {', '.join(unknown)}")
        wanted = r"\s".join(self._patterns[name] for name in names)
        return re.fullmatch(wanted, " ".join(replies), re.DOTALL) is not None

    def names(self, replies: Sequence[str]) -> list[str]:
        """Which texts were said, as far as each reply can be told apart: for whoever reads a failure."""
        return [" ".join(self._named(reply)) for reply in replies]

    def _named(self, reply: str) -> list[str]:
        for name, pattern in self._patterns.items():
            if re.fullmatch(pattern, reply, re.DOTALL):
                return [name]
        for name, pattern in self._patterns.items():
            match = re.match(rf"{pattern}\s", reply, re.DOTALL)
            if match and (rest := self._named(reply[match.end() :])) != ["?"]:
                return [name, *rest]
        return ["?"]


def _pattern(text: str) -> str:
    """No mark is left in what was sent."""
    return _FILLED.sub(".+?", re.escape(" ".join(text.split())))


def misses(expected: Expected, outcome: Outcome, texts: TextsByName) -> list[str]:
    """What is otherwise than it must be; names and figures only, never words."""
    found: list[str] = []
    if expected.says is not None and not texts.says(outcome.replies, expected.says):
        found.append(f"says {texts.names(outcome.replies)} and not {list(expected.says)}")
    if any(MARK.search(reply) for reply in outcome.replies):
        found.append("sends a mark that was not filled in")
    if expected.contains is not None and expected.contains not in " ".join(outcome.replies):
        found.append("does not name what it must")
    found += _signal_misses(expected.signals, outcome.signals)
    if expected.alerts is not None and not _alerted(expected.alerts, outcome.alerts):
        found.append(f"alerts {sorted(outcome.alerts)} and not {sorted(expected.alerts)}")
    if expected.tasks not in (None, outcome.tasks):
        found.append(f"tasks {sorted(outcome.tasks)} and not {sorted(expected.tasks or ())}")
    is_so: dict[str, str | bool] = {
        "language": outcome.language,
        "opted_out": outcome.opted_out,
        "pause": outcome.pause or "none",
    }
    for name, now in is_so.items():
        if getattr(expected, name) not in (None, now):
            found.append(f"{name} is {now} and not {getattr(expected, name)}")
    return found


def _signal_misses(
    wanted: Mapping[str, int | str | None] | None, kept: Mapping[str, int | None]
) -> list[str]:
    """What is named must be so; where nothing is, nothing may be kept."""
    if wanted == {} and kept:
        return [f"keeps {sorted(kept)} and not nothing"]
    return [
        f"{kind} is {kept.get(kind, OPEN)} and not {value}"
        for kind, value in (wanted or {}).items()
        if kept.get(kind, OPEN) != value
    ]


def _alerted(wanted: frozenset[str], found: frozenset[str]) -> bool:
    """More than was named may be heard in the same words, but not where nothing may be."""
    return wanted <= found if wanted else not found
