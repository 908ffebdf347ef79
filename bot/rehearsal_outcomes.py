"""Whether a rehearsed turn came to what it must: texts are compared by name, so that wording may change."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain
from typing import Any

import yaml

from bot.channels.simulated.opt_out import HELPED, STARTED, STOPPED
from bot.content import LANGUAGES, Content
from bot.domain.contact_record import Contact
from bot.domain.giving_away import gives_away
from bot.domain.languages import Language
from bot.domain.sms import cheaply
from bot.personal_words import MARK
from bot.rehearsal_happenings import WRITTEN
from bot.rehearsal_scripts import OPEN, Expected
from bot.settings import ROOT

# What the phone network answers by itself, beside us: in English, whatever is spoken.
NETWORK = {"network.stopped": {STOPPED}, "network.started": {STARTED}, "network.helped": {HELPED}}
# What a person wrote, who chose its letters: it loses none of them on its way.
BY_WORKER = "worker.written"
# What begins a check-in, reminds of it or takes it up again answers nothing that was just written: it comes
# in the language that was agreed, whichever is spoken.
UNASKED = ("questions.", "texts.opening", "texts.resume", "cover.opening", "cover.resume", "plans.reminder")
RESPONSES = ROOT / "domain" / "responses"
_FILLED = re.compile(r"\\\[(?:worker|when|goal_[1-3]|goal)\\\]|\\\{\w+\\\}")


@dataclass(frozen=True)
class Outcome:
    """What is so after a turn, and what was written back in it; `texted` is what of that came as a text.

    `language` is the one that is spoken, `agreed` that in which they are written to by themselves.
    """

    replies: tuple[str, ...] = field(repr=False)
    signals: Mapping[str, int | None]
    alerts: frozenset[str]
    tasks: frozenset[str]
    language: Language
    agreed: Language
    opted_out: bool
    pause: str | None
    noticed: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    texted: frozenset[str] = field(default=frozenset(), repr=False)
    contact: Contact | None = None
    undelivered: int | None = None


@dataclass(frozen=True)
class TextsByName:
    """The assistant's responses (`utter_...`), our texts (`texts.help`) and the network's, by name."""

    content: Content

    @cached_property
    def _patterns(self) -> dict[Language, dict[str, str]]:
        """Each name with what any of its wordings in a language look like once they are filled in."""
        return {
            language: {name: _any_of(map(_pattern, texts)) for name, texts in wordings.items()}
            for language, wordings in self._wordings.items()
        }

    @cached_property
    def _texted(self) -> dict[Language, dict[str, str]]:
        """The same as phones show it: a text loses its accents, unless something filled in keeps them."""
        found = {
            language: {
                name: _any_of({_pattern(form) for text in texts for form in (text, cheaply(text))})
                for name, texts in wordings.items()
            }
            for language, wordings in self._wordings.items()
        }
        return {
            language: patterns | {BY_WORKER: self._patterns[language][BY_WORKER]}
            for language, patterns in found.items()
        }

    @cached_property
    def _wordings(self) -> dict[Language, dict[str, set[str]]]:
        return {language: dict(self._in(language)) for language in LANGUAGES}

    def _in(self, language: Language) -> Iterator[tuple[str, set[str]]]:
        """Each name with its wordings in a language."""
        yield from NETWORK.items()
        yield BY_WORKER, {WRITTEN[language]}
        for (name, of), text in self.content.texts.items():
            if of is language:
                yield name, set(self.content.wordings(text))
        for name, variations in self._responses().items():
            yield name, {one["text"] for one in variations if _language_of(name, one) is language}

    @staticmethod
    def _responses() -> dict[str, Any]:
        files = [
            yaml.safe_load(file.read_text("utf-8"))["responses"] for file in sorted(RESPONSES.glob("*.yml"))
        ]
        return dict(chain.from_iterable(file.items() for file in files))

    def says(self, outcome: Outcome, names: Sequence[str]) -> bool:
        """Whether the replies are these texts in their language, one after the other, and nothing else."""
        patterns = self._of(outcome)
        unknown = [name for name in names if name not in patterns]
        if unknown:
            raise KeyError(f"no such text: {', '.join(unknown)}")
        wanted = r"\s".join(patterns[name] for name in names)
        return re.fullmatch(wanted, " ".join(outcome.replies), re.DOTALL) is not None

    def names(self, outcome: Outcome) -> list[str]:
        """Which texts were said, as far as each reply can be told apart: for whoever reads a failure.

        One in another language than it had to be carries that language's name.
        """
        other = {
            f"{name} in {language}": pattern
            for language, patterns in self._as_they_come(outcome).items()
            for name, pattern in patterns.items()
        }
        return [" ".join(_named(reply, self._of(outcome) | other)) for reply in outcome.replies]

    def in_another_language(self, outcome: Outcome) -> bool:
        """Whether some reply begins with a text in a language in which it may not be said."""
        ours = _beginning(frozenset(self._of(outcome).values()))
        [other] = [one for one in LANGUAGES if one is not outcome.language]
        theirs = _beginning(frozenset(self._as_they_come(outcome)[other].values()))
        return any(theirs.match(reply) and not ours.match(reply) for reply in outcome.replies)

    def _of(self, outcome: Outcome) -> dict[str, str]:
        """Each name with what it looks like in the language in which it had to be said."""
        patterns = self._as_they_come(outcome)
        agreed = patterns[outcome.agreed].items()
        return patterns[outcome.language] | {name: one for name, one in agreed if name.startswith(UNASKED)}

    def _as_they_come(self, outcome: Outcome) -> dict[Language, dict[str, str]]:
        return self._texted if outcome.texted else self._patterns


def _language_of(name: str, variation: Mapping[str, Any]) -> Language:
    """The language of one wording of a response, by the condition under which it is said."""
    for condition in variation.get("condition", ()):
        if condition["name"] == "language":
            return Language(condition["value"])
    raise LookupError(f"{name} has a wording of no language")


def _named(reply: str, patterns: Mapping[str, str]) -> list[str]:
    for name, pattern in patterns.items():
        if re.fullmatch(pattern, reply, re.DOTALL):
            return [name]
    for name, pattern in patterns.items():
        match = re.match(rf"{pattern}\s", reply, re.DOTALL)
        if match and (rest := _named(reply[match.end() :], patterns)) != ["?"]:
            return [name, *rest]
    return ["?"]


def _any_of(patterns: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(patterns)) + ")"


@cache
def _beginning(patterns: frozenset[str]) -> re.Pattern[str]:
    return re.compile(_any_of(patterns) + r"(?:\s|$)", re.DOTALL)


def _pattern(text: str) -> str:
    """No mark is left in what was sent."""
    return _FILLED.sub(".+?", re.escape(" ".join(text.split())))


def misses(expected: Expected, outcome: Outcome, texts: TextsByName) -> list[str]:
    """What is otherwise than it must be; names and figures only, never words."""
    found: list[str] = []
    if expected.says is not None and not texts.says(outcome, expected.says):
        found.append(f"says {texts.names(outcome)} and not {list(expected.says)}")
    elif expected.says is None and texts.in_another_language(outcome):
        found.append(f"says {texts.names(outcome)}, and not in {outcome.language}")
    if any(MARK.search(reply) for reply in outcome.replies):
        found.append("sends a mark that was not filled in")
    found += _neutral_misses(expected.neutral, outcome.replies)
    if any(_dearer(reply) for reply in outcome.texted):
        found.append("texts accents that it was to lose")
    if expected.contains is not None and not _contains(expected.contains, outcome):
        found.append("does not name what it must")
    found += _signal_misses(expected.signals, outcome.signals)
    found += _noticed_misses(expected.noticed, outcome.noticed)
    if expected.alerts is not None and not _alerted(expected.alerts, outcome.alerts):
        found.append(f"alerts {sorted(outcome.alerts)} and not {sorted(expected.alerts)}")
    if expected.tasks not in (None, outcome.tasks):
        found.append(f"tasks {sorted(outcome.tasks)} and not {sorted(expected.tasks or ())}")
    is_so: dict[str, object] = {
        "language": outcome.language,
        "opted_out": outcome.opted_out,
        "pause": outcome.pause or "none",
        "contact": outcome.contact,
        "undelivered": outcome.undelivered,
    }
    for name, now in is_so.items():
        if getattr(expected, name) not in (None, now):
            found.append(f"{name} is {now} and not {getattr(expected, name)}")
    return found


def _neutral_misses(wanted: bool | None, replies: Sequence[str]) -> list[str]:
    tells = any(map(gives_away, replies))
    if wanted is None or (wanted is not tells and replies):
        return []
    return ["tells what it must not" if tells else "tells nothing"]


def _dearer(texted: str) -> bool:
    """Whether a text of ours kept letters that make it cost more, and could have left without them."""
    return texted not in WRITTEN.values() and cheaply(texted) != texted


def _contains(word: str, outcome: Outcome) -> bool:
    """As it is spelt, or as a text says it."""
    said = " ".join(outcome.replies)
    return word in said or (bool(outcome.texted) and cheaply(word) in said)


def _noticed_misses(
    wanted: Mapping[str, Mapping[str, float]] | None, found: Mapping[str, Mapping[str, float]]
) -> list[str]:
    """Neither more nor less is noticed than was named, and with the figures that were."""
    if wanted is None:
        return []
    if set(wanted) != set(found):
        return [f"notices {sorted(found)} and not {sorted(wanted)}"]
    return [
        f"{name}: {figure} is {found[name].get(figure)} and not {value}"
        for name, figures in wanted.items()
        for figure, value in figures.items()
        if found[name].get(figure) != value
    ]


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
    return wanted <= found | {alert.partition("/")[0] for alert in found} if wanted else not found
