"""Screening: which concerns a message raises, without a database and without a network."""

from collections.abc import Callable, Iterable, Sequence

from bot.domain.concerns import Concern, most_urgent_first
from bot.screening.loading import RuleError, load_rules
from bot.screening.ruleset import Ruleset

__all__ = ["Reader", "RuleError", "Ruleset", "load_rules", "screen"]

Reader = Callable[[str], Iterable[Concern]]


def screen(message: str, rules: Ruleset, readers: Sequence[Reader] = ()) -> tuple[Concern, ...]:
    """Every concern the message raises, one per category, most urgent first.

    Both languages' rules are tried whatever the message looks like: people switch mid-sentence. `readers` are
    further eyes, such as a statistical classifier: each can add or raise a concern, none can lower one.
    """
    read_by_others = (concern for reader in readers for concern in reader(message))
    return most_urgent_first((*rules.concerns(message), *read_by_others))
