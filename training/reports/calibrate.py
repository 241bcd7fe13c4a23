"""Fit the confidence of reports, and sweep the thresholds, on the stories that training left out.

    python -m training.reports.calibrate MODEL-FOLDER --labels reports-train.jsonl --held labels/held.json --texts ... [--write]

A predicted report counts as right if a coded report of the same type stands in the same sentence (each used once). Two
numbers (slope, intercept) map the log-odds of trigger times type to log-odds of being right; ``--write`` puts them into
the folder's ``config.json``.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
from spacy.language import Language
from training.reports.dataset import plain_story, read_texts, sentence_bounds

from communique.language.document import build_doc
from communique.language.pipeline import load_pipeline

LOWEST = 0.2


def held_out(labels: Path, held: Path) -> list[dict[str, object]]:
    """The coded stories whose ids `held` lists, which training left out."""
    stories = {s["id"]: s for s in map(json.loads, labels.read_text(encoding="utf-8").splitlines())}
    return [stories[name] for name in json.loads(held.read_text(encoding="utf-8"))]


def pairs(
    nlp: Language, stories: list[dict[str, object]], texts: dict[str, str]
) -> tuple[list[tuple[float, bool]], int]:
    """Raw confidence and rightness of every predicted report, and how many reports the coders wrote."""
    found, n_gold = [], 0
    for record in stories:
        ident = str(record["id"])
        text = texts.get(ident) or texts[ident.removeprefix("polnear-")]
        coded = int(record.get("coded_chars") or len(text))  # type: ignore[call-overload]
        doc = nlp(build_doc(nlp, plain_story(ident, text[:coded], record.get("published"))))  # type: ignore[arg-type]
        left: Counter[tuple[int, str]] = Counter()
        for r in record["reports"]:  # type: ignore[attr-defined]
            bounds = sentence_bounds(doc, r)
            if bounds:
                middle = doc.char_span(*bounds, alignment_mode="expand")
                left[middle[len(middle) // 2].sent.start_char, r["type"]] += 1
        n_gold += sum(left.values())
        for report in sorted(doc._.reports, key=lambda r: -r.confidence):
            token = doc.char_span(report.trigger.start, report.trigger.end, alignment_mode="expand")[0]
            key = (token.sent.start_char, report.type)
            right = left[key] > 0
            left[key] -= right
            found.append((report.confidence, right))
    return found, n_gold


def fit(raw: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Slope and intercept by gradient descent on the log loss, with a light pull towards (1, 0)."""
    x = np.log(raw / (1 - raw))
    slope, intercept = 1.0, 0.0
    for _ in range(4000):
        p = 1 / (1 + np.exp(-(slope * x + intercept)))
        slope -= 0.05 * (((p - right) * x).mean() + 0.01 * (slope - 1))
        intercept -= 0.05 * ((p - right).mean() + 0.01 * intercept)
    return float(slope), float(intercept)


def calibration_error(p: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over equally wide bins."""
    which = np.minimum((p * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(p[which == b].mean() - right[which == b].mean()) * (which == b).mean()
            for b in range(bins)
            if (which == b).any()
        )
    )


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("model", type=Path, nargs="+", help="the first one's config.json is written")
    ap.add_argument("--labels", type=Path, required=True)
    ap.add_argument("--texts", type=Path, nargs="+", required=True)
    ap.add_argument("--held", type=Path, required=True)
    ap.add_argument("--write", action="store_true")
    o = ap.parse_args()
    config_path = o.model[0] / "config.json"
    config = json.loads(config_path.read_text(encoding="utf-8"))
    config.pop("calibration", None)
    config_path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    nlp = load_pipeline()
    nlp.remove_pipe("communique_reports")
    nlp.add_pipe("communique_reports", config={"weights": [str(m) for m in o.model], "threshold": LOWEST})
    found, n_gold = pairs(nlp, held_out(o.labels, o.held), read_texts(*o.texts))
    raw = np.clip(np.array([p for p, _ in found]), 1e-4, 1 - 1e-4)
    right = np.array([r for _, r in found], dtype=float)
    slope, intercept = fit(raw, right)
    p = 1 / (1 + np.exp(-(slope * np.log(raw / (1 - raw)) + intercept)))
    print(f"{len(found)} reports above {LOWEST}, {n_gold} coded; slope {slope:.3f} intercept {intercept:.3f}")
    print(f"calibration error before {calibration_error(raw, right):.3f} after {calibration_error(p, right):.3f}")
    for t in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9):
        kept = p >= t
        tp = right[kept].sum()
        print(
            f"  confidence >= {t:.2f}: precision {tp / max(1, kept.sum()):.3f} recall {tp / n_gold:.3f} F1 {2 * tp / max(1, kept.sum() + n_gold):.3f}"
        )
    if o.write and math.isfinite(slope):
        config["calibration"] = [round(slope, 4), round(intercept, 4)]
        config_path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
