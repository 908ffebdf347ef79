from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import screen_text
from bot.domain.concerns import Category, Concern, Severity
from bot.domain.languages import Language
from bot.screening import gate
from bot.screening.corpus import Kind, Message
from bot.screening.evaluation import Outcome
from bot.screening.gate import Accepted, GateError, Locked, load_accepted, load_locked, objections
from bot.settings import ROOT

ACCEPTED = Accepted({Language.ENGLISH: 0.9, Language.WELSH: 0.9, Language.MIXED: 0.9}, {})


def outcomes(language: Language, heard: int, of: int = 100) -> list[Outcome]:
    message = Message("m", "made up", (Category.MISSING,), Severity.HIGH, Kind.HINT, language)
    found = (Concern(Category.MISSING, Severity.HIGH, "model", None, 0.9, None),)
    return [Outcome(message, found if at < heard else (), 1.0) for at in range(of)]


def losses(english: int, welsh: int, mixed: int) -> list[str]:
    told = [
        *outcomes(Language.ENGLISH, english),
        *outcomes(Language.WELSH, welsh),
        *outcomes(Language.MIXED, mixed),
    ]
    return [str(reason) for reason in gate._losses(told, ACCEPTED)]


@pytest.mark.parametrize("heard", [(90, 90, 90), (89, 89, 89), (92, 90, 90), (90, 95, 95)])
def test_as_good_as_before_may_serve(heard: tuple[int, int, int]) -> None:
    assert losses(*heard) == []


def test_a_fall_by_more_than_a_point_is_refused_by_language() -> None:
    assert losses(90, 90, 88) == ["recall in mixed messages fell from 0.900 to 0.880"]


@pytest.mark.parametrize("heard", [(95, 92, 95), (95, 95, 92)])
def test_a_language_that_trails_english_is_refused(heard: tuple[int, int, int]) -> None:
    (reason,) = losses(*heard)
    assert "0.920" in reason
    assert "English has 0.950" in reason


def test_an_accepted_gap_may_not_grow() -> None:
    told = [*outcomes(Language.ENGLISH, 95), *outcomes(Language.WELSH, 95), *outcomes(Language.MIXED, 91)]
    gap = {Language.MIXED: 0.04}
    assert list(gate._losses(told, Accepted(ACCEPTED.recall, gap))) == []
    (reason,) = gate._losses(told, Accepted(ACCEPTED.recall, {Language.MIXED: 0.03}))
    assert "mixed messages is 0.910" in str(reason)


def hears(severity: Severity | None) -> Callable[[str], tuple[Concern, ...]]:
    concern = severity and Concern(Category.SUICIDE, severity, "rule", "r", 1.0, None)
    return lambda text: (concern,) if concern else ()


@pytest.mark.parametrize(
    ("locked", "heard", "refused"),
    [
        (Severity.EMERGENCY, Severity.EMERGENCY, False),
        (Severity.EMERGENCY, Severity.HIGH, False),
        (Severity.EMERGENCY, Severity.MEDIUM, True),
        (Severity.HIGH, Severity.MEDIUM, False),
        (Severity.HIGH, Severity.LOW, True),
        (Severity.MEDIUM, None, True),
    ],
)
def test_a_locked_disclosure_must_page(locked: Severity, heard: Severity | None, refused: bool) -> None:
    reasons = list(gate.missed(hears(heard), [Locked("made up", locked)]))
    assert bool(reasons) is refused
    assert not any("made up" in str(reason) for reason in reasons)


def test_the_lists_of_the_leads_can_be_read() -> None:
    assert len(load_locked()) >= 80
    assert len({disclosure.text for disclosure in load_locked()}) == len(load_locked())
    assert set(load_accepted().recall) == set(ACCEPTED.recall)


@pytest.mark.parametrize(
    "broken", ["version: 1\nloud: [help]\n", "version: 1\nhigh: 3\n", "- high\n", "a: [", ""]
)
def test_a_broken_list_is_a_named_error(broken: str, tmp_path: Path) -> None:
    file = tmp_path / "locked.yml"
    file.write_text(broken)
    with pytest.raises(GateError, match=r"locked\.yml"):
        load_locked(file)
    with pytest.raises(GateError, match=r"locked\.yml"):
        load_accepted(file)


@pytest.mark.slow
def test_what_serves_passes_the_gate() -> None:
    assert objections(screen_text(ROOT / "models")) == []
