"""The teaching itself, in the Python that has TensorFlow, on an encoder and messages of no size."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from bot.recipes import ASSISTANT_PYTHON
from bot.screening.encoder import load_encoder, load_pieces
from bot.screening.encoder_training import answers
from bot.screening.features import whole
from bot.screening.samples import Sample
from bot.settings import ROOT
from tests.screening.encoders import LAYERS, tiny_arrays, write_tiny
from tests.screening.test_encoder import SAMPLES

ENTRY = "bot.assistant.encoder_training"
TOLD, ORDINARY = SAMPLES[0], SAMPLES[1]


def lesson(learned: list[Sample]) -> dict[str, object]:
    pieces = load_pieces()
    ids = [pieces(whole(sample.text)) for sample in learned]
    targets = np.stack([answers(sample) for sample in learned])
    return {
        **{name: array for name, array in tiny_arrays().items() if not name.startswith("head:")},
        "ids": np.concatenate([np.array(one, dtype=np.int32) for one in ids]),
        "lengths": np.array([len(one) for one in ids]),
        "targets": targets,
        "weights": np.ones_like(targets),
        "layers": LAYERS,
        "steps": 80,
        "batch": 2,
        "rate": 1e-2,
        "seed": 0,
    }


@pytest.mark.rasa
@pytest.mark.slow
def test_it_learns_what_it_is_taught_and_the_same_each_time(tmp_path: Path) -> None:
    given = tmp_path / "given.npz"
    # An odd number, so that the last batch has a side with nothing in it.
    np.savez(given, **lesson(SAMPLES))  # type: ignore[arg-type]
    once, twice = (taught(given, tmp_path / name) for name in ("once.npz", "twice.npz"))
    assert all(np.array_equal(once[name], twice[name]) for name in once)
    encoder = load_encoder(write_tiny(tmp_path / "encoder.onnx", once))
    assert encoder(whole(TOLD.text))[0] > 0 > encoder(whole(ORDINARY.text))[0]


def taught(given: Path, result: Path) -> dict[str, np.ndarray]:
    subprocess.run([ASSISTANT_PYTHON, "-m", ENTRY, given, result], cwd=ROOT, check=True)
    with np.load(result, allow_pickle=False) as arrays:
        return dict(arrays)
