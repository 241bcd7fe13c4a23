"""Train the statement tagger. The exact command is in README.md beside this file."""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from training.encoder import EncoderConfig, base_folder, load_base, load_checkpoint
from training.statements.data import Example, examples, link_targets, read_documents, without
from training.statements.model import HeadConfig, Tagger, WordLinks, link_scores

from communique.coding.encoder import batches, load_tokenizer, padded
from communique.coding.statements_spans import RELATIONS

Batch = Sequence[Example]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--limit", type=int, default=160, help="word pieces in a window")
    parser.add_argument("--budget", type=int, default=2048, help="word pieces in a batch")
    parser.add_argument("--rate", type=float, default=2e-4, help="learning rate of the topmost layer")
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.9, help="learning rate of a layer over that of the next")
    parser.add_argument("--warmup", type=float, default=0.08)
    parser.add_argument("--average", type=float, default=0.998, help="decay of the running average of the weights")
    parser.add_argument("--link-weight", type=float, default=0.5)
    parser.add_argument("--drop-targets", type=float, default=0.15)
    parser.add_argument("--start-from", type=Path, help="a checkpoint whose encoder to start from")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--documents", type=int, help="use only so many documents (to try things out)")
    return parser.parse_args()


def tensors(batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Piece ids, shapes and quotation states, each [batch, pieces]."""
    windows = [item.window for item in batch]
    ids, shapes, quotes = (
        torch.from_numpy(padded(getattr(w, n) for w in windows)) for n in ("ids", "shapes", "quotes")
    )
    return ids, shapes, quotes


def word_vectors(batch: Batch, vectors: Tensor) -> Tensor:
    """Vectors of the words' first pieces: [batch, words, hidden]."""
    index = torch.from_numpy(padded(item.window.firsts for item in batch))
    return vectors.gather(1, index[:, :, None].expand(-1, -1, vectors.shape[2]))


def tag_loss(tagger: Tagger, batch: Batch, words: Tensor) -> Tensor:
    """CRF loss per gold span."""
    labels = torch.from_numpy(padded(item.labels for item in batch))
    mask = torch.from_numpy(padded([1] * len(item.labels) for item in batch)).float()
    count = sum(len(spans) for item in batch for spans in item.spans.first.values())
    loss: Tensor = tagger.crf(tagger.emissions(words).float(), labels, mask).sum()
    return loss / max(count, 1)


def link_loss(tagger: Tagger, batch: Batch, words: Tensor, rate: float, rng: random.Random) -> Tensor:
    """Mean cross entropy of the links, over all relations."""
    vectors, none = tagger.links(words)
    vectors, none = vectors.float(), none.float()
    losses: list[Tensor] = []
    for number, item in enumerate(batch):
        at = WordLinks(vectors[number], none[number])
        for relation, (source, target) in enumerate(RELATIONS):
            if not item.spans.first[source]:
                continue
            spans, owners = without(item, target, rate, rng)
            wanted = torch.tensor(link_targets(item, relation, owners))
            scores = link_scores(tagger.links, at, relation, spans, item.window.breaks)
            losses.append(functional.cross_entropy(scores, wanted, reduction="none"))
    return torch.cat(losses).mean() if losses else words.new_zeros(())


def groups(tagger: Tagger, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Parameter groups: heads, layers with falling rates, input features; the word embeddings stay as they are."""
    tagger.encoder.words.weight.requires_grad = False
    layers = tagger.encoder.config.layers
    found: dict[float, list[torch.nn.Parameter]] = {}
    for name, parameter in tagger.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = options.head_rate
        if name.startswith("encoder.layers."):
            rate = options.rate * options.decay ** (layers - 1 - int(name.split(".")[2]))
        elif name.startswith(("encoder.places", "encoder.norm")):
            rate = options.rate * options.decay**layers
        found.setdefault(rate, []).append(parameter)
    return [{"params": parameters, "lr": rate, "top": rate} for rate, parameters in found.items()]


def schedule(step: int, steps: int, warmup: float) -> float:
    """Share of the full learning rate: linear up, then cosine down to 2 percent."""
    rise = max(1, int(steps * warmup))
    if step < rise:
        return (step + 1) / rise
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise)))


def save(path: Path, tagger: Tagger, metadata: dict[str, Any]) -> None:
    """Write encoder and heads apart, so that the encoder can start another model."""
    state = tagger.state_dict()
    torch.save(
        {
            "encoder_config": tagger.encoder.config.as_dict(),
            "head_config": HeadConfig().as_dict(),
            "encoder": {k.removeprefix("encoder."): v for k, v in state.items() if k.startswith("encoder.")},
            "heads": {k: v for k, v in state.items() if not k.startswith("encoder.")},
            "metadata": metadata,
        },
        path,
    )


def blend(average: Tagger, tagger: Tagger, decay: float) -> None:
    """Move the running average of the weights towards the present weights."""
    with torch.no_grad():
        for ours, theirs in zip(average.parameters(), tagger.parameters(), strict=True):
            if theirs.requires_grad:
                ours.lerp_(theirs, 1 - decay)


def train_epoch(state: dict[str, Any], data: list[Example], options: argparse.Namespace, rng: random.Random) -> None:
    """One pass over the data in batches of similar length, shuffled."""
    tagger, optimizer = state["tagger"], state["optimizer"]
    order = [[data[k] for k in b] for b in batches([item.window for item in data], options.budget)]
    rng.shuffle(order)
    shown, totals = time.time(), [0.0, 0.0, 0.0]
    for batch in order:
        share = schedule(state["step"], state["steps"], options.warmup)
        for group in optimizer.param_groups:
            group["lr"] = group["top"] * share
        with torch.autocast("cpu", dtype=torch.bfloat16):
            words = word_vectors(batch, tagger(*tensors(batch)))
            tags = tag_loss(tagger, batch, words)
            links = link_loss(tagger, batch, words, options.drop_targets, rng)
        loss = tags + options.link_weight * links
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
        optimizer.step()
        state["step"] += 1
        blend(state["average"], tagger, min(options.average, (state["step"] + 1) / (state["step"] + 10)))
        totals = [a + b for a, b in zip(totals, (1.0, float(tags.detach()), float(links.detach())), strict=True)]
        if time.time() - shown > 30:
            mean = " ".join(f"{x / totals[0]:.3f}" for x in totals[1:])
            print(f"step {state['step']}/{state['steps']} tags, links {mean}", flush=True)
            shown, totals = time.time(), [0.0, 0.0, 0.0]


def main() -> None:
    """Train and write a checkpoint of the averaged weights after each epoch."""
    options = arguments()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(base_folder() / "tokenizer.json")
    documents = read_documents(options.train, tokenizer, options.limit)[: options.documents]
    encoder = load_checkpoint(options.start_from) if options.start_from else load_base(EncoderConfig(options.layers))
    tagger = Tagger(encoder, HeadConfig()).train()
    data = examples(documents, options.limit, rng)
    steps = len(list(batches([item.window for item in data], options.budget))) * options.epochs
    state: dict[str, Any] = {"tagger": tagger, "average": copy.deepcopy(tagger).eval(), "step": 0, "steps": steps}
    state["optimizer"] = torch.optim.AdamW(groups(tagger, options), weight_decay=0.01)
    metadata = {
        "options": {k: str(v) if isinstance(v, Path) else v for k, v in vars(options).items()},
        "train_sha256": hashlib.sha256(options.train.read_bytes()).hexdigest(),
        "documents": len(documents),
        "torch": str(torch.__version__),
    }
    print(json.dumps(metadata), "windows", len(data), "steps", steps, flush=True)
    for epoch in range(1, options.epochs + 1):
        began = time.time()
        train_epoch(state, data, options, rng)
        save(options.out / f"epoch{epoch}.pt", state["average"], {**metadata, "epoch": epoch})
        print(f"epoch {epoch} took {time.time() - began:.0f} s", flush=True)
        data = examples(documents, options.limit, rng)


if __name__ == "__main__":
    main()
