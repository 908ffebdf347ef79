import json
from functools import partial
from pathlib import Path

from bot.domain.languages import Language
from bot.screening import screen
from bot.screening.lines import screened
from tests.screening.folder import HEAD, RULE, load


def test_a_message_with_a_concern_is_told_in_the_agreed_shape(tmp_path: Path) -> None:
    look = partial(screen, rules=load(tmp_path, HEAD + RULE))
    answer = screened("a", "my dad hits me", look, lambda _: Language.ENGLISH)
    concern = {
        "category": "physical_abuse",
        "severity": "high",
        "source": "rule",
        "rule": "hits",
        "score": 1.0,
    }
    assert answer == {"id": "a", "language": "en", "severity": "high", "concerns": [concern]}
    assert json.loads(json.dumps(answer)) == answer


def test_a_message_without_a_concern_has_the_severity_none(tmp_path: Path) -> None:
    look = partial(screen, rules=load(tmp_path, HEAD + RULE))
    answer = screened(7, "iawn diolch", look, lambda _: Language.WELSH)
    assert answer == {"id": 7, "language": "cy", "severity": "none", "concerns": []}
