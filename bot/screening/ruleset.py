"""Rules as they serve: which of them fire on a message, and why."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from bot.domain.concerns import Category, Concern, Severity
from bot.domain.folding import fold
from bot.screening.matching import Reading, Span, breaks_of, matches
from bot.screening.patterns import Pattern, Slots, Step, parse
from bot.screening.phrases import PhraseFinder

UNLESS_REACH = 3
# A message longer than this is read in full by people; the rules read this much of it.
LONGEST_MESSAGE = 10_000


class Negation(Enum):
    """Whether "not" in front of the pattern takes it back ("im not gonna ...")."""

    CANCELS = "cancels"
    IGNORED = "ignored"


class About(Enum):
    """Whom a rule speaks of."""

    SELF = "self"
    FRIEND = "friend"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rule:
    """One reviewed rule; `file` and `line` say where it is written."""

    id: str
    category: Category
    severity: Severity
    language: str
    patterns: tuple[Pattern, ...]
    must_fire: tuple[str, ...]
    must_not_fire: tuple[str, ...]
    reviewer: str
    reviewed: date
    file: str
    line: int
    about: About = About.SELF
    negation: Negation = Negation.CANCELS
    unless: tuple[Pattern, ...] = ()
    unless_anywhere: tuple[Pattern, ...] = ()
    needs: tuple[Pattern, ...] = ()
    when_now: Severity | None = None
    when_past: Severity | None = None
    when_joking: Severity | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A pattern that was found, and what took it back (`cancelled`), if anything did."""

    rule: Rule
    pattern: Pattern
    severity: Severity
    span: Span
    offsets: Span
    cancelled: str | None = None

    @property
    def concern(self) -> Concern:
        return Concern(self.rule.category, self.severity, "rule", self.rule.id, 1.0, self.offsets)


@dataclass(frozen=True)
class Ruleset:
    """Rules compiled for speed: only those with a telling phrase in the message are tried."""

    rules: tuple[Rule, ...]
    slots: Slots
    _finder: PhraseFinder = field(init=False, repr=False, compare=False)
    _anchored: Mapping[str, tuple[tuple[Rule, Pattern], ...]] = field(init=False, repr=False, compare=False)
    _markers: Mapping[str, tuple[Pattern, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        markers = {name: _each(self.slots, name) for name in ("now", "past", "laugh")}
        phrases = {phrase for pattern in _all_patterns(self.rules) for phrase in _phrases(pattern)}
        phrases |= {phrase for name in _OWN_SLOTS for phrase in self.slots.get(name, frozenset())}
        object.__setattr__(self, "_finder", PhraseFinder(phrases))
        object.__setattr__(self, "_anchored", _anchor(self.rules))
        object.__setattr__(self, "_markers", markers)

    @property
    def words(self) -> frozenset[str]:
        """Every word that a rule uses: they decide how doubtful spellings are read."""
        return self._finder.words

    def only(self, name: str) -> "Ruleset":
        """The rule of that name, if there is one, as it fires among all: they share how words are read."""
        kept = copy(self)
        rules = tuple(rule for rule in self.rules if rule.id == name)
        object.__setattr__(kept, "rules", rules)
        object.__setattr__(kept, "_anchored", _anchor(rules))
        return kept

    def findings(self, message: str) -> Iterator[Finding]:
        """Every pattern found in the message, the cancelled ones among them."""
        reading = self._read(message)
        tried = {id(pair): pair for phrase in reading.found for pair in self._anchored.get(phrase, ())}
        for rule, pattern in tried.values():
            for span in matches(pattern, reading, negation_cancels=rule.negation is Negation.CANCELS):
                if not pattern.alone or reading.whole(span):
                    yield self._judge(rule, pattern, span, reading)

    def concerns(self, message: str) -> Iterator[Concern]:
        """The concerns that stand, several per category where several rules fired."""
        return (finding.concern for finding in self.findings(message) if finding.cancelled is None)

    def _read(self, message: str) -> Reading:
        folded = fold(message[:LONGEST_MESSAGE], self._finder.words)
        found = self._finder.find(folded.words)
        bare = Reading(folded, found)
        exempt = bare.places(self.slots.get("not_negation", frozenset()))
        negations = bare.places(self.slots.get("negation", frozenset()))
        standing = tuple(span for span in negations if not any(_inside(span, other) for other in exempt))
        breaks = breaks_of(folded)
        clauses = [start for start, _ in bare.places(self.slots.get("clause", frozenset()))]
        return replace(
            bare, negations=standing, clause_starts=tuple(sorted((*clauses, *breaks))), breaks=breaks
        )

    def _judge(self, rule: Rule, pattern: Pattern, span: Span, reading: Reading) -> Finding:
        severity = self._severity(rule, reading)
        finding = Finding(rule, pattern, severity, span, reading.offsets(span))
        return replace(finding, cancelled=_cancelled_by(rule, span, reading))

    def _severity(self, rule: Rule, reading: Reading) -> Severity:
        if rule.when_joking and self._laughs(reading):
            return rule.when_joking
        if rule.when_now and _any(self._markers["now"], reading):
            return max(rule.severity, rule.when_now)
        if rule.when_past and _any(self._markers["past"], reading):
            return rule.when_past
        return rule.severity

    def _laughs(self, reading: Reading) -> bool:
        """Whether the message laughs, and not only to take that back ("im not joking")."""
        serious = reading.places(self.slots.get("not_negation", frozenset()))
        laughs = (span for pattern in self._markers["laugh"] for span in matches(pattern, reading))
        return any(not any(_inside(span, other) for other in serious) for span in laughs)


_OWN_SLOTS = ("negation", "not_negation", "clause", "now", "past", "laugh")


def _each(slots: Slots, name: str) -> tuple[Pattern, ...]:
    return (parse(f"{{{name}}}", slots),) if name in slots else ()


def _cancelled_by(rule: Rule, span: Span, reading: Reading) -> str | None:
    if rule.negation is Negation.CANCELS and reading.negated(span):
        return "a negation before it"
    for pattern in rule.unless:
        if any(_near(span, other, reading) for other in matches(pattern, reading)):
            return f"unless {pattern.source}"
    for pattern in rule.unless_anywhere:
        if matches(pattern, reading):
            return f"unless_anywhere {pattern.source}"
    if rule.needs and not _any(rule.needs, reading):
        return "nothing that it needs is there"
    return None


def _any(patterns: Iterable[Pattern], reading: Reading) -> bool:
    return any(matches(pattern, reading) for pattern in patterns)


def _near(span: Span, other: Span, reading: Reading) -> bool:
    """Whether two spans overlap, or stand within a few words of each other in one sentence."""
    (_, first), (second, _) = sorted((span, other))
    return second - first <= UNLESS_REACH and not reading.breaks_between(first, second)


def _inside(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _all_patterns(rules: Iterable[Rule]) -> Iterator[Pattern]:
    for rule in rules:
        yield from (*rule.patterns, *rule.unless, *rule.unless_anywhere, *rule.needs)


def _phrases(pattern: Pattern) -> Iterator[str]:
    for step in pattern.steps:
        yield from step.phrases


def _anchor(rules: Iterable[Rule]) -> dict[str, tuple[tuple[Rule, Pattern], ...]]:
    """Files each pattern under the phrases of its most telling step: the one that fewest patterns use."""
    pairs = [(rule, pattern) for rule in rules for pattern in rule.patterns]
    uses = Counter(phrase for _, pattern in pairs for phrase in set(_phrases(pattern)))
    anchored: defaultdict[str, list[tuple[Rule, Pattern]]] = defaultdict(list)
    for pair in pairs:
        for phrase in _rarest(pair[1], uses).phrases:
            anchored[phrase].append(pair)
    return {phrase: tuple(held) for phrase, held in anchored.items()}


def _rarest(pattern: Pattern, uses: Counter[str]) -> Step:
    needed = [step for step in pattern.steps if not step.optional]
    return min(needed, key=lambda step: max(uses[phrase] for phrase in step.phrases))
