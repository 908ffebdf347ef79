from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import screen_text
from bot.domain.concerns import Category, Concern, Severity
from bot.domain.languages import Language
from bot.screening import gate
from bot.screening.corpus import LANGUAGES, Kind, Message
from bot.screening.evaluation import HELD_APART, THRICE, Outcome, read_labelled
from bot.screening.gate import Accepted, GateError, Locked, load_accepted, load_locked, objections
from bot.settings import ROOT

ACCEPTED = Accepted({Language.ENGLISH: 0.9, Language.WELSH: 0.9, Language.MIXED: 0.9})


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
    return [str(reason) for reason in (*gate._losses(told, ACCEPTED), *gate._lags(told))]


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


def test_languages_are_compared_on_every_message_held_apart() -> None:
    apart = read_labelled(sorted(HELD_APART.rglob("*.jsonl")), _never)
    welsh = {message.text for message in apart if message.language is Language.WELSH}
    found = (Concern(Category.MISSING, Severity.HIGH, "model", None, 0.9, None),)
    reasons = gate.reasons(lambda text: () if text in welsh else found, [])
    told = [(reason.kind, reason.values["language"]) for reason in reasons]
    assert told == [(gate.Kind.FELL, "cy"), (gate.Kind.BEHIND, "cy")]


def test_the_same_situations_are_told_in_each_language() -> None:
    told = {
        language: {m.id.split("-")[-1]: m for m in read_labelled([THRICE / f"{language}.jsonl"], _never)}
        for language in LANGUAGES
    }
    english = told[Language.ENGLISH]
    for others in told.values():
        assert others.keys() == english.keys()
        assert all(one.severity is english[number].severity for number, one in others.items())


def _never(text: str) -> Language:
    pytest.fail("each file tells its language")


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
