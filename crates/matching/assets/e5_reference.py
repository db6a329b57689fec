#!/usr/bin/env python3
"""Writes what the multilingual model is compared with, by its publishers' tools: tests/e5-pieces.txt and e5/centre.bin.

    venv/bin/pip install numpy==2.4.6 onnxruntime==1.32.0 sentencepiece==0.2.3
    venv/bin/python e5_reference.py

centre.bin: the mean of the vectors of the everyday questions in background.txt, 384 float32, little-endian. It is taken from every
  vector, since all sentences have it in common.
e5-pieces.txt: 2,000 sentences as SentencePiece cuts them: the lines of background.txt first, then others that stand here. A line is a
  checksum (FNV-1a, 32 bits, of the pieces' numbers in decimal with spaces between) and, after a tab, the sentence, unless it is the
  one of background.txt.
"""
import io
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import sentencepiece as spm
from sentencepiece import sentencepiece_model_pb2 as proto

HERE = Path(__file__).resolve().parent
MODEL = HERE / "e5"
FIXTURE = HERE / "e5-pieces.txt"


def tokenizer(lines):
    """SentencePiece itself, with our pieces and with the rule nmt_nfkc, which XLM-R's model has."""
    trained = io.BytesIO()
    spm.SentencePieceTrainer.train(sentence_iterator=iter(["a b c d"] * 10), model_writer=trained, vocab_size=10, model_type="unigram",
                                   hard_vocab_limit=False, normalization_rule_name="nmt_nfkc", minloglevel=2)
    model = proto.ModelProto.FromString(trained.getvalue())
    del model.pieces[:]
    for number, line in enumerate(lines):
        piece, _, score = line.rpartition("\t")
        kind = {"<unk>": proto.ModelProto.SentencePiece.UNKNOWN}.get(piece)
        if kind is None:
            kind = proto.ModelProto.SentencePiece.CONTROL if number < 4 else proto.ModelProto.SentencePiece.NORMAL
        model.pieces.add(piece=piece, score=float(score), type=kind)
    model.trainer_spec.unk_id, model.trainer_spec.bos_id, model.trainer_spec.eos_id, model.trainer_spec.pad_id = 3, 0, 2, 1
    model.trainer_spec.vocab_size = len(lines)
    return spm.SentencePieceProcessor(model_proto=model.SerializeToString())


def checksum(ids):
    value = 0x811C9DC5
    for byte in " ".join(map(str, ids)).encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{value:08x}"


def main():
    lines = (MODEL / "pieces.txt").read_text(encoding="utf-8").split("\n")[:-1]
    cut = tokenizer(lines)
    ids = lambda text: [0] + cut.encode(text)[:126] + [2]
    background = [line.split("\t")[1] for line in (HERE / "background.txt").read_text(encoding="utf-8").splitlines()]
    others = [line.partition("\t")[2] for line in FIXTURE.read_text(encoding="utf-8").splitlines() if "\t" in line]
    rows = [checksum(ids(text)) for text in background] + [f"{checksum(ids(text))}\t{text}" for text in others]
    FIXTURE.write_text("".join(row + "\n" for row in rows), encoding="utf-8")

    data, count = (MODEL / "words.bin").read_bytes(), len(lines)
    centroids = np.frombuffer(data, "<f4", 1024).reshape(256, 4)
    column = np.frombuffer(data, "<f4", 384, 4096)
    row = np.frombuffer(data, "<f4", count, 4096 + 1536)
    codes = np.frombuffer(data, np.uint8, -1, 4096 + 1536 + 4 * count).reshape(count, 96)
    session = onnxruntime.InferenceSession(str(MODEL / "model.onnx"))
    total = np.zeros(384)
    for text in background:
        pieces = ids("query: " + text.lower())
        words = centroids[codes[pieces]].reshape(len(pieces), 384) * row[pieces][:, None] * column
        (hidden,) = session.run(None, {"embeddings": words[None].astype(np.float32)})
        mean = hidden[0].mean(axis=0)
        total += mean / np.linalg.norm(mean)
    (MODEL / "centre.bin").write_bytes((total / len(background)).astype("<f4").tobytes())


if __name__ == "__main__":
    main()
