"""Measures how long screening takes to load, and a message by the rules alone and as the service does it."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

from bot.app import RULES_FOLDER, screen_text
from bot.screening import Ruleset, load_rules, screen
from bot.settings import load_settings

ROUNDS = 5
LOADS = 5
# Seconds for the service's code, the rules, and the classifier with its encoder up to the first message.
LOAD = """
import time
times = [time.perf_counter()]
from bot.app import RULES_FOLDER
from bot.policy import load_thresholds
from bot.screening import load_rules
from bot.screening.classifier import ARTEFACT, load_classifier
from bot.settings import load_settings
times.append(time.perf_counter())
load_rules(RULES_FOLDER)
times.append(time.perf_counter())
load_classifier(load_settings().models_folder / ARTEFACT, load_thresholds())("haia")
times.append(time.perf_counter())
print(*(after - before for before, after in zip(times, times[1:])))
"""
LOADED = ("the code", "the rules", "the classifier and its encoder")


def messages(rules: Ruleset) -> list[str]:
    """The rules' own examples: the slowest kind, since each has something to find."""
    return [text for rule in rules.rules for text in (*rule.must_fire, *rule.must_not_fire)]


def loading() -> list[tuple[float, ...]]:
    """Seconds that loading each of LOADED takes, in one process after another that has nothing yet."""
    done = [
        subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True).stdout
        for _ in range(LOADS)
    ]
    return list(zip(*(map(float, said.split()) for said in done), strict=True))


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
    for name, took in zip(LOADED, loading(), strict=True):
        told = ", ".join(f"{seconds:.1f}" for seconds in sorted(took))
        print(f"screening, in {LOADS} fresh processes, {name} loaded in {told} s")
    texts = messages(rules)
    longer = [" ".join(texts[at : at + 4]) for at in range(0, len(texts), 4)]
    looks: dict[str, Callable[[str], object]] = {"rules alone": partial(screen, rules=rules)}
    looks["rules and classifier"] = screen_text(load_settings().models_folder)
    for name, look in looks.items():
        report(f"screening, {name}, single messages", measure(texts * ROUNDS, look))
        report(f"screening, {name}, four in one", measure(longer, look))


if __name__ == "__main__":
    main()
