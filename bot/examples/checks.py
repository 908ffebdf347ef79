"""What is looked at before an example is learned from: what stops it, and what a trainer must think of."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.concerns import Concern, Severity, severity_of
from bot.domain.languages import Language
from bot.examples.library import Example, Library, plain
from bot.examples.topics import Topic
from bot.language.detect import detect
from bot.redaction import Found, find
from bot.redaction import Kind as Personal
from bot.screening import likeness

LONGEST = 300
MOST_LINES = 200
# The rarer language should have at least this many examples for each of the other.
BALANCED = 0.6
FEWEST = 20

Screen = Callable[[str], tuple[Concern, ...]]

# What Rasa would take for something else than words: marked parts of speech, commands, remarks.
_NOT_PLAIN = re.compile(r"[\[\]{}]|^[/#]|[\x00-\x1f\x7f\x85\u2028\u2029\ufeff]")
_PHONE_DIGITS = 7
_POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}", re.IGNORECASE)


class Problem(StrEnum):
    """What may be wrong with an example; those from NEAR_COPY on can be overridden knowingly."""

    TOO_LONG = "too_long"
    NOT_PLAIN = "not_plain"
    THERE_ALREADY = "there_already"
    ELSEWHERE = "elsewhere"
    CONTACT_DETAILS = "contact_details"
    DISCLOSURE = "disclosure"
    NEAR_COPY = "near_copy"
    PERHAPS_PERSONAL = "perhaps_personal"
    EXPECTED_CONCERN = "expected_concern"
    OTHER_LANGUAGE = "other_language"
    TOO_FEW = "too_few"

    @property
    def stops(self) -> bool:
        """Whether the example cannot be added like this, whatever anybody says."""
        return self in _STOPS


_STOPS = frozenset(
    {
        Problem.TOO_LONG,
        Problem.NOT_PLAIN,
        Problem.THERE_ALREADY,
        Problem.ELSEWHERE,
        Problem.CONTACT_DETAILS,
        Problem.DISCLOSURE,
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one example, with what it hangs on: another example, words in it, concerns."""

    problem: Problem
    other: Example | None = None
    words: tuple[str, ...] = ()
    concerns: tuple[Concern, ...] = ()

    @property
    def severity(self) -> Severity | None:
        """How grave screening holds it to be."""
        return severity_of(self.concerns)


@dataclass(frozen=True, slots=True)
class Checked:
    """An example that was looked at, not added yet."""

    example: Example
    findings: tuple[Finding, ...]

    @property
    def stopped(self) -> bool:
        """Whether something stops it."""
        return any(finding.problem.stops for finding in self.findings)

    @property
    def disclosure(self) -> Finding | None:
        """What makes it one for the safeguarding leads."""
        return next((one for one in self.findings if one.problem is Problem.DISCLOSURE), None)

    def may_be_added(self, known: Collection[str] = ()) -> bool:
        """Whether nothing speaks against it that was not overridden; `known` are ids of examples."""
        return not self.findings or (not self.stopped and self.example.id in known)


@dataclass(frozen=True)
class Checks:
    """The checks with what they need: every example so far, the topics, and the screen that serves."""

    library: Library
    topics: Mapping[str, Topic]
    screen: Screen
    # Examples, as (language, topic, words), of which a safeguarding lead said that they are harmless.
    cleared: Collection[tuple[str, str, str]] = frozenset()

    def __call__(self, example: Example, instead_of: Example | None = None) -> Checked:
        """Look at one example that is to be added, or put in the place of another."""
        text = example.text
        if len(text) > LONGEST:
            return Checked(example, (Finding(Problem.TOO_LONG),))
        if not text or _NOT_PLAIN.search(text):
            return Checked(example, (Finding(Problem.NOT_PLAIN),))
        concerns = tuple(one for one in self.screen(text) if one.severity >= Severity.MEDIUM)
        findings = [
            *self._copies(example, instead_of),
            *personal(text),
            *self._grave(example, concerns),
            *other_language(text, example.language),
        ]
        return Checked(example, tuple(sorted(findings, key=lambda one: not one.problem.stops)))

    def all(self, language: Language, topic: str, lines: Sequence[str]) -> list[Checked]:
        """Look at many at once; the second of two that are the same is there already."""
        checked: list[Checked] = []
        seen: set[str] = set()
        for line in lines:
            one = self(Example(language, topic, line))
            if plain(line) in seen:
                one = Checked(one.example, (Finding(Problem.THERE_ALREADY),))
            seen.add(plain(line))
            checked.append(one)
        return checked

    def _copies(self, example: Example, instead_of: Example | None) -> list[Finding]:
        same = [other for other in self.library.same(example.text) if other != instead_of]
        if elsewhere := next((other for other in same if other.topic != example.topic), None):
            return [Finding(Problem.ELSEWHERE, elsewhere)]
        if here := next((other for other in same if other.language is example.language), None):
            return [Finding(Problem.THERE_ALREADY, here)]
        near = self._near(example, instead_of)
        return [Finding(Problem.NEAR_COPY, near)] if near else []

    def _near(self, example: Example, instead_of: Example | None) -> Example | None:
        if not likeness.long_enough(example.text):
            return None
        others = (near for near in self.library.nearest(example.text) if near.example != instead_of)
        first = next((near for near in others if near.share >= likeness.ALIKE), None)
        return first.example if first else None

    def _grave(self, example: Example, concerns: tuple[Concern, ...]) -> list[Finding]:
        if not concerns or (example.language, example.topic, example.text) in self.cleared:
            return []
        expected = self.topics[example.topic].expects(concerns)
        problem = Problem.EXPECTED_CONCERN if expected else Problem.DISCLOSURE
        return [Finding(problem, concerns=concerns)]

    def too_few(self, topic: str, language: Language, more: int) -> Finding | None:
        """What would be said of a topic's two languages after so many more, or fewer, in one of them."""
        counts = {one: self.library.count(topic, one) for one in (Language.ENGLISH, Language.WELSH)}
        before = dict(counts)
        counts[language] += more
        return Finding(Problem.TOO_FEW) if lopsided(counts) and not lopsided(before) else None


def lopsided(counts: Mapping[Language, int]) -> bool:
    """Whether one language of a topic has too few examples, by itself or beside the other."""
    return min(counts.values()) < max(FEWEST, BALANCED * max(counts.values()))


def personal(text: str) -> list[Finding]:
    """What in the words may lead to somebody."""
    found = find(text)
    details = [span for span in found if _leads_to_somebody(text, span)]
    if details:
        return [Finding(Problem.CONTACT_DETAILS, words=_words(text, details))]
    return [Finding(Problem.PERHAPS_PERSONAL, words=_words(text, found))] if found else []


def _leads_to_somebody(text: str, span: Found) -> bool:
    """A link, handle or address of the net; a number as long as a telephone's; a postcode.

    A time or a name may be invented or nobody's, which a trainer can tell.
    """
    words = text[span.start : span.end]
    telephone = span.kind is Personal.NUMBER and sum(letter.isdigit() for letter in words) >= _PHONE_DIGITS
    return span.kind is Personal.LINK or telephone or bool(_POSTCODE.fullmatch(words))


def _words(text: str, spans: Sequence[Found]) -> tuple[str, ...]:
    return tuple(text[span.start : span.end] for span in spans)


def other_language(text: str, chosen: Language) -> list[Finding]:
    """Whether the words are plainly in English or Welsh, and another language was chosen."""
    spoken = detect(text)
    other = spoken in (Language.ENGLISH, Language.WELSH) and spoken is not chosen
    return [Finding(Problem.OTHER_LANGUAGE)] if other else []
