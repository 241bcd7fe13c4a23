"""Export a checkpoint of the statement tagger: int8 ONNX graph, heads, tokenizer, config with hashes, model card."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor
from training.encoder import base_folder, load_checkpoint
from training.onnx_graph import FUSED, array_of, encoder_graph, finish, quantised
from training.smoothing import Scales, smoothing_scales
from training.statements.card import model_card
from training.statements.data import examples, read_documents
from training.statements.model import allowed
from training.statements.train import tensors

from communique.coding.encoder import batches, load_tokenizer
from communique.coding.statements_spans import LABELS

HEADS = {
    "project": "links.project.weight",
    "project_bias": "links.project.bias",
    "none": "links.none.weight",
    "none_bias": "links.none.bias",
    "distance": "links.distance",
    "between": "links.between",
    "apart": "links.apart",
}


def network(saved: dict[str, Any], scales: Scales, *, exact: bool) -> onnx.ModelProto:
    """The graph: `labels` [batch, length, 13] and `vectors` [batch, length, hidden]; float32 matrices if `exact`."""
    sizes, heads = saved["encoder_config"], saved["heads"]
    graph, vectors = encoder_graph(saved["encoder"], sizes["layers"], sizes["heads"], scales, exact=exact)
    inner = graph.linear(heads, "inner", vectors)
    inner = graph.add("BiasGelu", [inner, graph.bias(heads, "inner")], "inner_o", FUSED)
    tags = graph.linear(heads, "tags", inner)
    graph.add("Add", [tags, graph.bias(heads, "tags")], "labels")
    graph.add("Identity", [vectors], "vectors")
    model = finish(graph, {"labels": len(LABELS), "vectors": sizes["hidden"]})
    return model if exact else quantised(model, keep=["node_tags_m", "node_inner_m"])


def calibration(checkpoint: Path, articles: Path, limit: int, count: int = 12) -> Scales:
    """Smoothing scales from the first articles of a file."""
    documents = read_documents(articles, load_tokenizer(base_folder() / "tokenizer.json"), limit)[:count]
    data = examples(documents, limit)
    groups = batches([item.window for item in data], 2048)
    return smoothing_scales(load_checkpoint(checkpoint), (tensors([data[k] for k in group]) for group in groups))


def head_arrays(heads: dict[str, Tensor]) -> dict[str, Any]:
    """Arrays of `heads.npz`: the CRF with its constraints, and the links."""
    arrays = {ours: array_of(heads[theirs]) for ours, theirs in HEADS.items()}
    for name, never in zip(("start", "end", "steps"), allowed(), strict=True):
        arrays[name] = array_of(heads[f"crf.{name}"] + never)
    return arrays


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--calibrate", type=Path, required=True, help="articles to smooth the quantisation with")
    parser.add_argument("--exact", action="store_true", help="keep float32 (to compare)")
    parser.add_argument("--scores", type=Path, help="scores for the model card, as evaluate.py writes them")
    options = parser.parse_args()
    saved = torch.load(options.checkpoint, map_location="cpu", weights_only=True)
    limit = saved["metadata"]["options"]["limit"]
    scales = {} if options.exact else calibration(options.checkpoint, options.calibrate, limit)
    options.out.mkdir(parents=True, exist_ok=True)
    onnx.save(network(saved, scales, exact=options.exact), options.out / "model.onnx")
    np.savez(options.out / "heads.npz", **head_arrays(saved["heads"]))
    shutil.copy(base_folder() / "tokenizer.json", options.out / "tokenizer.json")
    config = {
        "limit": limit,
        "layers": saved["encoder_config"]["layers"],
        "sha256": {name: digest(options.out / name) for name in ("model.onnx", "heads.npz", "tokenizer.json")},
    }
    (options.out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf8")
    scores = json.loads(options.scores.read_text(encoding="utf8")) if options.scores else {}
    (options.out / "MODEL_CARD.md").write_text(model_card(saved, config, scores), encoding="utf8")


if __name__ == "__main__":
    main()
