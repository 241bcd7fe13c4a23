-- Processes that somebody named and pinned; those found in the graph of parties and issues are computed on demand.

CREATE TABLE follows (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    parties TEXT NOT NULL,                     -- JSON list of countries (codes) and names of actors
    about TEXT NOT NULL,                       -- JSON list of words and phrases; empty for whatever is between the parties
    made_at TEXT NOT NULL                      -- UTC
) STRICT;

CREATE INDEX participants_by_name ON participants (name COLLATE NOCASE) WHERE name IS NOT NULL;
CREATE INDEX actors_by_country ON actors (country) WHERE country IS NOT NULL;
