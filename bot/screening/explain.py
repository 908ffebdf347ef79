"""Shows safeguarding leads what their rules do: which fired and why, and whether the examples hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.screening.ruleset import About, Finding, Rule, Ruleset

# Whom a rule hears of, other than who writes.
_ABOUT = {About.SELF: "", About.FRIEND: ", about a friend", About.OTHER: ", about somebody else"}


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not hold; `expected` is "fire" or "not fire"."""

    rule: Rule
    expected: str
    example: str

    def __str__(self) -> str:
        return (
            f"{self.rule.file}:{self.rule.line}: rule {self.rule.id!r} must {self.expected}: {self.example}"
        )


def check_examples(rules: Ruleset) -> tuple[Failure, ...]:
    """Every must-fire and must-not-fire example that does not hold, in the order of the files."""
    return tuple(failure for rule in rules.rules for failure in _failures(rule, rules))


def fires(rule: Rule, message: str, rules: Ruleset) -> bool:
    """Whether this rule raises a concern on the message."""
    return any(finding.rule.id == rule.id and not finding.cancelled for finding in rules.findings(message))


def _failures(rule: Rule, rules: Ruleset) -> Iterator[Failure]:
    for example in rule.must_fire:
        if not fires(rule, example, rules):
            yield Failure(rule, "fire", example)
    for example in rule.must_not_fire:
        if fires(rule, example, rules):
            yield Failure(rule, "not fire", example)


def explain(message: str, rules: Ruleset) -> tuple[str, ...]:
    """A line for every pattern found in the message, the ones that raise a concern first."""
    findings = sorted(rules.findings(message), key=lambda finding: finding.cancelled is not None)
    return tuple(dict.fromkeys(_line(finding, message) for finding in findings))


def _line(finding: Finding, message: str) -> str:
    start, end = finding.offsets
    rule = finding.rule
    outcome = f"cancelled by {finding.cancelled}" if finding.cancelled else finding.severity.value
    outcome += _ABOUT[rule.about]
    evidence = f"{message[start:end]!r} is what {finding.pattern.source!r} looks for"
    return f"{rule.category.value} / {rule.id} ({rule.file}:{rule.line}): {outcome}; {evidence}"
