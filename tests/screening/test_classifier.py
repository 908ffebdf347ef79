from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.concerns import Category, Severity, severity_of
from bot.policy import load_thresholds
from bot.screening import load_rules, screen
from bot.screening.classifier import ARTEFACT, Classifier, ClassifierError, Thresholds, load_classifier, save
from bot.screening.classifier_training import calibrate, fit
from bot.screening.corpus import Part, load_corpus
from bot.screening.encoder import ENCODER, load_encoder
from bot.screening.samples import samples
from bot.settings import ROOT
from tests.screening.encoders import write_tiny
from tests.screening.folder import RULES
from tests.screening.labelled import SMALL, THRESHOLDS, write

LONG = "nothing much to tell of the week so far, school and bus and dinner and bed. " * 12

# Bytes of all that is loaded to screen, the rules apart.
LARGEST = 50_000_000


@pytest.fixture(scope="module")
def artefact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A classifier of a few made-up messages."""
    folder = tmp_path_factory.mktemp("classifier")
    build(folder, folder / ARTEFACT)
    return folder / ARTEFACT


def build(folder: Path, file: Path) -> None:
    messages = load_corpus(write(folder, SMALL))
    model = fit(samples(messages))
    encoder = load_encoder(write_tiny(file.with_name(ENCODER)))
    unseen = samples(m for m in messages if m.part is Part.VALIDATION)
    save(model, calibrate(model, encoder, unseen), file)


@pytest.fixture(scope="module")
def small(artefact: Path) -> Classifier:
    return load_classifier(artefact, THRESHOLDS)


@pytest.fixture(scope="module")
def trained() -> Classifier:
    """The classifier that serves; `hafan train` builds it."""
    return load_classifier(ROOT / "models" / ARTEFACT, load_thresholds())


def test_a_concern_of_the_model_says_so(small: Classifier) -> None:
    concern = small("missing today happened 4 times")[0]
    assert (concern.category, concern.source, concern.rule, concern.span) == (
        Category.MISSING,
        "model",
        None,
        None,
    )
    assert 0.5 <= concern.score <= 1


def test_an_ordinary_message_raises_nothing(small: Classifier) -> None:
    assert small("nice h at dinner 9") == ()


def test_the_same_messages_give_the_same_artefact(artefact: Path, tmp_path: Path) -> None:
    build(tmp_path, tmp_path / ARTEFACT)
    with np.load(artefact) as one, np.load(tmp_path / ARTEFACT) as other:
        assert one.files == other.files
        assert all(np.array_equal(one[name], other[name]) for name in one.files)


def test_a_message_below_the_page_threshold_is_only_marked(small: Classifier) -> None:
    text = "missing today happened 4 times"
    doubtful = replace(
        small, calibration=replace(small.calibration, page=small.calibration.page * np.float32(0.001))
    )
    score = doubtful.scores(text).page
    above = dict.fromkeys(("page", "page_with_welsh", "page_emergency"), score + 1e-4)
    shy = replace(THRESHOLDS, **above, reading_list=score - 1e-4, category=0.99)
    found = replace(doubtful, thresholds=shy)(text)
    assert [(concern.category, concern.severity) for concern in found] == [(Category.MISSING, Severity.LOW)]
    assert replace(doubtful, thresholds=replace(shy, reading_list=score + 1e-4))(text) == ()


def test_what_would_be_an_emergency_pages_at_less_certainty(small: Classifier) -> None:
    doubtful = replace(
        small, calibration=replace(small.calibration, page=small.calibration.page * np.float32(0.001))
    )
    cautious = replace(THRESHOLDS, page=0.9, page_emergency=0.4)
    urgent = replace(doubtful, thresholds=cautious)("suicide rightnow happened 7 times")
    milder = replace(doubtful, thresholds=cautious)("suicide maybe happened 7 times")
    assert urgent[0].severity is Severity.EMERGENCY
    assert milder[0].severity is Severity.LOW


def test_a_message_with_welsh_in_it_pages_by_a_threshold_of_its_own(small: Classifier) -> None:
    doubtful = replace(
        small,
        calibration=replace(small.calibration, page=small.calibration.page * np.float32(0.001)),
        thresholds=replace(THRESHOLDS, page=0.9, page_with_welsh=0.4),
    )
    english, mixed = (doubtful(f"missing maybe happened {often} times")[0] for often in ("7", "saith"))
    assert (english.severity, mixed.severity) == (Severity.LOW, Severity.MEDIUM)


def test_a_wish_for_a_person_is_low(small: Classifier) -> None:
    found = {c.category: c.severity for c in small("workercontact today happened 4 times")}
    assert found[Category.WORKER_CONTACT] is Severity.LOW


def test_one_hint_does_not_drown_in_a_long_message(small: Classifier) -> None:
    hint = "suicide rightnow happened 4 times"
    assert Category.SUICIDE in {concern.category for concern in small(f"{LONG} {hint} {LONG}")}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400))
def test_no_text_is_too_odd_to_read(text: str, small: Classifier) -> None:
    with np.errstate(divide="raise", invalid="raise", over="raise"):
        assert all(0 <= concern.score <= 1 for concern in small(text))


@pytest.mark.parametrize("text", ["", " ", "...", "?!", "\x00", "\ud800", "\u202e" * 50, "a" * 50_000])
def test_odd_input_never_raises_an_error(text: str, small: Classifier) -> None:
    assert isinstance(small(text), tuple)


@pytest.mark.parametrize("text", ["", " ", "...", "?!", "👍🏽"])
def test_what_has_no_word_raises_nothing(text: str, small: Classifier) -> None:
    assert small(text) == ()


def test_a_missing_artefact_tells_to_train(tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match=r"missing.*make train"):
        load_classifier(tmp_path / ARTEFACT, THRESHOLDS)


@pytest.mark.parametrize("kept", [0, 10, 2000], ids=["empty", "a few bytes", "half"])
def test_a_broken_artefact_is_a_named_error(kept: int, artefact: Path, tmp_path: Path) -> None:
    broken = tmp_path / ARTEFACT
    broken.write_bytes(artefact.read_bytes()[:kept])
    with pytest.raises(ClassifierError, match=r"broken.*make train"):
        load_classifier(broken, THRESHOLDS)


def test_an_artefact_of_another_shape_is_a_named_error(artefact: Path, tmp_path: Path) -> None:
    with np.load(artefact) as arrays:
        changed = dict(arrays) | {"weights": arrays["weights"][:, 1:]}
    np.savez_compressed(tmp_path / ARTEFACT, **changed)
    with pytest.raises(ClassifierError, match=r"another version"):
        load_classifier(tmp_path / ARTEFACT, THRESHOLDS)


@pytest.mark.parametrize(
    "wrong",
    [{"page": 0}, {"page": 1.2}, {"reading_list": 0.9}, {"page_with_welsh": 0.6}],
    ids=["zero", "above 1", "above page", "Welsh above page"],
)
def test_thresholds_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    sound = {name: getattr(THRESHOLDS, name) for name in THRESHOLDS.__slots__}
    with pytest.raises(ValueError, match=r"at most page|between 0 and 1"):
        Thresholds(**(sound | wrong))


@pytest.mark.slow
def test_what_serves_is_small_enough_to_be_handed_on() -> None:
    assert sum((ROOT / "models" / name).stat().st_size for name in (ARTEFACT, ENCODER)) < LARGEST


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        *(
            "7",
            "0",
            "10",
            "ok",
            "ok diolch",
            "yes",
            "no",
            "na",
            "ia",
            "nah im fine",
            "haia",
            "bora da",
            "iawn",
        ),
        *("diolch", "stop", "slept fine ty", "ta ra", "my phone died lol"),
    ],
)
def test_a_short_answer_raises_nothing(text: str, trained: Classifier) -> None:
    assert trained(text) == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "he says hell hurt me if i tell",
        "he gets me stuff but theres always something he wants after",
        "ma'n deud neith o frifo mam os dduda i wrth rywun",
        "dwi'm isio bod yma ddim mwy",
        "mae o'n dod mewn i llofft fi yn nos, dwi ofn",
        "dwi ofn mynd adra cos of him",
        "he wants pics eto, dwi di deud na but he keeps asking",
    ],
)
def test_a_disclosure_in_either_language_pages(text: str, trained: Classifier) -> None:
    found = severity_of(screen(text, load_rules(RULES), (trained,)))
    assert found is not None
    assert found >= Severity.MEDIUM


@pytest.mark.slow
def test_the_classifier_never_lowers_what_a_rule_raised(trained: Classifier) -> None:
    alone = partial(screen, rules=load_rules(RULES))
    message = "he says hell hurt me if i tell"
    both = {concern.category: concern.severity for concern in alone(message, readers=(trained,))}
    assert all(both[concern.category] >= concern.severity for concern in alone(message))
    assert severity_of(alone(message, readers=(trained,))) is Severity.HIGH
