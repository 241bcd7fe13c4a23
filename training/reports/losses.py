"""From windows to scores, and from scores to losses and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional
from training.reports.dataset import IGNORE, Argument, Example
from training.reports.model import ReportModel
from training.reports.reference import Referent

from communique.coding.encoder import batches, padded
from communique.coding.features import distance_bucket

Paths = dict[str, int]

# Of the base model's vocabulary: the piece that stands for a hidden one, and the last of those that are no words.
MASK, LAST_SPECIAL = 103, 998


def encode(model: ReportModel, batch: Sequence[Example], hide: float = 0.0) -> list[Tensor]:
    """Widened word vectors of each example: [words, hidden + pos]. A share `hide` of the pieces is not shown."""
    windows = [e.window.window for e in batch]
    ids, shapes, quotes = (
        torch.from_numpy(padded(rows)) for rows in zip(*((w.ids, w.shapes, w.quotes) for w in windows), strict=True)
    )
    if hide:
        ids = ids.masked_fill((torch.rand(ids.shape) < hide) & (ids > LAST_SPECIAL), MASK)
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


def argument_columns(example: Example, arguments: Sequence[Argument], paths: Paths) -> tuple[Tensor, ...]:
    """What the role head sees of each pair, as columns."""
    tokens = example.window.tokens
    rows = [
        (
            a.trigger,
            a.word,
            paths.get(a.path, 0),
            distance_bucket(tokens[a.trigger], tokens[a.word]),
            a.kind,
            a.said,
        )
        for a in arguments
    ]
    return tuple(torch.tensor(column) for column in zip(*rows, strict=True))


def standing_columns(example: Example, arguments: Sequence[Argument]) -> tuple[Tensor, ...]:
    """What the role head further sees of each pair: the type of the act, and the word's standing, as columns."""
    rows = [
        (example.types[a.trigger], s.side, s.entity, s.country, s.group)
        for a in arguments
        if (s := a.standing) is not None
    ]
    return tuple(torch.tensor(column) for column in zip(*rows, strict=True))


def country_scores(model: ReportModel, wide: Tensor, referents: Sequence[Referent]) -> list[Tensor]:
    """For each referent the score of each of its codes."""
    rows = [(r.word, w.word, r.how, w.kind, w.gap) for r in referents for w in r.witnesses]
    flags = torch.tensor([w.flags for r in referents for w in r.witnesses])
    columns = tuple(torch.tensor(column) for column in zip(*rows, strict=True))
    scores = model.heads.witness_scores(wide, columns, flags)
    out, at = [], 0
    for r in referents:
        own = scores[at : at + len(r.witnesses)]
        at += len(r.witnesses)
        groups = torch.tensor([w.group for w in r.witnesses])
        out.append(torch.stack([torch.logsumexp(own[groups == g], 0) for g in range(len(r.codes))]))
    return out


def country_loss(model: ReportModel, wide: Tensor, example: Example) -> Tensor:
    """Summed over referents: the mean of right and wrong codes weighs as much as the one that is right."""
    total = wide.new_zeros(())
    referents = [r for r, _ in example.referents]
    if not referents:
        return total
    for scores, (r, codes) in zip(country_scores(model, wide, referents), example.referents, strict=True):
        wanted = torch.tensor([float(code in codes) for code in r.codes])
        total = total + functional.binary_cross_entropy_with_logits(scores, wanted, reduction="sum")
    return total


def window_losses(model: ReportModel, wide: Tensor, e: Example, paths: Paths) -> dict[str, Tensor]:
    """The losses of one window against its labels, summed."""
    heads = model.heads
    out = {
        "type": functional.cross_entropy(heads.types(wide), torch.tensor(e.types), ignore_index=IGNORE, reduction="sum")
    }
    if not e.triggers:
        return out
    at, s, m = (torch.tensor(x) for x in zip(*e.triggers, strict=True))
    out["status"] = functional.cross_entropy(heads.statuses(wide[at]), s, reduction="sum")
    out["mode"] = 0.5 * functional.cross_entropy(heads.modes(wide[at]), m, reduction="sum")
    if e.arguments:
        scores = heads.role_scores(wide, argument_columns(e, e.arguments, paths), standing_columns(e, e.arguments))
        out["role"] = functional.cross_entropy(scores, torch.tensor([a.role for a in e.arguments]), reduction="sum")
    out["country"] = 0.5 * country_loss(model, wide, e)
    if e.spots:
        scores = heads.place_scores(wide, argument_columns(e, e.spots, paths)[:5])
        wanted = torch.tensor([float(a.role) for a in e.spots])
        out["place"] = 0.5 * functional.binary_cross_entropy_with_logits(scores, wanted, reduction="sum")
    return out


def losses(model: ReportModel, batch: Sequence[Example], paths: Paths, hide: float = 0.0) -> dict[str, Tensor]:
    """The losses of a batch, for each report in it."""
    sums: dict[str, Tensor] = {}
    for wide, e in zip(encode(model, batch, hide), batch, strict=True):
        for name, value in window_losses(model, wide, e, paths).items():
            sums[name] = sums[name] + value if name in sums else value
    n = max(1, sum(len(e.triggers) for e in batch))
    return {name: value / n for name, value in sums.items()}


def measure(model: ReportModel, data: Sequence[Example], paths: Paths, threshold: float = 0.4) -> dict[str, float]:
    """Micro figures on words: detection and typing F1 of triggers, accuracy given gold triggers, role F1, countries right."""
    c: Counter[str] = Counter()
    model.eval()
    with torch.no_grad():
        for rows in batches([e.window.window for e in data], 3000):
            batch = [data[k] for k in rows]
            for wide, e in zip(encode(model, batch), batch, strict=True):
                count_window(model, wide, e, paths, threshold, c)
    model.train()

    def f(tp: str, a: str, b: str) -> float:
        return 2 * c[tp] / max(1, c[a] + c[b])

    return {
        "detect": f("detect", "gold", "pred"),
        "report": f("report", "gold", "pred"),
        "gold": c["gold"],
        "pred": c["pred"],
        "status": c["status"] / max(1, c["triggers"]),
        "mode": c["mode"] / max(1, c["triggers"]),
        **{f"role_{k}": f(f"ok_{k}", f"gold_{k}", f"pred_{k}") for k in (1, 2, 3)},
        "dyad": c["dyad"] / max(1, c["triggers"]),
        "country": c["country"] / max(1, c["open"]),
        "rule": c["rule"] / max(1, c["open"]),
        "open": c["open"],
        "place": f("ok_place", "gold_place", "pred_place"),
    }


def count_window(  # noqa: PLR0913, PLR0917 - a step of `measure`
    model: ReportModel, wide: Tensor, e: Example, paths: Paths, threshold: float, c: Counter[str]
) -> None:
    """Add one window's counts."""
    p = torch.softmax(model.heads.types(wide), -1)
    for n, wanted in enumerate(e.types):
        if wanted == IGNORE:
            continue
        best = int(p[n, 1:].argmax()) + 1 if 1 - p[n, 0] > threshold else 0
        c["gold"] += wanted > 0
        c["pred"] += best > 0
        c["detect"] += wanted > 0 and best > 0
        c["report"] += wanted > 0 and best == wanted
    if not e.triggers:
        return
    at, s, m = (torch.tensor(x) for x in zip(*e.triggers, strict=True))
    c["status"] += int((model.heads.statuses(wide[at]).argmax(-1) == s).sum())
    c["mode"] += int((model.heads.modes(wide[at]).argmax(-1) == m).sum())
    c["triggers"] += len(at)
    if e.arguments:
        columns = argument_columns(e, e.arguments, paths), standing_columns(e, e.arguments)
        best = model.heads.role_scores(wide, *columns).argmax(-1).tolist()
        wrong = set()
        for b, a in zip(best, e.arguments, strict=True):
            c[f"gold_{a.role}"] += 1
            c[f"pred_{b}"] += 1
            c[f"ok_{a.role}"] += b == a.role
            if b != a.role and (b in (1, 2) or a.role in (1, 2)):
                wrong.add(a.trigger)
        c["dyad"] += len(at) - len(wrong)
    if e.spots:
        marks = model.heads.place_scores(wide, argument_columns(e, e.spots, paths)[:5]).tolist()
        for score, a in zip(marks, e.spots, strict=True):
            c["gold_place"] += a.role
            c["pred_place"] += score > 0
            c["ok_place"] += a.role and score > 0
    referents = [r for r, _ in e.referents]
    for scores, (r, codes) in zip(
        country_scores(model, wide, referents) if referents else [], e.referents, strict=True
    ):
        chosen = {code for code, x in zip(r.codes, scores.tolist(), strict=True) if x > 0}
        c["open"] += 1
        c["country"] += (chosen or {r.codes[int(scores.argmax())]}) == set(codes)
        c["rule"] += {r.codes[w.group] for w in r.witnesses if w.kind == 0} == set(codes)
