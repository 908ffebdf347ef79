"""The rules held against everyday answers to check-ins, which nobody wrote to try them."""

import re
from collections.abc import Iterator

from bot.domain.concerns import Severity
from bot.screening import load_rules, screen
from bot.settings import ROOT
from tests.screening.folder import RULES

# Their examples speak of a person or a worry, or of a phone that somebody watches, by design.
LEFT_OUT = {"talk_to_worker", "not_alone_now"}
PAGED_PER_THOUSAND = 3


def everyday_answers() -> Iterator[str]:
    for file in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
        for part in file.read_text(encoding="utf-8").split("- intent: ")[1:]:
            intent, _, examples = part.partition("\n")
            if intent.strip() not in LEFT_OUT:
                yield from re.findall(r"^\s+- (.+)$", examples, re.MULTILINE)


ANSWERS = tuple(everyday_answers())
RULESET = load_rules(RULES)
WORST = [max((c.severity for c in screen(answer, RULESET)), default=Severity.LOW) for answer in ANSWERS]


def test_there_are_answers_to_try() -> None:
    assert len(ANSWERS) > 8000


def test_hardly_any_everyday_answer_pages_a_person() -> None:
    paged = sum(severity >= Severity.HIGH for severity in WORST)
    assert paged * 1000 <= PAGED_PER_THOUSAND * len(ANSWERS)


def test_no_everyday_answer_is_an_emergency() -> None:
    assert Severity.EMERGENCY not in WORST
