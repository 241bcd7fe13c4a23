"""Write what an exported statement tagger finds in a file of articles, one JSON object a line, and tell its speed."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from training.statements.data import read_lines

from communique.coding.encoder import Network
from communique.coding.statements_spans import ROLES, Heads, attributions_of


def predicted(network: Network, heads: Heads, line: dict[str, Any]) -> dict[str, Any]:
    """The article's attributions as in the data."""
    found = attributions_of(network, heads, line["text"])
    return {
        "id": line["id"],
        "attributions": [{role: getattr(a, role) for role in ROLES} | {"confidence": a.confidence} for a in found],
    }


def main() -> None:
    """Predict all articles of a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="folder written by export.py")
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    network = Network(options.model)
    heads = Heads.load(network.verified("heads.npz"))
    lines = list(read_lines(options.articles))
    attributions_of(network, heads, lines[0]["text"])
    began = time.process_time()
    results = [predicted(network, heads, line) for line in lines]
    took = time.process_time() - began
    options.out.write_text("".join(json.dumps(r) + "\n" for r in results), encoding="utf8")
    words = sum(len(line["text"].split()) for line in lines)
    print(f"{words} words in {took:.1f} s of processor time: {words / took:.0f} words/s", file=sys.stderr)


if __name__ == "__main__":
    main()
