"""Teaches a small sentence encoder to hear concerns; runs where TensorFlow is, in the Python 3.10 one.

    python -m bot.assistant.encoder_training IN.npz OUT.npz

What goes in: the encoder as it came (`w:<name>` arrays), `ids` and `lengths` of the tokens of every text one
after the other, `targets` and `weights` (texts x questions), and the settings `layers`, `steps`, `batch`,
`rate`, `seed`. What comes out: the same arrays as they were taught, and `head:kernel` and `head:bias`, which
turn a text's vector into one logit a question. The same input gives the same output on the same machine.
"""

import os
import sys
from itertools import islice
from typing import Any, Dict, Iterator, List

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_DETERMINISTIC_OPS", "1")
# Products of matrices in sixteen bits where the processor can, sums in thirty-two: a fifth less time.
os.environ.setdefault("TF_SET_ONEDNN_FPMATH_MODE", "BF16")

import tensorflow as tf

HEADS = 12
# As in the encoder's own configuration. The dropout it was trained with is left out: each message is shown
# too seldom to be learned by heart.
EPSILON = 1e-12
# How slowly the mean of the gradients is forgotten, and that of their squares.
FIRST, SECOND = 0.9, 0.999
# The share of steps in which the rate rises; then it falls to nothing.
WARM_UP = 0.1
# Each batch is taught in so many parts side by side, every one on a core of its own: one operation after the
# other, each shared out between the cores, leaves them waiting for each other a quarter of the time.
SIDES = 2
# The more batches are filled in order of length together, the less is padding: one token in 140 with so many.
SORTED_TOGETHER = 100
# Words keep the vectors they came with, and what evens them out after: few messages would only blur them.
KEPT = ("word", "position", "kind", "embedding")

Arrays = Dict[str, Any]


class Encoder(tf.Module):
    """The encoder's own arithmetic: attention and feed-forward layers, then the mean over the tokens."""

    def __init__(self, arrays: Arrays, layers: int, questions: int, seed: int) -> None:
        super().__init__()
        self.layers = layers
        known = {name[2:]: array for name, array in arrays.items() if name.startswith("w:")}
        self.taught = {
            name: tf.Variable(array, name=name)
            for name, array in known.items()
            if name.split(".")[0] not in KEPT
        }
        self.all = {name: self.taught.get(name, tf.constant(array)) for name, array in known.items()}
        start = np.random.default_rng(seed).normal(0, 0.02, (arrays["w:word"].shape[1], questions))
        self.kernel = tf.Variable(start.astype(np.float32), name="head_kernel")
        self.bias = tf.Variable(np.zeros(questions, np.float32), name="head_bias")

    def __call__(self, ids: Any) -> Any:
        """Logits (texts x questions); token 0 is padding."""
        there = tf.cast(ids > 0, tf.float32)
        length = tf.shape(ids)[1]
        found = tf.gather(self.all["word"], ids) + self.all["position"][:length] + self.all["kind"][0]
        hidden = self._even(found, "embedding")
        unseen = (1.0 - there)[:, None, None, :] * -1e9
        for layer in range(self.layers):
            hidden = self._layer(hidden, unseen, str(layer))
        mean = tf.reduce_sum(hidden * there[..., None], 1) / tf.reduce_sum(there, 1, keepdims=True)
        return tf.matmul(mean, self.kernel) + self.bias

    def _layer(self, hidden: Any, unseen: Any, layer: str) -> Any:
        batch, length, width = tf.shape(hidden)[0], tf.shape(hidden)[1], hidden.shape[2]
        parts = tf.reshape(self._dense(hidden, layer + ".qkv"), (batch, length, 3, HEADS, width // HEADS))
        query, key, value = tf.unstack(tf.transpose(parts, (2, 0, 3, 1, 4)), num=3)
        score = tf.matmul(query, key, transpose_b=True) / float(np.sqrt(width // HEADS)) + unseen
        looked = tf.matmul(tf.nn.softmax(score), value)
        joined = tf.reshape(tf.transpose(looked, (0, 2, 1, 3)), (batch, length, width))
        attended = self._dense(joined, layer + ".out")
        hidden = self._even(hidden + attended, layer + ".attention")
        wide = tf.nn.gelu(self._dense(hidden, layer + ".wide"))
        narrow = self._dense(wide, layer + ".narrow")
        return self._even(hidden + narrow, layer + ".layer")

    def _dense(self, hidden: Any, name: str) -> Any:
        return tf.tensordot(hidden, self.all[name + ".kernel"], 1) + self.all[name + ".bias"]

    def _even(self, hidden: Any, name: str) -> Any:
        # By hand: half the time of `tf.nn.moments`, which takes the mean twice.
        centred = hidden - tf.reduce_mean(hidden, -1, keepdims=True)
        spread = tf.reduce_mean(tf.square(centred), -1, keepdims=True)
        return (
            centred * tf.math.rsqrt(spread + EPSILON) * self.all[name + ".scale"] + self.all[name + ".shift"]
        )


def train(arrays: Arrays) -> Arrays:
    """What the input's settings make of its encoder."""
    seed, steps = int(arrays["seed"]), int(arrays["steps"])
    tf.random.set_seed(seed)
    texts = np.split(arrays["ids"], np.cumsum(arrays["lengths"])[:-1])
    encoder = Encoder(arrays, int(arrays["layers"]), arrays["targets"].shape[1], seed)
    batches = _batches(texts, int(arrays["batch"]), np.random.default_rng(seed))
    step = _stepper(encoder, float(arrays["rate"]), steps)
    for at, chosen in enumerate(islice(batches, steps)):
        parts = [
            (_padded(texts, part), arrays["targets"][part], arrays["weights"][part])
            for part in np.array_split(chosen, SIDES)
        ]
        step(parts, np.float32(at))
    taught = {"w:" + name: variable.numpy() for name, variable in encoder.taught.items()}
    return {**arrays, **taught, "head:kernel": encoder.kernel.numpy(), "head:bias": encoder.bias.numpy()}


def _stepper(encoder: Encoder, rate: float, steps: int) -> Any:
    """One step of Adam, in a graph of its own.

    Every further pass over all the weights costs a fiftieth of a step: gradients are not made smaller, since
    Adam measures them by themselves, and weights do not decay, which in so few steps they hardly would.
    """
    variables: List[Any] = list(encoder.trainable_variables)
    moments = [
        (
            variable,
            tf.Variable(tf.zeros_like(variable), trainable=False),
            tf.Variable(tf.zeros_like(variable), trainable=False),
        )
        for variable in variables
    ]

    part = tuple(tf.TensorSpec((None, None), kind) for kind in (tf.int32, tf.float32, tf.float32))

    @tf.function(input_signature=[[part] * SIDES, tf.TensorSpec((), tf.float32)])
    def step(parts: Any, at: Any) -> None:
        texts = tf.add_n([tf.shape(ids)[0] for ids, _, _ in parts])
        sides = []
        for ids, targets, weights in parts:
            with tf.GradientTape() as tape:
                losses = tf.nn.sigmoid_cross_entropy_with_logits(targets, encoder(ids))
                loss = tf.reduce_sum(losses * weights) / tf.cast(texts, tf.float32)
            sides.append(tape.gradient(loss, variables))
        gradients = tf.nest.map_structure(lambda *both: tf.add_n(both), *sides)
        done = at / steps
        now = rate * tf.minimum(done / WARM_UP, (1.0 - done) / (1.0 - WARM_UP))
        first, second = FIRST ** (at + 1.0), SECOND ** (at + 1.0)
        for number, (variable, mean, square) in enumerate(moments):
            quicker = 10.0 if variable.name.startswith("head") else 1.0
            # All that is left to do to a variable in one pass over it: the passes are what a step waits for.
            tf.raw_ops.ResourceApplyAdam(
                var=variable.handle,
                m=mean.handle,
                v=square.handle,
                beta1_power=first,
                beta2_power=second,
                lr=now * quicker,
                beta1=FIRST,
                beta2=SECOND,
                epsilon=1e-8 * tf.sqrt(1.0 - second),
                grad=gradients[number],
            )

    return step


def _batches(texts: List[Any], size: int, order: Any) -> Iterator[Any]:
    """Texts of like length together, in a new order each time that all were shown, without end."""
    while True:
        shuffled = order.permutation(len(texts))
        groups = []
        for start in range(0, len(shuffled), size * SORTED_TOGETHER):
            together = shuffled[start : start + size * SORTED_TOGETHER]
            group = sorted(together, key=lambda at: len(texts[at]))
            groups += [np.array(group[first : first + size]) for first in range(0, len(group), size)]
        for at in order.permutation(len(groups)):
            yield groups[at]


def _padded(texts: List[Any], chosen: Any) -> Any:
    longest = max((len(texts[at]) for at in chosen), default=1)
    ids = np.zeros((len(chosen), longest), np.int32)
    for row, at in enumerate(chosen):
        ids[row, : len(texts[at])] = texts[at]
    return ids


def main(arguments: List[str]) -> None:
    source, target = arguments
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(SIDES)
    with np.load(source, allow_pickle=False) as read:
        arrays = {name: read[name] for name in read.files}
    np.savez(target, **train(arrays))


if __name__ == "__main__":
    main(sys.argv[1:])
