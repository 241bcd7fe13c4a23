"""Export checkpoints of the report model: int8 ONNX encoder, heads, tokenizer, paths, config with hashes."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from communique.coding.reading import WINDOW_PIECES
from encoder import base_folder
from onnx_graph import array_of, encoder_graph, finish, quantised


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("checkpoint", type=Path)
    p.add_argument("out", type=Path)
    p.add_argument("--exact", action="store_true", help="keep float32, to compare")
    o = p.parse_args()
    saved = torch.load(o.checkpoint, map_location="cpu", weights_only=True)
    o.out.mkdir(parents=True, exist_ok=True)
    sizes = saved["encoder_config"]
    graph, vectors = encoder_graph(saved["encoder"], sizes["layers"], sizes["heads"], exact=o.exact)
    graph.add("Identity", [vectors], "vectors")
    model = finish(graph, {"vectors": sizes["hidden"]})
    onnx.save(model if o.exact else quantised(model, keep=[]), o.out / "model.onnx")
    np.savez(o.out / "heads.npz", **{k: array_of(v) for k, v in saved["heads"].items()})
    (o.out / "paths.json").write_text(json.dumps(saved["paths"], indent=0), encoding="utf-8")
    shutil.copy(base_folder() / "tokenizer.json", o.out / "tokenizer.json")
    files = ("model.onnx", "heads.npz", "paths.json", "tokenizer.json")
    config = {"limit": WINDOW_PIECES, "layers": sizes["layers"], "sha256": {f: digest(o.out / f) for f in files}}
    (o.out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
