"""Train the report model. The exact commands are in README.md beside this file."""

from __future__ import annotations

import argparse
import copy
import json
import math
import pickle
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from training.encoder import EncoderConfig, load_base
from training.reports.dataset import Example
from training.reports.losses import Paths, losses, measure
from training.reports.model import HeadConfig, ReportModel

from communique.coding.encoder import batches


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--examples", type=Path, nargs="+", required=True, help="files made by prepare.py")
    p.add_argument("--twice", type=Path, nargs="*", default=[], help="of the examples, those seen twice in each pass")
    p.add_argument("--held", type=Path, help="JSON list of story ids left out of training, to measure on")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--layers", type=int, default=6)
    p.add_argument("--epochs", type=int, default=6)
    p.add_argument("--budget", type=int, default=1200)
    p.add_argument("--rate", type=float, default=3e-4)
    p.add_argument("--head-rate", type=float, default=1e-3)
    p.add_argument("--decay", type=float, default=0.85)
    p.add_argument("--average", type=float, default=0.99)
    p.add_argument("--hide", type=float, default=0.0, help="share of the pieces of words not shown in training")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--order-seed", type=int, help="of the order of the windows, where it is not to be that of the seed")
    p.add_argument("--threads", type=int, default=1)
    return p.parse_args()


def path_table(examples: Sequence[Example], size: int) -> Paths:
    """The commonest dependency paths of words that have a role, then of all; 0 is any other."""
    counts: Counter[str] = Counter()
    for example in examples:
        for a in example.arguments:
            counts[a.path] += 50 if a.role else 1
    return {path: n for n, (path, _) in enumerate(counts.most_common(size - 1), 1)}


def groups(model: ReportModel, o: argparse.Namespace) -> list[dict[str, Any]]:
    """Parameters by learning rate: lower layers learn more slowly, the word embeddings not at all."""
    model.encoder.words.weight.requires_grad_(requires_grad=False)
    layers = model.encoder.config.layers
    found: dict[float, list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = o.head_rate
        if name.startswith("encoder.layers."):
            rate = o.rate * o.decay ** (layers - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder."):
            rate = o.rate * o.decay**layers
        found.setdefault(rate, []).append(parameter)
    return [{"params": ps, "lr": r, "top": r} for r, ps in found.items()]


def load(paths: Sequence[Path]) -> dict[str, Any]:
    """What pickled files of this project's own making hold, put together."""
    out: dict[str, Any] = {}
    for path in paths:
        out |= pickle.loads(path.read_bytes())  # noqa: S301 - made by prepare.py
    return out


def save(path: Path, model: ReportModel, paths: Paths, metadata: dict[str, Any]) -> None:
    state = model.state_dict()
    torch.save(
        {
            "encoder_config": model.encoder.config.as_dict(),
            "head_config": model.heads.config.as_dict(),
            "encoder": {k.removeprefix("encoder."): v for k, v in state.items() if k.startswith("encoder.")},
            "heads": {k.removeprefix("heads."): v for k, v in state.items() if k.startswith("heads.")},
            "paths": paths,
            "metadata": metadata,
        },
        path,
    )


def share_of(step: int, steps: int) -> float:
    """The share of the top learning rate at a step: a short rise, then half a cosine."""
    rise = max(1, int(steps * 0.08))
    if step < rise:
        return (step + 1) / rise
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise)))


@dataclass
class Run:
    """A run as it stands: the model, the running mean of its weights, the optimizer, the table of paths, the steps done."""

    model: ReportModel
    average: ReportModel
    optimizer: torch.optim.Optimizer
    paths: Paths
    steps: int
    decay: float
    hide: float = 0.0
    step: int = 0

    def learn(self, batch: Sequence[Example]) -> dict[str, float]:
        """One step on a batch: its losses."""
        for g in self.optimizer.param_groups:
            g["lr"] = g["top"] * share_of(self.step, self.steps)
        parts = losses(self.model, batch, self.paths, self.hide)
        self.optimizer.zero_grad()
        sum(parts.values()).backward()  # type: ignore[union-attr]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        with torch.no_grad():
            decay = min(self.decay, (self.step + 1) / (self.step + 10))
            for a, b in zip(self.average.parameters(), self.model.parameters(), strict=True):
                a.lerp_(b, 1 - decay)
        return {k: float(v.detach()) for k, v in parts.items()}


def epoch_of(run: Run, train: Sequence[Example], budget: int, rng: random.Random) -> dict[str, float]:
    """One pass over the windows in a new order: the mean of each loss."""
    sums = Counter[str]()
    shuffled = rng.sample(train, len(train))
    order = [[shuffled[k] for k in b] for b in batches([e.window.window for e in shuffled], budget)]
    rng.shuffle(order)
    run.model.train()
    started = time.time()
    for n, batch in enumerate(order, 1):
        sums.update(run.learn(batch))
        if n % 100 == 0:
            print(n, round(time.time() - started), {k: round(v / n, 3) for k, v in sums.items()}, flush=True)
    return {"seconds": round(time.time() - started), **{k: round(v / len(order), 3) for k, v in sums.items()}}


def main() -> None:
    o = arguments()
    torch.set_num_threads(o.threads)
    rng = random.Random(o.seed if o.order_seed is None else o.order_seed)
    o.out.mkdir(parents=True, exist_ok=True)
    stories: dict[str, list[Example]] = load(o.examples)
    held = set(json.loads(o.held.read_text(encoding="utf-8"))) if o.held else set()
    often = load(o.twice).keys()
    train = [e for n in sorted(stories) if n not in held for e in stories[n] * (1 + (n in often)) if e.window.tokens]
    test = [e for n in sorted(held) for e in stories.get(n, ()) if e.window.tokens]
    torch.manual_seed(o.seed)
    model = ReportModel(load_base(EncoderConfig(layers=o.layers)), HeadConfig())
    torch.manual_seed(rng.randrange(2**31))
    steps = len(list(batches([e.window.window for e in train], o.budget))) * o.epochs
    optimizer = torch.optim.AdamW(groups(model, o), weight_decay=0.01)
    run = Run(model, copy.deepcopy(model), optimizer, path_table(train, HeadConfig().paths), steps, o.average, o.hide)
    print(f"{len(train)} windows, {sum(len(e.triggers) for e in train)} reports; {len(test)} left out, {steps} steps")
    for epoch in range(1, o.epochs + 1):
        line: dict[str, Any] = {"epoch": epoch, **epoch_of(run, train, o.budget, rng)}
        if test:
            line["held"] = {k: round(v, 3) for k, v in measure(run.average, test, run.paths).items()}
        print(json.dumps(line), flush=True)
        options = {k: str(v) for k, v in vars(o).items()}
        metadata = {"options": options, "log": line, "stories": len(stories) - len(held)}
        save(o.out / f"epoch{epoch}.pt", run.average, run.paths, metadata)


if __name__ == "__main__":
    main()
