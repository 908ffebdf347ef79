"""All examples together: counted, found again, and compared with what is typed."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.domain.languages import Language
from bot.examples import files
from bot.examples.editing import Files
from bot.screening.likeness import Likeness

LANGUAGES = (Language.ENGLISH, Language.WELSH)


@dataclass(frozen=True, slots=True)
class Example:
    """One message that the assistant learns from."""

    language: Language
    topic: str
    text: str

    @property
    def id(self) -> str:
        """Names it in addresses without its words; another text is another example."""
        whole = "\0".join((self.language, self.topic, self.text))
        return hashlib.sha256(whole.encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Near:
    """An example that is like another text, and how much of it is shared, from 0 to 1."""

    example: Example
    share: float


def plain(text: str) -> str:
    """A text as it is searched and compared: without case, accents and doubled spaces."""
    parted = unicodedata.normalize("NFD", text.casefold().replace("’", "'"))
    return " ".join("".join(letter for letter in parted if not unicodedata.combining(letter)).split())


@dataclass(frozen=True)
class Library:
    """Every example of both languages, in the order of the files."""

    examples: tuple[Example, ...]

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """Every topic, in the order of the files."""
        return tuple(dict.fromkeys(example.topic for example in self.examples))

    @cached_property
    def _held(self) -> Mapping[tuple[str, Language], tuple[Example, ...]]:
        held: dict[tuple[str, Language], list[Example]] = {}
        for example in self.examples:
            held.setdefault((example.topic, example.language), []).append(example)
        return {place: tuple(found) for place, found in held.items()}

    def of(self, topic: str, language: Language) -> Sequence[Example]:
        """A topic's examples in one language."""
        return self._held.get((topic, language), ())

    def count(self, topic: str, language: Language) -> int:
        """How many there are."""
        return len(self.of(topic, language))

    @cached_property
    def _by_id(self) -> Mapping[str, Example]:
        return {example.id: example for example in self.examples}

    def by_id(self, name: str) -> Example | None:
        """The example that an address names, if it is still there."""
        return self._by_id.get(name)

    @cached_property
    def _by_words(self) -> Mapping[str, tuple[Example, ...]]:
        found: dict[str, list[Example]] = {}
        for example in self.examples:
            found.setdefault(plain(example.text), []).append(example)
        return {words: tuple(same) for words, same in found.items()}

    def same(self, text: str) -> Sequence[Example]:
        """The examples with these words, whatever their case and accents."""
        return self._by_words.get(plain(text), ())

    def search(self, words: str, language: Language | None = None, topic: str | None = None) -> list[Example]:
        """The examples that hold these words side by side, of one language and topic or of all."""
        wanted = plain(words)
        return [
            example
            for same, held in self._by_words.items()
            if wanted in same
            for example in held
            if language in (None, example.language) and topic in (None, example.topic)
        ]

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness([example.text for example in self.examples])

    def nearest(self, text: str, most: int = 5) -> list[Near]:
        """The examples that share most with a text, the nearest first."""
        return [Near(self.examples[at], share) for at, share in self._likeness.nearest(text, most)]

    def neighbours(self, example: Example) -> tuple[str, str]:
        """The texts above and below it in its topic; nothing at an end."""
        texts = [one.text for one in self.of(example.topic, example.language)]
        at = texts.index(example.text)
        return (texts[at - 1] if at else "", texts[at + 1] if at + 1 < len(texts) else "")


def library(held: Files) -> Library:
    """The examples of these files; raises ExampleFileError."""
    return _library(tuple(sorted(held.items())))


@lru_cache(maxsize=4)
def _library(held: tuple[tuple[str, str], ...]) -> Library:
    return Library(
        tuple(
            Example(Language(path.split("/")[1]), topic, text)
            for path, content in held
            for topic, texts in files.texts_of(content).items()
            for text in texts
        )
    )
