"""List the words that name some place but are ordinary English words too ("Police", "Center", "Of", "Most").

    ordinary_words.py TEXTS.jsonl[.gz]... > src/communique/data/places/ordinary_words.json

A word counts as ordinary when a large body of English text has it in lower case oftener than capitalised inside a
sentence. Only counts of single words are used; no text is kept.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path

from communique.language.place_gazetteer import sites

WORD = re.compile(r"(?<![.!?:\"“\n] )(?<![\n\w-])[A-Za-z]{2,20}(?![\w-])")
LEAST, SHARE = 3, 0.5


def main() -> None:
    """Count, choose, print."""
    low: Counter[str] = Counter()
    high: Counter[str] = Counter()
    for path in sys.argv[1:]:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.endswith(".gz")
            else Path(path).open(encoding="utf-8") as lines
        ):
            for line in lines:
                for word in WORD.findall(json.loads(line)["text"]):
                    (low if word.islower() else high)[word.lower()] += 1
    words = sorted(w for w, n in low.items() if n >= LEAST and n >= SHARE * high[w] and sites(w.title()))
    head = {"source": "Counted by training/places/ordinary_words.py.", "licence": "Apache-2.0, as the project"}
    print(json.dumps({**head, "words": words}, indent=0, ensure_ascii=False))


if __name__ == "__main__":
    main()
