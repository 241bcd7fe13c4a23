-- Proposals: what is put on the table, as each story tells it, and each party's stance. Offsets are characters of stories.text.

CREATE TABLE proposals (
    id TEXT PRIMARY KEY,                       -- made from its earliest telling, so it changes when an earlier one is read
    name TEXT NOT NULL,                        -- the fullest words of any telling
    kind TEXT NOT NULL,                        -- ceasefire, plan, deal, talks, ... (data/proposals/nouns.json)
    proposer TEXT,
    proposer_country TEXT,
    parties TEXT NOT NULL,                     -- JSON list of countries (or names) it is to bind, beside the proposer
    duration TEXT,                             -- ISO 8601 period, as P30D
    begins TEXT,                               -- ISO day, month or range from which it is to hold
    terms TEXT,                                -- the words of its purpose or subject
    status TEXT NOT NULL CHECK (status IN ('floated', 'offered', 'accepted', 'rejected', 'in force', 'broken', 'lapsed')),
    first_day TEXT,                            -- ISO days of publication between which it is told
    last_day TEXT,
    stories INTEGER NOT NULL,                  -- that tell of it, copies of one text counted once
    account TEXT NOT NULL                      -- JSON: {"statuses": [{"day", "status", "story", "start", "end"}]}, by day
) STRICT;
CREATE INDEX proposals_by_day ON proposals (first_day);

CREATE TABLE proposal_tellings (
    id TEXT PRIMARY KEY,
    story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    proposal_id TEXT REFERENCES proposals (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    start INTEGER NOT NULL,                    -- of the mention with the fullest words
    end INTEGER NOT NULL,
    proposer TEXT,
    proposer_country TEXT,
    parties TEXT NOT NULL,                     -- JSON list of {"name", "country"}
    duration TEXT,
    begins TEXT,
    terms TEXT,
    terms_start INTEGER,
    terms_end INTEGER,
    status TEXT NOT NULL,                      -- the last the story tells
    day TEXT,                                  -- ISO day of the story
    traits TEXT NOT NULL,                      -- JSON: what it is compared by
    linked INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX proposal_tellings_by_story ON proposal_tellings (story_id);
CREATE INDEX proposal_tellings_by_proposal ON proposal_tellings (proposal_id, day, story_id, id);
CREATE INDEX proposal_tellings_to_link ON proposal_tellings (id) WHERE linked = 0;

CREATE TABLE proposal_mentions (
    telling_id TEXT NOT NULL REFERENCES proposal_tellings (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    PRIMARY KEY (telling_id, start, end)
) STRICT, WITHOUT ROWID;

CREATE TABLE proposal_statuses (
    telling_id TEXT NOT NULL REFERENCES proposal_tellings (id) ON DELETE CASCADE,
    status TEXT NOT NULL,
    start INTEGER NOT NULL,                    -- the words that say so
    end INTEGER NOT NULL,
    sentence_start INTEGER NOT NULL,
    sentence_end INTEGER NOT NULL,
    day TEXT,                                  -- ISO day told, or else of the story
    PRIMARY KEY (telling_id, start, end, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE stances (
    id TEXT PRIMARY KEY,
    telling_id TEXT NOT NULL REFERENCES proposal_tellings (id) ON DELETE CASCADE,
    proposal_id TEXT REFERENCES proposals (id),
    story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    party TEXT NOT NULL,                       -- who takes the stance, by name or else by the story's words
    country TEXT,
    sector TEXT,
    stance TEXT NOT NULL CHECK (stance IN ('supports', 'conditional', 'hopeful', 'doubts', 'rejects', 'silent')),
    start INTEGER NOT NULL,                    -- the words that say so
    end INTEGER NOT NULL,
    sentence_start INTEGER NOT NULL,
    sentence_end INTEGER NOT NULL,
    statement_id TEXT REFERENCES statements (id) ON DELETE SET NULL,
    report_id TEXT REFERENCES reports (id) ON DELETE SET NULL,
    day TEXT,                                  -- ISO day told, or else of the story
    day_from TEXT CHECK (day_from IN ('told', 'published')),
    rule TEXT NOT NULL                         -- what decided
) STRICT;
CREATE INDEX stances_by_telling ON stances (telling_id);
CREATE INDEX stances_by_proposal ON stances (proposal_id, day);
CREATE INDEX stances_by_story ON stances (story_id);
CREATE INDEX stances_by_country ON stances (country, day);
CREATE INDEX stances_by_statement ON stances (statement_id);
CREATE INDEX stances_by_report ON stances (report_id);

CREATE TABLE proposal_keys (
    key TEXT NOT NULL,
    day TEXT NOT NULL,
    telling_id TEXT NOT NULL REFERENCES proposal_tellings (id) ON DELETE CASCADE,
    PRIMARY KEY (key, day, telling_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX proposal_keys_by_telling ON proposal_keys (telling_id);

-- Pairs of tellings that are of one proposal; each pair once, the smaller id first.
CREATE TABLE proposal_pairs (
    telling_id TEXT NOT NULL REFERENCES proposal_tellings (id) ON DELETE CASCADE,
    other_id TEXT NOT NULL REFERENCES proposal_tellings (id) ON DELETE CASCADE,
    PRIMARY KEY (telling_id, other_id),
    CHECK (telling_id < other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX proposal_pairs_by_other ON proposal_pairs (other_id);

-- Proposals that lost a telling and must be told anew.
CREATE TABLE stale_proposals (proposal_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TRIGGER proposal_tellings_gone AFTER DELETE ON proposal_tellings WHEN old.proposal_id IS NOT NULL BEGIN
    INSERT OR IGNORE INTO stale_proposals (proposal_id) VALUES (old.proposal_id);
END;
