"""Two models side by side on the messages held apart, which are composed and may be shown."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.languages import Language

LANGUAGES = (Language.ENGLISH, Language.WELSH)


@dataclass(frozen=True)
class Heard:
    """One message held apart: the topic that it is about, and the one that a model took it for."""

    language: Language
    topic: str
    text: str
    heard: str
    score: float

    @property
    def right(self) -> bool:
        """Whether the model took it for what it is about."""
        return self.heard == self.topic


@dataclass(frozen=True)
class Figures:
    """How a model does on one topic: of `meant` messages about it and `heard` taken for it, `right` agree."""

    meant: int
    heard: int
    right: int

    @property
    def precision(self) -> float:
        """Of the messages taken for this topic, the share that is about it."""
        return self.right / self.heard if self.heard else 0.0

    @property
    def recall(self) -> float:
        """Of the messages about this topic, the share taken for it."""
        return self.right / self.meant if self.meant else 0.0

    @property
    def f1(self) -> float:
        """Both in one figure, between 0 and 1: low as soon as either is."""
        both = self.meant + self.heard
        return 2 * self.right / both if both else 0.0


@dataclass(frozen=True)
class TopicFigures:
    """One topic in one language, by the candidate and by what serves."""

    language: Language
    topic: str
    candidate: Figures
    serving: Figures


@dataclass(frozen=True)
class LanguageFigures:
    """One language as a whole: the mean F1 of its topics, in which each topic counts the same."""

    language: Language
    messages: int
    candidate: float
    serving: float


@dataclass(frozen=True)
class Confusion:
    """How many messages about `topic` the candidate took for `heard`, and how many what serves did."""

    language: Language
    topic: str
    heard: str
    candidate: int
    serving: int


@dataclass(frozen=True)
class Changed:
    """One message that only one of the two models took for what it is about."""

    language: Language
    topic: str
    text: str
    candidate: str
    serving: str


@dataclass(frozen=True)
class Comparison:
    """A candidate beside what served when it was made; confusions most frequent first."""

    languages: tuple[LanguageFigures, ...]
    topics: tuple[TopicFigures, ...]
    confusions: tuple[Confusion, ...]
    better: tuple[Changed, ...]
    worse: tuple[Changed, ...]

    def language(self, language: Language) -> LanguageFigures:
        """The figures of one language as a whole."""
        return next(each for each in self.languages if each.language is language)

    @property
    def lines(self) -> list[str]:
        """What the manifest of the one that was compared says of it, to read."""
        return [
            f"{each.language} held apart: macro-F1 {each.candidate:.3f} of {each.messages} messages"
            for each in self.languages
        ]


def compare(candidate: Sequence[Heard], serving: Sequence[Heard]) -> Comparison:
    """What two models made of the same messages, given in the same order."""
    changed = [
        Changed(now.language, now.topic, now.text, now.heard, before.heard)
        for now, before in zip(candidate, serving, strict=True)
        if now.right != before.right
    ]
    return Comparison(
        languages=tuple(_language(candidate, serving, language) for language in LANGUAGES),
        topics=tuple(_topics(candidate, serving)),
        confusions=tuple(_confusions(candidate, serving)),
        better=tuple(one for one in changed if one.candidate == one.topic),
        worse=tuple(one for one in changed if one.serving == one.topic),
    )


def macro_f1(heard: Iterable[Heard]) -> float:
    """The mean F1 of the topics that the messages are about, in which each topic counts the same."""
    known = list(heard)
    topics = {one.topic for one in known}
    return sum(_figures(known, topic).f1 for topic in topics) / len(topics) if topics else 0.0


def _language(candidate: Sequence[Heard], serving: Sequence[Heard], language: Language) -> LanguageFigures:
    now, before = _in(candidate, language), _in(serving, language)
    return LanguageFigures(language, len(now), macro_f1(now), macro_f1(before))


def _topics(candidate: Sequence[Heard], serving: Sequence[Heard]) -> Iterator[TopicFigures]:
    for language in LANGUAGES:
        now, before = _in(candidate, language), _in(serving, language)
        for topic in sorted({one.topic for one in now}):
            yield TopicFigures(language, topic, _figures(now, topic), _figures(before, topic))


def _confusions(candidate: Sequence[Heard], serving: Sequence[Heard]) -> list[Confusion]:
    now, before = _wrong(candidate), _wrong(serving)
    pairs = [Confusion(*pair, now[pair], before[pair]) for pair in now.keys() | before.keys()]
    return sorted(pairs, key=lambda one: (-one.candidate, -one.serving, one.language, one.topic, one.heard))


def _wrong(heard: Sequence[Heard]) -> Counter[tuple[Language, str, str]]:
    return Counter((one.language, one.topic, one.heard) for one in heard if not one.right)


def _figures(heard: Sequence[Heard], topic: str) -> Figures:
    return Figures(
        meant=sum(one.topic == topic for one in heard),
        heard=sum(one.heard == topic for one in heard),
        right=sum(one.topic == topic and one.right for one in heard),
    )


def _in(heard: Sequence[Heard], language: Language) -> list[Heard]:
    return [one for one in heard if one.language is language]
