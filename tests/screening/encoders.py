"""An encoder small enough to be made in a test: it has the real one's form and knows nothing."""

from pathlib import Path

import numpy as np

from bot.screening.encoder import MOST_PIECES, QUESTIONS
from bot.screening.encoder_graph import HEADS, Arrays, write_graph

# As many word pieces as the real one has.
PIECES = 30_522
WIDTH = HEADS
LAYERS = 1


def tiny_arrays() -> dict[str, np.ndarray]:
    """One layer of chance numbers, always the same."""
    chance = np.random.default_rng(7)
    shapes = {
        "w:word": (PIECES, WIDTH),
        "w:position": (MOST_PIECES, WIDTH),
        "w:kind": (1, WIDTH),
        "w:0.qkv.kernel": (WIDTH, 3 * WIDTH),
        "w:0.qkv.bias": (3 * WIDTH,),
        "w:0.out.kernel": (WIDTH, WIDTH),
        "w:0.out.bias": (WIDTH,),
        "w:0.wide.kernel": (WIDTH, 4 * WIDTH),
        "w:0.wide.bias": (4 * WIDTH,),
        "w:0.narrow.kernel": (4 * WIDTH, WIDTH),
        "w:0.narrow.bias": (WIDTH,),
        "head:kernel": (WIDTH, QUESTIONS),
        "head:bias": (QUESTIONS,),
        **{
            f"w:{part}.{name}": (WIDTH,)
            for part in ("embedding", "0.attention", "0.layer")
            for name in ("scale", "shift")
        },
    }
    return {name: chance.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def write_tiny(file: Path, arrays: Arrays | None = None) -> Path:
    """Write it as training writes the real one."""
    write_graph(arrays or tiny_arrays(), LAYERS, file)
    return file
