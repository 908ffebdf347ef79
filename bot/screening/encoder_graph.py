"""Writes a taught encoder as a graph that the runtime executes quickly, its weights in eight bits."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from bot.screening.features import Floats

OPSET = 20
RUNTIME = "com.microsoft"
HEADS = 12
EPSILON = 1e-12

Arrays = Mapping[str, Floats]


def write_graph(arrays: Arrays, layers: int, file: Path) -> None:
    """From the trainer's arrays to `file`: the numbers of word pieces (`ids`, 1 x n) in, `logits` out."""
    whole = file.with_suffix(".whole.onnx")
    onnx.save(_Graph(arrays).model(layers), whole)
    part = file.with_suffix(".part.onnx")
    # What the runtime's own operations give is known to nobody but the runtime.
    known = {"DefaultTensorType": TensorProto.FLOAT}
    quantize_dynamic(whole, part, weight_type=QuantType.QInt8, per_channel=True, extra_options=known)
    whole.unlink()
    part.replace(file)


class _Graph:
    """Collects nodes; each step gives the name of what it made."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.width = arrays["w:word"].shape[1]
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def model(self, layers: int) -> onnx.ModelProto:
        hidden = self._embedded()
        for layer in range(layers):
            hidden = self._layer(hidden, str(layer))
        mean = self._node("ReduceMean", hidden, self._ints("last", [1]), keepdims=0)
        self._node("Gemm", mean, self._array("head:kernel"), self._array("head:bias"), output="logits")
        questions = self.arrays["head:bias"].shape[0]
        graph = helper.make_graph(
            self.nodes,
            "encoder",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "length"])],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, questions])],
            list(self.constants.values()),
        )
        return helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME, 1)],
            ir_version=10,
        )

    def _embedded(self) -> str:
        length = self._node("Shape", "ids", start=1)
        places = self._node("Slice", self._array("w:position"), self._ints("first", [0]), length)
        found = self._node("Gather", self._array("w:word"), "ids")
        summed = self._node("Add", self._node("Add", found, places), self._array("w:kind"))
        return self._even(summed, "embedding")

    def _layer(self, hidden: str, layer: str) -> str:
        kernel, bias = self._array(f"w:{layer}.qkv.kernel"), self._array(f"w:{layer}.qkv.bias")
        looked = self._fused("Attention", hidden, kernel, bias, num_heads=HEADS)
        hidden = self._joined(hidden, looked, f"{layer}.out", f"{layer}.attention")
        product = self._node("MatMul", hidden, self._array(f"w:{layer}.wide.kernel"))
        wide = self._fused("BiasGelu", product, self._array(f"w:{layer}.wide.bias"))
        return self._joined(hidden, wide, f"{layer}.narrow", f"{layer}.layer")

    def _joined(self, hidden: str, found: str, dense: str, name: str) -> str:
        """What was found, through one dense layer, added to what was there, and evened."""
        product = self._node("MatMul", found, self._array(f"w:{dense}.kernel"))
        through = self._node("Add", product, self._array(f"w:{dense}.bias"))
        return self._even(self._node("Add", hidden, through), name)

    def _even(self, hidden: str, name: str) -> str:
        scale, shift = self._array(f"w:{name}.scale"), self._array(f"w:{name}.shift")
        return self._node("LayerNormalization", hidden, scale, shift, epsilon=EPSILON)

    def _node(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        name = output or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def _fused(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """One of the runtime's own operations, each of which does at once what several standard ones do."""
        return self._node(kind, *inputs, domain=RUNTIME, **attributes)

    def _array(self, name: str) -> str:
        return self._constant(name, self.arrays[name])

    def _ints(self, name: str, numbers: list[int]) -> str:
        return self._constant(name, np.array(numbers, dtype=np.int64))

    def _constant(self, name: str, value: object) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.asarray(value), name)
        return name
