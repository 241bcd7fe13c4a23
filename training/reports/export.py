"""Export a checkpoint of the report model: int8 ONNX encoder, heads, tokenizer, paths, config with hashes, model card."""

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
from training.encoder import base_folder, load_checkpoint
from training.onnx_graph import array_of, encoder_graph, finish, quantised
from training.reports.card import model_card
from training.smoothing import Scales, smoothing_scales

from communique.coding.encoder import batches, cut, load_tokenizer, padded, paragraphs_of, windows_of
from communique.coding.reading import WINDOW_PIECES

FILES = ("model.onnx", "heads.npz", "paths.json", "tokenizer.json")
SAMPLE = 60
# Heads of the auxiliary task, which are not needed at run time.
AUXILIARY = frozenset({"open", "clue", "how", "clue_kind", "clue_gap", "countries"})


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def scales(checkpoint: Path, texts: Path) -> Scales:
    """What evens out the channels, from the first texts of a JSON Lines file."""
    tokenizer = load_tokenizer(base_folder() / "tokenizer.json")
    lines = texts.read_text(encoding="utf-8").splitlines()[:SAMPLE]
    windows = [
        w
        for text in (json.loads(line)["text"] for line in lines)
        for w in windows_of(cut(tokenizer, text, paragraphs_of(text), WINDOW_PIECES), WINDOW_PIECES)
    ]
    groups = ([windows[k] for k in rows] for rows in batches(windows, 2048))
    tensors = (
        tuple(torch.from_numpy(padded(getattr(w, n) for w in g)) for n in ("ids", "shapes", "quotes")) for g in groups
    )
    return smoothing_scales(load_checkpoint(checkpoint), tensors)  # type: ignore[arg-type]


def network(saved: dict[str, Any], evened: Scales, *, exact: bool) -> onnx.ModelProto:
    """The graph: `vectors` [batch, length, hidden]; float32 matrices if `exact`."""
    sizes = saved["encoder_config"]
    graph, vectors = encoder_graph(saved["encoder"], sizes["layers"], sizes["heads"], exact=exact, scales=evened)
    graph.add("Identity", [vectors], "vectors")
    model = finish(graph, {"vectors": sizes["hidden"]})
    return model if exact else quantised(model, keep=[])


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("checkpoint", type=Path)
    p.add_argument("out", type=Path)
    p.add_argument("--texts", type=Path, required=True, help="JSON Lines with texts to even out the channels on")
    p.add_argument("--exact", action="store_true", help="keep float32, to compare")
    p.add_argument("--scores", type=Path, help="scores for the model card: JSON of score_reports.py")
    o = p.parse_args()
    saved = torch.load(o.checkpoint, map_location="cpu", weights_only=True)
    o.out.mkdir(parents=True, exist_ok=True)
    onnx.save(network(saved, scales(o.checkpoint, o.texts), exact=o.exact), o.out / "model.onnx")
    heads = {k: array_of(v) for k, v in saved["heads"].items() if k.split(".")[0] not in AUXILIARY}
    np.savez(o.out / "heads.npz", **heads)
    (o.out / "paths.json").write_text(json.dumps(saved["paths"], indent=0), encoding="utf-8")
    shutil.copy(base_folder() / "tokenizer.json", o.out / "tokenizer.json")
    config = {
        "limit": WINDOW_PIECES,
        "layers": saved["encoder_config"]["layers"],
        "sha256": {f: digest(o.out / f) for f in FILES},
    }
    (o.out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    scores = json.loads(o.scores.read_text(encoding="utf-8")) if o.scores else {}
    (o.out / "MODEL_CARD.md").write_text(model_card(saved, config, scores), encoding="utf-8")


if __name__ == "__main__":
    main()
