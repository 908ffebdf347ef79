"""Measures how long screening a message takes, by the rules alone and as the service does it."""

import statistics
import time
from collections.abc import Callable
from functools import partial

from bot.app import RULES_FOLDER, screen_text
from bot.screening import Ruleset, load_rules, screen
from bot.settings import load_settings

ROUNDS = 5


def messages(rules: Ruleset) -> list[str]:
    """The rules' own examples: the slowest kind, since each has something to find."""
    return [text for rule in rules.rules for text in (*rule.must_fire, *rule.must_not_fire)]


def measure(texts: list[str], look: Callable[[str], object]) -> list[float]:
    """Milliseconds for each text."""
    took = []
    for text in texts:
        start = time.perf_counter()
        look(text)
        took.append((time.perf_counter() - start) * 1000)
    return took


def report(name: str, took: list[float]) -> None:
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=100)[94]
    print(f"{name}: {len(took)} messages, p50 {p50:.2f} ms, p95 {p95:.2f} ms, worst {max(took):.2f} ms")


def main() -> None:
    start = time.perf_counter()
    rules = load_rules(RULES_FOLDER)
    patterns = sum(len(rule.patterns) for rule in rules.rules)
    print(f"{len(rules.rules)} rules, {patterns} patterns, loaded in {time.perf_counter() - start:.1f} s")
    texts = messages(rules)
    longer = [" ".join(texts[at : at + 4]) for at in range(0, len(texts), 4)]
    looks: dict[str, Callable[[str], object]] = {"rules alone": partial(screen, rules=rules)}
    looks["rules and classifier"] = screen_text(load_settings().models_folder)
    for name, look in looks.items():
        report(f"screening, {name}, single messages", measure(texts * ROUNDS, look))
        report(f"screening, {name}, four in one", measure(longer, look))


if __name__ == "__main__":
    main()
