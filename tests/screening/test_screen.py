from collections.abc import Callable, Iterator
from pathlib import Path

from bot.domain.concerns import Category, Concern, Severity
from bot.screening import screen
from tests.screening.folder import HEAD, RULE, load

MESSAGE = "my dad hits me"


def reader(severity: Severity, category: Category) -> Callable[[str], Iterator[Concern]]:
    """A further pair of eyes that always sees the same thing."""

    def read(_: str) -> Iterator[Concern]:
        yield Concern(category, severity, "model", None, 0.8, None)

    return read


def test_another_reader_can_add_a_concern(tmp_path: Path) -> None:
    concerns = screen(MESSAGE, load(tmp_path, HEAD + RULE), [reader(Severity.MEDIUM, Category.MISSING)])
    assert [concern.category for concern in concerns] == [Category.PHYSICAL_ABUSE, Category.MISSING]


def test_another_reader_can_raise_a_concern(tmp_path: Path) -> None:
    rules = load(tmp_path, HEAD + RULE)
    (concern,) = screen(MESSAGE, rules, [reader(Severity.EMERGENCY, Category.PHYSICAL_ABUSE)])
    assert (concern.severity, concern.source) == (Severity.EMERGENCY, "model")


def test_another_reader_cannot_lower_a_concern(tmp_path: Path) -> None:
    (concern,) = screen(MESSAGE, load(tmp_path, HEAD + RULE), [reader(Severity.LOW, Category.PHYSICAL_ABUSE)])
    assert (concern.severity, concern.source, concern.rule) == (Severity.HIGH, "rule", "hits")


def test_another_reader_is_asked_when_no_rule_fires(tmp_path: Path) -> None:
    (concern,) = screen("hm", load(tmp_path, HEAD + RULE), [reader(Severity.LOW, Category.HSB)])
    assert concern.rule is None
