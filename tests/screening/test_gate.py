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
    assert losses(90, 90, 88) == ["recall in mixed messages is 0.880, accepted is 0.900"]


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


def test_a_missed_disclosure_is_named_by_its_line_and_not_by_its_words(tmp_path: Path) -> None:
    file = tmp_path / "locked.yml"
    file.write_text("version: 1\n# Kept.\nemergency:\n  - made up\nhigh:\n\n  - made up too\n")
    approved_since = Locked("made up as well", Severity.MEDIUM)
    told = gate.missed(hears(Severity.LOW), [*load_locked(file), approved_since])
    assert [str(reason) for reason in told] == [
        "locked disclosure 1 (locked.yml:4, emergency) is heard as low only",
        "locked disclosure 2 (locked.yml:7, high) is heard as low only",
        "locked disclosure 3 (not in the files yet, medium) is heard as low only",
    ]


def test_the_lists_of_the_leads_can_be_read() -> None:
    assert len(load_locked()) >= 80
    assert len({disclosure.text for disclosure in load_locked()}) == len(load_locked())
    assert set(load_accepted().recall) == set(ACCEPTED.recall)


@pytest.mark.parametrize("broken", ["- high\n", "made up: [", "", "version: 1\n"])
def test_a_broken_list_is_a_named_error(broken: str, tmp_path: Path) -> None:
    file = tmp_path / "list.yml"
    file.write_text(broken)
    for load in (load_locked, load_accepted):
        with pytest.raises(GateError, match=r"list\.yml") as wrong:
            load(file)
        assert "made up" not in str(wrong.value)


@pytest.mark.parametrize("written", [None, b"\xff"])
def test_a_list_that_cannot_be_read_is_a_named_error(written: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "list.yml"
    if written is not None:
        file.write_bytes(written)
    for load in (load_locked, load_accepted):
        with pytest.raises(GateError, match=r"list\.yml: cannot be read: .*; put the file back"):
            load(file)


@pytest.mark.parametrize(
    ("broken", "what_to_do"),
    [
        ("emergency: []\nhigh: []\n", "no disclosures, .*; put the list back"),
        ("loud: [help]\n", "'loud' must be one of low, medium, high, emergency"),
        ("high: 3\n", "'high' must be a list of disclosures"),
        ("high: made up\n", "'high' must be a list of disclosures"),
        ("high: [made up]\nmedium:\n", "'medium' must be a list of disclosures"),
    ],
)
def test_locked_disclosures_that_would_ask_nothing_are_refused(
    broken: str, what_to_do: str, tmp_path: Path
) -> None:
    file = tmp_path / "locked.yml"
    file.write_text(f"version: 1\n{broken}")
    with pytest.raises(GateError, match=rf"locked\.yml: {what_to_do}"):
        load_locked(file)


@pytest.mark.parametrize(
    ("recall", "what_to_do"),
    [
        ("{}", "must give a share for each of en, cy, mixed"),
        ("[0.9, 0.9, 0.9]", "must give a share for each of en, cy, mixed"),
        ("{en: 0.9, cy: 0.9}", "must give a share for each of en, cy, mixed"),
        ("{en: 0.9, cy: 0.9, mixed: 0.9, unknown: 0.9}", "and no other"),
        ("{en: 0.9, cy: .nan, mixed: 0.9}", "of cy must be a share"),
        ("{en: -0.1, cy: 0.9, mixed: 0.9}", "of en must be a share"),
        ("{en: 0, cy: 0.9, mixed: 0.9}", "of en must be a share"),
        ("{en: 0.9, cy: 0.9, mixed: 91}", "of mixed must be a share"),
        ("{en: 0.9, cy: 0.9, mixed: '0.9'}", "of mixed must be a share"),
    ],
)
def test_an_accepted_recall_that_would_refuse_nothing_is_itself_refused(
    recall: str, what_to_do: str, tmp_path: Path
) -> None:
    file = tmp_path / "accepted.yml"
    file.write_text(f"version: 1\nrecall: {recall}\n")
    with pytest.raises(GateError, match=rf"accepted\.yml: 'recall' .*{what_to_do}"):
        load_accepted(file)


@pytest.mark.slow
def test_what_serves_passes_the_gate() -> None:
    assert objections(screen_text(ROOT / "models")) == []
