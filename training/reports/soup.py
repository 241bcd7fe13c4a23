"""The mean of the weights of several runs that began alike (`train.py` with one ``--seed`` and several ``--order-seed``).

    python -m training.reports.soup OUT.pt CHECKPOINT.pt CHECKPOINT.pt...

Runs from one start mostly end in one basin, where the mean is at least as good as its parts (Wortsman and others, 2022,
"Model soups"); it costs nothing at run time.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import torch
from torch import Tensor


def mean(states: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of each tensor."""
    return {name: torch.stack([s[name].float() for s in states]).mean(0) for name in states[0]}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out", type=Path)
    p.add_argument("checkpoints", type=Path, nargs="+")
    o = p.parse_args()
    runs: list[dict[str, Any]] = [torch.load(c, map_location="cpu", weights_only=True) for c in o.checkpoints]
    # the paths that both tables know keep their row; the first run's table is kept, rows of other paths are its own
    first = runs[0]
    heads = mean([run["heads"] for run in runs])
    rows = first["heads"]["path.weight"].clone().float()
    for path, row in first["paths"].items():
        known = [run["heads"]["path.weight"][run["paths"][path]].float() for run in runs if path in run["paths"]]
        rows[row] = torch.stack(known).mean(0)
    rows[0] = heads["path.weight"][0]
    heads["path.weight"] = rows
    metadata = first["metadata"] | {"mean_of": [str(run["metadata"]["options"]) for run in runs]}
    torch.save(first | {"encoder": mean([run["encoder"] for run in runs]), "heads": heads, "metadata": metadata}, o.out)


if __name__ == "__main__":
    main()
