"""Measures how long screening a message takes: python bench/screening.py [rules folder]."""

import statistics
import sys
import time
from pathlib import Path

from bot.screening import Ruleset, load_rules, screen

RULES = Path(__file__).resolve().parents[1] / "data" / "safeguarding" / "rules"
ROUNDS = 20


def messages(rules: Ruleset) -> list[str]:
    """The rules' own examples: the slowest kind, since each has something to find."""
    return [text for rule in rules.rules for text in (*rule.must_fire, *rule.must_not_fire)]


def measure(texts: list[str], rules: Ruleset) -> list[float]:
    """Milliseconds for each text."""
    took = []
    for text in texts:
        start = time.perf_counter()
        screen(text, rules)
        took.append((time.perf_counter() - start) * 1000)
    return took


def report(name: str, took: list[float]) -> None:
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=100)[94]
    print(f"{name}: {len(took)} messages, p50 {p50:.2f} ms, p95 {p95:.2f} ms, worst {max(took):.2f} ms")


def main() -> None:
    start = time.perf_counter()
    rules = load_rules(Path(sys.argv[1]) if len(sys.argv) > 1 else RULES)
    patterns = sum(len(rule.patterns) for rule in rules.rules)
    print(f"{len(rules.rules)} rules, {patterns} patterns, loaded in {time.perf_counter() - start:.1f} s")
    texts = messages(rules)
    report("single messages", measure(texts * ROUNDS, rules))
    report(
        "four messages in one",
        measure([" ".join(texts[at : at + 4]) for at in range(0, len(texts), 4)], rules),
    )


if __name__ == "__main__":
    main()
