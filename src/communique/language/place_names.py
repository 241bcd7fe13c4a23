"""How names of places are compared: without accents, case and stops, by a 64-bit hash."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_DROPPED = re.compile(r"[.'’ʼ`]")
_GAPS = re.compile(r"[\s\-–—_]+")
_OPENINGS = (("st ", "saint "), ("ste ", "sainte "), ("mt ", "mount "), ("ft ", "fort "))


def fold(name: str) -> str:
    """The form under which a name is looked up: ``St. John's`` and ``Saint Johns`` are alike, so are ``Kyïv`` and ``Kyiv``."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    plain = _GAPS.sub(" ", _DROPPED.sub("", plain)).strip()
    for short, full in _OPENINGS:
        if plain.startswith(short):
            return full + plain[len(short) :]
    return plain


def name_hash(folded: str) -> int:
    """A stable 64-bit hash of a folded name."""
    return int.from_bytes(hashlib.blake2b(folded.encode(), digest_size=8).digest(), "big")
