"""Write the encoder as an ONNX graph of onnxruntime's fused operators, then quantise its matrices to int8.

The graph is written by hand, not traced, so that it holds exactly one `Attention`, two `SkipLayerNormalization`
and one `BiasGelu` a layer. Matrices become int8 with a scale per column (activations are quantised as they come);
the word embedding becomes int8 with a scale per row.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

Array = npt.NDArray[np.generic]
FUSED = "com.microsoft"
EPSILON = 1e-12


def array_of(tensor: Tensor) -> npt.NDArray[np.float32]:
    """A tensor's values as float32."""
    return tensor.detach().float().numpy()


@dataclass
class Graph:
    """Nodes and constants of a graph in the making."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[TensorProto] = field(default_factory=list)
    scales: dict[str, npt.NDArray[np.float32]] = field(default_factory=dict)
    """Smoothing scales of the inputs of linear layers, by the layer's name."""

    def constant(self, name: str, value: Array) -> str:
        """Add a constant and return its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        """Add a node of one output and return the output's name."""
        self.nodes.append(
            helper.make_node(operator, inputs, [output], name=f"node_{output}", domain=domain, **attributes)
        )
        return output

    def linear(self, state: dict[str, Tensor], name: str, x: str) -> str:
        """Matrix product of a linear layer, without its bias."""
        weight = array_of(state[f"{name}.weight"]).T
        if name in self.scales:
            scale = self.scales[name]
            weight = weight * scale[:, None]
            x = self.add("Mul", [x, self.constant(f"{name}_d", 1 / scale)], f"{name}_x")
        return self.add("MatMul", [x, self.constant(f"{name}_w", weight)], f"{name}_m")

    def bias(self, state: dict[str, Tensor], name: str) -> str:
        """Constant of a linear layer's bias."""
        return self.constant(f"{name}_b", array_of(state[f"{name}.bias"]))

    def norm(self, state: dict[str, Tensor], name: str, x: str, skip: str, bias: str | None) -> str:
        """Layer norm of x + skip (+ bias)."""
        scale = self.constant(f"{name}_g", array_of(state[f"{name}.weight"]))
        shift = self.constant(f"{name}_s", array_of(state[f"{name}.bias"]))
        inputs = [x, skip, scale, shift, *([bias] if bias else [])]
        return self.add("SkipLayerNormalization", inputs, f"{name}_o", FUSED, epsilon=EPSILON)


def word_embedding(graph: Graph, table: npt.NDArray[np.float32], *, exact: bool) -> str:
    """Nodes that look up the word embedding, as int8 with a scale per row unless `exact`."""
    if exact:
        return graph.add("Gather", [graph.constant("words_w", table), "ids"], "words_o")
    scales = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-8) / 127
    graph.constant("words_q", np.rint(table / scales).astype(np.int8))
    graph.constant("words_scale", scales.astype(np.float32))
    graph.add("Gather", ["words_q", "ids"], "words_i")
    graph.add("Cast", ["words_i"], "words_f", to=TensorProto.FLOAT)
    graph.add("Gather", ["words_scale", "ids"], "words_s")
    return graph.add("Mul", ["words_f", "words_s"], "words_o")


def embeddings(graph: Graph, state: dict[str, Tensor], *, exact: bool) -> str:
    """Nodes from the inputs `ids`, `shapes`, `quotes` [batch, length] to the normed input [batch, length, hidden]."""
    word_embedding(graph, array_of(state["words.weight"]), exact=exact)
    for name in ("shapes", "quotes"):
        graph.constant(f"{name}_w", array_of(state[f"{name}.weight"]))
        graph.add("Gather", [f"{name}_w", name], f"{name}_o")
    graph.constant("places_w", array_of(state["places.weight"]))
    graph.add("Shape", ["ids"], "length", start=1, end=2)
    graph.constant("zero", np.array([0], dtype=np.int64))
    graph.add("Slice", ["places_w", "zero", "length"], "places_o")
    graph.add("Add", ["shapes_o", "quotes_o"], "features")
    graph.add("Add", ["words_o", "places_o"], "placed")
    return graph.norm(state, "norm", "placed", "features", None)


def layer(graph: Graph, state: dict[str, Tensor], number: int, x: str, heads: int) -> str:
    """Nodes of one transformer layer."""
    p = f"layers.{number}"
    weight = graph.constant(f"{p}.qkv_w", array_of(state[f"{p}.qkv.weight"]).T)
    bias = graph.bias(state, f"{p}.qkv")
    seen = graph.add("Attention", [x, weight, bias, "mask"], f"{p}.seen", FUSED, num_heads=heads)
    out = graph.linear(state, f"{p}.out", seen)
    x = graph.norm(state, f"{p}.norm_attention", out, x, graph.bias(state, f"{p}.out"))
    up = graph.linear(state, f"{p}.up", x)
    inner = graph.add("BiasGelu", [up, graph.bias(state, f"{p}.up")], f"{p}.gelu", FUSED)
    down = graph.linear(state, f"{p}.down", inner)
    return graph.norm(state, f"{p}.norm_inner", down, x, graph.bias(state, f"{p}.down"))


def encoder_graph(
    state: dict[str, Tensor],
    layers: int,
    heads: int,
    scales: dict[str, npt.NDArray[np.float32]] | None = None,
    *,
    exact: bool = False,
) -> tuple[Graph, str]:
    """Graph of the encoder and the name of its output, [batch, length, hidden]; `exact` keeps the embedding float32."""
    graph = Graph(scales=scales or {})
    graph.constant("pad", np.array(0, dtype=np.int64))
    graph.add("Greater", ["ids", "pad"], "real")
    graph.add("Cast", ["real"], "mask", to=TensorProto.INT32)
    x = embeddings(graph, state, exact=exact)
    for number in range(layers):
        x = layer(graph, state, number, x, heads)
    return graph, x


def finish(graph: Graph, outputs: dict[str, int]) -> onnx.ModelProto:
    """The model: inputs `ids`, `shapes`, `quotes` [batch, length] int64; outputs of the sizes given, float32."""
    inputs = [
        helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in ("ids", "shapes", "quotes")
    ]
    results = [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, ["batch", "length", size]) for n, size in outputs.items()
    ]
    made = helper.make_graph(graph.nodes, "encoder", inputs, results, graph.constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=9)


def quantised(model: onnx.ModelProto, keep: list[str]) -> onnx.ModelProto:
    """The model with int8 matrices, but for the nodes in `keep`."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "f32.onnx", Path(folder) / "int8.onnx"
        onnx.save(model, source)
        quantize_dynamic(
            source,
            target,
            op_types_to_quantize=["MatMul", "Attention"],
            per_channel=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=keep,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
        return onnx.load(target)
