-- Linking: accounts (what one story tells of one event), the keys they are found by, and what people decided by hand.

CREATE TABLE accounts (
    id TEXT PRIMARY KEY,                       -- the id of its first report
    story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    event_id TEXT,
    published TEXT,                            -- ISO day of the story
    day TEXT,                                  -- ISO day of the act, where told
    side TEXT,                                 -- of a split made by hand
    antecedent_id TEXT,                        -- the earlier account of the same event that is most like it
    score REAL,                                -- how sure that is, 0 to 1
    stale INTEGER NOT NULL DEFAULT 0,          -- 1: its antecedent has gone, look again
    traits TEXT NOT NULL                       -- JSON: what it is compared by
) STRICT;
CREATE INDEX accounts_by_story ON accounts (story_id);
CREATE INDEX accounts_by_event ON accounts (event_id);
CREATE INDEX accounts_by_antecedent ON accounts (antecedent_id);
CREATE INDEX accounts_by_side ON accounts (side) WHERE side IS NOT NULL;
CREATE INDEX accounts_stale ON accounts (stale) WHERE stale = 1;

CREATE TABLE account_keys (
    key TEXT NOT NULL,
    day TEXT NOT NULL,                         -- of the act, or else of publication
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (key, day, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_keys_by_account ON account_keys (account_id);

-- Events that lost an account and must be told anew.
CREATE TABLE stale_events (event_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

ALTER TABLE reports ADD COLUMN account_id TEXT REFERENCES accounts (id) ON DELETE SET NULL;
CREATE INDEX reports_by_account ON reports (account_id);
CREATE INDEX reports_to_link ON reports (story_id) WHERE account_id IS NULL;

CREATE TRIGGER accounts_gone AFTER DELETE ON accounts BEGIN
    UPDATE accounts SET antecedent_id = NULL, score = NULL, stale = 1 WHERE antecedent_id = old.id;
    INSERT OR IGNORE INTO stale_events (event_id) SELECT old.event_id WHERE old.event_id IS NOT NULL;
END;

-- Bottom-k sketches of the stories' word sequences, by which copies of one text are known.
CREATE TABLE story_sketches (
    story_id TEXT PRIMARY KEY REFERENCES stories (id) ON DELETE CASCADE,
    sketch BLOB NOT NULL                       -- unsigned 32-bit numbers, little-endian, ascending
) STRICT, WITHOUT ROWID;

-- Decisions by hand; they hold report ids without a reference, so that they outlive a rereading.
CREATE TABLE event_sides (
    report_id TEXT PRIMARY KEY,
    side TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE event_joins (
    report_id TEXT NOT NULL,
    other_id TEXT NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (report_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_joins_by_other ON event_joins (other_id);
