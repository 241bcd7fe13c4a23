"""How far the confidence of coded reports can be trusted: calibration error, and precision and recall by threshold.

    python -m training.reports.confidence SCORER.py GOLD.jsonl CODED.jsonl

SCORER is the public scorer of reports (`score_reports.py`); its own pairing says which coded report is right (sentence and type).
CODED is what `communique code` prints.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
from training.reports.calibrate import calibration_error


def main() -> None:
    scorer_path, gold_path, coded_path = map(Path, sys.argv[1:4])
    spec = importlib.util.spec_from_file_location("scorer", scorer_path)
    if spec is None or spec.loader is None:
        sys.exit(f"{scorer_path} is no Python file")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold, coded = scorer.load(gold_path, True), scorer.load(coded_path, False)  # noqa: FBT003 - the scorer's own signature
    confidence, right = [], []
    for story, reports in gold.items():
        own = coded.get(story, [])
        hits = {id(b) for a, b in scorer.assign(reports, own) if a["type"] == b["type"]}
        confidence += [r["confidence"] for r in own]
        right += [float(id(r) in hits) for r in own]
    p, y, total = np.array(confidence), np.array(right), sum(map(len, gold.values()))
    print(f"{len(p)} reports, calibration error {calibration_error(p, y):.3f}")
    for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        kept = y[p >= least]
        print(f"confidence >= {least}: precision {kept.mean() if len(kept) else 0:.3f} recall {kept.sum() / total:.3f}")


if __name__ == "__main__":
    main()
