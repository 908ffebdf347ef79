from pathlib import Path

import numpy as np
import pytest

from bot.domain.concerns import Category, Severity
from bot.screening.encoder import QUESTIONS, Encoder, EncoderError, load_encoder, load_pieces
from bot.screening.encoder_training import LAYERS, answers, lesson
from bot.screening.features import stretches, whole
from bot.screening.samples import Sample
from tests.screening.encoders import tiny_arrays, write_tiny

SAMPLES = [
    Sample("he wont let me go home", (Category.COERCION_THREAT, Category.IMMEDIATE_DANGER), Severity.HIGH),
    Sample("dwi'n iawn diolch", (), None),
    Sample("can someone ring me", (Category.WORKER_CONTACT,), Severity.LOW),
]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return load_encoder(write_tiny(tmp_path_factory.mktemp("encoder") / "encoder.onnx"))


def test_it_answers_every_question(encoder: Encoder) -> None:
    heard = encoder(whole("dwi methu cysgu, he keeps ringing"))
    assert heard.shape == (QUESTIONS,)
    assert np.isfinite(heard).all()


def test_what_is_said_changes_what_is_heard(encoder: Encoder) -> None:
    assert not np.allclose(encoder(whole("slept fine")), encoder(whole("he found me")))


def test_a_welsh_word_and_its_english_are_heard_alike(encoder: Encoder) -> None:
    assert np.allclose(encoder(whole("gwybod")), encoder(whole("know")))


@pytest.mark.parametrize("text", ["\ud800 hello", "a" * 9_000, "👍🏽 ok", "the " * 300])
def test_no_text_is_too_odd_for_it(encoder: Encoder, text: str) -> None:
    assert all(np.isfinite(encoder(stretch)).all() for stretch in stretches(text))


def test_a_missing_encoder_tells_to_train(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"missing.*make train"):
        load_encoder(tmp_path / "encoder.onnx")


def test_a_broken_encoder_is_a_named_error(tmp_path: Path) -> None:
    file = tmp_path / "encoder.onnx"
    file.write_bytes(b"not a graph")
    with pytest.raises(EncoderError, match=r"broken.*make train"):
        load_encoder(file)


def test_an_encoder_with_other_questions_is_refused(tmp_path: Path) -> None:
    fewer = {
        name: array[..., :-1] if name.startswith("head:") else array for name, array in tiny_arrays().items()
    }
    with pytest.raises(EncoderError, match="another version"):
        load_encoder(write_tiny(tmp_path / "encoder.onnx", fewer))


def test_the_lesson_holds_each_text_and_its_answers() -> None:
    taught = lesson(SAMPLES)
    lengths, ids = taught["lengths"], taught["ids"]
    assert isinstance(lengths, np.ndarray)
    assert isinstance(ids, np.ndarray)
    assert lengths.sum() == len(ids)
    assert [len(load_pieces()(whole(sample.text))) for sample in SAMPLES] == list(lengths)
    assert all(f"w:{layer}.qkv.kernel" in taught for layer in range(LAYERS))


def test_the_answers_are_in_the_order_of_the_questions() -> None:
    high = answers(SAMPLES[0])
    assert high[0] == 1
    assert [category for at, category in enumerate(Category) if high[1 + at]] == sorted(
        SAMPLES[0].labels, key=list(Category).index
    )
    assert list(high[-3:]) == [1, 1, 0]
    assert not answers(SAMPLES[1]).any()
    assert list(answers(SAMPLES[2])[[0, -3, -2]]) == [0, 1, 0]


def test_what_is_only_worth_knowing_does_not_teach_where_the_line_is() -> None:
    weights = lesson(SAMPLES)["weights"]
    assert isinstance(weights, np.ndarray)
    assert list(weights[:, 0]) == [1, 1, 0]
