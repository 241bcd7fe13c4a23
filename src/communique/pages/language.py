"""Which language a story is written in, with lingua; short texts are not guessed at."""

from __future__ import annotations

from functools import cache

from lingua import IsoCode639_1, LanguageDetector, LanguageDetectorBuilder

CODES = [
    "AR",
    "BG",
    "CS",
    "DA",
    "DE",
    "EL",
    "EN",
    "ES",
    "FA",
    "FI",
    "FR",
    "HE",
    "HI",
    "HU",
    "ID",
    "IT",
    "JA",
    "KO",
    "NB",
    "NL",
    "PL",
    "PT",
    "RO",
    "RU",
    "SR",
    "SV",
    "TR",
    "UK",
    "UR",
    "VI",
    "ZH",
]
"""Languages told apart: those of the news archives people bring; each more costs memory."""
SHORTEST = 40
"""Characters below which no language is told."""
SAMPLE = 600
"""Characters of a story that are looked at: the answer no longer changes beyond."""
LEAST_CERTAINTY = 0.5


@cache
def detector() -> LanguageDetector:
    """The detector, loaded once and only when asked; the low accuracy mode keeps it small and suffices for paragraphs."""
    codes = [getattr(IsoCode639_1, code) for code in CODES]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_low_accuracy_mode().build()


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of `text`'s language, or null where it is too short to tell."""
    sample = text[:SAMPLE]
    if len(sample) < SHORTEST:
        return None
    language = detector().detect_language_of(sample)
    return language.iso_code_639_1.name.lower() if language is not None else None
