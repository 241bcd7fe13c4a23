"""Train the report model, or its teacher. The exact commands are in README.md beside this file."""

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
from pathlib import Path
from typing import Any

import torch
from training.encoder import EncoderConfig, base_folder, load_base
from training.mpnet import load_wide
from training.reports.dataset import Example
from training.reports.losses import Paths, Soft, losses, measure
from training.reports.model import HeadConfig, ReportModel

from communique.coding.encoder import batches


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--examples", type=Path, nargs="+", required=True, help="files made by prepare.py")
    p.add_argument("--held", type=Path, help="JSON list of story ids left out of training, to measure on")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--layers", type=int, default=6)
    p.add_argument("--wide", type=Path, help="folder of MPNet: train the teacher")
    p.add_argument("--soft", type=Path, nargs="*", default=[], help="files made by teach.py")
    p.add_argument("--soft-weight", type=float, default=0.7)
    p.add_argument("--epochs", type=int, default=6)
    p.add_argument("--stop-after", type=int, default=99, help="stop after this epoch of the schedule")
    p.add_argument("--budget", type=int, default=1200)
    p.add_argument("--rate", type=float, default=3e-4)
    p.add_argument("--head-rate", type=float, default=1e-3)
    p.add_argument("--decay", type=float, default=0.85)
    p.add_argument("--average", type=float, default=0.99)
    p.add_argument("--start-from", type=Path, help="a checkpoint of this script")
    p.add_argument("--freeze", type=int, default=0, help="leave so many of the lowest layers as they are")
    p.add_argument("--seed", type=int, default=1)
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
    for below in model.encoder.layers[: o.freeze]:
        below.requires_grad_(requires_grad=False)
    if o.freeze:
        for name, parameter in model.encoder.named_parameters():
            if not name.startswith("layers."):
                parameter.requires_grad_(requires_grad=False)
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
        out |= pickle.loads(path.read_bytes())  # noqa: S301 - made by prepare.py or teach.py
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


def new_model(o: argparse.Namespace) -> ReportModel:
    if o.wide:
        encoder = load_wide(o.wide, base_folder() / "tokenizer.json")
        return ReportModel(encoder, HeadConfig(hidden=encoder.config.hidden, pair=192))
    return ReportModel(load_base(EncoderConfig(layers=o.layers)), HeadConfig())


def share_of(step: int, steps: int) -> float:
    """The share of the top learning rate at a step: a short rise, then half a cosine."""
    rise = max(1, int(steps * 0.08))
    if step < rise:
        return (step + 1) / rise
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise)))


def main() -> None:
    o = arguments()
    torch.set_num_threads(o.threads)
    torch.manual_seed(o.seed)
    rng = random.Random(o.seed)
    o.out.mkdir(parents=True, exist_ok=True)
    stories: dict[str, list[Example]] = load(o.examples)
    soft: dict[str, list[Soft]] = load(o.soft)
    held = set(json.loads(o.held.read_text(encoding="utf-8"))) if o.held else set()
    names = sorted(n for n in stories if n not in held)
    train = [
        (e, soft[n][k] if n in soft else None)
        for n in names
        for k, e in enumerate(stories[n])
        if e.window.tokens and (e.labelled or n in soft)
    ]
    test = [e for n in sorted(held) for e in stories.get(n, ()) if e.window.tokens]
    model = new_model(o)
    paths = path_table([e for e, _ in train], HeadConfig().paths)
    if o.start_from:
        saved = torch.load(o.start_from, map_location="cpu", weights_only=True)
        model.encoder.load_state_dict(saved["encoder"])
        model.heads.load_state_dict(saved["heads"], strict=False)
        paths = saved["paths"]
    optimizer = torch.optim.AdamW(groups(model, o), weight_decay=0.01)
    average = copy.deepcopy(model)
    steps, step = len(list(batches([e.window.window for e, _ in train], o.budget))) * o.epochs, 0
    print(
        f"{len(train)} windows, {sum(len(e.triggers) for e, _ in train)} reports; {len(test)} left out, {steps} steps",
        flush=True,
    )
    for epoch in range(1, min(o.epochs, o.stop_after) + 1):
        started, sums = time.time(), Counter[str]()
        shuffled = rng.sample(train, len(train))
        order = [[shuffled[k] for k in b] for b in batches([e.window.window for e, _ in shuffled], o.budget)]
        rng.shuffle(order)
        model.train()
        for n, batch in enumerate(order):
            for g in optimizer.param_groups:
                g["lr"] = g["top"] * share_of(step, steps)
            parts = losses(model, [e for e, _ in batch], paths, [s for _, s in batch], o.soft_weight)
            optimizer.zero_grad()
            sum(parts.values()).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            with torch.no_grad():
                decay = min(o.average, (step + 1) / (step + 10))
                for a, b in zip(average.parameters(), model.parameters(), strict=True):
                    a.lerp_(b, 1 - decay)
            sums.update({k: float(v.detach()) for k, v in parts.items()})
            if n % 100 == 99:
                print(
                    n + 1, round(time.time() - started), {k: round(v / (n + 1), 3) for k, v in sums.items()}, flush=True
                )
        line: dict[str, Any] = {
            "epoch": epoch,
            "seconds": round(time.time() - started),
            **{k: round(v / len(order), 3) for k, v in sums.items()},
        }
        if test:
            line["held"] = {k: round(v, 3) for k, v in measure(average, test, paths).items()}
        print(json.dumps(line), flush=True)
        options = {k: str(v) for k, v in vars(o).items()}
        save(o.out / f"epoch{epoch}.pt", average, paths, {"options": options, "log": line, "stories": len(names)})


if __name__ == "__main__":
    main()
